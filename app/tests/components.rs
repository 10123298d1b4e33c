//! Single components in a real browser: what they draw from their props, and what they call back.
#![cfg(target_arch = "wasm32")]

mod common;

use std::cell::Cell;
use std::rc::Rc;

use app::address::{Address, Page, Step};
use app::catalogue::LessonCard;
use app::components::language_switch::LanguageSwitch;
use app::components::lesson_list::LessonList;
use app::components::theme_switch::ThemeSwitch;
use app::learner::progress::Progress;
use app::pages::nowhere::{Nowhere, Sought};
use app::settings::Theme;
use app::words::{Language, Spoken};
use common::{click, eventually, place, shows};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use yew::{AttrValue, Callback, Children, ContextProvider, Html, Properties, component, html};

wasm_bindgen_test_configure!(run_in_browser);

#[derive(Properties, PartialEq)]
struct StageProps {
    language: Language,
    children: Children,
}

/// Gives what stands in it the language, as `App` does.
#[component]
fn Stage(props: &StageProps) -> Html {
    html! {
        <ContextProvider<Language> context={props.language}>
            { for props.children.iter() }
        </ContextProvider<Language>>
    }
}

#[derive(Properties, PartialEq)]
struct CardsProps {
    cards: Rc<[LessonCard]>,
    language: Language,
}

#[component]
fn Cards(props: &CardsProps) -> Html {
    html! { <Stage language={props.language}><LessonList cards={props.cards.clone()} progress={Rc::new(Progress::default())} /></Stage> }
}

#[wasm_bindgen_test]
async fn the_lesson_list_links_each_lesson_in_the_language() {
    let card = LessonCard {
        id: AttrValue::from("dnat"),
        title: AttrValue::from("目标地址转换"),
        question: AttrValue::from("地址在哪里改写?"),
    };
    let place = place();
    let props = CardsProps { cards: Rc::from([card]), language: Language::Chinese };
    yew::Renderer::<Cards>::with_root_and_props(place.clone(), props).render();
    shows(&place, "a[href='#/zh/lesson/dnat/1'] strong", "目标地址转换").await;
    shows(&place, "h2", Language::Chinese.words().lessons.title).await;
}

#[wasm_bindgen_test]
async fn an_empty_lesson_list_says_so() {
    let place = place();
    let props = CardsProps { cards: Rc::from([]), language: Language::English };
    yew::Renderer::<Cards>::with_root_and_props(place.clone(), props).render();
    shows(&place, "strong", Language::English.words().lessons.empty_title).await;
}

#[component]
fn Switch() -> Html {
    let address = Address::new(Language::English, Page::lesson("dnat", Step::FIRST));
    html! { <Stage language={Language::English}><LanguageSwitch {address} /></Stage> }
}

#[wasm_bindgen_test]
async fn the_language_switch_keeps_the_place_and_marks_the_current_language() {
    let place = place();
    yew::Renderer::<Switch>::with_root(place.clone()).render();
    shows(&place, "[aria-current=true]", "English").await;
    shows(&place, "a[href='#/zh/lesson/dnat/1'][lang=zh-Hans]", "中文").await;
}

#[derive(Properties, PartialEq)]
struct ThemesProps {
    on_theme: Callback<Theme>,
}

#[component]
fn Themes(props: &ThemesProps) -> Html {
    html! {
        <Stage language={Language::English}>
            <ThemeSwitch theme={Theme::Light} on_theme={props.on_theme.clone()} />
        </Stage>
    }
}

#[wasm_bindgen_test]
async fn the_theme_switch_says_what_is_chosen_and_what_was_pressed() {
    let place = place();
    let pressed = Rc::new(Cell::new(None));
    let heard = pressed.clone();
    let on_theme = Callback::from(move |theme| heard.set(Some(theme)));
    yew::Renderer::<Themes>::with_root_and_props(place.clone(), ThemesProps { on_theme }).render();
    shows(&place, "[aria-pressed=true][aria-label=Light]", "").await;
    click(&place, "[aria-label=Dark]");
    eventually(|| pressed.get(), Some(Theme::Dark)).await;
}

#[component]
fn Lost() -> Html {
    html! {
        <Stage language={Language::English}><Nowhere sought={Sought::Lesson} name="atlantis" /></Stage>
    }
}

#[wasm_bindgen_test]
async fn a_page_that_is_not_there_names_what_was_sought_and_a_way_on() {
    let place = place();
    yew::Renderer::<Lost>::with_root(place.clone()).render();
    shows(&place, "code", "atlantis").await;
    shows(&place, "a[href='#/en']", "Go to the lessons").await;
}
