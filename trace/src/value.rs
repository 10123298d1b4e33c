//! What a rule wanted of a packet and what the packet had instead, as values of a small closed type that each match fills.
//! How they are put into a sentence is the narrator's.

use std::fmt;
use std::sync::Arc;

use net::{Address, InterfaceName, Mac, Prefix, TcpFlags};
use serde::{Deserialize, Serialize};

/// The condition of a rule that a packet failed first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Miss {
    pub condition: Condition,
    /// The option of a match that was not met, without its dashes: `dport`.
    pub option: Option<Arc<str>>,
    pub wanted: Value,
    pub had: Value,
}

/// What a rule asks, in the kernel's order of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    Source,
    Destination,
    Input,
    Output,
    Protocol,
    Fragment,
    /// The n-th match of the rule, counted from zero.
    Match(usize),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// There is none: no interface, no entry, no port.
    Nothing,
    Address(Address),
    Prefix(Prefix),
    /// An address under a mask that is no prefix.
    Masked {
        address: Address,
        mask: Address,
    },
    Addresses {
        first: Address,
        last: Address,
    },
    Mac(Mac),
    Interface(InterfaceName),
    /// Every interface whose name begins so: `eth+`.
    InterfacesLike(Text),
    Protocol(u8),
    Port(u16),
    Ports {
        first: u16,
        last: u16,
    },
    /// Of a segment.
    Flags(TcpFlags),
    /// Of the flags in `mask` those in `set`, and no others.
    FlagsUnder {
        mask: TcpFlags,
        set: TcpFlags,
    },
    /// `code` none: any.
    Icmp {
        kind: u8,
        code: Option<u8>,
    },
    Mark(u32),
    MarkUnder {
        value: u32,
        mask: u32,
    },
    /// Of a connection: `NEW`, `SNAT`, `SEEN_REPLY`.
    State(Text),
    Number(u64),
    /// Without a `last` that is said, where it is the greatest there is.
    Numbers {
        first: u64,
        last: u64,
    },
    /// Of a byte of the header, or of some of its bits: a code point, a type of service.
    ByteUnder {
        value: u8,
        mask: u8,
    },
    /// Of a set, a list, a helper, an address' or a frame's kind.
    Name(Text),
    /// In the words of the tools; nothing else says it.
    Text(Text),
    /// Any of them.
    OneOf(Vec<Value>),
    /// All of them at once.
    AllOf(Vec<Value>),
    /// Anything but it.
    Not(Box<Value>),
}

type Text = Arc<str>;

impl Value {
    pub fn text(text: impl Into<Arc<str>>) -> Value {
        Value::Text(text.into())
    }

    pub fn name(name: impl Into<Arc<str>>) -> Value {
        Value::Name(name.into())
    }

    pub fn state(name: impl Into<Arc<str>>) -> Value {
        Value::State(name.into())
    }

    /// None, or a text without a letter.
    pub fn is_nothing(&self) -> bool {
        match self {
            Value::Nothing => true,
            Value::Text(text) => text.is_empty(),
            _ => false,
        }
    }

    /// None is a value, too.
    pub fn port(port: Option<u16>) -> Value {
        port.map_or(Value::Nothing, Value::Port)
    }

    /// A range of one is its member.
    pub fn ports(first: u16, last: u16) -> Value {
        if first == last { Value::Port(first) } else { Value::Ports { first, last } }
    }

    pub fn numbers(first: u64, last: u64) -> Value {
        if first == last { Value::Number(first) } else { Value::Numbers { first, last } }
    }

    /// All of its bits count.
    pub fn byte(value: u8) -> Value {
        Value::ByteUnder { value, mask: u8::MAX }
    }

    pub fn interface(name: InterfaceName) -> Value {
        if name.is_none() { Value::Nothing } else { Value::Interface(name) }
    }

    /// One of a single one is that one.
    pub fn one_of(values: impl IntoIterator<Item = Value>) -> Value {
        Value::together(values, Value::OneOf)
    }

    /// All of a single one is that one.
    pub fn all_of(values: impl IntoIterator<Item = Value>) -> Value {
        Value::together(values, Value::AllOf)
    }

    fn together(values: impl IntoIterator<Item = Value>, several: fn(Vec<Value>) -> Value) -> Value {
        let mut values: Vec<Value> = values.into_iter().collect();
        match (values.len(), values.pop()) {
            (1, Some(only)) => only,
            (_, None) => Value::Nothing,
            (_, Some(last)) => {
                values.push(last);
                several(values)
            }
        }
    }

