//! A packet in one line: `TCP 10.0.0.1:40000 > 10.0.0.2:80 SYN`.

use net::packet::IcmpBody;
use net::{Datagram, Endpoint, Transport};
use trace::print::protocol_name;

pub fn text(datagram: &Datagram) -> String {
    let (source, destination) = (datagram.source, datagram.destination);
    let length = datagram.payload.len();
    let data = if length > 0 { format!(" {length} bytes") } else { String::new() };
    match &datagram.transport {
        Transport::Tcp(segment) => {
            let (from, to) = ends(datagram, segment.source_port, segment.destination_port);
            format!("TCP {from} > {to} {}{data}", segment.flags)
        }
        Transport::Udp(header) => {
            let (from, to) = ends(datagram, header.source_port, header.destination_port);
            format!("UDP {from} > {to}{data}")
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
            let name = protocol_name(*protocol);
            let unnamed = if name == protocol.to_string() { "protocol " } else { "" };
            format!("{unnamed}{name} {source} > {destination}{data}")
        }
    }
}

fn ends(datagram: &Datagram, from: u16, to: u16) -> (Endpoint, Endpoint) {
    (Endpoint::new(datagram.source, from), Endpoint::new(datagram.destination, to))
}
