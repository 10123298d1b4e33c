//! The picture of real traces: at every moment of every scene nothing overlaps, and what happened is drawn.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use app::player::Playback;
use app::scene::host::HostPicture;
use app::scene::layout;
use app::scene::point::Area;
use app::scene::visit::{Reached, Said, Spot, Stop, Track};
use app::scene::{self, Scene, WIDTH};
use app::scenes::SCENES;
use engine::kernel::event::{Skip, What};
use engine::lab::Scenario;
use engine::lab::scenario::{Action, ConnectAction, HostPlan, InterfacePlan};
use engine::rules::targets::act::RejectWith;
use engine::state::hook::{Hook, Stage, TableName};

fn playback(id: &str) -> Playback {
    let show = press::scene(id).unwrap_or_else(|problem| panic!("{problem}"));
    Playback::of(show.recording)
}

fn scene_at(playback: &Playback, position: usize) -> Scene {
    scene::of(&playback.ground, &playback.events, position, &playback.moment(position))
}

/// The first scene of which this holds, with its position.
fn first(playback: &Playback, holds: impl Fn(&Scene) -> bool) -> (usize, Scene) {
    (0..=playback.end())
        .map(|position| (position, scene_at(playback, position)))
        .find(|(_, scene)| holds(scene))
        .expect("no moment of the trace looks like that")
}

fn stage(host: &HostPicture, hook: Hook, table: TableName) -> &scene::visit::StageVisit {
    let station = host.stations.iter().find(|station| station.hook == hook).expect("every hook has a station");
    station.stages.iter().find(|visit| visit.stage == Stage::Table(table)).expect("the hook has the table")
}

#[test]
fn stations_show_the_stages_of_their_hook_in_the_kernels_order() {
    let host = HostPicture::empty("h");
    for station in &host.stations {
        let shown: Vec<Stage> = station.stages.iter().map(|visit| visit.stage).collect();
        assert_eq!(shown, station.hook.stages(), "{}", station.hook);
    }
}

#[test]
fn nothing_covers_a_station_or_leaves_the_frame() {
    let stations: Vec<Area> = Hook::ALL.into_iter().map(layout::station).collect();
    for (place, one) in stations.iter().enumerate() {
        assert!(stations.iter().skip(place + 1).all(|other| !one.overlaps(*other)), "{one:?}");
        assert!(!one.overlaps(layout::PROCESS));
    }
    let mut spots =
        vec![Spot::DeviceIn, Spot::Bridge, Spot::InputRoute, Spot::OutputRoute, Spot::Process, Spot::DeviceOut, Spot::Loop];
    for hook in Hook::ALL {
        spots.extend([Spot::Enter(hook), Spot::Leave(hook)]);
        spots.extend((0..hook.stages().len()).map(|place| Spot::At(hook, place)));
    }
    for spot in spots {
        for lines in 3..=4 {
            let height = layout::capsule_height(lines);
            let (corner, _) = layout::capsule(spot, height);
            let card = Area { x: corner.x, y: corner.y, width: layout::CAPSULE_WIDTH, height };
            assert!(card.x >= 0 && card.right() <= WIDTH && card.y >= 0 && card.bottom() <= layout::HEIGHT, "{spot:?}");
            assert!(stations.iter().all(|station| !station.overlaps(card)), "{spot:?} with {lines} lines: {card:?}");
            assert!(!card.overlaps(layout::PROCESS), "{spot:?}");
        }
    }
}

#[test]
fn hosts_of_every_scene_stand_apart_and_inside_of_the_picture() {
    for id in SCENES.iter().map(|scene| scene.id) {
        let playback = playback(id);
        let plan = &playback.ground.plan;
        let outer: Vec<Area> = plan.hosts.iter().filter(|host| host.inside.is_none()).map(|host| host.area).collect();
        for (place, one) in outer.iter().enumerate() {
            assert!(one.x >= 0 && one.right() <= WIDTH && one.bottom() <= plan.height, "{id}: {one:?}");
            assert!(outer.iter().skip(place + 1).all(|other| !one.overlaps(*other)), "{id}: {one:?}");
        }
        for container in plan.hosts.iter().filter(|host| host.inside.is_some()) {
            let owner = container.inside.and_then(|host| plan.hosts.get(host.0)).expect("a container has its host");
            let (inner, outer) = (container.area, owner.area);
            assert!(inner.x > outer.x && inner.right() < outer.right() && inner.bottom() < outer.bottom(), "{id}: {inner:?}");
        }
    }
}

