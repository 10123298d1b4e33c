//! The `conntrack` command of conntrack-tools 1.4.7: lists, looks up, makes, counts and deletes connections.
//!
//! Watching events (`-E`) and changing entries (`-U`) are left out, and say so.

mod checks;
mod create;
mod filter;
mod options;
mod values;
mod words;

use crate::kernel::host::Host;
use crate::state::clock::Instant;
use crate::state::conntrack::entry::Count;
use crate::state::conntrack::{Entry, EntryId, Zone};
use crate::state::sysctl::Setting;
use crate::text::conntrack::forms;
use crate::text::conntrack::print::{self, Style};
use crate::tools::Output;
use options::{Command, CommandLine, Kind, OutputKind};
use words::Failure;

/// `words` is what follows `conntrack`.
pub fn conntrack(host: &mut Host, words: &[&str], now: Instant) -> Output {
    match options::read(words) {
        Ok(line) => {
            let mut output = perform(host, &line, now);
            output.err.insert_str(0, &line.warnings);
            output
        }
        Err(failure) => failed(&failure),
    }
}

const NAME: &str = "conntrack v1.4.7 (conntrack-tools)";
const HINT: &str = "Try `conntrack -h' or 'conntrack --help' for more information.";

fn failed(failure: &Failure) -> Output {
    match failure {
        Failure::Usage(text) => Output { err: format!("{NAME}: {text}\n{HINT}\n"), code: 2, ..Output::default() },
        Failure::Combined(text) => Output { err: format!("{NAME}: {text}\n"), code: 1, ..Output::default() },
        Failure::Refused { warnings, text } => {
            Output { err: format!("{warnings}{NAME}: Operation failed: {text}\n"), code: 1, ..Output::default() }
        }
    }
}

fn said(text: &str) -> Output {
    Output { err: format!("{NAME}: {text}\n"), ..Output::default() }
}

fn perform(host: &mut Host, line: &CommandLine, now: Instant) -> Output {
    match (line.command, line.kind) {
        (Command::Help, _) => Output { out: include_str!("usage.txt").to_owned(), ..Output::default() },
        (Command::Version, _) => Output { out: format!("{NAME}\n"), ..Output::default() },
        (Command::List, Kind::Expectations) => said("0 expectations have been shown."),
        (Command::Flush, Kind::Expectations) => said("expectation table has been emptied."),
        (Command::Count, Kind::Expectations) => Output { out: "0\n".to_owned(), ..Output::default() },
        (Command::List, Kind::Passing) => said("0 flow entries have been shown."),
        (Command::List, Kind::Connections) => list(host, line, now),
        (Command::Flush, Kind::Connections | Kind::Passing) => flush(host),
        (Command::Count, Kind::Connections | Kind::Passing) => {
            Output { out: format!("{}\n", living(host, now).count()), ..Output::default() }
        }
        (Command::Delete, _) => delete(host, line, now),
        (Command::Get, _) => get(host, line, now),
        (Command::Create, _) => create(host, line, now),
        (Command::Statistics, _) => statistics(),
        (Command::Update, _) => not_modelled("changing entries (-U)"),
        (Command::Watch, _) => not_modelled("watching events (-E)"),
    }
}

fn not_modelled(what: &str) -> Output {
    Output { err: format!("{NAME}: {what} is not modelled here\n"), code: 1, ..Output::default() }
}

fn living(host: &Host, now: Instant) -> impl Iterator<Item = &Entry> {
    host.conntrack.confirmed().filter(move |entry| entry.expires > now)
}

fn style(host: &Host, line: &CommandLine, uses: u8) -> Style {
    let counters = host.sysctls.is_on(Setting::ConntrackAccounting);
    Style { counters, extended: line.output.extended, identity: line.output.identity, uses }
}

/// The kernel's order is that of a hash; ours is newest first (reference: conntrack.md §9).
fn chosen<'host>(host: &'host Host, line: &CommandLine, now: Instant) -> Vec<&'host Entry> {
    let mut entries: Vec<&Entry> = living(host, now).filter(|entry| line.filter.takes(entry)).collect();
    entries.reverse();
    entries
}

