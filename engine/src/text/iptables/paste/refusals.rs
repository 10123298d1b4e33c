//! What the kernel refuses of rules that can be read: the checks are the kernel's own (`rules::check`), the words the
//! tool's. What is refused is left out.

use std::collections::{BTreeMap, BTreeSet};

use super::places::{self, span_of};
use super::{Origin, Reader};
use crate::rules::check::{self, Fault, Refusal};
use crate::rules::options::Problem;
use crate::rules::targets::Extension;
use crate::rules::{Chain, Match, Place, ProtocolPattern, Rule, RuleId, Table, Target};
use crate::state::hook::TableName;
use crate::text::finding::{Severity, Span};
use crate::text::iptables::complaints;
use crate::text::listing::lines::Line;

/// What only a protocol brings.
const PORT_OPTIONS: [&str; 6] = ["--dport", "--sport", "--destination-port", "--source-port", "--dports", "--sports"];

/// Targets that other kernels have, or had: a rule that leads there may have been right.
const FOREIGN_TARGETS: [&str; 16] = [
    "QUEUE",
    "TARPIT",
    "DELUDE",
    "MIRROR",
    "CHAOS",
    "STEAL",
    "ECHO",
    "SAME",
    "ROUTE",
    "IMQ",
    "RAWDNAT",
    "RAWSNAT",
    "IPMARK",
    "ACCOUNT",
    "FLOWOFFLOAD",
    "FULLCONENAT",
];

/// Why a rule is left out, and which word of it is to blame.
struct Blame {
    word: String,
    expected: String,
    reason: &'static str,
}

impl Reader {
    /// What the tool itself says against the words of a rule.
    pub fn refused_words(&mut self, line: &Line, words: &[&str], problem: &Problem) {
        let named = places::of_complaint(line, &problem.text, words);
        let (span, found) = named.unwrap_or_else(|| (line.span(), line.plain.trim().to_owned()));
        let is_port = PORT_OPTIONS.contains(&found.as_str()) && problem.text.starts_with("unknown option");
        let expected = if is_port { "-p tcp or -p udp in front of it" } else { problem.text.trim() };
        let hint = "the rule is left out; everything else is kept";
        self.finding(span, Severity::KernelRefuses, &found, expected, hint);
    }

    /// Says it if the kernel takes no such rule there. `deed` is what it is asked.
    pub fn leave_out(&mut self, line: &Line, deed: &str, table: TableName, chain: &str, rule: &Rule) -> bool {
        let bare = Table::bare(table);
        let Some(blame) = refusal(&bare, chain, rule).and_then(|refusal| blame(refusal, &bare, chain, rule)) else {
            return false;
        };
        self.blame(places::target(line, &blame.word), deed, &blame, chain);
        true
    }

    fn blame(&mut self, span: Span, deed: &str, blame: &Blame, chain: &str) {
        let hint = format!(
            "iptables: {deed} failed ({}): rule in chain {chain}; the rule is left out, everything else is kept",
            blame.reason
        );
        self.finding(span, Severity::KernelRefuses, &blame.word, &blame.expected, &hint);
    }

    /// The table that takes all rules of a chain, where nobody named one.
    pub fn table_that_takes(&self, table: TableName, chain: &str, rules: &[Rule]) -> Option<TableName> {
        let takes = |table: TableName| {
            let is_base = crate::state::hook::Hook::from_name(chain).is_some();
            let has_chain = !is_base || table.hook_named(chain).is_some();
            has_chain && rules.iter().all(|rule| refusal(&Table::bare(table), chain, rule).is_none())
        };
        if takes(table) {
            return None;
        }
        [TableName::Nat, TableName::Mangle, TableName::Raw].into_iter().find(|other| takes(*other))
    }

