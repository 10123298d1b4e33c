//! `ip addr`: showing, adding, deleting, flushing.

use std::fmt::Write as _;

use ipnet::Ipv4Net;

use super::{Answer, Failure, Family, Options, is_one_of, link, unknown_command};
use crate::kernel::host::Host;
use crate::state::interface::{Interface, InterfaceAddress, InterfaceName, Scope};
use crate::state::route::error::ChangeError;
use crate::text::ip::words::{Words, begins};
use crate::text::ip::{Complaint, address as text, link as link_text, values};

pub(super) fn run(host: &mut Host, options: Options, words: &[&str]) -> Answer {
    let Some((command, arguments)) = words.split_first() else {
        return show(host, options, &[]);
    };
    match *command {
        _ if begins(command, "add") => add(host, arguments),
        _ if is_one_of(command, &["change", "chg", "replace"]) => replace(host, arguments),
        _ if begins(command, "delete") => delete(host, arguments),
        _ if is_one_of(command, &["show", "list", "lst"]) => show(host, options, arguments),
        _ if begins(command, "flush") => flush(host, arguments),
        _ => Err(unknown_command(command, "address")),
    }
}

fn add(host: &mut Host, words: &[&str]) -> Answer {
    let (device, address, _) = parse(host, words)?;
    host.add_address(device, address)?;
    Ok(String::new())
}

/// An address that is there already stays as it is: what can be changed of one (its lifetime) is not modelled.
fn replace(host: &mut Host, words: &[&str]) -> Answer {
    let (device, address, _) = parse(host, words)?;
    match host.add_address(device, address) {
        Ok(()) | Err(ChangeError::AddressAssigned) => Ok(String::new()),
        Err(error) => Err(error.into()),
    }
}

fn delete(host: &mut Host, words: &[&str]) -> Answer {
    let (device, address, has_length) = parse(host, words)?;
    let owned = host.interface(device).map(|interface| interface.addresses.as_slice()).unwrap_or_default();
    // Without a length any will do, and the tool grumbles.
    let length = match owned.iter().find(|own| own.address == address.address) {
        Some(own) if !has_length => own.prefix_length,
        Some(_) | None => address.prefix_length,
    };
    host.remove_address(device, address.address, length)?;
    if has_length {
        return Ok(String::new());
    }
    let err = format!(
        "Warning: Executing wildcard deletion to stay compatible with old scripts.\n         \
         Explicitly specify the prefix length ({}/32) to avoid this warning.\n         \
         This special behaviour is likely to disappear in further releases,\n         fix your scripts!\n",
        address.address
    );
    Err(Failure { out: String::new(), err, code: 0 })
}

fn parse(host: &Host, words: &[&str]) -> Result<(InterfaceName, InterfaceAddress, bool), Failure> {
    let written = text::parse(words)?;
    let device = written.device.unwrap_or(InterfaceName::NONE);
    if host.interface(device).is_none() {
        return Err(Complaint::no_device(device.as_str()).into());
    }
    let address = written.to_address().ok_or(ChangeError::OperationNotSupported)?;
    Ok((device, address, written.has_length))
}

/// What to show or flush.
#[derive(Clone, Debug, Default)]
struct Filter {
    links: link::Filter,
    scope: Option<Scope>,
    to: Option<Ipv4Net>,
    kind: Option<Kind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Primary,
    Secondary,
    /// `dynamic`, `permanent` and the like: no such addresses here, or all are.
    Dynamic,
}

fn parse_filter(words: &[&str]) -> Result<Filter, Failure> {
    let mut words = Words::new(words);
    let mut filter = Filter::default();
    while let Some(word) = words.next() {
        match word {
            "to" => {
                let argument = words.argument()?;
                filter.to = Some(values::prefix(argument).ok_or_else(|| Complaint::no_prefix("any valid", argument))?);
            }
            "scope" => {
                let argument = words.argument()?;
                filter.scope = match argument {
                    "all" => None,
                    _ => Some(values::scope(argument).ok_or_else(|| Complaint::wrong_argument(argument, "invalid \"scope\"\n"))?),
                };
            }
            "primary" => filter.kind = Some(Kind::Primary),
            "secondary" => filter.kind = Some(Kind::Secondary),
            "dynamic" => filter.kind = Some(Kind::Dynamic),
            "permanent" => {}
            _ => filter.links.take(word, &mut words)?,
        }
    }
    Ok(filter)
}

impl Filter {
    fn keeps(&self, own: &InterfaceAddress) -> bool {
        self.scope.is_none_or(|scope| scope == own.scope)
            && self.to.is_none_or(|net| net.contains(&own.address))
            && match self.kind {
                None => true,
                Some(Kind::Primary) => !own.secondary,
                Some(Kind::Secondary) => own.secondary,
                Some(Kind::Dynamic) => false,
            }
    }

    /// These hide interfaces without such an address; `scope` alone does not.
    fn hides_bare_interfaces(&self, options: Options) -> bool {
        self.to.is_some() || self.kind.is_some() || options.family != Family::Any
    }
}

fn show(host: &Host, options: Options, words: &[&str]) -> Answer {
    let filter = parse_filter(words)?;
    filter.links.check(host)?;
    let mut out = String::new();
    for interface in host.interfaces.iter().filter(|interface| filter.links.keeps(interface)) {
        let shown = interface.addresses.iter().filter(|own| options.family != Family::Inet6 && filter.keeps(own));
        let shown: Vec<&InterfaceAddress> = shown.collect();
        let is_hidden = shown.is_empty() && (filter.hides_bare_interfaces(options) || has_other_scope(interface, &filter));
        if is_hidden {
            continue;
        }
        if options.brief {
            print_brief(&mut out, host, interface, &shown);
        } else if options.one_line {
            shown.iter().for_each(|own| text::print_one_line(&mut out, interface, own));
        } else {
            link_text::print_head(&mut out, host, interface, false);
            if options.family == Family::Any && filter.to.is_none() && filter.kind.is_none() {
                link_text::print_mac(&mut out, interface);
            }
            shown.iter().for_each(|own| text::print(&mut out, interface, own));
        }
    }
    Ok(out)
}

/// `ip addr show scope link` leaves out interfaces with addresses of other scopes only, and shows those without any.
fn has_other_scope(interface: &Interface, filter: &Filter) -> bool {
    filter.scope.is_some() && !interface.addresses.is_empty()
}

fn print_brief(out: &mut String, host: &Host, interface: &Interface, shown: &[&InterfaceAddress]) {
    let _ = write!(out, "{:<16} {:<14} ", interface.name.as_str(), link_text::state(host, interface));
    for own in shown {
        let _ = write!(out, "{}/{} ", own.address, own.prefix_length);
    }
    out.push('\n');
}

fn flush(host: &mut Host, words: &[&str]) -> Answer {
    if words.is_empty() {
        return Err(Complaint::new("Flush requires arguments.", 1).into());
    }
    let filter = parse_filter(words)?;
    filter.links.check(host)?;
    let doomed: Vec<(InterfaceName, InterfaceAddress)> = host
        .interfaces
        .iter()
        .filter(|interface| filter.links.keeps(interface))
        .flat_map(|interface| interface.addresses.iter().map(|own| (interface.name, *own)))
        .filter(|(_, own)| filter.keeps(own))
        .collect();
    for (device, own) in doomed {
        // A secondary may be gone with its primary already.
        let _ = host.remove_address(device, own.address, own.prefix_length);
    }
    Ok(String::new())
}
