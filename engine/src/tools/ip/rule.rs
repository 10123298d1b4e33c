//! `ip rule`: showing, adding, deleting, flushing.

use super::{Answer, Failure, Family, Options, is_one_of, unknown_command};
use crate::kernel::host::Host;
use crate::text::ip::Complaint;
use crate::text::ip::rule as text;
use crate::text::ip::words::begins;

pub(super) fn run(host: &mut Host, options: Options, words: &[&str]) -> Answer {
    let Some((command, arguments)) = words.split_first() else {
        return show(host, options, &[]);
    };
    match *command {
        _ if is_one_of(command, &["list", "lst", "show"]) => show(host, options, arguments),
        _ if begins(command, "add") => add(host, arguments),
        _ if begins(command, "delete") => delete(host, arguments),
        _ if begins(command, "flush") => {
            host.networking.routing.rules.retain(|rule| rule.preference == 0);
            host.networking.routing.separate_local = true;
            Ok(String::new())
        }
        _ => Err(unknown_command(command, "rule")),
    }
}

fn add(host: &mut Host, words: &[&str]) -> Answer {
    if words.is_empty() {
        return Err(needs_arguments("add"));
    }
    let rule = text::parse(words)?.to_rule(host.networking.routing.next_preference());
    host.networking.routing.add_rule(rule)?;
    Ok(String::new())
}

fn delete(host: &mut Host, words: &[&str]) -> Answer {
    if words.is_empty() {
        return Err(needs_arguments("del"));
    }
    let written = text::parse(words)?;
    host.networking.routing.delete_rule(|rule| written.names(rule))?;
    Ok(String::new())
}

fn needs_arguments(command: &str) -> Failure {
    Complaint::new(format!("\"ip rule {command}\" requires arguments."), 1).into()
}

fn show(host: &Host, options: Options, words: &[&str]) -> Answer {
    let filter = text::RuleWords::parse_filter(words)?;
    if options.family == Family::Inet6 {
        return Ok("0:\tfrom all lookup local\n32766:\tfrom all lookup main\n".to_string());
    }
    let rules = &host.networking.routing.rules;
    let mut out = String::new();
    for rule in rules.iter().filter(|rule| filter.names(rule)) {
        let exists = |device| host.networking.interface(device).is_some();
        let resolved = |preference| rules.iter().any(|other| other.preference == preference);
        text::print(&mut out, rule, exists, resolved, options.details);
    }
    Ok(out)
}
