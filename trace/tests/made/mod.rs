//! A trace told by hand: a host, packets of its own, and rules that they miss.

use std::sync::Arc;

use net::packet::{Datagram, TcpOptions, TcpSegment};
use net::{Address, InterfaceName, TcpFlags, Transport};
use trace::connection::Tracking;
use trace::event::{Cause, View, What};
use trace::{Condition, Hook, HostId, HostMoment, Instant, Miss, Moment, PacketId, RuleId, RulePlace, Trace, Value};

pub const SERVER: HostId = HostId(4);

pub struct Made {
    pub start: Moment,
    pub trace: Trace,
}

impl Default for Made {
    fn default() -> Made {
        let mut start = Moment::default();
        start.hosts.insert(SERVER, HostMoment { name: "my server".into(), ..HostMoment::default() });
        Made { start, trace: Trace::default() }
    }
}

impl Made {
    pub fn tell(&mut self, packet: Option<PacketId>, what: What) {
        self.trace.tell(Instant(0), SERVER, packet, what);
    }

    pub fn made(&mut self, packet: PacketId) {
        self.tell(Some(packet), What::Made { view: Box::new(view()), cause: Cause::Program });
    }

    pub fn enter(&mut self, packet: PacketId, hook: Hook) {
        self.tell(Some(packet), What::HookEntered { hook, view: Box::new(view()) });
    }

    pub fn missed(&mut self, packet: PacketId, chain: &str, rule_place: usize) {
        let place = RulePlace {
            table: "filter".into(),
            chain: chain.into(),
            chain_place: 0,
            rule_place,
            rule: RuleId(rule_place as u32),
        };
        let miss =
            Miss { condition: Condition::Match(0), option: Some("dport".into()), wanted: Value::Port(22), had: Value::Port(80) };
        self.tell(Some(packet), What::RuleMissed { place, miss: Box::new(miss) });
    }
}

/// A SYN from a port of this host.
pub fn view() -> View {
    let segment = TcpSegment {
        source_port: 40_000,
        destination_port: 80,
        sequence: 1,
        acknowledgement: 0,
        flags: TcpFlags::SYN,
        window: 64_240,
        options: TcpOptions::default(),
    };
    let datagram = Datagram {
        source: Address::from([10, 0, 0, 1]),
        destination: Address::from([10, 0, 0, 2]),
        ttl: 64,
        tos: 0,
        identification: 1,
        dont_fragment: true,
        transport: Transport::Tcp(segment),
        payload: Arc::from([]),
    };
    View { datagram, mark: 0, input: InterfaceName::NONE, output: InterfaceName::NONE, tracking: Tracking::None }
}
