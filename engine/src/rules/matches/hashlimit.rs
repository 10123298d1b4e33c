//! `-m hashlimit`: a bucket of tokens for each source, destination or port; `buckets` keeps them.

mod buckets;

use std::sync::Arc;

pub use buckets::{Buckets, Within};

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{self, Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Place;
use crate::rules::values::{address, number};
use crate::rules::values::rate::{self, HASHLIMIT_SCALE, Rate};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashlimit {
    pub above: bool,
    pub amount: Amount,
    pub mode: Mode,
    pub name: Arc<str>,
    pub source_prefix: u8,
    pub destination_prefix: u8,
    pub table_size: u32,
    pub table_greatest: u32,
    /// Milliseconds.
    pub collection_interval: u32,
    /// Milliseconds an idle bucket is kept.
    pub expire: u32,
    pub rate_match: bool,
    pub rate_interval: u32,
}

/// What a bucket counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A packet each `period` microseconds.
    Packets { period: u64, burst: u32 },
    /// Bytes in a second; a burst of zero is the rate itself. What the library keeps is the cost of sixteen bytes.
    Bytes { rate: u64, cost: u64, burst: u64 },
}

/// What buckets are kept by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mode {
    pub source: bool,
    pub destination: bool,
    pub source_port: bool,
    pub destination_port: bool,
}

const USUAL_BURST: u32 = 5;
const USUAL_INTERVAL: u32 = 1000;
/// Seconds; `XT_HASHLIMIT_BYTE_EXPIRE` and `XT_HASHLIMIT_BYTE_EXPIRE_BURST` of the library.
const BYTES_EXPIRE: u32 = 15;
const BYTES_BURST_EXPIRE: u32 = 60;
/// The kernel makes no larger table, and says so when it is asked (`HASHLIMIT_MAX_SIZE`).
const GREATEST_TABLE: u32 = 1 << 20;
const GREATEST_BURST: u64 = 1_000_000;

impl MatchExtension for Hashlimit {
    const NAME: &'static str = "hashlimit";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("hashlimit-upto").invertible().excludes(&["hashlimit-above"]),
        OptionSpec::one("hashlimit-upto").invertible().excludes(&["hashlimit-above"]).or("hashlimit"),
        OptionSpec::one("hashlimit-above").invertible().excludes(&["hashlimit-upto"]),
        OptionSpec::one("hashlimit-srcmask"),
        OptionSpec::one("hashlimit-dstmask"),
        OptionSpec::one("hashlimit-burst"),
        OptionSpec::one("hashlimit-htable-size"),
        OptionSpec::one("hashlimit-htable-max"),
        OptionSpec::one("hashlimit-htable-gcinterval"),
        OptionSpec::one("hashlimit-htable-expire"),
        OptionSpec::one("hashlimit-mode"),
        OptionSpec::one("hashlimit-name").mandatory(),
        OptionSpec::flag("hashlimit-rate-match"),
        OptionSpec::one("hashlimit-rate-interval"),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Hashlimit, Problem> {
        let mode = options::find(given, "hashlimit-mode").map(Mode::read).transpose()?;
        let rate = given.iter().rev().find(|option| matches!(option.name, "hashlimit-upto" | "hashlimit-above"));
        let burst = options::find(given, "hashlimit-burst");
        let read = rate.map(|rate| amount(rate, burst)).transpose()?;
        if read.is_none() {
            burst.map(burst_of).transpose()?;
        }
        let numeric = |name, otherwise| match options::find(given, name) {
            Some(option) => number::word(Hashlimit::NAME, option),
            None => Ok(otherwise),
        };
        let prefix = |name| match options::find(given, name) {
            Some(option) => address::length_of_mask(Hashlimit::NAME, option),
            None => Ok(32),
        };
        let source_prefix = prefix("hashlimit-srcmask")?;
        let destination_prefix = prefix("hashlimit-dstmask")?;
        let table_size = numeric("hashlimit-htable-size", 0)?.min(GREATEST_TABLE);
        let table_greatest = numeric("hashlimit-htable-max", 0)?.min(GREATEST_TABLE);
        let collection_interval = numeric("hashlimit-htable-gcinterval", USUAL_INTERVAL)?;
        let written_interval = options::find(given, "hashlimit-rate-interval").map(interval).transpose()?;
        let written_expire = options::find(given, "hashlimit-htable-expire");
        let written_expire = written_expire.map(|option| number::word(Hashlimit::NAME, option)).transpose()?;
        if let (Some((Amount::Packets { period, burst: written }, _)), Some(_)) = (read, burst) {
            // a rate of bytes that another followed is not forgotten: the other's period is taken for its cost (seen on 1.8.9)
            let bytes = given.iter().any(|option| matches!(option.name, "hashlimit-upto" | "hashlimit-above") && byte_rate(option.value).is_some());
            let least = rate_of(period);
            if bytes && u64::from(written) < least {
                return Err(Problem::usage(format!("burst cannot be smaller than {least}b")).late());
            }
        }
        let missing = || Problem::usage("You have to specify --hashlimit").late();
        let (Some(rate), Some((amount, seconds))) = (rate, read) else { return Err(missing()) };
        let rate_match = options::has(given, "hashlimit-rate-match");
        let (amount, usual_interval) = if rate_match { amount.as_rate(seconds) } else { (amount, 0) };
        Ok(Hashlimit {
            above: (rate.name == "hashlimit-above") != rate.inverted,
            amount,
            mode: mode.unwrap_or_default(),
            name: options::find(given, "hashlimit-name").map_or(Ok(""), Given::filled)?.into(),
            source_prefix,
            destination_prefix,
            table_size,
            table_greatest,
            collection_interval,
            expire: written_expire.unwrap_or(seconds.saturating_mul(1000)),
            rate_match,
            rate_interval: written_interval.unwrap_or(usual_interval),
        })
    }

