//! Hosts and links come and go while a trace is played: the map has those of its moment, and knows the others by name.
#![cfg(not(target_arch = "wasm32"))]

use std::rc::Rc;

use app::player::{Now, Playback};
use app::scene;
use lessons::Recording;
use net::InterfaceName;
use trace::link::{Link, LinkStation};
use trace::{HostId, HostMoment, Instant, Moment, Trace, What};

const ROUTER: HostId = HostId(2);
const LAPTOP: HostId = HostId(5);

/// A laptop is switched on, joined by a cable, and switched off.
fn playback() -> Rc<Playback> {
    let named = |name: &str| HostMoment { name: name.into(), ..HostMoment::default() };
    let mut start = Moment::default();
    start.hosts.insert(ROUTER, named("router"));
    let end = |host| LinkStation { host, interface: InterfaceName::new("eth0").expect("short enough"), port: None };
    let cable = Link { bridge: None, stations: vec![end(ROUTER), end(LAPTOP)] };
    let mut trace = Trace::default();
    for (host, what) in [
        (LAPTOP, What::HostAdded { host: Box::new(named("laptop")) }),
        (LAPTOP, What::LinksChanged { links: vec![cable] }),
        (LAPTOP, What::LinksChanged { links: Vec::new() }),
        (LAPTOP, What::HostGone),
    ] {
        trace.tell(Instant(0), host, None, what);
    }
    Rc::new(Playback::of(Recording { start, events: trace.events, chapters: Vec::new() }))
}

#[test]
fn the_map_has_the_hosts_and_links_of_its_moment() {
    let playback = playback();
    let shown = |position: usize| {
        let moment = playback.moment(position);
        let scene = scene::of(&playback.ground, &playback.events, position, &moment);
        let names: Vec<String> = scene.network.labels.values().map(|label| label.name.to_string()).collect();
        assert_eq!(scene.network.plan.hosts.keys().collect::<Vec<_>>(), scene.network.labels.keys().collect::<Vec<_>>());
        let lines: Vec<usize> = scene.network.plan.links.iter().map(|link| link.lines.len()).collect();
        (names, lines)
    };
    let both = vec!["router".to_owned(), "laptop".to_owned()];
    let expected = [
        (vec!["router".to_owned()], vec![]),
        (both.clone(), vec![]),
        (both.clone(), vec![1]),
        (both, vec![]),
        (vec!["router".to_owned()], vec![]),
    ];
    // To and fro: no plan outlives its hosts.
    for position in [0, 1, 2, 3, 4, 2, 0, 4, 1] {
        assert_eq!(shown(position), expected[position], "position {position}");
    }
}

#[test]
fn the_same_hosts_and_links_are_planned_once() {
    let playback = playback();
    let plan = playback.ground.plan(&playback.moment(0));
    assert!(Rc::ptr_eq(&plan, &playback.ground.plan(&playback.moment(4))));
    assert!(!Rc::ptr_eq(&plan, &playback.ground.plan(&playback.moment(1))));
}

#[test]
fn who_is_gone_is_still_called_by_name() {
    let playback = playback();
    let gone = Now::at(&playback, 4);
    assert_eq!((gone.focus.host, gone.host_name(), gone.host()), (LAPTOP, "laptop", None));
    let scene = scene::of(&playback.ground, &playback.events, 4, &gone.moment);
    assert_eq!((&*scene.host.name, scene.network.here), ("laptop", Some(LAPTOP)));
    assert_eq!(playback.host_at(0), Some(ROUTER));
}
