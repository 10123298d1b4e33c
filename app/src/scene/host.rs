//! The line map of the host a packet is on: a visit with places.

use std::rc::Rc;

use engine::kernel::event::{Cause, Event};
use engine::lab::moment::Moment;
use engine::state::hook::Hook;
use engine::state::interface::InterfaceName;
use engine::state::packet::PacketId;

use super::header::Header;
use super::layout;
use super::point::{Point, point};
use super::visit::{Devices, OpenChain, Reached, Spot, StageVisit, Stop, Track, Visit, visit};

/// Rows that have room below a station: open chains, of more the innermost, and a buffer stop.
const MOST_ROWS: usize = 3;

#[derive(Clone, Debug, PartialEq)]
pub struct HostPicture {
    pub name: String,
    pub devices: Devices,
    pub tracks: Vec<TrackPicture>,
    pub stations: Vec<Rc<StationPicture>>,
    pub places: Places,
    pub sidings: Option<Sidings>,
    pub capsule: Option<Capsule>,
    /// A packet that waits until the answer to it has left.
    pub waiting: Option<Waiting>,
    pub second_pass: bool,
    /// It came in by a bridge's port and leaves by another: no route is asked for.
    pub bridge: Option<InterfaceName>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrackPicture {
    pub track: Track,
    pub is_taken: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationPicture {
    pub hook: Hook,
    pub reached: Reached,
    pub stages: Vec<StageVisit>,
    pub second_pass: bool,
}

/// How far the packet got with what is no hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    pub process: Reached,
    /// The kernel makes this packet itself, no program does.
    pub made_by_kernel: bool,
    pub input_route: Reached,
    pub output_route: Reached,
}

/// Open chains below a station, and the buffer stop at their end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sidings {
    pub from: Point,
    pub leftwards: bool,
    pub rows: Vec<SidingRow>,
    /// How many outer chains are not shown.
    pub folded: usize,
    pub stop: Option<(Point, Stop)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SidingRow {
    pub at: Point,
    pub chain: OpenChain,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capsule {
    pub packet: PacketId,
    pub corner: Point,
    pub height: i32,
    pub stem: Vec<Point>,
    pub spot: Spot,
    /// Where the packet's mark stands: at its place, or in the innermost open chain.
    pub mark: Point,
    pub header: Header,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub mark: Point,
    pub sidings: Option<Sidings>,
}

impl Capsule {
    /// Halfway between the packet's mark and its header: what has to be seen.
    pub fn focus(&self) -> Point {
        let (mark, corner) = (self.mark, self.corner);
        point((mark.x + corner.x + layout::CAPSULE_WIDTH / 2) / 2, (mark.y + corner.y + self.height / 2) / 2)
    }
}

impl HostPicture {
    /// A host that no packet has come to yet.
    pub fn empty(name: &str) -> HostPicture {
        let ahead = Hook::ALL.into_iter().map(|hook| {
            let stages = hook.stages().iter().map(|stage| StageVisit::ahead(*stage)).collect();
            Rc::new(StationPicture { hook, reached: Reached::Ahead, stages, second_pass: false })
        });
        HostPicture {
            name: name.to_owned(),
            devices: Devices::default(),
            tracks: tracks(&[]),
            stations: ahead.collect(),
            places: Places {
                process: Reached::Ahead,
                made_by_kernel: false,
                input_route: Reached::Ahead,
                output_route: Reached::Ahead,
            },
            sidings: None,
            capsule: None,
            waiting: None,
            second_pass: false,
            bridge: None,
        }
    }

    /// A host on which a program or a person does something.
    pub fn of_program(name: &str) -> HostPicture {
        let mut host = HostPicture::empty(name);
        host.places.process = Reached::Now;
        host
    }

    /// It goes from port to port, and no hook sees it.
    pub fn is_past_hooks(&self) -> bool {
        self.tracks.iter().any(|track| track.is_taken && track.track == Track::PastHooks)
    }

    pub fn of(name: &str, visit: &Visit, events: &[Event], moment: &Moment) -> HostPicture {
        let sidings = sidings(visit);
        HostPicture {
            name: name.to_owned(),
            devices: visit.devices.clone(),
            tracks: tracks(&visit.tracks),
            stations: Hook::ALL.into_iter().map(|hook| Rc::new(station(visit, hook))).collect(),
            places: places(visit),
            capsule: capsule(visit, sidings.as_ref(), moment),
            sidings,
            waiting: waiting(visit, events),
            second_pass: visit.second_pass,
            bridge: visit.bridge.filter(|_| is_bridged(visit)),
        }
    }
}

fn is_bridged(visit: &Visit) -> bool {
    visit.tracks.iter().any(|track| matches!(track, Track::AroundRoute | Track::PastHooks))
}

fn tracks(taken: &[Track]) -> Vec<TrackPicture> {
    let picture = |track: Track| TrackPicture { track, is_taken: taken.contains(&track) };
    layout::TRACKS.into_iter().map(picture).filter(|picture| picture.is_taken || is_always_drawn(picture.track)).collect()
}

/// The ways past something are drawn only when they are taken.
fn is_always_drawn(track: Track) -> bool {
    match track {
        Track::AroundRoute | Track::PastHooks => false,
        Track::DeviceToPrerouting
        | Track::PreroutingToRoute
        | Track::RouteToInput
        | Track::InputToProcess
        | Track::ProcessToRoute
        | Track::RouteToOutput
        | Track::OutputToPostrouting
        | Track::RouteToForward
        | Track::ForwardToPostrouting
        | Track::PostroutingToDevice
        | Track::Loop => true,
    }
}

fn station(visit: &Visit, hook: Hook) -> StationPicture {
    let stages = visit.stages_at(hook).to_vec();
    let is_here = matches!(visit.spot, Spot::Enter(here) | Spot::At(here, _) if here == hook);
    let reached = match (is_here, stages.iter().any(|stage| stage.reached != Reached::Ahead)) {
        (true, _) => Reached::Now,
        (false, true) => Reached::Done,
        (false, false) => Reached::Ahead,
    };
    let back_in = matches!(hook, Hook::Prerouting | Hook::Input);
    StationPicture { hook, reached, stages, second_pass: back_in && visit.second_pass && reached != Reached::Ahead }
}

fn places(visit: &Visit) -> Places {
    let reached = |spot: Spot, tracks: &[Track]| {
        if visit.spot == spot {
            Reached::Now
        } else if visit.tracks.iter().any(|track| tracks.contains(track)) {
            Reached::Done
        } else {
            Reached::Ahead
        }
    };
    Places {
        process: reached(Spot::Process, &[Track::ProcessToRoute, Track::InputToProcess]),
        made_by_kernel: matches!(visit.cause, Some(Cause::ErrorAbout(_))),
        input_route: reached(Spot::InputRoute, &[Track::PreroutingToRoute]),
        output_route: reached(Spot::OutputRoute, &[Track::ProcessToRoute]),
    }
}

fn sidings(visit: &Visit) -> Option<Sidings> {
    if visit.chains.is_empty() && visit.stop.is_none() {
        return None;
    }
    let (from, leftwards) = layout::siding(visit.spot);
    let room = if visit.stop.is_some() { MOST_ROWS - 1 } else { MOST_ROWS };
    let folded = visit.chains.len().saturating_sub(room);
    let row_at = |row: usize| layout::siding_row(from, leftwards, row);
    let rows: Vec<SidingRow> = visit
        .chains
        .iter()
        .skip(folded)
        .enumerate()
        .map(|(row, chain)| SidingRow { at: row_at(row), chain: chain.clone() })
        .collect();
    let stop = visit.stop.clone().map(|stop| (row_at(rows.len()), stop));
    Some(Sidings { from, leftwards, rows, folded, stop })
}

fn capsule(visit: &Visit, sidings: Option<&Sidings>, moment: &Moment) -> Option<Capsule> {
    let view = &moment.packets.get(&visit.packet)?.view;
    let header = Header::of(&view.datagram, view.mark, visit.rewrite.as_ref());
    let height = layout::capsule_height(header.lines());
    let (corner, stem) = layout::capsule(visit.spot, height);
    let mark = mark(visit, sidings);
    Some(Capsule { packet: visit.packet, corner, height, stem, spot: visit.spot, mark, header })
}

fn mark(visit: &Visit, sidings: Option<&Sidings>) -> Point {
    let innermost = sidings.and_then(|sidings| sidings.rows.last()).map(|row| row.at);
    innermost.unwrap_or_else(|| layout::mark(visit.spot))
}

/// What an answer of a rule is about stands at that rule until the answer has left.
fn waiting(visit: &Visit, events: &[Event]) -> Option<Waiting> {
    let about = match visit.cause? {
        Cause::AnswerTo(about) | Cause::ErrorAbout(about) => about,
        Cause::Program | Cause::RetransmissionOf(_) | Cause::CopyOf(_) => return None,
    };
    let asked = self::visit(events, about).filter(|asked| asked.host == visit.host)?;
    match asked.spot {
        Spot::At(..) | Spot::InputRoute => {
            let sidings = sidings(&asked);
            Some(Waiting { mark: mark(&asked, sidings.as_ref()), sidings })
        }
        Spot::DeviceIn
        | Spot::Bridge
        | Spot::Enter(_)
        | Spot::Leave(_)
        | Spot::OutputRoute
        | Spot::Process
        | Spot::DeviceOut
        | Spot::Loop => None,
    }
}