    fn refused(&self, _place: &Place) -> bool {
        self.source_prefix > 32 || self.destination_prefix > 32
    }

    /// The kernel multiplies rate and burst in 64 bits and looks whether that wrapped (`hashlimit_mt_check_common`).
    fn overflows(&self) -> bool {
        match self.amount {
            Amount::Packets { period, .. } if self.rate_match => period == 0 || u32::try_from(period).is_err(),
            Amount::Packets { period, burst } => buckets::credits(period, burst) < buckets::credits(period, 1),
            Amount::Bytes { .. } => false,
        }
    }

    fn save(&self, out: &mut String) {
        let option = if self.above { "above" } else { "upto" };
        out.push_str(&format!(" --hashlimit-{option} {}", self.amount.rate_text()));
        out.push_str(&self.amount.burst_text("--hashlimit-burst"));
        if self.mode != Mode::default() {
            out.push_str(&format!(" --hashlimit-mode {}", self.mode.text()));
        }
        out.push_str(&format!(" --hashlimit-name {}", self.name));
        self.print_rest(out, "--hashlimit-", self.amount);
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(if self.above { " limit: above " } else { " limit: up to " });
        let amount = self.amount.in_interval(self.rate_interval);
        out.push_str(&amount.rate_text());
        out.push_str(&amount.burst_text("burst"));
        if self.mode != Mode::default() {
            out.push_str(&format!(" mode {}", self.mode.text().replace(',', "-")));
        }
        self.print_rest(out, "", amount);
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        match context.host.memory.buckets(self, context.now).count(&context.packet.datagram, context.now) {
            Within::Yes => (!self.above).into(),
            Within::No => self.above.into(),
            Within::Full => Tested::DropsPacket,
        }
    }

    fn had(&self, context: &Context<'_>) -> String {
        let buckets = context.host.memory.hashlimits.get(&self.name);
        buckets.map_or(String::new(), |buckets| buckets.level(&context.packet.datagram))
    }
}

impl Hashlimit {
    /// `amount` as it is printed: the unit of its rate says after which time idle buckets usually go.
    fn print_rest(&self, out: &mut String, dashes: &str, amount: Amount) {
        let number = |out: &mut String, name: &str, value: u32, usual: u32| {
            if value != usual {
                out.push_str(&format!(" {dashes}{name} {value}"));
            }
        };
        number(out, "htable-size", self.table_size, 0);
        number(out, "htable-max", self.table_greatest, 0);
        number(out, "htable-gcinterval", self.collection_interval, USUAL_INTERVAL);
        number(out, "htable-expire", self.expire, amount.usual_expire());
        number(out, "srcmask", u32::from(self.source_prefix), 32);
        number(out, "dstmask", u32::from(self.destination_prefix), 32);
        if self.rate_match {
            out.push_str(&format!(" {dashes}rate-match"));
        }
        if self.rate_match && self.rate_interval > 1 {
            out.push_str(&format!(" {dashes}rate-interval {}", self.rate_interval));
        }
    }
}

