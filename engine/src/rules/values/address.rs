//! IPv4 addresses with masks, as options of matches and targets take them.

use std::net::Ipv4Addr;

use super::number;
use crate::rules::conditions::AddressPattern;
use crate::rules::options::{Given, Problem};

/// One address in dotted form, shortened forms included: `10.1` is `10.1.0.0`, `10` is `10.0.0.0`.
pub fn shortened(text: &str) -> Option<Ipv4Addr> {
    let mut bytes = [0u8; 4];
    let mut places = bytes.iter_mut();
    for part in text.split('.') {
        *places.next()? = number::whole(part).and_then(|part| u8::try_from(part).ok())?;
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

/// An address with a mask that does not cut it: some extensions keep and print all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaskedAddress {
    pub address: Ipv4Addr,
    pub mask: Ipv4Addr,
}

impl MaskedAddress {
    pub fn contains(self, address: Ipv4Addr) -> bool {
        (u32::from(address) ^ u32::from(self.address)) & u32::from(self.mask) == 0
    }

    pub fn text(self) -> String {
        match prefix_length(u32::from(self.mask)) {
            Some(32) => self.address.to_string(),
            Some(length) => format!("{}/{length}", self.address),
            None => format!("{}/{}", self.address, self.mask),
        }
    }

    pub fn listed(self, numeric: bool) -> String {
        let pattern = AddressPattern { address: u32::from(self.address), mask: u32::from(self.mask), inverted: false };
        listed(&pattern, numeric)
    }
}

/// `address[/mask]` of an extension, cut by its mask.
pub fn masked(extension: &str, given: &Given<'_>) -> Result<AddressPattern, Problem> {
    unmasked(extension, given).map(|address| AddressPattern::new(address.address, address.mask, given.inverted))
}

/// `address[/mask]` of an extension: exactly one address.
pub fn unmasked(extension: &str, given: &Given<'_>) -> Result<MaskedAddress, Problem> {
    let (host, length) = match given.value.split_once('/') {
        Some((host, length)) => (host, Some(length)),
        None => (given.value, None),
    };
    let address = resolve(host)?;
    let mask = match length {
        None => Ipv4Addr::BROADCAST,
        Some(length) => clamped_mask(length).ok_or_else(|| {
            let name = given.name;
            Problem::library(format!(
                "{extension}: bad value for option \"--{name}\", neither a valid network mask nor valid CIDR (0-32)."
            ))
        })?,
    };
    Ok(MaskedAddress { address, mask })
}

/// The library takes a length beyond 32 for 32 (seen on 1.8.9: `--to 10.0.0.0/33`).
fn clamped_mask(text: &str) -> Option<Ipv4Addr> {
    match number::whole(text) {
        Some(33..=0xffff_ffff) => Some(Ipv4Addr::BROADCAST),
        Some(0x1_0000_0000..) => None,
        Some(_) | None => mask(text),
    }
}

/// A full address, or a shortened one as the C library reads it: what is left out is in the middle. A lab has no
/// names but `localhost`: whatever else is written does not resolve.
pub fn resolve(host: &str) -> Result<Ipv4Addr, Problem> {
    without_middle(host).or_else(|| named(host)).ok_or_else(|| unresolved(host))
}

/// The one name that every machine has.
pub fn named(host: &str) -> Option<Ipv4Addr> {
    host.eq_ignore_ascii_case("localhost").then_some(Ipv4Addr::LOCALHOST)
}

/// As C's `inet_aton` reads it: `10.1` is `10.0.0.1`, the last part takes the bytes that are left.
pub fn without_middle(host: &str) -> Option<Ipv4Addr> {
    let part = |part: &str| number::whole(part).filter(|_| part.starts_with(|first: char| first.is_ascii_digit()));
    let parts: Vec<u64> = host.split('.').map(part).collect::<Option<Vec<u64>>>()?;
    let (last, front) = parts.split_last()?;
    let mut address = 0;
    let mut shift = 32u32;
    for byte in front {
        shift = shift.checked_sub(8).filter(|shift| *shift > 0)?;
        address |= u32::from(u8::try_from(*byte).ok()?).checked_shl(shift)?;
    }
    let fits = last.checked_shr(shift).unwrap_or(0) == 0;
    fits.then(|| Ipv4Addr::from(address | *last as u32))
}

/// What cannot be a name is not looked for; a lab has nobody to ask for the others.
pub fn unresolved(host: &str) -> Problem {
    let can_be_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    let dotted = host.contains('.') && host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && !host.ends_with('.');
    let asked = host.chars().all(can_be_name) && !host.starts_with('-') && !dotted;
    let text = if asked { "Temporary failure in name resolution" } else { "Name or service not known" };
    Problem::library(format!("getaddrinfo: {text}"))
}

/// A prefix length, or a mask whose ones are in front; 255 stands for one that is none.
pub fn length_of_mask(extension: &str, given: &Given<'_>) -> Result<u8, Problem> {
    if let Some(length) = number::within(given.value, 0, u64::from(u32::MAX)) {
        return Ok(u8::try_from(length).unwrap_or(u8::MAX));
    }
    let mask = given.value.parse::<Ipv4Addr>().map_err(|_| {
        let name = given.name;
        Problem::library(format!(
            "{extension}: bad value for option \"--{name}\", neither a valid network mask nor valid CIDR (0-32)."
        ))
    })?;
    Ok(prefix_length(u32::from(mask)).and_then(|length| u8::try_from(length).ok()).unwrap_or(u8::MAX))
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
