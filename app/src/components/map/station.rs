//! A station: a hook's name and its platforms, in the kernel's order from top to bottom.

use std::rc::Rc;

use yew::{Html, Properties, component};

use super::platform::platform;
use super::reached::reached_class;
use crate::draw::{classes, draw};
use crate::scene::host::StationPicture;
use crate::words::{Language, Spoken};

#[derive(Properties, PartialEq)]
pub struct StationProps {
    pub station: Rc<StationPicture>,
    pub language: Language,
}

#[component]
pub fn StationBox(props: &StationProps) -> Html {
    let (station, words) = (&props.station, &props.language.words().map);
    let area = station.layout.station(station.hook);
    let baseline = area.y + 17;
    draw! {
        <g data-spot={station.hook.name()} class={classes!("map-station", reached_class(station.reached))}>
            <rect class="map-station-box" x={area.x} y={area.y} width={area.width}
                height={area.height} rx="9" />
            <text class="map-station-name" x={area.x + 9} y={baseline}>{ station.hook.name() }</text>
            if station.second_pass {
                <text class="map-station-pass" x={area.right() - 2} y={area.y - 4}>
                    { words.second_pass_short }
                </text>
            }
            { for station.stages.iter().enumerate().map(|(place, visit)| {
                platform(station.layout.platform(station.hook, place), visit, words)
            }) }
        </g>
    }
}
