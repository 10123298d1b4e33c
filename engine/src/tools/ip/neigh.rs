//! `ip neigh`: showing, adding, changing, deleting and flushing what ARP knows. Proxies and IPv6 are not modelled.

use std::net::Ipv4Addr;

use super::{Answer, Failure, Family, Options, is_one_of, unknown_command};
use crate::kernel::clock::Instant;
use crate::kernel::host::Host;
use crate::kernel::interface::{InterfaceName, Mac};
use crate::kernel::neighbours::{Knowledge, Neighbour};
use crate::text::ip::words::{Words, begins};
use crate::text::ip::{Complaint, values};

/// What a person says is not forgotten by the clock.
const NEVER_OLD: Instant = Instant(u64::MAX / 2);

/// What is written after the command.
#[derive(Clone, Copy, Debug, Default)]
struct Written {
    address: Option<Ipv4Addr>,
    mac: Option<Mac>,
    device: Option<InterfaceName>,
    state: Option<Knowledge>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Add,
    Change,
    Replace,
}

pub(super) fn run(host: &mut Host, options: Options, words: &[&str]) -> Answer {
    let Some((command, arguments)) = words.split_first() else {
        return show(host, options, &[]);
    };
    match *command {
        _ if begins(command, "add") => put(host, arguments, Manner::Add),
        _ if begins(command, "change") || *command == "chg" => put(host, arguments, Manner::Change),
        _ if begins(command, "replace") => put(host, arguments, Manner::Replace),
        _ if begins(command, "delete") => delete(host, arguments),
        _ if is_one_of(command, &["show", "list", "lst"]) => show(host, options, arguments),
        _ if begins(command, "flush") => flush(host, arguments),
        _ => Err(unknown_command(command, "neigh")),
    }
}

fn put(host: &mut Host, words: &[&str], manner: Manner) -> Answer {
    let written = read(words)?;
    let (device, address) = whom(host, &written)?;
    let known = host.neighbours.contains(device, address);
    match manner {
        Manner::Add if known => return Err(refused("RTNETLINK answers: File exists")),
        Manner::Change if !known => return Err(refused("RTNETLINK answers: No such file or directory")),
        Manner::Add | Manner::Change | Manner::Replace => {}
    }
    let Some(mac) = written.mac else { return Err(refused("Error: No link layer address given.")) };
    let neighbour = Neighbour { mac, knowledge: written.state.unwrap_or(Knowledge::Permanent), since: NEVER_OLD };
    host.neighbours.put(device, address, neighbour);
    Ok(String::new())
}

fn delete(host: &mut Host, words: &[&str]) -> Answer {
    let (device, address) = whom(host, &read(words)?)?;
    match host.neighbours.remove(device, address) {
        true => Ok(String::new()),
        false => Err(refused("RTNETLINK answers: No such file or directory")),
    }
}

/// What was learnt; what a person said stays, unless asked for by its state.
fn flush(host: &mut Host, words: &[&str]) -> Answer {
    if words.is_empty() {
        return Err(Complaint::new("Flush requires arguments.", 1).into());
    }
    for (device, address, neighbour) in chosen(host, words)? {
        if neighbour.knowledge != Knowledge::Permanent || words.contains(&"permanent") {
            host.neighbours.remove(device, address);
        }
    }
    Ok(String::new())
}

fn show(host: &Host, options: Options, words: &[&str]) -> Answer {
    if options.family == Family::Inet6 {
        return Ok(String::new());
    }
    let by_device = words.contains(&"dev");
    let mut out = String::new();
    for (device, address, neighbour) in chosen(host, words)? {
        let Neighbour { mac, knowledge, .. } = neighbour;
        if options.brief {
            out.push_str(&format!("{:<39} {:<16} {mac}\n", address.to_string(), device.to_string()));
            continue;
        }
        let device = if by_device { String::new() } else { format!("dev {device} ") };
        out.push_str(&format!("{address} {device}lladdr {mac} {} \n", name(knowledge)));
    }
    Ok(out)
}

fn chosen(host: &Host, words: &[&str]) -> Result<Vec<(InterfaceName, Ipv4Addr, Neighbour)>, Failure> {
    let words: Vec<&str> = words.iter().copied().filter(|word| *word != "all").collect();
    let written = read(&words)?;
    if let Some(device) = written.device {
        existing(host, device)?;
    }
    let fits = |(device, address, neighbour): &(InterfaceName, Ipv4Addr, Neighbour)| {
        written.device.is_none_or(|wanted| wanted == *device)
            && written.address.is_none_or(|wanted| wanted == *address)
            && written.state.is_none_or(|wanted| wanted == neighbour.knowledge)
    };
    Ok(host.neighbours.iter().filter(fits).collect())
}

fn read(words: &[&str]) -> Result<Written, Failure> {
    let mut written = Written::default();
    let mut words = Words::new(words);
    while let Some(word) = words.next() {
        match word {
            "lladdr" => {
                let text = words.argument()?;
                written.mac = Some(values::mac(text).ok_or_else(|| Complaint::new(format!("\"{text}\" is invalid lladdr."), 1))?);
            }
            "dev" => written.device = values::interface_name(words.argument()?),
            "nud" => {
                let text = words.argument()?;
                written.state = Some(state(text).ok_or_else(|| not_modelled(&format!("nud {text}")))?);
            }
            "proxy" | "router" | "protocol" | "extern_learn" | "use" | "managed" | "nomaster" | "vrf" | "master" => {
                return Err(not_modelled(word));
            }
            other => {
                let text = if other == "to" { words.argument()? } else { other };
                written.address = Some(values::address(text).ok_or_else(|| Complaint::no_address("any valid", text))?);
            }
        }
    }
    Ok(written)
}

fn whom(host: &Host, written: &Written) -> Result<(InterfaceName, Ipv4Addr), Failure> {
    let (Some(device), Some(address)) = (written.device, written.address) else {
        return Err(Complaint::new("Device and destination are required arguments.", 255).into());
    };
    existing(host, device)?;
    Ok((device, address))
}

fn existing(host: &Host, device: InterfaceName) -> Result<(), Failure> {
    match host.interface(device) {
        Some(_) => Ok(()),
        None => Err(Complaint::new(format!("Cannot find device \"{device}\""), 1).into()),
    }
}

fn state(text: &str) -> Option<Knowledge> {
    [Knowledge::Permanent, Knowledge::Reachable, Knowledge::Stale].into_iter().find(|known| name(*known).to_lowercase() == text)
}

fn name(knowledge: Knowledge) -> &'static str {
    match knowledge {
        Knowledge::Stale => "STALE",
        Knowledge::Reachable => "REACHABLE",
        Knowledge::Permanent => "PERMANENT",
    }
}

fn not_modelled(what: &str) -> Failure {
    Complaint::new(format!("\"ip neigh\" with \"{what}\" is not modelled here"), 255).into()
}

fn refused(text: &str) -> Failure {
    Complaint::new(text, 2).into()
}