#[test]
fn every_event_with_a_packet_has_its_host_and_its_capsule() {
    for id in SCENES.iter().map(|scene| scene.id) {
        let playback = playback(id);
        for (number, event) in playback.events.iter().enumerate().filter(|(_, event)| event.packet.is_some()) {
            let scene = scene_at(&playback, number + 1);
            assert_eq!(scene.network.here, Some(event.host), "{id}, event {number}");
            let capsule = scene.host.capsule.as_ref().map(|capsule| Some(capsule.packet));
            let is_copy_to_be = matches!(event.what, What::Copied { .. });
            assert!(capsule == Some(event.packet) || is_copy_to_be, "{id}, event {number}: {:?}", event.what);
        }
    }
}

#[test]
fn a_rewritten_address_shows_what_it_was() {
    let playback = playback("001-handshake");
    let (_, scene) =
        first(&playback, |scene| scene.host.capsule.as_ref().is_some_and(|capsule| capsule.header.destination.before.is_some()));
    let capsule = scene.host.capsule.expect("found by it");
    assert_eq!(capsule.header.destination.now, "172.17.0.2:80");
    assert_eq!(capsule.header.destination.before.as_deref(), Some("192.168.66.100:80"));
    assert_eq!(capsule.spot, Spot::At(Hook::Prerouting, 3));
}

#[test]
fn a_jump_opens_a_branch_and_the_return_closes_it() {
    let playback = playback("001-handshake");
    let mut seen = BTreeSet::new();
    for position in 0..=playback.end() {
        let scene = scene_at(&playback, position);
        let open = scene.host.sidings.iter().flat_map(|sidings| &sidings.rows);
        let names: Vec<String> = open.map(|row| row.chain.name.to_string()).collect();
        let left = position.checked_sub(1).and_then(|before| playback.events.get(before)).map(|event| &event.what);
        if matches!(left, Some(What::StageLeft { .. } | What::HookEntered { .. })) {
            assert!(names.is_empty(), "position {position}: {names:?}");
        }
        seen.insert(names.join(" > "));
    }
    for wanted in ["DOCKER", "DOCKER-USER", "DOCKER-ISOLATION-STAGE-1", "DOCKER-ISOLATION-STAGE-1 > DOCKER-ISOLATION-STAGE-2"] {
        assert!(seen.contains(wanted), "{wanted} was never open; open were {seen:?}");
    }
}

#[test]
fn a_reply_passes_nat_by_and_says_why() {
    let playback = playback("001-handshake");
    let is_reply_after_nat = |scene: &Scene| {
        scene.host.name == "host" && stage(&scene.host, Hook::Prerouting, TableName::Nat).said == Said::Skipped(Skip::NotNew)
    };
    let (_, scene) = first(&playback, is_reply_after_nat);
    assert_eq!(stage(&scene.host, Hook::Prerouting, TableName::Raw).said, Said::Skipped(Skip::NoRules));
    assert_eq!(stage(&scene.host, Hook::Prerouting, TableName::Nat).reached, Reached::Now);
}

