//! Where everything of a host's line map stands. The order of stages is the kernel's, from `Hook::stages`; only places
//! are decided here.
//!
//! The packet goes up through INPUT to the local process and down through OUTPUT; what is forwarded stays on the lower
//! line. Its header is shown above a station, open chains below it.

use engine::state::hook::Hook;

use super::WIDTH;
use super::point::{Area, Point, point};
use super::visit::{Spot, Track};

pub const STATION_WIDTH: i32 = 168;
pub const STATION_HEADER: i32 = 23;
pub const ROW: i32 = 20;
const STATION_FOOT: i32 = 5;

/// The heights of the two lines.
const UPPER: i32 = 60;
const LOWER: i32 = 310;
const TOP: i32 = 21;
const BOTTOM: i32 = 472;
pub const HEIGHT: i32 = 484;

pub const PROCESS: Area = Area { x: 390, y: 7, width: 120, height: 28 };
pub const INPUT_ROUTE: Point = point(231, LOWER);
pub const OUTPUT_ROUTE: Point = point(564, TOP);
pub const DEVICE_IN: Point = point(18, LOWER);
pub const DEVICE_OUT: Point = point(WIDTH - 14, LOWER);
const LOOP: Point = point(WIDTH / 2, BOTTOM);
/// Where it is written what the lowest line is.
pub const LOOP_NAME: Point = point(WIDTH / 2, BOTTOM - 8);
const BRIDGE: Point = point(INPUT_ROUTE.x, LOWER - 22);

pub const CAPSULE_WIDTH: i32 = 204;
pub const CAPSULE_LINE: i32 = 16;
const CAPSULE_PADDING: i32 = 8;
/// The lower edge of a capsule in the band between the lines.
const BAND: i32 = LOWER - 29;

pub const SIDING_ROW: i32 = 18;

/// The box of a station.
pub fn station(hook: Hook) -> Area {
    let (x, line) = match hook {
        Hook::Prerouting => (30, LOWER),
        Hook::Input => (264, UPPER),
        Hook::Forward => (264, LOWER),
        Hook::Output => (466, UPPER),
        Hook::Postrouting => (598, LOWER),
    };
    let height = STATION_HEADER + ROW * hook.stages().len() as i32 + STATION_FOOT;
    Area { x, y: line - STATION_HEADER / 2, width: STATION_WIDTH, height }
}

/// The box of a platform: one row of its station.
pub fn platform(hook: Hook, place: usize) -> Area {
    let station = station(hook);
    let y = station.y + STATION_HEADER + ROW * place as i32;
    Area { x: station.x, y, width: station.width, height: ROW }
}

/// The line that open chains and buffer stops hang on: its upper end, and whether they grow to the left from there,
/// where there is no room on the right.
pub fn siding(spot: Spot) -> (Point, bool) {
    match spot {
        Spot::Enter(hook) | Spot::At(hook, _) | Spot::Leave(hook) => siding_of(hook),
        Spot::DeviceIn | Spot::Bridge => siding_of(Hook::Prerouting),
        Spot::InputRoute => (point(INPUT_ROUTE.x, INPUT_ROUTE.y + 32), false),
        Spot::OutputRoute => siding_of(Hook::Output),
        Spot::Process => siding_of(Hook::Input),
        Spot::DeviceOut | Spot::Loop => (point(DEVICE_OUT.x, DEVICE_OUT.y + 14), true),
    }
}

fn siding_of(hook: Hook) -> (Point, bool) {
    let station = station(hook);
    match hook {
        Hook::Prerouting | Hook::Input | Hook::Forward => (point(station.x + 10, station.bottom()), false),
        Hook::Output => (point(OUTPUT_ROUTE.x - 16, station.bottom()), true),
        Hook::Postrouting => (point(station.right() - 10, station.bottom()), true),
    }
}

/// A row of open chains; further rows are further in. None begins beside a station of the lower line.
pub fn siding_row(from: Point, leftwards: bool, row: usize) -> Point {
    let row = row as i32;
    let inward = row * 8 + 14;
    let lowest_box = station(Hook::Prerouting).bottom();
    let first = if from.y > LOWER && from.y < lowest_box - 25 { lowest_box } else { from.y };
    point(if leftwards { from.x - inward } else { from.x + inward }, first + 14 + row * SIDING_ROW)
}

/// Where the packet's mark stands.
pub fn mark(spot: Spot) -> Point {
    match spot {
        Spot::DeviceIn => DEVICE_IN,
        Spot::Bridge => BRIDGE,
        Spot::Enter(hook) => edge(hook, STATION_HEADER / 2),
        Spot::At(hook, place) => edge(hook, STATION_HEADER + ROW * place as i32 + ROW / 2),
        Spot::Leave(hook) => leaving(hook),
        Spot::InputRoute => INPUT_ROUTE,
        Spot::OutputRoute => OUTPUT_ROUTE,
        Spot::Process => point(PROCESS.x, TOP),
        Spot::DeviceOut => DEVICE_OUT,
        Spot::Loop => LOOP,
    }
}

