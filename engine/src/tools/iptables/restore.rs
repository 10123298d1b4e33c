//! `iptables-restore`: a file of commands, table by table, each table all or nothing.

use super::failure::Failure;
use super::rules::Editor;
use super::{Changed, apply};
use crate::kernel::hook::TableName;
use crate::kernel::host::Host;
use crate::kernel::rules::options::Problem;
use crate::kernel::rules::{Chain, Counter, Policy, Table, check};
use crate::text::iptables::command::{self, Action, Setting};
use crate::text::iptables::quoting;
use crate::text::iptables::rule::Manner;
use crate::text::iptables::save::{self, Line};
use crate::tools::Output;

#[derive(Clone, Copy, Debug, Default)]
pub struct RestoreOptions {
    /// `-n`: what the file does not name stays.
    pub noflush: bool,
    /// `-c`: counters are taken from the file.
    pub counters: bool,
    /// `--test`: nothing is kept.
    pub test: bool,
    /// `-T`: only this table.
    pub table: Option<TableName>,
}

pub fn iptables_restore(host: &mut Host, text: &str, options: RestoreOptions) -> Output {
    let mut restore = Restore { host, options, table: None, skipping: false, output: Output::default() };
    for (place, line) in text.lines().enumerate() {
        if let Err(failed) = restore.line(line, place + 1) {
            return failed;
        }
    }
    if restore.table.is_some() {
        let lines = text.lines().count() + 1;
        return Output { err: format!("iptables-restore: COMMIT expected at line {lines}\n"), code: 1, ..Output::default() };
    }
    restore.output
}

/// A restore under way.
struct Restore<'host> {
    host: &'host mut Host,
    options: RestoreOptions,
    /// The table that was begun, not yet the host's.
    table: Option<Table>,
    skipping: bool,
    output: Output,
}

impl Restore<'_> {
    fn line(&mut self, text: &str, number: usize) -> Result<(), Output> {
        match save::line(text, number).map_err(|problem| complaint(&problem, number))? {
            Line::Nothing => Ok(()),
            Line::Table(name) if self.table.is_none() => self.begin(name, number),
            Line::Chain { name, policy, counter } if self.table.is_some() => self.chain(name, policy, counter, number),
            Line::Command { counter, words } if self.table.is_some() => self.command(words, counter, number),
            Line::Commit if self.table.is_some() => self.commit(number),
            Line::Table(_) | Line::Chain { .. } | Line::Command { .. } | Line::Commit if self.skipping => {
                self.skipping = !matches!(save::line(text, number), Ok(Line::Commit));
                Ok(())
            }
            Line::Table(_) | Line::Chain { .. } | Line::Command { .. } | Line::Commit => {
                Err(failed(&format!("iptables-restore: line {number} failed\n"), 1))
            }
        }
    }

    fn begin(&mut self, name: &str, number: usize) -> Result<(), Output> {
        let Some(name) = TableName::from_name(name) else {
            let text = format!("iptables-restore: line {number} table name '{name}' invalid\n");
            return Err(Failure::Words(Problem::usage(text)).output("iptables-restore"));
        };
        if self.options.table.is_some_and(|only| only != name) {
            self.skipping = true;
            return Ok(());
        }
        let known = self.host.tables.get(&name).filter(|_| self.options.noflush);
        self.table = Some(known.cloned().unwrap_or_else(|| Table::bare(name)));
        Ok(())
    }

    /// `:INPUT ACCEPT [0:0]`, `:FOO - [0:0]`.
    fn chain(&mut self, name: &str, policy: &str, counter: &str, number: usize) -> Result<(), Output> {
        let invalid = |what| {
            let text = format!("iptables-restore: line {number} {what} invalid\n");
            Err(Failure::Words(Problem::usage(text)).output("iptables-restore"))
        };
        match (name, policy) {
            ("", _) => return invalid("chain name"),
            (_, "") => return invalid("policy"),
            _ => {}
        }
        let Some(table) = &mut self.table else { return Ok(()) };
        let Some(hook) = table.hook_named(name) else {
            command::check_restored_chain_name(name).map_err(|problem| complaint(&problem, number))?;
            match table.chain_mut(name) {
                Some(chain) => chain.flush(),
                None => table.chains.push(Chain::user(name)),
            }
            return Ok(());
        };
        let policy = match policy {
            "-" => None,
            "ACCEPT" => Some(Policy::Accept),
            "DROP" => Some(Policy::Drop),
            _ => return Err(failed(&format!("iptables-restore: line {number} failed: Bad policy name.\n"), 1)),
        };
        let counter = match self.options.counters {
            true if policy.is_some() => save::policy_counter(counter)
                .ok_or_else(|| complaint(&Problem::usage(format!("invalid policy counters for chain '{name}'")), number))?,
            true | false => Counter::default(),
        };
        if let Some(base) = &mut table.make_base(hook).base {
            base.policy = policy.unwrap_or(base.policy);
            base.counter = counter;
            base.counts = true;
        }
        Ok(())
    }

    fn command(&mut self, text: &str, counter: Option<Counter>, number: usize) -> Result<(), Output> {
        let Some(table) = &mut self.table else { return Ok(()) };
        let words = quoting::words(text);
        let words: Vec<&str> = words.iter().map(|word| word.as_ref()).collect();
        let setting = Setting { manner: Manner::Command, restoring: Some(table.name) };
        let mut line = command::read(&words, setting).map_err(|problem| complaint(&problem, number))?;
        if let (Some(counter), true) = (counter, self.options.counters) {
            set_counter(&mut line.action, counter);
        }
        let done = apply_line(table, &mut self.host.next_rule, &line, &mut self.output);
        done.map_err(|failure| at_line(&failure, number))
    }

    fn commit(&mut self, number: usize) -> Result<(), Output> {
        let Some(mut table) = self.table.take() else { return Ok(()) };
        table.link();
        let refused = |refusal| at_line(&Failure::kernel("RULE_APPEND", refusal, ""), number);
        check::table(&table).map_err(refused)?;
        let gone = table.chains.is_empty();
        if self.options.test || (gone && !self.host.tables.contains_key(&table.name)) {
            return Ok(());
        }
        self.host.tables.insert(table.name, table);
        Ok(())
    }
}

