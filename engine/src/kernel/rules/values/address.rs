//! IPv4 addresses with masks, as options of matches and targets take them.

use std::net::Ipv4Addr;

use super::number;
use crate::kernel::rules::conditions::AddressPattern;
use crate::kernel::rules::options::{Given, Problem};

/// One address in dotted form, shortened forms included: `10.1` is `10.1.0.0`, `10` is `10.0.0.0`.
pub fn shortened(text: &str) -> Option<Ipv4Addr> {
    let mut bytes = [0u8; 4];
    let mut places = bytes.iter_mut();
    for part in text.split('.') {
        let decimal = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) && part.len() <= 3;
        *places.next()? = if decimal { part.parse().ok()? } else { return None };
    }
    Some(Ipv4Addr::from(bytes))
}

/// `/24`, `/255.255.255.0`; what follows the slash.
pub fn mask(text: &str) -> Option<Ipv4Addr> {
    match number::whole(text) {
        Some(length) => prefix_mask(u8::try_from(length).ok()?),
        None if text.contains('.') => text.parse().ok(),
        None => None,
    }
}

pub fn prefix_mask(length: u8) -> Option<Ipv4Addr> {
    if length > 32 {
        return None;
    }
    Some(Ipv4Addr::from(u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0)))
}

/// The prefix length of a mask; `None` if its ones are not all in front.
pub fn prefix_length(mask: u32) -> Option<u32> {
    (mask.leading_ones() + mask.trailing_zeros() == 32 || mask == u32::MAX).then_some(mask.leading_ones())
}

/// `address[/mask]` of an extension: exactly one address.
pub fn masked(extension: &str, given: &Given<'_>) -> Result<AddressPattern, Problem> {
    let (host, length) = match given.value.split_once('/') {
        Some((host, length)) => (host, Some(length)),
        None => (given.value, None),
    };
    let address = resolve(host)?;
    let mask = match length {
        None => Ipv4Addr::BROADCAST,
        Some(length) => mask(length).ok_or_else(|| {
            let name = given.name;
            Problem::usage(format!(
                "{extension}: bad value for option \"--{name}\", neither a valid network mask nor valid CIDR (0-32)."
            ))
        })?,
    };
    Ok(AddressPattern::new(address, mask, given.inverted))
}

/// A full address. A lab has no names: whatever is no address does not resolve.
pub fn resolve(host: &str) -> Result<Ipv4Addr, Problem> {
    host.parse().map_err(|_| unresolved())
}

pub fn unresolved() -> Problem {
    Problem::usage("getaddrinfo: Temporary failure in name resolution")
}

/// `10.0.0.0/8`, `10.0.0.0/255.0.255.0`, `10.0.0.1` (with `/32` if wanted).
pub fn text(pattern: &AddressPattern, with_full_mask: bool) -> String {
    let address = Ipv4Addr::from(pattern.address);
    match prefix_length(pattern.mask) {
        Some(32) if !with_full_mask => address.to_string(),
        Some(length) => format!("{address}/{length}"),
        None => format!("{address}/{}", Ipv4Addr::from(pattern.mask)),
    }
}

/// As a listing prints it; unless numbers are wanted, with the names that every machine knows: `/etc/hosts` and `/etc/networks` of Debian 12. A lab has no DNS.
pub fn listed(pattern: &AddressPattern, numeric: bool) -> String {
    const LOOPBACK_HOST: u32 = 0x7f00_0001;
    const LOOPBACK_NETWORK: u32 = 0x7f00_0000;
    const LINK_LOCAL: u32 = 0xa9fe_0000;
    let plain = text(pattern, false);
    if numeric {
        return plain;
    }
    let name = match (pattern.address, pattern.mask) {
        (_, 0) => return "anywhere".to_owned(),
        (0, _) => "default",
        (LOOPBACK_HOST, u32::MAX) => "localhost",
        (LOOPBACK_NETWORK, _) => "loopback",
        (LINK_LOCAL, _) => "link-local",
        _ => return plain,
    };
    match plain.split_once('/') {
        Some((_, length)) => format!("{name}/{length}"),
        None => name.to_owned(),
    }
}
