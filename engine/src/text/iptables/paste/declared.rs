//! The `-P` lines of an `iptables -S` whose command is not there: which table they must be of.

use super::Reader;
use crate::state::hook::TableName;
use crate::text::finding::Severity;
use crate::text::listing::lines::Line;

/// The base chains that were declared since the last rule.
#[derive(Debug, Default)]
pub struct Declared {
    names: Vec<String>,
    /// Nobody named the table.
    is_guess: bool,
    is_open: bool,
}

impl Declared {
    /// A table was named: what is declared now is its.
    pub fn named(&mut self) {
        *self = Declared { is_open: true, ..Declared::default() };
    }

    /// A rule ends the declarations.
    pub fn close(&mut self) {
        self.is_open = false;
    }
}

impl Reader {
    /// The table of a chain that is declared without one.
    pub fn table_of_declaration(&mut self, line: &Line, name: &str) -> TableName {
        let has = |table: TableName| table.hook_named(name).is_some();
        let repeated = self.declared.names.iter().any(|known| known == name);
        if let Some(table) = self.table.filter(|table| !self.declared.is_guess && has(*table) && !repeated) {
            self.declared.names.push(name.to_owned());
            return table;
        }
        let goes_on = self.declared.is_open && self.declared.is_guess && !repeated;
        let before = self.table.filter(|_| goes_on);
        if !goes_on {
            self.declared = Declared { is_guess: true, is_open: true, ..Declared::default() };
        }
        self.declared.names.push(name.to_owned());
        let table = guess(&self.declared.names);
        self.move_declarations(before, table);
        self.table = Some(table);
        if before != Some(table) && table != TableName::Filter {
            let found = format!("-P {name}: no command above names the table; {table} is taken for it");
            self.finding(line.span(), Severity::Guess, &found, "iptables -t TABLE -S", "write the command above its output");
        }
        table
    }

    /// What was taken for another table's was this one's.
    fn move_declarations(&mut self, from: Option<TableName>, to: TableName) {
        let Some(from) = from.filter(|from| *from != to) else { return };
        let Some(table) = self.pasted.tables.get_mut(&from) else { return };
        let names = &self.declared.names;
        let (moved, kept) = std::mem::take(&mut table.chains)
            .into_iter()
            .partition(|chain| chain.rules.is_empty() && names.iter().any(|name| **name == *chain.name));
        table.chains = kept;
        if table.chains.is_empty() {
            self.pasted.tables.remove(&from);
        }
        self.table_mut(to).chains = moved;
        self.index.clear();
    }
}

/// Tables are told apart by the order in which `iptables -S` declares their base chains.
fn guess(names: &[String]) -> TableName {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["PREROUTING", "OUTPUT", ..] => TableName::Raw,
        ["PREROUTING", rest @ ..] if rest.contains(&"FORWARD") => TableName::Mangle,
        ["PREROUTING" | "POSTROUTING", ..] => TableName::Nat,
        _ => TableName::Filter,
    }
}
