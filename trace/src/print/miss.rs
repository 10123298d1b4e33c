//! The condition that a packet failed, as a rule writes it: `-s 10.0.0.0/8`, `! -i lo`, `--dport 80`.

use crate::value::{Condition, Miss, Value, asked_flags};

/// Empty where the miss does not say what was wanted.
pub fn wanted(miss: &Miss) -> String {
    let (not, wanted) = match &miss.wanted {
        Value::Not(value) => ("! ", &**value),
        value => ("", value),
    };
    match (option(miss), wanted) {
        (None, wanted) if wanted.is_nothing() => String::new(),
        (None, wanted) => format!("{not}{wanted}"),
        (Some(option), wanted) if wanted.is_nothing() => format!("{not}{option}"),
        // The tools part with a blank what listings part with a slash.
        (Some(option), Value::FlagsUnder { mask, set }) => {
            let [mask, set] = [*mask, *set].map(asked_flags);
            format!("{not}{option} {mask} {set}")
        }
        // With its length, also where that is the whole address.
        (Some(option), Value::Prefix(prefix)) => format!("{not}{option} {prefix}"),
        (Some(option), wanted) => format!("{not}{option} {wanted}"),
    }
}

/// With its dashes. A match that names none has it in its text.
fn option(miss: &Miss) -> Option<String> {
    let option = match miss.condition {
        Condition::Source => "-s",
        Condition::Destination => "-d",
        Condition::Input => "-i",
        Condition::Output => "-o",
        Condition::Protocol => "-p",
        Condition::Fragment => "-f",
        Condition::Match(_) => return miss.option.as_ref().map(|option| format!("--{option}")),
    };
    Some(option.to_owned())
}

#[cfg(test)]
mod tests {
    use net::{InterfaceName, TcpFlags};

    use super::*;

    #[test]
    fn a_condition_reads_as_its_rule_writes_it() {
        let tcp = TcpFlags::SYN.with(TcpFlags::ACK);
        for (condition, option, wanted, text) in [
            (Condition::Source, None, Value::Prefix("10.0.0.0/8".parse().expect("a prefix")), "-s 10.0.0.0/8"),
            (Condition::Destination, None, Value::Prefix("10.0.0.1".parse().expect("an address")), "-d 10.0.0.1/32"),
            (Condition::Input, None, Value::interface(InterfaceName::LOOPBACK).inverted_if(true), "! -i lo"),
            (Condition::Protocol, None, Value::Protocol(17), "-p udp"),
            (Condition::Fragment, None, Value::Nothing, "-f"),
            (Condition::Match(0), Some("dport"), Value::ports(1, 80).inverted_if(true), "! --dport 1:80"),
            (
                Condition::Match(0),
                Some("tcp-flags"),
                Value::FlagsUnder { mask: tcp, set: TcpFlags::SYN },
                "--tcp-flags SYN,ACK SYN",
            ),
            (Condition::Match(0), Some("physdev-is-bridged"), Value::Nothing, "--physdev-is-bridged"),
            (Condition::Match(1), None, Value::text("--mark 0x1"), "--mark 0x1"),
            (Condition::Match(1), None, Value::text(""), ""),
        ] {
            let miss = Miss { condition, option: option.map(Into::into), wanted, had: Value::Nothing };
            assert_eq!(super::wanted(&miss), text);
        }
    }
}