/// On the side of a station along which the packet passes its platforms.
fn edge(hook: Hook, depth: i32) -> Point {
    let station = station(hook);
    let x = match hook {
        Hook::Output => station.right(),
        Hook::Prerouting | Hook::Input | Hook::Forward | Hook::Postrouting => station.x,
    };
    point(x, station.y + depth)
}

fn leaving(hook: Hook) -> Point {
    let station = station(hook);
    match hook {
        Hook::Output => point(OUTPUT_ROUTE.x, station.bottom()),
        Hook::Input => point(station.right(), UPPER),
        Hook::Prerouting | Hook::Forward | Hook::Postrouting => point(station.right(), LOWER),
    }
}

pub fn capsule_height(lines: i32) -> i32 {
    lines * CAPSULE_LINE + 2 * CAPSULE_PADDING
}

/// The upper left corner of the capsule, and the stem from it to the mark.
pub fn capsule(spot: Spot, height: i32) -> (Point, Vec<Point>) {
    let mark = mark(spot);
    let above = |x: i32| {
        let corner = point(x, BAND - height);
        (corner, vec![point(mark.x.clamp(x, x + CAPSULE_WIDTH), BAND), mark])
    };
    match spot {
        Spot::DeviceIn | Spot::Enter(Hook::Prerouting) | Spot::At(Hook::Prerouting, _) => above(10),
        Spot::Leave(Hook::Prerouting) | Spot::Bridge => above(10),
        Spot::Enter(Hook::Forward) | Spot::At(Hook::Forward, _) => above(242),
        Spot::Leave(Hook::Forward) => above(242),
        Spot::Enter(Hook::Postrouting) | Spot::At(Hook::Postrouting, _) => above(588),
        Spot::Leave(Hook::Postrouting) | Spot::DeviceOut => above(588),
        Spot::InputRoute => {
            let level = BAND - height / 2;
            (point(248, BAND - height), vec![point(248, level), point(mark.x, level), point(mark.x, mark.y - 13)])
        }
        Spot::Enter(Hook::Input) | Spot::At(Hook::Input, _) => {
            let corner = point(14, 76);
            let level = corner.y + height / 2;
            let bend = 248;
            (corner, vec![point(corner.x + CAPSULE_WIDTH, level), point(bend, level), point(bend, mark.y), mark])
        }
        Spot::Leave(Hook::Input) | Spot::Process => {
            let corner = point(14, 12);
            let level = if spot == Spot::Process { TOP } else { 43 };
            (corner, vec![point(corner.x + CAPSULE_WIDTH, level), point(mark.x, level), mark])
        }
        Spot::Enter(Hook::Output) | Spot::At(Hook::Output, _) => {
            let corner = point(588, 200);
            (corner, vec![point(mark.x, corner.y), mark])
        }
        Spot::Leave(Hook::Output) => {
            let corner = point(588, 200);
            (corner, vec![point(594, corner.y), point(594, mark.y + 6), mark])
        }
        Spot::OutputRoute => {
            let corner = point(588, 200);
            (corner, vec![point(648, corner.y), point(648, TOP), point(OUTPUT_ROUTE.x + 13, TOP)])
        }
        Spot::Loop => {
            let corner = point((WIDTH - CAPSULE_WIDTH) / 2, 390);
            (corner, vec![point(LOOP.x, corner.y + height), LOOP])
        }
    }
}

