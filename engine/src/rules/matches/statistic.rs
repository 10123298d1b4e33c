//! `-m statistic`: every n-th packet, or some by chance.

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::number;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statistic {
    pub mode: Mode,
    pub inverted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// In parts of 2^31.
    Random { probability: u32 },
    /// Packets number `packet`, `packet + every`, ... that ask this rule, counted from zero.
    Nth { every: u32, packet: u32 },
}

const CERTAIN: f64 = 2_147_483_648.0;

impl MatchExtension for Statistic {
    const NAME: &'static str = "statistic";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("mode").mandatory(),
        OptionSpec::one("probability").invertible().excludes(&["every", "packet"]),
        OptionSpec::one("every").invertible().excludes(&["probability"]).requires(&["packet"]),
        OptionSpec::one("packet").excludes(&["probability"]).requires(&["every"]),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Statistic, Problem> {
        let inverted = given.iter().any(|option| option.inverted);
        let mode = options::find(given, "mode").map_or("random", |option| option.value);
        let probability = options::find(given, "probability").map(probability).transpose()?;
        let numeric = |name, least| {
            options::find(given, name).map(|option| number::integer(Statistic::NAME, option, least, u64::from(u32::MAX)))
        };
        let (every, packet) = (numeric("every", 1).transpose()?, numeric("packet", 0).transpose()?);
        let complaint = match (mode, probability, every.or(packet)) {
            ("random", None, _) => Some("--probability must be specified when using random mode"),
            ("nth", _, None) => Some("--every and --packet must be specified when using nth mode"),
            ("random" | "nth", _, _) => None,
            (other, _, _) => return Err(Problem::usage(format!("Bad mode \"{other}\""))),
        };
        // the tool keeps the probability and the greatest packet in one place; what was written last counts
        let of_place = given.iter().rev().find(|option| matches!(option.name, "probability" | "every")).map(|option| option.name);
        let greatest = match of_place {
            Some("probability") => probability.unwrap_or(0),
            Some(_) | None => every.map_or(0, |every| (every - 1) as u32),
        };
        let beyond = packet.is_some_and(|packet| packet > u64::from(greatest)).then_some("the --packet p must be 0 <= p <= n-1");
        if let Some(complaint) = complaint.or(beyond) {
            return Err(Problem::usage(complaint).late());
        }
        let mode = match (mode, probability, every, packet) {
            ("random", Some(probability), _, _) => Mode::Random { probability },
            ("nth", _, Some(every), Some(packet)) => Mode::Nth { every: every as u32, packet: packet as u32 },
            (_, _, _, _) => return Err(Problem::absent()),
        };
        Ok(Statistic { mode, inverted })
    }

    fn save(&self, out: &mut String) {
        self.print(out, " --", "! --");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" statistic");
        self.print(out, " ", "! ");
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        match self.mode {
            Mode::Random { probability: 0 } => self.inverted.into(),
            Mode::Random { probability } if f64::from(probability) >= CERTAIN => (!self.inverted).into(),
            // the engine throws no dice
            Mode::Random { .. } => Tested::NotModelled,
            Mode::Nth { every, packet } => {
                let seen = context.host.memory.asked.entry((context.rule, context.match_place)).or_insert(0);
                let turn = *seen % u64::from(every.max(1)) == u64::from(packet);
                *seen = seen.wrapping_add(1);
                (turn != self.inverted).into()
            }
        }
    }

    /// The how many-th packet it was.
    fn had(&self, context: &Context<'_>) -> String {
        match self.mode {
            Mode::Random { .. } => String::new(),
            Mode::Nth { every, .. } => {
                let asked = context.host.memory.asked.get(&(context.rule, context.match_place)).copied().unwrap_or(0);
                (asked.wrapping_sub(1) % u64::from(every.max(1))).to_string()
            }
        }
    }
}

impl Statistic {
    fn print(&self, out: &mut String, dashes: &str, inverted: &str) {
        let main = if self.inverted { inverted } else { dashes.trim_start() };
        match self.mode {
            Mode::Random { probability } => {
                let part = f64::from(probability) / CERTAIN;
                out.push_str(&format!("{dashes}mode random {main}probability {part:.11}"));
            }
            Mode::Nth { every, packet } => {
                out.push_str(&format!("{dashes}mode nth {main}every {every}"));
                if packet != 0 || dashes.contains('-') {
                    out.push_str(&format!("{dashes}packet {packet}"));
                }
            }
        }
    }
}

/// In parts of 2^31.
fn probability(option: &Given<'_>) -> Result<u32, Problem> {
    let part = option.value.parse::<f64>().ok().filter(|part| (0.0..=1.0).contains(part));
    let complaint = "statistic: bad value for option \"--probability\", or out of range (0-1).";
    part.map(|part| (part * CERTAIN).round() as u32).ok_or_else(|| Problem::library(complaint))
}
