//! Cues and selectors: from the words of `lesson.toml` to types.

use engine::rules::targets::act::Side;
use engine::state::conntrack::State;
use engine::state::hook::{Hook, TableName};
use toml::Spanned;

use super::Reader;
use super::written::WrittenEvent;
use crate::model::{AddressPort, Cue, Happening, RuleSpot, Selector};

pub(super) fn cue(reader: &mut Reader, written: Spanned<WrittenEvent>) -> Cue {
    let nth = written.get_ref().nth.unwrap_or(1);
    if nth == 0 {
        let line = reader.line_of(&written);
        reader.wrong(line, "`nth` counts from 1");
    }
    Cue { selector: selector(reader, written), nth }
}

pub(super) fn selector(reader: &mut Reader, written: Spanned<WrittenEvent>) -> Selector {
    let line = reader.line_of(&written);
    match read(written.into_inner()) {
        Ok(selector) => selector,
        Err(what) => {
            reader.wrong(line, what);
            Selector::default()
        }
    }
}

fn read(mut written: WrittenEvent) -> Result<Selector, String> {
    let what = happening(&mut written)?;
    let selector = Selector {
        what,
        host: written.host.take(),
        packet: written.packet.take(),
        from: written.from.take().map(|text| point(&text)).transpose()?,
        to: written.to.take().map(|text| point(&text)).transpose()?,
    };
    match left_over(&written) {
        None => Ok(selector),
        Some(field) => Err(format!("`{}` takes no `{field}`", written.at)),
    }
}

/// Takes the fields that this kind of event knows.
fn happening(written: &mut WrittenEvent) -> Result<Happening, String> {
    Ok(match written.at.as_str() {
        "start" => Happening::Start,
        "end" => Happening::End,
        "made" => Happening::Made,
        "sent" => Happening::Sent { interface: written.interface.take() },
        "arrived" => Happening::Arrived { interface: written.interface.take() },
        "delivered" => Happening::Delivered,
        "dropped" => Happening::Dropped,
        "bridged" => Happening::Bridged,
        "hook" => Happening::Hook { hook: hook(&needed(&mut written.hook, "hook")?)? },
        "asked" => Happening::Asked { table: table(&needed(&mut written.table, "table")?)? },
        "skipped" => Happening::Skipped { table: table(&needed(&mut written.table, "table")?)?, why: written.why.take() },
        "missed" => Happening::Missed { rule: spot(&needed(&mut written.rule, "rule")?)? },
        "matched" => Happening::Matched { rule: spot(&needed(&mut written.rule, "rule")?)? },
        "policy" => Happening::Policy {
            table: table(&needed(&mut written.table, "table")?)?,
            chain: needed(&mut written.chain, "chain")?,
        },
        "returned" => Happening::Returned {
            table: table(&needed(&mut written.table, "table")?)?,
            chain: needed(&mut written.chain, "chain")?,
        },
        "looked-up" => Happening::LookedUp { state: written.state.take().map(|name| state(&name)).transpose()? },
        "entry-made" => Happening::EntryMade,
        "entry-changed" => Happening::EntryChanged,
        "entry-confirmed" => Happening::EntryConfirmed,
        "entry-gone" => Happening::EntryGone,
        "rewritten" => Happening::Rewritten { side: written.side.take().map(|name| side(&name)).transpose()? },
        "routed" => Happening::Routed,
        "rerouted" => Happening::Rerouted,
        "logged" => Happening::Logged,
        "rejected" => Happening::Rejected,
        "connected" => Happening::Connected,
        "accepted" => Happening::Accepted,
        "read" => Happening::Read,
        "replied" => Happening::Replied,
        "failed" => Happening::Failed,
        "gave-up" => Happening::GaveUp,
        "command" => Happening::Command,
        other => return Err(format!("`{other}` is no event; AUTHORING.md lists them")),
    })
}

fn needed(field: &mut Option<String>, name: &str) -> Result<String, String> {
    field.take().ok_or_else(|| format!("`{name}` is missing"))
}

fn left_over(written: &WrittenEvent) -> Option<&'static str> {
    let fields = [
        ("hook", &written.hook),
        ("table", &written.table),
        ("chain", &written.chain),
        ("rule", &written.rule),
        ("interface", &written.interface),
        ("why", &written.why),
        ("state", &written.state),
        ("side", &written.side),
    ];
    fields.into_iter().find(|(_, value)| value.is_some()).map(|(name, _)| name)
}

/// `filter FORWARD 3`
pub(super) fn spot(text: &str) -> Result<RuleSpot, String> {
    let wrong = || format!("`{text}` is no rule; expected table, chain and number: filter FORWARD 3");
    let [name, chain, number] = text.split_whitespace().collect::<Vec<_>>()[..] else { return Err(wrong()) };
    let number = number.parse().ok().filter(|number| *number > 0).ok_or_else(wrong)?;
    Ok(RuleSpot { table: table(name)?, chain: chain.to_owned(), number })
}

pub(super) fn table(name: &str) -> Result<TableName, String> {
    TableName::from_name(name).ok_or_else(|| format!("`{name}` is no table; expected raw, mangle, nat, filter or security"))
}

pub(super) fn hook(name: &str) -> Result<Hook, String> {
    Hook::from_name(name)
        .ok_or_else(|| format!("`{name}` is no hook; expected PREROUTING, INPUT, FORWARD, OUTPUT or POSTROUTING"))
}

pub(super) fn point(text: &str) -> Result<AddressPort, String> {
    let wrong = || format!("`{text}` is no address; expected 10.0.0.1 or 10.0.0.1:80");
    let (address, port) = match text.rsplit_once(':') {
        Some((address, port)) => (address, Some(port.parse().map_err(|_| wrong())?)),
        None => (text, None),
    };
    Ok(AddressPort { address: address.parse().map_err(|_| wrong())?, port })
}

fn state(name: &str) -> Result<State, String> {
    match name {
        "NEW" => Ok(State::New),
        "ESTABLISHED" => Ok(State::Established),
        "RELATED" => Ok(State::Related),
        other => Err(format!("`{other}` is no state; expected NEW, ESTABLISHED or RELATED")),
    }
}

fn side(name: &str) -> Result<Side, String> {
    match name {
        "source" => Ok(Side::Source),
        "destination" => Ok(Side::Destination),
        other => Err(format!("`{other}` is no side; expected source or destination")),
    }
}
