//! The files of `iptables-save`: printing tables, and the lines a file is made of.

use super::print::{self, Counters};
use crate::rules::options::Problem;
use crate::rules::values::number;
use crate::rules::{Counter, Table};
use crate::state::hook::TableName;

/// One table, from `*filter` to `COMMIT`.
pub fn table(out: &mut String, table: &Table, with_counters: bool) {
    out.push_str(&format!("*{}\n", table.name));
    for hook in table.name.hooks() {
        let base = table.chain(hook.name()).and_then(|chain| chain.base);
        let (policy, counter) = base.map_or(Default::default(), |base| (base.policy, base.counter));
        out.push_str(&format!(":{} {} [{}:{}]\n", hook.name(), policy.name(), counter.packets, counter.bytes));
    }
    for chain in table.sorted_user_chains() {
        out.push_str(&format!(":{} - [0:0]\n", chain.name));
    }
    for chain in table.listed_chains() {
        for (rule, counter) in chain.counted() {
            let counters = if with_counters { Counters::InFront(counter) } else { Counters::None };
            print::rule(out, &chain.name, rule, counters);
            out.push('\n');
        }
    }
    out.push_str("COMMIT\n");
}

/// A line of a file, without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line<'text> {
    Nothing,
    Table(&'text str),
    Chain {
        name: &'text str,
        policy: &'text str,
        counter: &'text str,
    },
    /// A command, with the counters in front of it.
    Command {
        counter: Option<Counter>,
        words: &'text str,
    },
    Commit,
}

pub fn line(text: &str, number: usize) -> Result<Line<'_>, Problem> {
    match text.chars().next() {
        None | Some('#') => Ok(Line::Nothing),
        Some('*') => Ok(Line::Table(text.get(1..).unwrap_or("").split([' ', '\t']).find(|word| !word.is_empty()).unwrap_or(""))),
        Some(':') => Ok(chain_line(text.get(1..).unwrap_or(""))),
        Some('[') => {
            let (counter, words) = counter(text, number)?;
            Ok(Line::Command { counter: Some(counter), words })
        }
        Some(_) if text == "COMMIT" => Ok(Line::Commit),
        Some(_) => Ok(Line::Command { counter: None, words: text }),
    }
}

fn chain_line(text: &str) -> Line<'_> {
    let mut words = text.split([' ', '\t']).filter(|word| !word.is_empty());
    let mut next = || words.next().unwrap_or("");
    Line::Chain { name: next(), policy: next(), counter: next() }
}

/// `[1:60] -A ...`
fn counter(text: &str, line: usize) -> Result<(Counter, &str), Problem> {
    let inner = text.strip_prefix('[').unwrap_or(text);
    let (inside, rest) = inner.split_once(']').ok_or_else(|| Problem::usage(format!("Bad line {line}: need ]")))?;
    let (packets, bytes) = inside.split_once(':').ok_or_else(|| Problem::usage(format!("Bad line {line}: need :")))?;
    let count = |text: &str| number::prefix(text).map_or(0, |(count, _)| count);
    Ok((Counter { packets: count(packets), bytes: count(bytes) }, rest.trim_start()))
}

/// `[1:60]`, the counters of a policy.
pub fn policy_counter(text: &str) -> Option<Counter> {
    let inside = text.strip_prefix('[')?;
    let (packets, rest) = number::prefix(inside)?;
    let (bytes, rest) = number::prefix(rest.strip_prefix(':')?)?;
    rest.starts_with(']').then_some(Counter { packets, bytes })
}

/// The order in which `iptables-save` (nft) prints tables.
pub const ORDER: [TableName; 5] = [TableName::Mangle, TableName::Security, TableName::Raw, TableName::Filter, TableName::Nat];
