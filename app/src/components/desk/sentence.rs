//! Over the map: which packet this is about, and the sentence of the event, which a screen reader says.

use engine::state::clock::Instant;
use yew::Html;

use super::hands::Hands;
use crate::components::datagram;
use crate::components::icons::{Icon, icon};
use crate::components::press::says;
use crate::draw::{draw, truth};
use crate::player::Now;
use crate::words::Language;

pub fn told(now: &Now, hands: &Hands, is_large: bool, language: Language) -> Html {
    let words = language.words();
    let sentence = match now.position {
        0 => words.desk.start,
        position => now.playback.sentence(language, position),
    };
    draw! {
        <div class="told">
            <div class="told-bar">
                { packet(now, language) }
                <span class="told-time">
                    if now.moment.clock != Instant::default() { { crate::components::clock::text(now.moment.clock) }{ " s" } }
                </span>
                <button type="button" class="button button-small" onclick={says(&hands.on_print, true)}
                    title={words.desk.print} aria-label={words.desk.print}>{ icon(Icon::Print) }</button>
                <button type="button" class="button button-small" onclick={says(&hands.on_large, !is_large)}
                    title={words.desk.projector} aria-label={words.desk.projector} aria-pressed={truth(is_large)}>
                    { icon(Icon::Projector) }
                </button>
                <button type="button" class="button button-small" onclick={says(&hands.on_help, true)} title="?">
                    { icon(Icon::Keys) }<span>{ words.help.open }</span>
                </button>
            </div>
            <p class="sentence" role="status" aria-live="polite" aria-atomic="true">{ sentence }</p>
        </div>
    }
}

fn packet(now: &Now, language: Language) -> Html {
    let words = &language.words().desk;
    let lives = &now.playback.index.lives;
    let number = now.focus.packet.and_then(|packet| lives.iter().position(|life| life.packet == packet));
    let (Some(number), Some(packet)) = (number, now.packet()) else {
        return draw! { <span class="told-packet">{ words.no_packet }</span> };
    };
    let datagram = &packet.view.datagram;
    draw! {
        <>
            <span class="told-packet">{ (words.packet_of)(number + 1, lives.len()) }</span>
            <code class="told-ends">{ datagram::ends(datagram) }</code>
            <code class="told-kind">{ datagram::kind(datagram) }</code>
        </>
    }
}
