//! A host out of what was pasted: `text::paste` has read it, here it is put in place.

use crate::kernel::host::Host;
use crate::state::clock::Instant;
use crate::state::packet::{Owner, Protocol};
use crate::state::sockets::{Socket, TcpListener, UdpSocket};
use crate::text::finding::{Finding, Severity, Span};
use crate::text::listing::Listener;
use crate::text::paste::PastedHost;
use crate::tools;

/// Puts everything into a host that has nothing yet. Findings are what could not be, and what was guessed.
pub fn apply(pasted: &PastedHost, host: &mut Host, now: Instant) -> Vec<Finding> {
    let mut findings = pasted.network.build(host);
    if let Some(name) = &pasted.name {
        host.name = name.as_str().into();
    }
    put_sets(pasted, host, &mut findings);
    host.tables = pasted.tables.clone();
    host.next_rule = host.next_rule.max(pasted.next_rule);
    for listener in &pasted.network.listeners {
        listen(host, listener);
    }
    // The newest is listed first, and gets the highest number.
    for entry in pasted.connections.iter().rev() {
        if host.conntrack.insert(entry.clone(), now).is_none() {
            let found = format!("{} to {}", entry.original.source, entry.original.destination);
            findings.push(finding(&found, "each connection once", "the second one with the same tuples is left out"));
        }
    }
    findings
}

fn put_sets(pasted: &PastedHost, host: &mut Host, findings: &mut Vec<Finding>) {
    for line in &pasted.network.sets {
        let output = tools::restore_sets(host, &format!("{line}\n"));
        if output.code != 0 {
            findings.push(finding(line, "a line of ipset save", output.err.trim()));
        }
    }
}

fn listen(host: &mut Host, listener: &Listener) {
    let local = (listener.address.unwrap_or(std::net::Ipv4Addr::UNSPECIFIED), listener.port);
    let owner = Owner::default();
    let socket = match listener.protocol {
        Protocol::UDP => {
            Socket::Udp(UdpSocket { local, remote: None, mark: 0, owner, received: Default::default(), error: None })
        }
        _ => Socket::Listener(TcpListener { local, owner, half_open: Vec::new(), ready: Default::default() }),
    };
    host.sockets.add(socket);
}

fn finding(found: &str, expected: &str, hint: &str) -> Finding {
    Finding {
        span: Span::default(),
        severity: Severity::KernelRefuses,
        found: found.to_owned(),
        expected: expected.to_owned(),
        hint: hint.to_owned(),
    }
}
