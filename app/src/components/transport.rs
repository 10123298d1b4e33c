//! The player's buttons: to and fro, play, how far a step goes, how fast, and what playing stops at.

use engine::state::hook::TableName;
use web_sys::HtmlInputElement;
use yew::{Callback, Html, InputEvent, TargetCast};

use crate::components::icons::{Icon, icon};
use crate::components::press::says;
use crate::draw::{classes, draw, truth};
use crate::player::{Breakpoint, Command, Grain, Move, Pace, Player, Way};
use crate::words::TransportWords;

pub struct Transport<'desk> {
    pub player: &'desk Player,
    pub on_command: &'desk Callback<Command>,
    pub words: &'desk TransportWords,
}

impl Transport<'_> {
    pub fn drawn(&self) -> Html {
        drawn(self)
    }
}

fn drawn(props: &Transport) -> Html {
    let (words, player) = (props.words, props.player);
    let step = |way| Command::Move(Move::Step(player.grain, way));
    let (play, play_sign) = if player.is_playing { (words.pause, Icon::Pause) } else { (words.play, Icon::Play) };
    draw! {
        <div class="transport" role="group" aria-label={words.title}>
            <div class="transport-row">
                { seek(props, words) }
                <span class="position">{ (words.position)(player.position(), player.playback.end()) }</span>
                { pace(props, words) }
                { breakpoints(props, words) }
            </div>
            <div class="transport-row">
                <div class="transport-buttons">
                    { button(props, words.to_start, Icon::ToStart, Command::Move(Move::ToStart), player.is_at_start()) }
                    { button(props, words.back, Icon::Back, step(Way::Back), player.is_at_start()) }
                    <button type="button" class="button button-primary play" onclick={says(props.on_command, Command::PlayOrPause)}>
                        { icon(play_sign) }<span>{ play }</span>
                    </button>
                    { button(props, words.forward, Icon::Forward, step(Way::Forward), player.is_at_end()) }
                    { button(props, words.to_end, Icon::ToEnd, Command::Move(Move::ToEnd), player.is_at_end()) }
                </div>
                <div class="segments" role="group" aria-label={words.step_by}>
                    { for Grain::ALL.into_iter().map(|grain| choice(props, name_of_grain(words, grain), Command::Grain(grain), player.grain == grain)) }
                </div>
                <div class="transport-buttons">
                    { button(props, words.over, Icon::Over, Command::Move(Move::Over(Way::Forward)), player.is_at_end()) }
                    { button(props, words.out, Icon::Out, Command::Move(Move::Out(Way::Forward)), player.is_at_end()) }
                </div>
            </div>
        </div>
    }
}

/// The playhead over all events: dragged by a pointer, or moved by the page's own keys.
fn seek(props: &Transport, words: &TransportWords) -> Html {
    let to = props.on_command.reform(|input: InputEvent| {
        let position = input.target_dyn_into::<HtmlInputElement>().and_then(|element| element.value().parse().ok());
        position.map_or(Command::Pause, |position| Command::Move(Move::To(position)))
    });
    let player = &props.player;
    draw! {
        <input class="seek" type="range" min="0" max={player.playback.end().to_string()} value={player.position().to_string()}
            oninput={to} aria-label={words.seek} />
    }
}

fn button(props: &Transport, name: &'static str, sign: Icon, command: Command, disabled: bool) -> Html {
    draw! {
        <button type="button" class="button button-icon" onclick={says(props.on_command, command)}
            aria-label={name} title={name} aria-disabled={disabled.then_some("true")}>
            { icon(sign) }
        </button>
    }
}

fn choice(props: &Transport, name: &'static str, command: Command, chosen: bool) -> Html {
    draw! {
        <button type="button" class="segment" aria-pressed={truth(chosen)} onclick={says(props.on_command, command)}>
            { name }
        </button>
    }
}

fn name_of_grain(words: &TransportWords, grain: Grain) -> &'static str {
    match grain {
        Grain::Rule => words.by_rule,
        Grain::Table => words.by_table,
        Grain::Packet => words.by_packet,
    }
}

fn pace(props: &Transport, words: &TransportWords) -> Html {
    let place = Pace::ALL.iter().position(|pace| *pace == props.player.pace).unwrap_or(0);
    let next = Pace::ALL.get(place + 1).or(Pace::ALL.first()).copied().unwrap_or(Pace::Calm);
    draw! {
        <button type="button" class="button button-small" onclick={says(props.on_command, Command::Pace(next))}>
            { icon(Icon::Pace) }<span class="unseen">{ words.pace }{ ": " }</span>{ words.paces.get(place).copied().unwrap_or_default() }
        </button>
    }
}

const BREAKABLE_TABLES: [TableName; 4] = [TableName::Raw, TableName::Mangle, TableName::Nat, TableName::Filter];

fn breakpoints(props: &Transport, words: &TransportWords) -> Html {
    let set = &props.player.breakpoints;
    let rules = set.iter().filter_map(|breakpoint| match breakpoint {
        Breakpoint::Rule(_, rule) => Some((*breakpoint, (words.break_at_rule)(rule.0))),
        Breakpoint::Table(_) | Breakpoint::Rewrite | Breakpoint::Drop => None,
    });
    let tables = BREAKABLE_TABLES.map(|table| (Breakpoint::Table(table), (words.break_at_table)(table.name())));
    let general = [(Breakpoint::Rewrite, words.break_at_rewrite.to_owned()), (Breakpoint::Drop, words.break_at_drop.to_owned())];
    let boxes = general.into_iter().chain(tables).chain(rules).map(|(breakpoint, name)| {
        let onchange = says(props.on_command, Command::Toggle(breakpoint));
        draw! {
            <li><label><input type="checkbox" checked={set.contains(&breakpoint)} onchange={onchange} />{ " " }{ name }</label></li>
        }
    });
    let run = says(props.on_command, Command::Move(Move::Run(Way::Forward)));
    draw! {
        <details class="breakpoints">
            <summary class={classes!("button", "button-small", (!set.is_empty()).then_some("breakpoints-set"))}>
                <span class="break-sign" aria-hidden="true"></span>{ words.breakpoints }
                if !set.is_empty() { <span class="tab-count">{ set.len() }</span> }
            </summary>
            <div class="panel breakpoints-list">
                <ul>{ for boxes }</ul>
                <p class="quiet">{ words.no_rule_breakpoints }</p>
                <button type="button" class="button" onclick={run} disabled={set.is_empty()}>{ words.run }</button>
            </div>
        </details>
    }
}
