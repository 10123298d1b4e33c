//! `iptables-restore`: a file of commands, table by table, each table all or nothing.

use super::failure::Failure;
use super::rules::Editor;
use super::{Changed, apply, check_sets};
use crate::kernel::hook::TableName;
use crate::kernel::host::Host;
use crate::kernel::rules::options::Problem;
use crate::kernel::rules::{Chain, Counter, Policy, RuleId, Table, check};
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
    // The real tool reads lines as C does: a zero ends one.
    let lines: Vec<&str> = text.split('\n').map(|line| line.split_once('\0').map_or(line, |(line, _)| line)).collect();
    let lines = lines.strip_suffix(&[""]).unwrap_or(&lines);
    let mut restore = Restore { host, options, lines, begun: None, skipping: false, output: Output::default() };
    for (place, line) in lines.iter().enumerate() {
        if let Err(failed) = restore.line(line, place + 1) {
            return failed;
        }
    }
    match restore.begun {
        Some(_) => failed(format!("{PROGRAM}: COMMIT expected at line {}\n", lines.len() + 1), 1),
        None => restore.output,
    }
}

const PROGRAM: &str = "iptables-restore";

/// A restore under way.
struct Restore<'host> {
    host: &'host mut Host,
    options: RestoreOptions,
    lines: &'host [&'host str],
    begun: Option<Begun>,
    skipping: bool,
    output: Output,
}

/// A table that is not yet the host's.
struct Begun {
    table: Table,
    /// For every line that made rules: the first of them.
    origins: Vec<(u32, usize)>,
}

impl Restore<'_> {
    fn line(&mut self, text: &str, number: usize) -> Result<(), Output> {
        let line = save::line(text, number).map_err(|problem| complaint(&problem, number))?;
        if self.skipping {
            self.skipping = line != Line::Commit;
            return Ok(());
        }
        match (line, self.begun.is_some()) {
            (Line::Nothing, _) => Ok(()),
            (Line::Table(name), false) => self.begin(name, number),
            (Line::Chain { name, policy, counter }, true) => self.chain(name, policy, counter, number),
            (Line::Command { counter, words }, true) => self.command(words, counter, number),
            (Line::Table(_), true) => self.command(text, None, number),
            (Line::Commit, true) => self.commit(number),
            (Line::Chain { .. } | Line::Command { .. } | Line::Commit, false) => {
                Err(failed(format!("{PROGRAM}: line {number} failed\n"), 1))
            }
        }
    }

    fn begin(&mut self, name: &str, number: usize) -> Result<(), Output> {
        let Some(known) = TableName::from_name(name) else {
            let name = if name.is_empty() { String::new() } else { format!("'{name}' ") };
            let text = format!("{PROGRAM}: line {number} table name {name}invalid");
            return Err(complaint(&Problem::usage(text), number));
        };
        if self.options.table.is_some_and(|only| only != known) {
            self.skipping = true;
            return Ok(());
        }
        let existing = self.host.tables.get(&known).filter(|_| self.options.noflush);
        let table = existing.cloned().unwrap_or_else(|| Table::bare(known));
        self.begun = Some(Begun { table, origins: Vec::new() });
        Ok(())
    }

    /// `:INPUT ACCEPT [0:0]`, `:FOO - [0:0]`.
    fn chain(&mut self, name: &str, policy: &str, counter: &str, number: usize) -> Result<(), Output> {
        let Some(Begun { table, .. }) = &mut self.begun else { return Ok(()) };
        let wrong = |text: String| complaint(&Problem::usage(text), number);
        if name.is_empty() {
            return Err(wrong(format!("{PROGRAM}: line {number} chain name invalid")));
        }
        command::check_chain_length(name).map_err(|problem| complaint(&problem, number))?;
        if policy.is_empty() {
            return Err(wrong(format!("{PROGRAM}: line {number} policy invalid")));
        }
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
            _ => return Err(failed(format!("{PROGRAM}: line {number} failed: Bad policy name.\n"), 1)),
        };
        let counter = match self.options.counters && policy.is_some() {
            true => save::policy_counter(counter).ok_or_else(|| wrong(format!("invalid policy counters for chain '{name}'")))?,
            false => Counter::default(),
        };
        if let Some(base) = &mut table.make_base(hook).base {
            base.policy = policy.unwrap_or(base.policy);
            base.counter = counter;
            base.counts = true;
        }
        Ok(())
    }

    fn command(&mut self, text: &str, counter: Option<Counter>, number: usize) -> Result<(), Output> {
        let Some(Begun { table, origins }) = &mut self.begun else { return Ok(()) };
        let words = quoting::words(text);
        let words: Vec<&str> = words.iter().map(|word| word.as_ref()).collect();
        let setting = Setting { manner: Manner::Command, restoring: Some(table.name) };
        let mut line = command::read(&words, setting).map_err(|problem| complaint(&problem, number))?;
        check_sets(self.host, &line).map_err(|problem| complaint(&problem, number))?;
        if let (Some(counter), true) = (counter, self.options.counters) {
            set_counter(&mut line.action, counter);
        }
        origins.push((self.host.next_rule, number));
        let done = apply_line(table, &mut self.host.next_rule, &line, &mut self.output);
        done.map_err(|failure| at_line(&failure, number, self.commit_line(number)))
    }

    /// The line of the COMMIT that belongs to a line.
    fn commit_line(&self, number: usize) -> usize {
        let rest = self.lines.iter().enumerate().skip(number);
        rest.into_iter().find(|(_, line)| line.starts_with("COMMIT")).map_or(number, |(place, _)| place + 1)
    }

    fn commit(&mut self, number: usize) -> Result<(), Output> {
        let Some(Begun { mut table, origins }) = self.begun.take() else { return Ok(()) };
        table.link();
        if let Err(refusal) = check::table(&table) {
            let (chain, id) = culprit(&table);
            let line = origins.iter().rev().find(|(first, _)| *first <= id.0).map_or(number, |(_, line)| *line);
            return Err(at_line(&Failure::kernel("RULE_APPEND", refusal, &chain), line, number));
        }
        let gone = table.chains.is_empty();
        if self.options.test || (gone && !self.host.tables.contains_key(&table.name)) {
            return Ok(());
        }
        self.host.tables.insert(table.name, table);
        Ok(())
    }
}

