//! Addresses as text: the words of `ip addr add`, and how `ip addr` prints an interface.

use std::fmt::Write as _;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::complaint::Complaint;
use super::route::device_argument;
use super::values;
use super::words::Words;
use crate::state::interface::{Interface, InterfaceAddress, InterfaceName, Scope};

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressWords {
    pub local: Option<Ipv4Net>,
    pub has_length: bool,
    pub broadcast: Option<Broadcast>,
    pub device: Option<InterfaceName>,
    pub scope: Option<Scope>,
    pub label: Option<InterfaceName>,
    pub no_prefix_route: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broadcast {
    /// `brd +`: the last address of the subnet.
    Last,
    /// `brd -`: the first.
    First,
    Address(Ipv4Addr),
}

/// What follows `ip addr add` or `ip addr del`.
pub fn parse(words: &[&str]) -> Result<AddressWords, Complaint> {
    let mut words = Words::new(words);
    let mut written = AddressWords::default();
    while let Some(word) = words.next() {
        match word {
            "dev" => written.device = Some(device_argument(&mut words)?),
            "brd" | "broadcast" => written.broadcast = Some(broadcast_argument(&mut words)?),
            "scope" => {
                let argument = words.argument()?;
                let scope = values::scope(argument);
                written.scope = Some(scope.ok_or_else(|| Complaint::wrong_argument(argument, "invalid scope value."))?);
            }
            "label" => written.label = Some(device_argument(&mut words)?),
            "noprefixroute" => written.no_prefix_route = true,
            "local" => {
                let argument = words.argument()?;
                take_local(&mut written, argument)?;
            }
            "peer" | "remote" | "anycast" | "valid_lft" | "preferred_lft" | "metric" => {
                return Err(Complaint::new(format!("\"{word}\" of ip address is not modelled here"), 255));
            }
            _ => take_local(&mut written, word)?,
        }
    }
    if written.device.is_none() {
        return Err(Complaint::new("Not enough information: \"dev\" argument is required.", 1));
    }
    Ok(written)
}

fn take_local(written: &mut AddressWords, word: &str) -> Result<(), Complaint> {
    if written.local.is_some() {
        return Err(Complaint::garbage("local", word));
    }
    written.local = Some(values::prefix(word).ok_or_else(|| Complaint::no_prefix("any valid", word))?);
    written.has_length = word.contains('/');
    Ok(())
}

fn broadcast_argument(words: &mut Words<'_>) -> Result<Broadcast, Complaint> {
    match words.argument()? {
        "+" => Ok(Broadcast::Last),
        "-" => Ok(Broadcast::First),
        text => values::address(text).map(Broadcast::Address).ok_or_else(|| Complaint::no_address("any valid", text)),
    }
}

impl AddressWords {
    /// `None` if no address was written.
    pub fn to_address(&self) -> Option<InterfaceAddress> {
        let local = self.local?;
        let default_scope = if local.addr().is_loopback() { Scope::Host } else { Scope::Global };
        Some(InterfaceAddress {
            address: local.addr(),
            prefix_length: local.prefix_len(),
            broadcast: self.broadcast.and_then(|broadcast| broadcast.of(local)),
            secondary: false,
            scope: self.scope.unwrap_or(default_scope),
            label: self.label.filter(|label| Some(*label) != self.device).unwrap_or(InterfaceName::NONE),
            no_prefix_route: self.no_prefix_route,
        })
    }
}

impl Broadcast {
    fn of(self, local: Ipv4Net) -> Option<Ipv4Addr> {
        match self {
            // Subnets of one or two have none.
            Broadcast::Last | Broadcast::First if local.prefix_len() > 30 => None,
            Broadcast::Last => Some(local.broadcast()),
            Broadcast::First => Some(local.network()),
            Broadcast::Address(address) => Some(address),
        }
    }
}

/// The two lines of an address.
pub fn print(out: &mut String, interface: &Interface, own: &InterfaceAddress) {
    let _ = write!(out, "    inet ");
    print_core(out, interface, own);
    out.push_str("\n       valid_lft forever preferred_lft forever\n");
}

/// `ip -o addr`: both in one line, after number and name.
pub fn print_one_line(out: &mut String, interface: &Interface, own: &InterfaceAddress) {
    let _ = write!(out, "{}: {}    inet ", interface.index, interface.name);
    print_core(out, interface, own);
    out.push_str("\\       valid_lft forever preferred_lft forever\n");
}

fn print_core(out: &mut String, interface: &Interface, own: &InterfaceAddress) {
    let _ = write!(out, "{}/{} ", own.address, own.prefix_length);
    if let Some(broadcast) = own.broadcast {
        let _ = write!(out, "brd {broadcast} ");
    }
    let _ = write!(out, "scope {} ", values::scope_name(own.scope));
    if own.secondary {
        out.push_str("secondary ");
    }
    if own.no_prefix_route {
        out.push_str("noprefixroute ");
    }
    let label = if own.label.is_none() { interface.name } else { own.label };
    let _ = write!(out, "{label}");
}
