//! `iptables-restore`: a file of commands, table by table, each table all or nothing.

mod words;

pub use words::typed;

use super::failure::Failure;
use super::{Changed, apply, check_sets};
use crate::kernel::host::Host;
use crate::rules::options::Problem;
use crate::rules::{Chain, Counter, Policy, RuleId, Table, check};
use crate::state::hook::{Hook, TableName};
use crate::text::iptables::command::{self, CommandLine, Setting, Task};
use crate::text::iptables::complaints;
use crate::text::iptables::quoting;
use crate::text::iptables::save::{self, Line};
use crate::tools::Output;

#[derive(Clone, Copy, Debug, Default)]
pub struct RestoreOptions {
    /// `-n`: what the file does not name stays.
    pub noflush: bool,
    /// `-c`: counters are taken from the file.
    pub counters: bool,
    /// `--test`: lines are read, but not carried out.
    pub test: bool,
    pub verbose: bool,
    /// `-T`: only this table.
    pub table: Option<TableName>,
}

/// `iptables-restore` with this text on its standard input. A table is taken over as a whole or not at all.
///
/// ```
/// use engine::kernel::host::Host;
/// use engine::tools::iptables::{RestoreOptions, SaveOptions, iptables_restore, iptables_save};
///
/// let rules = "*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n\
///              -A INPUT -i lo -j ACCEPT\nCOMMIT\n";
/// let mut host = Host::new("server");
/// assert_eq!(iptables_restore(&mut host, rules, RestoreOptions::default()).code, 0);
/// assert!(iptables_save(&host, SaveOptions::default()).contains(rules));
///
/// let broken = iptables_restore(&mut host, "*filter\n-A INPUT --nosuch\nCOMMIT\n", RestoreOptions::default());
/// assert_eq!(broken.code, 2);
/// assert!(iptables_save(&host, SaveOptions::default()).contains(rules));
/// ```
pub fn iptables_restore(host: &mut Host, text: &str, options: RestoreOptions) -> Output {
    named(PROGRAM, host, text, options)
}

const PROGRAM: &str = "iptables-restore";

/// A restore by the program of this name.
fn named(program: &str, host: &mut Host, text: &str, options: RestoreOptions) -> Output {
    // The real tool reads lines as C does: a zero ends one, before its newline.
    let lines: Vec<&str> = text.split_inclusive('\n').map(|line| line.split_once('\0').map_or(line, |(line, _)| line)).collect();
    let mut restore = Restore { program, host, options, begun: None, skipping: false, output: Output::default() };
    let read = lines.iter().enumerate().try_for_each(|(place, line)| restore.line(line, place + 1));
    let done = read.and_then(|()| restore.end(lines.len()));
    let said = restore.output;
    match done {
        Ok(()) => said,
        Err(failed) => Output { out: said.out + &failed.out, err: said.err + &failed.err, code: failed.code },
    }
}

/// A restore under way.
struct Restore<'host> {
    program: &'host str,
    host: &'host mut Host,
    options: RestoreOptions,
    begun: Option<Begun>,
    skipping: bool,
    output: Output,
}

/// A table whose lines are read; they are carried out together, at its COMMIT.
struct Begun {
    name: TableName,
    steps: Vec<(usize, Step)>,
}

/// What a line does to its table.
enum Step {
    /// `:INPUT ACCEPT [0:0]`, with what is said of the policy.
    Base {
        hook: Hook,
        policy: String,
        counter: Counter,
    },
    /// `:FOO - [0:0]`
    User(String),
    Command(Box<CommandLine>),
}

