//! A rule of policy routing as text: the words of `ip rule add`, a line of `ip rule`, and how `ip rule` prints it.

use std::fmt::Write as _;

use ipnet::Ipv4Net;

use super::complaint::Complaint;
use trace::print::route::tos_text;

use super::route::{argument, device_argument};
use super::values;
use super::words::{Words, begins};
use crate::state::route::{MarkTest, RoutingRule, RuleAction, Selector, TableNumber};

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleWords {
    pub preference: Option<u32>,
    pub selector: Selector,
    pub action: Option<RuleAction>,
    pub suppress_prefix_length: Option<u8>,
    pub suppress_group: Option<u32>,
    pub realms: Option<u32>,
    pub protocol: Option<u8>,
}

/// What follows `ip rule add` or `ip rule del`.
pub fn parse(words: &[&str]) -> Result<RuleWords, Complaint> {
    let mut words = Words::new(words);
    let mut rule = RuleWords::default();
    while let Some(word) = words.next() {
        parse_word(&mut rule, word, &mut words)?;
    }
    Ok(rule)
}

fn parse_word(rule: &mut RuleWords, word: &str, words: &mut Words<'_>) -> Result<(), Complaint> {
    let selector = &mut rule.selector;
    match word {
        "not" => selector.inverted = true,
        "from" => selector.source = prefix_argument(words)?,
        "to" => selector.destination = prefix_argument(words)?,
        _ if ["preference", "order", "priority"].iter().any(|full| begins(word, full)) => {
            rule.preference = Some(argument(words, values::number, "preference value is invalid\n")?);
        }
        _ if word == "tos" || begins(word, "dsfield") => selector.tos = argument(words, values::tos, "TOS value is invalid\n")?,
        "fwmark" => selector.mark = Some(argument(words, mark_test, "fwmark value is invalid\n")?),
        "dev" | "iif" => selector.input = device_argument(words)?,
        "oif" => selector.output = device_argument(words)?,
        "ipproto" => selector.protocol = Some(argument(words, values::protocol, "Invalid \"ipproto\" value\n")?),
        "sport" => selector.source_ports = Some(argument(words, port_range, "invalid port range\n")?),
        "dport" => selector.destination_ports = Some(argument(words, port_range, "invalid dport range\n")?),
        "uidrange" => selector.users = Some(argument(words, user_range, "invalid UID range\n")?),
        "table" | "lookup" => rule.action = Some(RuleAction::Lookup(argument(words, values::table, "invalid table ID\n")?)),
        "suppress_prefixlength" | "sup_pl" => {
            let read = |text: &str| values::number(text).and_then(|length| u8::try_from(length).ok());
            rule.suppress_prefix_length = Some(argument(words, read, "suppress_prefixlength value is invalid\n")?);
        }
        "suppress_ifgroup" | "sup_group" => {
            rule.suppress_group = Some(argument(words, values::group, "Invalid \"suppress_ifgroup\" value\n")?);
        }
        _ if begins(word, "realms") => rule.realms = Some(argument(words, values::realms, "invalid realms\n")?),
        _ if begins(word, "goto") => rule.action = Some(RuleAction::Goto(argument(words, values::number, "invalid target\n")?)),
        _ if begins(word, "protocol") => {
            rule.protocol = Some(argument(words, values::route_protocol, "\"protocol\" value is invalid\n")?.0);
        }
        // What listings put after `iif` and `goto`.
        "[detached]" | "[unresolved]" => {}
        _ => parse_kind(rule, word, words)?,
    }
    Ok(())
}

fn parse_kind(rule: &mut RuleWords, word: &str, words: &mut Words<'_>) -> Result<(), Complaint> {
    let word = if begins(word, "type") { words.argument()? } else { word };
    let kinds = [
        ("nop", RuleAction::Nothing),
        ("blackhole", RuleAction::Blackhole),
        ("unreachable", RuleAction::Unreachable),
        ("prohibit", RuleAction::Prohibit),
    ];
    let found = kinds.into_iter().find(|(name, _)| begins(word, name) && (*name != "nop" || word == "nop"));
    rule.action = Some(match found {
        Some((_, action)) => action,
        None => return Err(Complaint::wrong_argument(word, "Failed to parse rule type")),
    });
    Ok(())
}

