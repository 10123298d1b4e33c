//! The screen of the terminal: each line that was typed, and what it printed.

use yew::{Html, Properties, component, use_context, use_node_ref};

use super::screen::{Entry, Screen, Shown};
use crate::draw::draw;
use crate::effect::{Effect, use_shared};
use crate::words::Language;
use crate::words::exercise::{ExerciseWords, TerminalWords};

#[derive(Properties)]
pub struct LogProps {
    pub screen: Screen,
}

impl PartialEq for LogProps {
    fn eq(&self, other: &LogProps) -> bool {
        self.screen.written() == other.screen.written()
    }
}

#[component]
pub fn Log(props: &LogProps) -> Html {
    let language = use_context::<Language>().unwrap_or(Language::English);
    let words = &ExerciseWords::of(language).terminal;
    let list = use_node_ref();
    let place = list.clone();
    use_shared(Effect::of(props.screen.written(), move |_| {
        if let Some(list) = place.cast::<web_sys::Element>() {
            list.set_scroll_top(list.scroll_height());
        }
    }));
    draw! {
        <div ref={list} class="terminal-log" role="log" aria-live="polite" aria-label={words.title} tabindex="0">
            <ol class="terminal-entries">{ for props.screen.entries().iter().map(|entry| drawn(entry, words)) }</ol>
        </div>
    }
}

fn drawn(entry: &Entry, words: &TerminalWords) -> Html {
    let note = |text: &'static str| draw! { <li key={entry.number} class="terminal-note">{ text }</li> };
    match &entry.what {
        Shown::Line { prompt, typed, printed, code } => draw! {
            <li key={entry.number}>
                <pre class="terminal-typed"><span class="terminal-prompt">{ prompt }</span>{ " " }{ typed }</pre>
                if !printed.is_empty() {
                    <pre class="terminal-printed">{ printed }</pre>
                }
                if *code != 0 {
                    <span class="terminal-code">{ words.code }{ " " }{ u64::from(*code) }</span>
                }
            </li>
        },
        Shown::Offers(offers) => draw! { <li key={entry.number} class="terminal-offers">{ offers }</li> },
        Shown::Undone => note(words.undone),
        Shown::Redone => note(words.redone),
        Shown::Reset => note(words.was_reset),
    }
}
