//! `-m quota`: true until so many bytes have passed.

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::number;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    pub bytes: u64,
    pub inverted: bool,
}

impl MatchExtension for Quota {
    const NAME: &'static str = "quota";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("quota").invertible().mandatory()];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Quota, Problem> {
        let option = given.first().ok_or_else(Problem::absent)?;
        Ok(Quota { bytes: number::integer(Quota::NAME, option, 0, u64::MAX)?, inverted: option.inverted })
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!("{} --quota {}", if self.inverted { " !" } else { "" }, self.bytes));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        // the `!` is not shown (seen on 1.8.9)
        out.push_str(&format!(" quota: {} bytes", self.bytes));
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let length = u64::from(context.packet.datagram.total_length());
        let key = (context.rule, context.match_place);
        let left = context.host.memory.quotas.entry(key).or_insert(self.bytes);
        let enough = *left >= length;
        // a packet that does not fit empties it: no smaller one comes through either (`xt_quota`)
        *left = if enough { *left - length } else { 0 };
        (enough != self.inverted).into()
    }

    /// The bytes that are left.
    fn had(&self, context: &Context<'_>) -> String {
        let left = context.host.memory.quotas.get(&(context.rule, context.match_place));
        left.unwrap_or(&self.bytes).to_string()
    }
}
