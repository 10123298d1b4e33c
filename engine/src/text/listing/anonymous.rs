//! Addresses that somebody made unreadable (`123.456.789.251`, `x.x.x.x`) and what stands for them.
//!
//! The stand-ins are from 198.18.0.0/15, which nobody uses for real. What was the same before is the same after: the
//! first three parts choose the /24, so that an address stays in its subnet, and a last part that is a number is kept.

use std::net::Ipv4Addr;

use crate::text::fnv;

/// The word with its anonymised addresses replaced; `None` if there is none. Takes `123.456.789.0/24`, `x.x.x.x:80`.
pub fn replace(word: &str) -> Option<String> {
    let mut out = String::new();
    let mut found = false;
    let mut rest = word;
    while !rest.is_empty() {
        let length = rest.find(|character| !is_address_sign(character)).unwrap_or(rest.len());
        let (candidate, after) = rest.split_at(length);
        match stand_in(candidate) {
            Some(address) => {
                out.push_str(&address.to_string());
                found = true;
            }
            None => out.push_str(candidate),
        }
        let sign = after.chars().next().map_or(0, char::len_utf8);
        out.push_str(after.get(..sign).unwrap_or_default());
        rest = after.get(sign..).unwrap_or_default();
    }
    found.then_some(out)
}

fn is_address_sign(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, '.' | 'x' | 'X' | '*')
}

/// `None` if the text is a proper address, or none at all.
pub fn stand_in(text: &str) -> Option<Ipv4Addr> {
    let parts: Vec<&str> = text.split('.').collect();
    let [first, second, third, last] = parts[..] else {
        return None;
    };
    if !parts.iter().all(|part| is_part(part)) || parts.iter().all(|part| part.parse::<u8>().is_ok()) {
        return None;
    }
    let net = hash([first, second, third]);
    let last = last.parse::<u8>().unwrap_or((hash([last, last, last]) % 254 + 1) as u8);
    Some(Ipv4Addr::new(198, 18 + (net >> 8 & 1) as u8, net as u8, last))
}

/// What stands for a name that nobody can resolve here: `YOUR_IP`, `example.com`.
pub fn for_name(name: &str) -> Ipv4Addr {
    let [.., high, middle, low] = hash([name, "", ""]).to_be_bytes();
    Ipv4Addr::new(198, 18 + (high & 1), middle, low.clamp(1, 254))
}

/// Up to three digits, or a row of one sign that hides some.
fn is_part(part: &str) -> bool {
    let is_number = part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_hidden = part.len() <= 3 && part.bytes().all(|byte| matches!(byte, b'x' | b'X' | b'*'));
    !part.is_empty() && (is_number || is_hidden)
}

fn hash(parts: [&str; 3]) -> u32 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([b'.']));
    let full = fnv::hash(bytes);
    full ^ full >> 16
}
