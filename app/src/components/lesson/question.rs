//! A question of a lesson: asked before its answer is seen, and every answer is answered.

use engine::kernel::event::HostId;
use engine::lab::moment::Moment;
use engine::state::hook::Hook;
use engine::text::iptables::list::Cells;
use lessons::model::{Both, Inline, Question, RuleSpot, Spot, Wants};
use web_sys::{HtmlInputElement, SubmitEvent};
use yew::{
    AttrValue, Callback, Html, NodeRef, Properties, component, hook, html, use_callback, use_context, use_mut_ref, use_node_ref,
    use_state_eq,
};

use super::prose;
use crate::browser::document;
use crate::browser::spots::use_spots;
use crate::components::spot;
use crate::draw::{classes, draw, truth};
use crate::effect::{Effect, use_shared};
use crate::learner::answers;
use crate::player::Now;
use crate::words::{Language, ProseWords, use_words};

#[derive(Clone, Properties)]
pub struct QuestionProps {
    pub lesson: AttrValue,
    pub step: AttrValue,
    pub question: std::rc::Rc<Question>,
    pub now: Now,
    /// Told that there is an answer now.
    pub on_answer: Callback<()>,
}

impl PartialEq for QuestionProps {
    /// What is asked about a rule lists rules, which stay as they are within a step.
    fn eq(&self, other: &QuestionProps) -> bool {
        std::rc::Rc::ptr_eq(&self.question, &other.question)
    }
}

/// What a person may answer with, and what they are told then.
struct Offer {
    /// What on the map or in the inspector is the same.
    spot: Option<String>,
    label: Html,
    is_right: bool,
    reply: Both<Vec<Inline>>,
}

#[component]
pub fn QuestionCard(props: &QuestionProps) -> Html {
    let words = &use_words().prose;
    let language = use_context::<Language>().unwrap_or(Language::English);
    draw! {
        <section class={classes!("question", matches!(props.question.wants, Wants::Click { .. }).then_some("question-click"))} aria-label={words.question}>
            <p class="question-text">{ prose::inlines(props.question.text.of(language.of_lessons()), language) }</p>
            { match &props.question.wants {
                Wants::Type { .. } => html! { <Typed ..props.clone() /> },
                Wants::Choose(_) | Wants::Click { .. } => html! { <Chosen ..props.clone() /> },
            } }
        </section>
    }
}

#[component]
fn Chosen(props: &QuestionProps) -> Html {
    let words = &use_words().prose;
    let language = use_context::<Language>().unwrap_or(Language::English);
    let (chosen, choose) = use_answer(props);
    let offers = offers(&props.question.wants, &props.now, language);
    let spots: Vec<Option<String>> = offers.iter().map(|offer| offer.spot.clone()).collect();
    let choose_spot = choose.clone();
    use_spots(Callback::from(move |pressed: String| {
        if let Some(number) = spots.iter().position(|spot| spot.as_ref() == Some(&pressed)) {
            choose_spot.emit(Some(number as u64));
        }
    }));
    let buttons = offers.iter().enumerate().map(|(number, offer)| {
        let number = number as u64;
        let is_chosen = chosen == Some(number);
        let look = is_chosen.then_some(if offer.is_right { "answer-right" } else { "answer-wrong" });
        draw! {
            <li key={number.to_string()}>
                <button type="button" class={classes!("answer", look)} aria-pressed={truth(is_chosen)}
                    onclick={choose.reform(move |_| Some(number))}>{ offer.label.clone() }</button>
            </li>
        }
    });
    let reply = chosen.and_then(|number| offers.get(usize::try_from(number).ok()?));
    draw! {
        <>
            <ul class="answers">{ for buttons }</ul>
            { told(words, reply.map(|offer| (offer.is_right, &offer.reply)), language) }
        </>
    }
}

#[component]
fn Typed(props: &QuestionProps) -> Html {
    let words = &use_words().prose;
    let language = use_context::<Language>().unwrap_or(Language::English);
    let (typed, answer) = use_answer(props);
    let field = use_node_ref();
    let submit = use_callback(
        (field.clone(), answer),
        move |submitted: SubmitEvent, (field, answer): &(NodeRef, Callback<Option<u64>>)| {
            submitted.prevent_default();
            answer.emit(field.cast::<HtmlInputElement>().and_then(|element| element.value().trim().parse().ok()));
        },
    );
    let before = typed.map(|number| AttrValue::from(number.to_string()));
    let reply = match (&props.question.wants, typed) {
        (Wants::Type { right, answer, wrong, otherwise }, Some(number)) => {
            let known = wrong.iter().find(|(value, _)| *value == number).map(|(_, reply)| reply);
            Some(if number == *right { (true, answer) } else { (false, known.unwrap_or(otherwise)) })
        }
        (Wants::Type { .. } | Wants::Choose(_) | Wants::Click { .. }, _) => None,
    };
    draw! {
        <>
            <form class="typed" onsubmit={submit}>
                <input ref={field} type="text" value={before} inputmode="numeric" pattern="[0-9]*" autocomplete="off" aria-label={words.number} />
                <button type="submit" class="button">{ words.answer }</button>
            </form>
            { told(words, reply, language) }
        </>
    }
}

