//! `-m statistic`: every n-th packet, or some by chance.

use trace::Value;

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::missed::Missed;
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

    /// `statistic mode nth every 3 packet 1`
    fn read_listed(row: &mut super::Listed<'_>, _inverted: bool) -> bool {
        if row.peek(0) != "statistic" {
            return false;
        }
        row.skip(1);
        row.begin(Self::NAME);
        let (mut has_packet, mut is_nth) = (false, false);
        loop {
            let inverted = row.peek(0) == "!";
            let word = row.peek(usize::from(inverted));
            if !matches!(word, "mode" | "probability" | "every" | "packet") {
                break;
            }
            row.skip(usize::from(inverted) + 1);
            let value = row.take();
            has_packet |= word == "packet";
            is_nth |= value == "nth";
            row.option(Self::NAME, inverted, &format!("--{word}"), value);
        }
        if is_nth && !has_packet {
            row.option(Self::NAME, false, "--packet", "0");
        }
        true
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
                let seen = context.memory.asked.entry((context.rule, context.match_place)).or_insert(0);
                let turn = *seen % u64::from(every.max(1)) == u64::from(packet);
                *seen = seen.wrapping_add(1);
                (turn != self.inverted).into()
            }
        }
    }

    /// It was the how many-th packet of its turn.
    fn missed(&self, context: &Context<'_>) -> Missed {
        match self.mode {
            Mode::Random { probability } => {
                Missed::of("probability", Value::text(portion(probability)).inverted_if(self.inverted), Value::Nothing)
            }
            Mode::Nth { every, .. } => {
                let asked = context.memory.asked.get(&(context.rule, context.match_place)).copied().unwrap_or(0);
                let turn = asked.wrapping_sub(1) % u64::from(every.max(1));
                Missed::of("every", Value::Number(every.into()).inverted_if(self.inverted), Value::Number(turn))
            }
        }
    }
}

impl Statistic {
    fn print(&self, out: &mut String, dashes: &str, inverted: &str) {
        let main = if self.inverted { inverted } else { dashes.trim_start() };
        match self.mode {
            Mode::Random { probability } => {
                out.push_str(&format!("{dashes}mode random {main}probability {}", portion(probability)));
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

fn portion(probability: u32) -> String {
    format!("{:.11}", f64::from(probability) / CERTAIN)
}

/// In parts of 2^31.
fn probability(option: &Given<'_>) -> Result<u32, Problem> {
    let part = option.value.parse::<f64>().ok().filter(|part| (0.0..=1.0).contains(part));
    let complaint = "statistic: bad value for option \"--probability\", or out of range (0-1).";
    part.map(|part| (part * CERTAIN).round() as u32).ok_or_else(|| Problem::library(complaint))
}
