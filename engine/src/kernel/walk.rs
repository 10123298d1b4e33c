//! One packet's way through one chain of one table, and the chains it leads to.
//! What the targets ask for (translation, rejection, a log line) the stack carries out.

mod allowance;
mod fields;
mod tell;

use std::sync::Arc;

pub use allowance::Allowance;
use fields::{Fields, failed_condition, passed_over};
use tell::not_modelled;

use super::event::{Bound, Drop, Listener, RulePlace, StepPlace, Verdict, What};
use super::scene::Scene;
use super::stack::Kernel;
use crate::rules::conditions::Condition;
use crate::rules::context::{Context, Tested};
use crate::rules::rule::{Jump, Rule, RuleId, Target};
use crate::rules::targets::Extension;
use crate::rules::targets::act::Act;
use crate::state::conntrack::{Entry, TemplateId, Tracking};
use crate::state::hook::TableName;
use crate::state::packet::Packet;
use crate::state::sets::{Changes, SetChange};

/// How a table let go of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WalkEnd {
    Accept,
    Drop(Drop),
}

/// Jumps that may be open at once (the kernel's `NFT_JUMP_STACK_SIZE`).
const DEEPEST: usize = 16;

/// What to do after a rule that matched.
enum After {
    NextRule,
    Enter(Jump),
    Return,
    End(WalkEnd),
}

struct Walk {
    scene: Scene,
    fields: Fields,
    stack: [(usize, usize); DEEPEST],
    depth: usize,
    allowance: Allowance,
}

