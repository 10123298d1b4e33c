//! The `ipset` command, version 7.17.

use std::fmt::Write as _;
use std::sync::Arc;

use super::Output;
use crate::kernel::host::Host;
use crate::rules::rule::Target;
use crate::state::clock::Instant;
use crate::state::sets::set::Answer;
use crate::state::sets::{Set, SetError, SetKind};
use crate::text::ipset::command::{self, Command, Options, Place};
use crate::text::ipset::{Complaint, element, print};

/// Carries out `ipset WORDS`, the command's own name left out; `input` is what `restore` reads.
pub fn ipset(host: &mut Host, words: &[&str], input: &str, now: Instant) -> Output {
    let mut output = Output::default();
    let (options, done) = match command::parse(words) {
        Ok((options, command)) => (options, run(host, options, command, input, &mut output, now)),
        Err(complaint) => (Options::default(), Err(complaint)),
    };
    if let Err(complaint) = done {
        output.code = complaint.code;
        if !options.quiet {
            say(&mut output, &complaint);
        }
    }
    output
}

fn say(output: &mut Output, complaint: &Complaint) {
    let _ = writeln!(output.err, "ipset v7.17: {}", complaint.text);
    if complaint.code == 2 {
        output.err.push_str("Try `ipset help' for more information.\n");
    }
}

type Done = Result<(), Complaint>;

fn run(host: &mut Host, options: Options, command: Command, input: &str, output: &mut Output, now: Instant) -> Done {
    match command {
        Command::Create { name, kind, create } => host.sets.create(Set::new(&name, kind, create), options.exist).map_err(refusal),
        Command::Add { name, entry, options: words } => add(host, options, &name, &entry, &words, now),
        Command::Delete { name, entry, .. } => delete(host, options, &name, &entry, now),
        Command::Test { name, entry } => test(host, options, &name, &entry, output, now),
        Command::Destroy(Some(name)) => {
            let used = rules_with(host, &name) > 0;
            host.sets.destroy(&name, used).map_err(refusal)
        }
        Command::Destroy(None) => destroy_all(host),
        Command::List(name) if options.as_save => save(host, name.as_deref(), output, now),
        Command::List(name) => list(host, options, name.as_deref(), output, now),
        Command::Save(name) if options.as_plain => list(host, options, name.as_deref(), output, now),
        Command::Save(name) => save(host, name.as_deref(), output, now),
        Command::Restore => restore(host, options, input, output, now),
        Command::Flush(Some(name)) => {
            host.sets.get_mut(&name).ok_or_else(|| refusal(SetError::NoSuchSet))?.flush();
            Ok(())
        }
        Command::Flush(None) => {
            host.sets.iter_mut().for_each(Set::flush);
            Ok(())
        }
        Command::Rename(from, to) => {
            let used = rules_with(host, &from) > 0;
            host.sets.rename(&from, &to, used).map_err(refusal)
        }
        Command::Swap(one, other) => host.sets.swap(&one, &other).map_err(refusal),
        Command::Help => Err(Complaint::other("`ipset help' is not modelled here")),
        Command::Version => {
            output.out.push_str("ipset v7.17, protocol version: 7\n");
            Ok(())
        }
        Command::Nothing => Ok(()),
    }
}

fn refusal(error: SetError) -> Complaint {
    Complaint::other(error.to_string())
}

fn add(host: &mut Host, options: Options, name: &str, text: &str, words: &[String], now: Instant) -> Done {
    let set = host.sets.get(name).ok_or_else(|| refusal(SetError::NoSuchSet))?;
    let addition = command::addition(set, text, words, now)?;
    if set.kind == SetKind::ListSet {
        check_member(host, text)?;
    }
    let set = host.sets.get_mut(name).ok_or_else(|| refusal(SetError::NoSuchSet))?;
    let place = match &addition.place {
        None => None,
        Some(Place::Before(other)) => Some(member_place(set, other)?),
        Some(Place::After(other)) => Some(member_place(set, other)? + 1),
    };
    for element in addition.elements {
        let member = element.set.clone();
        set.add(element, addition.entry.clone(), options.exist, now).map_err(refusal)?;
        if let (Some(member), Some(place)) = (member, place) {
            set.place_member(&member, Some(place));
        }
    }
    Ok(())
}

fn member_place(set: &Set, name: &str) -> Result<usize, Complaint> {
    set.member_place(name).ok_or_else(|| refusal(SetError::ReferenceMissing))
}

fn check_member(host: &Host, name: &str) -> Done {
    match host.sets.get(name) {
        None => Err(refusal(SetError::MemberMissing)),
        Some(member) if member.kind == SetKind::ListSet => Err(refusal(SetError::MemberIsList)),
        Some(_) => Ok(()),
    }
}

