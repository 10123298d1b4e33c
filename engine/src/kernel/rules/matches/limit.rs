//! `-m limit`: a bucket of tokens that refills with the lab's clock.

use super::MatchExtension;
use crate::kernel::clock::Instant;
use crate::kernel::rules::context::{Context, Tested};
use crate::kernel::rules::options::{Given, OptionSpec, Problem};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Ten-thousandths of a second a token takes.
    pub period: u32,
    pub burst: u32,
}

/// How full one rule's bucket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub credit: u64,
    pub filled: Instant,
}

impl MatchExtension for Limit {
    const NAME: &'static str = "limit";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("limit"), OptionSpec::one("limit-burst")];

    fn parse(_given: &[Given], _protocol: Option<(u8, bool)>) -> Result<Limit, Problem> {
        Ok(Limit { period: 12_000_000, burst: 5 })
    }

    fn save(&self, _out: &mut String) {}

    fn list(&self, _out: &mut String, _numeric: bool) {}

    fn test(&self, _context: &mut Context<'_>) -> Tested {
        Tested::Matches
    }

    fn had(&self, _context: &Context<'_>) -> String {
        String::new()
    }
}
