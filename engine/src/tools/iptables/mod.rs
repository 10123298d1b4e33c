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
use crate::text::iptables::command::{self, ChainEdit, CommandLine, Printing, Printout, RuleEdit, Setting, Task};
use failure::Failure;

/// `iptables` with these words behind it.
///
/// ```
/// use engine::kernel::host::Host;
/// use engine::tools::iptables::iptables;
///
/// let mut host = Host::new("server");
/// iptables(&mut host, &["-A", "INPUT", "-p", "tcp", "--dport", "http", "-j", "ACCEPT"]);
/// let listed = iptables(&mut host, &["-S", "INPUT", "1"]);
/// assert_eq!(listed.out, "-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT\n");
///
/// let refused = iptables(&mut host, &["-A", "INPUT", "--dport", "80"]);
/// assert_eq!(refused.code, 2);
/// assert!(refused.err.starts_with("iptables v1.8.9 (nf_tables): unknown option \"--dport\""));
/// ```
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
    match line.task.rules().iter().find_map(missing) {
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
    let out = &mut output.out;
    match &line.task {
        Task::Rules { chain, edit } => {
            let echo = (line.manner.verbose > 0).then_some(out);
            edit_rules(&mut rules::Editor { table, next_rule, echo }, chain, edit)?;
            let verb = failure::kernel_verb(edit);
            Ok(verb.map_or(Changed::Nothing, |verb| Changed::Rules(verb, chain.clone())))
        }
        Task::Chains(edit) => edit_chains(table, edit, line.manner.verbose > 0, out),
        Task::Print(printout) => print(table, printout, line.manner, out),
    }
}

fn edit_rules(editor: &mut rules::Editor<'_>, chain: &str, edit: &RuleEdit) -> Result<(), Failure> {
    match edit {
        RuleEdit::Append { rules, counter } => editor.append(chain, rules, *counter),
        RuleEdit::Insert { number, rules, counter } => editor.insert(chain, *number, rules, *counter),
        RuleEdit::Replace { number, rule, counter } => editor.replace(chain, *number, rule, *counter),
        RuleEdit::Delete { rules } => editor.delete(chain, rules),
        RuleEdit::DeleteNumber { number } => editor.delete_number(chain, *number),
        RuleEdit::Check { rules } => editor.check(chain, rules),
    }
}

fn edit_chains(table: &mut Table, edit: &ChainEdit, verbose: bool, out: &mut String) -> Result<Changed, Failure> {
    match edit {
        ChainEdit::Flush { chain } => chains::flush(table, chain.as_deref(), verbose, out),
        ChainEdit::Zero { chain, number } => chains::zero(table, chain.as_deref(), *number, verbose, out),
        ChainEdit::New { chain } => chains::new(table, chain),
        ChainEdit::Delete { chain } => chains::delete(table, chain.as_deref(), verbose, out),
        ChainEdit::Rename { from, to } => chains::rename(table, from, to),
        ChainEdit::Policy { chain, policy } => chains::policy(table, chain, policy),
    }
}

fn print(table: &mut Table, printout: &Printout, manner: Printing, out: &mut String) -> Result<Changed, Failure> {
    let verbose = manner.verbose > 0;
    match printout {
        Printout::List { chain, number, zero } => {
            listing::list(table, chain.as_deref(), *number, manner, out)?;
            zero_after_listing(table, chain.as_deref(), *zero, verbose, out)
        }
        Printout::ListRules { chain, number, zero } => {
            listing::list_rules(table, chain.as_deref(), *number, verbose, out)?;
            zero_after_listing(table, chain.as_deref(), *zero, verbose, out)
        }
        Printout::Version => {
            out.push_str("iptables v1.8.9 (nf_tables)\n");
            Ok(Changed::Nothing)
        }
        Printout::Help => {
            out.push_str(include_str!("usage.txt"));
            Ok(Changed::Nothing)
        }
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
