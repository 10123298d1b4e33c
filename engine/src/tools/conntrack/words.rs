//! The words of a `conntrack` command line as `getopt_long` parts them into options and their values.

use super::names::{Command, Name};

/// Why a command line is not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It says something wrong: exit code 2.
    Usage(String),
    /// The same without advice: exit code 1.
    Combined(String),
    /// The kernel would refuse it: exit code 1.
    Refused { warnings: String, text: String },
}

impl Failure {
    pub fn refused(text: &str) -> Failure {
        Failure::Refused { warnings: String::new(), text: text.to_owned() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Command(Command),
    Option(Name),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    None,
    Required,
    /// Attached, or the next word if that is no option.
    Optional,
}

struct Spec {
    letter: Option<char>,
    long: &'static [&'static str],
    value: Value,
    meaning: Meaning,
}

const fn command(letter: char, long: &'static [&'static str], command: Command, value: Value) -> Spec {
    Spec { letter: Some(letter), long, value, meaning: Meaning::Command(command) }
}

const fn option(letter: char, long: &'static [&'static str], name: Name) -> Spec {
    Spec { letter: Some(letter), long, value: Value::Required, meaning: Meaning::Option(name) }
}

const fn long(long: &'static [&'static str], name: Name) -> Spec {
    Spec { letter: None, long, value: Value::Required, meaning: Meaning::Option(name) }
}

const fn translation(letter: char, long: &'static [&'static str], name: Name) -> Spec {
    Spec { letter: Some(letter), long, value: Value::Optional, meaning: Meaning::Option(name) }
}

const ALWAYS: &[Spec] = &[
    command('L', &["dump"], Command::List, Value::Optional),
    command('I', &["create"], Command::Create, Value::Optional),
    command('D', &["delete"], Command::Delete, Value::Optional),
    command('U', &["update"], Command::Update, Value::Optional),
    command('G', &["get"], Command::Get, Value::Optional),
    command('F', &["flush"], Command::Flush, Value::Optional),
    command('E', &["event"], Command::Watch, Value::Optional),
    command('C', &["count"], Command::Count, Value::Optional),
    command('S', &["stats"], Command::Statistics, Value::Optional),
    command('V', &["version"], Command::Version, Value::None),
    command('h', &["help"], Command::Help, Value::None),
    option('s', &["src", "orig-src"], Name::Source),
    option('d', &["dst", "orig-dst"], Name::Destination),
    option('r', &["reply-src"], Name::ReplySource),
    option('q', &["reply-dst"], Name::ReplyDestination),
    option('p', &["protonum"], Name::Protocol),
    option('t', &["timeout"], Name::Timeout),
    option('u', &["status"], Name::Status),
    Spec { letter: Some('z'), long: &["zero"], value: Value::None, meaning: Meaning::Option(Name::Zero) },
    option('e', &["event-mask"], Name::EventMask),
    option('m', &["mark"], Name::Mark),
    option('i', &["id"], Name::Identity),
    option('c', &["secmark"], Name::SecurityMark),
    option('f', &["family"], Name::Family),
    option('o', &["output"], Name::Output),
    option('b', &["buffer-size"], Name::BufferSize),
    option('w', &["zone"], Name::Zone),
    option('a', &["nat-range"], Name::NatRange),
    translation('n', &["src-nat"], Name::SourceNat),
    translation('g', &["dst-nat"], Name::DestinationNat),
    translation('j', &["any-nat"], Name::AnyNat),
    long(&["orig-zone"], Name::OriginalZone),
    long(&["reply-zone"], Name::ReplyZone),
    long(&["mask-src"], Name::MaskSource),
    long(&["mask-dst"], Name::MaskDestination),
    long(&["tuple-src"], Name::TupleSource),
    long(&["tuple-dst"], Name::TupleDestination),
];

const PORTS: &[Spec] = &[
    long(&["sport", "orig-port-src"], Name::SourcePort),
    long(&["dport", "orig-port-dst"], Name::DestinationPort),
    long(&["reply-port-src"], Name::ReplySourcePort),
    long(&["reply-port-dst"], Name::ReplyDestinationPort),
];

const TCP: &[Spec] = &[long(&["state"], Name::State)];