/// Appending, the bulk of every file, takes no detour over a copy of the table.
fn apply_line(table: &mut Table, next_rule: &mut u32, line: &command::CommandLine, output: &mut Output) -> Result<(), Failure> {
    match &line.action {
        Action::Append { chain, rules, counter } => Editor { table, next_rule }.append(chain, rules, *counter),
        Action::Insert { .. }
        | Action::Replace { .. }
        | Action::Delete { .. }
        | Action::DeleteNumber { .. }
        | Action::Check { .. }
        | Action::List { .. }
        | Action::ListRules { .. }
        | Action::Flush { .. }
        | Action::Zero { .. }
        | Action::NewChain { .. }
        | Action::DeleteChain { .. }
        | Action::RenameChain { .. }
        | Action::Policy { .. }
        | Action::Version
        | Action::Help => match apply(table, next_rule, line, output)? {
            Changed::Nothing | Changed::Chains | Changed::Rules(..) => Ok(()),
        },
    }
}

fn set_counter(action: &mut Action, given: Counter) {
    match action {
        Action::Append { counter, .. } | Action::Insert { counter, .. } | Action::Replace { counter, .. } => *counter = given,
        Action::Delete { .. }
        | Action::DeleteNumber { .. }
        | Action::Check { .. }
        | Action::List { .. }
        | Action::ListRules { .. }
        | Action::Flush { .. }
        | Action::Zero { .. }
        | Action::NewChain { .. }
        | Action::DeleteChain { .. }
        | Action::RenameChain { .. }
        | Action::Policy { .. }
        | Action::Version
        | Action::Help => {}
    }
}

/// A line that makes no sense: the tool names the line between its complaint and its advice.
fn complaint(problem: &Problem, number: usize) -> Output {
    let mut output = Failure::Words(problem.clone()).output("iptables-restore");
    if problem.exit_code == 2 {
        let advice = output.err.find("Try `").unwrap_or(output.err.len());
        output.err.insert_str(advice, &format!("Error occurred at line: {number}\n"));
    }
    output
}

fn at_line(failure: &Failure, number: usize) -> Output {
    match failure {
        Failure::Words(problem) => complaint(problem, number),
        Failure::Operation(text) => failed(&format!("iptables-restore: line {number} failed: {text}\n"), 1),
        Failure::Kernel { .. } => {
            let inner = failure.output("iptables-restore");
            Output { err: format!("{}\n", inner.err.trim_end()), ..inner }
        }
    }
}

fn failed(err: &str, code: u8) -> Output {
    Output { out: String::new(), err: err.to_owned(), code }
}
