//! The devices at both ends of the lower line, with the bridge's ports where they are bridges.

use engine::state::interface::InterfaceName;
use yew::Html;

use crate::draw::draw;
use crate::scene::WIDTH;
use crate::scene::layout::{DEVICE_IN, DEVICE_OUT};
use crate::scene::visit::Devices;

/// To the right of the stem of a capsule above PREROUTING; further left where the names are too long for that.
const INPUT_NAME: &str = "38";
const LONG_INPUT_NAME: &str = "8";
const MOST_LETTERS: usize = 21;
/// From the line up to the foot of the letters.
const ABOVE: i32 = 17;

pub fn names(devices: &Devices) -> Html {
    draw! {
        <g class="map-devices">
            <path d={format!("M4 {}v14M{} {}v14", DEVICE_IN.y - 7, WIDTH - 4, DEVICE_OUT.y - 7)} />
            if let Some(input) = devices.input {
                <text class="is-input" x={input_place(devices)} y={DEVICE_IN.y - ABOVE}>
                    { input.as_str() }{ port(devices.input_port, "← ") }
                </text>
            }
            if let Some(output) = devices.output {
                <text class="is-output" x={WIDTH - 8} y={DEVICE_OUT.y - ABOVE}>
                    { output.as_str() }{ port(devices.output_port, "→ ") }
                </text>
            }
        </g>
    }
}

fn input_place(devices: &Devices) -> &'static str {
    let names = devices.input.iter().chain(&devices.input_port);
    let letters: usize = names.map(|name| name.as_str().chars().count() + 3).sum();
    if letters > MOST_LETTERS + 3 { LONG_INPUT_NAME } else { INPUT_NAME }
}

fn port(port: Option<InterfaceName>, sign: &str) -> Html {
    match port {
        Some(port) => draw! { <tspan class="map-port">{ format!(" {sign}{port}") }</tspan> },
        None => Html::default(),
    }
}
