//! The map in words, for those who do not see it.

use engine::state::hook::Stage;
use yew::Html;

use super::platform::said;
use super::siding::stop_words;
use crate::draw::draw;
use crate::scene::Scene;
use crate::scene::header::Header;
use crate::scene::host::StationPicture;
use crate::scene::visit::Reached;
use crate::words::map::MapWords;

pub fn description(scene: &Scene, words: &MapWords) -> Html {
    let host = &scene.host;
    let passed = host.stations.iter().filter(|station| station.reached != Reached::Ahead);
    draw! {
        <figcaption class="unseen">
            <p>{ words.heard.network }</p>
            <ul>{ for hosts(scene, words).into_iter().map(|text| draw! { <li>{ text }</li> }) }</ul>
            <p>{ packet(scene, words) }</p>
            <ul>{ for passed.map(|passed| draw! { <li>{ station(passed, words) }</li> }) }</ul>
            <p>{ for ends(scene, words).into_iter().map(|text| format!("{text} ")) }</p>
        </figcaption>
    }
}

fn hosts(scene: &Scene, words: &MapWords) -> Vec<String> {
    let network = &scene.network;
    let name = |place: usize| network.labels.get(place).map_or("", |label| label.name.as_str());
    let plans = network.plan.hosts.iter().zip(&network.labels);
    plans
        .map(|(plan, label)| match plan.inside {
            Some(host) => (words.heard.container)(&label.name, label.address.as_deref(), name(host.0)),
            None => (words.heard.host)(&label.name, label.address.as_deref()),
        })
        .collect()
}

fn packet(scene: &Scene, words: &MapWords) -> String {
    match &scene.host.capsule {
        Some(capsule) => {
            let header = header(&capsule.header);
            let tell = if scene.network.link.is_some() { words.heard.packet_left } else { words.heard.packet_on };
            tell(&header, &scene.host.name)
        }
        None if scene.network.packet.is_some() => (words.heard.program_on)(&scene.host.name),
        None => words.heard.nothing_yet.to_owned(),
    }
}

fn header(header: &Header) -> String {
    let mark = if header.mark == 0 { String::new() } else { format!(" mark {:#x}", header.mark) };
    format!("{} {} → {} ttl {}{mark}", header.protocol, header.source.now, header.destination.now, header.ttl)
}

fn station(station: &StationPicture, words: &MapWords) -> String {
    let platforms = station.stages.iter().filter(|visit| visit.reached != Reached::Ahead).map(|visit| {
        let name = match visit.stage {
            Stage::Table(table) => table.name(),
            Stage::Conntrack => "conntrack",
            Stage::Confirm => "confirm",
        };
        let here = if visit.reached == Reached::Now { words.heard.is_here } else { "" };
        let parts = [name, &said(visit, words), here];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<&str>>().join(" ")
    });
    let platforms = platforms.collect::<Vec<String>>().join(", ");
    let name = match station.second_pass {
        true => format!("{} ({})", station.hook, words.second_pass),
        false => station.hook.to_string(),
    };
    (words.heard.station)(&name, &platforms)
}

fn ends(scene: &Scene, words: &MapWords) -> Vec<String> {
    let host = &scene.host;
    let mut told = Vec::new();
    if let Some(bridge) = host.bridge {
        told.push((words.heard.bridged)(bridge.as_str()));
    }
    if let Some(sidings) = &host.sidings {
        if !sidings.rows.is_empty() {
            let names: Vec<&str> = sidings.rows.iter().map(|row| &*row.chain.name).collect();
            told.push((words.heard.chains)(&names.join(", ")));
        }
        if let Some((_, stop)) = &sidings.stop {
            let (main, further) = stop_words(stop, words);
            let further = further.map(|further| format!(", {further}")).unwrap_or_default();
            told.push((words.heard.ends)(&format!("{main}{further}")));
        }
    }
    if host.waiting.is_some() {
        told.push(words.heard.waiting.to_owned());
    }
    told
}
