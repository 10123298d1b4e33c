//! `-m pkttype`: how the frame was addressed.

use trace::Value;

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::missed::Missed;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::state::packet::LinkType;

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

    fn read_listed(row: &mut super::Listed<'_>, _inverted: bool) -> bool {
        if row.peek(0) != "PKTTYPE" {
            return false;
        }
        let inverted = row.peek(1).starts_with('!');
        row.skip(2);
        let value = row.take();
        row.begin(Self::NAME);
        row.option(Self::NAME, inverted, "--pkt-type", value);
        true
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" PKTTYPE {}= {}", if self.inverted { "!" } else { "" }, name(self.wanted)));
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        ((context.packet.link_type == self.wanted) != self.inverted).into()
    }

    fn missed(&self, context: &Context<'_>) -> Missed {
        let wanted = Value::name(name(self.wanted)).inverted_if(self.inverted);
        Missed::of("pkt-type", wanted, Value::name(name(context.packet.link_type)))
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
