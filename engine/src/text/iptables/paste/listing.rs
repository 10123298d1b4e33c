//! `iptables -L`: chains and rows, with whatever columns the listing was made with. What stands behind the columns is
//! `extras`'.

use super::extras::{self, Extras, Guess};
use super::{Reader, whole};
use crate::kernel::hook::TableName;
use crate::kernel::rules::chain::{Counter, Policy};
use crate::kernel::rules::values::number;
use crate::kernel::rules::{Chain, Rule};
use crate::text::finding::{Severity, Span};
use crate::text::iptables::command::{self, Action, Setting};
use crate::text::listing::lines::{Line, Word};

/// The listing that lines belong to.
#[derive(Debug, Default)]
pub struct Listing {
    table: Option<TableName>,
    chain: Option<Chain>,
    columns: Columns,
    /// Chains of this table that were begun since the table was named or guessed.
    begun: Vec<String>,
}

/// Which columns there are.
#[derive(Clone, Copy, Debug, Default)]
struct Columns {
    seen: bool,
    numbers: bool,
    counters: bool,
    interfaces: bool,
}

impl Listing {
    /// An empty line ends no table, only a chain's rows.
    pub fn pause(&mut self) {
        self.columns.seen = false;
    }

    /// A command in front of the listing named its table.
    pub fn named(&mut self, table: TableName) {
        self.table = Some(table);
        self.begun.clear();
    }
}

impl Reader {
    pub fn listing_line(&mut self, line: &Line, text: &str) -> bool {
        if let Some((name, kind)) = chain_header(text) {
            self.begin_chain(&name, kind);
            return true;
        }
        if self.listing.chain.is_none() {
            return false;
        }
        if let Some(columns) = columns(text) {
            self.listing.columns = columns;
            if !columns.interfaces {
                let hint = "iptables -nvL shows the interfaces; here every rule is taken for all of them";
                self.finding(whole(line), Severity::Guess, "a listing without -v", "the interfaces of the rules", hint);
            }
            return true;
        }
        self.listing.columns.seen && self.row(line)
    }

    fn begin_chain(&mut self, name: &str, kind: ChainKind) {
        self.end_chain();
        let table = self.guess_table(name, &kind);
        if self.listing.table != Some(table) {
            self.listing.begun.clear();
        }
        self.listing.table = Some(table);
        self.listing.begun.push(name.to_owned());
        let mut chain = Chain::user(name);
        let hook = crate::kernel::rules::Table::bare(table).hook_named(name);
        if let (Some(hook), ChainKind::Base { policy, counter }) = (hook, kind) {
            chain = Chain::base(hook);
            if let Some(base) = &mut chain.base {
                base.policy = policy;
                base.counter = counter;
            }
        }
        self.listing.chain = Some(chain);
        self.listing.columns.seen = false;
    }

    /// The table that was named; else the one that has such a chain and has not shown it yet.
    fn guess_table(&self, name: &str, kind: &ChainKind) -> TableName {
        let has = |table: TableName| table.hooks().any(|hook| hook.name() == name);
        let current = self.listing.table.or(self.table);
        if let (Some(table), ChainKind::User) = (current, kind) {
            return table;
        }
        match current {
            Some(table) if has(table) && !self.listing.begun.iter().any(|begun| begun == name) => table,
            _ => match name {
                "PREROUTING" | "POSTROUTING" => TableName::Nat,
                _ => TableName::Filter,
            },
        }
    }

    /// Puts the chain that was read into its table, unless more of it is there already.
    pub fn end_chain(&mut self) {
        let (Some(chain), Some(table)) = (self.listing.chain.take(), self.listing.table) else { return };
        let existing = self.chain_mut(table, &chain.name);
        if existing.rules.len() <= chain.rules.len() {
            *existing = chain;
        }
    }

    fn row(&mut self, line: &Line) -> bool {
        let words = line.texts();
        // people write their remarks behind a row, but what a comment holds is none
        let comments = words.iter().rposition(|word| *word == "*/").unwrap_or(0);
        let remark = words.iter().skip(comments).position(|word| word.starts_with("//") || *word == "#");
        let words = words.get(..remark.map_or(words.len(), |place| comments + place)).unwrap_or_default();
        let blanks = blanks(line);
        let Some(row) = Row::read(words, self.listing.columns) else { return false };
        let Some(table) = self.listing.table else { return false };
        let chain = self.listing.chain.as_ref().map_or("", |chain| &chain.name).to_owned();
        let (words, extras) = row.command(table, &chain, self.pasted.next_rule, blanks.get(..words.len()).unwrap_or_default());
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let read = command::read(&words, Setting::PASTE);
        let rule = match read.map(|read| read.action) {
            Ok(Action::Append { rules, .. }) => rules.into_iter().next(),
            Ok(_) => None,
            Err(problem) => {
                let hint = "the row is left out; everything else is kept";
                self.finding(whole(line), Severity::KernelRefuses, line.plain.trim(), problem.text.trim(), hint);
                return true;
            }
        };
        if let Some(rule) = rule {
            self.keep_row(line, rule, row.counter, &extras);
        }
        true
    }

