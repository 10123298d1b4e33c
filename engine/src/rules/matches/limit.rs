//! `-m limit`: a bucket of tokens that refills with the lab's clock.

use trace::Value;

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::missed::Missed;
use crate::rules::memory::Bucket;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::number;
use crate::rules::values::rate::{self, LIMIT_SCALE, Rate};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub rate: Rate,
    pub burst: u32,
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
        out.push_str(&format!(" --limit {}", self.rate.text()));
        if self.burst != USUAL_BURST {
            out.push_str(&format!(" --limit-burst {}", self.burst));
        }
    }

    fn read_listed(row: &mut super::Listed<'_>, _inverted: bool) -> bool {
        if row.peek(0) != "limit:" || row.peek(1) != "avg" {
            return false;
        }
        row.skip(2);
        let rate = row.take();
        row.option(Self::NAME, false, "--limit", rate);
        if row.peek(0) == "burst" {
            row.skip(1);
            let burst = row.take();
            row.option(Self::NAME, false, "--limit-burst", burst);
        }
        row.end();
        true
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" limit: avg {} burst {}", self.rate.text(), self.burst));
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let now = context.now;
        let cost = self.cost();
        let full = cost.saturating_mul(u64::from(self.burst));
        let key = (context.rule, context.match_place);
        let bucket = context.memory.limits.entry(key).or_insert(Bucket { credit: full, filled: now });
        let refill = u64::try_from(now.since(bucket.filled).as_nanos()).unwrap_or(u64::MAX);
        bucket.credit = bucket.credit.saturating_add(refill).min(full);
        bucket.filled = now;
        let enough = bucket.credit >= cost;
        if enough {
            bucket.credit -= cost;
        }
        enough.into()
    }

    /// It had what is left of the bucket, in packets.
    fn missed(&self, context: &Context<'_>) -> Missed {
        let bucket = context.memory.limits.get(&(context.rule, context.match_place));
        let left = bucket.map_or(Value::Nothing, |bucket| Value::text(rate::hundredths(bucket.credit, self.cost())));
        Missed::of("limit", Value::text(self.rate.text()), left)
    }
}

impl Limit {
    /// Nanoseconds of refilling that one packet takes.
    fn cost(&self) -> u64 {
        u64::from(self.rate.unit.seconds()) * 1_000_000_000 / u64::from(self.rate.amount.max(1))
    }
}
