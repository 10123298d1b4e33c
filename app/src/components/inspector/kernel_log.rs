//! The tab of the kernel log: what LOG rules of the host wrote, the newest below.

use trace::print::log::stamped_line;
use yew::Html;

use crate::draw::{classes, draw};
use crate::player::Now;
use crate::words::LogWords;

pub fn kernel_log(now: &Now, words: &LogWords) -> Html {
    let Some(host) = now.host() else { return Html::default() };
    let before = now.host_before().map_or(0, |host| host.log.len());
    let lines = host.log.iter().enumerate().map(|(number, logged)| {
        draw! {
            <li key={number} class={classes!((number >= before).then_some("line-new"))}>
                { stamped_line(logged) }
            </li>
        }
    });
    draw! {
        <div class="kernel-log">
            <p class="command"><span class="prompt">{ now.host_name() }{ "#" }</span>{ " dmesg" }</p>
            if host.log.is_empty() { <p class="quiet">{ words.none }</p> }
            <ol class="listing">{ for lines }</ol>
        </div>
    }
}
