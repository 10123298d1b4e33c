//! One command of `ipset`, from its words.

use super::create::{self, missing, number};
use super::{Complaint, element, packet_options};
use crate::state::clock::Instant;
use crate::state::sets::{Create, Element, Entry, Set, SetError, SetKind};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Create {
        name: String,
        kind: SetKind,
        create: Create,
    },
    Add {
        name: String,
        entry: String,
        options: Vec<String>,
    },
    Delete {
        name: String,
        entry: String,
        options: Vec<String>,
    },
    Test {
        name: String,
        entry: String,
    },
    Destroy(Option<String>),
    List(Option<String>),
    Save(Option<String>),
    Restore,
    Flush(Option<String>),
    Rename(String, String),
    Swap(String, String),
    Help,
    Version,
    /// Of a restored text.
    Nothing,
}

/// Options that can stand anywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub exist: bool,
    pub quiet: bool,
    pub names: bool,
    pub terse: bool,
    /// `-o save`
    pub as_save: bool,
    /// `-o plain`: what a listing prints, whatever was asked for.
    pub as_plain: bool,
}

const LONGEST_NAME: usize = 31;

pub fn parse(words: &[&str]) -> Result<(Options, Command), Complaint> {
    let mut options = Options::default();
    let mut rest = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "-!" | "-exist" | "--exist" => options.exist = true,
            "-q" | "-quiet" | "--quiet" => options.quiet = true,
            "-n" | "-name" | "--name" => options.names = true,
            "-t" | "-terse" | "--terse" => options.terse = true,
            "-s" | "-sorted" | "--sorted" | "-r" | "-resolve" | "--resolve" => {}
            "-o" | "-output" | "--output" => match words.next().copied() {
                Some("plain") => options.as_plain = true,
                Some("save") => options.as_save = true,
                Some(other) => return Err(Complaint::other(format!("output mode `{other}' is not modelled here"))),
                None => return Err(missing(word)),
            },
            _ => rest.push(*word),
        }
    }
    command(&rest).map(|command| (options, command))
}

fn command(words: &[&str]) -> Result<Command, Complaint> {
    let Some((word, arguments)) = words.split_first() else {
        return Err(Complaint::parameter("No command specified."));
    };
    let words = Arguments { command: full_name(word), words: arguments };
    Ok(match words.command {
        "create" => {
            let (name, kind) = (words.name(0)?, words.second()?);
            let unknown = || Complaint::syntax(format!("typename '{kind}' is unknown"));
            let kind = SetKind::from_name(kind).or_else(|| old_kind(kind)).ok_or_else(unknown)?;
            Command::Create { name, kind, create: create::parse(kind, words.from(2))? }
        }
        "add" => Command::Add { name: words.name(0)?, entry: words.second()?.to_string(), options: words.owned_from(2) },
        "del" => Command::Delete { name: words.name(0)?, entry: words.second()?.to_string(), options: words.owned_from(2) },
        "test" => Command::Test { name: words.name(0)?, entry: words.second()?.to_string() },
        "destroy" => Command::Destroy(words.optional()),
        "list" => Command::List(words.optional()),
        "save" => Command::Save(words.optional()),
        "restore" => Command::Restore,
        "flush" => Command::Flush(words.optional()),
        "rename" => Command::Rename(words.name(0)?, words.second_name()?),
        "swap" => Command::Swap(words.name(0)?, words.second_name()?),
        "help" => Command::Help,
        "version" => Command::Version,
        _ => return Err(Complaint::parameter(format!("No command specified: unknown argument {word}"))),
    })
}

/// What types were called before ipset 5.
fn old_kind(name: &str) -> Option<SetKind> {
    Some(match name {
        "ipmap" => SetKind::BitmapIp,
        "macipmap" => SetKind::BitmapIpMac,
        "portmap" => SetKind::BitmapPort,
        "iphash" => SetKind::HashIp,
        "ipporthash" => SetKind::HashIpPort,
        "ipportiphash" => SetKind::HashIpPortIp,
        "ipportnethash" => SetKind::HashIpPortNet,
        "nethash" => SetKind::HashNet,
        "setlist" => SetKind::ListSet,
        _ => return None,
    })
}

fn full_name(word: &str) -> &'static str {
    match word {
        "create" | "-N" | "n" | "--create" => "create",
        "add" | "-A" | "--add" => "add",
        "del" | "-D" | "--del" => "del",
        "test" | "-T" | "--test" => "test",
        "destroy" | "-X" | "x" | "--destroy" => "destroy",
        "list" | "-L" | "--list" => "list",
        "save" | "-S" | "--save" => "save",
        "restore" | "-R" | "--restore" => "restore",
        "flush" | "-F" | "--flush" => "flush",
        "rename" | "-E" | "e" | "--rename" => "rename",
        "swap" | "-W" | "w" | "--swap" => "swap",
        "help" | "-h" | "-H" | "--help" => "help",
        "version" | "-v" | "-V" | "--version" => "version",
        _ => "",
    }
}

