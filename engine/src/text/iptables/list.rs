//! `iptables -L`: chains as tables for people.

use super::command::Printing;
use crate::rules::values::{address, protocol};
use crate::rules::{AddressPattern, Chain, Counter, InterfacePattern, Policy, Rule, Target};

/// The header of a chain: what kind it is, and how its columns are called.
pub fn header(out: &mut String, chain: &Chain, references: usize, printing: Printing) {
    out.push_str(&format!("Chain {} ", chain.name));
    match chain.base {
        Some(base) => policy(out, base.policy, base.counter, printing),
        None => out.push_str(&format!("({references} references)\n")),
    }
    columns(out, printing);
}

fn policy(out: &mut String, policy: Policy, counter: Counter, printing: Printing) {
    out.push_str(&format!("(policy {}", policy.name()));
    if printing.verbose > 0 {
        let (packets, bytes) = match printing.exact {
            true => (counter.packets.to_string(), counter.bytes.to_string()),
            false => (rounded(counter.packets), rounded(counter.bytes)),
        };
        out.push_str(&format!(" {} packets, {} bytes", packets.trim_start(), bytes.trim_start()));
    }
    out.push_str(")\n");
}

fn columns(out: &mut String, printing: Printing) {
    out.push_str(if printing.line_numbers { "num  " } else { "" });
    match (printing.verbose > 0, printing.exact) {
        (true, true) => out.push_str("    pkts      bytes "),
        (true, false) => out.push_str(" pkts bytes "),
        (false, _) => {}
    }
    out.push_str("target     prot opt ");
    out.push_str(if printing.verbose > 0 { "in     out     " } else { "" });
    out.push_str("source               destination         \n");
}

/// One rule's row, with its end.
pub fn row(out: &mut String, number: usize, rule: &Rule, counter: Counter, printing: Printing) {
    if printing.line_numbers {
        out.push_str(&format!("{number:<4} "));
    }
    counters(out, counter, printing);
    description(out, rule, printing);
    out.push('\n');
}

fn counters(out: &mut String, counter: Counter, printing: Printing) {
    match (printing.verbose > 0, printing.exact) {
        (true, true) => out.push_str(&format!("{:>8} {:>8} ", counter.packets, counter.bytes)),
        (true, false) => out.push_str(&format!("{:>5} {:>5} ", rounded(counter.packets), rounded(counter.bytes))),
        (false, _) => {}
    }
}

fn description(out: &mut String, rule: &Rule, printing: Printing) {
    let cells = Cells::of(rule, printing.numeric);
    out.push_str(&format!("{:<9} {:<5} {} ", cells.target, cells.protocol, cells.fragment));
    if printing.verbose > 0 {
        out.push_str(&format!(" {:<6} {:<6} ", cells.input, cells.output));
    }
    out.push_str(&format!("{:<20} {:<20} ", cells.source, cells.destination));
    out.push_str(cells.goto);
    for extension in &cells.matches {
        out.push_str(extension);
    }
    out.push_str(&cells.target_options);
}

/// What stands in the columns of a rule's row, without the blanks that fill them up. Where a column begins with the place
/// of a `!`, the blank that stands there instead belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    pub target: String,
    pub protocol: String,
    pub fragment: &'static str,
    pub input: String,
    pub output: String,
    pub source: String,
    pub destination: String,
    pub goto: &'static str,
    /// One for each `-m`, in order.
    pub matches: Vec<String>,
    pub target_options: String,
}

