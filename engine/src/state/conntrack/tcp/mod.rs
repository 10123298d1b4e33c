//! How a TCP segment changes its entry: reopening, resets, timers; the state tables are `states`', the windows `window`'s.
//! Evidence: reference conntrack.md §2, where every cell of the tables was tried on a kernel.

mod states;
mod window;

use super::entry::{Direction, TcpClass, TcpSide, TcpSideFlags, TcpState, TcpTrack};
use super::settings::Settings;
use crate::state::packet::{TcpFlags, TcpSegment};
pub use states::flags_are_sane;
use states::{Next, class, next_state};
use window::{Window, before, end_of, in_window, side, side_mut, with_options};

/// What becomes of a segment and its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TcpOutcome {
    /// Counted; the entry lives on for so many seconds (`None`: the timer is left alone and nothing is counted).
    Valid {
        timeout: Option<u32>,
        assured: bool,
    },
    /// The other side refused: counted, and the entry is deleted.
    Killed,
    /// The old entry is deleted and the segment starts a new one.
    Reopen,
    InvalidState,
    /// A later expiry is brought forward to so many seconds from now.
    InvalidWindow {
        no_longer_than: Option<u32>,
    },
}

/// The track of a connection that begins with this segment. `None` if it cannot begin one.
pub fn begin(segment: &TcpSegment, payload: u32, settings: &Settings) -> Option<TcpTrack> {
    let mut track = TcpTrack::default();
    let window = u32::from(segment.window).max(1);
    let end = end_of(segment, payload);
    match next_state(Direction::Original, class(segment.flags), TcpState::None) {
        Next::To(TcpState::SynSent) => {
            track.original =
                TcpSide { end, greatest_end: end, greatest_window: window, ..with_options(TcpSide::default(), segment) };
        }
        Next::To(_) if settings.tcp_loose => {
            let flags = TcpSideFlags { sack_permitted: true, be_liberal: true, ..TcpSideFlags::default() };
            track.original =
                TcpSide { end, greatest_end: end.wrapping_add(window), greatest_window: window, flags, ..TcpSide::default() };
            track.reply.flags = flags;
        }
        Next::To(_) | Next::Ignore | Next::Invalid => return None,
    }
    Some(track)
}

/// One segment of a connection that is there. `seen_reply` and `assured` are the entry's.
pub fn segment(
    track: &mut TcpTrack,
    direction: Direction,
    segment: &TcpSegment,
    payload: u32,
    entry: EntryView,
    settings: &Settings,
) -> TcpOutcome {
    let class = class(segment.flags);
    let mut old = track.state;
    let mut skip_window = false;
    let mut new = match next_state(direction, class, old) {
        Next::Invalid => return TcpOutcome::InvalidState,
        Next::Ignore => match ignored(track, direction, class, segment, payload) {
            Some(state) => {
                old = TcpState::SynSent;
                state
            }
            None => return LEFT_ALONE,
        },
        Next::To(TcpState::SynSent) if old >= TcpState::TimeWait && old != TcpState::SynSent2 => {
            if may_reopen(track, direction) {
                return TcpOutcome::Reopen;
            }
            match ignored(track, direction, class, segment, payload) {
                Some(state) => {
                    old = TcpState::SynSent;
                    state
                }
                None => return LEFT_ALONE,
            }
        }
        Next::To(state) => state,
    };
    match new {
        TcpState::TimeWait if is_challenge_answer(track, direction, class, old) => {
            track.last_flags.expect_challenge_ack = false;
            return LEFT_ALONE;
        }
        TcpState::SynSent2 => track.last_flags.simultaneous_open = true,
        TcpState::SynRecv if direction == Direction::Reply && class == TcpClass::Ack && track.last_flags.simultaneous_open => {
            new = TcpState::Established;
        }
        TcpState::Close if class == TcpClass::Rst => match reset(track, direction, segment, entry, settings, old) {
            Reset::Invalid => return TcpOutcome::InvalidWindow { no_longer_than: None },
            Reset::Check => {}
            Reset::KeepState => new = old,
            Reset::Accept => skip_window = true,
        },
        TcpState::None
        | TcpState::SynSent
        | TcpState::SynRecv
        | TcpState::Established
        | TcpState::FinWait
        | TcpState::CloseWait
        | TcpState::LastAck
        | TcpState::TimeWait
        | TcpState::Close => {}
    }
    if !skip_window {
        match in_window(track, direction, class, segment, payload, settings) {
            Window::Inside => {}
            Window::BeyondEdge | Window::Ignored => return LEFT_ALONE,
            Window::Invalid => return outside(track, direction, class, entry, settings),
        }
    }
    settle(track, direction, class, segment, entry, settings, old, new)
}

