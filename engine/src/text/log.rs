//! A line of the kernel's log, as `-j LOG` writes it (reference: formats.md §5; recording: tests/data/log.txt).
//!
//! Left out: IP options and urgent pointers, which no packet here has; and the user of a packet that arrives for a connection,
//! which the kernel finds out early and `--log-uid` then tells in INPUT.

use crate::kernel::host::Logged;
use crate::rules::targets::act::LogLine;
use crate::state::clock::Instant;
use crate::state::interface::InterfaceName;
use crate::state::packet::{
    Datagram, IP_HEADER_LENGTH, IcmpBody, IcmpMessage, TcpFlags, TcpOptions, TcpSegment, Transport, UdpHeader,
};

/// Without the line's end: what stands behind `kernel: [  12.345678] `.
pub fn line(logged: &Logged) -> String {
    let mut out = String::new();
    let view = &logged.view;
    out.push_str(&format!("{}IN={} OUT={} ", logged.line.prefix, view.input, view.output));
    port(&mut out, "PHYSIN", logged.port_in, view.input);
    port(&mut out, "PHYSOUT", logged.port_out, view.output);
    link_header(&mut out, logged);
    datagram(&mut out, &view.datagram, &logged.line, logged.at, Depth::Packet);
    if let Some(owner) = logged.owner.filter(|_| logged.line.user) {
        out.push_str(&format!("UID={} GID={} ", owner.user, owner.group));
    }
    if view.mark != 0 {
        out.push_str(&format!("MARK=0x{:x} ", view.mark));
    }
    out
}

/// The line with the kernel's clock in front, as `dmesg` shows it.
pub fn stamped_line(logged: &Logged) -> String {
    let Instant(microseconds) = logged.at;
    format!("[{:>5}.{:06}] {}", microseconds / 1_000_000, microseconds % 1_000_000, line(logged))
}

/// An error quotes a packet, and that one's error is not quoted again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Packet,
    /// Bytes behind the quoted IP header.
    Quote {
        bytes: u32,
    },
}

impl Depth {
    fn holds(self, length: u32) -> bool {
        match self {
            Depth::Packet => true,
            Depth::Quote { bytes } => bytes >= length,
        }
    }

    fn bytes(self, datagram: &Datagram) -> u32 {
        match self {
            Depth::Packet => datagram.payload.len() as u32,
            Depth::Quote { bytes } => bytes,
        }
    }
}

fn port(out: &mut String, name: &str, port: InterfaceName, device: InterfaceName) {
    if !port.is_none() && port != device {
        out.push_str(&format!("{name}={port} "));
    }
}

/// `lo` is no Ethernet device: its header is never decoded.
fn link_header(out: &mut String, logged: &Logged) {
    if logged.view.input.is_none() {
        return;
    }
    let is_ethernet = logged.view.input != InterfaceName::LOOPBACK;
    match logged.header {
        Some(header) if logged.line.mac_decode && is_ethernet => {
            out.push_str(&format!("MACSRC={} MACDST={} MACPROTO=0800 ", header.source, header.destination));
        }
        Some(header) => out.push_str(&format!("MAC={}:{}:08:00 ", header.destination, header.source)),
        None if logged.line.mac_decode && is_ethernet => {}
        None => out.push_str("MAC= "),
    }
}

fn datagram(out: &mut String, datagram: &Datagram, line: &LogLine, at: Instant, depth: Depth) {
    const SERVICE: u8 = 0x1e;
    const PRECEDENCE: u8 = 0xe0;
    out.push_str(&format!("SRC={} DST={} LEN={} ", datagram.source, datagram.destination, datagram.total_length()));
    out.push_str(&format!("TOS=0x{:02X} PREC=0x{:02X} ", datagram.tos & SERVICE, datagram.tos & PRECEDENCE));
    out.push_str(&format!("TTL={} ID={} ", datagram.ttl, datagram.identification));
    if datagram.dont_fragment {
        out.push_str("DF ");
    }
    match &datagram.transport {
        Transport::Tcp(segment) => tcp(out, segment, line, at, depth),
        Transport::Udp(header) => udp(out, *header, datagram, depth),
        Transport::Icmp(message) => icmp(out, message, line, at, depth),
        Transport::Other { protocol } => other(out, *protocol, datagram, depth),
    }
}

fn incomplete(out: &mut String, bytes: u32) {
    out.push_str(&format!("INCOMPLETE [{bytes} bytes] "));
}

fn tcp(out: &mut String, segment: &TcpSegment, line: &LogLine, at: Instant, depth: Depth) {
    const HEADER: u32 = 20;
    out.push_str("PROTO=TCP ");
    if let Depth::Quote { bytes } = depth
        && bytes < HEADER
    {
        return incomplete(out, bytes);
    }
    out.push_str(&format!("SPT={} DPT={} ", segment.source_port, segment.destination_port));
    if line.tcp_sequence {
        out.push_str(&format!("SEQ={} ACK={} ", segment.sequence, segment.acknowledgement));
    }
    out.push_str(&format!("WINDOW={} RES=0x00 ", segment.window));
    for (flag, name) in FLAGS {
        if segment.flags.has(flag) {
            out.push_str(name);
        }
    }
    out.push_str("URGP=0 ");
    if line.tcp_options && segment.options.length() > 0 && depth.holds(segment.header_length()) {
        let bytes: String = option_bytes(&segment.options, at).iter().map(|byte| format!("{byte:02X}")).collect();
        out.push_str(&format!("OPT ({bytes}) "));
    }
}

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