/// The answer to a question, which outlives the visit, and what changes it.
#[hook]
fn use_answer(props: &QuestionProps) -> (Option<u64>, Callback<Option<u64>>) {
    let answer = use_state_eq(|| answers::read(&props.lesson, &props.step));
    let setter = answer.setter();
    let place = (props.lesson.clone(), props.step.clone(), props.on_answer.clone());
    let change = use_callback(place, move |answer: Option<u64>, (lesson, step, on_answer)| {
        if let Some(answer) = answer {
            answers::write(lesson, step, answer);
            on_answer.emit(());
        }
        setter.set(answer);
    });
    // A press on the map or in a table is answered in the text.
    let was_here = use_mut_ref(bool::default);
    use_shared(Effect::of(*answer, move |_| {
        if was_here.replace(true) {
            document::keep_in_view(".reply");
        }
    }));
    (*answer, change)
}

fn told(words: &ProseWords, reply: Option<(bool, &Both<Vec<Inline>>)>, language: Language) -> Html {
    draw! {
        <div role="status">
            if let Some((is_right, reply)) = reply {
                <p class={if is_right { "reply reply-right" } else { "reply reply-wrong" }}>
                    <strong>{ if is_right { words.right } else { words.wrong } }</strong>{ " " }
                    { prose::inlines(reply.of(language.of_lessons()), language) }
                </p>
            }
        </div>
    }
}

/// What a question can be answered with, to be read.
pub fn labels(wants: &Wants, now: &Now, language: Language) -> Vec<Html> {
    offers(wants, now, language).into_iter().map(|offer| offer.label).collect()
}

fn offers(wants: &Wants, now: &Now, language: Language) -> Vec<Offer> {
    match wants {
        Wants::Choose(choices) => choices
            .iter()
            .map(|choice| Offer {
                spot: None,
                label: prose::inlines(choice.text.of(language.of_lessons()), language),
                is_right: choice.right,
                reply: choice.answer.clone(),
            })
            .collect(),
        Wants::Click { host, right, answer, wrong, otherwise } => {
            let reply = |spot: &Spot| match wrong.iter().find(|click| click.spot == *spot) {
                _ if spot == right => answer.clone(),
                Some(click) => click.answer.clone(),
                None => otherwise.clone(),
            };
            let offer = |(name, spot, label)| Offer { spot: Some(name), label, is_right: spot == *right, reply: reply(&spot) };
            spots(right, host, now).into_iter().map(offer).collect()
        }
        Wants::Type { .. } => Vec::new(),
    }
}

/// Every station, or every rule of the chain that is asked about.
fn spots(right: &Spot, host: &str, now: &Now) -> Vec<(String, Spot, Html)> {
    match right {
        Spot::Station(_) => {
            let stations = Hook::ALL.into_iter();
            stations.map(|hook| (hook.name().to_owned(), Spot::Station(hook), draw! { { hook.name() } })).collect()
        }
        Spot::Rule(spot) => {
            let host = now.playback.names.iter().position(|name| &**name == host).unwrap_or(0);
            rules(spot, host, &now.moment)
        }
    }
}

fn rules(spot: &RuleSpot, host: usize, moment: &Moment) -> Vec<(String, Spot, Html)> {
    let table = moment.hosts.get(host).and_then(|host| host.tables.get(&spot.table));
    let Some(chain) = table.and_then(|table| table.chain(&spot.chain)) else { return Vec::new() };
    let listed = chain.rules.iter().enumerate().map(|(place, rule)| {
        let number = place + 1;
        let cells = Cells::of(rule, true);
        let label = format!(
            "{number}  {} {} {} {}{}",
            cells.target,
            cells.input,
            cells.output,
            cells.matches.concat(),
            cells.target_options
        );
        (spot::of_rule(HostId(host), rule.id), Spot::Rule(RuleSpot { number, ..spot.clone() }), draw! { <code>{ label }</code> })
    });
    listed.collect()
}