impl Amount {
    /// Of `--hashlimit-rate-match`: so many in one interval, which is the unit of the rate unless a rule says how long. The library
    /// keeps that as so many a second.
    fn as_rate(self, seconds: u32) -> (Amount, u32) {
        match self {
            Amount::Packets { period, burst } => (Amount::Packets { period: period / u64::from(seconds.max(1)), burst }, seconds),
            Amount::Bytes { .. } => (self, 1),
        }
    }

    /// As `-L` has it: what a second has, spread over the interval.
    fn in_interval(self, seconds: u32) -> Amount {
        match self {
            Amount::Packets { period, burst } if seconds != 0 => {
                Amount::Packets { period: period.wrapping_mul(u64::from(seconds)), burst }
            }
            Amount::Packets { .. } | Amount::Bytes { .. } => self,
        }
    }

    fn rate_text(self) -> String {
        match self {
            Amount::Packets { period, .. } => {
                let Rate { amount, unit } = rate::printed(period, HASHLIMIT_SCALE);
                format!("{amount}/{}", unit.name())
            }
            Amount::Bytes { rate, cost, .. } => format!("{}b/s", scaled_rate(rate, cost)),
        }
    }

    fn burst_text(self, name: &str) -> String {
        match self {
            Amount::Packets { burst, .. } => format!(" {name} {burst}"),
            Amount::Bytes { burst: 0, .. } => String::new(),
            Amount::Bytes { burst, .. } => format!(" {name} {}b", scaled(burst)),
        }
    }

    /// Idle buckets go after one of the units the rate is printed in.
    fn usual_expire(self) -> u32 {
        match self {
            Amount::Packets { period, .. } => rate::printed(period, HASHLIMIT_SCALE).unit.seconds().saturating_mul(1000),
            Amount::Bytes { burst: 0, .. } => BYTES_EXPIRE * 1000,
            Amount::Bytes { .. } => BYTES_BURST_EXPIRE * 1000,
        }
    }
}

const UNITS: [(u64, &str); 3] = [(1 << 20, "m"), (1 << 10, "k"), (1, "")];

/// `4k`, `2m`, `300`: in the largest unit, the rest is dropped.
fn scaled(bytes: u64) -> String {
    let (unit, name) = UNITS.into_iter().find(|(unit, _)| bytes >= *unit).unwrap_or((1, ""));
    format!("{}{name}", bytes / unit)
}

/// In the largest unit in which the library still finds the same cost; it computes that in 32 bits.
fn scaled_rate(bytes: u64, cost: u64) -> String {
    let exact = |unit: u64| bytes >= unit && cost_of((bytes & !(unit - 1)) & u64::from(u32::MAX)) == cost;
    let (unit, name) = UNITS.into_iter().find(|(unit, _)| exact(*unit)).unwrap_or((1, ""));
    format!("{}{name}", bytes / unit)
}

/// The library keeps a rate of bytes as the cost of sixteen of them, which rounds it.
fn cost_of(bytes: u64) -> u64 {
    u64::from(u32::MAX) / ((bytes >> 4) + 1)
}

fn rate_of(cost: u64) -> u64 {
    let whole = u64::from(u32::MAX);
    // for a cost above 32 bits the library goes below zero, and round
    whole.checked_div(cost).unwrap_or(whole).wrapping_sub(1) << 4
}

/// The amount, and the seconds after which idle buckets go: for packets, the unit it was written in.
fn amount(rate: &Given<'_>, burst: Option<&Given<'_>>) -> Result<(Amount, u32), Problem> {
    if let Some(bytes) = byte_rate(rate.value) {
        let cost = cost_of(bytes);
        let bytes = rate_of(cost);
        // one that came to nothing in 32 bits is of one rate (seen on 1.8.9)
        let burst = burst.map(burst_of).transpose()?.map(|burst| if burst == 0 { bytes } else { burst });
        if burst.is_some_and(|burst| burst < bytes) {
            return Err(Problem::usage(format!("burst cannot be smaller than {bytes}b")).late());
        }
        let burst = burst.map_or(0, |burst| burst.div_ceil(bytes.max(1)).saturating_mul(bytes));
        let expire = if burst == 0 { BYTES_EXPIRE } else { BYTES_BURST_EXPIRE };
        return Ok((Amount::Bytes { rate: bytes, cost, burst }, expire));
    }
    let complaint = format!("hashlimit: Bad value for \"--{}\" option: \"{}\"", rate.name, rate.value);
    let (written, period) = rate::read(rate.value, HASHLIMIT_SCALE).map_err(|problem| if problem.text.starts_with("Rate too fast") { problem } else { Problem::usage(complaint) })?;
    let burst = burst.map_or(Ok(u64::from(USUAL_BURST)), burst_of)?;
    // with a unit, too, as soon as it is of packets (seen on 1.8.9)
    if !(1..=GREATEST_BURST).contains(&burst) {
        return Err(burst_out_of_range());
    }
    Ok((Amount::Packets { period, burst: burst as u32 }, written.unit.seconds()))
}

