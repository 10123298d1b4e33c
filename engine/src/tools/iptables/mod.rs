//! `iptables`, `iptables-save` and `iptables-restore`, as 1.8.9 on nf_tables does them.

mod chains;
mod failure;
mod listing;
pub mod restore;
mod rules;
pub mod save;

pub use restore::{RestoreOptions, iptables_restore};
pub use save::{SaveOptions, iptables_save};

use super::Output;
use crate::kernel::host::Host;
use crate::rules::options::Problem;
use crate::rules::rule::RuleId;
use crate::rules::{Rule, Table};
use crate::text::iptables::command::{self, Action, CommandLine, Setting};
use failure::Failure;

/// `iptables` with these words behind it.
pub fn iptables(host: &mut Host, words: &[&str]) -> Output {
    let line = match command::read(words, Setting { sets: Some(&host.sets), ..Setting::COMMAND }) {
        Ok(line) => line,
        Err(problem) => return Failure::from(problem).output("iptables"),
    };
    let mut output = Output { err: lines(&line.warnings), ..Output::default() };
    match carry_out(host, &line, &mut output) {
        Ok(()) => output,
        Err(failure) => {
            let failed = failure.output("iptables");
            Output { out: output.out + &failed.out, err: output.err + &failed.err, code: failed.code }
        }
    }
}

fn lines(texts: &[String]) -> String {
    texts.iter().map(|text| format!("{text}\n")).collect()
}

/// A rule that names a set needs it.
fn check_sets(host: &Host, line: &CommandLine) -> Result<(), Problem> {
    let missing = |rule: &Rule| rule.sets().into_iter().find(|name| host.sets.get(name).is_none()).map(str::to_owned);
    match line.action.rules().iter().find_map(missing) {
        Some(name) => Err(Problem::library(format!("Set {name} doesn't exist."))),
        None => Ok(()),
    }
}

/// Changes only one table, and only if all of it succeeds.
fn carry_out(host: &mut Host, line: &CommandLine, output: &mut Output) -> Result<(), Failure> {
    check_sets(host, line)?;
    let known = host.tables.get(&line.table);
    let mut table = known.cloned().unwrap_or_else(|| Table::bare(line.table));
    let mut next_rule = host.next_rule;
    let changed = apply(&mut table, &mut next_rule, line, output)?;
    if let Changed::Rules(verb, chain) = &changed {
        table.link();
        crate::rules::check::table(&table).map_err(|refusal| Failure::kernel(verb, refusal, chain))?;
    }
    if let Changed::Counters(rules) = &changed {
        host.memory.forget(rules);
    }
    if changed != Changed::Nothing {
        host.tables.insert(line.table, table);
        host.next_rule = next_rule;
    }
    Ok(())
}

/// What a command did to its table.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Changed {
    Nothing,
    Chains,
    /// Of these rules they are zero again, and so is what the rules remembered.
    Counters(Vec<RuleId>),
    /// By this verb of the kernel, in this chain: the table as a whole has to be checked.
    Rules(&'static str, String),
}

fn apply(table: &mut Table, next_rule: &mut u32, line: &CommandLine, output: &mut Output) -> Result<Changed, Failure> {
    let verbose = line.manner.verbose > 0;
    match &line.action {
        Action::Append { .. }
        | Action::Insert { .. }
        | Action::Replace { .. }
        | Action::Delete { .. }
        | Action::DeleteNumber { .. }
        | Action::Check { .. } => {
            edit(&mut rules::Editor { table, next_rule, echo: verbose.then_some(&mut output.out) }, &line.action)?
        }
        Action::List { chain, number, zero } => {
            listing::list(table, chain.as_deref(), *number, line.manner, &mut output.out)?;
            return zero_after_listing(table, chain.as_deref(), *zero, verbose, &mut output.out);
        }
        Action::ListRules { chain, number, zero } => {
            listing::list_rules(table, chain.as_deref(), *number, verbose, &mut output.out)?;
            return zero_after_listing(table, chain.as_deref(), *zero, verbose, &mut output.out);
        }
        Action::Flush { chain } => return chains::flush(table, chain.as_deref(), verbose, &mut output.out),
        Action::Zero { chain, number } => return chains::zero(table, chain.as_deref(), *number, verbose, &mut output.out),
        Action::NewChain { chain } => return chains::new(table, chain),
        Action::DeleteChain { chain } => return chains::delete(table, chain.as_deref(), verbose, &mut output.out),
        Action::RenameChain { from, to } => return chains::rename(table, from, to),
        Action::Policy { chain, policy, .. } => return chains::policy(table, chain, policy),
        Action::Version => {
            output.out.push_str("iptables v1.8.9 (nf_tables)\n");
            return Ok(Changed::Nothing);
        }
        Action::Help => {
            output.out.push_str(include_str!("usage.txt"));
            return Ok(Changed::Nothing);
        }
    }
    let Some(chain) = line.action.chain_of_rules() else { return Ok(Changed::Nothing) };
    Ok(match &line.action {
        Action::Check { .. } => Changed::Nothing,
        action => Changed::Rules(failure::kernel_verb(action), chain.to_owned()),
    })
}

/// The commands that change or ask for rules.
fn edit(editor: &mut rules::Editor<'_>, action: &Action) -> Result<(), Failure> {
    match action {
        Action::Append { chain, rules, counter } => editor.append(chain, rules, *counter),
        Action::Insert { chain, number, rules, counter } => editor.insert(chain, *number, rules, *counter),
        Action::Replace { chain, number, rule, counter } => editor.replace(chain, *number, rule, *counter),
        Action::Delete { chain, rules } => editor.delete(chain, rules),
        Action::DeleteNumber { chain, number } => editor.delete_number(chain, *number),
        Action::Check { chain, rules } => editor.check(chain, rules),
        Action::List { .. }
        | Action::ListRules { .. }
        | Action::Flush { .. }
        | Action::Zero { .. }
        | Action::NewChain { .. }
        | Action::DeleteChain { .. }
        | Action::RenameChain { .. }
        | Action::Policy { .. }
        | Action::Version
        | Action::Help => Ok(()),
    }
}

fn zero_after_listing(
    table: &mut Table,
    chain: Option<&str>,
    zero: bool,
    verbose: bool,
    out: &mut String,
) -> Result<Changed, Failure> {
    match zero {
        true => chains::zero(table, chain, None, verbose, out),
        false => Ok(Changed::Nothing),
    }
}
