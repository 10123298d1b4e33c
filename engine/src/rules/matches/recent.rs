//! `-m recent`: lists of addresses with the times they were seen; `list` keeps them, this file asks.

mod list;

use std::net::Ipv4Addr;
use std::sync::Arc;

pub use list::List;

use super::MatchExtension;
use crate::state::packet::SentBy;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{self, Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Place;
use crate::rules::values::{number, quote};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    pub action: Action,
    pub inverted: bool,
    pub name: Arc<str>,
    pub mask: Ipv4Addr,
    pub of_destination: bool,
    /// Zero asks for no time.
    pub seconds: u32,
    pub reap: bool,
    /// Zero asks for no number.
    pub hit_count: u32,
    pub same_ttl: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Set,
    Check,
    Update,
    Remove,
}

const USUAL_NAME: &str = "DEFAULT";
const LONGEST_NAME: usize = 199;

const ACTIONS: [(&str, Action); 4] =
    [("set", Action::Set), ("rcheck", Action::Check), ("update", Action::Update), ("remove", Action::Remove)];

impl MatchExtension for Recent {
    const NAME: &'static str = "recent";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::flag("set").invertible().excludes(&["rcheck", "update", "remove"]),
        OptionSpec::flag("rcheck").invertible().excludes(&["set", "update", "remove"]),
        OptionSpec::flag("update").invertible().excludes(&["set", "rcheck", "remove"]),
        OptionSpec::flag("remove").invertible().excludes(&["set", "rcheck", "update"]),
        OptionSpec::one("seconds"),
        OptionSpec::flag("reap").requires(&["seconds"]),
        OptionSpec::one("hitcount"),
        OptionSpec::flag("rttl").excludes(&["set", "remove"]),
        OptionSpec::one("name"),
        OptionSpec::flag("rsource"),
        OptionSpec::flag("rdest"),
        OptionSpec::one("mask"),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Recent, Problem> {
        let (seconds, hit_count, mask) = (seconds(given)?, hit_count(given)?, mask(given)?);
        let written = |(name, action): &(&str, Action)| options::find(given, name).map(|option| (*action, option.inverted));
        let missing = "recent: you must specify one of `--set', `--rcheck' `--update' or `--remove'";
        let (action, inverted) = ACTIONS.iter().find_map(written).ok_or_else(|| Problem::usage(missing).late())?;
        let side = given.iter().rev().find(|option| matches!(option.name, "rsource" | "rdest"));
        Ok(Recent {
            action,
            inverted,
            name: name(given)?,
            mask,
            of_destination: side.is_some_and(|option| option.name == "rdest"),
            seconds,
            reap: options::has(given, "reap"),
            hit_count,
            same_ttl: options::has(given, "rttl"),
        })
    }

    fn refused(&self, _place: &Place) -> bool {
        // the list is a file of this name (`recent_mt_check`, `xt_recent`'s directory in `/proc/net`)
        let is_no_file = matches!(&*self.name, "" | "." | "..") || self.name.contains('/');
        if is_no_file {
            return true;
        }
        matches!(self.action, Action::Set | Action::Remove) && (self.seconds != 0 || self.hit_count != 0 || self.reap)
    }

    fn save(&self, out: &mut String) {
        let action = match self.action {
            Action::Set => "set",
            Action::Check => "rcheck",
            Action::Update => "update",
            Action::Remove => "remove",
        };
        out.push_str(&format!("{} --{action}", if self.inverted { " !" } else { "" }));
        let part = |out: &mut String, given: bool, text: String| out.push_str(if given { &text } else { "" });
        part(out, self.seconds != 0, format!(" --seconds {}", self.seconds));
        part(out, self.reap, " --reap".to_owned());
        part(out, self.hit_count != 0, format!(" --hitcount {}", self.hit_count));
        part(out, self.same_ttl, " --rttl".to_owned());
        let side = if self.of_destination { "rdest" } else { "rsource" };
        out.push_str(&format!(" --name {} --mask {} --{side}", self.name, self.mask));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        let action = match self.action {
            Action::Set => "SET",
            Action::Check => "CHECK",
            Action::Update => "UPDATE",
            Action::Remove => "REMOVE",
        };
        out.push_str(&format!("{} recent: {action}", if self.inverted { " !" } else { "" }));
        let part = |out: &mut String, given: bool, text: String| out.push_str(if given { &text } else { "" });
        part(out, self.seconds != 0, format!(" seconds: {}", self.seconds));
        part(out, self.reap, " reap".to_owned());
        part(out, self.hit_count != 0, format!(" hit_count: {}", self.hit_count));
        part(out, self.same_ttl, " TTL-Match".to_owned());
        let side = if self.of_destination { "dest" } else { "source" };
        out.push_str(&format!(" name: {} side: {side} mask: {}", self.name, self.mask));
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let now = context.now;
        let (address, ttl) = (self.address(context), ttl_before_forwarding(context));
        let list = context.host.memory.recent_list(self);
        let address = list.masked(address);
        list.make_room(self.hit_count);
        let Some(seen) = list.find(address, if self.same_ttl { ttl } else { 0 }) else {
            let set = self.action == Action::Set;
            if set {
                list.add(address, ttl, now);
            }
            return (set != self.inverted).into();
        };
        let holds = match self.action {
            Action::Set => true,
            Action::Remove => {
                list.remove(seen);
                true
            }
            Action::Check | Action::Update => list.was_seen(seen, self.seconds, self.hit_count, now),
        };
        let answer = holds != self.inverted;
        if self.action == Action::Set || (self.action == Action::Update && answer) {
            list.stamp(seen, ttl, now);
        }
        if self.reap && matches!(self.action, Action::Check | Action::Update) {
            list.reap(self.seconds, now);
        }
        answer.into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        let list = context.host.memory.recent.get(&self.name);
        let address = self.address(context);
        let address = list.map_or(address, |list| list.masked(address));
        let seen = list.and_then(|list| list.seen().iter().find(|seen| seen.address == address));
        match self.hit_count {
            0 => address.to_string(),
            _ => format!("{address} * {}", seen.map_or(0, |seen| seen.times.len())),
        }
    }
}

impl Recent {
    fn address(&self, context: &Context<'_>) -> Ipv4Addr {
        let datagram = &context.packet.datagram;
        if self.of_destination { datagram.destination } else { datagram.source }
    }
}

/// The kernel undoes the decrement of a packet that is passing through.
fn ttl_before_forwarding(context: &Context<'_>) -> u8 {
    let passing = !context.output.is_none() && context.packet.sent_by == SentBy::Nobody;
    context.packet.datagram.ttl.wrapping_add(u8::from(passing))
}

fn name(given: &[Given<'_>]) -> Result<Arc<str>, Problem> {
    let Some(option) = options::find(given, "name") else { return Ok(USUAL_NAME.into()) };
    Ok(quote::cut(option.value, LONGEST_NAME).into())
}

fn mask(given: &[Given<'_>]) -> Result<Ipv4Addr, Problem> {
    let Some(option) = options::find(given, "mask") else { return Ok(Ipv4Addr::BROADCAST) };
    option.value.parse().map_err(|_| crate::rules::values::address::unresolved(option.value))
}

fn seconds(given: &[Given<'_>]) -> Result<u32, Problem> {
    match options::find(given, "seconds") {
        Some(option) => number::integer(Recent::NAME, option, 1, u64::from(u32::MAX)).map(|number| number as u32),
        None => Ok(0),
    }
}

fn hit_count(given: &[Given<'_>]) -> Result<u32, Problem> {
    options::find(given, "hitcount").map_or(Ok(0), |option| number::word(Recent::NAME, option))
}
