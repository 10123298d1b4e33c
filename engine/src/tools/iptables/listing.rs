//! Commands that print: -L, -S, and the echo of -v.

use super::failure::Failure;
use crate::rules::options::Problem;
use crate::rules::{Chain, Table};
use crate::state::hook::Hook;
use crate::text::iptables::command::Printing;
use crate::text::iptables::list;
use crate::text::iptables::print::{self, Counters};

pub fn list(table: &Table, name: Option<&str>, number: Option<u32>, printing: Printing, out: &mut String) -> Result<(), Failure> {
    let chains = chosen(table, name)?;
    if let (Some(number), Some(chain)) = (number, chains.first()) {
        let place = place(number);
        if let Some((rule, counter)) = chain.counted().nth(place) {
            list::row(out, place + 1, rule, counter, printing);
        }
        return Ok(());
    }
    for (position, chain) in chains.iter().enumerate() {
        if position > 0 {
            out.push('\n');
        }
        list::header(out, chain, table.references(&chain.name), printing);
        for (place, (rule, counter)) in chain.counted().enumerate() {
            list::row(out, place + 1, rule, counter, printing);
        }
    }
    Ok(())
}

pub fn list_rules(
    table: &Table,
    name: Option<&str>,
    number: Option<u32>,
    verbose: bool,
    out: &mut String,
) -> Result<(), Failure> {
    let chains = chosen(table, name)?;
    let counters = |counter| if verbose { Counters::Inside(counter) } else { Counters::None };
    if let (Some(number), Some(chain)) = (number, chains.first()) {
        if let Some((rule, counter)) = chain.counted().nth(place(number)) {
            print::rule(out, &chain.name, rule, counters(counter));
            out.push('\n');
        }
        return Ok(());
    }
    for chain in &chains {
        declaration(out, chain, verbose);
    }
    for chain in &chains {
        for (rule, counter) in chain.counted() {
            print::rule(out, &chain.name, rule, counters(counter));
            out.push('\n');
        }
    }
    Ok(())
}

fn declaration(out: &mut String, chain: &Chain, verbose: bool) {
    let Some(base) = chain.base else {
        out.push_str(&format!("-N {}\n", chain.name));
        return;
    };
    out.push_str(&format!("-P {} {}", chain.name, base.policy.name()));
    if verbose {
        out.push_str(&format!(" -c {} {}", base.counter.packets, base.counter.bytes));
    }
    out.push('\n');
}

/// The chain of this name or all, base chains that do not exist yet included.
fn chosen(table: &Table, name: Option<&str>) -> Result<Vec<Chain>, Failure> {
    let base = |hook: Hook| table.chain(hook.name()).cloned().unwrap_or_else(|| Chain::base(hook));
    let Some(name) = name else {
        let users = table.sorted_user_chains().into_iter().cloned();
        return Ok(table.name.hooks().map(base).chain(users).collect());
    };
    if let Some(hook) = table.hook_named(name) {
        return Ok(vec![base(hook)]);
    }
    let missing = || {
        let text = format!("chain `{name}' in table `{}' is incompatible, use 'nft' tool.", table.name);
        Failure::Words(Problem::other(text))
    };
    table.chain(name).cloned().map(|chain| vec![chain]).ok_or_else(missing)
}

fn place(number: u32) -> usize {
    usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX)
}
