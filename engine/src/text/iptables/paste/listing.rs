//! `iptables -L`: chains and their rows, with whatever columns the listing was made with. A row by itself is `row`'s.

use super::extras::{Extras, Guess};
use super::places::{self, span_of};
use super::row::{self, Columns, Row};
use super::{Origin, Reader};
use crate::rules::chain::{Counter, Policy};
use crate::rules::{Chain, Rule};
use crate::state::hook::TableName;
use crate::text::finding::{Severity, Span};
use crate::text::iptables::command::{self, Action, Setting};
use crate::text::iptables::complaints;
use crate::text::listing::lines::{Line, Word};
use crate::text::listing::prompt::Form;

const LEFT_OUT: &str = "the row is left out; everything else is kept";

/// The listing that lines belong to.
#[derive(Debug, Default)]
pub struct Listing {
    table: Option<TableName>,
    /// Nobody named the table.
    is_guess: bool,
    chain: Option<Chain>,
    /// Of the header above; none behind a blank line.
    columns: Option<Columns>,
    /// A blank line came since the chain's own.
    is_paused: bool,
    /// Rows of the chain do not tell their interfaces; where its header stands.
    is_poor: bool,
    poor_header: Option<Span>,
    /// Where the rows of the chain stand.
    rows: Vec<Line>,
    /// Chains of this table that were begun since the table was named or guessed.
    begun: Vec<String>,
}

impl Listing {
    /// An empty line ends no table, only a chain's rows.
    pub fn pause(&mut self) {
        self.columns = None;
        self.is_paused = true;
    }

    /// A command in front of the listing named its table.
    pub fn named(&mut self, table: TableName) {
        self.table = Some(table);
        self.is_guess = false;
        self.begun.clear();
    }
}

impl Reader {
    pub fn listing_line(&mut self, line: &Line, text: &str) -> bool {
        if let Some((name, kind)) = chain_header(text) {
            self.begin_chain(&name, kind);
            return true;
        }
        if line.word(0) == "Table:" && line.words.len() == 2 {
            let table = TableName::from_name(line.word(1));
            table.into_iter().for_each(|table| self.begin_listing(table));
            return table.is_some();
        }
        if self.listing.chain.is_none() {
            return false;
        }
        let words = line.texts();
        if let Some(columns) = row::header(&words) {
            self.listing.columns = Some(columns);
            if !columns.interfaces {
                self.listing.poor_header.get_or_insert(line.span());
            }
            return true;
        }
        // people leave headers out
        let is_first = self.listing.chain.as_ref().is_some_and(|chain| chain.rules.is_empty()) && !self.listing.is_paused;
        let columns = self.listing.columns.or_else(|| row::shape(&words).filter(|_| is_first));
        let Some(columns) = columns else { return false };
        self.listing.columns = Some(columns);
        self.row(line, columns)
    }

    /// A line that nothing could be made of: inside a listing, or a row of one, it is said.
    pub fn strange_line(&mut self, line: &Line) -> bool {
        // `#` alone begins a comment
        if line.prompt().is_some_and(|prompt| prompt.form != Form::Mark || line.word(0) == "$") {
            self.end_chain();
            return false;
        }
        let is_remark = line.word(0).starts_with(['#', '/', '<', '`', '~']);
        if self.listing.chain.is_some() && self.listing.columns.is_some() && !is_remark {
            if line.plain.chars().all(|letter| !letter.is_alphanumeric()) {
                let hint = "what stood here is not known; the rows around it are kept";
                self.finding(line.span(), Severity::Guess, line.plain.trim(), "all rows of the listing", hint);
            } else {
                let expected = "a row of iptables -L, with all the columns of the header above";
                self.finding(line.span(), Severity::KernelRefuses, line.plain.trim(), expected, LEFT_OUT);
            }
            return true;
        }
        let words = line.texts();
        if row::shape(&words).is_some() && row::unread(&words) == Some(0) {
            let hint = "which chain it belongs to is not known: paste the line `Chain ...` above it, too; the row is left out";
            self.finding(line.span(), Severity::NotModelled, line.plain.trim(), "a chain above this row", hint);
            return true;
        }
        false
    }

    fn begin_chain(&mut self, name: &str, kind: ChainKind) {
        self.end_chain();
        let table = self.guess_table(name, &kind);
        self.listing.is_guess |= self.listing.table.is_none() && self.table.is_none();
        if self.listing.table != Some(table) {
            self.listing.begun.clear();
        }
        self.listing.table = Some(table);
        self.listing.begun.push(name.to_owned());
        let mut chain = Chain::user(name);
        let hook = table.hook_named(name);
        if let (Some(hook), ChainKind::Base { policy, counter }) = (hook, kind) {
            chain = Chain::base(hook);
            if let Some(base) = &mut chain.base {
                base.policy = policy;
                base.counter = counter;
            }
        }
        self.listing.chain = Some(chain);
        self.listing.columns = None;
        self.listing.is_paused = false;
        self.listing.is_poor = false;
        self.listing.poor_header = None;
    }