/// The rule with which the table went wrong: with all rules before it, it is still right.
fn culprit(table: &Table) -> (String, RuleId) {
    let mut rules: Vec<(RuleId, String)> =
        table.chains.iter().flat_map(|chain| chain.rules.iter().map(|rule| (rule.id, chain.name.to_string()))).collect();
    rules.sort();
    let right = |(id, _): &(RuleId, String)| check::table(&up_to(table, *id)).is_ok();
    let place = rules.partition_point(right);
    rules.get(place).map_or_else(|| (String::new(), RuleId::default()), |(id, chain)| (chain.clone(), *id))
}

/// The table as it was when a rule had just been added.
fn up_to(table: &Table, last: RuleId) -> Table {
    let mut table = table.clone();
    for chain in &mut table.chains {
        for place in (0..chain.rules.len()).rev() {
            if chain.rules.get(place).is_some_and(|rule| rule.id > last) {
                chain.remove(place);
            }
        }
    }
    table.link();
    table
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
    let mut output = Failure::Words(problem.clone()).output(PROGRAM);
    if problem.exit_code == 2 {
        let advice = output.err.find("Try `").unwrap_or(output.err.len());
        output.err.insert_str(advice, &format!("Error occurred at line: {number}\n"));
    }
    output
}

/// What the tool notices only when it carries the lines out, at the COMMIT, bears that line's number.
fn at_line(failure: &Failure, number: usize, commit: usize) -> Output {
    match failure {
        Failure::Words(problem) => complaint(problem, commit),
        Failure::Operation(text) => failed(format!("{PROGRAM}: line {number} failed: {text}\n"), 1),
        Failure::Kernel { verb, reason, object } => {
            let head = format!("{PROGRAM} v1.8.9 (nf_tables): ");
            failed(format!("{head}\nline {number}: {verb} failed ({reason}): {object}\n"), 4)
        }
    }
}

fn failed(err: String, code: u8) -> Output {
    Output { out: String::new(), err, code }
}
