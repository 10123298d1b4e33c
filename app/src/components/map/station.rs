//! A station: a hook's name and its platforms, in the kernel's order from top to bottom.

use std::rc::Rc;

use yew::{Html, Properties, classes, component, html};

use super::platform::PlatformRow;
use crate::scene::host::StationPicture;
use crate::scene::layout;
use crate::scene::visit::Reached;
use crate::words::Language;

#[derive(Properties, PartialEq)]
pub struct StationProps {
    pub station: Rc<StationPicture>,
    pub language: Language,
}

#[component]
pub fn StationBox(props: &StationProps) -> Html {
    let (station, language) = (&props.station, props.language);
    let area = layout::station(station.hook);
    let baseline = area.y + 16;
    html! {
        <g class={classes!("map-station", reached_class(station.reached))}>
            <rect class="map-station-box" x={area.x.to_string()} y={area.y.to_string()} width={area.width.to_string()}
                height={area.height.to_string()} rx="9" />
            <text class="map-station-name" x={(area.x + 9).to_string()} y={baseline.to_string()}>{ station.hook.name() }</text>
            if station.second_pass {
                <text class="map-station-pass" x={(area.right() - 2).to_string()} y={(area.y - 6).to_string()}>
                    { language.words().map.second_pass_short }
                </text>
            }
            { for station.stages.iter().enumerate().map(|(place, visit)| {
                let area = layout::platform(station.hook, place);
                html! { <PlatformRow {area} visit={visit.clone()} {language} /> }
            }) }
        </g>
    }
}

pub fn reached_class(reached: Reached) -> &'static str {
    match reached {
        Reached::Ahead => "is-ahead",
        Reached::Now => "is-now",
        Reached::Done => "is-done",
    }
}
