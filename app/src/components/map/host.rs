//! The host the packet is on: its frame, lines, stations, and on top the packet.

use std::rc::Rc;
use std::time::Duration;

use yew::{Html, Properties, component, html};

use super::capsule::CapsuleCard;
use super::devices::DeviceNames;
use super::places::OtherPlaces;
use super::siding::SidingLines;
use super::station::StationBox;
use super::track::TrackLine;
use super::waiting::WaitingMark;
use crate::draw::draw;
use crate::scene::{Scene, WIDTH, layout};
use crate::words::Language;

#[derive(Properties, PartialEq)]
pub struct HostProps {
    pub scene: Rc<Scene>,
    pub pace: Duration,
    pub language: Language,
}

#[component]
pub fn HostMap(props: &HostProps) -> Html {
    let (host, language) = (&props.scene.host, props.language);
    let (taken, idle): (Vec<_>, Vec<_>) = host.tracks.iter().copied().partition(|track| track.is_taken);
    draw! {
        <g class="map-inside">
            <rect class="map-frame" x="1" y="0" width={WIDTH - 2} height={layout::HEIGHT} rx="14" />
            <text class="map-frame-name" x="20" y="4">{ &host.name }</text>
            { for idle.into_iter().chain(taken).map(|track| html! { <TrackLine key={format!("{:?}", track.track)} {track} /> }) }
            { html! { <OtherPlaces places={host.places} second_pass={host.second_pass} bridge={host.bridge}
                is_past_hooks={host.is_past_hooks()} {language} /> } }
            { for host.stations.iter().map(|station| html! {
                <StationBox key={station.hook.name()} station={station.clone()} {language} />
            }) }
            if let Some(waiting) = &host.waiting {
                { html! { <WaitingMark waiting={waiting.clone()} {language} /> } }
            }
            if let Some(sidings) = &host.sidings {
                { html! { <SidingLines sidings={sidings.clone()} {language} /> } }
            }
            if let Some(capsule) = &host.capsule {
                { html! { <CapsuleCard capsule={capsule.clone()} pace={props.pace} {language} /> } }
            }
            { html! { <DeviceNames devices={host.devices.clone()} /> } }
        </g>
    }
}
