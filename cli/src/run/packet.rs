//! A packet in one line: `TCP 10.0.0.1:40000 > 10.0.0.2:80 SYN`.

use engine::rules::values::protocol;
use engine::state::packet::{Datagram, IcmpBody, Protocol, Transport};

pub fn text(datagram: &Datagram) -> String {
    let (source, destination) = (datagram.source, datagram.destination);
    let length = datagram.payload.len();
    let data = if length > 0 { format!(" {length} bytes") } else { String::new() };
    match &datagram.transport {
        Transport::Tcp(segment) => {
            let (from, to) = (segment.source_port, segment.destination_port);
            let flags = segment.flags.to_string();
            format!("TCP {source}:{from} > {destination}:{to} {flags}{data}")
        }
        Transport::Udp(header) => {
            format!("UDP {source}:{} > {destination}:{}{data}", header.source_port, header.destination_port)
        }
        Transport::Icmp(message) => match &message.body {
            IcmpBody::Query { identifier, sequence } => {
                let kind = match message.kind {
                    8 => "echo request".to_owned(),
                    0 => "echo reply".to_owned(),
                    kind => format!("type {kind}"),
                };
                format!("ICMP {source} > {destination} {kind} id {identifier} seq {sequence}")
            }
            IcmpBody::Error { quote, .. } => {
                format!("ICMP {source} > {destination} type {} code {} about [{}]", message.kind, message.code, text(quote))
            }
            IcmpBody::Plain => format!("ICMP {source} > {destination} type {} code {}", message.kind, message.code),
        },
        Transport::Other { protocol } => {
            let Protocol(number) = Protocol(*protocol);
            let name = protocol::name(number).map_or_else(|| format!("protocol {number}"), str::to_owned);
            format!("{name} {source} > {destination}{data}")
        }
    }
}
