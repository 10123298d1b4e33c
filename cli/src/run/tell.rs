//! A trace told to people: a heading where the packet or the host changes, below it hooks, tables and rules, each a step
//! further in.

use trace::connection::{Entry, ZoneDirection};
use trace::event::{RewriteCause, Side, Skip};
use trace::print::{connection, log, miss};
use trace::{
    Culprit, Drop, Event, HostId, HostMoment, Moment, PacketId, Row, RulePlace, StepPlace, TableName, Verdict, View, What,
};

use super::{packet, words};
use crate::paint::{Ink, Paint};

pub struct Teller {
    pub out: String,
    paint: Paint,
    /// Only where packets die.
    quiet: bool,
    heading: Option<(PacketId, HostId)>,
    /// A rule matched, and its verdict is still to come: what it does meanwhile stands below it.
    in_rule: bool,
    /// Tables without rules, told together.
    ruleless: Vec<TableName>,
}

impl Teller {
    pub fn new(paint: Paint, quiet: bool) -> Teller {
        Teller { out: String::new(), paint, quiet, heading: None, in_rule: false, ruleless: Vec::new() }
    }

    /// `before` is the moment before the event.
    pub fn tell(&mut self, event: &Event, before: &Moment) {
        let host = before.hosts.get(&event.host);
        if self.quiet {
            return self.tell_death(event, before);
        }
        if let What::TableSkipped { table, why: Skip::NoRules } = &event.what {
            self.ruleless.push(table.clone());
            return;
        }
        if let What::ClockMoved { to } = event.what {
            self.line(1, Ink::Faint, &format!("{}.{:03} s", to.0 / 1_000_000, to.0 / 1000 % 1000));
            return;
        }
        let of_rule = self.in_rule && !matches!(event.what, What::Step { .. });
        self.in_rule = of_rule || matches!(event.what, What::RuleMatched { .. });
        if let Some((ink, depth, text)) = say(event, host) {
            self.tell_ruleless();
            self.head(event, before);
            self.line(if of_rule { UNDER_A_RULE } else { depth }, ink, &text);
        }
    }

    fn tell_ruleless(&mut self) {
        let ruleless = std::mem::take(&mut self.ruleless);
        let tables: Vec<&str> = ruleless.iter().map(TableName::as_str).collect();
        match tables.as_slice() {
            [] => {}
            [one] => self.line(3, Ink::Faint, &format!("{one} has no rules")),
            [first @ .., last] => self.line(3, Ink::Faint, &format!("{} and {last} have no rules", first.join(", "))),
        }
    }

    fn tell_death(&mut self, event: &Event, before: &Moment) {
        let (What::Dropped { why, by }, Some(id)) = (&event.what, event.packet) else { return };
        let by = match why {
            Drop::Rule | Drop::Policy | Drop::Rejected => format!("by {}", decided(by, before.hosts.get(&event.host))),
            other => words::dropped(*other),
        };
        let what = before.packets.get(&id).map(|packet| packet::text(&packet.view.datagram)).unwrap_or_default();
        let text = format!("{what} is dropped on {} {by}", name(before, event.host));
        self.line(1, Ink::Bad, &text);
    }

    fn head(&mut self, event: &Event, before: &Moment) {
        let heading = event.packet.map(|packet| (packet, event.host));
        if heading == self.heading {
            return;
        }
        self.heading = heading;
        if let Some((packet, host)) = heading {
            let text = format!("packet {packet} on {}", name(before, host));
            self.line(1, Ink::Bold, &text);
        }
    }

    fn line(&mut self, depth: usize, ink: Ink, text: &str) {
        self.out.push_str(&format!("{}{}\n", "  ".repeat(depth), self.paint.text(ink, text)));
    }
}

fn name(moment: &Moment, host: HostId) -> &str {
    moment.host_name(host).unwrap_or("?")
}

