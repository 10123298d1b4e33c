//! The network: hosts, containers inside their host, links, and the packet between them.

use std::time::Duration;

use trace::HostId;
use yew::{Html, Properties, component, html};

use super::motion::{Place, straight, use_travel};
use super::svg::translation;
use crate::components::shortened::shortened;
use crate::draw::{classes, draw};
use crate::scene::network::{HostLabel, NetworkPicture};
use crate::scene::plan::{HostPlan, LinkPlan};
use crate::scene::point::Point;

/// `down_to` is the upper edge of the host's frame, to which the host the packet is on is joined.
pub fn network_map(picture: &NetworkPicture, down_to: i32, pace: Duration) -> Html {
    let plan = &picture.plan;
    let (inner, outer): (Vec<_>, Vec<_>) = plan.hosts.iter().partition(|(_, plan)| plan.inside.is_some());
    let drawn = |(id, plan): (&HostId, &HostPlan)| {
        picture.labels.get(id).map_or_else(Html::default, |label| host(plan, label, picture.here == Some(*id)))
    };
    draw! {
        <g class="map-network">
            { join(picture, down_to) }
            { for outer.into_iter().map(drawn) }
            { for plan.links.iter().enumerate().map(|(number, link)| lines(link, picture.link == Some(number))) }
            { for inner.into_iter().map(drawn) }
            if let Some(at) = picture.packet {
                { html! { <Dot {at} {pace} /> } }
            }
        </g>
    }
}

/// From the host to its frame below, where nothing lies between.
fn join(picture: &NetworkPicture, down_to: i32) -> Html {
    let Some(planned) = picture.here.and_then(|here| picture.plan.hosts.get(&here)) else { return Html::default() };
    let (x, from) = (planned.area.middle().x, planned.area.bottom());
    let is_covered = picture
        .plan
        .hosts
        .values()
        .any(|other| other.inside.is_none() && other.area.y > from && other.area.x < x && x < other.area.right());
    if is_covered {
        return Html::default();
    }
    draw! { <path class="map-join" d={format!("M{x} {from}V{down_to}")} /> }
}

fn host(planned: &HostPlan, label: &HostLabel, is_here: bool) -> Html {
    let (area, chip) = (planned.area, planned.chip);
    let middle = chip.middle();
    let class = classes!("map-host", planned.inside.map(|_| "map-container"), is_here.then_some("is-here"));
    let name = fitting(&label.name, chip.width);
    let name_line = if label.address.is_some() { middle.y - 3 } else { middle.y + 4 };
    draw! {
        <g {class}>
            <rect x={area.x} y={area.y} width={area.width}
                height={area.height} rx="9" />
            <text class="map-host-name" x={middle.x} y={name_line}>{ name }</text>
            if let Some(address) = &label.address {
                <text class="map-host-address" x={middle.x} y={middle.y + 12}>{ address }</text>
            }
        </g>
    }
}

const TENTHS_OF_A_LETTER: i32 = 80;

/// The whole name is in the text for those who hear the map, and on the host's own frame.
fn fitting(name: &str, width: i32) -> String {
    shortened(name, usize::try_from((width - 12) * 10 / TENTHS_OF_A_LETTER).unwrap_or(0))
}

fn lines(link: &LinkPlan, is_used: bool) -> Html {
    let path: String = link.lines.iter().map(|(from, to)| format!("M{} {}L{} {}", from.x, from.y, to.x, to.y)).collect();
    draw! {
        <g class={classes!("map-link", is_used.then_some("is-used"))}>
            <path d={path} />
            if let Some((name, at)) = &link.name {
                <text x={at.x} y={at.y}>{ name.as_str() }</text>
            }
        </g>
    }
}

#[derive(Properties, PartialEq)]
struct DotProps {
    at: Point,
    pace: Duration,
}

#[component]
fn Dot(props: &DotProps) -> Html {
    let element = use_travel(Place { of: (), at: props.at }, props.pace, straight);
    draw! {
        <g ref={element} class="map-dot" transform={translation(props.at)}><circle r="6" /></g>
    }
}
