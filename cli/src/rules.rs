//! `chainwalk rules`: whatever was pasted in, the rules in the asked form out, findings beside them.

use std::collections::BTreeMap;

use engine::kernel::host::Host;
use engine::rules::Table;
use engine::state::hook::TableName;
use engine::text::finding::Severity;
use engine::text::iptables::print::{self, Counters};
use engine::text::iptables::save;
use engine::text::paste::{self, Pasted, PlacedFinding};
use engine::tools::iptables::iptables;

use crate::Done;
use crate::arguments::{Print, RulesRequest};
use crate::problem::{Problem, read_text};

pub fn rules(wanted: &RulesRequest) -> Result<Done, Problem> {
    let text = read_text(&wanted.file)?;
    let pasted = paste::read(&[&text]);
    let name = if wanted.file == "-" { "standard input" } else { &wanted.file };
    let mut done = Done { out: String::new(), err: findings(name, &pasted.findings), code: 0 };
    let with_rules: Vec<_> = pasted.hosts.iter().filter(|host| !host.tables.is_empty()).collect();
    for host in &with_rules {
        if with_rules.len() > 1 {
            done.out.push_str(&format!("# {}\n", host.name.as_deref().unwrap_or("a machine without a name")));
        }
        done.out.push_str(&printed(&host.tables, wanted));
    }
    done.code = status(&pasted, with_rules.is_empty());
    if with_rules.is_empty() {
        let problem = Problem::new(
            format!("{name}: no rules were found"),
            "iptables-save, iptables -nvL or commands",
            "chainwalk rules --help",
        );
        done.err.push_str(&problem.done().err);
    }
    Ok(done)
}

/// A guess is said, but it was understood.
fn status(pasted: &Pasted, is_empty: bool) -> u8 {
    let is_wrong = |placed: &PlacedFinding| match placed.finding.severity {
        Severity::KernelRefuses | Severity::NotModelled => true,
        Severity::Guess => false,
    };
    match (is_empty, pasted.findings.iter().any(is_wrong)) {
        (true, _) => 2,
        (false, true) => 1,
        (false, false) => 0,
    }
}

fn findings(name: &str, findings: &[PlacedFinding]) -> String {
    let mut out = String::new();
    for PlacedFinding { finding, .. } in findings {
        let severity = match finding.severity {
            Severity::KernelRefuses => "not understood",
            Severity::NotModelled => "not modelled",
            Severity::Guess => "guessed",
        };
        let (line, column) = (finding.span.line, finding.span.column);
        out.push_str(&format!("{name}:{line}:{column}: {severity}: {}\n", finding.found));
        for (label, text) in [("expected", &finding.expected), ("hint", &finding.hint)] {
            if !text.is_empty() {
                out.push_str(&format!("  {label}: {text}\n"));
            }
        }
    }
    out
}

fn printed(tables: &BTreeMap<TableName, Table>, wanted: &RulesRequest) -> String {
    let chosen = save::ORDER.iter().filter(|name| wanted.table.is_none_or(|only| only == **name));
    let mut out = String::new();
    for table in chosen.filter_map(|name| tables.get(name)) {
        match wanted.print {
            Print::Save => save::table(&mut out, table, wanted.counters),
            Print::List => list(&mut out, table),
            Print::Commands => commands(&mut out, table),
        }
    }
    out
}

fn list(out: &mut String, table: &Table) {
    let mut host = Host::new("pasted");
    host.tables.insert(table.name, table.clone());
    let listed = iptables(&mut host, &["-t", table.name.name(), "-nvL", "--line-numbers"]);
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&format!("# {}\n{}", table.name, listed.out));
}

/// What a shell makes the same table with.
fn commands(out: &mut String, table: &Table) {
    let table_option = if table.name == TableName::Filter { String::new() } else { format!(" -t {}", table.name) };
    let mut line = |text: &str| out.push_str(&format!("iptables{table_option} {text}\n"));
    for chain in table.listed_chains() {
        match chain.base {
            Some(base) => line(&format!("-P {} {}", chain.name, base.policy.name())),
            None => line(&format!("-N {}", chain.name)),
        }
    }
    for chain in table.listed_chains() {
        for (rule, _) in chain.counted() {
            let mut text = String::new();
            print::rule(&mut text, &chain.name, rule, Counters::None);
            line(&text);
        }
    }
}
