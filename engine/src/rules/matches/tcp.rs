//! `-m tcp`: ports, flags and options of a TCP segment.

use super::MatchExtension;
use crate::state::packet::{TcpFlags, TcpSegment, Transport};
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Place;
use crate::rules::values::number;
use crate::rules::values::port::{self, PortTest, Ports};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tcp {
    pub source: PortTest,
    pub destination: PortTest,
    pub flags: Option<FlagsTest>,
    pub option: Option<TcpOptionTest>,
    /// Something was written that the nft back end leaves out: `! --dport 0:65535`.
    left_out: bool,
    /// What it asks by itself, if later `-m tcp` of the rule are printed with it; the kernel tests each at its own place
    /// (recordings: gen-5-0082, gen-401-0614).
    own: Option<Box<Tcp>>,
    /// An earlier one prints it.
    is_printed_earlier: bool,
}

/// `--tcp-flags MASK COMP`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlagsTest {
    pub mask: u8,
    pub wanted: u8,
    pub inverted: bool,
}

/// `--tcp-option N`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TcpOptionTest {
    pub kind: u8,
    pub inverted: bool,
}

/// In the order the tools print them.
const FLAG_NAMES: [(&str, TcpFlags); 6] = [
    ("FIN", TcpFlags::FIN),
    ("SYN", TcpFlags::SYN),
    ("RST", TcpFlags::RST),
    ("PSH", TcpFlags::PSH),
    ("ACK", TcpFlags::ACK),
    ("URG", TcpFlags::URG),
];

const TCP: u8 = 6;

/// FIN, SYN, RST and ACK: what `--syn` looks at.
const SYN_MASK: u8 = 0x17;

impl MatchExtension for Tcp {
    const NAME: &'static str = "tcp";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("source-port").invertible().repeatable(),
        OptionSpec::one("source-port").invertible().repeatable().or("sport"),
        OptionSpec::one("destination-port").invertible().repeatable(),
        OptionSpec::one("destination-port").invertible().repeatable().or("dport"),
        OptionSpec::flag("syn").invertible().repeatable(),
        OptionSpec::two("tcp-flags").invertible().repeatable(),
        OptionSpec::one("tcp-option").invertible().repeatable(),
    ];

    fn parse(given: &[Given<'_>], surroundings: &Surroundings) -> Result<Tcp, Problem> {
        let mut tcp = Tcp::default();
        only_once(given)?;
        for option in given {
            match option.name {
                "source-port" => tcp.source = tcp.ports(option)?,
                "destination-port" => tcp.destination = tcp.ports(option)?,
                "tcp-option" => tcp.option = Some(tcp_option(option)?),
                "tcp-flags" => tcp.flags = Some(flags(option)?),
                _ => tcp.flags = Some(FlagsTest { mask: SYN_MASK, wanted: TcpFlags::SYN.0, inverted: option.inverted }),
            }
        }
        if tcp.option.is_none() {
            tcp.source = tcp.source.canonical();
            tcp.destination = tcp.destination.canonical();
        }
        if !tcp.goes_as_a_whole() && surroundings.protocol.number != TCP {
            return Err(Problem::usage("TCP match requires '-p tcp'").last());
        }
        Ok(tcp)
    }

    fn refused(&self, place: &Place) -> bool {
        self.goes_as_a_whole() && (place.protocol.inverted || place.protocol.number != TCP)
    }

    fn absorb(&mut self, later: Tcp) -> Result<Tcp, Tcp> {
        // what the kernel's own match tests keeps its borders
        if self.goes_as_a_whole() || later.goes_as_a_whole() {
            return Err(later);
        }
        if self.own.is_none() {
            self.own = Some(Box::new(self.clone()));
        }
        let rest = Tcp { is_printed_earlier: true, ..later.clone() };
        if !later.source.is_any() {
            self.source = later.source;
        }
        if !later.destination.is_any() {
            self.destination = later.destination;
        }
        self.flags = later.flags.or(self.flags);
        self.option = later.option.or(self.option);
        Ok(rest)
    }

    fn is_printed_earlier(&self) -> bool {
        self.is_printed_earlier
    }

    fn says_nothing(&self) -> bool {
        self.left_out && self.source.is_any() && self.destination.is_any() && self.flags.is_none() && self.option.is_none()
    }

    fn save(&self, out: &mut String) {
        self.source.save(out, " --sport ");
        self.destination.save(out, " --dport ");
        if let Some(option) = self.option {
            out.push_str(&format!("{} --tcp-option {}", if option.inverted { " !" } else { "" }, option.kind));
        }
        if let Some(flags) = self.flags {
            out.push_str(if flags.inverted { " !" } else { "" });
            out.push_str(&format!(" --tcp-flags {} {}", flag_names(flags.mask), flag_names(flags.wanted)));
        }
    }

    fn list(&self, out: &mut String, numeric: bool) {
        out.push_str(" tcp");
        self.source.list(out, "spt", "tcp", numeric);
        self.destination.list(out, "dpt", "tcp", numeric);
        if let Some(option) = self.option {
            out.push_str(&format!(" option={}{}", if option.inverted { "!" } else { "" }, option.kind));
        }
        if let Some(flags) = self.flags {
            out.push_str(" flags:");
            out.push_str(if flags.inverted { "!" } else { "" });
            if numeric {
                out.push_str(&format!("0x{:02X}/0x{:02X}", flags.mask, flags.wanted));
            } else {
                out.push_str(&format!("{}/{}", flag_names(flags.mask), flag_names(flags.wanted)));
            }
        }
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let Transport::Tcp(segment) = &context.packet.datagram.transport else { return Tested::Misses };
        self.alone().accepts(segment).into()
    }

    fn wanted_ports(&self) -> Option<(PortTest, PortTest)> {
        let alone = self.alone();
        Some((alone.source, alone.destination))
    }

    fn had(&self, context: &Context<'_>) -> String {
        let Transport::Tcp(segment) = &context.packet.datagram.transport else { return String::new() };
        if !self.source.accepts(segment.source_port) {
            return segment.source_port.to_string();
        }
        if !self.destination.accepts(segment.destination_port) {
            return segment.destination_port.to_string();
        }
        match self.option {
            Some(option) if self.flags.is_none_or(|flags| flags.accepts(segment.flags)) && !option.accepts(segment) => {
                options_of(segment)
            }
            Some(_) | None => segment.flags.to_string(),
        }
    }
}

