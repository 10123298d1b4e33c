//! `-j NFQUEUE`: the packet waits for a program to decide.

use super::TargetExtension;
use super::act::Act;
use crate::rules::context::Context;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::number;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nfqueue {
    pub first: u16,
    pub last: u16,
    pub bypass: bool,
    pub cpu_fanout: bool,
}

impl TargetExtension for Nfqueue {
    const NAME: &'static str = "NFQUEUE";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("queue-num").excludes(&["queue-balance"]),
        OptionSpec::one("queue-balance").excludes(&["queue-num"]),
        OptionSpec::flag("queue-bypass"),
        OptionSpec::flag("queue-cpu-fanout").requires(&["queue-balance"]),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Nfqueue, Problem> {
        let single = options::find(given, "queue-num").map(|option| number::short(Nfqueue::NAME, option)).transpose()?;
        let balanced = options::find(given, "queue-balance").map(balance).transpose()?;
        let (first, last) = single.map(|queue| (queue, queue)).or(balanced).unwrap_or_default();
        Ok(Nfqueue {
            first,
            last,
            bypass: options::has(given, "queue-bypass"),
            cpu_fanout: options::has(given, "queue-cpu-fanout"),
        })
    }

    fn save(&self, out: &mut String) {
        match self.first == self.last {
            true => out.push_str(&format!(" --queue-num {}", self.first)),
            false => out.push_str(&format!(" --queue-balance {}:{}", self.first, self.last)),
        }
        out.push_str(if self.bypass { " --queue-bypass" } else { "" });
        out.push_str(if self.cpu_fanout { " --queue-cpu-fanout" } else { "" });
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        match self.first == self.last {
            true => out.push_str(&format!(" NFQUEUE num {}", self.first)),
            false => out.push_str(&format!(" NFQUEUE balance {}:{}", self.first, self.last)),
        }
        out.push_str(if self.bypass { " bypass" } else { "" });
        out.push_str(if self.cpu_fanout { " cpu-fanout" } else { "" });
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Queue { bypass: self.bypass }
    }
}

fn balance(option: &Given<'_>) -> Result<(u16, u16), Problem> {
    let (first, last) = number::range(Nfqueue::NAME, option, u64::from(u16::MAX))?;
    if !option.value.contains(':') {
        return Err(Problem::usage(format!("Bad range \"{}\"", option.value)));
    }
    if first >= last {
        return Err(Problem::usage(format!("{first} should be less than {last}")));
    }
    Ok((first as u16, last as u16))
}
