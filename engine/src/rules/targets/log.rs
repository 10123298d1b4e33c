//! `-j LOG`: a line in the kernel's log. The line itself is made where packets are printed.

use super::TargetExtension;
use super::act::Act;
use super::act::LogLine;
use crate::rules::context::Context;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::{level, quote};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    pub line: LogLine,
}

const USUAL_LEVEL: u8 = 4;
const LONGEST_PREFIX: usize = 29;

impl TargetExtension for Log {
    const NAME: &'static str = "LOG";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("log-level"),
        OptionSpec::one("log-prefix"),
        OptionSpec::flag("log-tcp-sequence"),
        OptionSpec::flag("log-tcp-options"),
        OptionSpec::flag("log-ip-options"),
        OptionSpec::flag("log-uid"),
        OptionSpec::flag("log-macdecode"),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Log, Problem> {
        let prefix = options::find(given, "log-prefix").map_or(Ok(""), Given::filled)?;
        if prefix.contains('\n') {
            return Err(Problem::usage("Newlines not allowed in --log-prefix"));
        }
        let level = match options::find(given, "log-level") {
            Some(option) => {
                level::read(option.value).ok_or_else(|| Problem::library(format!("log level \"{}\" unknown", option.value)))?
            }
            None => USUAL_LEVEL,
        };
        let line = LogLine {
            level,
            prefix: quote::cut(prefix, LONGEST_PREFIX).into(),
            tcp_sequence: options::has(given, "log-tcp-sequence"),
            tcp_options: options::has(given, "log-tcp-options"),
            ip_options: options::has(given, "log-ip-options"),
            user: options::has(given, "log-uid"),
            mac_decode: options::has(given, "log-macdecode"),
        };
        Ok(Log { line })
    }

    fn save(&self, out: &mut String) {
        if !self.line.prefix.is_empty() {
            out.push_str(" --log-prefix ");
            quote::word(out, &self.line.prefix);
        }
        if self.line.level != USUAL_LEVEL {
            out.push_str(&format!(" --log-level {}", self.line.level));
        }
        for (given, option, _) in self.flags() {
            out.push_str(if given { option } else { "" });
        }
    }

    fn list(&self, out: &mut String, numeric: bool) {
        let flags = self.flags().iter().filter(|(given, ..)| *given).fold(0, |flags, (_, _, bit)| flags | bit);
        out.push_str(" LOG");
        if numeric {
            out.push_str(&format!(" flags {flags} level {}", self.line.level));
        } else {
            self.list_in_words(out, flags);
        }
        if !self.line.prefix.is_empty() {
            out.push_str(&format!(" prefix \"{}\"", self.line.prefix));
        }
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Log(self.line.clone())
    }
}

impl Log {
    fn flags(&self) -> [(bool, &'static str, u8); 5] {
        let line = &self.line;
        [
            (line.tcp_sequence, " --log-tcp-sequence", 1),
            (line.tcp_options, " --log-tcp-options", 2),
            (line.ip_options, " --log-ip-options", 4),
            (line.user, " --log-uid", 8),
            (line.mac_decode, " --log-macdecode", 32),
        ]
    }

    fn list_in_words(&self, out: &mut String, _flags: u8) {
        let name = level::NAMES.get(usize::from(self.line.level)).copied().unwrap_or_default();
        out.push_str(&format!(" level {name}"));
        for (given, option, _) in self.flags() {
            if given {
                out.push(' ');
                out.push_str(option.trim_start_matches(" --log-"));
            }
        }
    }
}