fn delete(host: &mut Host, options: Options, name: &str, text: &str, now: Instant) -> Done {
    let set = host.sets.get(name).ok_or_else(|| refusal(SetError::NoSuchSet))?;
    let kind = set.kind;
    let elements = command::elements(set, text)?;
    if kind == SetKind::ListSet && host.sets.get(text).is_none() {
        return Err(refusal(SetError::MemberMissing));
    }
    let set = host.sets.get_mut(name).ok_or_else(|| refusal(SetError::NoSuchSet))?;
    for element in elements {
        match set.remove(&element, now) {
            Err(SetError::NotThere) if options.exist => {}
            other => other.map_err(refusal)?,
        }
    }
    Ok(())
}

fn test(host: &Host, options: Options, name: &str, text: &str, output: &mut Output, now: Instant) -> Done {
    let set = host.sets.get(name).ok_or_else(|| refusal(SetError::NoSuchSet))?;
    if set.kind == SetKind::ListSet && host.sets.get(text).is_none() {
        return Err(refusal(SetError::MemberMissing));
    }
    let single = if set.kind == SetKind::HashIp { text.split('/').next().unwrap_or(text) } else { text };
    let element = element::parse(set.kind, single)?.into_iter().next().unwrap_or_default();
    element::check_single(set.kind, text)?;
    let mut shown = String::new();
    element::print(&mut shown, set.kind, &element);
    shown.push_str(text.strip_prefix(single).unwrap_or_default());
    let is_in = set.find(&element, now) == Answer::In;
    output.code = u8::from(!is_in);
    if !options.quiet {
        let _ = match is_in {
            true => writeln!(output.err, "Warning: {shown} is in set {name}."),
            false => writeln!(output.err, "{shown} is NOT in set {name}."),
        };
    }
    Ok(())
}

fn destroy_all(host: &mut Host) -> Done {
    let names: Vec<Arc<str>> = host.sets.iter().map(|set| set.name.clone()).collect();
    if names.iter().any(|name| rules_with(host, name) > 0) {
        return Err(refusal(SetError::InUse));
    }
    host.sets.clear();
    Ok(())
}

fn list(host: &Host, options: Options, name: Option<&str>, output: &mut Output, now: Instant) -> Done {
    for (place, set) in chosen(host, name)?.into_iter().enumerate() {
        if options.names {
            let _ = writeln!(output.out, "{}", set.name);
            continue;
        }
        if place > 0 {
            output.out.push('\n');
        }
        let references = host.sets.lists_with(&set.name) + rules_with(host, &set.name);
        print::list(&mut output.out, set, references, options.terse, now);
    }
    Ok(())
}

fn save(host: &Host, name: Option<&str>, output: &mut Output, now: Instant) -> Done {
    chosen(host, name)?.into_iter().for_each(|set| print::save(&mut output.out, set, now));
    Ok(())
}

/// One set or all; lists come after the sets they are made of.
fn chosen<'host>(host: &'host Host, name: Option<&str>) -> Result<Vec<&'host Set>, Complaint> {
    if let Some(name) = name {
        return host.sets.get(name).map(|set| vec![set]).ok_or_else(|| refusal(SetError::NoSuchSet));
    }
    let mut sets: Vec<&Set> = host.sets.iter().collect();
    sets.sort_by_key(|set| set.kind == SetKind::ListSet);
    Ok(sets)
}

/// Line by line; the first that fails ends it, what came before stays.
fn restore(host: &mut Host, options: Options, input: &str, output: &mut Output, now: Instant) -> Done {
    for (place, line) in input.lines().enumerate() {
        // A line that makes no sense is not told with its number.
        let failed = |complaint: Complaint| match complaint.code {
            2 => complaint,
            _ => Complaint::other(format!("Error in line {}: {}", place + 1, complaint.text)),
        };
        let (own, command) = command::parse_line(line).map_err(failed)?;
        let both = Options { exist: options.exist || own.exist, ..own };
        if command != Command::Restore {
            run(host, both, command, "", output, now).map_err(failed)?;
        }
    }
    Ok(())
}

/// How many rules of the host name the set, as match or as target.
fn rules_with(host: &Host, name: &str) -> usize {
    let rules = host.tables.values().flat_map(|table| &table.chains).flat_map(|chain| chain.rules.iter());
    let texts = rules.flat_map(|rule| {
        let matches = rule.matches.iter().filter(|candidate| candidate.name() == "set").map(|candidate| {
            let mut text = String::new();
            candidate.save(&mut text);
            text
        });
        let target = match &rule.target {
            Target::Extension(extension) if extension.name() == "SET" => {
                let mut text = String::new();
                extension.save(&mut text);
                Some(text)
            }
            Target::None | Target::Accept | Target::Drop | Target::Return | Target::Jump(_) | Target::Extension(_) => None,
        };
        matches.chain(target)
    });
    let names_it = |text: &String| {
        let words: Vec<&str> = text.split_whitespace().collect();
        words
            .windows(2)
            .any(|pair| matches!(pair, ["--match-set" | "--add-set" | "--del-set" | "--map-set", set] if *set == name))
    };
    texts.filter(names_it).count()
}
