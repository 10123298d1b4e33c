//! `-j RATEEST`: measures a rate; nothing happens to the packet.

use super::TargetExtension;
use super::act::Act;
use crate::rules::context::Context;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rateest {
    pub name: String,
    /// Quarters of a second to eight seconds: 250 ms shifted by -2 to 3.
    pub interval: i8,
    pub average: u8,
}

impl TargetExtension for Rateest {
    const NAME: &'static str = "RATEEST";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("rateest-name").mandatory(),
        OptionSpec::one("rateest-interval").mandatory(),
        OptionSpec::one("rateest-ewmalog").mandatory(),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Rateest, Problem> {
        let text = |name| options::find(given, name).map_or("", |option| option.value);
        let bad = |what, text| Problem::usage(format!("RATEEST: bad {what} value \"{text}\""));
        let value = |name, what| {
            options::find(given, name).map(|option| microseconds(option.value).ok_or_else(|| bad(what, option.value))).transpose()
        };
        let interval = value("rateest-interval", "interval")?;
        let average = value("rateest-ewmalog", "ewmalog")?;
        let out_of_range = || Problem::usage("RATEEST: ewmalog value is out of range").late();
        let (interval, average) = (interval.unwrap_or(0), average.unwrap_or(0));
        let step = (0..=5).find(|step| u64::from(interval) <= (QUARTER << step));
        let step = step.ok_or_else(|| Problem::usage("RATEEST: interval value is too large").late())?;
        let average = rounds(interval, average).filter(|log| *log > 0 && *log < 31);
        let average = average.ok_or_else(out_of_range)?;
        Ok(Rateest { name: text("rateest-name").to_owned(), interval: step as i8 - 2, average })
    }

    fn save(&self, out: &mut String) {
        self.print(out, "--rateest-");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        self.print(out, "");
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Continue
    }
}

/// Microseconds of the shortest interval.
const QUARTER: u64 = 250_000;

impl Rateest {
    fn print(&self, out: &mut String, dashes: &str) {
        let interval = QUARTER << u32::from(self.interval.saturating_add(2).max(0).unsigned_abs());
        // the tool keeps 32 bits (seen on 1.8.9: 8192 s are printed as 3897 s)
        let average = (interval << self.average) & u64::from(u32::MAX);
        out.push_str(&format!(" {dashes}name {}", self.name));
        out.push_str(&format!(" {dashes}interval {} {dashes}ewmalog {}", span(interval), span(average)));
    }
}

fn span(microseconds: u64) -> String {
    match microseconds {
        long if long >= 1_000_000 => format!("{:.1}s", long as f64 / 1e6),
        middle if middle >= 1000 => format!("{:.1}ms", middle as f64 / 1e3),
        short => format!("{short}us"),
    }
}

/// After how many halvings of the weight the average is longer than asked for. The written interval counts here, not the one
/// that it is rounded to (seen on 1.8.9: 60 ms and 500 ms make 2 s).
fn rounds(interval: u32, average: u32) -> Option<u8> {
    let length = |log: u8| f64::from(interval) / -(1.0 - 1.0 / f64::from(1u32 << log)).ln();
    let first = (1..32).find(|log| length(*log) > f64::from(average)).unwrap_or(32);
    first.checked_sub(1)
}

/// `250ms`, `1s`, `500usec`; the library keeps 32 bits of it.
fn microseconds(text: &str) -> Option<u32> {
    let digits = text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.').len();
    let (number, unit) = text.split_at_checked(digits)?;
    let number: f64 = number.parse().ok()?;
    let factor = match unit.to_ascii_lowercase().as_str() {
        "s" | "sec" | "secs" => 1e6,
        "ms" | "msec" | "msecs" => 1e3,
        "" | "us" | "usec" | "usecs" => 1.0,
        _ => return None,
    };
    Some((number * factor) as u64 as u32)
}
