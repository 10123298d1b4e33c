//! Rules as people paste them: `iptables-save`, `iptables -S`, `iptables -L`, scripts of commands, alone or all in one piece
//! with prose around them. What a line is, this file decides; `commands` and `listing` read it.

mod commands;
mod declared;
mod extras;
mod listing;
mod shell;

use std::collections::BTreeMap;

use crate::kernel::hook::TableName;
use crate::kernel::rules::{Chain, RuleId, Table};
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
    let mut reader = Reader::default();
    for line in lines {
        if !reader.line(&line) {
            reader.pasted.left_over.push(line);
        }
    }
    reader.finish()
}

/// What is known while lines go by.
#[derive(Default)]
struct Reader {
    pasted: Pasted,
    /// The table that was named last, or that must be meant.
    table: Option<TableName>,
    /// Variables of a script.
    variables: BTreeMap<String, String>,
    listing: listing::Listing,
    declared: declared::Declared,
    /// The chains that rules lead to, and where each is named first.
    jumps: BTreeMap<(TableName, String), Span>,
}

impl Reader {
    fn line(&mut self, line: &Line) -> bool {
        let text = line.plain.trim().trim_matches('`').trim();
        if text.is_empty() {
            self.listing.pause();
            return false;
        }
        self.listing_line(line, text) || self.command_line(line, text)
    }

    fn finish(mut self) -> Pasted {
        self.end_chain();
        self.note_missing_chains();
        for table in self.pasted.tables.values_mut() {
            table.link();
        }
        self.pasted
    }

    fn table_mut(&mut self, name: TableName) -> &mut Table {
        self.pasted.tables.entry(name).or_insert_with(|| Table::bare(name))
    }

    /// The chain of this name, made if it is not there.
    fn chain_mut(&mut self, table: TableName, name: &str) -> &mut Chain {
        let table = self.table_mut(table);
        if let Some(hook) = table.hook_named(name) {
            return table.make_base(hook);
        }
        let place = table.place(name).unwrap_or_else(|| {
            table.chains.push(Chain::user(name));
            table.chains.len() - 1
        });
        // `place` was found or filled just above
        &mut table.chains[place]
    }

    fn new_rule(&mut self) -> RuleId {
        let id = RuleId(self.pasted.next_rule);
        self.pasted.next_rule = self.pasted.next_rule.wrapping_add(1);
        id
    }

    fn finding(&mut self, span: Span, severity: Severity, found: &str, expected: &str, hint: &str) {
        let [found, expected, hint] = [found, expected, hint].map(str::to_owned);
        self.pasted.findings.push(Finding { span, severity, found, expected, hint });
    }
}

/// Where a line stands, from its first word to its last.
fn whole(line: &Line) -> Span {
    let first = line.words.first().map_or(Span::default(), |word| word.span);
    let last = line.words.last().map_or(first, |word| word.span);
    Span { length: last.column.saturating_add(last.length).saturating_sub(first.column), ..first }
}
