//! Rows of `docker ps`: which ports of which containers are published where.

use std::net::Ipv4Addr;

use super::lines::Line;
use super::{Network, Published};
use crate::state::packet::Protocol;

/// More ports than this in one range are left out.
const LONGEST_RANGE: u16 = 1024;

pub(super) fn take(network: &mut Network, line: &Line, columns: &[(String, usize)]) {
    let container = column(line, columns, "NAMES");
    let container = container.unwrap_or_else(|| line.words.last().map(|word| word.text.clone()).unwrap_or_default());
    for word in &line.words {
        let text = word.text.trim_end_matches(',');
        if !text.ends_with("/tcp") && !text.ends_with("/udp") {
            continue;
        }
        match ports(text) {
            Some(ports) => {
                let of_container = ports.into_iter().map(|port| Published { container: container.clone(), ..port });
                network.published.extend(of_container);
            }
            // The second line for IPv6 says the same.
            None if text.contains("::") => {}
            None => network.complain(Some(word), "ports like 0.0.0.0:8080->80/tcp", "this one is left out"),
        }
    }
}

/// What stands under a header.
fn column(line: &Line, columns: &[(String, usize)], name: &str) -> Option<String> {
    let start = columns.iter().find(|(column, _)| column == name)?.1;
    let is_blank = |place: usize| line.plain.chars().nth(place).is_none_or(char::is_whitespace);
    // a row that is wider than the header has it elsewhere
    if is_blank(start) || start.checked_sub(1).is_some_and(|before| !is_blank(before)) {
        return None;
    }
    let text: String = line.plain.chars().skip(start).collect();
    text.split_whitespace().next().map(str::to_string)
}

/// `0.0.0.0:8080->80/tcp`, `8000-8002/udp`, `127.0.0.1:90-91->90-91/tcp`
fn ports(text: &str) -> Option<Vec<Published>> {
    let (text, protocol) = text.rsplit_once('/')?;
    let protocol = if protocol == "udp" { Protocol::UDP } else { Protocol::TCP };
    let Some((outside, inside)) = text.split_once("->") else {
        let (first, last) = range(text)?;
        return Some((first..=last).map(|port| published(protocol, port, None)).collect());
    };
    let (address, outside) = outside.rsplit_once(':').unwrap_or(("0.0.0.0", outside));
    let address: Ipv4Addr = address.parse().ok()?;
    let address = Some(address).filter(|address| !address.is_unspecified());
    let ((first, last), (inner, _)) = (range(outside)?, range(inside)?);
    let ports = (first..=last).map(|port| {
        let inside = inner.saturating_add(port - first);
        published(protocol, inside, Some((address, port)))
    });
    Some(ports.collect())
}

fn published(protocol: Protocol, container_port: u16, host: Option<(Option<Ipv4Addr>, u16)>) -> Published {
    Published { container: String::new(), protocol, container_port, host }
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last): (u16, u16) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last && last - first <= LONGEST_RANGE).then_some((first, last))
}