fn prefix_argument(words: &mut Words<'_>) -> Result<Ipv4Net, Complaint> {
    let argument = words.argument()?;
    values::prefix(argument).ok_or_else(|| Complaint::no_prefix("any valid", argument))
}

fn mark_test(text: &str) -> Option<MarkTest> {
    match text.split_once('/') {
        Some((value, mask)) => Some(MarkTest { value: values::number(value)?, mask: values::number(mask)? }),
        None => Some(MarkTest { value: values::number(text)?, mask: u32::MAX }),
    }
}

fn port_range(text: &str) -> Option<(u16, u16)> {
    let port = |text: &str| values::number(text).and_then(|port| u16::try_from(port).ok());
    match text.split_once('-') {
        Some((first, last)) => Some((port(first)?, port(last)?)).filter(|(first, last)| first <= last),
        None => port(text).map(|port| (port, port)),
    }
}

fn user_range(text: &str) -> Option<(u32, u32)> {
    let (first, last) = text.split_once('-')?;
    Some((values::number(first)?, values::number(last)?))
}

/// What `ip rule show` asks by a beginning of its name, too.
const FILTERS: [&str; 5] = ["preference", "order", "priority", "dsfield", "protocol"];

impl RuleWords {
    /// As `ip rule add` means it; `preference` is the one a rule gets that names none.
    pub fn to_rule(&self, preference: u32) -> RoutingRule {
        RoutingRule {
            preference: self.preference.unwrap_or(preference),
            selector: self.selector.clone(),
            action: self.action.unwrap_or(RuleAction::Lookup(TableNumber::MAIN)),
            suppress_prefix_length: self.suppress_prefix_length,
            suppress_group: self.suppress_group,
            realms: self.realms.unwrap_or(0),
            protocol: self.protocol.unwrap_or(0),
        }
    }

    /// Does `ip rule del` with these words mean that rule, or `ip rule show`? What was not written is not asked, and
    /// `not` never is (`rule_find`).
    pub fn names(&self, rule: &RoutingRule) -> bool {
        let (asked, has) = (&self.selector, &rule.selector);
        self.preference.is_none_or(|preference| preference == rule.preference)
            && self.action.is_none_or(|action| action == rule.action)
            && (asked.source == Ipv4Net::default() || asked.source == has.source)
            && (asked.destination == Ipv4Net::default() || asked.destination == has.destination)
            && (asked.input.is_none() || asked.input == has.input)
            && (asked.output.is_none() || asked.output == has.output)
            && (asked.mark.is_none() || asked.mark == has.mark)
            && (asked.tos == 0 || asked.tos == has.tos)
            && (asked.protocol.is_none() || asked.protocol == has.protocol)
            && (asked.source_ports.is_none() || asked.source_ports == has.source_ports)
            && (asked.destination_ports.is_none() || asked.destination_ports == has.destination_ports)
            && (asked.users.is_none() || asked.users == has.users)
            && (self.suppress_prefix_length.is_none() || self.suppress_prefix_length == rule.suppress_prefix_length)
            && (self.suppress_group.is_none() || self.suppress_group == rule.suppress_group)
            && self.realms.is_none_or(|realms| realms == rule.realms)
    }

    /// What `ip rule show` is asked to show: the words of `add`; any other is a destination. A protocol is read, and not asked.
    pub fn parse_filter(words: &[&str]) -> Result<RuleWords, Complaint> {
        let mut words = Words::new(words);
        let mut filter = RuleWords::default();
        while let Some(word) = words.next() {
            match word {
                _ if begins(word, "table") || begins(word, "lookup") => {
                    let table = argument(&mut words, values::table, "table id value is invalid\n")?;
                    filter.action = Some(RuleAction::Lookup(table));
                }
                "from" | "to" | "dev" | "iif" | "oif" | "uidrange" | "ipproto" | "sport" | "dport" | "tos" | "fwmark" => {
                    parse_word(&mut filter, word, &mut words)?;
                }
                _ if FILTERS.iter().any(|full| begins(word, full)) => parse_word(&mut filter, word, &mut words)?,
                _ => {
                    let prefix = values::prefix(word).ok_or_else(|| Complaint::no_prefix("inet", word))?;
                    filter.selector.destination = prefix;
                }
            }
        }
        Ok(filter)
    }
}

