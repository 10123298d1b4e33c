//! How a datagram is called in few characters, the same everywhere on the page.

use engine::state::packet::{Datagram, IcmpBody, IcmpMessage, Transport};

/// `192.168.66.1:40000 → 172.17.0.2:80`
pub fn ends(datagram: &Datagram) -> String {
    let (source, destination) = (datagram.source, datagram.destination);
    match datagram.transport.ports() {
        Some((from, to)) => format!("{source}:{from} → {destination}:{to}"),
        None => format!("{source} → {destination}"),
    }
}

/// `SYN,ACK`, `UDP 4 B`, `echo request`: what it is for.
pub fn kind(datagram: &Datagram) -> String {
    let bytes = datagram.payload.len();
    match &datagram.transport {
        Transport::Tcp(segment) => {
            let flags = segment.flags.to_string();
            if bytes == 0 { flags } else { format!("{flags} {bytes} B") }
        }
        Transport::Udp(_) => format!("UDP {bytes} B"),
        Transport::Icmp(message) => icmp(message),
        Transport::Other { protocol } => format!("IP {protocol}"),
    }
}

fn icmp(message: &IcmpMessage) -> String {
    match (message.kind, &message.body) {
        (IcmpMessage::ECHO_REQUEST, IcmpBody::Query { sequence, .. }) => format!("echo request {sequence}"),
        (IcmpMessage::ECHO_REPLY, IcmpBody::Query { sequence, .. }) => format!("echo reply {sequence}"),
        (kind, IcmpBody::Query { .. } | IcmpBody::Error { .. } | IcmpBody::Plain) => format!("ICMP {kind}/{}", message.code),
    }
}
