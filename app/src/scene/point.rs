//! Points, boxes and lines of the picture, in its own units; the view box decides how large they are on a screen.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

pub const fn point(x: i32, y: i32) -> Point {
    Point { x, y }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

impl Area {
    pub fn right(self) -> i32 {
        self.x + self.width
    }

    pub fn bottom(self) -> i32 {
        self.y + self.height
    }

    pub fn middle(self) -> Point {
        point(self.x + self.width / 2, self.y + self.height / 2)
    }

    pub fn overlaps(self, other: Area) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
}

/// A line through these points, as an SVG path with rounded corners.
pub fn path(points: &[Point], radius: i32) -> String {
    let Some((first, rest)) = points.split_first() else { return String::new() };
    let mut text = format!("M{} {}", first.x, first.y);
    let mut from = *first;
    for (place, corner) in rest.iter().enumerate() {
        match rest.get(place + 1) {
            Some(next) => {
                let (before, after) = (towards(*corner, from, radius), towards(*corner, *next, radius));
                text += &format!("L{} {}Q{} {} {} {}", before.x, before.y, corner.x, corner.y, after.x, after.y);
                from = after;
            }
            None => text += &format!("L{} {}", corner.x, corner.y),
        }
    }
    text
}

/// The point so far from `from` on the way to `to`, half way at most. Lines here are level or upright.
fn towards(from: Point, to: Point, distance: i32) -> Point {
    let step = |here: i32, there: i32| {
        let length = (there - here).abs();
        (there - here).signum() * distance.min(length / 2)
    };
    point(from.x + step(from.x, to.x), from.y + step(from.y, to.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corner_is_rounded_and_ends_are_met() {
        assert_eq!(path(&[point(0, 0), point(10, 0), point(10, 20)], 4), "M0 0L6 0Q10 0 10 4L10 20");
        assert_eq!(path(&[point(1, 2), point(3, 2)], 9), "M1 2L3 2");
        assert_eq!(path(&[], 9), "");
    }
}