impl Restore<'_> {
    /// With its newline, where it has one.
    fn line(&mut self, line: &str, number: usize) -> Result<(), Output> {
        let text = line.strip_suffix('\n').unwrap_or(line);
        let ends = text.len() < line.len();
        if self.options.verbose && text.starts_with('#') {
            self.output.out.push_str(&format!("{text}\n"));
        }
        // whatever stands in a table that was not asked for, up to the next one, and its COMMIT
        self.skipping &= !text.starts_with('*');
        if self.skipping {
            return Ok(());
        }
        let line = save::line(text, number).map_err(|problem| self.complaint(&problem, number))?;
        match (line, self.begun.is_some()) {
            // only a zero leaves so little of a line; it is no empty one
            (Line::Nothing, true) if text.is_empty() && !ends => self.command(text, None, number, ends),
            (Line::Nothing, false) if text.is_empty() && !ends => Err(self.misplaced(number)),
            (Line::Nothing, _) => Ok(()),
            (Line::Table(name), false) => self.begin(name, number),
            (Line::Chain { name, policy, counter }, true) => self.chain(name, policy, counter, number),
            (Line::Command { counter, words }, true) => self.command(words, counter, number, ends),
            (Line::Table(_), true) => self.command(text, None, number, ends),
            (Line::Commit, true) => self.commit(number),
            (Line::Chain { .. } | Line::Command { .. } | Line::Commit, false) => Err(self.misplaced(number)),
        }
    }

    /// A line outside of tables that begins none.
    fn misplaced(&self, number: usize) -> Output {
        failed(format!("{}: line {number} failed\n", self.program), 1)
    }

    fn end(&self, lines: usize) -> Result<(), Output> {
        match self.begun {
            Some(_) => Err(failed(format!("{}: COMMIT expected at line {}\n", self.program, lines + 1), 1)),
            None => Ok(()),
        }
    }

    fn begin(&mut self, name: &str, number: usize) -> Result<(), Output> {
        let Some(known) = TableName::from_name(name) else {
            let name = if name.is_empty() { String::new() } else { format!("'{name}' ") };
            let text = format!("{}: line {number} table name {name}invalid", self.program);
            return Err(self.complaint(&Problem::usage(text), number));
        };
        match self.options.table.is_some_and(|only| only != known) {
            true => self.skipping = true,
            false => self.begun = Some(Begun { name: known, steps: Vec::new() }),
        }
        Ok(())
    }

    /// `:INPUT ACCEPT [0:0]`, `:FOO - [0:0]`.
    fn chain(&mut self, name: &str, policy: &str, counter: &str, number: usize) -> Result<(), Output> {
        let Some(table) = self.begun.as_ref().map(|begun| begun.name) else { return Ok(()) };
        let wrong = |text: String| self.complaint(&Problem::usage(text), number);
        if name.is_empty() {
            return Err(wrong(format!("{}: line {number} chain name invalid", self.program)));
        }
        command::check_chain_length(name).map_err(|problem| self.complaint(&problem, number))?;
        if policy.is_empty() {
            return Err(wrong(format!("{}: line {number} policy invalid", self.program)));
        }
        let Some(hook) = table.hook_named(name) else {
            command::check_restored_chain_name(name).map_err(|problem| self.complaint(&problem, number))?;
            self.step(number, Step::User(name.to_owned()));
            return Ok(());
        };
        let counter = match self.options.counters && policy != "-" {
            true => save::policy_counter(counter).ok_or_else(|| wrong(format!("invalid policy counters for chain '{name}'")))?,
            false => Counter::default(),
        };
        self.step(number, Step::Base { hook, policy: policy.to_owned(), counter });
        Ok(())
    }

    fn command(&mut self, text: &str, counter: Option<Counter>, number: usize, ends: bool) -> Result<(), Output> {
        let restoring = self.begun.as_ref().map(|begun| begun.name);
        let words = if ends { quoting::words_of_line(text) } else { quoting::words(text) };
        let words: Vec<&str> = words.iter().map(|word| word.as_ref()).collect();
        // a line for the other family
        if let ["-6" | "--ipv6", ..] = words.as_slice() {
            return Ok(());
        }
        let setting = Setting { restoring, sets: Some(&self.host.sets), ..Setting::COMMAND };
        let mut line = command::read(&words, setting).map_err(|problem| self.complaint(&problem, number))?;
        check_sets(self.host, &line).map_err(|problem| self.complaint(&problem, number))?;
        if let Some(given) = counter.filter(|_| self.options.counters)
            && let Task::Rules { edit, .. } = &mut line.task
            && let Some(counter) = edit.counter_mut()
        {
            *counter = given;
        }
        // with -n, -v is not passed on (seen on 1.8.9)
        if self.options.verbose && !self.options.noflush {
            line.manner.verbose = line.manner.verbose.max(1);
        }
        self.step(number, Step::Command(Box::new(line)));
        Ok(())
    }

    fn step(&mut self, number: usize, step: Step) {
        if let Some(begun) = &mut self.begun {
            begun.steps.push((number, step));
        }
    }

    /// Carries out what was read of a table; all of it, or nothing.
    fn commit(&mut self, number: usize) -> Result<(), Output> {
        let Some(Begun { name, steps }) = self.begun.take() else { return Ok(()) };
        if self.options.test {
            return Ok(());
        }
        let mut table = self.cleared(name);
        // For every line that made rules: the first of them.
        let mut origins: Vec<(u32, usize)> = Vec::new();
        let mut zeroed = Vec::new();
        for (line, step) in steps {
            origins.push((self.host.next_rule, line));
            let done = carry_out(&mut table, &mut self.host.next_rule, step, &mut self.output);
            zeroed.extend(done.map_err(|failure| self.at_line(&failure, line, number))?);
        }
        // -v names every base chain, and so makes those that are missing; -Z in the file does not see them (seen on 1.8.9)
        for hook in name.hooks().filter(|_| self.options.verbose && !self.options.noflush) {
            table.make_base(hook);
        }
        table.link();
        if let Err(refusal) = check::table(&table) {
            let (chain, id) = culprit(&table);
            let line = origins.iter().rev().find(|(first, _)| *first <= id.0).map_or(number, |(_, line)| *line);
            return Err(self.at_line(&Failure::kernel(complaints::APPEND_RULE, refusal, &chain), line, number));
        }
        self.host.memory.forget(&zeroed);
        match table.chains.is_empty() {
            false => drop(self.host.tables.insert(name, table)),
            true if !self.options.noflush => drop(self.host.tables.remove(&name)),
            true => {}
        }
        Ok(())
    }

    /// The table as the file finds it: as it is with `-n`, or else empty.
    fn cleared(&mut self, name: TableName) -> Table {
        let existing = self.host.tables.get(&name).cloned();
        let table = existing.unwrap_or_else(|| Table::bare(name));
        if self.options.noflush {
            return table;
        }
        if !self.options.verbose {
            return Table::bare(name);
        }
        for chain in table.listed_names() {
            self.output.out.push_str(&format!("Flushing chain `{chain}'\n"));
        }
        for chain in table.sorted_user_chains() {
            self.output.out.push_str(&format!("Deleting chain `{}'\n", chain.name));
        }
        Table::bare(name)
    }

    /// A line that makes no sense: the tool names the line between its complaint and its advice.
    fn complaint(&self, problem: &Problem, number: usize) -> Output {
        let mut output = Failure::Words(problem.clone()).output(self.program);
        if problem.exit_code == 2 {
            let advice = output.err.find("Try `").unwrap_or(output.err.len());
            output.err.insert_str(advice, &format!("Error occurred at line: {number}\n"));
        }
        output
    }

    /// What the tool notices only when it carries the lines out, at the COMMIT, bears that line's number.
    fn at_line(&self, failure: &Failure, number: usize, commit: usize) -> Output {
        let program = self.program;
        match failure {
            Failure::Words(problem) => self.complaint(problem, commit),
            Failure::Operation(text) => failed(format!("{program}: line {number} failed: {text}\n"), 1),
            Failure::Kernel { verb, reason, object } => {
                let head = format!("{program} v1.8.9 (nf_tables): ");
                failed(format!("{head}\nline {number}: {verb} failed ({reason}): {object}\n"), 4)
            }
        }
    }
}

