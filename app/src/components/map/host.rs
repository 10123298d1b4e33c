//! The host the packet is on: its frame, lines, stations, and on top the packet.

use std::time::Duration;

use yew::{Html, html};

use super::capsule::CapsuleCard;
use super::devices;
use super::places::other_places;
use super::siding::siding_lines;
use super::station::StationBox;
use super::track::track;
use super::waiting::waiting_mark;
use crate::draw::draw;
use crate::scene::host::HostPicture;
use crate::scene::{WIDTH, layout};
use crate::words::{Language, Spoken};

pub fn host_map(host: &HostPicture, pace: Duration, language: Language) -> Html {
    let words = &language.words().map;
    let (taken, idle): (Vec<_>, Vec<_>) = host.tracks.iter().copied().partition(|track| track.is_taken);
    draw! {
        <g class="map-inside">
            <rect class="map-frame" x="1" y="0" width={WIDTH - 2} height={layout::HEIGHT} rx="14" />
            <text class="map-frame-name" x="20" y="4">{ &host.name }</text>
            { for idle.into_iter().chain(taken).map(|picture| track(picture, host.layout)) }
            { other_places(host, words) }
            { for host.stations.iter().map(|station| html! {
                <StationBox key={station.hook.name()} station={station.clone()} {language} />
            }) }
            if let Some(waiting) = &host.waiting {
                { waiting_mark(waiting, words) }
            }
            if let Some(sidings) = &host.sidings {
                { siding_lines(sidings, words) }
            }
            if let Some(capsule) = &host.capsule {
                { html! { <CapsuleCard capsule={capsule.clone()} pace={pace} {language} /> } }
            }
            { devices::names(&host.devices) }
        </g>
    }
}
