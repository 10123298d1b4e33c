//! Lines of the kernel's log: packets as the recorded lines tell of them, printed again byte by byte
//! (`tests/data/log.txt`, from `oracle/record_log.sh`). What a line does not tell is taken from its length.

use std::collections::VecDeque;
use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;

use engine::kernel::event::{RulePlace, View};
use engine::kernel::host::{LinkHeader, Logged};
use engine::rules::rule::RuleId;
use engine::rules::targets::act::LogLine;
use engine::state::clock::Instant;
use engine::state::conntrack::Tracking;
use engine::state::hook::{Hook, TableName};
use engine::state::interface::{InterfaceName, Mac};
use engine::state::packet::{Datagram, IcmpBody, IcmpMessage, Owner, TcpFlags, TcpOptions, TcpSegment, Transport, UdpHeader};
use engine::text::log;

#[test]
fn every_packet_is_logged_as_the_kernel_does() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/log.txt");
    let text = fs::read_to_string(file).unwrap();
    let mut wrong = Vec::new();
    for line in text.lines() {
        let found = log::line(&Reader::new(line).logged());
        if found != line {
            wrong.push(format!("expected {line}\nfound    {found}"));
        }
    }
    assert!(text.lines().count() > 250, "only {} lines", text.lines().count());
    assert!(wrong.is_empty(), "{} differ, the first:\n{}", wrong.len(), wrong[..wrong.len().min(5)].join("\n"));
}

/// What is left of a line.
struct Reader<'line> {
    prefix: &'line str,
    words: VecDeque<&'line str>,
    at: Instant,
}