/// What of the entry itself the segment's fate depends on.
#[derive(Clone, Copy, Debug)]
pub struct EntryView {
    pub seen_reply: bool,
    pub assured: bool,
}

const LEFT_ALONE: TcpOutcome = TcpOutcome::Valid { timeout: None, assured: false };

/// A FIN or RST outside the window is noted; if the other side's answer is one too, the entry will not last long
/// (`nf_tcp_handle_invalid`).
fn outside(track: &mut TcpTrack, direction: Direction, class: TcpClass, entry: EntryView, settings: &Settings) -> TcpOutcome {
    let ends = |class| matches!(class, TcpClass::Fin | TcpClass::Rst);
    let mut no_longer_than = None;
    if entry.assured && ends(class) {
        if track.last_direction == Some(direction.opposite()) && track.last_class.is_some_and(ends) {
            no_longer_than = Some(settings.tcp_unacknowledged);
        } else {
            track.last_class = Some(class);
            track.last_direction = Some(direction);
        }
    }
    TcpOutcome::InvalidWindow { no_longer_than }
}

#[allow(clippy::too_many_arguments)]
fn settle(
    track: &mut TcpTrack,
    direction: Direction,
    class: TcpClass,
    segment: &TcpSegment,
    entry: EntryView,
    settings: &Settings,
    old: TcpState,
    new: TcpState,
) -> TcpOutcome {
    track.last_class = Some(class);
    track.last_direction = Some(direction);
    track.state = new;
    if old != new && new == TcpState::FinWait {
        side_mut(track, direction).flags.close_initiated = true;
    }
    let mut timeout = timeout(track, class, settings, new);
    if !entry.seen_reply {
        if segment.flags.has(TcpFlags::RST) {
            return TcpOutcome::Killed;
        }
        if class == TcpClass::Syn && old == TcpState::SynSent {
            return LEFT_ALONE;
        }
        if new == TcpState::Established {
            timeout = timeout.min(settings.tcp_unacknowledged);
        }
    }
    let assured = entry.seen_reply
        && !entry.assured
        && matches!(old, TcpState::SynRecv | TcpState::Established)
        && new == TcpState::Established;
    TcpOutcome::Valid { timeout: Some(timeout), assured }
}

fn timeout(track: &TcpTrack, class: TcpClass, settings: &Settings, state: TcpState) -> u32 {
    let usual = settings.tcp(state);
    let unacknowledged = track.original.flags.data_unacknowledged || track.reply.flags.data_unacknowledged;
    if track.retransmissions >= settings.tcp_max_retrans && usual > settings.tcp_retransmitted {
        settings.tcp_retransmitted
    } else if class == TcpClass::Rst {
        settings.tcp_close
    } else if unacknowledged && usual > settings.tcp_unacknowledged {
        settings.tcp_unacknowledged
    } else if track.last_window == 0 && usual > settings.tcp_retransmitted {
        settings.tcp_retransmitted
    } else {
        usual
    }
}

/// A SYN to a closed connection starts a new one if a FIN closed it, or if the same side reset it.
fn may_reopen(track: &TcpTrack, direction: Direction) -> bool {
    let closed = track.original.flags.close_initiated || track.reply.flags.close_initiated;
    closed || (track.last_direction == Some(direction) && track.last_class == Some(TcpClass::Rst))
}