/// A plain number has bounds; behind one with a unit, whatever unit, 32 bits count (seen on 1.8.9).
fn burst_of(option: &Given<'_>) -> Result<u64, Problem> {
    match number::prefix(option.value) {
        None | Some((_, "")) => packet_burst(option).map(u64::from),
        Some((0, _)) => Err(burst_out_of_range()),
        Some((number, unit)) => Ok(number.wrapping_mul(factor(unit)) & u64::from(u32::MAX)),
    }
}

/// Seconds, as C's `atoi` reads them: what follows the number is no matter, and 32 bits of it count.
fn interval(option: &Given<'_>) -> Result<u32, Problem> {
    let text = option.value.trim_start();
    let text = text.strip_prefix('+').unwrap_or(text);
    let digits = text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let digits = text.get(..digits).unwrap_or_default();
    let number = if digits.is_empty() { 0 } else { digits.parse().unwrap_or(i64::MAX) };
    match u32::try_from(number as i32) {
        Ok(0) | Err(_) => {
            Err(Problem::usage(format!("hashlimit: Bad value for \"--{}\" option: \"{}\"", option.name, option.value)))
        }
        Ok(seconds) => Ok(seconds),
    }
}

fn packet_burst(option: &Given<'_>) -> Result<u32, Problem> {
    number::within(option.value, 1, GREATEST_BURST).map(|burst| burst as u32).ok_or_else(burst_out_of_range)
}

fn burst_out_of_range() -> Problem {
    Problem::usage(format!("bad value for option \"--hashlimit-burst\", or out of range (1-{GREATEST_BURST})."))
}

/// `4kb/s`, `300b/s`, `1mb/s`; of the unit only the first letter counts.
fn byte_rate(text: &str) -> Option<u64> {
    let (number, unit) = number::prefix(text).filter(|(number, _)| *number > 0 && text.contains("b/s"))?;
    Some(number.wrapping_mul(factor(unit)))
}

fn factor(unit: &str) -> u64 {
    match unit.chars().next() {
        Some('k' | 'K') => 1 << 10,
        Some('m' | 'M') => 1 << 20,
        Some(_) | None => 1,
    }
}

impl Mode {
    fn read(option: &Given<'_>) -> Result<Mode, Problem> {
        let mut mode = Mode::default();
        for part in option.value.split(',').filter(|part| !part.is_empty()) {
            match part {
                "srcip" => mode.source = true,
                "dstip" => mode.destination = true,
                "srcport" => mode.source_port = true,
                "dstport" => mode.destination_port = true,
                _ => {
                    let message = format!("hashlimit: Bad value for \"--hashlimit-mode\" option: \"{}\"", option.value);
                    return Err(Problem::usage(message));
                }
            }
        }
        Ok(mode)
    }

    fn text(self) -> String {
        let parts = [
            (self.source, "srcip"),
            (self.source_port, "srcport"),
            (self.destination, "dstip"),
            (self.destination_port, "dstport"),
        ];
        parts.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect::<Vec<&str>>().join(",")
    }

    fn key(self, datagram: &crate::state::packet::Datagram, source_prefix: u8, destination_prefix: u8) -> buckets::Key {
        let masked = |address: std::net::Ipv4Addr, length| {
            let mask = crate::rules::values::address::prefix_mask(length).map_or(u32::MAX, u32::from);
            u32::from(address) & mask
        };
        let (source_port, destination_port) = datagram.transport.ports().unwrap_or((0, 0));
        buckets::Key {
            source: if self.source { masked(datagram.source, source_prefix) } else { 0 },
            destination: if self.destination { masked(datagram.destination, destination_prefix) } else { 0 },
            source_port: if self.source_port { source_port } else { 0 },
            destination_port: if self.destination_port { destination_port } else { 0 },
        }
    }
}