/// The corners of a piece of line.
pub fn track(track: Track) -> Vec<Point> {
    let prerouting = station(Hook::Prerouting);
    let input = station(Hook::Input);
    let forward = station(Hook::Forward);
    let output = station(Hook::Output);
    let postrouting = station(Hook::Postrouting);
    match track {
        Track::DeviceToPrerouting => vec![point(4, LOWER), point(prerouting.x, LOWER)],
        Track::PreroutingToRoute => vec![point(prerouting.right(), LOWER), INPUT_ROUTE],
        Track::RouteToInput => vec![INPUT_ROUTE, point(INPUT_ROUTE.x, UPPER), point(input.x, UPPER)],
        Track::InputToProcess => {
            vec![point(input.right(), UPPER), point(PROCESS.middle().x, UPPER), point(PROCESS.middle().x, PROCESS.bottom())]
        }
        Track::ProcessToRoute => vec![point(PROCESS.right(), TOP), OUTPUT_ROUTE],
        Track::RouteToOutput => vec![OUTPUT_ROUTE, point(OUTPUT_ROUTE.x, output.y)],
        Track::OutputToPostrouting => {
            vec![point(OUTPUT_ROUTE.x, output.bottom()), point(OUTPUT_ROUTE.x, LOWER), point(postrouting.x, LOWER)]
        }
        Track::RouteToForward => vec![INPUT_ROUTE, point(forward.x, LOWER)],
        Track::ForwardToPostrouting => vec![point(forward.right(), LOWER), point(postrouting.x, LOWER)],
        Track::PostroutingToDevice => vec![point(postrouting.right(), LOWER), point(WIDTH - 4, LOWER)],
        Track::Loop => around(postrouting.right(), prerouting.x),
        Track::AroundRoute => vec![
            point(prerouting.right(), LOWER),
            point(INPUT_ROUTE.x - 22, LOWER),
            point(INPUT_ROUTE.x - 22, BRIDGE.y),
            point(INPUT_ROUTE.x + 22, BRIDGE.y),
            point(INPUT_ROUTE.x + 22, LOWER),
            point(forward.x, LOWER),
        ],
        Track::PastHooks => around(WIDTH - 4, 4),
    }
}

/// From the right end of the lower line, below everything, to its left end.
fn around(right: i32, left: i32) -> Vec<Point> {
    vec![
        point(right, LOWER),
        point(WIDTH - 14, LOWER),
        point(WIDTH - 14, BOTTOM),
        point(14, BOTTOM),
        point(14, LOWER),
        point(left, LOWER),
    ]
}

pub const TRACKS: [Track; 13] = [
    Track::Loop,
    Track::PastHooks,
    Track::AroundRoute,
    Track::DeviceToPrerouting,
    Track::PreroutingToRoute,
    Track::RouteToInput,
    Track::InputToProcess,
    Track::ProcessToRoute,
    Track::RouteToOutput,
    Track::OutputToPostrouting,
    Track::RouteToForward,
    Track::ForwardToPostrouting,
    Track::PostroutingToDevice,
];

/// How far a mark may stand from the end of the line it takes.
const NEAR: i32 = 80;

/// The way of a mark from one place to the next: along the line that joins them, where there is one.
pub fn way(from: Point, to: Point) -> Vec<Point> {
    let lines = TRACKS.into_iter().map(track).chain(halves_of_loop());
    let fitting = lines.min_by_key(|corners| match (corners.first(), corners.last()) {
        (Some(first), Some(last)) => distance(*first, from).max(distance(*last, to)),
        (_, _) => i32::MAX,
    });
    match fitting {
        Some(corners) if ends_near(&corners, from, to) => {
            let inner = corners.into_iter().filter(|corner| *corner != from && *corner != to);
            [from].into_iter().chain(inner).chain([to]).collect()
        }
        Some(_) | None => vec![from, to],
    }
}

fn ends_near(corners: &[Point], from: Point, to: Point) -> bool {
    let is_near = |corner: Option<&Point>, place: Point| corner.is_some_and(|corner| distance(*corner, place) <= NEAR);
    // Along the side of a station the mark goes straight.
    from.x != to.x && is_near(corners.first(), from) && is_near(corners.last(), to)
}

fn halves_of_loop() -> [Vec<Point>; 2] {
    let corners = track(Track::Loop);
    let (out, back) = corners.split_at(corners.len() / 2);
    [out.iter().copied().chain([LOOP]).collect(), [LOOP].into_iter().chain(back.iter().copied()).collect()]
}

fn distance(one: Point, other: Point) -> i32 {
    (one.x - other.x).abs() + (one.y - other.y).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From place to place, and over how many corners.
    const WAYS: [(Spot, Spot, usize); 7] = [
        (Spot::Leave(Hook::Prerouting), Spot::InputRoute, 0),
        (Spot::InputRoute, Spot::Enter(Hook::Input), 1),
        (Spot::Leave(Hook::Input), Spot::Process, 2),
        (Spot::Leave(Hook::Output), Spot::Enter(Hook::Postrouting), 1),
        (Spot::Leave(Hook::Postrouting), Spot::Loop, 2),
        (Spot::Loop, Spot::Enter(Hook::Prerouting), 2),
        (Spot::At(Hook::Output, 0), Spot::At(Hook::Output, 5), 0),
    ];

    #[test]
    fn a_mark_follows_the_line() {
        for (from, to, corners) in WAYS {
            let way = way(mark(from), mark(to));
            assert_eq!(way.len(), corners + 2, "{from:?} to {to:?}: {way:?}");
            assert_eq!((way.first(), way.last()), (Some(&mark(from)), Some(&mark(to))));
        }
    }
}
