//! `-m sctp`: ports and chunks of SCTP. Its packets are not modelled beyond their protocol.

use super::MatchExtension;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::port::{self, PortTest};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sctp {
    pub source: PortTest,
    pub destination: PortTest,
    pub chunks: Option<Chunks>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunks {
    pub how: How,
    pub inverted: bool,
    /// Types in ascending order, each with the flags that are asked.
    pub types: Vec<(u8, Option<Flags>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    All,
    Any,
    Only,
}

/// Bits that have to be set, and bits that are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags {
    set: u8,
    mask: u8,
}

/// Name, number, and the letters of the flags from bit 7 down.
const NAMES: [(&str, u8, &str); 20] = [
    ("DATA", 0, "----IUBE"),
    ("INIT", 1, "--------"),
    ("INIT_ACK", 2, "--------"),
    ("SACK", 3, "--------"),
    ("HEARTBEAT", 4, "--------"),
    ("HEARTBEAT_ACK", 5, "--------"),
    ("ABORT", 6, "-------T"),
    ("SHUTDOWN", 7, "--------"),
    ("SHUTDOWN_ACK", 8, "--------"),
    ("ERROR", 9, "--------"),
    ("COOKIE_ECHO", 10, "--------"),
    ("COOKIE_ACK", 11, "--------"),
    ("ECN_ECNE", 12, "--------"),
    ("ECN_CWR", 13, "--------"),
    ("SHUTDOWN_COMPLETE", 14, "-------T"),
    ("I_DATA", 64, "----IUBE"),
    ("RE_CONFIG", 130, "--------"),
    ("PAD", 132, "--------"),
    ("ASCONF", 193, "--------"),
    ("ASCONF_ACK", 128, "--------"),
];

const FORWARD: [(&str, u8); 2] = [("FORWARD_TSN", 192), ("I_FORWARD_TSN", 194)];

impl MatchExtension for Sctp {
    const NAME: &'static str = "sctp";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("source-port").invertible().repeatable(),
        OptionSpec::one("source-port").invertible().repeatable().or("sport"),
        OptionSpec::one("destination-port").invertible().repeatable(),
        OptionSpec::one("destination-port").invertible().repeatable().or("dport"),
        OptionSpec::two("chunk-types").invertible().repeatable(),
    ];
    const DEMANDS: Demands = Demands::protocols(&[132]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Sctp, Problem> {
        let mut sctp = Sctp::default();
        for (place, option) in given.iter().enumerate() {
            if given.iter().take(place).any(|earlier| earlier.name == option.name) {
                return Err(Problem::usage(format!("Only one `--{}' allowed", option.name)));
            }
            match option.name {
                "source-port" => sctp.source = ports(option)?,
                "destination-port" => sctp.destination = ports(option)?,
                _ => sctp.chunks = Some(Chunks::read(option)?),
            }
        }
        Ok(sctp)
    }

    fn save(&self, out: &mut String) {
        self.source.save(out, " --sport ");
        self.destination.save(out, " --dport ");
        if let Some(chunks) = &self.chunks {
            out.push_str(&format!("{} --chunk-types {}", if chunks.inverted { " !" } else { "" }, chunks.text(false)));
        }
    }

    fn list(&self, out: &mut String, numeric: bool) {
        out.push_str(" sctp");
        self.source.list(out, "spt", "sctp", numeric);
        self.destination.list(out, "dpt", "sctp", numeric);
        if let Some(chunks) = &self.chunks {
            out.push_str(&format!("{} {}", if chunks.inverted { " !" } else { "" }, chunks.text(numeric)));
        }
    }
}

fn ports(option: &Given<'_>) -> Result<PortTest, Problem> {
    let ports = port::range(option.value, "sctp")?;
    match ports.first > ports.last {
        true => Err(Problem::usage("invalid portrange (min > max)")),
        false => Ok(PortTest { ports, inverted: option.inverted }),
    }
}

fn known() -> impl Iterator<Item = (&'static str, u8, &'static str)> {
    NAMES.into_iter().chain(FORWARD.into_iter().map(|(name, number)| (name, number, "--------")))
}

/// What a type of chunk is called on a command line.
pub fn chunk_name(number: u8) -> Option<&'static str> {
    known().find(|(_, known, _)| *known == number).map(|(name, ..)| name)
}

impl Chunks {
    fn read(option: &Given<'_>) -> Result<Chunks, Problem> {
        let types = option.second.ok_or_else(|| Problem::usage("--chunk-types requires two args"))?;
        let how = match option.value.to_ascii_lowercase().as_str() {
            "all" => How::All,
            "any" => How::Any,
            "only" => How::Only,
            _ => return Err(Problem::usage("Match type has to be one of \"ALL\", \"ANY\" or \"ONLY\"")),
        };
        let mut chunks = Chunks { how, inverted: option.inverted, types: Vec::new() };
        match types {
            "ALL" => chunks.types = (0..=255).map(|number| (number, None)).collect(),
            "NONE" => {}
            list => {
                for part in list.split(',').filter(|part| !part.is_empty()) {
                    chunks.add(part)?;
                }
            }
        }
        chunks.types.sort_by_key(|(number, _)| *number);
        Ok(chunks)
    }

    fn add(&mut self, part: &str) -> Result<(), Problem> {
        let (name, flags) = part.split_once(':').map_or((part, None), |(name, flags)| (name, Some(flags)));
        let found = known().find(|(known, ..)| known.eq_ignore_ascii_case(name));
        let (_, number, letters) = found.ok_or_else(|| Problem::usage(format!("Unknown sctp chunk `{name}'")))?;
        let flags = flags.map(|flags| Flags::read(flags, letters, number)).transpose()?;
        self.types.retain(|(other, _)| *other != number);
        self.types.push((number, flags));
        Ok(())
    }

    fn text(&self, numeric: bool) -> String {
        let how = match self.how {
            How::All => "all",
            How::Any => "any",
            How::Only => "only",
        };
        if self.types.is_empty() {
            return format!("{how} NONE");
        }
        if self.types.len() > 255 {
            return format!("{how} ALL");
        }
        let types: Vec<String> = self.types.iter().map(|(number, flags)| type_text(*number, *flags, numeric)).collect();
        format!("{how} {}", types.join(","))
    }
}

fn type_text(number: u8, flags: Option<Flags>, numeric: bool) -> String {
    let (name, letters) = known().find(|(_, known, _)| *known == number).map_or(("", ""), |(name, _, letters)| (name, letters));
    let name = if numeric { format!("0x{number:04X}") } else { name.to_owned() };
    match flags {
        Some(flags) => format!("{name}:{}", flags.text(letters)),
        None => name,
    }
}

impl Flags {
    fn read(text: &str, letters: &str, number: u8) -> Result<Flags, Problem> {
        let mut flags = Flags { set: 0, mask: 0 };
        for letter in text.chars() {
            let place = letters.chars().rev().position(|known| known == letter.to_ascii_uppercase() && known != '-');
            let bit = match place {
                Some(place) => 1u8 << place,
                None => return Err(Problem::usage(format!("Invalid flags for chunk type {number}\n"))),
            };
            flags.mask |= bit;
            flags.set |= if letter.is_ascii_uppercase() { bit } else { 0 };
        }
        Ok(flags)
    }

    fn text(self, letters: &str) -> String {
        let bits = letters.chars().zip((0..8).rev());
        let asked = bits.filter(|(_, place)| self.mask & (1 << place) != 0);
        let cased = |(letter, place): (char, u8)| match self.set & (1 << place) != 0 {
            true => letter,
            false => letter.to_ascii_lowercase(),
        };
        asked.map(cased).collect()
    }
}