const ICMP: &[Spec] =
    &[long(&["icmp-type"], Name::IcmpType), long(&["icmp-code"], Name::IcmpCode), long(&["icmp-id"], Name::IcmpIdentifier)];

/// The words, and how far they were read.
pub struct Words<'words> {
    words: &'words [&'words str],
    place: usize,
    /// Letters of the same word that are still to come: `-Lz`.
    letters: &'words str,
    /// Known once `-p` was read: its options are known from there on.
    pub protocol: Option<u8>,
}

impl<'words> Words<'words> {
    pub fn new(words: &'words [&'words str]) -> Words<'words> {
        Words { words, place: 0, letters: "", protocol: None }
    }

    /// The next option with its value. Words that are neither are passed over, as `getopt` does.
    pub fn advance(&mut self) -> Result<Option<(Meaning, Option<&'words str>)>, Failure> {
        loop {
            if let Some(letter) = self.letters.chars().next() {
                return self.letter(letter).map(Some);
            }
            let Some(word) = self.words.get(self.place).copied() else { return Ok(None) };
            self.place += 1;
            if word == "--" {
                self.place = self.words.len();
            } else if let Some(name) = word.strip_prefix("--") {
                return self.long(name).map(Some);
            } else if let Some(letters) = word.strip_prefix('-') {
                self.letters = letters;
            }
        }
    }

    fn letter(&mut self, letter: char) -> Result<(Meaning, Option<&'words str>), Failure> {
        let rest = self.letters.get(letter.len_utf8()..).unwrap_or("");
        self.letters = rest;
        let spec = ALWAYS.iter().find(|spec| spec.letter == Some(letter));
        let Some(spec) = spec else {
            return Err(Failure::Usage(format!("unknown option `-{letter}'")));
        };
        let attached = Some(rest).filter(|rest| !rest.is_empty() && spec.value != Value::None);
        if spec.value != Value::None {
            self.letters = "";
        }
        let value = self.value(spec.value, attached, || format!("-{letter}"))?;
        // What sticks to a command names no table (transcript: conntrack.txt, `-Lz`).
        let is_ignored = attached.is_some() && matches!(spec.meaning, Meaning::Command(_));
        Ok((spec.meaning, value.filter(|_| !is_ignored)))
    }

    fn long(&mut self, text: &'words str) -> Result<(Meaning, Option<&'words str>), Failure> {
        let (name, attached) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        let unknown = || Failure::Usage(format!("unknown option `--{name}'"));
        let spec = self.known(name).ok_or_else(unknown)?;
        let value = self.value(spec.value, attached, || format!("--{name}"))?;
        Ok((spec.meaning, value))
    }

    /// By its whole name, or by the beginning of one and only one.
    fn known(&self, name: &str) -> Option<&'static Spec> {
        let mut all: Vec<(&'static str, &'static Spec)> = Vec::new();
        let of_protocol: [&'static [Spec]; 2] = match self.protocol {
            Some(6) => [PORTS, TCP],
            Some(17 | 33 | 132 | 136) => [PORTS, &[]],
            Some(1) => [ICMP, &[]],
            Some(_) | None => [&[], &[]],
        };
        for spec in ALWAYS.iter().chain(of_protocol[0]).chain(of_protocol[1]) {
            all.extend(spec.long.iter().map(|long| (*long, spec)));
        }
        if let Some((_, spec)) = all.iter().find(|(long, _)| *long == name) {
            return Some(spec);
        }
        let mut begun = all.iter().filter(|(long, _)| long.starts_with(name));
        match (begun.next(), begun.next()) {
            (Some((_, spec)), None) => Some(spec),
            (Some(_), Some(_)) | (None, _) => None,
        }
    }

    fn value(
        &mut self,
        wanted: Value,
        attached: Option<&'words str>,
        name: impl Fn() -> String,
    ) -> Result<Option<&'words str>, Failure> {
        if attached.is_some() {
            return Ok(attached);
        }
        let next = self.words.get(self.place).copied();
        let value = match wanted {
            Value::None => None,
            Value::Optional => next.filter(|word| !word.starts_with('-')),
            Value::Required if next.is_none() => {
                return Err(Failure::Usage(format!("option `{}' requires an argument", name())));
            }
            Value::Required => next,
        };
        self.place += usize::from(value.is_some());
        Ok(value)
    }
}
