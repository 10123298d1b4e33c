//! Tab behind `iptables`: tables, chains of the host's own tables, matches, targets, their options.

use super::{addresses, host_names, interfaces, owned, words};
use crate::kernel::host::Host;
use crate::lab::shell::Session;
use crate::rules::matches::Match;
use crate::rules::options::OptionSpec;
use crate::rules::targets::Extension;
use crate::state::hook::TableName;
use crate::text::iptables::options::long_names;

pub(super) fn tables() -> Vec<String> {
    TableName::ALL.iter().map(|table| table.name().to_owned()).collect()
}

/// `rest` are the words before the one at the cursor.
pub(super) fn offers(session: &Session, host: &Host, rest: &[&str], part: &str) -> Vec<String> {
    let table = behind(rest, &["-t", "--table"]).next().and_then(TableName::from_name).unwrap_or(TableName::Filter);
    let last = rest.last().copied().unwrap_or_default();
    if let Some((_, values)) = words::OPTION_VALUES.iter().find(|(option, _)| *option == last) {
        return owned(values);
    }
    match last {
        "-t" | "--table" => tables(),
        "-j" | "-g" | "--jump" | "--goto" => targets(host, table),
        "-i" | "-o" | "--in-interface" | "--out-interface" | "--physdev-in" | "--physdev-out" => interfaces(host),
        "-p" | "--protocol" => owned(&["tcp", "udp", "icmp", "all", "sctp", "esp", "ah"]),
        "-m" | "--match" => owned(Match::NAMES),
        "-s" | "-d" | "--source" | "--destination" => [addresses(session), host_names(session)].concat(),
        "--to-destination" | "--to-source" | "--to" | "--ctorigdst" | "--ctorigsrc" => addresses(session),
        "--match-set" => host.sets.iter().map(|set| set.name.to_string()).collect(),
        _ if takes_chain(last) => chains(host, table),
        _ if follows_policy(rest) => owned(&["ACCEPT", "DROP"]),
        _ if takes_free_text(last) && !part.starts_with('-') => Vec::new(),
        _ => options(rest),
    }
}

const CHAIN_OPTIONS: [&str; 20] = [
    "-A",
    "-I",
    "-D",
    "-R",
    "-C",
    "-L",
    "-S",
    "-F",
    "-Z",
    "-X",
    "-P",
    "-E",
    "--append",
    "--insert",
    "--delete",
    "--list",
    "--flush",
    "--policy",
    "--list-rules",
    "--check",
];

/// `-nvL` too: letters that are written together.
fn takes_chain(last: &str) -> bool {
    let joined = last.strip_prefix('-').filter(|letters| !letters.starts_with('-')).and_then(|letters| letters.chars().last());
    CHAIN_OPTIONS.contains(&last) || joined.is_some_and(|letter| "AIDRCLSFZXPE".contains(letter))
}

fn follows_policy(rest: &[&str]) -> bool {
    matches!(rest, [.., "-P" | "--policy", _])
}

fn takes_free_text(last: &str) -> bool {
    matches!(
        last,
        "--dport" | "--sport" | "--dports" | "--sports" | "--comment" | "--log-prefix" | "--limit" | "--to-ports" | "--set-mark"
    )
}

fn chains(host: &Host, table: TableName) -> Vec<String> {
    let own = host.tables.get(&table).into_iter().flat_map(|table| &table.chains).map(|chain| chain.name.to_string());
    own.chain(table.hooks().map(|hook| hook.name().to_owned())).collect()
}

fn targets(host: &Host, table: TableName) -> Vec<String> {
    let own = host.tables.get(&table).into_iter().flat_map(|table| &table.chains).filter(|chain| chain.base.is_none());
    let own: Vec<String> = own.map(|chain| chain.name.to_string()).collect();
    [owned(&["ACCEPT", "DROP", "RETURN"]), owned(Extension::NAMES), own].concat()
}

/// What stands behind one of these options.
fn behind<'words>(rest: &'words [&'words str], options: &'words [&'words str]) -> impl Iterator<Item = &'words str> {
    rest.windows(2).filter_map(move |pair| match pair {
        [option, value] if options.contains(option) => Some(*value),
        _ => None,
    })
}

const LETTERS: [&str; 26] = [
    "-A", "-C", "-D", "-E", "-F", "-I", "-L", "-N", "-P", "-R", "-S", "-X", "-Z", "-d", "-f", "-g", "-i", "-j", "-m", "-n", "-o",
    "-p", "-s", "-t", "-v", "-x",
];

fn options(rest: &[&str]) -> Vec<String> {
    let matches = behind(rest, &["-m", "--match", "-p", "--protocol"]).filter_map(Match::options);
    let targets = behind(rest, &["-j", "--jump"]).filter_map(Extension::options);
    let of_extensions = matches.chain(targets).flatten().map(|option: &OptionSpec| ["--", option.name].concat());
    let long = long_names().map(|name| ["--", name].concat());
    of_extensions.chain(owned(&LETTERS)).chain(long).collect()
}
