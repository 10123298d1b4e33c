//! A piece of line between two stations.

use trace::fold::way::Track;
use yew::Html;

use super::svg::line;
use crate::draw::{classes, draw};
use crate::scene::host::TrackPicture;
use crate::scene::layout::Layout;

pub fn track(picture: TrackPicture, layout: Layout) -> Html {
    let TrackPicture { track, is_taken } = picture;
    let class = classes!("map-track", is_taken.then_some("is-taken"), (track == Track::Loop).then_some("is-loop"));
    draw! { <path {class} d={line(&layout.track(track))} /> }
}
