//! A piece of line between two stations.

use yew::{Html, Properties, component};

use super::svg::line;
use crate::draw::{classes, draw};
use crate::scene::host::TrackPicture;
use crate::scene::layout;
use crate::scene::visit::Track;

#[derive(Properties, PartialEq)]
pub struct TrackProps {
    pub track: TrackPicture,
}

#[component]
pub fn TrackLine(props: &TrackProps) -> Html {
    let TrackPicture { track, is_taken } = props.track;
    let class = classes!("map-track", is_taken.then_some("is-taken"), (track == Track::Loop).then_some("is-loop"));
    draw! { <path {class} d={line(&layout::track(track))} /> }
}
