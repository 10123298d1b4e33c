//! The map: the network and, below it, the host the packet is on, drawn as lines and stations.
//!
//! It draws a `Scene` and decides nothing. A station takes its own piece of the scene and is drawn again only if that
//! changed; what moves between two scenes is moved by `motion`, outside of the virtual DOM.

mod capsule;
mod description;
mod devices;
mod host;
mod motion;
mod network;
mod places;
mod platform;
mod reached;
mod siding;
mod station;
mod svg;
mod track;
mod waiting;

use std::rc::Rc;
use std::time::Duration;

use yew::{Html, Properties, component, use_node_ref};

use crate::draw::draw;
use crate::effect::{Effect, use_shared};
use crate::scene::host::Capsule;
use crate::scene::layout;
use crate::scene::point::point;
use crate::scene::{Scene, WIDTH};
use crate::words::{Language, Spoken};
use description::description;
use host::host_map;
use network::network_map;

/// Between the network and the host's frame.
const BETWEEN: i32 = 14;

#[derive(Properties)]
pub struct MapProps {
    pub scene: Rc<Scene>,
    /// How long a motion from one scene to the next takes.
    pub pace: Duration,
    pub language: Language,
}

impl PartialEq for MapProps {
    /// A scene is made once for its moment.
    fn eq(&self, other: &MapProps) -> bool {
        Rc::ptr_eq(&self.scene, &other.scene) && self.pace == other.pace && self.language == other.language
    }
}

#[component]
pub fn Map(props: &MapProps) -> Html {
    let scene = &props.scene;
    let words = &props.language.words().map;
    let frame = use_node_ref();
    let top = scene.network.plan.height + BETWEEN;
    let focus = scene.host.capsule.as_ref().map(Capsule::focus);
    use_shared(Effect::of(focus, {
        let frame = frame.clone();
        move |focus| {
            if let Some(focus) = focus {
                motion::bring_into_view(&frame, point(focus.x, top + focus.y), top + layout::HEIGHT);
            }
        }
    }));
    draw! {
        <figure class="map" aria-label={words.name}>
            <div class="map-view" ref={frame} tabindex="0" role="group" aria-label={words.name}>
                <svg class="map-picture" viewBox={format!("0 0 {WIDTH} {}", top + layout::HEIGHT)} aria-hidden="true"
                    focusable="false">
                    { network_map(&scene.network, top, props.pace) }
                    <g transform={format!("translate(0 {top})")}>
                        { host_map(&scene.host, props.pace, props.language) }
                    </g>
                </svg>
            </div>
            { description(scene, words) }
        </figure>
    }
}
