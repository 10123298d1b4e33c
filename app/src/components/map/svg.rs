//! Places as SVG attributes.

use crate::scene::point::{Point, path};

/// How round the corners of lines are.
const ROUND: i32 = 12;

pub fn translation(to: Point) -> String {
    format!("translate({} {})", to.x, to.y)
}

pub fn line(corners: &[Point]) -> String {
    path(corners, ROUND)
}
