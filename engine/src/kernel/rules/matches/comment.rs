//! `-m comment`: words for the reader; always true.

use super::MatchExtension;
use crate::kernel::rules::context::{Context, Tested};
use crate::kernel::rules::options::{Given, OptionSpec, Problem};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub text: String,
}

impl MatchExtension for Comment {
    const NAME: &'static str = "comment";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("comment")];

    fn parse(given: &[Given], _protocol: Option<(u8, bool)>) -> Result<Comment, Problem> {
        match given {
            [comment] => Ok(Comment { text: comment.value().to_owned() }),
            _ => Err(Problem::usage("comment: option \"--comment\" must be specified")),
        }
    }

    fn save(&self, out: &mut String) {
        out.push_str(" --comment ");
        out.push_str(&self.text);
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" /* ");
        out.push_str(&self.text);
        out.push_str(" */");
    }

    fn test(&self, _context: &mut Context<'_>) -> Tested {
        Tested::Matches
    }

    fn had(&self, _context: &Context<'_>) -> String {
        String::new()
    }
}
