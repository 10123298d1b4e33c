//! What the kernel refuses when a table changes: an extension at the wrong place, a jump into nowhere, a loop.

use std::collections::BTreeSet;

use super::chain::Chain;
use super::matches::Match;
use super::place::Place;
use super::rule::{Rule, RuleId, Target};
use super::table::Table;
use super::targets::Extension;
use crate::state::hook::Hook;

/// Why a rule is not taken, each an error number of the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// EINVAL: a match or target that cannot stand here.
    Invalid,
    /// ERANGE: a number the kernel cannot hold.
    OutOfRange,
    /// ENOENT: a chain, match or target that is not there.
    Missing,
    /// EOPNOTSUPP: a jump to a base chain.
    ToBaseChain,
    /// ELOOP, EMLINK: a chain that leads back to itself.
    Loop,
}

/// The deepest the kernel follows jumps (`NFT_JUMP_STACK_SIZE`).
const DEEPEST: usize = 16;

/// What can be said of a rule by itself.
pub fn rule(table: &Table, chain: &Chain, rule: &Rule) -> Result<(), Refusal> {
    // the kernel has no negated "any address" (reference: matches-targets.md §0)
    if [rule.conditions.source, rule.conditions.destination].iter().any(|address| address.mask == 0 && address.inverted) {
        return Err(Refusal::Invalid);
    }
    // The kernel looks for all that a rule names before it asks the first of them (`nf_tables_newrule`).
    if without_module(rule) {
        return Err(Refusal::Missing);
    }
    let place = Place { table: table.name, hook: chain.base.map(|base| base.hook), protocol: rule.conditions.protocol };
    for extension in &rule.matches {
        let refusals = [
            (!extension.accepted(&place), Refusal::Invalid),
            (extension.is_missing(), Refusal::Missing),
            (extension.overflows(), Refusal::OutOfRange),
        ];
        if let Some((_, refusal)) = refusals.into_iter().find(|(holds, _)| *holds) {
            return Err(refusal);
        }
    }
    if !accepted_target(&place, rule) {
        return Err(Refusal::Invalid);
    }
    if extension_of(rule).is_some_and(|extension| extension.is_missing(&place)) {
        return Err(Refusal::Missing);
    }
    let Target::Jump(jump) = &rule.target else { return Ok(()) };
    match table.chain(&jump.chain) {
        None => Err(Refusal::Missing),
        Some(to) if to.base.is_some() => Err(Refusal::ToBaseChain),
        Some(_) => Ok(()),
    }
}

fn without_module(rule: &Rule) -> bool {
    extension_of(rule).is_some_and(Extension::has_no_module) || rule.matches.iter().any(Match::has_no_module)
}

fn extension_of(rule: &Rule) -> Option<&Extension> {
    match &rule.target {
        Target::Extension(extension) => Some(extension),
        Target::None | Target::Accept | Target::Drop | Target::Return | Target::Jump(_) => None,
    }
}

fn accepted(table: &Table, hook: Option<Hook>, rule: &Rule) -> bool {
    let place = Place { table: table.name, hook, protocol: rule.conditions.protocol };
    accepted_target(&place, rule) && rule.matches.iter().all(|extension| extension.accepted(&place))
}

fn accepted_target(place: &Place, rule: &Rule) -> bool {
    extension_of(rule).is_none_or(|extension| extension.accepted(place))
}

/// What can only be said of the whole table: every base chain, and all it leads to. `Table::link` has been called.
pub fn table(table: &Table) -> Result<(), Refusal> {
    for chain in &table.chains {
        let Some(base) = chain.base else { continue };
        let mut clear = vec![false; table.chains.len()];
        follow(table, chain, base.hook, 0, &mut clear)?;
    }
    Ok(())
}

fn follow(table: &Table, chain: &Chain, hook: Hook, depth: usize, clear: &mut [bool]) -> Result<(), Refusal> {
    if depth >= DEEPEST {
        return Err(Refusal::Loop);
    }
    for rule in chain.rules.iter() {
        if !accepted(table, Some(hook), rule) {
            return Err(Refusal::Invalid);
        }
        let Target::Jump(jump) = &rule.target else { continue };
        let Some(next) = table.chains.get(jump.place) else { continue };
        if clear.get(jump.place).is_some_and(|clear| *clear) {
            continue;
        }
        follow(table, next, hook, depth + 1, clear)?;
        if let Some(clear) = clear.get_mut(jump.place) {
            *clear = true;
        }
    }
    Ok(())
}

/// A rule with which its table goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    pub rule: RuleId,
    pub hook: Hook,
    pub refusal: Refusal,
}

/// Every rule at which `table` would stop, each once. `Table::link` has been called.
pub fn faults(table: &Table) -> Vec<Fault> {
    let (mut faults, mut known) = (Vec::new(), BTreeSet::new());
    for (place, chain) in table.chains.iter().enumerate() {
        let Some(base) = chain.base else { continue };
        let clear = vec![false; table.chains.len()];
        Walk { table, hook: base.hook, path: vec![place], clear, faults: &mut faults, known: &mut known }.follow(chain);
    }
    faults
}

/// The way from one base chain through all it leads to.
struct Walk<'table> {
    table: &'table Table,
    hook: Hook,
    /// The chains that led here.
    path: Vec<usize>,
    clear: Vec<bool>,
    faults: &'table mut Vec<Fault>,
    /// The rules of the faults.
    known: &'table mut BTreeSet<RuleId>,
}

impl Walk<'_> {
    fn follow(&mut self, chain: &Chain) {
        for rule in chain.rules.iter() {
            if !accepted(self.table, Some(self.hook), rule) {
                self.fault(rule, Refusal::Invalid);
                continue;
            }
            let Target::Jump(jump) = &rule.target else { continue };
            let Some(next) = self.table.chains.get(jump.place) else { continue };
            if self.path.contains(&jump.place) || self.path.len() >= DEEPEST {
                self.fault(rule, Refusal::Loop);
                continue;
            }
            if self.clear.get(jump.place).is_some_and(|clear| *clear) {
                continue;
            }
            self.path.push(jump.place);
            self.follow(next);
            self.path.pop();
            if let Some(clear) = self.clear.get_mut(jump.place) {
                *clear = true;
            }
        }
    }

    fn fault(&mut self, rule: &Rule, refusal: Refusal) {
        if self.known.insert(rule.id) {
            self.faults.push(Fault { rule: rule.id, hook: self.hook, refusal });
        }
    }
}