    /// The table that was named; else the one that has such a chain and has not shown it yet.
    fn guess_table(&self, name: &str, kind: &ChainKind) -> TableName {
        let has = |table: TableName| table.hook_named(name).is_some();
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

    /// Puts the chain that was read into its table, unless more of it is there already: more rules, or their interfaces.
    pub fn end_chain(&mut self) {
        let rows = std::mem::take(&mut self.listing.rows);
        let (Some(mut chain), Some(table)) = (self.listing.chain.take(), self.listing.table) else { return };
        let table = self.table_of_chain(table, &chain, rows.first());
        let (name, mut lines) = (chain.name.clone(), rows.iter());
        chain.retain(|rule| {
            let Some(line) = lines.next() else { return true };
            let is_refused = self.leave_out(line, complaints::APPEND_RULE, table, &name, rule);
            if !is_refused {
                self.note_jump(line, table, rule, Origin::Listed);
            }
            !is_refused
        });
        let key = (table, chain.name.to_string());
        self.made_by_the_way.remove(&key);
        self.told.insert(key);
        let is_poor = self.listing.is_poor;
        let existing = self.chain_mut(table, &chain.name);
        if existing.rules.len() > chain.rules.len() {
            return;
        }
        if is_poor && existing.rules.len() == chain.rules.len() && existing.rules.iter().any(names_interface) {
            if let (Some(known), Some(base)) = (&mut existing.base, chain.base) {
                known.policy = base.policy;
            }
            return;
        }
        *existing = chain;
        self.note_poor_listing();
    }

    fn note_poor_listing(&mut self) {
        if let Some(span) = self.listing.poor_header.take() {
            let hint = "iptables -nvL shows the interfaces; here every rule is taken for all of them";
            self.finding(span, Severity::Guess, "a listing without -v", "the interfaces of the rules", hint);
        }
    }

    /// The table that was named or guessed, unless a guess fits another one better.
    fn table_of_chain(&mut self, table: TableName, chain: &Chain, first: Option<&Line>) -> TableName {
        if !self.listing.is_guess {
            return table;
        }
        let (Some(other), Some(first)) = (self.table_that_takes(table, &chain.name, &chain.rules), first) else { return table };
        let found = format!("{}: nothing names the table; {other} is taken for it", chain.name);
        let hint = "write the command above its output";
        self.finding(first.span(), Severity::Guess, &found, "iptables -t TABLE -nvL", hint);
        self.listing.table = Some(other);
        other
    }

    fn row(&mut self, line: &Line, columns: Columns) -> bool {
        let words = line.texts();
        let (words, remark) = words.split_at(row::remark(&words).unwrap_or(words.len()));
        let blanks = blanks(line);
        let Some(row) = Row::read(words, columns) else { return false };
        let Some(table) = self.listing.table else { return false };
        self.note_remark(line, words.len(), remark);
        let chain = self.listing.chain.as_ref().map_or("", |chain| &chain.name).to_owned();
        let (mut words, extras) =
            row.command(table, &chain, self.pasted.next_rule, blanks.get(..words.len()).unwrap_or_default());
        self.resolve_names(line, &mut words);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let read = command::read(&words, Setting::PASTE);
        let rule = match read.map(|read| read.action) {
            Ok(Action::Append { rules, .. }) => rules.into_iter().next(),
            Ok(_) => None,
            Err(problem) => {
                let named = places::of_complaint(line, &problem.text, words.get(4..).unwrap_or_default());
                let (span, found) = named.unwrap_or_else(|| (line.span(), line.plain.trim().to_owned()));
                self.finding(span, Severity::KernelRefuses, &found, problem.text.trim(), LEFT_OUT);
                return true;
            }
        };
        self.listing.is_poor |= !columns.interfaces;
        if let Some(rule) = rule {
            self.keep_row(line, rule, row.counter, &extras);
        }
        true
    }

    /// What a person wrote behind a row is passed over.
    fn note_remark(&mut self, line: &Line, place: usize, remark: &[&str]) {
        if let Some(word) = line.words.get(place) {
            let expected = "a match or target in the words of iptables -L";
            let hint = "it is taken for a remark of a person, and passed over";
            self.finding(word.span, Severity::Guess, &remark.join(" "), expected, hint);
        }
    }

    fn keep_row(&mut self, line: &Line, rule: Rule, counter: Counter, extras: &Extras) {
        for Guess { missing, taken } in &extras.guesses {
            let hint = "iptables-save tells it";
            let found = format!("{missing} is not listed; {taken} stands for it here");
            self.finding(line.span(), Severity::Guess, &found, missing, hint);
        }
        let rest: Vec<&str> = extras.unknown.iter().map(String::as_str).collect();
        if let Some(first) = rest.first() {
            let hint = "it is kept as it stands; what it does is not simulated";
            let span = places::several(line, &rest).unwrap_or_else(|| span_of(line, first));
            let expected = "a match or target in the words of iptables -L";
            self.finding(span, Severity::NotModelled, &rest.join(" "), expected, hint);
        }
        let id = self.new_rule(line, &rule);
        if let Some(chain) = &mut self.listing.chain {
            chain.append(Rule { id, ..rule }, counter);
            self.listing.rows.push(line.clone());
        }
    }
}

fn names_interface(rule: &Rule) -> bool {
    !rule.conditions.input.is_any() || !rule.conditions.output.is_any()
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
            let count = |place: usize| counts.get(place).and_then(|text| row::count(text)).unwrap_or(0);
            let policy = Policy::from_name(policy).unwrap_or_default();
            ChainKind::Base { policy, counter: Counter { packets: count(0), bytes: count(2) } }
        }
        [_, "references", ..] => ChainKind::User,
        _ => return None,
    };
    Some((name.trim().to_owned(), kind))
}
