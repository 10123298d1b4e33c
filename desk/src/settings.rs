//! What a person set on this page and expects to find again: today the theme.
//!
//! A value and its reducer. That a change reaches the document and the storage is done by effects in `app`.

use std::rc::Rc;

use yew::Reducible;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the system is set.
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// As the document's `data-theme` and the storage have it; `boot.js` reads the same words.
    pub fn code(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn from_code(code: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.code() == code)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub theme: Theme,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Theme(Theme),
}

impl Reducible for Settings {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        match change {
            Change::Theme(theme) => Rc::new(Settings { theme }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_is_read_back_from_its_code() {
        for theme in Theme::ALL {
            assert_eq!(Theme::from_code(theme.code()), Some(theme));
        }
        assert_eq!(Theme::from_code("sepia"), None);
    }

    #[test]
    fn a_change_of_theme_is_taken_over() {
        let before = Rc::new(Settings { theme: Theme::System });
        assert_eq!(before.reduce(Change::Theme(Theme::Dark)).theme, Theme::Dark);
    }
}
