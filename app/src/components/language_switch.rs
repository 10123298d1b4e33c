//! The same place in the other language: links, because the address holds the language.

use yew::{Html, Properties, component};

use crate::address::Address;
use crate::draw::draw;
use crate::words::{Language, Spoken, use_words};

#[derive(Properties, PartialEq)]
pub struct LanguageSwitchProps {
    pub address: Address,
}

#[component]
pub fn LanguageSwitch(props: &LanguageSwitchProps) -> Html {
    let words = use_words();
    draw! {
        <nav class="segments" aria-label={words.header.language}>
            { for Language::ALL.into_iter().map(|language| link(&props.address, language)) }
        </nav>
    }
}

fn link(address: &Address, language: Language) -> Html {
    let current = address.language == Some(language);
    draw! {
        <a class="segment" href={address.in_language(language).to_string()}
            lang={language.tag()} hreflang={language.tag()}
            aria-current={current.then_some("true")}>
            { language.own_name() }
        </a>
    }
}
