//! The two tables of TCP states, one a direction, and what of a segment they are read by (reference: conntrack.md §2).

use crate::state::conntrack::entry::{Direction, TcpClass, TcpState};
use crate::state::packet::TcpFlags;

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

/// Where a segment leads.
#[derive(Clone, Copy)]
pub enum Next {
    To(TcpState),
    Ignore,
    Invalid,
}

/// Both tables of conntrack.md §2; a column a state, in the order of `TcpState`.
pub fn next_state(direction: Direction, class: TcpClass, state: TcpState) -> Next {
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
