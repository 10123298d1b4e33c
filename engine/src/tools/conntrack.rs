//! The `conntrack` command: lists and deletes connections.

use crate::kernel::clock::Instant;
use crate::kernel::conntrack::{Entry, EntryId};
use crate::kernel::host::Host;
use crate::tools::Output;

/// `words` is what follows `conntrack`.
pub fn conntrack(host: &mut Host, words: &[&str], _now: Instant) -> Output {
    match words {
        ["-F" | "--flush", ..] => {
            let all: Vec<EntryId> = host.conntrack.confirmed().map(|entry| entry.id).collect();
            for id in all {
                host.conntrack.remove(id);
            }
            Output { err: format!("{NAME}: connection tracking table has been emptied.\n"), ..Output::default() }
        }
        ["-D" | "--delete", filters @ ..] => delete(host, filters),
        _ => Output { err: format!("{NAME}: no command\n"), code: 2, ..Output::default() },
    }
}

const NAME: &str = "conntrack v1.4.7 (conntrack-tools)";

fn delete(host: &mut Host, filters: &[&str]) -> Output {
    let wanted = |entry: &Entry| match filters {
        ["-p", "tcp"] => entry.original.kind.protocol() == 6,
        ["-p", "udp"] => entry.original.kind.protocol() == 17,
        ["-p", "icmp"] => entry.original.kind.protocol() == 1,
        _ => true,
    };
    let gone: Vec<EntryId> = host.conntrack.confirmed().filter(|entry| wanted(entry)).map(|entry| entry.id).collect();
    for id in &gone {
        host.conntrack.remove(*id);
    }
    let err = format!("{NAME}: {} flow entries have been deleted.\n", gone.len());
    Output { err, code: u8::from(gone.is_empty()), ..Output::default() }
}
