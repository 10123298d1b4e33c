//! `-m dccp`: ports, types and options of DCCP. Its packets are not modelled beyond their protocol.

use super::MatchExtension;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::number;
use crate::rules::values::port::{self, PortTest};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dccp {
    pub source: PortTest,
    pub destination: PortTest,
    pub types: Option<Types>,
    pub option: Option<(u8, bool)>,
}

/// A set of types; bit n is type n.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Types {
    set: u16,
    inverted: bool,
}

/// The place in this list is the type's number.
const NAMES: [&str; 11] =
    ["REQUEST", "RESPONSE", "DATA", "ACK", "DATAACK", "CLOSEREQ", "CLOSE", "RESET", "SYNC", "SYNCACK", "INVALID"];

/// What INVALID stands for: every number without a meaning.
const INVALID: u16 = 0xfc00;

impl MatchExtension for Dccp {
    const NAME: &'static str = "dccp";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("source-port").invertible(),
        OptionSpec::one("source-port").invertible().or("sport"),
        OptionSpec::one("destination-port").invertible(),
        OptionSpec::one("destination-port").invertible().or("dport"),
        OptionSpec::one("dccp-types").invertible(),
        OptionSpec::one("dccp-option").invertible(),
    ];
    const DEMANDS: Demands = Demands::protocols(&[33]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Dccp, Problem> {
        let ports = |name| match options::find(given, name) {
            Some(option) => port::resolved_range(Dccp::NAME, option).map(|ports| PortTest { ports, inverted: option.inverted }),
            None => Ok(PortTest::default()),
        };
        let option = options::find(given, "dccp-option")
            .map(|option| number::integer(Dccp::NAME, option, 1, 255).map(|number| (number as u8, option.inverted)));
        Ok(Dccp {
            source: ports("source-port")?,
            destination: ports("destination-port")?,
            types: options::find(given, "dccp-types").map(Types::read).transpose()?,
            option: option.transpose()?,
        })
    }

    fn save(&self, out: &mut String) {
        self.source.save(out, " --sport ");
        self.destination.save(out, " --dport ");
        if let Some(types) = self.types {
            out.push_str(&format!("{} --dccp-types {}", if types.inverted { " !" } else { "" }, types.names()));
        }
        if let Some((number, inverted)) = self.option {
            out.push_str(&format!("{} --dccp-option {number}", if inverted { " !" } else { "" }));
        }
    }

    fn list(&self, out: &mut String, numeric: bool) {
        out.push_str(" dccp");
        self.source.list(out, "spt", "dccp", numeric);
        self.destination.list(out, "dpt", "dccp", numeric);
        if let Some(types) = self.types {
            let text = if numeric { types.numbers() } else { types.names() };
            out.push_str(&format!("{} {text}", if types.inverted { " !" } else { "" }));
        }
        if let Some((number, inverted)) = self.option {
            out.push_str(&format!(" option={}{number}", if inverted { "!" } else { "" }));
        }
    }
}

impl Types {
    fn read(option: &Given<'_>) -> Result<Types, Problem> {
        let mut set = 0;
        for part in option.value.split(',').filter(|part| !part.is_empty()) {
            let place = NAMES.iter().position(|name| name.eq_ignore_ascii_case(part));
            set |= match place {
                Some(10) => INVALID,
                Some(place) => 1 << place,
                None => return Err(Problem::usage(format!("Unknown DCCP type `{part}'"))),
            };
        }
        Ok(Types { set, inverted: option.inverted })
    }

    fn names(self) -> String {
        let valid = NAMES.iter().enumerate().take(10).filter(|(place, _)| self.set & (1 << place) != 0);
        let mut names: Vec<&str> = valid.map(|(_, name)| *name).collect();
        if self.set & INVALID != 0 {
            names.push("INVALID");
        }
        names.join(",")
    }

    fn numbers(self) -> String {
        let numbers: Vec<String> = (0..16).filter(|bit| self.set & (1 << bit) != 0).map(|bit: u16| bit.to_string()).collect();
        numbers.join(",")
    }
}