    fn keep_row(&mut self, line: &Line, rule: Rule, counter: Counter, extras: &Extras) {
        for Guess { missing, taken } in &extras.guesses {
            let hint = "iptables-save tells it";
            self.finding(
                whole(line),
                Severity::Guess,
                &format!("{missing} is not listed; {taken} stands for it here"),
                missing,
                hint,
            );
        }
        let rest = &extras.unknown;
        if !rest.is_empty() {
            let hint = "it is kept as it stands; what it does is not simulated";
            self.finding(
                whole(line),
                Severity::NotModelled,
                &rest.join(" "),
                "a match or target in the words of iptables -L",
                hint,
            );
        }
        let id = self.new_rule();
        if let Some(chain) = &mut self.listing.chain {
            chain.append(Rule { id, ..rule }, counter);
        }
    }
}

/// How many blanks stand before each word; one where lines were joined.
fn blanks(line: &Line) -> Vec<usize> {
    let mut end = (line.number, 0);
    let before = |word: &Word| {
        let Span { line, column, length } = word.span;
        let gap = if end.0 == line { column.saturating_sub(end.1).max(1) } else { 1 };
        end = (line, column.saturating_add(length));
        gap as usize
    };
    line.words.iter().map(before).collect()
}

enum ChainKind {
    Base { policy: Policy, counter: Counter },
    User,
}

/// `Chain INPUT (policy ACCEPT 12 packets, 345 bytes)`, `Chain FOO (1 references)`.
fn chain_header(text: &str) -> Option<(String, ChainKind)> {
    let rest = text.strip_prefix("Chain ")?;
    let (name, rest) = rest.split_once('(')?;
    let words: Vec<&str> = rest.split([' ', ')', ',']).filter(|word| !word.is_empty()).collect();
    let kind = match words.as_slice() {
        ["policy", policy, counts @ ..] => {
            let count = |place: usize| counts.get(place).and_then(|text| count(text)).unwrap_or(0);
            let policy = if *policy == "DROP" { Policy::Drop } else { Policy::Accept };
            ChainKind::Base { policy, counter: Counter { packets: count(0), bytes: count(2) } }
        }
        [_, "references", ..] => ChainKind::User,
        _ => return None,
    };
    Some((name.trim().to_owned(), kind))
}

fn columns(text: &str) -> Option<Columns> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let has = |name: &str| words.contains(&name);
    (has("target") && has("prot")).then(|| Columns {
        seen: true,
        numbers: has("num"),
        counters: has("pkts"),
        interfaces: has("in") && has("out"),
    })
}

/// `28871`, `5832K`, `10G`.
fn count(text: &str) -> Option<u64> {
    let (number, unit) = number::prefix(text)?;
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

struct Row<'line> {
    counter: Counter,
    target: Option<&'line str>,
    protocol: &'line str,
    fragment: &'line str,
    input: &'line str,
    output: &'line str,
    source: &'line str,
    destination: &'line str,
    rest: Vec<&'line str>,
}

impl<'line> Row<'line> {
    fn read(words: &[&'line str], columns: Columns) -> Option<Row<'line>> {
        let mut words = words.iter().copied();
        if columns.numbers {
            words.next()?.parse::<u32>().ok()?;
        }
        let mut counter = Counter::default();
        if columns.counters {
            counter = Counter { packets: count(words.next()?)?, bytes: count(words.next()?)? };
        }
        let words: Vec<&str> = words.collect();
        let option = words.iter().take(3).position(|word| matches!(*word, "--" | "-" | "-f" | "!f"))?;
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

    /// The command that makes such a rule, and what was made of the end of the row.
    fn command(&self, table: TableName, chain: &str, number: u32, blanks: &[usize]) -> (Vec<String>, Extras) {
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
        let goto = self.rest.first() == Some(&"[goto]");
        let rest = self.rest.get(usize::from(goto)..).unwrap_or_default();
        let blanks = blanks.get(blanks.len().saturating_sub(rest.len())..).unwrap_or_default();
        let extras = extras::read(rest, blanks, self.target.unwrap_or(""), number);
        words.extend(extras.matches.iter().cloned());
        if let Some(target) = self.target {
            let target = if extras.notrack { "NOTRACK" } else { target };
            words.extend([if goto { "-g" } else { "-j" }.to_owned(), target.to_owned()]);
        }
        words.extend(extras.target.iter().cloned());
        (words, extras)
    }
}
