//! The windows of both ends, as far as the kernel follows them, and what lies outside of them (reference: conntrack.md §2).

use crate::state::conntrack::entry::{Direction, TcpClass, TcpSide, TcpState, TcpTrack};
use crate::state::conntrack::settings::Settings;
use crate::state::packet::{TcpFlags, TcpSegment};

/// How a segment stands to the windows.
pub enum Window {
    Inside,
    /// More than the other end offered to take, but not by far: ignored.
    BeyondEdge,
    Ignored,
    Invalid,
}

pub fn in_window(
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
    if matches!(verdict, Window::BeyondEdge) {
        // The other end may take it and acknowledge it (recording: extra-segments-2-0002).
        sender.end = end;
        sender.flags.data_unacknowledged = true;
    }
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
    let oldest = sender.greatest_window.max(GREATEST_UNSCALED_WINDOW);
    let acknowledges_what_was_sent = before(acknowledgement, receiver.end.wrapping_add(1));
    let acknowledges_not_long_ago = after(acknowledgement, receiver.end.wrapping_sub(oldest).wrapping_sub(1));
    let ends_in_receive_window = after(end, sender.end.wrapping_sub(receiver.greatest_window).wrapping_sub(1));
    if !before(sequence, sender.greatest_end.wrapping_add(1)) {
        let overshot = end.wrapping_sub(sender.greatest_end).wrapping_add(1);
        // Both wrong is invalid however little too far it goes (recording: gen-1111-0907).
        let just_beyond = receiver.greatest_window != 0 && ends_in_receive_window && overshot <= receiver.greatest_window;
        let beyond_edge = just_beyond && acknowledges_not_long_ago && acknowledges_what_was_sent;
        return if beyond_edge { Window::BeyondEdge } else { Window::Invalid };
    }
    if !acknowledges_what_was_sent {
        return Window::Invalid;
    }
    if receiver.greatest_window != 0 && !ends_in_receive_window {
        return Window::Ignored;
    }
    if !acknowledges_not_long_ago {
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

pub fn with_options(mut side: TcpSide, segment: &TcpSegment) -> TcpSide {
    side.scale = segment.options.window_scale.unwrap_or(0).min(14);
    side.flags.window_scale = segment.options.window_scale.is_some();
    side.flags.sack_permitted = segment.options.sack_permitted;
    side
}

pub fn side(track: &TcpTrack, direction: Direction) -> &TcpSide {
    match direction {
        Direction::Original => &track.original,
        Direction::Reply => &track.reply,
    }
}

pub fn side_mut(track: &mut TcpTrack, direction: Direction) -> &mut TcpSide {
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
pub fn end_of(segment: &TcpSegment, payload: u32) -> u32 {
    let syn = u32::from(segment.flags.has(TcpFlags::SYN));
    let fin = u32::from(segment.flags.has(TcpFlags::FIN));
    segment.sequence.wrapping_add(payload).wrapping_add(syn).wrapping_add(fin)
}

pub fn before(left: u32, right: u32) -> bool {
    (left.wrapping_sub(right) as i32) < 0
}

fn after(left: u32, right: u32) -> bool {
    before(right, left)
}