impl<'line> Reader<'line> {
    fn new(line: &'line str) -> Reader<'line> {
        let (prefix, _) = line.split_at(line.find("IN=").unwrap());
        Reader { prefix, words: line[prefix.len()..].split(' ').collect(), at: Instant(1_000_000) }
    }

    fn logged(mut self) -> Logged {
        let everything = self.prefix.starts_with("all-");
        let line = LogLine {
            level: 4,
            prefix: self.prefix.into(),
            tcp_sequence: everything,
            tcp_options: everything,
            ip_options: everything,
            user: everything,
            mac_decode: self.prefix.starts_with("mac-"),
        };
        let name = |text: Option<&str>| InterfaceName::new(text.unwrap_or_default()).unwrap();
        let (input, output) = (name(self.take("IN")), name(self.take("OUT")));
        let (port_in, port_out) = (name(self.take("PHYSIN")), name(self.take("PHYSOUT")));
        let header = self.header();
        let datagram = self.datagram();
        let owner = self.take("UID").map(|user| user.parse().unwrap());
        let owner = owner.map(|user| Owner { user, group: self.number("GID") });
        let mark = self.take("MARK").map_or(0, |mark| u32::from_str_radix(&mark[2..], 16).unwrap());
        assert_eq!(self.words, [""], "left over");
        let view = View { datagram, mark, input, output, tracking: Tracking::None };
        let place = RulePlace { table: TableName::Filter, chain: "INPUT".into(), chain_place: 0, rule_place: 0, rule: RuleId(0) };
        Logged { at: self.at, hook: Hook::Input, place, line, view, header, port_in, port_out, owner }
    }

    fn header(&mut self) -> Option<LinkHeader> {
        if let Some(bytes) = self.take("MAC") {
            let (destination, source) = bytes.get(..17).zip(bytes.get(18..35))?;
            assert_eq!(&bytes[35..], ":08:00");
            return Some(LinkHeader { destination: mac(destination), source: mac(source) });
        }
        let source = mac(self.take("MACSRC")?);
        let destination = mac(self.take("MACDST").unwrap());
        assert_eq!(self.take("MACPROTO"), Some("0800"));
        Some(LinkHeader { destination, source })
    }

    fn datagram(&mut self) -> Datagram {
        let (source, destination) = (self.address("SRC"), self.address("DST"));
        let length: u32 = self.number("LEN");
        let tos = hexadecimal(self.take("TOS").unwrap()) | hexadecimal(self.take("PREC").unwrap());
        let (ttl, identification) = (self.number("TTL"), self.number("ID"));
        let dont_fragment = self.flag("DF");
        let (transport, mut payload) = self.transport(length);
        let tos = tos as u8;
        let payload_free = empty_datagram();
        let mut datagram = Datagram { source, destination, ttl, tos, identification, dont_fragment, transport, ..payload_free };
        let bare = datagram.total_length();
        payload.resize((length - bare) as usize, 0);
        datagram.payload = payload.into();
        datagram
    }

    /// The header, and what of the payload is told.
    fn transport(&mut self, length: u32) -> (Transport, Vec<u8>) {
        let protocol = self.take("PROTO").unwrap();
        if self.words.front() == Some(&"INCOMPLETE") {
            let rest: Vec<&str> = self.words.drain(..3).collect();
            assert_eq!((rest[0], rest[2]), ("INCOMPLETE", "bytes]"));
            return match protocol {
                "TCP" => (Transport::Tcp(TcpSegment { options: TcpOptions::default(), ..empty_segment() }), Vec::new()),
                "ESP" => (Transport::Other { protocol: 50 }, Vec::new()),
                other => panic!("{other}"),
            };
        }
        match protocol {
            "TCP" => (Transport::Tcp(self.segment(length)), Vec::new()),
            "UDP" => {
                let header = UdpHeader { source_port: self.number("SPT"), destination_port: self.number("DPT") };
                let _: u32 = self.number("LEN");
                (Transport::Udp(header), Vec::new())
            }
            "ICMP" => (Transport::Icmp(self.message(length)), Vec::new()),
            "UDPLITE" => {
                let numbers: [u16; 3] = [self.number("SPT"), self.number("DPT"), self.number("LEN")];
                (Transport::Other { protocol: 136 }, numbers.iter().flat_map(|number| number.to_be_bytes()).collect())
            }
            "ESP" => (Transport::Other { protocol: 50 }, self.index().to_vec()),
            "AH" => (Transport::Other { protocol: 51 }, [[0; 4], self.index()].concat()),
            number => (Transport::Other { protocol: number.parse().unwrap() }, Vec::new()),
        }
    }

    fn index(&mut self) -> [u8; 4] {
        hexadecimal(self.take("SPI").unwrap()).to_be_bytes()
    }

    fn segment(&mut self, length: u32) -> TcpSegment {
        let mut segment = empty_segment();
        segment.source_port = self.number("SPT");
        segment.destination_port = self.number("DPT");
        let told = self.take("SEQ").map(|text| text.parse().unwrap());
        segment.sequence = told.unwrap_or(0);
        segment.acknowledgement = if told.is_some() { self.number("ACK") } else { 0 };
        segment.window = self.number("WINDOW");
        assert_eq!(self.take("RES"), Some("0x00"));
        for (flag, name) in TcpFlags::NAMES.iter().cycle().take(64) {
            if self.flag(name) {
                segment.flags = segment.flags.with(*flag);
            }
        }
        assert_eq!(self.take("URGP"), Some("0"));
        segment.options = match self.flag("OPT") {
            true => self.options(),
            // not told: what makes the length
            false => TcpOptions { timestamps: length == 52, ..TcpOptions::default() },
        };
        segment
    }

    fn options(&mut self) -> TcpOptions {
        let text = self.words.pop_front().unwrap().trim_matches(['(', ')']);
        let bytes: Vec<u8> =
            (0..text.len()).step_by(2).map(|place| u8::from_str_radix(&text[place..place + 2], 16).unwrap()).collect();
        let mut options = TcpOptions::default();
        let mut rest = bytes.as_slice();
        while let [kind, tail @ ..] = rest {
            match (kind, tail) {
                (1, _) => {
                    rest = tail;
                    continue;
                }
                (2, [4, high, low, ..]) => options.maximum_segment_size = Some(u16::from_be_bytes([*high, *low])),
                (3, [3, scale, ..]) => options.window_scale = Some(*scale),
                (4, _) => options.sack_permitted = true,
                (8, [10, a, b, c, d, ..]) => {
                    options.timestamps = true;
                    self.at = Instant(u64::from(u32::from_be_bytes([*a, *b, *c, *d])) * 1000);
                }
                _ => panic!("option {kind}"),
            }
            rest = &rest[usize::from(tail[0])..];
        }
        options
    }

    fn message(&mut self, length: u32) -> IcmpMessage {
        let (kind, code) = (self.number("TYPE"), self.number("CODE"));
        let body = match kind {
            0 | 8 => IcmpBody::Query { identifier: self.number("ID"), sequence: self.number("SEQ") },
            12 => {
                assert_eq!(self.take("PARAMETER"), Some("0"));
                IcmpBody::Error { quote: Box::new(empty_datagram()), quoted_length: length - 28, mtu: 0, gateway: None }
            }
            13..=18 => IcmpBody::Query { identifier: 0, sequence: 0 },
            _ => {
                let gateway = self.take("GATEWAY").map(|text| text.parse().unwrap());
                let quote = self.words.front_mut().filter(|word| word.starts_with('[')).map(|word| *word = &word[1..]);
                assert!(quote.is_some(), "an error quotes");
                let quote = Box::new(self.datagram());
                assert!(self.flag("]"));
                let mtu = self.take("MTU").map_or(0, |text| text.parse().unwrap());
                IcmpBody::Error { quote, quoted_length: length - 28, mtu, gateway }
            }
        };
        IcmpMessage { kind, code, body }
    }

    fn take(&mut self, key: &str) -> Option<&'line str> {
        let value = self.words.front()?.strip_prefix(key)?.strip_prefix('=')?;
        self.words.pop_front();
        Some(value)
    }

    fn flag(&mut self, word: &str) -> bool {
        let is_there = self.words.front() == Some(&word);
        if is_there {
            self.words.pop_front();
        }
        is_there
    }

    fn number<T: std::str::FromStr<Err: std::fmt::Debug>>(&mut self, key: &str) -> T {
        let text = self.take(key).unwrap_or_else(|| panic!("no {key} in {:?}", self.words));
        text.parse().unwrap()
    }

    fn address(&mut self, key: &str) -> Ipv4Addr {
        self.number(key)
    }
}

fn empty_datagram() -> Datagram {
    Datagram {
        source: Ipv4Addr::UNSPECIFIED,
        destination: Ipv4Addr::UNSPECIFIED,
        ttl: 0,
        tos: 0,
        identification: 0,
        dont_fragment: false,
        transport: Transport::Other { protocol: 0 },
        payload: Vec::new().into(),
    }
}

fn empty_segment() -> TcpSegment {
    TcpSegment {
        source_port: 0,
        destination_port: 0,
        sequence: 0,
        acknowledgement: 0,
        flags: TcpFlags::default(),
        window: 0,
        options: TcpOptions::default(),
    }
}

fn hexadecimal(text: &str) -> u32 {
    u32::from_str_radix(text.trim_start_matches("0x"), 16).unwrap()
}

fn mac(text: &str) -> Mac {
    let octets: Vec<u8> = text.split(':').map(|octet| u8::from_str_radix(octet, 16).unwrap()).collect();
    Mac(octets.try_into().unwrap())
}
