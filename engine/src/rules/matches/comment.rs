//! `-m comment`: words for the reader; always true.

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::quote;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub text: Box<str>,
}

const LONGEST: usize = 255;

impl MatchExtension for Comment {
    const NAME: &'static str = "comment";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("comment").mandatory()];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Comment, Problem> {
        let text = given.first().map_or("", |option| option.value);
        Ok(Comment { text: quote::cut(text, LONGEST).into() })
    }

    fn save(&self, out: &mut String) {
        out.push_str(" --comment ");
        quote::word(out, &self.text);
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" /* {} */", self.text));
    }

    #[inline]
    fn test(&self, _context: &mut Context<'_>) -> Tested {
        Tested::Matches
    }

    fn had(&self, _context: &Context<'_>) -> String {
        String::new()
    }
}
