//! `-j DNAT`: a new destination, for the first packet of a connection; the nat engine does the rest.

use super::TargetExtension;
use super::act::{Act, Translation};
use crate::kernel::hook::{Hook, TableName};
use crate::kernel::rules::context::Context;
use crate::kernel::rules::options::{Given, OptionSpec, Problem};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dnat {
    pub translation: Translation,
}

impl TargetExtension for Dnat {
    const NAME: &'static str = "DNAT";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("to-destination")];

    fn parse(_given: &[Given], _protocol: Option<(u8, bool)>) -> Result<Dnat, Problem> {
        Err(Problem::usage("DNAT: option \"--to-destination\" must be specified"))
    }

    fn allowed(table: TableName, hook: Hook) -> bool {
        table == TableName::Nat && matches!(hook, Hook::Prerouting | Hook::Output)
    }

    fn save(&self, _out: &mut String) {}

    fn list(&self, _out: &mut String, _numeric: bool) {}

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Translate(self.translation.clone())
    }
}
