//! Rates: `3/min`, `10/second`; how they are read and in which unit they are printed.

use crate::rules::options::Problem;

/// So many packets in one unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub amount: u32,
    pub unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
}

/// How many packets a bucket is good for, `of_one` being what each takes out of it.
pub fn hundredths(credit: u64, of_one: u64) -> String {
    let hundredths = u128::from(credit) * 100 / u128::from(of_one.max(1));
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

impl Unit {
    const FROM_LONGEST: [Unit; 4] = [Unit::Day, Unit::Hour, Unit::Minute, Unit::Second];

    pub fn seconds(self) -> u32 {
        match self {
            Unit::Second => 1,
            Unit::Minute => 60,
            Unit::Hour => 60 * 60,
            Unit::Day => 24 * 60 * 60,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Unit::Second => "second",
            Unit::Minute => "minute",
            Unit::Hour => "hour",
            Unit::Day => "day",
        }
    }

    /// As rates are printed.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Second => "sec",
            Unit::Minute => "min",
            Unit::Hour => "hour",
            Unit::Day => "day",
        }
    }

    /// Every beginning of the word will do, and none means seconds.
    pub fn read(text: &str) -> Option<Unit> {
        let begins = |unit: &Unit| unit.word().get(..text.len()).is_some_and(|start| start.eq_ignore_ascii_case(text));
        [Unit::Second, Unit::Minute, Unit::Hour, Unit::Day].into_iter().find(begins).filter(|_| !text.is_empty())
    }
}

/// How finely an extension counts: parts of a second.
pub const LIMIT_SCALE: u32 = 10_000;
pub const HASHLIMIT_SCALE: u32 = 1_000_000;

/// What was written, and the time between two packets in parts of a second.
pub fn read(text: &str, scale: u32) -> Result<(Rate, u64), Problem> {
    let bad = || Problem::usage(format!("bad rate \"{text}\"'"));
    let (amount, unit) = match text.split_once('/') {
        Some((amount, unit)) => (amount, Unit::read(unit).ok_or_else(bad)?),
        None => (text, Unit::Second),
    };
    if amount.strip_prefix('-').is_some_and(|digits| digits.starts_with(|first: char| first.is_ascii_digit())) {
        // a negative number is a very large one to the tool
        return Err(Problem::usage(format!("Rate too fast \"{text}\"")));
    }
    let amount = decimal(amount).filter(|amount| *amount != 0).ok_or_else(bad)?;
    let period = u64::from(scale) * u64::from(unit.seconds()) / u64::from(amount);
    if period == 0 {
        return Err(Problem::usage(format!("Rate too fast \"{text}\"")));
    }
    Ok((Rate { amount, unit }, period))
}

/// The number a text begins with, as C's `atoi` reads it.
fn decimal(text: &str) -> Option<u32> {
    let text = text.trim_start();
    let digits = text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    text.get(..digits)?.parse().ok()
}

/// The rate that is printed for a period: in the smallest unit that loses least (reference: matches-targets.md §1).
pub fn printed(period: u64, scale: u32) -> Rate {
    let period = period.max(1);
    let mut unit = Unit::Day;
    for smaller in Unit::FROM_LONGEST.into_iter().skip(1) {
        let length = u64::from(scale) * u64::from(smaller.seconds());
        if period > length || length / period < length % period {
            break;
        }
        unit = smaller;
    }
    let length = u64::from(scale) * u64::from(unit.seconds());
    Rate { amount: u32::try_from(length / period).unwrap_or(u32::MAX), unit }
}
