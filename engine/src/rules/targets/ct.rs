//! `-j CT`: no tracking for this packet, or tracking in a zone or with a helper.

use super::TargetExtension;
use super::act::Act;
use crate::state::conntrack::{TrackRequest, Zone, ZoneDirection};
use crate::state::hook::TableName;
use crate::rules::context::Context;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::{Demands, Place};
use crate::rules::values::number;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ct {
    pub notrack: bool,
    pub helper: Option<String>,
    pub timeout: Option<String>,
    pub events: Option<u16>,
    pub expectation_events: Option<u16>,
    pub zone: Option<WantedZone>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WantedZone {
    /// None takes the packet's mark.
    pub number: Option<u16>,
    pub for_direction: ZoneDirection,
}

/// Connection events in the order they are printed; bit n of the set is the n-th of `BITS`.
const EVENTS: [(&str, u16); 10] = [
    ("new", 1 << 0),
    ("related", 1 << 1),
    ("destroy", 1 << 2),
    ("reply", 1 << 3),
    ("assured", 1 << 4),
    ("protoinfo", 1 << 5),
    ("helper", 1 << 6),
    ("mark", 1 << 7),
    ("natseqinfo", 1 << 8),
    ("secmark", 1 << 9),
];

/// The kernel's helpers and the protocols they are for (seen on 6.18).
const HELPERS: [(&str, u8); 12] = [
    ("amanda", 17),
    ("ftp", 6),
    ("Q.931", 6),
    ("RAS", 17),
    ("irc", 6),
    ("netbios-ns", 17),
    ("pptp", 6),
    ("sane", 6),
    ("sip", 6),
    ("sip", 17),
    ("snmp", 17),
    ("tftp", 17),
];

const EXPECTATION_EVENTS: [(&str, u16); 1] = [("new", 1 << 0)];

impl TargetExtension for Ct {
    const NAME: &'static str = "CT";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::flag("notrack"),
        OptionSpec::one("helper"),
        OptionSpec::one("timeout"),
        OptionSpec::one("ctevents"),
        OptionSpec::one("expevents"),
        OptionSpec::one("zone"),
        OptionSpec::one("zone-orig"),
        OptionSpec::one("zone-reply"),
    ];
    const DEMANDS: Demands = Demands::tables(&[TableName::Raw]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Ct, Problem> {
        let text = |name| options::find(given, name).map(|option| option.value.to_owned());
        let zones: Vec<&Given<'_>> = given.iter().filter(|option| option.name.starts_with("zone")).collect();
        Ok(Ct {
            notrack: options::has(given, "notrack"),
            helper: text("helper").filter(|name| !name.is_empty()),
            timeout: text("timeout"),
            events: options::find(given, "ctevents").map(|option| events(option.value, &EVENTS)).transpose()?,
            expectation_events: options::find(given, "expevents")
                .map(|option| events(option.value, &EXPECTATION_EVENTS))
                .transpose()?,
            zone: WantedZone::read(&zones)?.filter(|zone| zone.number != Some(0)),
        })
    }

    /// Timeouts are of one protocol.
    fn refused(&self, place: &Place) -> bool {
        let of_one = !place.protocol.inverted && place.protocol.number != 0;
        self.timeout.is_some() && !self.notrack && !of_one && !self.helper_is_missing(place)
    }

    /// No kernel has timeouts that nobody made.
    fn is_missing(&self, place: &Place) -> bool {
        !self.notrack && (self.timeout.is_some() || self.helper_is_missing(place))
    }

    fn needs_conntrack(&self) -> bool {
        !self.notrack
    }

    fn save(&self, out: &mut String) {
        self.print(out, "--");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" CT");
        self.print(out, "");
    }

    fn strike(&self, context: &mut Context<'_>) -> Act {
        if self.notrack {
            return Act::Track(TrackRequest::Not);
        }
        let zone = self.zone.map_or(Zone::DEFAULT, |wanted| Zone {
            number: wanted.number.unwrap_or(context.packet.mark as u16),
            direction: wanted.for_direction,
        });
        Act::Track(TrackRequest::With { zone, helper: self.helper.clone() })
    }
}

impl Ct {
    fn helper_is_missing(&self, place: &Place) -> bool {
        let exists = |name: &str| !place.protocol.inverted && HELPERS.contains(&(name, place.protocol.number));
        self.helper.as_deref().is_some_and(|name| !exists(name))
    }

    fn print(&self, out: &mut String, dashes: &str) {
        if self.notrack {
            out.push_str(&format!(" {dashes}notrack"));
        }
        if let Some(helper) = &self.helper {
            out.push_str(&format!(" {dashes}helper {helper}"));
        }
        if let Some(timeout) = &self.timeout {
            out.push_str(&format!(" {dashes}timeout {timeout}"));
        }
        if let Some(set) = self.events {
            out.push_str(&format!(" {dashes}ctevents {}", event_names(set, &EVENTS)));
        }
        if let Some(set) = self.expectation_events {
            out.push_str(&format!(" {dashes}expevents {}", event_names(set, &EXPECTATION_EVENTS)));
        }
        if let Some(zone) = self.zone {
            let number = zone.number.map_or_else(|| "mark".to_owned(), |number| number.to_string());
            out.push_str(&format!(" {dashes}{} {number}", zone.for_direction.name()));
        }
    }
}

impl WantedZone {
    /// The last number counts, and every direction that was named.
    fn read(zones: &[&Given<'_>]) -> Result<Option<WantedZone>, Problem> {
        for option in zones {
            if option.value != "mark" && number::within(option.value, 0, u64::from(u16::MAX)).is_none() {
                return Err(Problem::usage(format!("Cannot parse {} as a zone ID", option.value)));
            }
        }
        let Some(option) = zones.last() else { return Ok(None) };
        let named = |direction: ZoneDirection| zones.iter().any(|option| option.name == direction.name());
        let for_direction = match (named(ZoneDirection::Original), named(ZoneDirection::Reply)) {
            (true, false) => ZoneDirection::Original,
            (false, true) => ZoneDirection::Reply,
            (true, true) | (false, false) => ZoneDirection::Both,
        };
        if zones.iter().any(|option| option.value == "mark") {
            return Ok(Some(WantedZone { number: None, for_direction }));
        }
        let number = number::within(option.value, 0, u64::from(u16::MAX));
        Ok(number.map(|number| WantedZone { number: Some(number as u16), for_direction }))
    }
}

fn events(text: &str, known: &[(&str, u16)]) -> Result<u16, Problem> {
    let mut set = 0;
    for part in text.split(',') {
        let named = known.iter().find(|(name, _)| *name == part);
        set |= named.ok_or_else(|| Problem::usage(format!("Unknown event type \"{part}\"")))?.1;
    }
    Ok(set)
}

fn event_names(set: u16, known: &[(&str, u16)]) -> String {
    let names: Vec<&str> = known.iter().filter(|(_, bit)| set & bit != 0).map(|(name, _)| *name).collect();
    names.join(",")
}
