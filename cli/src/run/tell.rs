//! A trace told to people: a heading where the packet or the host changes, below it hooks, tables and rules, each a step
//! further in.

use engine::kernel::event::{Event, HostId, RewriteCause, RulePlace, Skip, StepPlace, Verdict, View, What};
use engine::kernel::host::HostMoment;
use engine::lab::moment::Moment;
use engine::rules::conditions::{Condition, Conditions};
use engine::rules::targets::act::Side;
use engine::rules::values::protocol;
use engine::rules::{Rule, Target};
use engine::state::conntrack::ZoneDirection;
use engine::state::hook::TableName;
use engine::state::packet::PacketId;
use engine::text::conntrack::print as connections;
use engine::text::iptables::print::{self as rules, Counters};
use engine::text::log;

use super::{packet, words};
use crate::paint::{Ink, Paint};

pub struct Teller<'names> {
    pub out: String,
    names: &'names [String],
    paint: Paint,
    /// Only where packets die.
    quiet: bool,
    heading: Option<(PacketId, HostId)>,
    /// The rule or policy that decided last, for a packet that dies of it.
    decided_by: String,
    /// A rule matched, and its verdict is still to come: what it does meanwhile stands below it.
    in_rule: bool,
    /// Tables without rules, told together.
    ruleless: Vec<TableName>,
}

impl<'names> Teller<'names> {
    pub fn new(names: &'names [String], paint: Paint, quiet: bool) -> Teller<'names> {
        let (out, decided_by, ruleless) = (String::new(), String::new(), Vec::new());
        Teller { out, names, paint, quiet, heading: None, decided_by, in_rule: false, ruleless }
    }

    /// `before` is the moment before the event.
    pub fn tell(&mut self, event: &Event, before: &Moment) {
        let host = before.hosts.get(event.host.0);
        if let What::Step { place, .. } = &event.what {
            self.decided_by = step_text(place, host);
        }
        if self.quiet {
            return self.tell_death(event, before);
        }
        if let What::TableSkipped { table, why: Skip::NoRules } = event.what {
            self.ruleless.push(table);
            return;
        }
        if let What::ClockMoved { to } = event.what {
            self.line(1, Ink::Faint, &format!("{}.{:03} s", to.0 / 1_000_000, to.0 / 1000 % 1000));
            return;
        }
        let of_rule = self.in_rule && !matches!(event.what, What::Step { .. });
        self.in_rule = of_rule || matches!(event.what, What::RuleMatched { .. });
        if let Some((ink, depth, text)) = self.say(event, host) {
            self.tell_ruleless();
            self.head(event);
            self.line(if of_rule { UNDER_A_RULE } else { depth }, ink, &text);
        }
    }

    fn tell_ruleless(&mut self) {
        let tables: Vec<&str> = std::mem::take(&mut self.ruleless).into_iter().map(TableName::name).collect();
        match tables.as_slice() {
            [] => {}
            [one] => self.line(3, Ink::Faint, &format!("{one} has no rules")),
            [first @ .., last] => self.line(3, Ink::Faint, &format!("{} and {last} have no rules", first.join(", "))),
        }
    }

    fn tell_death(&mut self, event: &Event, before: &Moment) {
        let (What::Dropped { why }, Some(id)) = (&event.what, event.packet) else { return };
        use engine::kernel::event::Drop;
        let by = match why {
            Drop::Rule | Drop::Policy | Drop::Rejected => format!("by {}", self.decided_by),
            other => words::dropped(*other),
        };
        let what = before.packets.get(&id).map(|packet| packet::text(&packet.view.datagram)).unwrap_or_default();
        let text = format!("{what} is dropped on {} {by}", self.name(event.host));
        self.line(1, Ink::Bad, &text);
    }

    fn head(&mut self, event: &Event) {
        let heading = event.packet.map(|packet| (packet, event.host));
        if heading == self.heading {
            return;
        }
        self.heading = heading;
        if let Some((packet, host)) = heading {
            let text = format!("packet {} on {}", packet.0, self.name(host));
            self.line(1, Ink::Bold, &text);
        }
    }

    fn line(&mut self, depth: usize, ink: Ink, text: &str) {
        self.out.push_str(&format!("{}{}\n", "  ".repeat(depth), self.paint.text(ink, text)));
    }

    fn name(&self, host: HostId) -> &'names str {
        self.names.get(host.0).map_or("?", String::as_str)
    }

