//! Explicit congestion notification of a TCP connection (RFC 3168): who asks for it and agrees, which segments say that they
//! carry it, and how a mark that a router made comes back to the sender.

use super::TcpSocket;
use crate::state::packet::{Datagram, TcpFlags, TcpSegment};
use crate::state::route::OutputRoute;
use crate::state::sequence::before;
use crate::state::sysctl::{Setting, Sysctls};

/// The two bits of TOS: what the sender can do, or that a router was congested.
pub const BITS: u8 = 3;
const CAPABLE: u8 = 2;
const CONGESTED: u8 = 3;

/// What one end knows of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ecn {
    pub agreed: bool,
    /// A mark came: said in each segment until the other end answers that it slowed down.
    echoes: bool,
    /// The next data tells the other end that we slowed down.
    slowed_down: bool,
    /// We slowed down for what was sent up to here, and do so only once.
    until: Option<u32>,
}

/// The flags of a SYN that asks for it.
pub fn asking(sysctls: &Sysctls, route: Option<&OutputRoute>) -> TcpFlags {
    if sysctls.value(Setting::TcpEcn) == 1 || is_asked_by(route) {
        TcpFlags::SYN.with(TcpFlags::ECE).with(TcpFlags::CWR)
    } else {
        TcpFlags::SYN
    }
}

/// A SYN asks, and we agree (`tcp_ecn_create_request`).
pub fn agrees(sysctls: &Sysctls, route: Option<&OutputRoute>, datagram: &Datagram, segment: &TcpSegment) -> bool {
    let willing = sysctls.is_on(Setting::TcpEcn) || is_asked_by(route);
    asks(segment) && datagram.tos & BITS == 0 && willing
}

fn asks(segment: &TcpSegment) -> bool {
    segment.flags.has(TcpFlags::ECE) && segment.flags.has(TcpFlags::CWR)
}

/// `ip route add ... features ecn`.
fn is_asked_by(route: Option<&OutputRoute>) -> bool {
    route.and_then(|route| route.attribute("features")).is_some_and(|features| features == "ecn")
}

/// A SYN that nobody answered goes again without asking (`tcp_ecn_clear_syn`).
pub fn fallen_back(sysctls: &Sysctls, flags: TcpFlags) -> TcpFlags {
    match sysctls.is_on(Setting::TcpEcnFallback) {
        true => flags.without(TcpFlags::ECE).without(TcpFlags::CWR),
        false => flags,
    }
}

impl Ecn {
    pub fn agreed(agreed: bool) -> Ecn {
        Ecn { agreed, ..Ecn::default() }
    }

    /// The other end's SYN, alone or with an acknowledgement (`tcp_ecn_rcv_syn`, `tcp_ecn_rcv_synack`).
    pub fn hear_syn(&mut self, flags: TcpFlags) {
        let wants_both = !flags.has(TcpFlags::ACK);
        self.agreed &= flags.has(TcpFlags::ECE) && flags.has(TcpFlags::CWR) == wants_both;
    }

    /// An acknowledgement of something that was on its way (`tcp_fastretrans_alert`).
    pub fn hear_acknowledgement(&mut self, flags: TcpFlags, unacknowledged: u32, next_send: u32) {
        if self.until.is_some_and(|until| before(until, unacknowledged)) {
            self.until = None;
        }
        let told = flags.has(TcpFlags::ECE) && !flags.has(TcpFlags::SYN);
        if self.agreed && told && self.until.is_none() {
            self.until = Some(next_send);
            self.slowed_down = true;
        }
    }

    /// Something that takes numbers (`tcp_ecn_accept_cwr`, `tcp_data_ecn_check`).
    pub fn hear_data(&mut self, datagram: &Datagram, flags: TcpFlags) {
        if flags.has(TcpFlags::CWR) {
            self.echoes = false;
        }
        if self.agreed && !datagram.payload.is_empty() && datagram.tos & BITS == CONGESTED {
            self.echoes = true;
        }
    }
}

impl TcpSocket {
    /// What of it a segment carries, in its flags and its TOS (`tcp_ecn_send`); a SYN says itself what it asks. Only data that was
    /// not sent before may be marked on its way.
    pub fn marked(&mut self, sequence: u32, flags: TcpFlags, has_data: bool) -> (TcpFlags, u8) {
        if !self.ecn.agreed || flags.has(TcpFlags::SYN) {
            return (flags, self.tos);
        }
        let flags = if self.ecn.echoes { flags.with(TcpFlags::ECE) } else { flags };
        if !has_data || before(sequence, self.next_send) {
            return (flags, self.tos);
        }
        let slowed_down = std::mem::take(&mut self.ecn.slowed_down);
        let flags = if slowed_down { flags.with(TcpFlags::CWR) } else { flags };
        (flags, self.tos | CAPABLE)
    }
}