/// Ink, depth and text of an event; `None` for what goes without saying.
fn say(event: &Event, host: Option<&HostMoment>) -> Option<(Ink, usize, String)> {
    let said = match &event.what {
        What::Made { view, cause } => (Ink::Plain, 2, format!("{}  ({})", packet::text(&view.datagram), words::cause(*cause))),
        What::Copied { of } => (Ink::Plain, 2, format!("the same frame as packet {}", of.0)),
        What::Sent { interface, view } => (Ink::Plain, 2, format!("leaves by {interface}: {}", packet::text(&view.datagram))),
        What::Arrived { interface, view, .. } => {
            (Ink::Plain, 2, format!("arrives on {interface}: {}", packet::text(&view.datagram)))
        }
        What::Delivered { to } => (Ink::Good, 2, words::receiver(*to).to_owned()),
        What::Dropped { why, .. } => (Ink::Bad, 2, format!("dropped {}", words::dropped(*why))),
        What::HookEntered { hook, view } => (Ink::Plain, 2, format!("{}{}", hook.name(), ends(view))),
        What::HookLeft { .. } | What::StageEntered { .. } | What::StageLeft { .. } => return None,
        What::TableEntered { table } => (Ink::Plain, 3, table.to_string()),
        What::TableSkipped { table, why } => (Ink::Faint, 3, format!("{table} is not asked: {}", words::skip(*why))),
        What::RuleMissed { place, miss } => {
            let had = if miss.had.is_nothing() { "nothing".to_owned() } else { miss.had.to_string() };
            let text = format!("no   {}\n{REASON}wanted {}, had {had}", rule_line(host, place), miss::wanted(miss));
            (Ink::Faint, 4, text)
        }
        What::RuleMatched { place, .. } => (Ink::Plain, 4, format!("yes  {}", rule_line(host, place))),
        What::Step { place, verdict } => return step(place, verdict),
        What::RuleNotModelled { place, extension } => {
            (Ink::Change, 4, format!("??   {}  {extension} is not modelled here", rule_line(host, place)))
        }
        What::LookedUp { again: false, .. } => return None,
        What::LookedUp { tracking, invalid: None, .. } => (Ink::Plain, 3, format!("conntrack: {}", words::tracking(*tracking))),
        What::LookedUp { invalid: Some(why), .. } => (Ink::Change, 3, format!("conntrack: INVALID, {}", words::invalid(*why))),
        What::EntryMade { .. } => return None,
        What::EntryChanged { entry } => (Ink::Plain, 3, format!("conntrack entry {}: {}", entry.id.0, entry_text(entry, event))),
        What::EntryConfirmed { entry } => {
            (Ink::Good, 3, format!("conntrack entry {} confirmed: {}", entry.id.0, entry_text(entry, event)))
        }
        What::EntryGone { id, why } => (Ink::Change, 3, format!("conntrack entry {} is gone: {}", id.0, words::gone(*why))),
        What::Untracked => (Ink::Change, 3, "conntrack: UNTRACKED".to_owned()),
        What::TrackingAsked { zone, helper } => {
            let helper = helper.as_ref().map_or_else(String::new, |helper| format!(", helper {helper}"));
            let side = match zone.direction {
                ZoneDirection::Both => "",
                ZoneDirection::Original => " (original direction)",
                ZoneDirection::Reply => " (reply direction)",
            };
            (Ink::Change, 4, format!("to be tracked in zone {}{side}{helper}", zone.number))
        }
        What::Rewritten { side, before, after, cause } => {
            let side = match side {
                Side::Source => "source",
                Side::Destination => "destination",
            };
            let cause = match cause {
                RewriteCause::Rule => "by the rule".to_owned(),
                RewriteCause::Entry(id) => format!("as entry {} remembers", id.0),
            };
            let text = format!("{side} rewritten {cause}: {}  ->  {}", packet::text(before), packet::text(after));
            (Ink::Change, 3, text)
        }
        What::Altered { before, after } => (Ink::Change, 4, altered(before, after)),
        What::TtlDecremented { ttl } => (Ink::Faint, 2, format!("TTL {ttl}")),
        What::Routed { decision } => (Ink::Plain, 2, format!("route: {}", words::route(decision))),
        What::Rerouted { decision } => (Ink::Change, 2, format!("route again: {}", words::route(decision))),
        What::NeighbourAsked { interface, next_hop } => (Ink::Faint, 2, format!("ARP on {interface}: who has {next_hop}?")),
        What::NeighbourSilent { interface, next_hop } => (Ink::Bad, 2, format!("ARP on {interface}: {next_hop} does not answer")),
        What::Bridged { how } => (Ink::Plain, 2, words::bridging(*how)),
        What::Logged { logged } => (Ink::Change, 4, format!("kernel log: {}", log::line(logged).trim_end())),
        What::Rejected { with } => (Ink::Bad, 4, format!("rejected with {}", words::reject(*with))),
        What::SetsChanged { changes } => {
            let changes: Vec<String> = changes.iter().map(words::set_change).collect();
            (Ink::Change, 4, changes.join("; "))
        }
        What::BoundReached { bound } => (Ink::Bad, 2, format!("a limit of this engine was reached: {}", words::bound(*bound))),
        What::Noted { note } => (Ink::Bad, 2, words::note(note)),
        What::HostAdded { host } => (Ink::Change, 1, format!("{} is there from now on", host.name)),
        What::HostGone => (Ink::Change, 1, format!("{} is gone", host.map_or("?", |host| &host.name))),
        What::LinksChanged { links } => (Ink::Change, 1, format!("the hosts are joined by {} links now", links.len())),
        // The outcome tells what programs saw; commands tell of themselves.
        What::ProgramSaw { .. } | What::HostChanged { .. } | What::ClockMoved { .. } => return None,
    };
    Some(said)
}

