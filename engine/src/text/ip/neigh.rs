//! A neighbour as text: the words of `ip neigh`, and how it prints one. Proxies and IPv6 are not modelled.

use std::fmt::Write as _;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::complaint::Complaint;
use super::route::device_argument;
use super::values;
use super::words::Words;
use crate::state::interface::{InterfaceName, Mac};
use crate::state::neighbours::{Knowledge, Neighbour};

/// What follows `ip neigh add` and the like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NeighbourWords {
    pub address: Option<Ipv4Addr>,
    pub mac: Option<Mac>,
    pub device: Option<InterfaceName>,
    pub state: Option<Knowledge>,
}

/// What follows `ip neigh show` and `flush`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub net: Option<Ipv4Net>,
    pub device: Option<InterfaceName>,
    /// Empty: of any.
    pub states: Vec<Knowledge>,
}

impl Filter {
    pub fn keeps(&self, device: InterfaceName, address: Ipv4Addr, neighbour: Neighbour) -> bool {
        self.device.is_none_or(|wanted| wanted == device)
            && self.net.is_none_or(|net| net.contains(&address))
            && (self.states.is_empty() || self.states.contains(&neighbour.knowledge))
    }
}

pub fn parse(words: &[&str]) -> Result<NeighbourWords, Complaint> {
    let mut written = NeighbourWords::default();
    let mut words = Words::new(words);
    while let Some(word) = words.next() {
        match word {
            "lladdr" => {
                let text = words.argument()?;
                written.mac = Some(values::mac(text).ok_or_else(|| Complaint::new(format!("\"{text}\" is invalid lladdr."), 1))?);
            }
            "dev" => written.device = Some(device_argument(&mut words)?),
            "nud" => {
                let text = words.argument()?;
                written.state = Some(state(text).ok_or_else(|| not_modelled(&format!("nud {text}")))?);
            }
            "proxy" | "router" | "protocol" | "extern_learn" | "use" | "managed" => return Err(not_modelled(word)),
            other => {
                let text = if other == "to" { words.argument()? } else { other };
                written.address = Some(values::address(text).ok_or_else(|| Complaint::no_address("any valid", text))?);
            }
        }
    }
    Ok(written)
}

pub fn parse_filter(words: &[&str]) -> Result<Filter, Complaint> {
    let mut filter = Filter::default();
    let mut words = Words::new(words);
    while let Some(word) = words.next() {
        match word {
            "dev" => {
                let text = words.argument()?;
                if filter.device.is_some() {
                    return Err(Complaint::duplicate("dev", text));
                }
                filter.device = Some(values::interface_name(text).ok_or_else(|| Complaint::no_device(text))?);
            }
            "nud" => match words.argument()? {
                "all" => filter.states.extend(ALL),
                text => filter.states.push(state(text).ok_or_else(|| not_modelled(&format!("nud {text}")))?),
            },
            "proxy" | "protocol" | "unused" | "nomaster" | "vrf" | "master" => return Err(not_modelled(word)),
            other => {
                let text = if other == "to" { words.argument()? } else { other };
                filter.net = Some(values::prefix(text).ok_or_else(|| Complaint::no_prefix("any valid", text))?);
            }
        }
    }
    Ok(filter)
}

/// One line of `ip neigh`; a device that the command named is left out.
pub fn print(out: &mut String, device: Option<InterfaceName>, address: Ipv4Addr, neighbour: Neighbour) {
    let _ = write!(out, "{address} ");
    if let Some(device) = device {
        let _ = write!(out, "dev {device} ");
    }
    let _ = writeln!(out, "lladdr {} {} ", neighbour.mac, name(neighbour.knowledge));
}

/// One line of `ip -br neigh`.
pub fn print_brief(out: &mut String, device: InterfaceName, address: Ipv4Addr, neighbour: Neighbour) {
    let _ = writeln!(out, "{:<39} {:<16} {}", address.to_string(), device.to_string(), neighbour.mac);
}

const ALL: [Knowledge; 3] = [Knowledge::Permanent, Knowledge::Reachable, Knowledge::Stale];

fn state(text: &str) -> Option<Knowledge> {
    ALL.into_iter().find(|known| name(*known).to_lowercase() == text)
}

fn name(knowledge: Knowledge) -> &'static str {
    match knowledge {
        Knowledge::Stale => "STALE",
        Knowledge::Reachable => "REACHABLE",
        Knowledge::Permanent => "PERMANENT",
    }
}

fn not_modelled(what: &str) -> Complaint {
    Complaint::new(format!("\"ip neigh\" with \"{what}\" is not modelled here"), 255)
}
