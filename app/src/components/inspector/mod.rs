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
use engine::state::hook::TableName;
use lessons::model::{Look, Tab};
use web_sys::HtmlSelectElement;
use yew::{
    Callback, Event, Html, KeyboardEvent, NodeRef, Properties, TargetCast, component, html, use_callback, use_context,
    use_node_ref, use_state_eq,
};

use crate::browser::document;
use crate::components::press::says;
use crate::draw::{draw, truth};
use crate::effect::{Effect, use_shared};
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
    // What was chosen since the lesson last spoke of a host; to follow the packet is a choice, too.
    let chosen = use_state_eq(|| None::<Option<HostId>>);
    let meant = props.look.and_then(|look| look.host).map(HostId);
    let shown = chosen.unwrap_or(meant);
    let release = chosen.setter();
    use_shared(Effect::of((props.now.position, meant), move |(_, meant)| {
        if meant.is_some() {
            release.set(None);
        }
    }));
    let now = shown.map_or_else(|| props.now.clone(), |host| props.now.on(host));
    let setter = chosen.setter();
    let on_host = use_callback((), move |change: Event, ()| {
        let host = change.target_dyn_into::<HtmlSelectElement>().and_then(|select| select.value().parse().ok());
        setter.set(Some(host.map(HostId)));
    });
    let select = use_node_ref();
    use_shared(Effect::of((shown, select.clone()), |(shown, select)| select_host(*shown, select)));
    // The table is one of the host that the lesson means.
    let table = props.look.filter(|_| shown == meant).and_then(|look| look.table);
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
                { host_choice(words, props, select, on_host) }
                { show(props, now, table, language) }
            </div>
        </section>
    }
}

/// Which host is looked into: the one that something happens on, or always the same.
fn host_choice(words: &TabWords, props: &InspectorProps, select: NodeRef, on_host: Callback<Event>) -> Html {
    let options = props.now.playback.names.iter().enumerate().map(|(number, name)| {
        draw! { <option value={number.to_string()}>{ &**name }</option> }
    });
    draw! {
        <label class="host-choice">
            <span>{ words.host }{ " " }</span>
            <select ref={select} onchange={on_host}>
                <option value="">{ (words.follow)(props.now.host_name()) }</option>
                { for options }
            </select>
        </label>
    }
}

/// Once a person has chosen, a browser looks no longer at which option is marked.
fn select_host(shown: Option<HostId>, select: &NodeRef) {
    if let Some(select) = select.cast::<HtmlSelectElement>() {
        select.set_value(&shown.map_or(String::new(), |host| host.0.to_string()));
    }
}

fn show(props: &InspectorProps, now: Now, table: Option<TableName>, language: Language) -> Html {
    let words = language.words();
    match props.tab {
        Tab::Rules => html! {
            <rules::Rules {now} look={table} breakpoints={props.breakpoints.clone()} on_breakpoint={props.on_breakpoint.clone()} />
        },
        Tab::Connections => connections::connections(&now, &words.connections),
        Tab::Packet => packet::packet(&now, &words.packet),
        Tab::Routes => routes::routes(&now, &words.routes),
        Tab::Log => kernel_log::kernel_log(&now, &words.log),
        Tab::Programs => programs::programs(&now, language),
    }
}
