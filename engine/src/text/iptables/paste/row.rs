//! A row of `iptables -L` as its columns. What stands behind them is `extras`'.

use super::extras::{self, Extras};
use crate::rules::chain::Counter;
use crate::rules::values::{number, protocol};
use crate::state::hook::TableName;
use crate::text::ip::values;
use crate::text::iptables::command::{self, Setting};

/// Which columns there are beside those that are always there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    pub numbers: bool,
    pub counters: bool,
    pub interfaces: bool,
}

/// The line above the rows: ` pkts bytes target     prot opt in ...`.
pub fn header(words: &[&str]) -> Option<Columns> {
    let has = |name: &str| words.contains(&name);
    (has("target") && has("prot")).then(|| Columns {
        numbers: has("num"),
        counters: has("pkts"),
        interfaces: has("in") && has("out"),
    })
}

/// The columns of a row that has no header above it; `None` if it is no row.
pub fn shape(words: &[&str]) -> Option<Columns> {
    let option = words.iter().take(6).position(|word| is_option(word))?;
    let prot = option.checked_sub(1)?;
    let name = words.get(prot).map_or("", |word| word.trim_start_matches('!'));
    if protocol::number(name).is_none() && !matches!(name, "all" | "ip" | "icmpv6") {
        return None;
    }
    let counts = words.iter().take_while(|word| count(word).is_some()).count();
    let leading = [prot.checked_sub(1), Some(prot)].into_iter().flatten().find(|leading| *leading <= 3 && counts >= *leading)?;
    let behind = words.get(option + 1..).unwrap_or_default();
    let is_address = |place: usize| behind.get(place).is_some_and(|word| is_address(word));
    Some(Columns {
        numbers: leading % 2 == 1,
        counters: leading >= 2,
        interfaces: !(is_address(0) && (is_address(1) || behind.len() < 4)),
    })
}

/// Two counters at its beginning, or all columns: a line that goes on with nothing above it.
pub fn begins_row(words: &[&str]) -> bool {
    let counts = words.iter().take(4).take_while(|word| count(word).is_some()).count();
    (counts >= 2 && words.len() > counts) || shape(words).is_some()
}

/// How much of a row is not understood; `None` if columns are missing.
pub fn unread(words: &[&str]) -> Option<usize> {
    let row = Row::read(words, shape(words)?)?;
    let is_cut = |address: &&&str| {
        let address = address.trim_start_matches('!');
        address.starts_with(|first: char| first.is_ascii_digit()) && values::prefix(address).is_none()
    };
    let addresses = [row.source, row.destination];
    let cut = addresses.iter().filter(is_cut).count();
    let (command, extras) = row.command(TableName::Filter, "FORWARD", 0, &[]);
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    // a name of a host is none of the row's faults
    let is_named = addresses.iter().any(|address| address.contains(char::is_alphabetic));
    let is_wrong = !is_named && command::read(&command, Setting::PASTE).is_err();
    Some(extras.unknown.len() + cut + usize::from(is_wrong))
}

/// Where the words of a person begin: `... 0.0.0.0/0   // to the outside`. What a comment of the rule holds are none.
pub fn remark(words: &[&str]) -> Option<usize> {
    let is_mark = |word: &str| word.starts_with("//") || matches!(word, "#" | "<--" | "<-" | "←");
    let closed = words.iter().rposition(|word| *word == "*/").map_or(0, |place| place + 1);
    let behind = words.get(closed..).unwrap_or_default();
    let found = behind.iter().position(|word| is_mark(word) || *word == "/*")?;
    behind.get(found).filter(|word| is_mark(word)).map(|_| closed + found)
}

fn is_option(word: &str) -> bool {
    matches!(word, "--" | "-" | "-f" | "!f")
}

fn is_address(word: &str) -> bool {
    let word = word.trim_start_matches('!');
    word == "anywhere" || word == "localhost" || values::prefix(word).is_some()
}

