//! How a TCP segment changes its entry: the state table, the window, and what is invalid.
//! Evidence: reference conntrack.md §2, where every cell of the table was tried on a kernel.

use super::entry::{Direction, TcpClass, TcpSide, TcpSideFlags, TcpState, TcpTrack};
use super::settings::Settings;
use crate::kernel::packet::{TcpFlags, TcpSegment};

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
    InvalidWindow,
}

/// Flag combinations that mean something; ECE, CWR and PSH never count.
pub fn flags_are_sane(flags: TcpFlags) -> bool {
    const SYN: u8 = TcpFlags::SYN.0;
    const ACK: u8 = TcpFlags::ACK.0;
    const FIN: u8 = TcpFlags::FIN.0;
    const RST: u8 = TcpFlags::RST.0;
    const URG: u8 = TcpFlags::URG.0;
    const SANE: [u8; 9] = [SYN, SYN | URG, SYN | ACK, RST, RST | ACK, FIN | ACK, FIN | ACK | URG, ACK, ACK | URG];
    let counting = flags.0 & (SYN | ACK | FIN | RST | URG);
    SANE.contains(&counting)
}

pub fn class(flags: TcpFlags) -> TcpClass {
    if flags.has(TcpFlags::RST) {
        TcpClass::Rst
    } else if flags.has(TcpFlags::SYN) {
        if flags.has(TcpFlags::ACK) { TcpClass::SynAck } else { TcpClass::Syn }
    } else if flags.has(TcpFlags::FIN) {
        TcpClass::Fin
    } else if flags.has(TcpFlags::ACK) {
        TcpClass::Ack
    } else {
        TcpClass::None
    }
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
            Reset::Invalid => return TcpOutcome::InvalidWindow,
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
            Window::Ignored => return LEFT_ALONE,
            Window::Invalid => return TcpOutcome::InvalidWindow,
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

enum Window {
    Inside,
    Ignored,
    Invalid,
}

fn in_window(
    track: &mut TcpTrack,
    direction: Direction,
    class: TcpClass,
    segment: &TcpSegment,
    payload: u32,
    settings: &Settings,
) -> Window {
    let state = track.state;
    let flags = segment.flags;
    let (syn, ack_set) = (flags.has(TcpFlags::SYN), flags.has(TcpFlags::ACK));
    let mut sender = *side(track, direction);
    let mut receiver = *side(track, direction.opposite());
    let mut sequence = segment.sequence;
    let mut acknowledgement = segment.acknowledgement;
    let mut end = end_of(segment, payload);
    let mut window = u32::from(segment.window);

    let restarts = syn && after(end, sender.end) && matches!(state, TcpState::SynSent | TcpState::SynRecv);
    if (sender.greatest_window == 0 && syn) || (sender.greatest_window != 0 && restarts) {
        begin_side(&mut sender, &mut receiver, segment, end, window, direction);
        let only_syn = !ack_set && (restarts_without_window(track, direction) || direction == Direction::Reply);
        if only_syn {
            store(track, direction, sender, receiver);
            return Window::Inside;
        }
    } else if sender.greatest_window == 0 {
        sender.end = end;
        sender.greatest_window = (window << sender.scale).max(1);
        sender.greatest_end = end.wrapping_add(sender.greatest_window);
        if receiver.greatest_window == 0 {
            receiver.end = acknowledgement;
            receiver.greatest_end = acknowledgement;
        } else if acknowledgement == receiver.end.wrapping_add(1) {
            receiver.end = receiver.end.wrapping_add(1);
        }
    }
    let no_real_acknowledgement = !ack_set || (flags.has(TcpFlags::RST) && acknowledgement == 0);
    if no_real_acknowledgement {
        acknowledgement = receiver.end;
    }
    if flags.has(TcpFlags::RST) && sequence == 0 && state == TcpState::SynSent {
        sequence = sender.end;
        end = sender.end;
    }

    let verdict = judge(&sender, &receiver, sequence, end, acknowledgement);
    let liberal = sender.flags.be_liberal || settings.tcp_be_liberal;
    if !liberal && !matches!(verdict, Window::Inside) {
        store(track, direction, sender, receiver);
        return verdict;
    }
    if !matches!(verdict, Window::Inside) {
        store(track, direction, sender, receiver);
        return Window::Inside;
    }

    if !syn {
        window <<= sender.scale;
    }
    sender.greatest_window = sender.greatest_window.max(window);
    if after(end, sender.end) {
        sender.end = end;
        sender.flags.data_unacknowledged = true;
    }
    if ack_set && (!sender.flags.greatest_acknowledgement_set || after(acknowledgement, sender.greatest_acknowledgement)) {
        sender.greatest_acknowledgement = acknowledgement;
        sender.flags.greatest_acknowledgement_set = true;
    }
    if receiver.greatest_window != 0 && after(end, sender.greatest_end) {
        receiver.greatest_window = receiver.greatest_window.wrapping_add(end.wrapping_sub(sender.greatest_end));
    }
    let edge = acknowledgement.wrapping_add(window);
    if after(edge, receiver.greatest_end.wrapping_sub(1)) {
        receiver.greatest_end = if window == 0 { edge.wrapping_add(1) } else { edge };
    }
    if acknowledgement == receiver.end {
        receiver.flags.data_unacknowledged = false;
    }
    store(track, direction, sender, receiver);
    if class == TcpClass::Ack {
        note_repetition(track, direction, segment, acknowledgement, end);
    }
    Window::Inside
}

/// The kernel's four bounds, in its order.
fn judge(sender: &TcpSide, receiver: &TcpSide, sequence: u32, end: u32, acknowledgement: u32) -> Window {
    const GREATEST_UNSCALED_WINDOW: u32 = 66_000;
    if !before(sequence, sender.greatest_end.wrapping_add(1)) {
        let overshot = end.wrapping_sub(sender.greatest_end).wrapping_add(1);
        return if overshot > receiver.greatest_window { Window::Invalid } else { Window::Ignored };
    }
    if !before(acknowledgement, receiver.end.wrapping_add(1)) {
        return Window::Invalid;
    }
    let in_receive_window =
        receiver.greatest_window == 0 || after(end, sender.end.wrapping_sub(receiver.greatest_window).wrapping_sub(1));
    if !in_receive_window {
        return Window::Ignored;
    }
    let oldest = sender.greatest_window.max(GREATEST_UNSCALED_WINDOW);
    if !after(acknowledgement, receiver.end.wrapping_sub(oldest).wrapping_sub(1)) {
        return Window::Ignored;
    }
    Window::Inside
}

fn restarts_without_window(track: &TcpTrack, direction: Direction) -> bool {
    side(track, direction).greatest_window == 0
}

fn note_repetition(track: &mut TcpTrack, direction: Direction, segment: &TcpSegment, acknowledgement: u32, end: u32) {
    let same = track.last_direction == Some(direction)
        && track.last_sequence == segment.sequence
        && track.last_acknowledgement == acknowledgement
        && track.last_end == end
        && track.last_window == segment.window;
    if same {
        track.retransmissions = track.retransmissions.saturating_add(1);
        return;
    }
    track.last_direction = Some(direction);
    track.last_sequence = segment.sequence;
    track.last_acknowledgement = acknowledgement;
    track.last_end = end;
    track.last_window = segment.window;
    track.retransmissions = 0;
}

fn begin_side(sender: &mut TcpSide, receiver: &mut TcpSide, segment: &TcpSegment, end: u32, window: u32, direction: Direction) {
    *sender = with_options(*sender, segment);
    sender.end = end;
    sender.greatest_end = end;
    sender.greatest_window = window.max(1);
    let both_scale = sender.flags.window_scale && receiver.flags.window_scale;
    if direction == Direction::Reply && !both_scale {
        sender.scale = 0;
        receiver.scale = 0;
    }
}

fn with_options(mut side: TcpSide, segment: &TcpSegment) -> TcpSide {
    side.scale = segment.options.window_scale.unwrap_or(0).min(14);
    side.flags.window_scale = segment.options.window_scale.is_some();
    side.flags.sack_permitted = segment.options.sack_permitted;
    side
}

fn side(track: &TcpTrack, direction: Direction) -> &TcpSide {
    match direction {
        Direction::Original => &track.original,
        Direction::Reply => &track.reply,
    }
}

fn side_mut(track: &mut TcpTrack, direction: Direction) -> &mut TcpSide {
    match direction {
        Direction::Original => &mut track.original,
        Direction::Reply => &mut track.reply,
    }
}

fn store(track: &mut TcpTrack, direction: Direction, sender: TcpSide, receiver: TcpSide) {
    *side_mut(track, direction) = sender;
    *side_mut(track, direction.opposite()) = receiver;
}

/// The sequence number after the segment; SYN and FIN take one each.
fn end_of(segment: &TcpSegment, payload: u32) -> u32 {
    let syn = u32::from(segment.flags.has(TcpFlags::SYN));
    let fin = u32::from(segment.flags.has(TcpFlags::FIN));
    segment.sequence.wrapping_add(payload).wrapping_add(syn).wrapping_add(fin)
}

fn before(left: u32, right: u32) -> bool {
    (left.wrapping_sub(right) as i32) < 0
}

fn after(left: u32, right: u32) -> bool {
    before(right, left)
}

#[derive(Clone, Copy)]
enum Next {
    To(TcpState),
    Ignore,
    Invalid,
}

/// Both tables of conntrack.md §2; a column a state, in the order of `TcpState`.
fn next_state(direction: Direction, class: TcpClass, state: TcpState) -> Next {
    const fn to(state: TcpState) -> Next {
        Next::To(state)
    }
    const SS: Next = to(TcpState::SynSent);
    const SR: Next = to(TcpState::SynRecv);
    const ES: Next = to(TcpState::Established);
    const FW: Next = to(TcpState::FinWait);
    const CW: Next = to(TcpState::CloseWait);
    const LA: Next = to(TcpState::LastAck);
    const TW: Next = to(TcpState::TimeWait);
    const CL: Next = to(TcpState::Close);
    const S2: Next = to(TcpState::SynSent2);
    const IG: Next = Next::Ignore;
    const IV: Next = Next::Invalid;
    let row: [Next; 10] = match (direction, class) {
        (Direction::Original, TcpClass::Syn) => [SS, SS, IG, IG, IG, IG, IG, SS, SS, S2],
        (Direction::Original, TcpClass::SynAck) => [IV, IV, SR, IV, IV, IV, IV, IV, IV, SR],
        (Direction::Original, TcpClass::Fin) => [IV, IV, FW, FW, LA, LA, LA, TW, CL, IV],
        (Direction::Original, TcpClass::Ack) => [ES, IV, ES, ES, CW, CW, TW, TW, CL, IV],
        (Direction::Original, TcpClass::Rst) => [IV, CL, CL, CL, CL, CL, CL, CL, CL, CL],
        (Direction::Reply, TcpClass::Syn) => [IV, S2, IV, IV, IV, IV, IV, SS, IV, S2],
        (Direction::Reply, TcpClass::SynAck) => [IV, SR, IG, IG, IG, IG, IG, IG, IG, SR],
        (Direction::Reply, TcpClass::Fin) => [IV, IV, FW, FW, LA, LA, LA, TW, CL, IV],
        (Direction::Reply, TcpClass::Ack) => [IV, IG, SR, ES, CW, CW, TW, TW, CL, IG],
        (Direction::Reply, TcpClass::Rst) => [IV, CL, CL, CL, CL, CL, CL, CL, CL, CL],
        (Direction::Original | Direction::Reply, TcpClass::None) => [IV; 10],
    };
    row[state as usize]
}
