//! A rule as `iptables -S` and `iptables-save` print it.

use crate::rules::values::{address, protocol};
use crate::rules::{AddressPattern, Conditions, Counter, InterfacePattern, Match, Rule, Target};

/// Where a rule's counters are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counters {
    None,
    /// `[1:60] -A ...`
    InFront(Counter),
    /// `... -c 1 60 -j ...`
    Inside(Counter),
}

/// One line, without its end.
pub fn rule(out: &mut String, chain: &str, rule: &Rule, counters: Counters) {
    if let Counters::InFront(counter) = counters {
        out.push_str(&format!("[{}:{}] ", counter.packets, counter.bytes));
    }
    out.push_str("-A ");
    out.push_str(chain);
    conditions(out, &rule.conditions);
    for extension in rule.matches.iter().filter(|extension| !extension.is_printed_earlier()) {
        out.push_str(" -m ");
        out.push_str(extension.name());
        Match::save(extension, out);
    }
    if let Counters::Inside(counter) = counters {
        out.push_str(&format!(" -c {} {}", counter.packets, counter.bytes));
    }
    target(out, &rule.target);
}

fn conditions(out: &mut String, conditions: &Conditions) {
    address_option(out, "-s", &conditions.source);
    address_option(out, "-d", &conditions.destination);
    interface_option(out, "-i", &conditions.input);
    interface_option(out, "-o", &conditions.output);
    if !conditions.protocol.is_any() {
        out.push_str(if conditions.protocol.inverted { " ! -p " } else { " -p " });
        match protocol::name(conditions.protocol.number) {
            Some(name) => out.push_str(name),
            None => out.push_str(&conditions.protocol.number.to_string()),
        }
    }
    out.push_str(match conditions.fragment {
        Some(true) => " -f",
        Some(false) => " ! -f",
        None => "",
    });
}

fn address_option(out: &mut String, option: &str, pattern: &AddressPattern) {
    if pattern.is_any() {
        return;
    }
    out.push_str(if pattern.inverted { " ! " } else { " " });
    out.push_str(option);
    out.push(' ');
    out.push_str(&address::text(pattern, true));
}

fn interface_option(out: &mut String, option: &str, pattern: &InterfacePattern) {
    if pattern.is_any() {
        return;
    }
    out.push_str(if pattern.inverted { " ! " } else { " " });
    out.push_str(option);
    out.push(' ');
    out.push_str(&pattern.text());
}

fn target(out: &mut String, target: &Target) {
    match target {
        Target::None => {}
        Target::Accept => out.push_str(" -j ACCEPT"),
        Target::Drop => out.push_str(" -j DROP"),
        Target::Return => out.push_str(" -j RETURN"),
        Target::Jump(jump) => {
            out.push_str(if jump.goto { " -g " } else { " -j " });
            out.push_str(&jump.chain);
        }
        Target::Extension(extension) => {
            out.push_str(" -j ");
            out.push_str(extension.name());
            extension.save(out);
        }
    }
}
