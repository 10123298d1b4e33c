//! What a person did in this trace, as commands on their hosts, each with what came of it; pressed, it leads there.

use lessons::recording::Chapter;
use yew::{Callback, Html};

use crate::components::press::says;
use crate::draw::{classes, draw};
use crate::player::Now;
use crate::words::DeskWords;

pub fn chapters(now: &Now, on_go: &Callback<usize>, words: &DeskWords) -> Html {
    let current = (now.position > 0).then(|| now.playback.chapter(now.position)).flatten();
    let items = now.playback.chapters.iter().enumerate().map(|(number, chapter)| {
        let position = chapter.first_event + 1;
        let is_current = current == Some(number);
        draw! {
            <li key={number}>
                <button type="button" class={classes!("chapter", is_current.then_some("chapter-current"))}
                    aria-current={is_current.then_some("step")} onclick={says(on_go, position)}>
                    <code>{ prompt(chapter) }{ &chapter.command }</code>
                </button>
            </li>
        }
    });
    draw! {
        <section class="chapters" aria-labelledby="chapters-title">
            <h2 id="chapters-title">{ words.chapters }</h2>
            <ol>{ for items }</ol>
        </section>
    }
}

fn prompt(chapter: &Chapter) -> Html {
    chapter.host.as_ref().map_or_else(Html::default, |host| draw! { <span class="prompt">{ host }{ "# " }</span> })
}
