//! A station that a host made itself, with rows of its own, is drawn like any other: nothing on the page knows the tools.

mod made;

#[cfg(not(target_arch = "wasm32"))]
mod scene {
    use app::scene::layout::ROW;
    use app::scene::point::Area;
    use app::scene::{self, Scene};
    use trace::fold::way::{Reached, Said, Spot};
    use trace::{Hook, Stage, TableName};

    use super::made;

    fn scene_at(position: usize) -> Scene {
        let playback = made::playback();
        scene::of(&playback.ground, &playback.events, position, &playback.moment(position))
    }

    #[test]
    fn the_map_has_the_stations_that_the_host_has() {
        let scene = scene_at(5);
        let stages = |hook: Hook| {
            let station = scene.host.stages(hook);
            station.iter().map(|visit| visit.stage.table().map_or("-", TableName::as_str).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(stages(Hook::Output), ["-", "inet mytable", "filter"]);
        for hook in [Hook::Prerouting, Hook::Input, Hook::Forward, Hook::Postrouting] {
            assert!(stages(hook).is_empty(), "{hook}");
        }
    }

    #[test]
    fn the_packet_stands_at_it_and_it_says_which_rule_is_asked() {
        let scene = scene_at(5);
        let capsule = scene.host.capsule.as_ref().expect("the packet is on the host");
        assert_eq!((capsule.packet, capsule.spot), (made::PACKET, Spot::At(Hook::Output, 1)));
        assert_eq!(capsule.header.destination.now, "[2001:db8::2]:22");
        let visit = &scene.host.stages(Hook::Output)[1];
        let expected = (&Stage::Table(made::table()), Reached::Now, &Said::Rule(1));
        assert_eq!((&visit.stage, visit.reached, &visit.said), expected);
        let platform: Area = scene.host.layout.platform(Hook::Output, 1);
        assert_eq!((capsule.mark.y, platform.height), (platform.middle().y, ROW));
        assert_eq!(scene_at(8).host.stages(Hook::Output)[1].reached, Reached::Done);
    }

    #[test]
    fn the_host_is_found_by_its_key() {
        let scene = scene_at(5);
        assert_eq!((scene.network.here, &*scene.host.name), (Some(made::HOST), "gateway"));
        assert_eq!(scene.network.labels.keys().collect::<Vec<_>>(), [&made::HOST]);
        assert!(scene.network.packet.is_some());
    }
}

#[cfg(target_arch = "wasm32")]
mod common;

#[cfg(target_arch = "wasm32")]
mod drawn {
    use std::cell::RefCell;
    use std::rc::Rc;
    use std::time::Duration;

    use app::components::inspector::Inspector;
    use app::components::map::Map;
    use app::components::timeline::Timeline;
    use app::player::{Breakpoint, Now, Said};
    use app::scene;
    use app::words::Language;
    use lessons::model::Tab;
    use trace::RuleId;
    use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
    use web_sys::Element;
    use yew::{Callback, Html, Properties, component, html};

    use super::common::{click, eventually, place, shows};
    use super::made;

    wasm_bindgen_test_configure!(run_in_browser);

    #[derive(Properties, PartialEq)]
    struct StageProps {
        position: usize,
        on_breakpoint: Callback<Breakpoint>,
    }

    #[component]
    fn Stage(props: &StageProps) -> Html {
        let playback = Rc::new(made::playback());
        let now = Now::at(&playback, props.position);
        let scene = Rc::new(scene::of(&playback.ground, &playback.events, props.position, &now.moment));
        html! {
            <>
                <Map {scene} pace={Duration::ZERO} language={Language::English} />
                <Timeline now={now.clone()} on_go={Callback::noop()} />
                <Inspector {now} said={Said::default()} look={None} tab={Tab::Rules} on_tab={Callback::noop()}
                    breakpoints={Rc::default()} on_breakpoint={props.on_breakpoint.clone()} />
            </>
        }
    }

    fn texts(place: &Element, selector: &str) -> Vec<String> {
        let Ok(found) = place.query_selector_all(selector) else { return Vec::new() };
        (0..found.length()).filter_map(|number| found.get(number)?.text_content()).collect()
    }

    #[wasm_bindgen_test]
    async fn map_timeline_and_inspector_show_it() {
        let place = place();
        let set = Rc::new(RefCell::new(Vec::new()));
        let heard = set.clone();
        let on_breakpoint = Callback::from(move |breakpoint| heard.borrow_mut().push(breakpoint));
        yew::Renderer::<Stage>::with_root_and_props(place.clone(), StageProps { position: 5, on_breakpoint }).render();
        shows(&place, ".map-platform.of-other.is-now .map-platform-said", "rule 1").await;
        shows(&place, ".map-platform.of-filter .map-platform-name", "filter").await;
        eventually(|| texts(&place, ".cell.of-other").len(), 1).await;
        shows(&place, ".table-name.of-other[aria-pressed=true]", "inet mytable").await;
        shows(&place, ".command", "gateway# inet mytable").await;
        shows(&place, ".chain-current .chain-head strong", made::CHAIN).await;
        let columns = ["Breakpoint", "num", "pkts", "bytes", "target", ""];
        eventually(|| texts(&place, ".chain thead th"), columns.map(str::to_owned).to_vec()).await;
        shows(&place, ".rule-missed.rule-now .failing", "meta hour < 6 ").await;
        shows(&place, ".rule-missed.rule-now .had", "has 12 ").await;
        let rest = ["tcp dport { 22, 2222 } meta hour < 6 has 12 ", "counter limit rate 4/hour accept "];
        eventually(|| texts(&place, ".chain tbody .rest"), rest.map(str::to_owned).to_vec()).await;
        click(&place, ".chain tbody tr:last-child .break");
        assert_eq!(*set.borrow(), [Breakpoint::Rule(made::HOST, RuleId(12))]);
    }
}
