//! `-m connbytes`: how much a connection has carried so far.

use trace::Value;

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::missed::Missed;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::number;
use crate::state::conntrack::{Direction, Entry};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connbytes {
    pub least: u64,
    pub greatest: u64,
    pub inverted: bool,
    /// None counts both.
    pub direction: Option<Direction>,
    pub measure: Measure,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Packets,
    Bytes,
    AverageBytes,
}

impl MatchExtension for Connbytes {
    const NAME: &'static str = "connbytes";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("connbytes").invertible().mandatory(),
        OptionSpec::one("connbytes-dir").mandatory(),
        OptionSpec::one("connbytes-mode").mandatory(),
    ];
    const NEEDS_CONNTRACK: bool = true;

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Connbytes, Problem> {
        let bounds = options::find(given, "connbytes").map(bounds).transpose()?;
        let direction = options::find(given, "connbytes-dir").map(direction).transpose()?;
        let measure = options::find(given, "connbytes-mode").map(measure).transpose()?;
        let (Some((least, greatest, inverted)), Some(direction), Some(measure)) = (bounds, direction, measure) else {
            return Err(Problem::absent());
        };
        Ok(Connbytes { least, greatest, inverted, direction, measure })
    }

    fn save(&self, out: &mut String) {
        self.print_bounds(out, "--");
        out.push_str(&format!(" --connbytes-mode {} --connbytes-dir {}", self.measure.name(), self.direction_name()));
    }

    /// `connbytes 0:1000 connbytes mode packets connbytes direction both`
    fn read_listed(row: &mut super::Listed<'_>, inverted: bool) -> bool {
        if row.peek(0) != "connbytes" || row.peek(2) != "connbytes" {
            return false;
        }
        row.skip(1);
        row.begin(Self::NAME);
        for option in ["--connbytes", "--connbytes-mode", "--connbytes-dir"] {
            let value = row.take();
            row.option(Self::NAME, inverted && option == "--connbytes", option, value);
            row.skip(if option == "--connbytes-dir" { 0 } else { 2 });
        }
        true
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        self.print_bounds(out, "");
        out.push_str(&format!(" connbytes mode {} connbytes direction {}", self.measure.name(), self.direction_name()));
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let counted = context.entry().filter(|entry| entry.counted);
        let Some(amount) = counted.map(|entry| self.measured(entry)) else { return Tested::Misses };
        ((self.least <= amount && amount <= self.greatest) != self.inverted).into()
    }

    fn missed(&self, context: &Context<'_>) -> Missed {
        let wanted = Value::numbers(self.least, self.greatest).inverted_if(self.inverted);
        let had = context.entry().map_or(Value::Nothing, |entry| Value::Number(self.measured(entry)));
        Missed::of("connbytes", wanted, had)
    }
}

impl Connbytes {
    fn print_bounds(&self, out: &mut String, dashes: &str) {
        out.push_str(&format!("{} {dashes}connbytes {}", if self.inverted { " !" } else { "" }, self.least));
        // the library takes a bound of 0 for one that is not there
        if !matches!(self.greatest, 0 | u64::MAX) {
            out.push_str(&format!(":{}", self.greatest));
        }
    }

    fn direction_name(&self) -> &'static str {
        match self.direction {
            Some(Direction::Original) => "original",
            Some(Direction::Reply) => "reply",
            None => "both",
        }
    }

    fn measured(&self, entry: &Entry) -> u64 {
        let count = |direction| entry.count(direction);
        let (packets, bytes) = match self.direction {
            Some(direction) => (count(direction).packets, count(direction).bytes),
            None => {
                let (original, reply) = (count(Direction::Original), count(Direction::Reply));
                (original.packets.wrapping_add(reply.packets), original.bytes.wrapping_add(reply.bytes))
            }
        };
        match self.measure {
            Measure::Packets => packets,
            Measure::Bytes => bytes,
            Measure::AverageBytes => bytes.checked_div(packets).unwrap_or(0),
        }
    }
}

impl Measure {
    fn name(self) -> &'static str {
        match self {
            Measure::Packets => "packets",
            Measure::Bytes => "bytes",
            Measure::AverageBytes => "avgpkt",
        }
    }
}

fn bounds(option: &Given<'_>) -> Result<(u64, u64, bool), Problem> {
    let (least, greatest) = number::range(Connbytes::NAME, option, u64::MAX)?;
    let greatest = if option.value.contains(':') { greatest } else { u64::MAX };
    match greatest < least {
        true => Err(Problem::usage(format!("{least} should be less than {greatest}"))),
        // Inverting swaps the bounds, which changes nothing if they are the same (recording: extra-counting-2-0012).
        false => Ok((least, greatest, option.inverted && least != greatest)),
    }
}

fn direction(option: &Given<'_>) -> Result<Option<Direction>, Problem> {
    match option.value {
        "original" => Ok(Some(Direction::Original)),
        "reply" => Ok(Some(Direction::Reply)),
        "both" => Ok(None),
        other => Err(Problem::usage(format!("Unknown --connbytes-dir `{other}'"))),
    }
}

fn measure(option: &Given<'_>) -> Result<Measure, Problem> {
    match option.value {
        "packets" => Ok(Measure::Packets),
        "bytes" => Ok(Measure::Bytes),
        "avgpkt" => Ok(Measure::AverageBytes),
        other => Err(Problem::usage(format!("Unknown --connbytes-mode `{other}'"))),
    }
}
