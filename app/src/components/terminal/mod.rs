//! A command line on the lab's hosts: the screen, one line to type in, and what takes back what was done.

mod log;
pub mod screen;
pub mod state;

use web_sys::wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, HtmlInputElement, InputEvent, KeyboardEvent, MouseEvent};
use yew::{Callback, Html, NodeRef, Properties, TargetCast, UseReducerHandle, component, html, use_context, use_node_ref};

use self::log::Log;
use self::screen::prompt;
use self::state::{Deed, Terminal as State};
use crate::draw::{classes, draw, truth};
use crate::effect::{Effect, use_shared};
use crate::words::Language;
use crate::words::exercise::{ExerciseWords, TerminalWords};
use lessons::bench::{Line, Request};

#[derive(Properties, PartialEq)]
pub struct TerminalProps {
    pub state: UseReducerHandle<State>,
    pub on_ask: Callback<Request>,
    /// The person has just asked for it.
    pub takes_focus: bool,
}

#[component]
pub fn Terminal(props: &TerminalProps) -> Html {
    let language = use_context::<Language>().unwrap_or(Language::English);
    let words = &ExerciseWords::of(language).terminal;
    let state = &props.state;
    let field = use_node_ref();
    let (takes_focus, new) = (props.takes_focus, field.clone());
    use_shared(Effect::of((), move |()| {
        if let Some(field) = new.cast::<HtmlInputElement>().filter(|_| takes_focus) {
            let _ = field.focus();
        }
    }));
    let before = if state.unfinished.is_empty() { prompt(state.host_name()) } else { ">".to_owned() };
    let dispatcher = state.dispatcher();
    let oninput = Callback::from(move |event: InputEvent| {
        dispatcher.dispatch(Deed::Write(event.target_unchecked_into::<HtmlInputElement>().value()));
    });
    draw! {
        <section class="terminal" aria-label={words.title}>
            { hosts(props, words, &field) }
            { html! { <Log screen={state.screen.clone()} /> } }
            <label class="terminal-line">
                <span class="terminal-prompt" aria-hidden="true">{ before }</span>
                <span class="unseen">{ words.line_on }{ " " }{ state.host_name() }</span>
                <input ref={field} class="terminal-field" type="text" value={state.text.clone()} oninput={oninput}
                    onkeydown={on_key(props)} onpaste={on_paste(props)} aria-describedby="terminal-keys"
                    autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="send" />
            </label>
            <p id="terminal-keys" class="terminal-keys">{ words.keys }</p>
            { tools(props, words) }
        </section>
    }
}

/// Where the next line is typed.
fn hosts(props: &TerminalProps, words: &TerminalWords, field: &NodeRef) -> Html {
    let state = &props.state;
    let buttons = state.standing.hosts.iter().enumerate().map(|(place, name)| {
        let (dispatcher, field) = (state.dispatcher(), field.clone());
        let is_here = place == state.host;
        let onclick = Callback::from(move |_: MouseEvent| {
            dispatcher.dispatch(Deed::GoTo(place));
            if let Some(field) = field.cast::<HtmlInputElement>() {
                // Where it cannot be focused, the person clicks once more.
                let _ = field.focus();
            }
        });
        draw! {
            <button key={place} type="button" class={classes!("terminal-host", is_here.then_some("terminal-here"))}
                aria-pressed={truth(is_here)} onclick={onclick}>{ name }</button>
        }
    });
    draw! { <div class="terminal-hosts" role="group" aria-label={words.hosts}>{ for buttons }</div> }
}

fn tools(props: &TerminalProps, words: &TerminalWords) -> Html {
    let state = &props.state;
    let button = |name: &'static str, is_there: bool, onclick: Callback<MouseEvent>| {
        // A button that is disabled would lose the focus.
        let is_idle = is_there && !state.is_busy;
        let onclick = if is_idle { onclick } else { Callback::noop() };
        draw! { <button type="button" class="button button-small" aria-disabled={(!is_idle).then_some("true")} onclick={onclick}>{ name }</button> }
    };
    let dispatcher = state.dispatcher();
    draw! {
        <div class="terminal-tools">
            { button(words.undo, state.standing.can_undo, props.on_ask.reform(|_| Request::Undo)) }
            { button(words.redo, state.standing.can_redo, props.on_ask.reform(|_| Request::Redo)) }
            { button(words.reset, state.standing.can_undo, props.on_ask.reform(|_| Request::Reset)) }
            { button(words.clear, true, Callback::from(move |_: MouseEvent| dispatcher.dispatch(Deed::ClearScreen))) }
        </div>
    }
}

fn on_key(props: &TerminalProps) -> Callback<KeyboardEvent> {
    let (state, on_ask) = (props.state.clone(), props.on_ask.clone());
    Callback::from(move |press: KeyboardEvent| {
        // Enter ends a Chinese word before it ends a line.
        if press.is_composing() {
            return;
        }
        let control = press.ctrl_key() && !press.alt_key() && !press.meta_key();
        let field: HtmlInputElement = press.target_unchecked_into();
        let text = field.value();
        let deed = match press.key().as_str() {
            "Enter" if !state.is_busy => {
                on_ask.emit(Request::Type(state.whole_line(&text)));
                None
            }
            "Enter" => None,
            "ArrowUp" => Some(Deed::Older),
            "ArrowDown" => Some(Deed::Newer),
            "Tab" if !press.shift_key() && !control && !text.is_empty() && !state.lets_go => {
                let cursor = bytes_before(&text, field.selection_start().ok().flatten());
                on_ask.emit(Request::Complete { line: Line { host: state.host, text }, cursor });
                None
            }
            "Escape" => Some(Deed::LetGo),
            "l" if control => Some(Deed::ClearScreen),
            "c" if control && field.selection_start() == field.selection_end() => Some(Deed::Abandon),
            _ => return,
        };
        press.prevent_default();
        if let Some(deed) = deed {
            state.dispatch(deed);
        }
    })
}

/// Lines that are pasted are done one by one; a field would make one line of them.
fn on_paste(props: &TerminalProps) -> Callback<yew::Event> {
    let (state, on_ask) = (props.state.clone(), props.on_ask.clone());
    Callback::from(move |event: yew::Event| {
        let pasted = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
        let Some(text) = pasted.and_then(|data| data.get_data("text").ok()).filter(|text| text.contains('\n')) else { return };
        event.prevent_default();
        if !state.is_busy {
            let text = text.replace('\r', "");
            on_ask.emit(Request::Type(state.whole_line(&[&state.text, text.as_str()].concat())));
        }
    })
}

/// Browsers count a text in halves of letters, the engine in bytes.
fn bytes_before(text: &str, cursor: Option<u32>) -> usize {
    let Some(cursor) = cursor else { return text.len() };
    let mut units = 0;
    let place = text.char_indices().find(|(_, letter)| {
        let is_there = units >= cursor;
        units += letter.len_utf16() as u32;
        is_there
    });
    place.map_or(text.len(), |(place, _)| place)
}
