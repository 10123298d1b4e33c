//! The choice of colours: as the system, light, dark.

use yew::{Callback, Html, Properties, component};

use crate::components::icons::{Icon, icon};
use crate::draw::{draw, truth};
use crate::settings::Theme;
use crate::words::{HeaderWords, use_words};

#[derive(Properties, PartialEq)]
pub struct ThemeSwitchProps {
    pub theme: Theme,
    pub on_theme: Callback<Theme>,
}

#[component]
pub fn ThemeSwitch(props: &ThemeSwitchProps) -> Html {
    let words = &use_words().header;
    draw! {
        <div class="segments" role="group" aria-label={words.theme}>
            { for Theme::ALL.into_iter().map(|theme| button(props, words, theme)) }
        </div>
    }
}

fn button(props: &ThemeSwitchProps, words: &HeaderWords, theme: Theme) -> Html {
    let chosen = props.theme == theme;
    let choose = props.on_theme.reform(move |_| theme);
    draw! {
        <button type="button" class="segment segment-icon" onclick={choose}
            aria-pressed={truth(chosen)} aria-label={name(words, theme)}
            title={name(words, theme)}>
            { icon(sign(theme)) }
        </button>
    }
}

fn name(words: &HeaderWords, theme: Theme) -> &'static str {
    match theme {
        Theme::System => words.theme_system,
        Theme::Light => words.theme_light,
        Theme::Dark => words.theme_dark,
    }
}

fn sign(theme: Theme) -> Icon {
    match theme {
        Theme::System => Icon::Screen,
        Theme::Light => Icon::Sun,
        Theme::Dark => Icon::Moon,
    }
}
