//! `-m icmp`: type and code of an ICMP message.

use super::MatchExtension;
use crate::state::packet::Transport;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::number;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icmp {
    /// 255 is "any".
    pub kind: u8,
    pub first_code: u8,
    pub last_code: u8,
    pub inverted: bool,
}

const ANY: u8 = 0xff;

/// Name, type, first and last code. Where two share a type and codes, the first is the one that is printed.
const NAMES: [(&str, u8, u8, u8); 40] = [
    ("any", 0xff, 0, 0xff),
    ("echo-reply", 0, 0, 0xff),
    ("pong", 0, 0, 0xff),
    ("destination-unreachable", 3, 0, 0xff),
    ("network-unreachable", 3, 0, 0),
    ("host-unreachable", 3, 1, 1),
    ("protocol-unreachable", 3, 2, 2),
    ("port-unreachable", 3, 3, 3),
    ("fragmentation-needed", 3, 4, 4),
    ("source-route-failed", 3, 5, 5),
    ("network-unknown", 3, 6, 6),
    ("host-unknown", 3, 7, 7),
    ("network-prohibited", 3, 9, 9),
    ("host-prohibited", 3, 10, 10),
    ("TOS-network-unreachable", 3, 11, 11),
    ("TOS-host-unreachable", 3, 12, 12),
    ("communication-prohibited", 3, 13, 13),
    ("host-precedence-violation", 3, 14, 14),
    ("precedence-cutoff", 3, 15, 15),
    ("source-quench", 4, 0, 0xff),
    ("redirect", 5, 0, 0xff),
    ("network-redirect", 5, 0, 0),
    ("host-redirect", 5, 1, 1),
    ("TOS-network-redirect", 5, 2, 2),
    ("TOS-host-redirect", 5, 3, 3),
    ("echo-request", 8, 0, 0xff),
    ("ping", 8, 0, 0xff),
    ("router-advertisement", 9, 0, 0xff),
    ("router-solicitation", 10, 0, 0xff),
    ("time-exceeded", 11, 0, 0xff),
    ("ttl-exceeded", 11, 0, 0xff),
    ("ttl-zero-during-transit", 11, 0, 0),
    ("ttl-zero-during-reassembly", 11, 1, 1),
    ("parameter-problem", 12, 0, 0xff),
    ("ip-header-bad", 12, 0, 0),
    ("required-option-missing", 12, 1, 1),
    ("timestamp-request", 13, 0, 0xff),
    ("timestamp-reply", 14, 0, 0xff),
    ("address-mask-request", 17, 0, 0xff),
    ("address-mask-reply", 18, 0, 0xff),
];

impl MatchExtension for Icmp {
    const NAME: &'static str = "icmp";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("icmp-type").invertible().mandatory()];
    const DEMANDS: Demands = Demands::protocols(&[1]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Icmp, Problem> {
        let option = given.first().ok_or_else(Problem::absent)?;
        let (kind, first_code, last_code) = by_name(option.value)?.map_or_else(|| by_number(option.value), Ok)?;
        Ok(Icmp { kind, first_code, last_code, inverted: option.inverted })
    }

    fn save(&self, out: &mut String) {
        out.push_str(if self.inverted { " !" } else { "" });
        if self.kind == ANY {
            out.push_str(" --icmp-type any");
            return;
        }
        out.push_str(&format!(" --icmp-type {}", self.kind));
        if (self.first_code, self.last_code) != (0, 0xff) {
            out.push_str(&format!("/{}", self.first_code));
        }
    }

    fn list(&self, out: &mut String, numeric: bool) {
        out.push_str(" icmp");
        let inverted = if self.inverted { "!" } else { "" };
        let wanted =
            |(_, kind, first, last): &&(&str, u8, u8, u8)| (*kind, *first, *last) == (self.kind, self.first_code, self.last_code);
        if let Some((name, ..)) = NAMES.iter().find(wanted).filter(|_| !numeric) {
            out.push_str(&format!(" {inverted}{name}"));
            return;
        }
        // "icmptype 8", but "icmp !type 8" (reference: matches-targets.md §1)
        out.push_str(&format!("{}type {}", if self.inverted { " !" } else { "" }, self.kind));
        match (self.first_code, self.last_code) {
            (0, 0xff) => {}
            (first, last) if first == last => out.push_str(&format!(" code {first}")),
            (first, last) => out.push_str(&format!(" codes {first}-{last}")),
        }
    }

    #[inline]
    fn test(&self, context: &mut Context<'_>) -> Tested {
        let Transport::Icmp(message) = &context.packet.datagram.transport else { return Tested::Misses };
        let code = self.first_code <= message.code && message.code <= self.last_code;
        ((self.kind == ANY || (self.kind == message.kind && code)) != self.inverted).into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        match &context.packet.datagram.transport {
            Transport::Icmp(message) if message.code == 0 => message.kind.to_string(),
            Transport::Icmp(message) => format!("{}/{}", message.kind, message.code),
            Transport::Tcp(_) | Transport::Udp(_) | Transport::Other { .. } => String::new(),
        }
    }
}

/// A name may be shortened as long as it means one thing.
fn by_name(text: &str) -> Result<Option<(u8, u8, u8)>, Problem> {
    let mut found: Option<&(&str, u8, u8, u8)> = None;
    for entry in &NAMES {
        let begins = entry.0.get(..text.len()).is_some_and(|start| start.eq_ignore_ascii_case(text));
        if !begins {
            continue;
        }
        if entry.0.len() == text.len() {
            return Ok(Some((entry.1, entry.2, entry.3)));
        }
        if let Some(earlier) = found {
            let message = format!("Ambiguous ICMP type `{text}': `{}' or `{}'?", earlier.0, entry.0);
            return Err(Problem::usage(message));
        }
        found = Some(entry);
    }
    Ok(found.map(|(_, kind, first, last)| (*kind, *first, *last)))
}

/// `type[/code[:code]]`. A range of types is read, and then refused.
fn by_number(text: &str) -> Result<(u8, u8, u8), Problem> {
    let unknown = |what: &str| Problem::usage(format!("Unknown ICMP {what} `{text}'"));
    let (kind, last_kind, rest) = range(text).ok_or_else(|| unknown("type"))?;
    let (first_code, last_code, rest) = match rest.strip_prefix('/') {
        Some(codes) => range(codes).map(|(first, last, rest)| (first, last.unwrap_or(first), rest)).ok_or_else(|| unknown("code"))?,
        None => (0, 0xff, rest),
    };
    match (rest.chars().next(), last_kind) {
        (Some(letter), _) => Err(Problem::usage(format!("unknown character {letter}"))),
        (None, Some(_)) => Err(Problem::usage("ICMP type range not supported")),
        (None, None) => Ok((kind, first_code, last_code)),
    }
}

/// `a` or `a:b`, and what follows.
fn range(text: &str) -> Option<(u8, Option<u8>, &str)> {
    let byte = |text| number::prefix(text).and_then(|(number, rest)| Some((u8::try_from(number).ok()?, rest)));
    let (first, rest) = byte(text)?;
    match rest.strip_prefix(':') {
        Some(behind) => byte(behind).map(|(last, rest)| (first, Some(last), rest)),
        None => Some((first, None, rest)),
    }
}
