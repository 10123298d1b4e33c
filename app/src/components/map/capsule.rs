//! The packet: a mark on the line and a capsule with its header. What was rewritten shows what stood there before.

use std::time::Duration;

use engine::state::packet::PacketId;
use yew::{Html, Properties, component};

use super::motion::{Place, straight, use_travel};
use super::svg::{line, translation};
use crate::draw::draw;
use crate::scene::header::{Field, Header};
use crate::scene::host::Capsule;
use crate::scene::layout::{CAPSULE_LINE, CAPSULE_WIDTH, way};
use crate::words::Language;
use crate::words::map::MapWords;

const LEFT: i32 = 10;

#[derive(Properties, PartialEq)]
pub struct CapsuleProps {
    pub capsule: Capsule,
    pub pace: Duration,
    pub language: Language,
}

#[component]
pub fn CapsuleCard(props: &CapsuleProps) -> Html {
    let (capsule, pace) = (&props.capsule, props.pace);
    let of: PacketId = capsule.packet;
    let card = use_travel(Place { of, at: capsule.corner }, pace, straight);
    let mark = use_travel(Place { of, at: capsule.mark }, pace, way);
    draw! {
        <g class="map-packet">
            <path class="map-stem" d={line(&capsule.stem)} />
            <g ref={mark} class="map-mark" transform={translation(capsule.mark)}><circle r="7" /></g>
            <g ref={card} class="map-capsule" transform={translation(capsule.corner)}>
                <rect class="map-capsule-box" width={CAPSULE_WIDTH} height={capsule.height} rx="11" />
                { header(&capsule.header, &props.language.words().map) }
            </g>
        </g>
    }
}

fn header(header: &Header, words: &MapWords) -> Html {
    let mut line = Lines { baseline: CAPSULE_LINE + 5 };
    draw! {
        <>
            <text class="map-capsule-protocol" x={LEFT} y={line.baseline}>{ &header.protocol }</text>
            <text class="map-capsule-ttl" x={CAPSULE_WIDTH - LEFT} y={line.next()}>
                { format!("ttl {}", header.ttl) }
            </text>
            { field("", &header.source, &mut line, words) }
            { field("→ ", &header.destination, &mut line, words) }
            if header.mark != 0 {
                <text class="map-capsule-mark" x={LEFT} y={line.next()}>{ format!("mark {:#x}", header.mark) }</text>
            }
        </>
    }
}

/// One line under the other.
struct Lines {
    baseline: i32,
}

impl Lines {
    fn next(&mut self) -> String {
        let here = self.baseline;
        self.baseline += CAPSULE_LINE;
        here.to_string()
    }
}

fn field(sign: &str, field: &Field, line: &mut Lines, words: &MapWords) -> Html {
    let left = LEFT.to_string();
    match &field.before {
        None => draw! { <text x={left} y={line.next()}>{ sign }{ &field.now }</text> },
        Some(before) => draw! {
            <>
                // Another key for another value: what is new is drawn in anew, and shows it.
                <text key={field.now.clone()} class="is-new" x={left.clone()} y={line.next()}>{ sign }{ &field.now }</text>
                <text class="is-old" x={LEFT + 12} y={line.next()}>
                    { words.was }{ " " }<tspan class="map-struck">{ before }</tspan>
                </text>
            </>
        },
    }
}
