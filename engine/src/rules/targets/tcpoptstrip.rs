//! `-j TCPOPTSTRIP`: overwrites options of a TCP header.

use super::TargetExtension;
use super::act::Act;
use crate::state::hook::TableName;
use crate::state::packet::Transport;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::number;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tcpoptstrip {
    /// In ascending order.
    pub kinds: Vec<u8>,
}

const NAMES: [(&str, u8); 6] = [("wscale", 3), ("mss", 2), ("sack-permitted", 4), ("sack", 5), ("timestamp", 8), ("md5", 19)];

impl TargetExtension for Tcpoptstrip {
    const NAME: &'static str = "TCPOPTSTRIP";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("strip-options")];
    const DEMANDS: Demands = Demands { tables: &[TableName::Mangle], hooks: &[], protocols: &[6] };

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Tcpoptstrip, Problem> {
        let mut kinds = Vec::new();
        let text = given.first().map_or("", |option| option.value);
        for part in text.split(',').filter(|_| !given.is_empty()) {
            let named = NAMES.iter().find(|(name, _)| *name == part).map(|(_, kind)| *kind);
            let kind = named.or_else(|| number::within(part, 0, 255).map(|kind| kind as u8));
            let kind = kind.ok_or_else(|| Problem::usage(format!("Bad TCP option value \"{part}\"")))?;
            if kind < 2 {
                return Err(Problem::usage("Option value may not be 0 or 1"));
            }
            if kinds.contains(&kind) {
                return Err(Problem::usage(format!("Option \"{part}\" already specified")));
            }
            kinds.push(kind);
        }
        kinds.sort_unstable();
        Ok(Tcpoptstrip { kinds })
    }

    fn save(&self, out: &mut String) {
        if !self.kinds.is_empty() {
            out.push_str(&format!(" --strip-options {}", self.text(true)));
        }
    }

    fn list(&self, out: &mut String, numeric: bool) {
        if !self.kinds.is_empty() {
            out.push_str(&format!(" TCPOPTSTRIP options {}", self.text(numeric)));
        }
    }

    /// The bytes become fillers, so the header keeps its length: that the model cannot hold.
    fn strike(&self, context: &mut Context<'_>) -> Act {
        match &context.packet.datagram.transport {
            Transport::Tcp(_) if !self.kinds.is_empty() => Act::NotModelled,
            Transport::Tcp(_) | Transport::Udp(_) | Transport::Icmp(_) | Transport::Other { .. } => Act::Continue,
        }
    }
}

impl Tcpoptstrip {
    fn text(&self, numeric: bool) -> String {
        let name = |kind: &u8| {
            let named = NAMES.iter().find(|(_, known)| known == kind).filter(|_| !numeric);
            named.map_or_else(|| kind.to_string(), |(name, _)| (*name).to_owned())
        };
        self.kinds.iter().map(name).collect::<Vec<String>>().join(",")
    }
}