    pub fn inverted_if(self, inverted: bool) -> Value {
        if inverted { Value::Not(Box::new(self)) } else { self }
    }
}

/// In the technical terms that rules are written in, the same in every language.
impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Nothing => out.write_str("-"),
            Value::Address(address) => address.fmt(out),
            Value::Prefix(prefix) if prefix.is_one_address() => prefix.address().fmt(out),
            Value::Prefix(prefix) => prefix.fmt(out),
            Value::Masked { address, mask } => write!(out, "{address}/{mask}"),
            Value::Addresses { first, last } => write!(out, "{first}-{last}"),
            Value::Mac(mac) => mac.fmt(out),
            Value::Interface(name) => name.fmt(out),
            Value::InterfacesLike(text) | Value::State(text) | Value::Name(text) | Value::Text(text) => out.write_str(text),
            Value::Protocol(number) => out.write_str(&crate::print::protocol_name(*number)),
            Value::Port(port) => port.fmt(out),
            Value::Ports { first, last } => write!(out, "{first}:{last}"),
            Value::Flags(flags) => flags_text(*flags, out),
            Value::FlagsUnder { mask, set } => write!(out, "{}/{}", asked_flags(*set), asked_flags(*mask)),
            Value::Icmp { kind, code: Some(code) } => write!(out, "{kind}/{code}"),
            Value::Icmp { kind, code: None } => kind.fmt(out),
            Value::Mark(mark) => write!(out, "{mark:#x}"),
            Value::MarkUnder { value, mask: u32::MAX } => write!(out, "{value:#x}"),
            Value::MarkUnder { value, mask } => write!(out, "{value:#x}/{mask:#x}"),
            Value::Number(number) => number.fmt(out),
            Value::Numbers { first, last: u64::MAX } => write!(out, "{first}:"),
            Value::Numbers { first, last } => write!(out, "{first}:{last}"),
            Value::ByteUnder { value, mask: u8::MAX } => write!(out, "{value:#04x}"),
            Value::ByteUnder { value, mask } => write!(out, "{value:#04x}/{mask:#04x}"),
            Value::OneOf(values) | Value::AllOf(values) => joined(values, out),
            Value::Not(value) => write!(out, "! {value}"),
        }
    }
}

fn flags_text(flags: TcpFlags, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    if flags == TcpFlags::default() { out.write_str("NONE") } else { write!(out, "{flags}") }
}

/// In the order in which the tools print those a rule asks for.
pub(crate) fn asked_flags(flags: TcpFlags) -> String {
    let order = [TcpFlags::FIN, TcpFlags::SYN, TcpFlags::RST, TcpFlags::PSH, TcpFlags::ACK, TcpFlags::URG];
    let names: Vec<String> = order.into_iter().filter(|flag| flags.has(*flag)).map(|flag| flag.to_string()).collect();
    if names.is_empty() { "NONE".to_owned() } else { names.join(",") }
}

fn joined(values: &[Value], out: &mut fmt::Formatter<'_>) -> fmt::Result {
    values.iter().enumerate().try_for_each(|(place, value)| {
        out.write_str(if place == 0 { "" } else { "," })?;
        write!(out, "{value}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_rules_write_them() {
        let prefix = |text: &str| Value::Prefix(text.parse().expect(text));
        for (value, text) in [
            (prefix("10.0.0.0/8"), "10.0.0.0/8"),
            (prefix("10.0.0.1/32"), "10.0.0.1"),
            (Value::ports(80, 80), "80"),
            (Value::ports(80, 90).inverted_if(true), "! 80:90"),
            (Value::FlagsUnder { mask: TcpFlags::SYN.with(TcpFlags::ACK), set: TcpFlags::default() }, "NONE/SYN,ACK"),
            (Value::FlagsUnder { mask: TcpFlags::SYN.with(TcpFlags::FIN), set: TcpFlags::SYN }, "SYN/FIN,SYN"),
            (Value::MarkUnder { value: 1, mask: 0xff }, "0x1/0xff"),
            (Value::byte(0xa), "0x0a"),
            (Value::ByteUnder { value: 0x10, mask: 0x3f }, "0x10/0x3f"),
            (Value::numbers(3, u64::MAX), "3:"),
            (Value::all_of([Value::state("NEW"), Value::state("DNAT")]), "NEW,DNAT"),
            (Value::one_of([Value::state("NEW"), Value::state("RELATED")]), "NEW,RELATED"),
            (Value::one_of([Value::Number(7)]), "7"),
            (Value::Protocol(6), "tcp"),
            (Value::Nothing, "-"),
        ] {
            assert_eq!(value.to_string(), text);
        }
    }
}
