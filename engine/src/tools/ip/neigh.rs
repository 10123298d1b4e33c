//! `ip neigh`: showing, adding, changing, deleting and flushing what ARP knows.

use std::net::Ipv4Addr;

use super::{Answer, Failure, Family, Options, is_one_of, unknown_command};
use crate::kernel::host::Host;
use crate::state::clock::Instant;
use crate::state::interface::InterfaceName;
use crate::state::neighbours::{Knowledge, Neighbour};
use crate::text::ip::Complaint;
use crate::text::ip::neigh::{self as text, Filter, NeighbourWords};
use crate::text::ip::words::begins;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Add,
    Change,
    Replace,
}

pub(super) fn run(host: &mut Host, options: Options, words: &[&str], now: Instant) -> Answer {
    let Some((command, arguments)) = words.split_first() else {
        return show(host, options, &[], now);
    };
    match *command {
        _ if begins(command, "add") => put(host, arguments, Manner::Add, now),
        _ if begins(command, "change") || *command == "chg" => put(host, arguments, Manner::Change, now),
        _ if begins(command, "replace") => put(host, arguments, Manner::Replace, now),
        _ if begins(command, "delete") => delete(host, arguments),
        _ if is_one_of(command, &["show", "list", "lst"]) => show(host, options, arguments, now),
        _ if begins(command, "flush") => flush(host, arguments, now),
        _ => Err(unknown_command(command, "neigh")),
    }
}

fn put(host: &mut Host, words: &[&str], manner: Manner, now: Instant) -> Answer {
    let written = text::parse(words)?;
    let (device, address) = whom(host, &written)?;
    let known = host.neighbours.contains(device, address);
    match manner {
        Manner::Add if known => return Err(refused("RTNETLINK answers: File exists")),
        Manner::Change if !known => return Err(refused("RTNETLINK answers: No such file or directory")),
        Manner::Add | Manner::Change | Manner::Replace => {}
    }
    let Some(mac) = written.mac else { return Err(refused("Error: No link layer address given.")) };
    let neighbour = Neighbour { mac, knowledge: written.state.unwrap_or(Knowledge::Permanent), since: now };
    host.neighbours.put(device, address, neighbour);
    Ok(String::new())
}

fn delete(host: &mut Host, words: &[&str]) -> Answer {
    let (device, address) = whom(host, &text::parse(words)?)?;
    match host.neighbours.remove(device, address) {
        true => Ok(String::new()),
        false => Err(refused("RTNETLINK answers: No such file or directory")),
    }
}

/// What was learnt; what a person said stays, unless asked for by its state.
fn flush(host: &mut Host, words: &[&str], now: Instant) -> Answer {
    if words.is_empty() {
        return Err(Complaint::new("Flush requires arguments.", 1).into());
    }
    let filter = read_filter(host, words)?;
    for (device, address, neighbour) in chosen(host, &filter, now) {
        if neighbour.knowledge != Knowledge::Permanent || !filter.states.is_empty() {
            host.neighbours.remove(device, address);
        }
    }
    Ok(String::new())
}

fn show(host: &Host, options: Options, words: &[&str], now: Instant) -> Answer {
    let filter = read_filter(host, words)?;
    let mut out = String::new();
    if options.family == Family::Inet6 {
        return Ok(out);
    }
    for (device, address, neighbour) in chosen(host, &filter, now) {
        match options.brief {
            true => text::print_brief(&mut out, device, address, neighbour),
            false => text::print(&mut out, filter.device.is_none().then_some(device), address, neighbour),
        }
    }
    Ok(out)
}

fn chosen(host: &Host, filter: &Filter, now: Instant) -> Vec<(InterfaceName, Ipv4Addr, Neighbour)> {
    let fits = |(device, address, neighbour): &(InterfaceName, Ipv4Addr, Neighbour)| filter.keeps(*device, *address, *neighbour);
    host.neighbours.iter(now).filter(fits).collect()
}

fn read_filter(host: &Host, words: &[&str]) -> Result<Filter, Failure> {
    let filter = text::parse_filter(words)?;
    if let Some(device) = filter.device {
        existing(host, device)?;
    }
    Ok(filter)
}

fn whom(host: &Host, written: &NeighbourWords) -> Result<(InterfaceName, Ipv4Addr), Failure> {
    let (Some(device), Some(address)) = (written.device, written.address) else {
        return Err(Complaint::new("Device and destination are required arguments.", 255).into());
    };
    existing(host, device)?;
    Ok((device, address))
}

fn existing(host: &Host, device: InterfaceName) -> Result<(), Failure> {
    let found = host.interface(device).map(|_| ());
    found.ok_or_else(|| Complaint::no_device(device.as_str()).into())
}

fn refused(text: &str) -> Failure {
    Complaint::new(text, 2).into()
}
