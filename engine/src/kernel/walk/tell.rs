//! What a walk tells its listener.

use super::Scene;
use crate::kernel::event::{Listener, RulePlace, StepPlace, Verdict, What};
use crate::kernel::stack::Kernel;
use crate::rules::conditions::Condition;
use crate::rules::rule::Rule;
use crate::rules::targets::Extension;
use crate::rules::targets::act::Act;
use crate::state::conntrack::TrackRequest;
use crate::state::hook::TableName;
use crate::state::packet::Packet;
use crate::state::sets::SetChange;

impl<L: Listener> Kernel<'_, L> {
    pub(super) fn rule_place(&self, table: TableName, rule: &Rule, chain: usize, place: usize) -> RulePlace {
        let name = self.host.tables.get(&table).and_then(|table| table.chains.get(chain)).map(|chain| chain.name.clone());
        RulePlace { table, chain: name.unwrap_or_else(|| "?".into()), chain_place: chain, rule_place: place, rule: rule.id }
    }

    pub(super) fn tell_miss(
        &mut self,
        packet: &mut Packet,
        scene: Scene,
        rule: &Rule,
        chain: usize,
        place: usize,
        condition: Condition,
    ) {
        let had = match condition {
            Condition::Source => packet.datagram.source.to_string(),
            Condition::Destination => packet.datagram.destination.to_string(),
            Condition::Input => scene.input.to_string(),
            Condition::Output => scene.output.to_string(),
            Condition::Protocol => packet.datagram.protocol().0.to_string(),
            Condition::Fragment => String::new(),
            Condition::Match(number) => match rule.matches.get(number) {
                Some(matching) => matching.had(&self.context(packet, scene, rule, number, None)),
                None => String::new(),
            },
        };
        let place = self.rule_place(scene.table, rule, chain, place);
        self.tell(packet.id, || What::RuleMissed { place, condition, had });
    }

    pub(super) fn tell_sets_changed(&mut self, packet: &Packet, changes: Vec<SetChange>) {
        if !changes.is_empty() {
            self.tell(packet.id, || What::SetsChanged { changes });
        }
    }

    pub(super) fn tell_not_modelled(
        &mut self,
        packet: &Packet,
        table: TableName,
        rule: &Rule,
        chain: usize,
        place: usize,
        name: &str,
    ) {
        if L::LISTENS {
            let place = self.rule_place(table, rule, chain, place);
            self.tell(packet.id, || What::RuleNotModelled { place, extension: name.to_owned() });
        }
    }

    pub(super) fn tell_end_of_chain(&mut self, packet: &Packet, table: TableName, chain: usize) {
        if !L::LISTENS {
            return;
        }
        let found = self.host.tables.get(&table).and_then(|table| table.chains.get(chain));
        let Some(chain) = found.filter(|chain| chain.base.is_none()) else { return };
        let name = chain.name.clone();
        self.tell(packet.id, || What::Step { place: StepPlace::End { table, chain: name }, verdict: Verdict::Return });
    }
}

/// A helper is noted in the connection's entry, but nobody here reads what the connection says, nor expects another one.
pub(super) fn not_modelled<'rule>(act: &Act, extension: &'rule Extension) -> Option<&'rule str> {
    match act {
        Act::NotModelled => Some(extension.name()),
        Act::Track(TrackRequest::With { helper: Some(_), .. }) => Some("CT --helper"),
        Act::Track(_)
        | Act::Continue
        | Act::Accept
        | Act::Drop
        | Act::Translate(_)
        | Act::Reject(_)
        | Act::Log(_)
        | Act::Note
        | Act::Queue { .. }
        | Act::Trace => None,
    }
}