    /// Ink, depth and text of an event; `None` for what goes without saying.
    fn say(&self, event: &Event, host: Option<&HostMoment>) -> Option<(Ink, usize, String)> {
        let said = match &event.what {
            What::Made { view, cause } => {
                (Ink::Plain, 2, format!("{}  ({})", packet::text(&view.datagram), words::cause(*cause)))
            }
            What::Copied { of } => (Ink::Plain, 2, format!("the same frame as packet {}", of.0)),
            What::Sent { interface, view } => (Ink::Plain, 2, format!("leaves by {interface}: {}", packet::text(&view.datagram))),
            What::Arrived { interface, view, .. } => {
                (Ink::Plain, 2, format!("arrives on {interface}: {}", packet::text(&view.datagram)))
            }
            What::Delivered { to } => (Ink::Good, 2, words::receiver(*to).to_owned()),
            What::Dropped { why } => (Ink::Bad, 2, format!("dropped {}", words::dropped(*why))),
            What::HookEntered { hook, view } => (Ink::Plain, 2, format!("{}{}", hook.name(), ends(view))),
            What::HookLeft { .. } | What::StageEntered { .. } | What::StageLeft { .. } => return None,
            What::TableEntered { table } => (Ink::Plain, 3, table.name().to_owned()),
            What::TableSkipped { table, why } => (Ink::Faint, 3, format!("{table} is not asked: {}", words::skip(*why))),
            What::RuleMissed { place, condition, had } => {
                let wanted = rule_at(host, place).map(|rule| wanted_text(rule, *condition)).unwrap_or_default();
                let had = had_text(*condition, had);
                let text = format!("no   {}\n{REASON}wanted {wanted}, had {had}", rule_line(host, place));
                (Ink::Faint, 4, text)
            }
            What::RuleMatched { place, .. } => (Ink::Plain, 4, format!("yes  {}", rule_line(host, place))),
            What::Step { place, verdict } => return step(place, verdict),
            What::RuleNotModelled { place, extension } => {
                (Ink::Change, 4, format!("??   {}  {extension} is not modelled here", rule_line(host, place)))
            }
            What::LookedUp { again: false, .. } => return None,
            What::LookedUp { tracking, invalid: None, .. } => {
                (Ink::Plain, 3, format!("conntrack: {}", words::tracking(*tracking)))
            }
            What::LookedUp { invalid: Some(why), .. } => {
                (Ink::Change, 3, format!("conntrack: INVALID, {}", words::invalid(*why)))
            }
            What::EntryMade { .. } => return None,
            What::EntryChanged { entry } => {
                (Ink::Plain, 3, format!("conntrack entry {}: {}", entry.id.0, entry_text(entry, event)))
            }
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
            What::NeighbourSilent { interface, next_hop } => {
                (Ink::Bad, 2, format!("ARP on {interface}: {next_hop} does not answer"))
            }
            What::Bridged { how } => (Ink::Plain, 2, words::bridging(*how)),
            What::Logged { logged } => (Ink::Change, 4, format!("kernel log: {}", log::line(logged).trim_end())),
            What::Rejected { with } => (Ink::Bad, 4, format!("rejected with {}", words::reject(*with))),
            What::SetsChanged { changes } => {
                let sets = host.map(|host| &host.sets);
                let changes: Vec<String> = changes.iter().map(|change| words::set_change(change, sets)).collect();
                (Ink::Change, 4, changes.join("; "))
            }
            What::BoundReached { bound } => {
                (Ink::Bad, 2, format!("a limit of this engine was reached: {}", words::bound(*bound)))
            }
            What::Noted { note } => (Ink::Bad, 2, words::note(note)),
            // The outcome tells what programs saw; commands tell of themselves.
            What::ProgramSaw { .. } | What::HostChanged { .. } | What::ClockMoved { .. } => return None,
        };
        Some(said)
    }
}

/// Why a rule was missed stands below it.
/// How deep stands what a rule itself did.
const UNDER_A_RULE: usize = 5;

const REASON: &str = "                 ";

fn ends(view: &View) -> String {
    let end = |label: &str, name: &str| if name.is_empty() { String::new() } else { format!("  {label} {name}") };
    format!("{}{}", end("in", view.input.as_str()), end("out", view.output.as_str()))
}

fn entry_text(entry: &engine::state::conntrack::Entry, event: &Event) -> String {
    connections::line(entry, event.at, connections::Style { uses: 1, ..Default::default() })
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

fn step_text(place: &StepPlace, host: Option<&HostMoment>) -> String {
    match place {
        StepPlace::Rule(place) => format!("{} {}", place.table, rule_line(host, place)),
        StepPlace::Policy { table, chain, .. } => format!("{table} policy of {chain}"),
        StepPlace::End { table, chain } => format!("{table} end of {chain}"),
    }
}

fn rule_at<'host>(host: Option<&'host HostMoment>, place: &RulePlace) -> Option<&'host Rule> {
    host?.tables.get(&place.table)?.chains.get(place.chain_place)?.rules.get(place.rule_place)
}

fn rule_line(host: Option<&HostMoment>, place: &RulePlace) -> String {
    let mut text = String::new();
    match rule_at(host, place) {
        Some(rule) => rules::rule(&mut text, &place.chain, rule, Counters::None),
        None => text = format!("{} rule {}", place.chain, place.rule_place + 1),
    }
    format!("{:<3} {text}", place.rule_place + 1)
}

/// The part of the rule that was not met, as it is written.
fn wanted_text(rule: &Rule, condition: Condition) -> String {
    let all = rule.conditions;
    let none = Conditions::default();
    let only = match condition {
        Condition::Source => Conditions { source: all.source, ..none },
        Condition::Destination => Conditions { destination: all.destination, ..none },
        Condition::Input => Conditions { input: all.input, ..none },
        Condition::Output => Conditions { output: all.output, ..none },
        Condition::Protocol => Conditions { protocol: all.protocol, ..none },
        Condition::Fragment => Conditions { fragment: all.fragment, ..none },
        Condition::Match(_) => none,
    };
    let matches = match condition {
        Condition::Match(place) => rule.matches.get(place).cloned().into_iter().collect(),
        Condition::Source
        | Condition::Destination
        | Condition::Input
        | Condition::Output
        | Condition::Protocol
        | Condition::Fragment => Vec::new(),
    };
    let mut text = String::new();
    let part = Rule { conditions: only, matches, target: Target::None, ..Rule::default() };
    rules::rule(&mut text, "", &part, Counters::None);
    text.trim_start_matches("-A ").trim().to_owned()
}

/// What the packet had instead: protocols by name.
fn had_text(condition: Condition, had: &str) -> &str {
    let name = || protocol::name(had.parse().ok()?);
    match condition {
        _ if had.is_empty() => "nothing",
        Condition::Protocol => name().unwrap_or(had),
        Condition::Source | Condition::Destination | Condition::Input | Condition::Output => had,
        Condition::Fragment | Condition::Match(_) => had,
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