#[test]
fn a_drop_ends_at_a_stop_with_the_rules_name() {
    let playback = playback("000-own-ip-input-drop");
    let is_stopped = |scene: &Scene| scene.host.sidings.as_ref().is_some_and(|sidings| sidings.stop.is_some());
    let (_, scene) = first(&playback, is_stopped);
    let stop = scene.host.sidings.and_then(|sidings| sidings.stop).map(|(_, stop)| stop);
    match stop {
        Some(Stop::Policy { chain } | Stop::Rule { chain, .. }) => assert_eq!(&*chain, "INPUT"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn loopback_comes_back_over_the_loop_and_its_second_pass_is_marked() {
    let playback = playback("001-host-own-ip");
    let (_, scene) = first(&playback, |scene| scene.host.second_pass);
    let taken = |track: Track| scene.host.tracks.iter().any(|picture| picture.track == track && picture.is_taken);
    assert!(taken(Track::Loop) && taken(Track::OutputToPostrouting));
    assert_eq!(scene.host.devices.input.map(|device| device.to_string()).as_deref(), Some("lo"));
    let (_, scene) = first(&playback, |scene| scene.host.stations.iter().any(|station| station.second_pass));
    assert!(scene.host.capsule.is_some_and(|capsule| capsule.spot == Spot::Enter(Hook::Prerouting)));
}

#[test]
fn a_bridged_frame_goes_past_the_routing_decision() {
    let playback = playback("002-icc-drop-bridge-nf-1");
    let (_, scene) = first(&playback, |scene| scene.host.bridge.is_some());
    let taken: Vec<Track> = scene.host.tracks.iter().filter(|picture| picture.is_taken).map(|picture| picture.track).collect();
    assert_eq!(taken, [Track::AroundRoute, Track::DeviceToPrerouting]);
    assert_eq!(scene.host.places.input_route, Reached::Ahead);
}

#[test]
fn while_a_reject_is_answered_the_rejected_packet_waits_at_its_rule() {
    let recording = lessons::press::watched(&rejecting()).expect("the scenario can be built");
    let playback = Playback::of(recording);
    let (_, scene) = first(&playback, |scene| scene.host.waiting.is_some());
    let stop = scene.host.waiting.and_then(|waiting| waiting.sidings).and_then(|sidings| sidings.stop).map(|(_, stop)| stop);
    let expected = Stop::Rejected { chain: "FORWARD".into(), rule: 1, with: RejectWith::AdminProhibited };
    assert_eq!(stop, Some(expected));
    assert!(scene.host.places.made_by_kernel);
    assert_eq!(scene.host.name, "router");
    let (_, left) = first(&playback, |scene| scene.host.waiting.is_some() && scene.network.link.is_some());
    assert_eq!(left.host.devices.output.map(|device| device.to_string()).as_deref(), Some("inside"));
}

/// A router between two cables that refuses what the client wants.
fn rejecting() -> Scenario {
    let host = |name: &str, interfaces: &[(&str, &str, &str)], route: &str, rules: &str| HostPlan {
        name: name.to_owned(),
        interfaces: interfaces.iter().map(|(name, address, link)| cable(name, address, link)).collect(),
        routes: if route.is_empty() { Vec::new() } else { vec![route.to_owned()] },
        sysctls: vec![("net.ipv4.ip_forward".to_owned(), "1".to_owned())],
        rules: rules.to_owned(),
        ..HostPlan::default()
    };
    let refuse = "*filter\n-A FORWARD -p tcp -j REJECT --reject-with icmp-admin-prohibited\nCOMMIT\n";
    let connect = ConnectAction {
        host: "client".to_owned(),
        to: (Ipv4Addr::new(10, 0, 2, 2), 80),
        from: (Ipv4Addr::UNSPECIFIED, 0),
        name: None,
        send: None,
        close: None,
        mark: 0,
    };
    Scenario {
        name: "rejecting".to_owned(),
        about: String::new(),
        hosts: vec![
            host("client", &[("eth0", "10.0.1.2/24", "one")], "default via 10.0.1.1", ""),
            host("router", &[("inside", "10.0.1.1/24", "one"), ("outside", "10.0.2.1/24", "two")], "", refuse),
            host("server", &[("eth0", "10.0.2.2/24", "two")], "default via 10.0.2.1", ""),
        ],
        actions: vec![Action::Connect(connect)],
    }
}

fn cable(name: &str, address: &str, link: &str) -> InterfacePlan {
    InterfacePlan {
        name: name.to_owned(),
        is_bridge: false,
        addresses: vec![address.to_owned()],
        link: Some(link.to_owned()),
        is_up: true,
        mtu: 1500,
        port: None,
    }
}
