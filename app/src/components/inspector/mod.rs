//! The inspector: what the host and the packet look like inside, a tab for each view of it.

mod block;
mod chain;
mod connections;
mod kernel_log;
mod marks;
mod packet;
mod programs;
mod routes;
mod row;
mod row_text;
mod rules;
mod tab;

use std::rc::Rc;

use engine::kernel::event::HostId;
use lessons::model::{Look, Tab};
use web_sys::HtmlSelectElement;
use yew::{
    Callback, Event, Html, KeyboardEvent, Properties, TargetCast, component, html, use_callback, use_context, use_state_eq,
};

use crate::browser::document;
use crate::components::press::says;
use crate::draw::{draw, truth};
use crate::player::{Breakpoint, Now};
use crate::words::{Language, TabWords};

const PANEL: &str = "inspector-panel";

#[derive(Properties, PartialEq)]
pub struct InspectorProps {
    pub now: Now,
    /// What the lesson speaks of now.
    pub look: Option<Look>,
    pub tab: Tab,
    pub on_tab: Callback<Tab>,
    pub breakpoints: Rc<Vec<Breakpoint>>,
    pub on_breakpoint: Callback<Breakpoint>,
}

#[component]
pub fn Inspector(props: &InspectorProps) -> Html {
    let language = use_context::<Language>().unwrap_or(Language::English);
    let words = &language.words().tabs;
    let on_key = use_callback((props.tab, props.on_tab.clone()), |press: KeyboardEvent, (tab, on_tab)| {
        if let Some(next) = tab::beside(*tab, &press.key()) {
            press.prevent_default();
            on_tab.emit(next);
            document::focus(&tab::id(next));
        }
    });
    let host = use_state_eq(|| None::<HostId>);
    let shown = host.or(props.look.and_then(|look| look.host).map(HostId));
    let now = shown.map_or_else(|| props.now.clone(), |host| props.now.on(host));
    let setter = host.setter();
    let on_host = use_callback((), move |change: Event, ()| {
        let chosen = change.target_dyn_into::<HtmlSelectElement>().and_then(|select| select.value().parse().ok());
        setter.set(chosen.map(HostId));
    });
    let tabs = Tab::ALL.into_iter().map(|tab| {
        let is_chosen = tab == props.tab;
        let choose = says(&props.on_tab, tab);
        draw! {
            <button type="button" role="tab" id={tab::id(tab)} class="tab" aria-selected={truth(is_chosen)}
                aria-controls={PANEL} tabindex={if is_chosen { "0" } else { "-1" }} onclick={choose}>
                { tab::name(tab, words) }
                if let Some(count) = tab::count(tab, &now) { <span class="tab-count">{ count }</span> }
            </button>
        }
    });
    draw! {
        <section class="panel inspector" aria-label={words.title}>
            <div class="tabs" role="tablist" aria-label={words.title} onkeydown={on_key}>{ for tabs }</div>
            <div class="inspector-panel" id={PANEL} role="tabpanel" data-scrolls="true" aria-labelledby={tab::id(props.tab)} tabindex="0">
                { host_choice(words, props, shown, on_host) }
                { show(props, now, language) }
            </div>
        </section>
    }
}

/// Which host is looked into: the one the packet is on, or always the same.
fn host_choice(words: &TabWords, props: &InspectorProps, chosen: Option<HostId>, on_host: Callback<Event>) -> Html {
    let options = props.now.playback.names.iter().enumerate().map(|(number, name)| {
        draw! { <option value={number.to_string()} selected={chosen == Some(HostId(number))}>{ &**name }</option> }
    });
    draw! {
        <label class="host-choice">
            <span>{ words.host }{ " " }</span>
            <select onchange={on_host}>
                <option value="" selected={chosen.is_none()}>{ (words.follow)(props.now.host_name()) }</option>
                { for options }
            </select>
        </label>
    }
}

fn show(props: &InspectorProps, now: Now, language: Language) -> Html {
    let words = language.words();
    match props.tab {
        Tab::Rules => html! {
            <rules::Rules {now} look={props.look.and_then(|look| look.table)} breakpoints={props.breakpoints.clone()} on_breakpoint={props.on_breakpoint.clone()} />
        },
        Tab::Connections => connections::connections(&now, &words.connections),
        Tab::Packet => packet::packet(&now, &words.packet),
        Tab::Routes => routes::routes(&now, &words.routes),
        Tab::Log => kernel_log::kernel_log(&now, &words.log),
        Tab::Programs => programs::programs(&now, language),
    }
}