    /// What shows only when all rules are there: loops, and chains that are led to from a place their rules cannot stand.
    pub fn leave_out_faults(&mut self) {
        let names: Vec<TableName> = self.pasted.tables.keys().copied().collect();
        for name in names {
            let Some(table) = self.pasted.tables.get(&name) else { continue };
            let faults = check::faults(table);
            if faults.is_empty() {
                continue;
            }
            let found = of_faults(table, faults);
            for (fault, chain, blame) in &found {
                let span = self.spans.get(fault.rule.0 as usize).copied().unwrap_or_default();
                self.blame(span, complaints::APPEND_RULE, blame, chain);
            }
            let gone: BTreeSet<RuleId> = found.iter().map(|(fault, ..)| fault.rule).collect();
            let chains = self.pasted.tables.get_mut(&name).into_iter().flat_map(|table| &mut table.chains);
            chains.for_each(|chain| chain.retain(|rule| !gone.contains(&rule.id)));
        }
    }

    /// Says what of a rule is kept without being acted on.
    pub fn note_unknown(&mut self, line: &Line, rule: &Rule) {
        let matches = rule.matches.iter().filter_map(|extension| match extension {
            Match::Unknown(unknown) => Some(unknown.name.clone()),
            _ => None,
        });
        let mut names: Vec<String> = matches.collect();
        if let Target::Extension(extension) = &rule.target
            && let Extension::Unknown(unknown) = extension.as_ref()
        {
            names.push(unknown.name.clone());
        }
        for name in names {
            let hint = "it is kept and printed; a packet that meets it gets no answer from us";
            self.finding(span_of(line, &name), Severity::NotModelled, &name, "a match or target of iptables 1.8.9", hint);
        }
    }

    /// Remembers where the chain is named that a rule leads to: it may come later, or never.
    pub fn note_jump(&mut self, line: &Line, table: TableName, rule: &Rule, origin: Origin) {
        let Target::Jump(jump) = &rule.target else { return };
        let span = places::target(line, &jump.chain);
        self.jumps.entry((table, jump.chain.to_string())).or_insert((span, origin == Origin::Save));
    }

    /// Says which chains rules lead to that are not in the paste.
    pub fn note_missing_chains(&mut self) {
        for ((table, name), (span, is_save)) in std::mem::take(&mut self.jumps) {
            if self.chain(table, &name).is_some() {
                continue;
            }
            let is_foreign = FOREIGN_TARGETS.contains(&name.as_str());
            let severity = if is_save && !is_foreign { Severity::KernelRefuses } else { Severity::Guess };
            let hint = "the rule is kept and leads nowhere; without the chain, iptables would refuse it";
            self.finding(span, severity, &name, "a target, or a chain of this table that is pasted, too", hint);
        }
    }
}

/// What a chain of this name would be.
fn chain_named(table: &Table, name: &str) -> Chain {
    table.hook_named(name).map_or_else(|| Chain::user(name), Chain::base)
}

/// A module that the kernel of the lab lacks, another's may have; chains that are missing are looked for at the end.
fn refusal(table: &Table, chain: &str, rule: &Rule) -> Option<Refusal> {
    let is_plain = rule.matches.is_empty() && matches!(rule.target, Target::None | Target::Return | Target::Accept);
    if is_plain && !rule.conditions.source.inverted && !rule.conditions.destination.inverted {
        return None;
    }
    if table.name == TableName::Nat && rule.target == Target::Drop {
        return Some(Refusal::Invalid);
    }
    if let Target::Jump(jump) = &rule.target
        && table.hook_named(&jump.chain).is_some()
    {
        return Some(Refusal::ToBaseChain);
    }
    match check::rule(table, &chain_named(table, chain), rule) {
        Ok(()) | Err(Refusal::Missing) => None,
        Err(refusal @ (Refusal::Invalid | Refusal::OutOfRange | Refusal::ToBaseChain | Refusal::Loop)) => Some(refusal),
    }
}