/// The rules whose counters are zero again.
fn carry_out(table: &mut Table, next_rule: &mut u32, step: Step, output: &mut Output) -> Result<Vec<RuleId>, Failure> {
    match step {
        Step::Base { hook, policy, counter } => set_base(table, hook, &policy, counter).map(|()| Vec::new()),
        Step::User(name) => {
            match table.chain_mut(&name) {
                Some(chain) => chain.flush(),
                None => table.chains.push(Chain::user(&name)),
            }
            Ok(Vec::new())
        }
        Step::Command(line) => match apply(table, next_rule, &line, output)? {
            Changed::Counters(rules) => Ok(rules),
            Changed::Nothing | Changed::Chains | Changed::Rules(..) => Ok(Vec::new()),
        },
    }
}

fn set_base(table: &mut Table, hook: Hook, policy: &str, counter: Counter) -> Result<(), Failure> {
    let policy = match policy {
        "-" => None,
        name => Some(Policy::from_name(name).ok_or(Failure::Operation("Bad policy name."))?),
    };
    if let Some(base) = &mut table.make_base(hook).base {
        base.policy = policy.unwrap_or(base.policy);
        base.counter = counter;
        base.counts = true;
    }
    Ok(())
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

fn failed(err: String, code: u8) -> Output {
    Output { out: String::new(), err, code }
}
