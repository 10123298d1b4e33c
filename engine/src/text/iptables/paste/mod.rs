//! Rules as people paste them: `iptables-save`, `iptables -S`, `iptables -L`, scripts of commands, alone or all in one piece
//! with prose around them. What a line is, this file decides; `commands` and `listing` read it, `carry` does what it asks, and
//! `refusals` says what the kernel would not take.

mod branches;
mod carry;
mod commands;
mod declared;
mod extras;
mod index;
mod kind;
mod listing;
mod places;
mod programs;
mod refusals;
pub mod row;
mod sections;
mod shell;
mod wrapped;

pub use kind::{LineKind, kind};
pub use programs::is_program;

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::{Chain, Rule, RuleId, Table, Target};
use crate::state::hook::TableName;
use crate::text::finding::{Finding, Severity, Span};
use crate::text::listing::lines::Line;

/// The rules that were found, and every line that had none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pasted {
    pub tables: BTreeMap<TableName, Table>,
    pub findings: Vec<Finding>,
    pub left_over: Vec<Line>,
    /// The number the next rule gets.
    pub next_rule: u32,
}

/// Reads lines that `text::listing` cut out of a paste.
pub fn read(lines: impl IntoIterator<Item = Line>) -> Pasted {
    let lines: Vec<Line> = lines.into_iter().collect();
    let other = sections::of_six(&lines);
    let mut reader = Reader { are_prompts: sections::are_prompts(&lines), ..Reader::default() };
    reader.pasted.findings = other.findings;
    for line in lines.into_iter().filter(|line| !other.lines.contains(&line.number)) {
        if !reader.line(&line) {
            reader.pasted.left_over.push(line);
        }
    }
    reader.finish()
}

/// Where a command stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// Behind `iptables`.
    Program,
    /// Between `*filter` and `COMMIT`.
    Save,
    /// As `iptables -S` prints it, or a row of `-L`.
    Listed,
}

type ChainKey = (TableName, String);

/// What is known while lines go by.
#[derive(Default)]
struct Reader {
    pasted: Pasted,
    /// The table that was named last, or that must be meant.
    table: Option<TableName>,
    /// The table between whose `*filter` and `COMMIT` we are.
    section: Option<TableName>,
    /// Nobody has the table that we are in.
    is_unknown_table: bool,
    /// `#` stands in front of every command.
    are_prompts: bool,
    said_prompts: bool,
    /// Variables of a script.
    variables: shell::Variables,
    branches: branches::Branches,
    listing: listing::Listing,
    declared: declared::Declared,
    index: BTreeMap<TableName, index::ChainIndex>,
    /// The chains that rules lead to, where each is named first, and whether a save file does so.
    jumps: BTreeMap<ChainKey, (Span, bool)>,
    /// Chains that got rules though nothing made them, likewise.
    made_by_the_way: BTreeMap<ChainKey, (Span, bool)>,
    /// Chains of which the paste tells all.
    told: BTreeSet<ChainKey>,
    /// Where the target of each rule stands, by the number of the rule.
    spans: Vec<Span>,
}

impl Reader {
    fn line(&mut self, line: &Line) -> bool {
        let text = line.plain.trim().trim_matches('`').trim();
        if text.is_empty() {
            self.listing.pause();
            return false;
        }
        self.listing_line(line, text) || self.command_line(line, text) || self.strange_line(line)
    }

    fn finish(mut self) -> Pasted {
        self.end_chain();
        self.note_missing_chains();
        self.note_chains_made_by_the_way();
        for table in self.pasted.tables.values_mut() {
            table.link();
        }
        self.leave_out_faults();
        self.pasted
    }

    fn table_mut(&mut self, name: TableName) -> &mut Table {
        self.pasted.tables.entry(name).or_insert_with(|| Table::bare(name))
    }

    /// The chain of this name, made if it is not there.
    fn chain_mut(&mut self, table: TableName, name: &str) -> &mut Chain {
        let index = self.index.entry(table).or_default();
        let table = self.pasted.tables.entry(table).or_insert_with(|| Table::bare(table));
        if let Some(hook) = table.hook_named(name) {
            return table.make_base(hook);
        }
        let place = index.place(table, name).unwrap_or_else(|| index.push(table, name));
        // `place` was found or filled just above
        &mut table.chains[place]
    }

    /// The chain of this name, if it is there.
    fn chain(&mut self, table: TableName, name: &str) -> Option<&Chain> {
        let index = self.index.entry(table).or_default();
        let table = self.pasted.tables.get(&table)?;
        index.place(table, name).and_then(|place| table.chains.get(place))
    }

    /// The number of a rule that stands in this line.
    fn new_rule(&mut self, line: &Line, rule: &Rule) -> RuleId {
        let id = RuleId(self.pasted.next_rule);
        self.pasted.next_rule = self.pasted.next_rule.wrapping_add(1);
        let target = match &rule.target {
            Target::Jump(jump) => &jump.chain,
            Target::Extension(extension) => extension.name(),
            Target::None | Target::Accept | Target::Drop | Target::Return => "",
        };
        self.spans.push(places::target(line, target));
        id
    }

    fn finding(&mut self, span: Span, severity: Severity, found: &str, expected: &str, hint: &str) {
        let [found, expected, hint] = [found, expected, hint].map(str::to_owned);
        self.pasted.findings.push(Finding { span, severity, found, expected, hint });
    }
}
