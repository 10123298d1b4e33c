//! Ports and port ranges, by number or by service name.

use super::{number, services};
use crate::rules::options::{Given, Problem};

/// Both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    pub first: u16,
    pub last: u16,
}

impl Ports {
    pub const ALL: Ports = Ports { first: 0, last: u16::MAX };

    pub fn one(port: u16) -> Ports {
        Ports { first: port, last: port }
    }

    #[inline]
    pub fn contains(self, port: u16) -> bool {
        self.first <= port && port <= self.last
    }

    pub fn is_one(self) -> bool {
        self.first == self.last
    }

    /// `80`, `80:90`.
    pub fn text(self) -> String {
        if self.is_one() { self.first.to_string() } else { format!("{}:{}", self.first, self.last) }
    }
}

/// `--dport 80`, `! --sport 1:5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortTest {
    pub ports: Ports,
    pub inverted: bool,
}

impl Default for PortTest {
    fn default() -> PortTest {
        PortTest { ports: Ports::ALL, inverted: false }
    }
}

impl PortTest {
    pub fn is_any(&self) -> bool {
        self.ports == Ports::ALL && !self.inverted
    }

    /// As the nft back end keeps it: `! :1023` becomes `1024:65535`, and `! 0:65535` nothing at all.
    pub fn canonical(self) -> PortTest {
        match self.ports {
            Ports::ALL => PortTest::default(),
            Ports { first: 0, last } if self.inverted && last > 0 => {
                PortTest { ports: Ports { first: last.saturating_add(1), last: u16::MAX }, inverted: false }
            }
            Ports { .. } => self,
        }
    }

    #[inline]
    pub fn accepts(&self, port: u16) -> bool {
        self.ports.contains(port) != self.inverted
    }

    /// `option` with its dashes and a blank on each side.
    pub fn save(&self, out: &mut String, option: &str) {
        if self.ports == Ports::ALL {
            return;
        }
        out.push_str(if self.inverted { " !" } else { "" });
        out.push_str(option);
        out.push_str(&self.ports.text());
    }

    /// `name` is `spt` or `dpt`; a range adds an `s`.
    pub fn list(&self, out: &mut String, name: &str, protocol: &str, numeric: bool) {
        if self.is_any() {
            return;
        }
        let inverted = if self.inverted { "!" } else { "" };
        let first = listed(self.ports.first, protocol, numeric);
        if self.ports.is_one() {
            out.push_str(&format!(" {name}:{inverted}{first}"));
        } else {
            let last = listed(self.ports.last, protocol, numeric);
            out.push_str(&format!(" {name}s:{inverted}{first}:{last}"));
        }
    }
}

/// One port in the older extensions' way of complaining.
pub fn one(text: &str, protocol: &str) -> Result<u16, Problem> {
    number::within(text, 0, 65535)
        .map(|number| number as u16)
        .or_else(|| services::port(text, protocol))
        .ok_or_else(|| Problem::usage(format!("invalid port/service `{text}' specified")))
}

/// `a`, `a:b`, `:b`, `a:` in the older extensions' way.
pub fn range(text: &str, protocol: &str) -> Result<Ports, Problem> {
    let Some((first, last)) = text.split_once(':') else {
        return one(text, protocol).map(Ports::one);
    };
    let first = if first.is_empty() { 0 } else { one(first, protocol)? };
    let last = if last.is_empty() { u16::MAX } else { one(last, protocol)? };
    Ok(Ports { first, last })
}

/// `a`, `a:b`, `:b`, `a:` in the newer extensions' way.
pub fn resolved_range(extension: &str, given: &Given<'_>) -> Result<Ports, Problem> {
    let name = given.name;
    let parts: Vec<&str> = given.value.split(':').collect();
    match parts.as_slice() {
        [single] => resolved(single).map(Ports::one),
        [first, last] => {
            let first = if first.is_empty() { 0 } else { resolved(first)? };
            let last = if last.is_empty() { u16::MAX } else { resolved(last)? };
            Ok(Ports { first, last })
        }
        _ => Err(Problem::library(format!("{extension}: Too many components for option \"--{name}\" (max: 2)"))),
    }
}

/// The C library takes any decimal number that 32 bits do not call negative, nothing for zero, and keeps the lower sixteen
/// bits (seen on 1.8.9: 70000 is 4464).
pub fn resolved(text: &str) -> Result<u16, Problem> {
    let digits = text.trim_start_matches([' ', '\t']);
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    let decimal = digits.bytes().all(|byte| byte.is_ascii_digit()) && (text.is_empty() || !digits.is_empty());
    let number = if digits.is_empty() { Some(0) } else { digits.parse::<u64>().ok() };
    number
        .filter(|number| decimal && number & 0x8000_0000 == 0)
        .map(|number| (number & 0xffff) as u16)
        .or_else(|| services::port(text, "tcp"))
        .or_else(|| services::port(text, "udp"))
        .ok_or_else(|| Problem::library(format!("Port \"{text}\" does not resolve to anything.")))
}

/// As a listing prints it: the service's name unless numbers are wanted.
pub fn listed(port: u16, protocol: &str, numeric: bool) -> String {
    match services::name(port, protocol) {
        Some(name) if !numeric => name.to_owned(),
        Some(_) | None => port.to_string(),
    }
}
