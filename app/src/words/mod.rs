//! Every word of the page, as data: one value of `Words` a language, so that the compiler finds a missing sentence.
//!
//! What stands in `index.html` before the program is there, and when it never comes, stands there in both languages.
//! What events and lessons say is told by `lessons`.

mod chinese;
mod desk;
mod english;
pub mod exercise;
pub mod map;

pub use desk::{
    CellWords, ConnectionWords, DeskWords, HelpWords, LaneWords, LogWords, PacketWords, ProgramWords, ProseWords, RouteWords,
    RulesWords, TabWords, TransportWords,
};

pub use lessons::Language;

use yew::{hook, use_context};

/// How the page speaks a language.
pub trait Spoken: Sized {
    fn words(self) -> &'static Words;
    /// As the document's `lang` has it: browsers choose fonts by it and screen readers their voice.
    fn tag(self) -> &'static str;
    fn from_tag(tag: &str) -> Option<Self>;
    /// What the language calls itself.
    fn own_name(self) -> &'static str;
}

impl Spoken for Language {
    fn words(self) -> &'static Words {
        match self {
            Language::English => &english::WORDS,
            Language::Chinese => &chinese::WORDS,
        }
    }

    fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Chinese => "zh-Hans",
        }
    }

    fn from_tag(tag: &str) -> Option<Language> {
        let primary = tag.split('-').next().unwrap_or(tag);
        Language::from_code(&primary.to_ascii_lowercase())
    }

    fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Chinese => "中文",
        }
    }
}

/// The words of the language that `App` provides as a context.
#[hook]
pub fn use_words() -> &'static Words {
    use_context::<Language>().unwrap_or(Language::English).words()
}

pub struct Words {
    pub header: HeaderWords,
    pub welcome: WelcomeWords,
    pub lessons: LessonsWords,
    pub keeping: KeepingWords,
    pub nowhere: NowhereWords,
    pub notice: NoticeWords,
    pub map: map::MapWords,
    pub desk: DeskWords,
    pub prose: ProseWords,
    pub transport: TransportWords,
    pub lanes: LaneWords,
    pub cells: CellWords,
    pub help: HelpWords,
    pub tabs: TabWords,
    pub rules: RulesWords,
    pub connections: ConnectionWords,
    pub packet: PacketWords,
    pub routes: RouteWords,
    pub log: LogWords,
    pub programs: ProgramWords,
}

pub struct HeaderWords {
    pub skip_to_content: &'static str,
    pub home: &'static str,
    pub language: &'static str,
    pub theme: &'static str,
    pub theme_system: &'static str,
    pub theme_light: &'static str,
    pub theme_dark: &'static str,
}

pub struct WelcomeWords {
    pub title: &'static str,
    pub lead: &'static str,
    /// What a person who cannot see the picture is told in its place.
    pub picture: &'static str,
    pub picture_route: &'static str,
    pub picture_local: &'static str,
    pub facts: [Fact; 3],
}

pub struct Fact {
    pub title: &'static str,
    pub text: &'static str,
}

pub struct LessonsWords {
    pub title: &'static str,
    pub scenes: &'static str,
    pub empty_title: &'static str,
    pub empty_text: &'static str,
    pub back_to_list: &'static str,
    pub finished: &'static str,
}

pub struct KeepingWords {
    pub title: &'static str,
    pub text: &'static str,
    pub save: &'static str,
    pub load: &'static str,
    pub clear: &'static str,
    /// Asked before.
    pub really_clear: &'static str,
    pub loaded: &'static str,
    pub not_ours: &'static str,
    pub refused: &'static str,
    pub cleared: &'static str,
}

pub struct NowhereWords {
    pub title: &'static str,
    pub no_page: &'static str,
    pub no_lesson: &'static str,
    pub go_to_list: &'static str,
}

pub struct NoticeWords {
    pub new_version: &'static str,
    pub reload: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_read_back_from_code_and_tag() {
        for language in Language::ALL {
            assert_eq!(Language::from_code(language.code()), Some(language));
            assert_eq!(Language::from_tag(language.tag()), Some(language));
        }
        assert_eq!(Language::from_tag("ZH-TW"), Some(Language::Chinese));
        assert_eq!(Language::from_tag("fr"), None);
    }
}
