//! Commands that change chains: -N, -X, -E, -F, -Z, -P.

use super::Changed;
use super::failure::{Failure, NO_CHAIN, NO_RULE};
use crate::rules::chain::Counter;
use crate::rules::rule::RuleId;
use crate::rules::{Chain, Policy, Table};
use crate::text::iptables::complaints;

pub fn new(table: &mut Table, name: &str) -> Result<Changed, Failure> {
    if table.chain(name).is_some() || table.hook_named(name).is_some() {
        return Err(Failure::Operation(complaints::CHAIN_EXISTS));
    }
    table.chains.push(Chain::user(name));
    Ok(Changed::Chains)
}

/// One user chain, or all; all base chains that are empty and accept go as well.
pub fn delete(table: &mut Table, name: Option<&str>, verbose: bool, out: &mut String) -> Result<Changed, Failure> {
    let Some(name) = name else { return delete_all(table, verbose, out) };
    let is_user = table.chain(name).is_some_and(|chain| chain.base.is_none());
    table.delete_chain(name)?;
    say(verbose && is_user, out, "Deleting", name);
    Ok(Changed::Chains)
}

fn delete_all(table: &mut Table, verbose: bool, out: &mut String) -> Result<Changed, Failure> {
    for chain in table.sorted_user_chains() {
        say(verbose, out, "Deleting", &chain.name);
    }
    table.delete_chains()?;
    Ok(Changed::Chains)
}

pub fn rename(table: &mut Table, from: &str, to: &str) -> Result<Changed, Failure> {
    table.rename_chain(from, to)?;
    Ok(Changed::Chains)
}

pub fn flush(table: &mut Table, name: Option<&str>, verbose: bool, out: &mut String) -> Result<Changed, Failure> {
    match name {
        Some(name) => {
            let chain = match table.hook_named(name) {
                Some(hook) => table.make_base(hook),
                None => table.chain_mut(name).ok_or(NO_CHAIN)?,
            };
            chain.flush();
            say(verbose, out, "Flushing", name);
        }
        None => {
            // -v names every base chain, and so makes those that are missing (seen on 1.8.9)
            for hook in table.name.hooks().filter(|_| verbose) {
                table.make_base(hook);
            }
            for name in table.listed_names() {
                say(verbose, out, "Flushing", &name);
            }
            for chain in &mut table.chains {
                chain.flush();
            }
        }
    }
    Ok(if table.chains.is_empty() { Changed::Nothing } else { Changed::Chains })
}

pub fn zero(
    table: &mut Table,
    name: Option<&str>,
    number: Option<u32>,
    verbose: bool,
    out: &mut String,
) -> Result<Changed, Failure> {
    let Some(name) = name else {
        let mut zeroed = Vec::new();
        for chain in &mut table.chains {
            say(verbose, out, "Zeroing", &chain.name);
            zeroed.extend(zero_chain(chain));
        }
        return Ok(if table.chains.is_empty() { Changed::Nothing } else { Changed::Counters(zeroed) });
    };
    let missing = if number.is_some() { NO_RULE } else { NO_CHAIN };
    let chain = table.chain_mut(name).ok_or(missing)?;
    let zeroed = match number {
        None => {
            say(verbose, out, "Zeroing", name);
            zero_chain(chain)
        }
        Some(number) => {
            let place = usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
            // a rule that is not there is no error (seen on 1.8.9)
            if let Some(counter) = chain.counters.get_mut(place) {
                *counter = Counter::default();
            }
            chain.rules.get(place).map(|rule| rule.id).into_iter().collect()
        }
    };
    Ok(Changed::Counters(zeroed))
}

/// The policy counts from now on, if it did not (seen on 6.18: `-Z` gives the base chain a counter).
fn zero_chain(chain: &mut Chain) -> Vec<RuleId> {
    let zeroed = counted(chain);
    chain.counters.iter_mut().for_each(|counter| *counter = Counter::default());
    if let Some(base) = &mut chain.base {
        base.counter = Counter::default();
        base.counts = true;
    }
    zeroed
}

/// Rules that counted anything: the tool puts new ones in their place, and leaves the others alone unless one is named (recordings:
/// zero-statistic-that-did-not-match, zero-rule-that-did-not-match).
fn counted(chain: &Chain) -> Vec<RuleId> {
    chain.counted().filter(|(_, counter)| *counter != Counter::default()).map(|(rule, _)| rule.id).collect()
}

pub fn policy(table: &mut Table, name: &str, policy: &str) -> Result<Changed, Failure> {
    let Some(hook) = table.hook_named(name) else { return Err(Failure::Operation(complaints::BAD_BUILT_IN)) };
    let policy = Policy::from_name(policy).ok_or(Failure::Operation(complaints::BAD_POLICY))?;
    if let Some(base) = &mut table.make_base(hook).base {
        base.policy = policy;
        // counters behind -c are read and left aside (seen on 1.8.9)
        base.counter = Counter::default();
        base.counts = true;
    }
    Ok(Changed::Chains)
}

fn say(verbose: bool, out: &mut String, doing: &str, chain: &str) {
    if verbose {
        out.push_str(&format!("{doing} chain `{chain}'\n"));
    }
}
