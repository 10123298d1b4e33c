//! Which entries a `conntrack` command is about.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::state::conntrack::{Entry, TcpState, Track, Tuple, TupleKind, Zone, ZoneDirection};

/// What was asked for; what was not is `None`. It names a connection, too: that of `-G` and `-I`.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub source: Option<Ipv4Net>,
    pub destination: Option<Ipv4Net>,
    pub reply_source: Option<Ipv4Addr>,
    pub reply_destination: Option<Ipv4Addr>,
    pub protocol: Option<u8>,
    pub source_port: Option<u16>,
    pub destination_port: Option<u16>,
    pub reply_source_port: Option<u16>,
    pub reply_destination_port: Option<u16>,
    pub icmp_kind: Option<u8>,
    pub icmp_code: Option<u8>,
    pub icmp_identifier: Option<u16>,
    pub state: Option<TcpState>,
    pub status: WantedStatus,
    /// Value and mask.
    pub mark: Option<(u32, u32)>,
    pub zone: Option<u16>,
    pub original_zone: Option<u16>,
    pub reply_zone: Option<u16>,
    pub nat: NatFilter,
    /// Something that no entry of ours can be: of IPv6, put aside to hardware.
    pub impossible: bool,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct WantedStatus {
    pub assured: bool,
    pub seen_reply: bool,
    pub unreplied: bool,
    pub expected: bool,
    pub fixed_timeout: bool,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct NatFilter {
    pub source: Option<Nat>,
    pub destination: Option<Nat>,
    pub any: Option<Nat>,
}

/// What a connection is translated to; nothing: whatever it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nat {
    pub address: Option<Ipv4Addr>,
    pub port: Option<u16>,
}

impl Filter {
    pub fn takes(&self, entry: &Entry) -> bool {
        let (original, reply) = (&entry.original, &entry.reply);
        !self.impossible
            && self.source.is_none_or(|net| net.contains(&original.source))
            && self.destination.is_none_or(|net| net.contains(&original.destination))
            && is_or_any(self.reply_source, reply.source)
            && is_or_any(self.reply_destination, reply.destination)
            && is_or_any(self.protocol, original.kind.protocol())
            && self.takes_kind(original, reply)
            && self.takes_state(entry)
            && self.takes_status(entry)
            && self.mark.is_none_or(|(value, mask)| entry.mark & mask == value)
            && self.takes_zone(entry.zone)
            && self.nat.takes(entry)
    }

    /// The zone of a connection to be made.
    pub fn wanted_zone(&self) -> Zone {
        match (self.zone, self.original_zone, self.reply_zone) {
            (Some(number), _, _) => Zone::both(number),
            (None, Some(number), _) => Zone { number, direction: ZoneDirection::Original },
            (None, None, Some(number)) => Zone { number, direction: ZoneDirection::Reply },
            (None, None, None) => Zone::DEFAULT,
        }
    }

    /// A zone that is for one direction is no `--zone`, and none that is for both is a `--orig-zone`.
    fn takes_zone(&self, zone: Zone) -> bool {
        let number = |direction| zone.only_for(direction).unwrap_or(0);
        is_or_any(self.zone, number(ZoneDirection::Both))
            && is_or_any(self.original_zone, number(ZoneDirection::Original))
            && is_or_any(self.reply_zone, number(ZoneDirection::Reply))
    }

    fn takes_kind(&self, original: &Tuple, reply: &Tuple) -> bool {
        let ports = is_port_or_any(self.source_port, original.kind.source_part())
            && is_port_or_any(self.destination_port, original.kind.destination_port())
            && is_port_or_any(self.reply_source_port, reply.kind.source_part())
            && is_port_or_any(self.reply_destination_port, reply.kind.destination_port());
        ports
            && match original.kind {
                TupleKind::Icmp { kind, code, identifier } => {
                    is_or_any(self.icmp_kind, kind)
                        && is_or_any(self.icmp_code, code)
                        && is_or_any(self.icmp_identifier, identifier)
                }
                TupleKind::Tcp { .. } | TupleKind::Udp { .. } | TupleKind::Other { .. } => true,
            }
    }

    fn takes_state(&self, entry: &Entry) -> bool {
        match entry.track {
            Track::Tcp(track) => is_or_any(self.state, track.state),
            Track::Udp | Track::Icmp | Track::Generic => self.state.is_none(),
        }
    }

    fn takes_status(&self, entry: &Entry) -> bool {
        let (wanted, status) = (self.status, entry.status);
        (!wanted.assured || status.assured)
            && (!wanted.seen_reply || status.seen_reply)
            && (!wanted.unreplied || !status.seen_reply)
            && (!wanted.expected || status.expected)
            && (!wanted.fixed_timeout || status.fixed_timeout)
    }
}

impl NatFilter {
    fn takes(&self, entry: &Entry) -> bool {
        if let Some(any) = self.any {
            return any.is_source_of(entry) || any.is_destination_of(entry);
        }
        self.source.is_none_or(|nat| nat.is_source_of(entry)) && self.destination.is_none_or(|nat| nat.is_destination_of(entry))
    }
}

impl Nat {
    fn is_source_of(self, entry: &Entry) -> bool {
        let (sent, answered) = (parts(&entry.original), parts(&entry.reply));
        let done = entry.status.source_nat_done;
        let address = done && entry.reply.destination != entry.original.source;
        let port = done && answered.destination != sent.source;
        self.fits(address, entry.reply.destination, port, entry.reply.kind.destination_port())
    }

    fn is_destination_of(self, entry: &Entry) -> bool {
        let (sent, answered) = (parts(&entry.original), parts(&entry.reply));
        let done = entry.status.destination_nat_done;
        let address = done && entry.reply.source != entry.original.destination;
        let port = done && answered.source != sent.destination;
        self.fits(address, entry.reply.source, port, entry.reply.kind.source_part())
    }

    fn fits(self, address_changed: bool, address: Ipv4Addr, port_changed: bool, port: Option<u16>) -> bool {
        let address_fits = self.address.map(|wanted| address_changed && wanted == address);
        let port_fits = self.port.map(|wanted| port_changed && Some(wanted) == port);
        match (address_fits, port_fits) {
            (None, None) => address_changed || port_changed,
            (Some(fits), None) | (None, Some(fits)) => fits,
            (Some(address), Some(port)) => address && port,
        }
    }
}

struct Parts {
    source: u16,
    destination: u16,
}

/// The two words in which the tool keeps ports. For ICMP they are the identifier and, in one, type and code: so every
/// translated ping seems to have its ports changed (evidence: `conntrack -L -j` lists pings that only were looked at).
fn parts(tuple: &Tuple) -> Parts {
    match tuple.kind {
        TupleKind::Tcp { source_port, destination_port } | TupleKind::Udp { source_port, destination_port } => {
            Parts { source: source_port, destination: destination_port }
        }
        TupleKind::Icmp { kind, code, identifier } => Parts { source: identifier, destination: u16::from_be_bytes([kind, code]) },
        TupleKind::Other { .. } => Parts { source: 0, destination: 0 },
    }
}

fn is_or_any<T: PartialEq>(wanted: Option<T>, found: T) -> bool {
    wanted.is_none_or(|wanted| wanted == found)
}

fn is_port_or_any(wanted: Option<u16>, found: Option<u16>) -> bool {
    wanted.is_none() || wanted == found
}
