//! What a person types on a host: commands that read and change it, and print what the real ones print.

pub mod conntrack;
mod getopt;
pub mod ip;
pub mod ipset;
pub mod iptables;
pub mod netstat;
pub mod paste;
pub(crate) mod pattern;
pub mod route;
pub mod ss;
pub mod sysctl;

use crate::kernel::host::Host;
use crate::state::clock::Instant;

/// What a command leaves behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    pub out: String,
    pub err: String,
    pub code: u8,
}

/// A command with its words, the command's name first, and what it finds on its standard input.
pub fn run(host: &mut Host, words: &[&str], input: &str, now: Instant) -> Output {
    match words {
        ["iptables" | "iptables-nft", rest @ ..] => iptables::iptables(host, rest),
        [name @ ("iptables-save" | "iptables-nft-save"), rest @ ..] => iptables::save::typed(host, name, rest, now),
        [name @ ("iptables-restore" | "iptables-nft-restore"), rest @ ..] => iptables::restore::typed(host, name, rest, input),
        [name @ ("iptables-legacy" | "iptables-legacy-save" | "iptables-legacy-restore"), ..] => {
            not_modelled(name, "the lab's iptables is the one on nf_tables; try the command without -legacy")
        }
        [name @ ("ip6tables" | "ip6tables-save" | "ip6tables-restore"), ..] => not_modelled(name, "the lab has no IPv6"),
        ["ip", rest @ ..] => ip::ip(host, rest, now),
        ["ipset", rest @ ..] => ipset::ipset(host, rest, input, now),
        ["route", rest @ ..] => route::route(host, rest),
        ["netstat", rest @ ..] => netstat::netstat(host, rest),
        ["sysctl", rest @ ..] => sysctl::sysctl(host, rest),
        ["ss", rest @ ..] => ss::ss(host, rest),
        ["conntrack", rest @ ..] => conntrack::conntrack(host, rest, now),
        [name, ..] => Output { err: format!("bash: {name}: command not found\n"), code: 127, ..Output::default() },
        [] => Output::default(),
    }
}

/// A command that exists, and why the lab does not have it.
fn not_modelled(name: &str, reason: &str) -> Output {
    Output { err: format!("{name}: not modelled: {reason}\n"), code: 1, ..Output::default() }
}

/// `iptables-restore`, with `--noflush` if `keep`.
pub fn restore_rules(host: &mut Host, text: &str, keep: bool) -> Output {
    iptables::iptables_restore(host, text, iptables::RestoreOptions { noflush: keep, ..Default::default() })
}

/// `ipset restore`.
pub fn restore_sets(host: &mut Host, text: &str) -> Output {
    ipset::ipset(host, &["restore"], text, Instant::default())
}

/// `sysctl -w` of each.
pub fn set_sysctls(host: &mut Host, values: &[(String, String)]) -> Output {
    if values.is_empty() {
        return Output::default();
    }
    let values: Vec<String> = values.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let words: Vec<&str> = ["-w", "--"].into_iter().chain(values.iter().map(String::as_str)).collect();
    sysctl::sysctl(host, &words)
}