fn blame(refusal: Refusal, table: &Table, chain: &str, rule: &Rule) -> Option<Blame> {
    let target = || jump_of(rule).unwrap_or_default().to_owned();
    Some(match refusal {
        Refusal::Invalid if table.name == TableName::Nat && rule.target == Target::Drop => Blame {
            word: "DROP".to_owned(),
            expected: "The \"nat\" table is not intended for filtering, the use of DROP is therefore inhibited.".to_owned(),
            reason: "Invalid argument",
        },
        Refusal::Invalid => of_extension(table.name, table.hook_named(chain), rule),
        Refusal::OutOfRange => Blame {
            word: rule.matches.iter().find(|extension| extension.overflows()).map_or("", Match::name).to_owned(),
            expected: "a number that the kernel can hold".to_owned(),
            reason: "Numerical result out of range",
        },
        Refusal::ToBaseChain => Blame {
            word: target(),
            expected: "a chain that -N made: no rule leads to a built-in chain".to_owned(),
            reason: "Operation not supported",
        },
        Refusal::Loop => {
            Blame { word: target(), expected: "a chain that does not lead back to this one".to_owned(), reason: "Too many links" }
        }
        Refusal::Missing => return None,
    })
}

fn jump_of(rule: &Rule) -> Option<&str> {
    match &rule.target {
        Target::Jump(jump) => Some(&jump.chain),
        Target::Extension(extension) => Some(extension.name()),
        Target::None | Target::Accept | Target::Drop | Target::Return => None,
    }
}

/// The match or target that cannot stand at this place, and where it can.
fn of_extension(table: TableName, hook: Option<crate::state::hook::Hook>, rule: &Rule) -> Blame {
    let protocol = rule.conditions.protocol;
    let here = Place { table, hook, protocol };
    let refused = rule.matches.iter().find(|extension| !extension.accepted(&here));
    let target = match &rule.target {
        Target::Extension(extension) => Some(extension.as_ref()),
        Target::None | Target::Accept | Target::Drop | Target::Return | Target::Jump(_) => None,
    };
    let accepted = |place: &Place| match (refused, target) {
        (Some(refused), _) => refused.accepted(place),
        (None, Some(target)) => target.accepted(place),
        (None, None) => true,
    };
    let word = refused.map(Match::name).or(target.map(Extension::name)).unwrap_or("0.0.0.0/0").to_owned();
    let expected = match places_of(protocol, &accepted) {
        Some(places) => format!("{word} stands in {places}"),
        None => format!("{word} stands elsewhere, or with another protocol, like -p tcp"),
    };
    Blame { word, expected, reason: "Invalid argument" }
}

/// `the chains PREROUTING, OUTPUT of nat`
fn places_of(protocol: ProtocolPattern, accepted: &dyn Fn(&Place) -> bool) -> Option<String> {
    let tables = TableName::ALL.into_iter().filter_map(|table| {
        let hooks: Vec<&str> = table
            .hooks()
            .filter(|hook| accepted(&Place { table, hook: Some(*hook), protocol }))
            .map(crate::state::hook::Hook::name)
            .collect();
        (!hooks.is_empty()).then(|| format!("{} of {table}", hooks.join(", ")))
    });
    let places: Vec<String> = tables.collect();
    (!places.is_empty()).then(|| places.join("; "))
}

/// The faults in their order, each with the chain of its rule.
fn of_faults(table: &Table, faults: Vec<Fault>) -> Vec<(Fault, String, Blame)> {
    let wrong: BTreeSet<RuleId> = faults.iter().map(|fault| fault.rule).collect();
    let rules = table.chains.iter().flat_map(|chain| chain.rules.iter().map(move |rule| (chain, rule)));
    let found: BTreeMap<RuleId, (&Chain, &Rule)> =
        rules.filter(|(_, rule)| wrong.contains(&rule.id)).map(|(chain, rule)| (rule.id, (chain, rule))).collect();
    let of_fault = |fault: Fault| {
        let (chain, rule) = found.get(&fault.rule)?;
        let blame = match fault.refusal {
            Refusal::Invalid => of_extension(table.name, Some(fault.hook), rule),
            refusal @ (Refusal::OutOfRange | Refusal::Missing | Refusal::ToBaseChain | Refusal::Loop) => {
                blame(refusal, table, &chain.name, rule)?
            }
        };
        Some((fault, chain.name.to_string(), blame))
    };
    faults.into_iter().filter_map(of_fault).collect()
}
