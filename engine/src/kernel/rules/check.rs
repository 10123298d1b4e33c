//! What the kernel refuses when a table changes: an extension at the wrong place, a jump into nowhere, a loop.

use super::chain::Chain;
use super::matches::Match;
use super::place::Place;
use super::rule::{Rule, Target};
use super::table::Table;
use crate::kernel::hook::Hook;

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
    if !accepted(table, chain.base.map(|base| base.hook), rule) {
        return Err(Refusal::Invalid);
    }
    if missing(rule) {
        return Err(Refusal::Missing);
    }
    if rule.matches.iter().any(Match::overflows) {
        return Err(Refusal::OutOfRange);
    }
    let Target::Jump(jump) = &rule.target else { return Ok(()) };
    match table.chain(&jump.chain) {
        None => Err(Refusal::Missing),
        Some(to) if to.base.is_some() => Err(Refusal::ToBaseChain),
        Some(_) => Ok(()),
    }
}

fn missing(rule: &Rule) -> bool {
    let target = match &rule.target {
        Target::Extension(extension) => extension.is_missing(),
        Target::None | Target::Accept | Target::Drop | Target::Return | Target::Jump(_) => false,
    };
    target || rule.matches.iter().any(Match::is_missing)
}

fn accepted(table: &Table, hook: Option<Hook>, rule: &Rule) -> bool {
    let place = Place { table: table.name, hook, protocol: rule.conditions.protocol };
    let target = match &rule.target {
        Target::Extension(extension) => extension.accepted(&place),
        Target::None | Target::Accept | Target::Drop | Target::Return | Target::Jump(_) => true,
    };
    target && rule.matches.iter().all(|extension| extension.accepted(&place))
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