/// As Linux lays them out. Time stamps are the lab's clock in milliseconds; the echo of the other side's is not kept.
fn option_bytes(options: &TcpOptions, at: Instant) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(size) = options.maximum_segment_size {
        bytes.extend([2, 4]);
        bytes.extend(size.to_be_bytes());
    }
    match (options.sack_permitted, options.timestamps) {
        (true, true) => bytes.extend([4, 2, 8, 10]),
        (false, true) => bytes.extend([1, 1, 8, 10]),
        (true, false) => bytes.extend([1, 1, 4, 2]),
        (false, false) => {}
    }
    if options.timestamps {
        bytes.extend(((at.0 / 1000) as u32).to_be_bytes());
        bytes.extend([0; 4]);
    }
    if let Some(scale) = options.window_scale {
        bytes.extend([1, 3, 3, scale]);
    }
    let blocks: Vec<u8> =
        options.sack.iter().flat_map(|(begin, end)| [begin.to_be_bytes(), end.to_be_bytes()].concat()).collect();
    if !blocks.is_empty() {
        bytes.extend([1, 1, 5, 2 + blocks.len() as u8]);
        bytes.extend(blocks);
    }
    bytes
}

fn udp(out: &mut String, header: UdpHeader, datagram: &Datagram, depth: Depth) {
    const HEADER: u32 = 8;
    out.push_str("PROTO=UDP ");
    if let Depth::Quote { bytes } = depth
        && bytes < HEADER
    {
        return incomplete(out, bytes);
    }
    let length = datagram.total_length().saturating_sub(IP_HEADER_LENGTH);
    out.push_str(&format!("SPT={} DPT={} LEN={length} ", header.source_port, header.destination_port));
}

fn icmp(out: &mut String, message: &IcmpMessage, line: &LogLine, at: Instant, depth: Depth) {
    const HEADER: u32 = 4;
    const FRAGMENTATION_NEEDED: u8 = 4;
    out.push_str("PROTO=ICMP ");
    if let Depth::Quote { bytes } = depth
        && bytes < HEADER
    {
        return incomplete(out, bytes);
    }
    out.push_str(&format!("TYPE={} CODE={} ", message.kind, message.code));
    match &message.body {
        IcmpBody::Query { identifier, sequence } if is_echo(message.kind) => {
            out.push_str(&format!("ID={identifier} SEQ={sequence} "));
        }
        IcmpBody::Query { .. } | IcmpBody::Plain => {}
        // The only error whose quoted packet is not told.
        IcmpBody::Error { .. } if message.kind == IcmpMessage::PARAMETER_PROBLEM => out.push_str("PARAMETER=0 "),
        IcmpBody::Error { quote, quoted_length, mtu, gateway } => {
            if let Some(gateway) = gateway.filter(|_| message.kind == IcmpMessage::REDIRECT) {
                out.push_str(&format!("GATEWAY={gateway} "));
            }
            if depth == Depth::Packet {
                out.push('[');
                let bytes = quoted_length.saturating_sub(IP_HEADER_LENGTH);
                datagram(out, quote, line, at, Depth::Quote { bytes });
                out.push_str("] ");
            }
            if message.kind == IcmpMessage::DESTINATION_UNREACHABLE && message.code == FRAGMENTATION_NEEDED {
                out.push_str(&format!("MTU={mtu} "));
            }
        }
    }
}

fn is_echo(kind: u8) -> bool {
    matches!(kind, IcmpMessage::ECHO_REQUEST | IcmpMessage::ECHO_REPLY)
}

fn other(out: &mut String, protocol: u8, datagram: &Datagram, depth: Depth) {
    const ESP: u8 = 50;
    const AH: u8 = 51;
    const UDP_LITE: u8 = 136;
    let payload = &datagram.payload;
    let word = |place: usize| payload.get(place..place + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
    let short = |place: usize| payload.get(place..place + 2).and_then(|bytes| bytes.try_into().ok()).map(u16::from_be_bytes);
    let text = match protocol {
        AH => word(4).filter(|_| depth.holds(12)).map(|index| format!("PROTO=AH SPI=0x{index:x} ")),
        ESP => word(0).filter(|_| depth.holds(8)).map(|index| format!("PROTO=ESP SPI=0x{index:x} ")),
        UDP_LITE => match (short(0), short(2), short(4)) {
            (Some(source), Some(destination), Some(length)) if depth.holds(8) => {
                Some(format!("PROTO=UDPLITE SPT={source} DPT={destination} LEN={length} "))
            }
            (Some(_) | None, Some(_) | None, Some(_) | None) => None,
        },
        _ => Some(format!("PROTO={protocol} ")),
    };
    match text {
        Some(text) => out.push_str(&text),
        None => {
            let name = match protocol {
                AH => "AH",
                ESP => "ESP",
                _ => "UDPLITE",
            };
            out.push_str(&format!("PROTO={name} "));
            incomplete(out, depth.bytes(datagram));
        }
    }
}
