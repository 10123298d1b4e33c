//! `-m helper`: packets of connections that a helper expected, or watches.

use trace::Value;

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::missed::Missed;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::quote;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helper {
    /// Empty: any helper.
    pub name: String,
    pub inverted: bool,
}

impl MatchExtension for Helper {
    const NAME: &'static str = "helper";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("helper").invertible().mandatory()];
    const NEEDS_CONNTRACK: bool = true;

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Helper, Problem> {
        let option = given.first().ok_or_else(Problem::absent)?;
        Ok(Helper { name: option.value.to_owned(), inverted: option.inverted })
    }

    fn save(&self, out: &mut String) {
        out.push_str(if self.inverted { " ! --helper " } else { " --helper " });
        quote::word(out, &self.name);
    }

    fn read_listed(row: &mut super::Listed<'_>, _inverted: bool) -> bool {
        if row.peek(0) != "helper" || row.peek(1) != "match" {
            return false;
        }
        row.skip(2);
        let inverted = row.take_mark();
        let name = row.quoted();
        row.begin(Self::NAME);
        row.text_option(Self::NAME, inverted, "--helper", &name);
        true
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" helper match {}\"{}\"", if self.inverted { "! " } else { "" }, self.name));
    }

    /// Labs have no expected connections: nothing has a master with a helper (`xt_helper` asks the master), and what has no
    /// connection has none either.
    fn test(&self, _context: &mut Context<'_>) -> Tested {
        self.inverted.into()
    }

    /// No connection here was expected by a helper. A name that is empty stands for any, and is written with its quotes.
    fn missed(&self, _context: &Context<'_>) -> Missed {
        let mut name = String::new();
        quote::word(&mut name, &self.name);
        Missed::of("helper", Value::name(name).inverted_if(self.inverted), Value::Nothing)
    }
}
