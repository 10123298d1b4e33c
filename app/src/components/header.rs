//! The head of every page: the way past it, the way home, the language, the colours.

use yew::{Callback, Html, Properties, component, html, use_context};

use crate::address::{Address, Page};
use crate::components::language_switch::LanguageSwitch;
use crate::components::skip_link::SkipLink;
use crate::components::theme_switch::ThemeSwitch;
use crate::draw::draw;
use crate::settings::Theme;
use crate::words::{Language, use_words};

#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    pub address: Address,
    pub theme: Theme,
    pub on_theme: Callback<Theme>,
}

#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let words = use_words();
    let language = use_context::<Language>().unwrap_or(Language::English);
    let home = Address::new(language, Page::Lessons).to_string();
    draw! {
        <header class="header">
            { html! { <SkipLink /> } }
            <a class="brand" href={home} aria-label={words.header.home}>
                { "chain" }<span class="brand-second">{ "walk" }</span>
            </a>
            <div class="header-tools">
                { html! { <LanguageSwitch address={props.address.clone()} /> } }
                { html! { <ThemeSwitch theme={props.theme} on_theme={props.on_theme.clone()} /> } }
            </div>
        </header>
    }
}
