//! `-m limit`: a bucket of tokens that refills with the lab's clock.

use super::MatchExtension;
use crate::state::clock::Instant;
use crate::rules::context::{Context, Tested};
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::number;
use crate::rules::values::rate::{self, LIMIT_SCALE, Rate};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub rate: Rate,
    pub burst: u32,
}

/// How full one rule's bucket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// In nanoseconds of refilling.
    pub credit: u64,
    pub filled: Instant,
}

const USUAL_RATE: &str = "3/hour";
const USUAL_BURST: u32 = 5;

impl MatchExtension for Limit {
    const NAME: &'static str = "limit";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("limit"), OptionSpec::one("limit-burst")];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Limit, Problem> {
        let written = options::find(given, "limit").map_or(USUAL_RATE, |option| option.value);
        let (_, period) = rate::read(written, LIMIT_SCALE)?;
        let burst = match options::find(given, "limit-burst") {
            Some(option) => number::integer(Limit::NAME, option, 0, 10_000)? as u32,
            None => USUAL_BURST,
        };
        // none is the usual one to the nft back end
        let burst = if burst == 0 { USUAL_BURST } else { burst };
        Ok(Limit { rate: rate::printed(period, LIMIT_SCALE), burst })
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!(" --limit {}/{}", self.rate.amount, self.rate.unit.name()));
        if self.burst != USUAL_BURST {
            out.push_str(&format!(" --limit-burst {}", self.burst));
        }
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" limit: avg {}/{} burst {}", self.rate.amount, self.rate.unit.name(), self.burst));
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let now = context.now;
        let cost = self.cost();
        let full = cost.saturating_mul(u64::from(self.burst));
        let key = (context.rule, context.match_place);
        let bucket = context.host.memory.limits.entry(key).or_insert(Bucket { credit: full, filled: now });
        let refill = u64::try_from(now.since(bucket.filled).as_nanos()).unwrap_or(u64::MAX);
        bucket.credit = bucket.credit.saturating_add(refill).min(full);
        bucket.filled = now;
        let enough = bucket.credit >= cost;
        if enough {
            bucket.credit -= cost;
        }
        enough.into()
    }

    /// What is left of the bucket, in packets.
    fn had(&self, context: &Context<'_>) -> String {
        let bucket = context.host.memory.limits.get(&(context.rule, context.match_place));
        bucket.map_or(String::new(), |bucket| rate::hundredths(bucket.credit, self.cost()))
    }
}

impl Limit {
    /// Nanoseconds of refilling that one packet takes.
    fn cost(&self) -> u64 {
        u64::from(self.rate.unit.seconds()) * 1_000_000_000 / u64::from(self.rate.amount.max(1))
    }
}
