//! `-s` and `-d`: lists of addresses and networks.

use std::net::Ipv4Addr;

use crate::rules::AddressPattern;
use crate::rules::options::Problem;
use crate::rules::values::address;

/// `a[/m][,b[/m]...]`; every part makes a rule of its own.
pub fn list(text: &str, inverted: bool) -> Result<Vec<AddressPattern>, Problem> {
    text.split(',').map(|part| one(part.trim_start_matches(' '), inverted)).collect()
}

fn one(text: &str, inverted: bool) -> Result<AddressPattern, Problem> {
    let (host, mask) = match text.rsplit_once('/') {
        Some((host, mask)) => (host, mask_of(mask)?),
        None => (text, Ipv4Addr::BROADCAST),
    };
    // whatever is under a mask of zero is any address (reference: matches-targets.md §0)
    if mask.is_unspecified() {
        return Ok(AddressPattern::new(Ipv4Addr::UNSPECIFIED, mask, inverted));
    }
    let found = address::shortened(host).or_else(|| address::without_middle(host)).or_else(|| address::named(host));
    let address = found.ok_or_else(|| Problem::usage(format!("host/network `{host}' not found")))?;
    Ok(AddressPattern::new(address, mask, inverted))
}

fn mask_of(text: &str) -> Result<Ipv4Addr, Problem> {
    address::mask(text).ok_or_else(|| Problem::usage(format!("invalid mask `{text}' specified")))
}