impl Tcp {
    #[inline]
    fn ports_fit(&self, source: u16, destination: u16) -> bool {
        self.source.accepts(source) && self.destination.accepts(destination)
    }

    #[inline]
    fn accepts(&self, segment: &TcpSegment) -> bool {
        let flags = self.flags.is_none_or(|flags| flags.accepts(segment.flags));
        self.ports_fit(segment.source_port, segment.destination_port)
            && flags
            && self.option.is_none_or(|option| option.accepts(segment))
    }

    fn alone(&self) -> &Tcp {
        self.own.as_deref().unwrap_or(self)
    }

    /// The nft back end takes ports and flags apart, where it looks at the protocol itself; the rest the kernel's match
    /// tests, and looks itself.
    fn goes_as_a_whole(&self) -> bool {
        let ports = self.source.is_any() && self.destination.is_any();
        self.option.is_some() || (ports && self.flags.is_none() && !self.left_out)
    }

    fn ports(&mut self, option: &Given<'_>) -> Result<PortTest, Problem> {
        let ports = port::range(option.value, "tcp")?;
        if ports.first > ports.last {
            return Err(Problem::usage("invalid portrange (min > max)"));
        }
        self.left_out |= option.inverted && ports == Ports::ALL;
        Ok(PortTest { ports, inverted: option.inverted })
    }
}

impl FlagsTest {
    fn accepts(self, flags: TcpFlags) -> bool {
        (flags.0 & self.mask == self.wanted) != self.inverted
    }
}

impl TcpOptionTest {
    /// Looks through the options of the header: 2 MSS, 3 window scale, 4 SACK permitted, 5 SACK, 8 timestamps.
    fn accepts(self, segment: &TcpSegment) -> bool {
        has_option(segment, self.kind) != self.inverted
    }
}

fn has_option(segment: &TcpSegment, kind: u8) -> bool {
    let options = &segment.options;
    match kind {
        2 => options.maximum_segment_size.is_some(),
        3 => options.window_scale.is_some(),
        4 => options.sack_permitted,
        5 => options.sack.iter().next().is_some(),
        8 => options.timestamps,
        _ => false,
    }
}

/// The numbers of those it carries.
fn options_of(segment: &TcpSegment) -> String {
    let kinds: Vec<String> = (2..=8).filter(|kind| has_option(segment, *kind)).map(|kind: u8| kind.to_string()).collect();
    if kinds.is_empty() { "-".to_owned() } else { kinds.join(",") }
}

fn only_once(given: &[Given<'_>]) -> Result<(), Problem> {
    let times = |names: &[&str]| given.iter().filter(|option| names.contains(&option.name)).count();
    for name in ["source-port", "destination-port", "tcp-option"] {
        if times(&[name]) > 1 {
            return Err(Problem::usage(format!("Only one `--{name}' allowed")));
        }
    }
    if times(&["syn", "tcp-flags"]) > 1 {
        return Err(Problem::usage("Only one of `--syn' or `--tcp-flags'  allowed"));
    }
    Ok(())
}

fn tcp_option(option: &Given<'_>) -> Result<TcpOptionTest, Problem> {
    let kind =
        number::within(option.value, 1, 255).ok_or_else(|| Problem::usage(format!("Bad TCP option \"{}\"", option.value)))?;
    Ok(TcpOptionTest { kind: kind as u8, inverted: option.inverted })
}

fn flags(option: &Given<'_>) -> Result<FlagsTest, Problem> {
    let wanted = option.second.ok_or_else(|| Problem::usage("--tcp-flags requires two args."))?;
    Ok(FlagsTest { mask: flag_set(option.value)?, wanted: flag_set(wanted)?, inverted: option.inverted })
}

fn flag_set(text: &str) -> Result<u8, Problem> {
    let mut set = 0;
    for name in text.split(',').filter(|name| !name.is_empty()) {
        set |= match name.to_ascii_uppercase().as_str() {
            "ALL" => 0x3f,
            "NONE" => 0,
            upper => FLAG_NAMES
                .iter()
                .find(|(known, _)| *known == upper)
                .map(|(_, flag)| flag.0)
                .ok_or_else(|| Problem::usage(format!("Unknown TCP flag `{name}'")))?,
        };
    }
    Ok(set)
}

fn flag_names(set: u8) -> String {
    let names: Vec<&str> = FLAG_NAMES.iter().filter(|(_, flag)| set & flag.0 != 0).map(|(name, _)| *name).collect();
    if names.is_empty() { "NONE".to_owned() } else { names.join(",") }
}