impl Cells {
    pub fn of(rule: &Rule, numeric: bool) -> Cells {
        let conditions = &rule.conditions;
        let mark = |inverted: bool| if inverted { '!' } else { ' ' };
        let address = |pattern: &AddressPattern| format!("{}{}", mark(pattern.inverted), address::listed(pattern, numeric));
        let protocol = protocol_name(conditions.protocol.number, numeric);
        Cells {
            target: target_name(&rule.target).to_owned(),
            protocol: format!("{}{protocol}", mark(conditions.protocol.inverted)),
            fragment: match conditions.fragment {
                Some(true) => "-f",
                Some(false) => "!f",
                None => "--",
            },
            input: interface(&conditions.input, numeric),
            output: interface(&conditions.output, numeric),
            source: address(&conditions.source),
            destination: address(&conditions.destination),
            goto: if matches!(&rule.target, Target::Jump(jump) if jump.goto) { "[goto] " } else { "" },
            matches: rule
                .matches
                .iter()
                .filter(|extension| !extension.is_printed_earlier())
                .map(|extension| text_of(|out| extension.list(out, numeric)))
                .collect(),
            target_options: match &rule.target {
                Target::Extension(extension) => text_of(|out| extension.list(out, numeric)),
                Target::None | Target::Accept | Target::Drop | Target::Return | Target::Jump(_) => String::new(),
            },
        }
    }
}

fn text_of(write: impl FnOnce(&mut String)) -> String {
    let mut text = String::new();
    write(&mut text);
    text
}

fn extensions(out: &mut String, rule: &Rule, numeric: bool) {
    let cells = Cells::of(rule, numeric);
    out.push_str(cells.goto);
    for extension in &cells.matches {
        out.push_str(extension);
    }
    out.push_str(&cells.target_options);
}

fn target_name(target: &Target) -> &str {
    match target {
        Target::None => "",
        Target::Accept => "ACCEPT",
        Target::Drop => "DROP",
        Target::Return => "RETURN",
        Target::Jump(jump) => &jump.chain,
        // the column knows only the new name (reference: matches-targets.md §2)
        Target::Extension(extension) if extension.name() == "NOTRACK" => "CT",
        Target::Extension(extension) => extension.name(),
    }
}

/// 1.8.9 prints numbers with `-n` (reference: formats.md §2).
fn protocol_name(number: u8, numeric: bool) -> String {
    match protocol::name(number).filter(|_| !numeric) {
        Some(name) => name.to_owned(),
        None => number.to_string(),
    }
}

fn interface(pattern: &InterfacePattern, numeric: bool) -> String {
    if pattern.is_any() {
        return if numeric { "*" } else { "any" }.to_owned();
    }
    format!("{}{}", if pattern.inverted { "!" } else { "" }, pattern.text())
}

/// K, M, G and T from 100,000 on, rounded at each step (reference: formats.md §2, counter rounding).
pub fn rounded(number: u64) -> String {
    const EXACT: u64 = 99_999;
    const FOUR_DIGITS: u64 = 9_999;
    if number <= EXACT {
        return number.to_string();
    }
    let mut scaled = number;
    for unit in ['K', 'M', 'G'] {
        // wraps like the tool's
        scaled = scaled.wrapping_add(500) / 1000;
        if scaled <= FOUR_DIGITS {
            return format!("{scaled:>4}{unit}");
        }
    }
    format!("{:>4}T", scaled.saturating_add(500) / 1000)
}

/// One rule as `-v` repeats it after a change.
pub fn echo(out: &mut String, rule: &Rule) {
    let conditions = &rule.conditions;
    let sign = |inverted| if inverted { "!" } else { " " };
    out.push_str(target_name(&rule.target));
    out.push_str(&format!(" {}", sign(conditions.protocol.inverted)));
    out.push_str(&echoed_protocol(conditions.protocol.number));
    out.push_str(match conditions.fragment {
        Some(true) => " opt -f ",
        Some(false) => " opt !f ",
        None => " opt -- ",
    });
    out.push_str(&format!("in {} out {} ", interface(&conditions.input, true), interface(&conditions.output, true)));
    let (source, destination) = (&conditions.source, &conditions.destination);
    out.push_str(&format!("{}{} ", sign(source.inverted), address::text(source, false)));
    out.push_str(&format!("{}-> {}  ", sign(destination.inverted), address::text(destination, false)));
    extensions(out, rule, true);
    out.push('\n');
}

/// Here only the names of the library itself are known.
fn echoed_protocol(number: u8) -> String {
    match protocol::own_name(number) {
        Some(name) => name.to_owned(),
        None => number.to_string(),
    }
}
