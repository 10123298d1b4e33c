//! What the address bar holds: the language, the page, and within a lesson the step.
//!
//! Text to value and back, and nothing else. Listening to the address bar is `browser::hash`.

use std::fmt;
use std::num::NonZeroU32;

use crate::words::Language;

/// Where a person is. Written as `#/en/lesson/dnat/3`, or at a moment within the step as `#/en/lesson/dnat/3/` and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// None in an address which somebody typed or linked without a language: the page then keeps the current one.
    pub language: Option<Language>,
    pub page: Page,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    Lessons,
    Lesson(LessonPlace),
    /// An address that leads nowhere, as it was written.
    Unknown(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonPlace {
    pub lesson: String,
    pub step: Step,
    /// The name of the moment, where a person went elsewhere than the step begins. What it means, who plays the lesson knows.
    pub moment: Option<String>,
}

/// A step of a lesson, counted from one as people count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step(NonZeroU32);

impl Step {
    pub const FIRST: Step = Step(NonZeroU32::MIN);

    pub fn number(self) -> u32 {
        self.0.get()
    }

    /// The step at a place, from zero.
    pub fn at(place: usize) -> Step {
        let number = u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1);
        NonZeroU32::new(number).map_or(Step::FIRST, Step)
    }

    pub fn place(self) -> usize {
        self.number() as usize - 1
    }

    fn parse(text: &str) -> Option<Step> {
        text.parse().ok().map(Step)
    }
}

impl Address {
    pub fn new(language: Language, page: Page) -> Address {
        Address { language: Some(language), page }
    }

    /// Reads the part of the address from `#` on. None where it is no address of ours but an anchor in the
    /// page (`#main`), which must leave the page as it is.
    pub fn parse(hash: &str) -> Option<Address> {
        if hash.is_empty() || hash == "#" {
            return Some(Address { language: None, page: Page::Lessons });
        }
        let path = hash.strip_prefix("#/")?;
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let language = segments.first().and_then(|first| Language::from_code(first));
        let rest = if language.is_some() { &segments[1..] } else { &segments[..] };
        Some(Address { language, page: Page::parse(rest) })
    }

    /// The same place in another language.
    pub fn in_language(&self, language: Language) -> Address {
        Address::new(language, self.page.clone())
    }
}

impl Page {
    pub fn lesson(lesson: &str, step: Step) -> Page {
        Page::Lesson(LessonPlace { lesson: lesson.to_owned(), step, moment: None })
    }

    /// A moment of a lesson's trace.
    pub fn moment(lesson: &str, step: Step, moment: &str) -> Page {
        Page::Lesson(LessonPlace { lesson: lesson.to_owned(), step, moment: Some(moment.to_owned()) })
    }

    /// What stays the same while a person steps through a lesson.
    pub fn without_step(&self) -> Page {
        match self {
            Page::Lesson(place) => Page::lesson(&place.lesson, Step::FIRST),
            Page::Lessons | Page::Unknown(_) => self.clone(),
        }
    }

    fn parse(segments: &[&str]) -> Page {
        match segments {
            [] => Page::Lessons,
            ["lesson", lesson] => Page::lesson(lesson, Step::FIRST),
            ["lesson", lesson, step] => match Step::parse(step) {
                Some(step) => Page::lesson(lesson, step),
                None => Page::Unknown(segments.join("/")),
            },
            ["lesson", lesson, step, moment] => match Step::parse(step) {
                Some(step) => Page::moment(lesson, step, moment),
                None => Page::Unknown(segments.join("/")),
            },
            unknown => Page::Unknown(unknown.join("/")),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("#/")?;
        if let Some(language) = self.language {
            out.write_str(language.code())?;
        }
        match &self.page {
            Page::Lessons => Ok(()),
            Page::Lesson(place) => {
                write!(out, "/lesson/{}/{}", place.lesson, place.step.number())?;
                place.moment.as_ref().map_or(Ok(()), |moment| write!(out, "/{moment}"))
            }
            Page::Unknown(path) => write!(out, "/{path}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(hash: &str) -> Address {
        Address::parse(hash).unwrap_or_else(|| panic!("{hash} should be an address"))
    }

    #[test]
    fn an_empty_hash_is_the_lesson_list_in_no_language() {
        for hash in ["", "#", "#/"] {
            assert_eq!(read(hash), Address { language: None, page: Page::Lessons }, "{hash:?}");
        }
    }

    #[test]
    fn language_lesson_and_step_are_read() {
        let address = read("#/zh/lesson/dnat/3");
        assert_eq!(address.language, Some(Language::Chinese));
        let Page::Lesson(place) = address.page else { panic!("not a lesson") };
        assert_eq!((place.lesson.as_str(), place.step.number()), ("dnat", 3));
    }

    #[test]
    fn a_lesson_without_a_step_begins_at_its_first() {
        assert_eq!(read("#/en/lesson/dnat").page, Page::lesson("dnat", Step::FIRST));
    }

    #[test]
    fn a_trailing_slash_changes_nothing() {
        assert_eq!(read("#/en/"), read("#/en"));
    }

    #[test]
    fn a_step_that_is_no_number_leads_nowhere() {
        for hash in ["#/en/lesson/dnat/zero", "#/en/lesson/dnat/0", "#/en/lesson/dnat/-1", "#/en/lesson/dnat/1/2/3"] {
            assert!(matches!(read(hash).page, Page::Unknown(_)), "{hash}");
        }
    }

    #[test]
    fn an_anchor_in_the_page_is_no_address() {
        assert_eq!(Address::parse("#main"), None);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let step = Step::parse("4").expect("a step");
        let pages = [
            Page::Lessons,
            Page::lesson("three-packets", Step::FIRST),
            Page::moment("three-packets", step, "1204"),
            Page::moment("three-packets", step, "p1-server-filter.input.3-missed"),
            Page::Unknown("x/y".into()),
        ];
        for page in pages {
            for language in Language::ALL {
                let address = Address::new(language, page.clone());
                assert_eq!(read(&address.to_string()), address);
            }
        }
    }

    #[test]
    fn steps_of_a_lesson_are_one_page_and_lessons_are_not() {
        let page = |hash| read(hash).page.without_step();
        assert_eq!(page("#/en/lesson/dnat/1"), page("#/en/lesson/dnat/7"));
        assert_ne!(page("#/en/lesson/dnat/1"), page("#/en/lesson/map/1"));
    }

    #[test]
    fn changing_the_language_keeps_the_place() {
        let there = read("#/en/lesson/dnat/2").in_language(Language::Chinese);
        assert_eq!(there.to_string(), "#/zh/lesson/dnat/2");
    }
}
