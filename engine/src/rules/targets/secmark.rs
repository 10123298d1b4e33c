//! `-j SECMARK`: a security mark. A lab has no security module.

use super::TargetExtension;
use crate::state::hook::TableName;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::{Demands, Place};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secmark {
    pub context: String,
}

impl TargetExtension for Secmark {
    const NAME: &'static str = "SECMARK";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("selctx").mandatory()];
    const DEMANDS: Demands = Demands::tables(&[TableName::Mangle, TableName::Security]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Secmark, Problem> {
        Ok(Secmark { context: given.first().map_or("", |option| option.value).to_owned() })
    }

    /// No lab has a security module that knows a context.
    fn is_missing(&self, _place: &Place) -> bool {
        true
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!(" --selctx {}", self.context));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" SECMARK selctx {}", self.context));
    }
}