/// The entries in the form that was asked for; `done` is the command's letter as `-o save` writes it.
fn lines(entries: &[&Entry], now: Instant, style: Style, asked: OutputKind, done: char) -> String {
    let line = |entry: &&Entry| match asked {
        OutputKind { save: true, .. } => forms::command(entry, now, done),
        OutputKind { xml: true, .. } => forms::xml(entry, now, style),
        OutputKind { .. } => print::line(entry, now, style),
    };
    entries.iter().map(|entry| line(entry) + "\n").collect()
}

/// What is said of labels before anything else.
fn of_labels(asked: OutputKind) -> &'static str {
    if asked.labels { "nfct_labelmap_new: No such file or directory\n" } else { "" }
}

fn list(host: &mut Host, line: &CommandLine, now: Instant) -> Output {
    let entries = chosen(host, line, now);
    let mut out = lines(&entries, now, style(host, line, 1), line.output, 'A');
    if line.output.xml && !entries.is_empty() {
        out = format!("{}{out}{}", forms::XML_HEAD, forms::XML_END);
    }
    let labels = of_labels(line.output);
    let err = format!("{labels}{NAME}: {} flow entries have been shown.\n", entries.len());
    if line.zero {
        let ids: Vec<EntryId> = entries.iter().map(|entry| entry.id).collect();
        zero(host, &ids);
    }
    Output { out, err, code: 0 }
}

fn zero(host: &mut Host, ids: &[EntryId]) {
    for id in ids {
        if let Some(entry) = host.conntrack.get_mut(*id) {
            entry.original_count = Count::default();
            entry.reply_count = Count::default();
        }
    }
}

fn flush(host: &mut Host) -> Output {
    let all: Vec<EntryId> = host.conntrack.confirmed().map(|entry| entry.id).collect();
    for id in all {
        host.conntrack.remove(id);
    }
    said("connection tracking table has been emptied.")
}

fn delete(host: &mut Host, line: &CommandLine, now: Instant) -> Output {
    let entries = chosen(host, line, now);
    let out = lines(&entries, now, style(host, line, 1), line.output, 'D');
    let ids: Vec<EntryId> = entries.iter().map(|entry| entry.id).collect();
    for id in &ids {
        host.conntrack.remove(*id);
    }
    let labels = of_labels(line.output);
    let err = format!("{labels}{NAME}: {} flow entries have been deleted.\n", ids.len());
    Output { out, err, code: u8::from(ids.is_empty()) }
}

fn get(host: &Host, line: &CommandLine, now: Instant) -> Output {
    let Some(tuple) = create::original(line) else {
        return failed(&Failure::refused("invalid parameters"));
    };
    let found = host.conntrack.find(Zone::DEFAULT, &tuple, now).and_then(|(id, _)| host.conntrack.get(id));
    match found {
        Some(entry) => Output {
            out: {
                let head = if line.output.xml { forms::XML_HEAD } else { "" };
                format!("{head}{}", lines(&[entry], now, style(host, line, 2), line.output, 'A'))
            },
            err: format!("{}{NAME}: 1 flow entries have been shown.\n", of_labels(line.output)),
            code: 0,
        },
        None => failed(&Failure::refused("such conntrack doesn't exist")),
    }
}

fn create(host: &mut Host, line: &CommandLine, now: Instant) -> Output {
    let zone = line.filter.wanted_zone();
    let exists = create::original(line).is_some_and(|tuple| host.conntrack.find(zone, &tuple, now).is_some());
    let taken = "Such conntrack exists, try -U to update";
    match create::entry(line, now) {
        _ if exists => failed(&Failure::refused(taken)),
        None => failed(&Failure::refused("invalid parameters")),
        Some(entry) => match host.conntrack.insert(entry, now) {
            Some(_) => said("1 flow entries have been created."),
            None => failed(&Failure::refused(taken)),
        },
    }
}

/// The layout of the real one; what it counts is not counted here.
fn statistics() -> Output {
    let names = [
        "found",
        "invalid",
        "insert",
        "insert_failed",
        "drop",
        "early_drop",
        "error",
        "search_restart",
        "clash_resolve",
        "chaintoolong",
    ];
    let fields: String = names.iter().map(|name| format!("{name}=0 ")).collect();
    Output { out: format!("cpu=0   \t{fields}\n"), err: "conntrack: these statistics are not counted here\n".to_owned(), code: 0 }
}