/// A segment that may belong to a connection of which client and server know more than we do. It is only noted, unless
/// it answers a SYN noted before: then the state to go to is returned.
fn ignored(track: &mut TcpTrack, direction: Direction, class: TcpClass, segment: &TcpSegment, payload: u32) -> Option<TcpState> {
    let answers_noted_syn = class == TcpClass::SynAck
        && track.last_class == Some(TcpClass::Syn)
        && track.last_direction == Some(direction.opposite())
        && segment.acknowledgement == track.last_end;
    if answers_noted_syn {
        let window = u32::from(track.last_window).max(1);
        let mut flags = track.last_flags;
        flags.expect_challenge_ack = false;
        let known = TcpSide {
            end: track.last_end,
            greatest_end: track.last_end,
            greatest_window: window,
            greatest_acknowledgement: side(track, direction.opposite()).greatest_acknowledgement,
            scale: track.last_scale,
            flags,
        };
        *side_mut(track, direction.opposite()) = known;
        *side_mut(track, direction) = TcpSide::default();
        track.last_flags = flags;
        return Some(TcpState::SynRecv);
    }
    track.last_class = Some(class);
    track.last_direction = Some(direction);
    track.last_sequence = segment.sequence;
    track.last_end = end_of(segment, payload);
    track.last_window = segment.window;
    if class == TcpClass::Syn && direction == Direction::Original {
        let seen = with_options(TcpSide::default(), segment);
        track.last_flags = seen.flags;
        track.last_scale = seen.scale;
        track.last_flags.expect_challenge_ack = track.state == TcpState::LastAck;
    }
    if track.state == TcpState::SynSent && class == TcpClass::Ack && direction == Direction::Reply {
        track.last_acknowledgement = segment.acknowledgement;
    }
    None
}

/// The answer to a spurious SYN must not be taken for the acknowledgement of the last FIN.
fn is_challenge_answer(track: &TcpTrack, direction: Direction, class: TcpClass, old: TcpState) -> bool {
    old == TcpState::LastAck
        && class == TcpClass::Ack
        && track.last_direction == Some(direction.opposite())
        && track.last_class == Some(TcpClass::Syn)
        && track.last_flags.expect_challenge_ack
}

enum Reset {
    Invalid,
    /// In doubt: the window decides.
    Check,
    /// Not the exact number: the receiver may answer with a challenge, so the state stays.
    KeepState,
    Accept,
}

fn reset(
    track: &TcpTrack,
    direction: Direction,
    segment: &TcpSegment,
    entry: EntryView,
    settings: &Settings,
    old: TcpState,
) -> Reset {
    let can_drop_early =
        matches!(old, TcpState::FinWait | TcpState::LastAck | TcpState::TimeWait | TcpState::Close | TcpState::CloseWait);
    if can_drop_early {
        return Reset::Accept;
    }
    let established = old == TcpState::Established;
    let other = side(track, direction.opposite());
    let mut verdict = Reset::Check;
    if other.flags.greatest_acknowledgement_set && track.last_class != Some(TcpClass::Syn) {
        let expected = other.greatest_acknowledgement;
        if segment.sequence == 0 && !established {
            return Reset::Check;
        }
        if before(segment.sequence, expected) && !settings.tcp_ignore_invalid_rst {
            return Reset::Invalid;
        }
        let follows_own_data = track.last_class == Some(TcpClass::Ack)
            && track.last_direction == Some(direction)
            && segment.sequence == track.last_end;
        if !established || segment.sequence == expected || follows_own_data {
            return Reset::Check;
        }
        verdict = Reset::KeepState;
    }
    let answers_what_we_let_through = segment.acknowledgement == track.last_end
        && ((entry.seen_reply && track.last_class == Some(TcpClass::Syn))
            || (!entry.assured && track.last_class == Some(TcpClass::Ack)));
    let answers_challenge = old == TcpState::SynSent
        && track.last_class == Some(TcpClass::Ack)
        && track.last_direction == Some(Direction::Reply)
        && segment.sequence == track.last_acknowledgement;
    if answers_what_we_let_through || answers_challenge {
        return Reset::Accept;
    }
    verdict
}