struct Arguments<'words> {
    command: &'static str,
    words: &'words [&'words str],
}

impl<'words> Arguments<'words> {
    fn name(&self, place: usize) -> Result<String, Complaint> {
        let name = self
            .words
            .get(place)
            .ok_or_else(|| Complaint::parameter(format!("Missing mandatory argument to command {}", self.command)))?;
        checked_name(name)
    }

    fn second(&self) -> Result<&'words str, Complaint> {
        self.name(0)?;
        let missing = || Complaint::parameter(format!("Missing second mandatory argument to command {}", self.command));
        self.words.get(1).copied().ok_or_else(missing)
    }

    fn second_name(&self) -> Result<String, Complaint> {
        self.second().and_then(checked_name)
    }

    fn optional(&self) -> Option<String> {
        self.words.first().map(|name| (*name).to_string())
    }

    fn from(&self, place: usize) -> &'words [&'words str] {
        self.words.get(place..).unwrap_or_default()
    }

    fn owned_from(&self, place: usize) -> Vec<String> {
        self.from(place).iter().map(|word| (*word).to_string()).collect()
    }
}

fn checked_name(name: &str) -> Result<String, Complaint> {
    if name.len() > LONGEST_NAME {
        return Err(Complaint::syntax(format!("setname '{name}' is longer than {LONGEST_NAME} characters")));
    }
    Ok(name.to_string())
}

/// Where a member of a list is put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Before(String),
    After(String),
}

/// What one `add` stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    pub elements: Vec<Element>,
    pub entry: Entry,
    pub place: Option<Place>,
}

/// The elements a text stands for. A netmask makes one of many.
pub fn elements(set: &Set, text: &str) -> Result<Vec<Element>, Complaint> {
    let mut elements = element::parse(set.kind, text)?;
    if set.create.netmask.is_some() {
        elements = elements.into_iter().map(|element| set.cut(element)).collect();
        elements.dedup();
    }
    Ok(elements)
}

/// Reads the element and its options as the set wants them.
pub fn addition(set: &Set, text: &str, options: &[String], now: Instant) -> Result<Addition, Complaint> {
    let elements = elements(set, text)?;
    let (mut entry, mut timeout, mut place, mut maps) = (Entry::default(), None, None, false);
    let mut words = options.iter().map(String::as_str);
    while let Some(word) = words.next() {
        let mut argument = || words.next().ok_or_else(|| missing(word));
        match word {
            "timeout" => timeout = Some(number(argument()?, u32::MAX / 1000)?),
            "packets" => entry.packets = long_number(argument()?)?,
            "bytes" => entry.bytes = long_number(argument()?)?,
            "comment" => entry.comment = argument()?.replace('"', ""),
            "skbmark" | "skbprio" | "skbqueue" => {
                packet_options::read(&mut entry.packet_options, word, argument()?)?;
                maps = true;
            }
            "nomatch" => entry.nomatch = true,
            "wildcard" => entry.wildcard = true,
            "before" => place = Some(Place::Before(argument()?.to_string())),
            "after" => place = Some(Place::After(argument()?.to_string())),
            unknown => return Err(Complaint::parameter(format!("Unknown argument: `{unknown}'"))),
        }
    }
    let refusal = |error: SetError| Complaint::other(error.to_string());
    if timeout.is_some() && set.create.timeout.is_none() {
        return Err(refusal(SetError::NoTimeout));
    }
    if (entry.packets > 0 || entry.bytes > 0) && !set.create.counters {
        return Err(refusal(SetError::NoCounters));
    }
    if !entry.comment.is_empty() && !set.create.comment {
        return Err(refusal(SetError::NoComment));
    }
    if maps && !set.create.packet_options {
        return Err(refusal(SetError::NoPacketOptions));
    }
    entry.expires = set.expiry(timeout, now);
    Ok(Addition { elements, entry, place })
}

fn long_number(text: &str) -> Result<u64, Complaint> {
    text.parse().map_err(|_| Complaint::syntax(format!("'{text}' is invalid as number")))
}

/// A line of `ipset restore`: words, with double quotes around comments. Blank lines and comments are nothing.
pub fn parse_line(line: &str) -> Result<(Options, Command), Complaint> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') || line == "COMMIT" || line == "quit" {
        return Ok((Options::default(), Command::Nothing));
    }
    let words = split(line);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let words = words.strip_prefix(&["ipset"]).unwrap_or(&words);
    parse(words)
}

fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quoted, mut is_word) = (String::new(), false, false);
    for character in line.chars() {
        match character {
            '"' => {
                quoted = !quoted;
                is_word = true;
            }
            blank if blank.is_whitespace() && !quoted => {
                if is_word {
                    words.push(std::mem::take(&mut word));
                }
                is_word = false;
            }
            other => {
                word.push(other);
                is_word = true;
            }
        }
    }
    if is_word {
        words.push(word);
    }
    words
}
