//! `-m pkttype`: how the frame was addressed.

use super::MatchExtension;
use crate::state::packet::LinkType;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pkttype {
    pub wanted: LinkType,
    pub inverted: bool,
}

const NAMES: [(&str, LinkType); 8] = [
    ("unicast", LinkType::ToUs),
    ("broadcast", LinkType::Broadcast),
    ("multicast", LinkType::Multicast),
    ("otherhost", LinkType::ToOthers),
    ("host", LinkType::ToUs),
    ("bcast", LinkType::Broadcast),
    ("mcast", LinkType::Multicast),
    ("to-others", LinkType::ToOthers),
];

impl MatchExtension for Pkttype {
    const NAME: &'static str = "pkttype";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("pkt-type").invertible().mandatory()];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Pkttype, Problem> {
        let option = given.first().ok_or_else(Problem::absent)?;
        let named = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(option.value));
        let (_, wanted) = named.ok_or_else(|| Problem::usage(format!("Bad packet type '{}'", option.value)))?;
        Ok(Pkttype { wanted: *wanted, inverted: option.inverted })
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!("{} --pkt-type {}", if self.inverted { " !" } else { "" }, name(self.wanted)));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" PKTTYPE {}= {}", if self.inverted { "!" } else { "" }, name(self.wanted)));
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        ((context.packet.link_type == self.wanted) != self.inverted).into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        name(context.packet.link_type).to_owned()
    }
}

fn name(kind: LinkType) -> &'static str {
    match kind {
        LinkType::ToUs => "unicast",
        LinkType::Broadcast => "broadcast",
        LinkType::Multicast => "multicast",
        LinkType::ToOthers => "otherhost",
    }
}