impl<L: Listener> Kernel<'_, L> {
    /// Walks the base chain at `place` of a table that is there.
    pub(crate) fn walk(&mut self, packet: &mut Packet, scene: Scene, base: usize) -> WalkEnd {
        let fields = Fields::of(packet, scene);
        let allowance = Allowance::after(self.outbox.rules_asked);
        let mut walk = Walk { scene, fields, stack: [(0, 0); DEEPEST], depth: 0, allowance };
        let end = self.walk_from(packet, &mut walk, base);
        self.outbox.rules_asked += walk.allowance.cost(|| self.rules_in(scene.table));
        end
    }

    /// A walk as if it were an action of its own, from the base chain of this hook, and how many rules it asked.
    pub fn walk_alone(&mut self, packet: &mut Packet, scene: Scene) -> (WalkEnd, u64) {
        let asked_before = std::mem::take(&mut self.outbox.rules_asked);
        let base = self.host.tables.get(&scene.table).and_then(|table| table.base_place(scene.hook));
        let end = base.map_or(WalkEnd::Accept, |base| self.walk(packet, scene, base));
        (end, std::mem::replace(&mut self.outbox.rules_asked, asked_before))
    }

    fn walk_from(&mut self, packet: &mut Packet, walk: &mut Walk, base: usize) -> WalkEnd {
        let scene = walk.scene;
        let mut chain = base;
        let mut from = 0;
        loop {
            let Some(rules) = self.rules_of(scene.table, chain) else { return WalkEnd::Accept };
            match self.walk_chain(packet, walk, &rules, chain, from) {
                ChainEnd::Done(end) => return end,
                ChainEnd::Enter { jump, after } => {
                    if !jump.goto {
                        let Some(slot) = walk.stack.get_mut(walk.depth) else {
                            self.tell(packet.id, || What::BoundReached { bound: Bound::JumpDepth });
                            return WalkEnd::Drop(Drop::Bound(Bound::JumpDepth));
                        };
                        *slot = (chain, after);
                        walk.depth += 1;
                    }
                    (chain, from) = (jump.place, 0);
                }
                ChainEnd::Back => match walk.depth.checked_sub(1).and_then(|depth| Some((depth, *walk.stack.get(depth)?))) {
                    Some((depth, (caller, after))) => {
                        walk.depth = depth;
                        (chain, from) = (caller, after);
                    }
                    None => return self.policy(packet, scene, base),
                },
            }
        }
    }

    fn walk_chain(&mut self, packet: &mut Packet, walk: &mut Walk, rules: &[Rule], chain: usize, from: usize) -> ChainEnd {
        let mut place = from;
        loop {
            if !L::LISTENS {
                let passed = passed_over(rules, place, walk.allowance.left(), &walk.fields);
                walk.allowance.pass(passed);
                place += passed;
            }
            let Some(rule) = rules.get(place) else { break };
            if !walk.allowance.ask() && !self.may_go_on(walk) {
                self.tell(packet.id, || What::BoundReached { bound: Bound::RulesPerAction });
                return ChainEnd::Done(WalkEnd::Drop(Drop::Bound(Bound::RulesPerAction)));
            }
            match self.ask(packet, walk, rule, chain, place) {
                After::NextRule => place += 1,
                After::Enter(jump) => return ChainEnd::Enter { jump, after: place + 1 },
                After::Return => return ChainEnd::Back,
                After::End(end) => return ChainEnd::Done(end),
            }
        }
        self.tell_end_of_chain(packet, walk.scene.table, chain);
        ChainEnd::Back
    }

    fn may_go_on(&self, walk: &mut Walk) -> bool {
        walk.allowance.extend(self.outbox.rules_asked, self.rules_in(walk.scene.table))
    }

    fn rules_in(&self, table: TableName) -> u64 {
        let chains = self.host.tables.get(&table).into_iter().flat_map(|table| &table.chains);
        chains.map(|chain| chain.rules.len() as u64).sum()
    }

    /// One rule.
    fn ask(&mut self, packet: &mut Packet, walk: &mut Walk, rule: &Rule, chain: usize, place: usize) -> After {
        if let Some(condition) = failed_condition(&rule.conditions, &walk.fields) {
            if L::LISTENS {
                self.tell_miss(packet, walk.scene, rule, chain, place, condition);
            }
            return After::NextRule;
        }
        self.ask_matches(packet, walk, rule, chain, place)
    }

    fn ask_matches(&mut self, packet: &mut Packet, walk: &mut Walk, rule: &Rule, chain: usize, place: usize) -> After {
        for (number, matching) in rule.matches.iter().enumerate() {
            let mut changes = Vec::new();
            let heard = L::LISTENS.then_some(&mut changes);
            let mut context = self.context(packet, walk.scene, rule, number, heard);
            let (tested, effort) = (matching.test(&mut context), context.effort);
            self.charge(walk, effort);
            self.tell_sets_changed(packet, changes);
            match tested {
                Tested::Matches => {}
                Tested::Misses => {
                    if L::LISTENS {
                        self.tell_miss(packet, walk.scene, rule, chain, place, Condition::Match(number));
                    }
                    return After::NextRule;
                }
                Tested::DropsPacket => {
                    if L::LISTENS {
                        let place = self.rule_place(walk.scene.table, rule, chain, place);
                        self.tell_step(packet.id, StepPlace::Rule(place), Verdict::Drop);
                    }
                    return After::End(WalkEnd::Drop(Drop::Match));
                }
                Tested::NotModelled => {
                    self.tell_not_modelled(packet, walk.scene.table, rule, chain, place, matching.name());
                    return After::NextRule;
                }
            }
        }
        self.carry_out(packet, walk, rule, chain, place)
    }

    /// What a match or target did beyond the usual.
    fn charge(&mut self, walk: &mut Walk, effort: u64) {
        if effort > 0 {
            self.outbox.rules_asked += effort;
            walk.allowance.charge(effort);
        }
    }

    fn carry_out(&mut self, packet: &mut Packet, walk: &mut Walk, rule: &Rule, chain: usize, place: usize) -> After {
        let bytes = packet.datagram.total_length();
        if let Some(counter) = self.counter(walk.scene.table, chain, place) {
            counter.add(bytes);
        }
        if L::LISTENS {
            let place = self.rule_place(walk.scene.table, rule, chain, place);
            self.tell(packet.id, || What::RuleMatched { place, bytes });
        }
        let (verdict, after) = match &rule.target {
            Target::None => (Verdict::Continue, After::NextRule),
            Target::Accept => (Verdict::Accept, After::End(WalkEnd::Accept)),
            Target::Drop => (Verdict::Drop, After::End(WalkEnd::Drop(Drop::Rule))),
            Target::Return => (Verdict::Return, After::Return),
            Target::Jump(jump) => {
                let verdict = if jump.goto { Verdict::Goto(jump.chain.clone()) } else { Verdict::Jump(jump.chain.clone()) };
                (verdict, After::Enter(jump.clone()))
            }
            Target::Extension(extension) => {
                let (act, effort) = self.strike(packet, walk.scene, rule, extension);
                self.charge(walk, effort);
                if let Some(what) = not_modelled(&act, extension) {
                    self.tell_not_modelled(packet, walk.scene.table, rule, chain, place, what);
                }
                // A log line names its rule even if nobody listens: it is part of the lab.
                let here =
                    (L::LISTENS || matches!(act, Act::Log(_))).then(|| self.rule_place(walk.scene.table, rule, chain, place));
                self.act(packet, walk.scene, act, rule.id, here)
            }
        };
        if L::LISTENS {
            let place = self.rule_place(walk.scene.table, rule, chain, place);
            self.tell_step(packet.id, StepPlace::Rule(place), verdict);
        }
        after
    }

    /// A target changes packet, entry or sets by itself; whoever listens hears what changed.
    fn strike(&mut self, packet: &mut Packet, scene: Scene, rule: &Rule, extension: &Extension) -> (Act, u64) {
        if !L::LISTENS {
            let mut context = self.context(packet, scene, rule, 0, None);
            return (extension.strike(&mut context), context.effort);
        }
        let before = self.view(packet, scene.input, scene.output);
        let entry = self.entry_of(packet).cloned();
        let mut changes = Vec::new();
        let mut context = self.context(packet, scene, rule, 0, Some(&mut changes));
        let (act, effort) = (extension.strike(&mut context), context.effort);
        self.tell_altered(packet, scene, before);
        if entry.as_ref() != self.entry_of(packet)
            && let Some(entry) = entry
        {
            self.tell_entry(packet, entry.id, false);
        }
        self.tell_sets_changed(packet, changes);
        (act, effort)
    }

    fn entry_of(&self, packet: &Packet) -> Option<&Entry> {
        match packet.tracking {
            Tracking::Entry { id, .. } => self.host.conntrack.get(id),
            Tracking::None | Tracking::Untracked => None,
        }
    }

    fn act(&mut self, packet: &mut Packet, scene: Scene, act: Act, rule: RuleId, here: Option<RulePlace>) -> (Verdict, After) {
        match act {
            Act::Continue | Act::Note | Act::NotModelled => (Verdict::Continue, After::NextRule),
            Act::Trace => {
                packet.traced = true;
                (Verdict::Continue, After::NextRule)
            }
            Act::Accept => (Verdict::Accept, After::End(WalkEnd::Accept)),
            Act::Drop => (Verdict::Drop, After::End(WalkEnd::Drop(Drop::Rule))),
            Act::Translate(translation) => match self.translate(packet, scene, &translation) {
                true => (Verdict::Accept, After::End(WalkEnd::Accept)),
                false => (Verdict::Drop, After::End(WalkEnd::Drop(Drop::NatFailed))),
            },
            Act::Reject(with) => {
                self.reject(packet, scene, with);
                (Verdict::Drop, After::End(WalkEnd::Drop(Drop::Rejected)))
            }
            Act::Log(line) => {
                if let Some(place) = here {
                    self.log(packet, scene, &line, place);
                }
                (Verdict::Continue, After::NextRule)
            }
            Act::Track(request) => {
                self.track_as_asked(packet, request, TemplateId(rule.0));
                (Verdict::Continue, After::NextRule)
            }
            Act::Queue { bypass: true } => (Verdict::Accept, After::End(WalkEnd::Accept)),
            Act::Queue { bypass: false } => (Verdict::Queue, After::End(WalkEnd::Drop(Drop::NoListenerInQueue))),
        }
    }

    fn policy(&mut self, packet: &Packet, scene: Scene, base: usize) -> WalkEnd {
        let bytes = packet.datagram.total_length();
        let Some(chain) = self.host.tables.get_mut(&scene.table).and_then(|table| table.chains.get_mut(base)) else {
            return WalkEnd::Accept;
        };
        let Some(state) = &mut chain.base else { return WalkEnd::Accept };
        let (policy, counted) = (state.policy, state.counts);
        if counted {
            state.counter.add(bytes);
        }
        let name = chain.name.clone();
        if L::LISTENS {
            let place = StepPlace::Policy { table: scene.table.shown(), chain: name, chain_place: base, counted, bytes };
            self.tell_step(packet.id, place, policy.into());
        }
        match policy {
            crate::rules::Policy::Accept => WalkEnd::Accept,
            crate::rules::Policy::Drop => WalkEnd::Drop(Drop::Policy),
        }
    }

    fn context<'walk>(
        &'walk mut self,
        packet: &'walk mut Packet,
        scene: Scene,
        rule: &Rule,
        number: usize,
        set_changes: Option<&'walk mut Vec<SetChange>>,
    ) -> Context<'walk> {
        Context {
            networking: &self.host.networking,
            conntrack: &mut self.host.conntrack,
            sets: &mut self.host.sets,
            memory: &mut self.host.memory,
            packet,
            hook: scene.hook,
            table: scene.table,
            input: scene.input,
            output: scene.output,
            now: self.now,
            rule: rule.id,
            match_place: number,
            set_changes: Changes::noted_in(set_changes),
            effort: 0,
        }
    }

    fn rules_of(&self, table: TableName, chain: usize) -> Option<Arc<Vec<Rule>>> {
        Some(self.host.tables.get(&table)?.chains.get(chain)?.rules.clone())
    }

    fn counter(&mut self, table: TableName, chain: usize, rule: usize) -> Option<&mut crate::rules::Counter> {
        self.host.tables.get_mut(&table)?.chains.get_mut(chain)?.counters.get_mut(rule)
    }
}

enum ChainEnd {
    Done(WalkEnd),
    Enter { jump: Jump, after: usize },
    Back,
}
