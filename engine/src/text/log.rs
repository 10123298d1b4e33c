//! The line that `-j LOG` writes into the kernel's log (reference: formats.md §5).
//!
//! Left out is the `MAC=` field: an event does not keep the frame's hardware addresses.

use std::fmt::Write;

use crate::kernel::host::Logged;
use crate::kernel::packet::{Datagram, IcmpBody, IcmpMessage, TcpFlags, TcpSegment, Transport};
use crate::kernel::rules::targets::act::LogLine;

/// The line behind the time stamp, with the blank the kernel leaves at its end.
pub fn line(logged: &Logged) -> String {
    let mut out = format!("{}IN={} OUT={} ", logged.line.prefix, logged.view.input, logged.view.output);
    datagram(&mut out, &logged.view.datagram, &logged.line);
    if logged.view.mark != 0 {
        let _ = write!(out, "MARK=0x{:x} ", logged.view.mark);
    }
    out
}

const TOS_BITS: u8 = 0x1e;
const PRECEDENCE_BITS: u8 = 0xe0;

fn datagram(out: &mut String, datagram: &Datagram, line: &LogLine) {
    let length = datagram.total_length();
    let _ = write!(out, "SRC={} DST={} LEN={length} ", datagram.source, datagram.destination);
    let _ = write!(out, "TOS=0x{:02X} PREC=0x{:02X} ", datagram.tos & TOS_BITS, datagram.tos & PRECEDENCE_BITS);
    let _ = write!(out, "TTL={} ID={} ", datagram.ttl, datagram.identification);
    out.push_str(if datagram.dont_fragment { "DF " } else { "" });
    match &datagram.transport {
        Transport::Tcp(segment) => tcp(out, segment, line),
        Transport::Udp(header) => {
            let length = datagram.transport.header_length() + datagram.payload.len() as u32;
            let _ = write!(out, "PROTO=UDP SPT={} DPT={} LEN={length} ", header.source_port, header.destination_port);
        }
        Transport::Icmp(message) => icmp(out, message, line),
        Transport::Other { protocol } => {
            let _ = write!(out, "PROTO={protocol} ");
        }
    }
}

/// In the kernel's order, which is not the one packets are written down in elsewhere.
const FLAGS: [(TcpFlags, &str); 8] = [
    (TcpFlags::CWR, "CWR "),
    (TcpFlags::ECE, "ECE "),
    (TcpFlags::URG, "URG "),
    (TcpFlags::ACK, "ACK "),
    (TcpFlags::PSH, "PSH "),
    (TcpFlags::RST, "RST "),
    (TcpFlags::SYN, "SYN "),
    (TcpFlags::FIN, "FIN "),
];

fn tcp(out: &mut String, segment: &TcpSegment, line: &LogLine) {
    let _ = write!(out, "PROTO=TCP SPT={} DPT={} ", segment.source_port, segment.destination_port);
    if line.tcp_sequence {
        let _ = write!(out, "SEQ={} ACK={} ", segment.sequence, segment.acknowledgement);
    }
    let _ = write!(out, "WINDOW={} RES=0x00 ", segment.window);
    for (flag, name) in FLAGS {
        out.push_str(if segment.flags.has(flag) { name } else { "" });
    }
    out.push_str("URGP=0 ");
}

fn icmp(out: &mut String, message: &IcmpMessage, line: &LogLine) {
    let _ = write!(out, "PROTO=ICMP TYPE={} CODE={} ", message.kind, message.code);
    match &message.body {
        IcmpBody::Query { identifier, sequence } => {
            let _ = write!(out, "ID={identifier} SEQ={sequence} ");
        }
        IcmpBody::Error { quote, mtu, gateway, .. } => {
            if let Some(gateway) = gateway {
                let _ = write!(out, "GATEWAY={gateway} ");
            }
            out.push('[');
            // A quote never quotes a quote: errors are not made about errors (kernel: `icmp_send`).
            if !matches!(&quote.transport, Transport::Icmp(inner) if inner.is_error()) {
                datagram(out, quote, line);
            }
            out.push_str("] ");
            if *mtu != 0 {
                let _ = write!(out, "MTU={mtu} ");
            }
        }
        IcmpBody::Plain => {}
    }
}