/// How deep stands what a rule itself did.
const UNDER_A_RULE: usize = 5;

/// Why a rule was missed stands below it.
const REASON: &str = "                 ";

fn ends(view: &View) -> String {
    let end = |label: &str, name: &str| if name.is_empty() { String::new() } else { format!("  {label} {name}") };
    format!("{}{}", end("in", view.input.as_str()), end("out", view.output.as_str()))
}

fn entry_text(entry: &Entry, event: &Event) -> String {
    connection::line(entry, event.at, connection::Style { uses: 1, ..Default::default() })
}

fn step(place: &StepPlace, verdict: &Verdict) -> Option<(Ink, usize, String)> {
    let ink = match verdict {
        Verdict::Accept => Ink::Good,
        Verdict::Drop => Ink::Bad,
        Verdict::Continue | Verdict::Return | Verdict::Jump(_) | Verdict::Goto(_) | Verdict::Queue => Ink::Plain,
    };
    let text = match place {
        StepPlace::Rule(_) => format!("  -> {}", words::verdict(verdict)),
        StepPlace::Policy { chain, .. } => format!("policy of {chain}: {}", words::verdict(verdict)),
        StepPlace::End { chain, .. } => format!("end of {chain}: back"),
    };
    Some((ink, 4, text))
}

/// The rule or policy that a packet dies of.
fn decided(by: &Culprit, host: Option<&HostMoment>) -> String {
    match by {
        Culprit::Rule(place) => format!("{} {}", place.table, rule_line(host, place)),
        other => words::culprit(other),
    }
}

fn rule_line(host: Option<&HostMoment>, place: &RulePlace) -> String {
    let number = place.rule_place + 1;
    match host.and_then(|host| host.row(place)).map(Row::saved) {
        Some(saved) => format!("{number:<3} -A {} {saved}", place.chain).trim_end().to_owned(),
        None => format!("{number:<3} {} rule {number}", place.chain),
    }
}

fn altered(before: &View, after: &View) -> String {
    let mut changes = Vec::new();
    let mut note = |name: &str, old: String, new: String| {
        if old != new {
            changes.push(format!("{name} {old} -> {new}"));
        }
    };
    note("mark", format!("{:#x}", before.mark), format!("{:#x}", after.mark));
    note("TTL", before.datagram.ttl.to_string(), after.datagram.ttl.to_string());
    note("TOS", format!("{:#04x}", before.datagram.tos), format!("{:#04x}", after.datagram.tos));
    note("packet", packet::text(&before.datagram), packet::text(&after.datagram));
    if changes.is_empty() { "altered".to_owned() } else { format!("altered: {}", changes.join(", ")) }
}
