//! What every rule compares first: most rules end there.

use super::Scene;
use crate::rules::conditions::{Condition, Conditions};
use crate::rules::rule::Rule;
use crate::state::packet::Packet;

/// The fields every rule compares, taken out of the packet once.
pub(super) struct Fields {
    source: u32,
    destination: u32,
    input: u128,
    output: u128,
    protocol: u8,
    /// From and to, where the transport has ports.
    ports: Option<(u16, u16)>,
}

impl Fields {
    pub(super) fn of(packet: &Packet, scene: Scene) -> Fields {
        Fields {
            source: u32::from(packet.datagram.source),
            destination: u32::from(packet.datagram.destination),
            input: scene.input.bits(),
            output: scene.output.bits(),
            protocol: packet.datagram.protocol().0,
            ports: packet.datagram.transport.ports(),
        }
    }
}

/// Most rules end at their first comparisons: so many in a row do, `most` at most.
pub(super) fn passed_over(rules: &[Rule], from: usize, most: usize, fields: &Fields) -> usize {
    let rest = rules.get(from..).unwrap_or_default();
    let rest = rest.get(..most).unwrap_or(rest);
    let passed = rest.iter().position(|rule| {
        failed_condition(&rule.conditions, fields).is_none()
            && fields.ports.is_none_or(|(source, destination)| rule.guard.lets_pass(source, destination))
    });
    passed.unwrap_or(rest.len())
}

/// The first condition the packet fails, in the kernel's order (`ip_packet_match`).
#[inline]
pub(super) fn failed_condition(conditions: &Conditions, fields: &Fields) -> Option<Condition> {
    if !conditions.source.accepts(fields.source) {
        Some(Condition::Source)
    } else if !conditions.destination.accepts(fields.destination) {
        Some(Condition::Destination)
    } else if !(conditions.input.is_any() || conditions.input.accepts(fields.input)) {
        Some(Condition::Input)
    } else if !(conditions.output.is_any() || conditions.output.accepts(fields.output)) {
        Some(Condition::Output)
    } else if !conditions.protocol.accepts(fields.protocol) {
        Some(Condition::Protocol)
    } else if conditions.fragment == Some(true) {
        // Datagrams are whole here: no packet is a later fragment.
        Some(Condition::Fragment)
    } else {
        None
    }
}
