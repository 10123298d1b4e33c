//! `-m udp`: ports of a UDP datagram.

use super::MatchExtension;
use crate::state::packet::{Transport, UdpHeader};
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Place;
use crate::rules::values::port::{self, PortTest, Ports};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Udp {
    pub source: PortTest,
    pub destination: PortTest,
    /// Something was written that the nft back end leaves out: `! --dport 0:65535`.
    left_out: bool,
    /// What it asks by itself, if later `-m udp` of the rule are printed with it; the kernel tests each at its own place
    /// (recordings: gen-5-0082, gen-401-0614).
    own: Option<Box<Udp>>,
    /// An earlier one prints it.
    is_printed_earlier: bool,
}

const UDP: u8 = 17;

impl MatchExtension for Udp {
    const NAME: &'static str = "udp";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("source-port").invertible(),
        OptionSpec::one("source-port").invertible().or("sport"),
        OptionSpec::one("destination-port").invertible(),
        OptionSpec::one("destination-port").invertible().or("dport"),
    ];

    fn parse(given: &[Given<'_>], surroundings: &Surroundings) -> Result<Udp, Problem> {
        let mut udp = Udp::default();
        for option in given {
            let ports = port::resolved_range(Udp::NAME, option)?;
            udp.left_out |= option.inverted && ports == Ports::ALL;
            let test = PortTest { ports, inverted: option.inverted }.canonical();
            match option.name {
                "source-port" => udp.source = test,
                _ => udp.destination = test,
            }
        }
        if !udp.goes_as_a_whole() && surroundings.protocol.number != UDP {
            return Err(Problem::usage("UDP match requires '-p udp'").last());
        }
        Ok(udp)
    }

    fn refused(&self, place: &Place) -> bool {
        self.goes_as_a_whole() && (place.protocol.inverted || place.protocol.number != UDP)
    }

    fn absorb(&mut self, later: Udp) -> Result<Udp, Udp> {
        // what the kernel's own match tests keeps its borders
        if self.goes_as_a_whole() || later.goes_as_a_whole() {
            return Err(later);
        }
        if self.own.is_none() {
            self.own = Some(Box::new(self.clone()));
        }
        let rest = Udp { is_printed_earlier: true, ..later.clone() };
        if !later.source.is_any() {
            self.source = later.source;
        }
        if !later.destination.is_any() {
            self.destination = later.destination;
        }
        Ok(rest)
    }

    fn is_printed_earlier(&self) -> bool {
        self.is_printed_earlier
    }

    fn says_nothing(&self) -> bool {
        self.left_out && self.source.is_any() && self.destination.is_any()
    }

    fn save(&self, out: &mut String) {
        self.source.save(out, " --sport ");
        self.destination.save(out, " --dport ");
    }

    fn list(&self, out: &mut String, numeric: bool) {
        out.push_str(" udp");
        self.source.list(out, "spt", "udp", numeric);
        self.destination.list(out, "dpt", "udp", numeric);
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let Transport::Udp(header) = &context.packet.datagram.transport else { return Tested::Misses };
        self.alone().accepts(*header).into()
    }

    fn wanted_ports(&self) -> Option<(PortTest, PortTest)> {
        let alone = self.alone();
        Some((alone.source, alone.destination))
    }

    fn had(&self, context: &Context<'_>) -> String {
        let Transport::Udp(header) = &context.packet.datagram.transport else { return String::new() };
        let port = if self.source.accepts(header.source_port) { header.destination_port } else { header.source_port };
        port.to_string()
    }
}

impl Udp {
    #[inline]
    fn ports_fit(&self, source: u16, destination: u16) -> bool {
        self.source.accepts(source) && self.destination.accepts(destination)
    }

    #[inline]
    fn accepts(&self, header: UdpHeader) -> bool {
        self.ports_fit(header.source_port, header.destination_port)
    }

    fn alone(&self) -> &Udp {
        self.own.as_deref().unwrap_or(self)
    }

    /// As in `tcp`: a match without ports is left to the kernel's own.
    fn goes_as_a_whole(&self) -> bool {
        self.source.is_any() && self.destination.is_any() && !self.left_out
    }
}
