//! What moves between two scenes: one animation an element, on its transform alone, cut short by the next.
//!
//! The element already stands where it belongs, by its `transform` attribute; the animation only lets it arrive later.
//! Where the system asks for less motion there is none.

use std::time::Duration;

use web_sys::js_sys::{Function, JSON, Reflect};
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Animation, Element};
use yew::{NodeRef, hook, use_mut_ref, use_node_ref};

use crate::effect::{Effect, use_shared};
use crate::scene::point::Point;

const LONGEST: Duration = Duration::from_millis(900);

/// Whether something is still the same thing somewhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<Identity> {
    pub of: Identity,
    pub at: Point,
}

/// Lets an element travel from where it was drawn last. `way` says by which corners; another identity is at its place at
/// once.
#[hook]
pub fn use_travel<Identity, Way>(place: Place<Identity>, pace: Duration, way: Way) -> NodeRef
where
    Identity: Copy + PartialEq + 'static,
    Way: FnOnce(Point, Point) -> Vec<Point> + 'static,
{
    let element = use_node_ref();
    let last = use_mut_ref(|| None::<Place<Identity>>);
    let running = use_mut_ref(|| None::<Animation>);
    let node = element.clone();
    use_shared(Effect::of(place, move |place| {
        if let Some(animation) = running.borrow_mut().take() {
            animation.cancel();
        }
        let before = last.borrow_mut().replace(*place);
        if let Some(before) = before.filter(|before| before.of == place.of && before.at != place.at) {
            let corners = way(before.at, place.at);
            *running.borrow_mut() = node.cast::<Element>().and_then(|element| travel(&element, &corners, pace));
        }
    }));
    element
}

/// Straight there.
pub fn straight(from: Point, to: Point) -> Vec<Point> {
    vec![from, to]
}

fn travel(element: &Element, corners: &[Point], pace: Duration) -> Option<Animation> {
    if pace.is_zero() || prefers_stillness() {
        return None;
    }
    let milliseconds = u32::try_from(lasting(pace).as_millis()).unwrap_or(0);
    let options = format!(r#"{{"duration":{milliseconds},"easing":"cubic-bezier(0.4, 0, 0.2, 1)"}}"#);
    animate(element, &keyframes(corners), &options)
}

/// A motion leaves time to read before the next step, and is never slow for its own sake.
fn lasting(pace: Duration) -> Duration {
    (pace / 2).min(LONGEST)
}

/// `Element.animate`, which web-sys has not declared stable.
fn animate(element: &Element, keyframes: &str, options: &str) -> Option<Animation> {
    let animate: Function = Reflect::get(element, &"animate".into()).ok()?.dyn_into().ok()?;
    let (keyframes, options) = (JSON::parse(keyframes).ok()?, JSON::parse(options).ok()?);
    animate.call2(element, &keyframes, &options).ok()?.dyn_into().ok()
}

/// Corners as keyframes, each at the time its part of the way takes, in thousandths: numbers with a fraction would bring
/// five kilobytes of code into the page.
fn keyframes(corners: &[Point]) -> String {
    let lengths: Vec<i32> = corners.windows(2).map(length).collect();
    let whole = lengths.iter().sum::<i32>().max(1);
    let mut gone = 0;
    let mut frames = String::from("[");
    for (place, corner) in corners.iter().enumerate() {
        if let Some(length) = place.checked_sub(1).and_then(|before| lengths.get(before)) {
            frames.push(',');
            gone += length;
        }
        let thousandths = (gone * 1000 / whole).clamp(0, 1000);
        let (one, rest) = (thousandths / 1000, thousandths % 1000);
        frames += &format!(r#"{{"transform":"translate({}px,{}px)","offset":{one}.{rest:03}}}"#, corner.x, corner.y);
    }
    frames.push(']');
    frames
}

fn length(pair: &[Point]) -> i32 {
    match pair {
        [from, to] => ((to.x - from.x).pow(2) + (to.y - from.y).pow(2)).isqrt(),
        _ => 0,
    }
}

fn prefers_stillness() -> bool {
    let query = gloo_utils::window().match_media("(prefers-reduced-motion: reduce)");
    query.ok().flatten().is_some_and(|query| query.matches())
}

/// Where the map is larger than its place, as on a phone, it is moved until this is in the middle.
pub fn bring_into_view(frame: &NodeRef, at: Point, height: i32) {
    let Some(frame) = frame.cast::<Element>() else { return };
    frame.set_scroll_left(to_middle(frame.scroll_width(), frame.client_width(), at.x, crate::scene::WIDTH));
    frame.set_scroll_top(to_middle(frame.scroll_height(), frame.client_height(), at.y, height));
}

/// The browser keeps it within what there is.
fn to_middle(length: i32, seen: i32, at: i32, whole: i32) -> i32 {
    length * at / whole.max(1) - seen / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::point::point;

    #[test]
    fn each_part_of_the_way_takes_its_share_of_the_time() {
        let frames = keyframes(&[point(0, 0), point(30, 0), point(30, 10)]);
        assert_eq!(
            frames,
            concat!(
                r#"[{"transform":"translate(0px,0px)","offset":0.000},"#,
                r#"{"transform":"translate(30px,0px)","offset":0.750},"#,
                r#"{"transform":"translate(30px,10px)","offset":1.000}]"#
            )
        );
    }
}