/// `28871`, `5832K`, `10G`.
pub fn count(text: &str) -> Option<u64> {
    let (number, unit) = number::prefix(text).filter(|_| text.starts_with(|first: char| first.is_ascii_digit()))?;
    let factor: u64 = match unit {
        "" => 1,
        "K" => 1000,
        "M" => 1_000_000,
        "G" => 1_000_000_000,
        "T" => 1_000_000_000_000,
        _ => return None,
    };
    Some(number.saturating_mul(factor))
}

pub struct Row<'line> {
    pub counter: Counter,
    pub target: Option<&'line str>,
    protocol: &'line str,
    fragment: &'line str,
    input: &'line str,
    output: &'line str,
    source: &'line str,
    destination: &'line str,
    rest: Vec<&'line str>,
}

impl<'line> Row<'line> {
    pub fn read(words: &[&'line str], columns: Columns) -> Option<Row<'line>> {
        let mut words = words.iter().copied();
        if columns.numbers {
            words.next()?.parse::<u32>().ok()?;
        }
        let mut counter = Counter::default();
        if columns.counters {
            counter = Counter { packets: count(words.next()?)?, bytes: count(words.next()?)? };
        }
        let words: Vec<&str> = words.collect();
        let option = words.iter().take(3).position(|word| is_option(word))?;
        let protocol = words.get(option.checked_sub(1)?)?;
        let target = option.checked_sub(2).and_then(|place| words.get(place)).copied();
        let mut rest = words.iter().copied().skip(option + 1);
        let (input, output) = if columns.interfaces { (rest.next()?, rest.next()?) } else { ("*", "*") };
        Some(Row {
            counter,
            target,
            protocol,
            fragment: words.get(option).copied().unwrap_or("--"),
            input,
            output,
            source: rest.next()?,
            destination: rest.next()?,
            rest: rest.collect(),
        })
    }

    fn is_goto(&self) -> bool {
        self.rest.first() == Some(&"[goto]")
    }

    /// What matches and target print of themselves.
    fn behind(&self) -> &[&'line str] {
        self.rest.get(usize::from(self.is_goto())..).unwrap_or_default()
    }

    /// The command that makes such a rule, and what was made of the end of the row. `blanks` says how many stand before
    /// each word of the row.
    pub fn command(&self, table: TableName, chain: &str, number: u32, blanks: &[usize]) -> (Vec<String>, Extras) {
        let mut words: Vec<String> = ["-t", table.name(), "-A", chain].map(str::to_owned).to_vec();
        let mut condition = |option: &str, value: &str, any: &[&str]| {
            let (inverted, value) = value.strip_prefix('!').map_or((false, value), |value| (true, value));
            if inverted || !any.contains(&value) {
                words.extend(inverted.then(|| "!".to_owned()));
                let is_address = matches!(option, "-s" | "-d");
                let value = if is_address { extras::named_address(value) } else { value.to_owned() };
                words.extend([option.to_owned(), value]);
            }
        };
        condition("-s", self.source, &["0.0.0.0/0", "anywhere"]);
        condition("-d", self.destination, &["0.0.0.0/0", "anywhere"]);
        condition("-i", self.input, &["*", "any"]);
        condition("-o", self.output, &["*", "any"]);
        condition("-p", self.protocol, &["all", "0", "ip"]);
        match self.fragment {
            "-f" => words.push("-f".to_owned()),
            "!f" => words.extend(["!".to_owned(), "-f".to_owned()]),
            _ => {}
        }
        let rest = self.behind();
        let blanks = blanks.get(blanks.len().saturating_sub(rest.len())..).unwrap_or_default();
        let extras = extras::read(rest, blanks, self.target.unwrap_or(""), number);
        words.extend(extras.matches.iter().cloned());
        if let Some(target) = self.target {
            let target = if extras.notrack { "NOTRACK" } else { target };
            words.extend([if self.is_goto() { "-g" } else { "-j" }.to_owned(), target.to_owned()]);
        }
        words.extend(extras.target.iter().cloned());
        (words, extras)
    }
}
