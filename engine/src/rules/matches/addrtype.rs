//! `-m addrtype`: what kind of address a packet comes from or goes to, as this host's routes see it.

use super::MatchExtension;
use crate::state::hook::Hook;
use crate::state::interface::InterfaceName;
use crate::state::route::{AddressType, address_type};
use crate::rules::context::{Context, Tested};
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Place;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addrtype {
    pub source: Option<KindTest>,
    pub destination: Option<KindTest>,
    pub limit: Option<DeviceLimit>,
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindTest {
    kinds: u16,
    inverted: bool,
}

/// Only addresses of this device count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceLimit {
    Input,
    Output,
}

/// The place in this list is the kind's number.
const NAMES: [&str; 12] = [
    "UNSPEC",
    "UNICAST",
    "LOCAL",
    "BROADCAST",
    "ANYCAST",
    "MULTICAST",
    "BLACKHOLE",
    "UNREACHABLE",
    "PROHIBIT",
    "THROW",
    "NAT",
    "XRESOLVE",
];

impl MatchExtension for Addrtype {
    const NAME: &'static str = "addrtype";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("src-type").invertible(),
        OptionSpec::one("dst-type").invertible(),
        OptionSpec::flag("limit-iface-in").excludes(&["limit-iface-out"]),
        OptionSpec::flag("limit-iface-out").excludes(&["limit-iface-in"]),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Addrtype, Problem> {
        let kinds = |name| options::find(given, name).map(KindTest::read).transpose();
        let limit = match (options::has(given, "limit-iface-in"), options::has(given, "limit-iface-out")) {
            (true, _) => Some(DeviceLimit::Input),
            (false, true) => Some(DeviceLimit::Output),
            (false, false) => None,
        };
        let addrtype = Addrtype { source: kinds("src-type")?, destination: kinds("dst-type")?, limit };
        if addrtype.source.is_none() && addrtype.destination.is_none() {
            return Err(Problem::usage("addrtype: you must specify --src-type or --dst-type").late());
        }
        Ok(addrtype)
    }

    /// There is no such device at these hooks.
    fn refused(&self, place: &Place) -> bool {
        match self.limit {
            Some(DeviceLimit::Input) => matches!(place.hook, Some(Hook::Output | Hook::Postrouting)),
            Some(DeviceLimit::Output) => matches!(place.hook, Some(Hook::Prerouting | Hook::Input)),
            None => false,
        }
    }

    fn save(&self, out: &mut String) {
        for (option, test) in [("src-type", self.source), ("dst-type", self.destination)] {
            if let Some(test) = test {
                out.push_str(&format!("{} --{option} {}", if test.inverted { " !" } else { "" }, test.text()));
            }
        }
        out.push_str(match self.limit {
            Some(DeviceLimit::Input) => " --limit-iface-in",
            Some(DeviceLimit::Output) => " --limit-iface-out",
            None => "",
        });
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" ADDRTYPE match");
        for (side, test) in [("src-type", self.source), ("dst-type", self.destination)] {
            if let Some(test) = test {
                out.push_str(&format!(" {side} {}{}", if test.inverted { "!" } else { "" }, test.text()));
            }
        }
        out.push_str(match self.limit {
            Some(DeviceLimit::Input) => " limit-in",
            Some(DeviceLimit::Output) => " limit-out",
            None => "",
        });
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let device = self.device(context);
        let datagram = &context.packet.datagram;
        let source = self.source.is_none_or(|test| test.accepts(address_type(context.host, datagram.source, device)));
        let destination =
            self.destination.is_none_or(|test| test.accepts(address_type(context.host, datagram.destination, device)));
        (source && destination).into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        let device = self.device(context);
        let datagram = &context.packet.datagram;
        let source = address_type(context.host, datagram.source, device);
        let kind = match self.source {
            Some(test) if !test.accepts(source) => source,
            Some(_) | None => address_type(context.host, datagram.destination, device),
        };
        NAMES.get(place_of(kind)).map_or_else(String::new, |name| (*name).to_owned())
    }
}

impl Addrtype {
    fn device(&self, context: &Context<'_>) -> Option<InterfaceName> {
        match self.limit {
            Some(DeviceLimit::Input) => Some(context.input),
            Some(DeviceLimit::Output) => Some(context.output),
            None => None,
        }
    }
}

impl KindTest {
    fn read(option: &Given<'_>) -> Result<KindTest, Problem> {
        let mut kinds = 0;
        let mut rest = option.value;
        for part in option.value.split(',') {
            let begins = |name: &&str| name.get(..part.len()).is_some_and(|start| start.eq_ignore_ascii_case(part));
            let place = NAMES.iter().position(|name| !part.is_empty() && begins(name));
            let place = place.ok_or_else(|| match rest == part {
                true => Problem::usage(format!("addrtype: bad type \"{part}\"")),
                false => Problem::usage(format!("addrtype: bad type `{rest}'")),
            })?;
            rest = rest.get(part.len() + 1..).unwrap_or("");
            kinds |= 1 << place;
        }
        Ok(KindTest { kinds, inverted: option.inverted })
    }

    fn text(self) -> String {
        let names: Vec<&str> =
            NAMES.iter().enumerate().filter(|(place, _)| self.kinds & (1 << place) != 0).map(|(_, name)| *name).collect();
        names.join(",")
    }

    fn accepts(self, kind: AddressType) -> bool {
        (self.kinds & (1 << place_of(kind)) != 0) != self.inverted
    }
}

/// The number `RTN_*` gives a type: its place in `NAMES`.
fn place_of(kind: AddressType) -> usize {
    match kind {
        AddressType::Unicast => 1,
        AddressType::Local => 2,
        AddressType::Broadcast => 3,
        AddressType::Anycast => 4,
        AddressType::Multicast => 5,
    }
}
