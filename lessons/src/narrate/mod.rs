//! One sentence for each event of a trace, in the language asked for: what happened, and why.
//!
//! Each file below owns the sentences of one kind of event; `crate::labels` has the short forms that the map and the timeline
//! use. There is no arm for "anything else": a new event does not compile until it has its sentences.

mod changes;
mod deaths;
mod hooks;
mod packets;
mod programs;
mod rewrites;
mod routing;
mod rules;
mod scene;
mod settings;
mod tracking;
mod wanted;

use trace::{Event, Moment, What};

use crate::language::Language;
use scene::Scene;

/// The sentence of `event`; `before` is the moment *before* it: what changed is told by comparing both.
pub fn narrate(language: Language, event: &Event, before: &Moment) -> String {
    let scene = Scene { language, event, before };
    match &event.what {
        What::Made { view, cause } => packets::made(&scene, view, *cause),
        What::Copied { .. } => packets::copied(&scene),
        What::Sent { interface, view } => packets::sent(&scene, *interface, view),
        What::Arrived { interface, view, .. } => packets::arrived(&scene, *interface, view),
        What::Delivered { to } => packets::delivered(&scene, *to),
        What::Dropped { why, by } => deaths::dropped(&scene, *why, by),
        What::TtlDecremented { ttl } => packets::ttl_decremented(&scene, *ttl),
        What::Bridged { how } => packets::bridged(&scene, *how),
        What::HookEntered { hook, view } => hooks::entered(&scene, *hook, view),
        What::HookLeft { hook } => hooks::left(&scene, *hook),
        What::StageEntered { stage } => hooks::stage_entered(&scene, stage),
        What::StageLeft { stage } => hooks::stage_left(&scene, stage),
        What::TableEntered { table } => hooks::table_entered(&scene, table),
        What::TableSkipped { table, why } => hooks::table_skipped(&scene, table, *why),
        What::RuleMissed { place, miss } => rules::missed(&scene, place, miss),
        What::RuleMatched { place, bytes } => rules::matched(&scene, place, *bytes),
        What::Step { place, verdict } => rules::step(&scene, place, verdict),
        What::RuleNotModelled { place, extension } => rules::not_modelled(&scene, place, extension),
        What::Rejected { with } => rules::rejected(&scene, *with),
        What::Logged { logged } => rules::logged(&scene, logged),
        What::LookedUp { tracking, invalid, again } => tracking::looked_up(&scene, *tracking, *invalid, *again),
        What::EntryMade { entry } => tracking::made(&scene, entry),
        What::EntryChanged { entry } => tracking::changed(&scene, entry),
        What::EntryConfirmed { entry } => tracking::confirmed(&scene, entry),
        What::EntryGone { id, why } => tracking::gone(&scene, *id, *why),
        What::Untracked => tracking::untracked(&scene),
        What::TrackingAsked { zone, helper } => tracking::asked(&scene, *zone, helper.as_deref()),
        What::Rewritten { side, before, after, cause } => rewrites::rewritten(&scene, *side, before, after, *cause),
        What::Altered { before, after } => rewrites::altered(&scene, before, after),
        What::Routed { decision } => routing::routed(&scene, decision),
        What::Rerouted { decision } => routing::rerouted(&scene, decision),
        What::NeighbourAsked { interface, next_hop } => routing::neighbour_asked(&scene, *interface, *next_hop),
        What::NeighbourSilent { interface, next_hop } => routing::neighbour_silent(&scene, *interface, *next_hop),
        What::ProgramSaw { saw, .. } => programs::saw(&scene, saw),
        What::HostChanged { changes } => changes::host_changed(&scene, changes),
        What::HostAdded { host } => settings::host_added(&scene, host),
        What::HostGone => settings::host_gone(&scene),
        What::LinksChanged { links } => settings::links_changed(&scene, links),
        What::SetsChanged { changes } => settings::sets_changed(&scene, changes),
        What::ClockMoved { to } => settings::clock_moved(&scene, *to),
        What::BoundReached { bound } => settings::bound_reached(&scene, *bound),
        What::Noted { note } => settings::noted(&scene, note),
    }
}
