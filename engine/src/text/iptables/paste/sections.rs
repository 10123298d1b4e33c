//! What is told of lines before they are read one by one: which belong to `ip6tables`, and whether `#` in front of commands is
//! a prompt.

use std::collections::BTreeSet;
use std::net::Ipv6Addr;

use super::KnownLine;
use super::line_kind::LineKind;
use super::programs::{Family, family_of, is_program};
use crate::text::finding::{Finding, Severity, Span};
use crate::text::iptables::command::Verb;
use crate::text::listing::lines::Line;
use crate::text::listing::prompt::Form;

/// The lines of `ip6tables`, by their numbers, and what is said of them.
#[derive(Debug, Default)]
pub struct OtherFamily {
    pub lines: BTreeSet<u32>,
    pub findings: Vec<Finding>,
}

/// Lines that tell of one table, or of one listing.
#[derive(Debug, Default)]
struct Section {
    /// A header or a command says that it is of IPv6; what follows it, too.
    is_named: bool,
    lines: Vec<u32>,
    first: Span,
    with_six: Vec<(u32, Span)>,
    with_four: bool,
    /// Chains and policies that were named.
    names: BTreeSet<String>,
}

pub fn of_six(lines: &[KnownLine]) -> OtherFamily {
    let mut found = OtherFamily::default();
    let mut section = Section::default();
    let may_tell = |line: &Line| {
        ["::", "ip6", "icmp6", "icmpv6", "ipv6"].iter().any(|sign| line.plain.contains(sign))
            || line.plain.bytes().filter(|byte| *byte == b':').count() > 6
    };
    if !lines.iter().any(|(line, _)| may_tell(line)) {
        return found;
    }
    for (line, kind) in lines {
        let first = line.word(0);
        match boundary(line, &section) {
            Boundary::None => {}
            Boundary::Named(is_named) => {
                section.close(&mut found);
                section.is_named = is_named;
            }
            // all that follows a command of ip6tables is its
            Boundary::Plain if section.is_named => {}
            Boundary::Plain => section.close(&mut found),
        }
        if is_of_rules(line, *kind) {
            section.take(line);
        }
        if first == "#" && line.word(1) == "Completed" {
            section.close(&mut found);
        }
    }
    section.close(&mut found);
    found
}

enum Boundary {
    None,
    /// Says whether IPv6 follows.
    Named(bool),
    Plain,
}

fn boundary(line: &Line, section: &Section) -> Boundary {
    let (first, second) = (line.word(0), line.word(1));
    if first == "#" && second == "Generated" {
        return Boundary::Named(line.word(3).starts_with("ip6tables"));
    }
    if let Some(place) = line.words.iter().take(4).position(|word| is_six(&word.text)) {
        let is_option = |text: &str| text.starts_with('-') && !text.starts_with("--") && text.contains(['L', 'S']);
        let lists = line.word(place).ends_with("-save") || line.words.iter().any(|word| is_option(&word.text));
        return Boundary::Named(lists);
    }
    if line.words.iter().take(4).any(|word| is_program(&word.text) || word.text.ends_with("iptables-save")) {
        return Boundary::Named(false);
    }
    if line.prompt().is_some_and(|prompt| prompt.form != Form::Mark) {
        return Boundary::Named(false);
    }
    let repeats = matches!(first, "Chain" | "-P") && section.names.contains(second);
    if repeats || (first.starts_with('*') && first.len() > 1) { Boundary::Plain } else { Boundary::None }
}

fn is_six(word: &str) -> bool {
    family_of(word.strip_suffix("-save").unwrap_or(word)) == Some(Family::Six)
}

fn is_of_rules(line: &Line, kind: Option<LineKind>) -> bool {
    let first = line.word(0);
    let is_save = first == "COMMIT" || first.starts_with(':') || (first.starts_with('*') && first.len() > 2);
    let is_rule = match kind {
        Some(LineKind::Chain | LineKind::Columns | LineKind::Row | LineKind::Rule) => true,
        Some(LineKind::Command) | None => false,
    };
    is_rule
        || is_save
        || (first == "#" && matches!(line.word(1), "Generated" | "Completed"))
        || line.words.iter().filter(|word| is_address_of_six(&word.text)).count() > 1
}

fn is_address_of_six(text: &str) -> bool {
    let text = text.trim_start_matches('!');
    let host = text.split_once('/').map_or(text, |(host, _)| host);
    // ranges of ports have colons, too
    let may_be = host.len() > 1 && !host.contains(',');
    may_be && (host.contains("::") && host.parse::<Ipv6Addr>().is_ok() || host.matches(':').count() == 7)
}

fn tells_of_six(text: &str) -> bool {
    is_address_of_six(text) || matches!(text, "ipv6-icmp" | "icmpv6" | "icmp6" | "--icmpv6-type") || text.starts_with("icmp6-")
}

fn is_address_of_four(text: &str) -> bool {
    let text = text.trim_start_matches('!');
    text != "0.0.0.0/0" && crate::text::ip::values::prefix(text).is_some() && text.matches('.').count() == 3
}

impl Section {
    fn take(&mut self, line: &Line) {
        if self.lines.is_empty() {
            self.first = line.span();
        }
        self.lines.push(line.number);
        if matches!(line.word(0), "Chain" | "-P") {
            self.names.insert(line.word(1).to_owned());
        }
        if let Some(word) = line.words.iter().find(|word| tells_of_six(&word.text)) {
            self.with_six.push((line.number, word.span));
        }
        let any = line.words.iter().any(|word| is_address_of_four(&word.text) || word.text == "0.0.0.0/0");
        self.with_four |= any;
    }

    /// All of it is of IPv6, or only the lines that say so.
    fn close(&mut self, found: &mut OtherFamily) {
        let section = std::mem::take(self);
        let all = section.is_named || (!section.with_six.is_empty() && !section.with_four);
        if all && !section.lines.is_empty() {
            found.say(section.first, section.lines.len());
            found.lines.extend(section.lines);
            return;
        }
        for (line, span) in section.with_six.into_iter().filter(|_| !all) {
            found.say(span, 1);
            found.lines.insert(line);
        }
    }
}

impl OtherFamily {
    fn say(&mut self, span: Span, count: usize) {
        self.findings.push(Finding {
            span,
            severity: Severity::NotModelled,
            found: "rules of ip6tables".to_owned(),
            expected: "rules for IPv4".to_owned(),
            hint: format!("a lab has no IPv6: of these lines ({count}) nothing is kept"),
        });
    }
}

/// `# iptables -A INPUT ...` is a comment of a script, but a prompt where all commands of a paste have it.
pub fn are_prompts(lines: &[KnownLine]) -> bool {
    let behind_mark = |line: &Line| line.word(0) == "#" && is_program(line.word(1));
    let is_bare = |line: &Line| {
        let is_command = !line.word(0).starts_with('#') && line.words.iter().take(3).any(|word| is_program(&word.text));
        let is_rule = Verb::of(line.word(0)).is_some_and(|verb| verb.may_stand_bare(false));
        is_command || is_rule || line.word(0) == "Chain" || line.word(0).starts_with("#!")
    };
    let plain = || lines.iter().map(|(line, _)| line);
    plain().any(behind_mark) && !plain().any(is_bare)
}