/// One rule as `ip rule` prints it. `exists` tells whether an interface of that name is there, `resolved` whether a rule
/// with the preference that `goto` names is.
pub fn print(
    out: &mut String,
    rule: &RoutingRule,
    exists: impl Fn(crate::state::interface::InterfaceName) -> bool,
    resolved: impl Fn(u32) -> bool,
    details: bool,
) {
    let selector = &rule.selector;
    let _ = write!(out, "{}:\t", rule.preference);
    if selector.inverted {
        out.push_str("not ");
    }
    let _ = write!(out, "from {}", source_text(&selector.source));
    if selector.destination != Ipv4Net::default() {
        let _ = write!(out, " to {}", values::prefix_text(&selector.destination));
    }
    if selector.tos != 0 {
        let _ = write!(out, " tos {}", tos_text(selector.tos));
    }
    if let Some(mark) = selector.mark.filter(|mark| mark.value != 0 || mark.mask != 0) {
        let _ = write!(out, " fwmark {:#x}", mark.value);
        if mark.mask != u32::MAX {
            let _ = write!(out, "/{:#x}", mark.mask);
        }
    }
    for (name, device) in [("iif", selector.input), ("oif", selector.output)] {
        if !device.is_none() {
            let detached = if exists(device) { "" } else { " [detached]" };
            let _ = write!(out, " {name} {device}{detached}");
        }
    }
    print_ranges(out, selector);
    print_action(out, rule, resolved);
    // 0 is nobody's, 2 the kernel's
    if details || !matches!(rule.protocol, 0 | 2) {
        let protocol = values::route_protocol_name(crate::state::route::RouteProtocol(rule.protocol));
        let _ = write!(out, " proto {protocol}");
    }
    out.push('\n');
}

fn source_text(net: &Ipv4Net) -> String {
    if *net == Ipv4Net::default() { "all".to_string() } else { values::prefix_text(net) }
}

fn print_ranges(out: &mut String, selector: &Selector) {
    if let Some((first, last)) = selector.users {
        let _ = write!(out, " uidrange {first}-{last}");
    }
    if let Some(protocol) = selector.protocol {
        let _ = write!(out, " ipproto {}", values::protocol_name(protocol));
    }
    for (name, range) in [("sport", selector.source_ports), ("dport", selector.destination_ports)] {
        match range {
            Some((first, last)) if first == last => {
                let _ = write!(out, " {name} {first}");
            }
            Some((first, last)) => {
                let _ = write!(out, " {name} {first}-{last}");
            }
            None => {}
        }
    }
}

fn print_action(out: &mut String, rule: &RoutingRule, resolved: impl Fn(u32) -> bool) {
    let _ = match rule.action {
        RuleAction::Lookup(table) => write!(out, " lookup {table}"),
        RuleAction::Goto(target) if resolved(target) => write!(out, " goto {target}"),
        RuleAction::Goto(target) => write!(out, " goto {target} [unresolved]"),
        RuleAction::Nothing => write!(out, " nop"),
        RuleAction::Blackhole => write!(out, " blackhole"),
        RuleAction::Unreachable => write!(out, " unreachable"),
        RuleAction::Prohibit => write!(out, " prohibit"),
    };
    if let Some(length) = rule.suppress_prefix_length {
        let _ = write!(out, " suppress_prefixlength {length}");
    }
    if let Some(group) = rule.suppress_group {
        let _ = write!(out, " suppress_ifgroup {}", values::group_text(group));
    }
    if rule.realms != 0 {
        let _ = write!(out, " realms {}", values::realms_text(rule.realms));
    }
}
