//! One rule of policy routing (`ip rule`): which packets it is for, and what it says about them.

use ipnet::Ipv4Net;

use super::entry::TableNumber;
use super::flow::Flow;
use crate::state::interface::InterfaceName;
use crate::state::packet::Protocol;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoutingRule {
    pub preference: u32,
    pub selector: Selector,
    pub action: RuleAction,
    /// Leave out routes whose prefix is not longer than this (`suppress_prefixlength`).
    pub suppress_prefix_length: Option<u8>,
    /// Leave out routes that lead out by an interface of this group (`suppress_ifgroup`).
    pub suppress_group: Option<u32>,
    /// The realms it gives where the route gives none, source above destination.
    pub realms: u32,
    /// Who made it (`proto`); 0 for what people type, 2 for the kernel's three.
    pub protocol: u8,
}

/// What a packet must be; everything left at its default asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Selector {
    /// `not`: the packets for which the rest is false.
    pub inverted: bool,
    pub source: Ipv4Net,
    pub destination: Ipv4Net,
    /// `lo` stands for what this host sends itself.
    pub input: InterfaceName,
    pub output: InterfaceName,
    pub mark: Option<MarkTest>,
    pub tos: u8,
    pub protocol: Option<Protocol>,
    pub source_ports: Option<(u16, u16)>,
    pub destination_ports: Option<(u16, u16)>,
    pub users: Option<(u32, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MarkTest {
    pub value: u32,
    pub mask: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleAction {
    Lookup(TableNumber),
    /// On to the first rule with this preference.
    Goto(u32),
    Nothing,
    Blackhole,
    Unreachable,
    Prohibit,
}

impl RoutingRule {
    /// One of the three rules a host is born with.
    pub fn of_kernel(preference: u32, table: TableNumber) -> RoutingRule {
        RoutingRule {
            preference,
            selector: Selector::default(),
            action: RuleAction::Lookup(table),
            suppress_prefix_length: None,
            suppress_group: None,
            realms: 0,
            protocol: 2,
        }
    }
}

impl Selector {
    /// `fib_rule_match`.
    pub fn selects(&self, flow: &Flow) -> bool {
        self.asks(flow) != self.inverted
    }

    fn asks(&self, flow: &Flow) -> bool {
        (self.input.is_none() || self.input == flow.input)
            && (self.output.is_none() || self.output == flow.output)
            && self.mark.is_none_or(|test| (test.value ^ flow.mark) & test.mask == 0)
            && within(&self.source, flow.source)
            && within(&self.destination, flow.destination)
            && (self.tos == 0 || self.tos == flow.tos)
            && self.protocol.is_none_or(|protocol| flow.protocol == Some(protocol))
            && self.source_ports.is_none_or(|range| in_range(range, flow.ports.map(|ports| ports.0)))
            && self.destination_ports.is_none_or(|range| in_range(range, flow.ports.map(|ports| ports.1)))
            && self.users.is_none_or(|(first, last)| (first..=last).contains(&flow.user))
    }
}

fn within(net: &Ipv4Net, address: std::net::Ipv4Addr) -> bool {
    (u32::from(address) ^ u32::from(net.network())) & u32::from(net.netmask()) == 0
}

fn in_range((first, last): (u16, u16), port: Option<u16>) -> bool {
    port.is_some_and(|port| (first..=last).contains(&port))
}
