//! `-j MARK`: the packet's mark, which routing rules and other rules can ask for.

use super::TargetExtension;
use super::act::Act;
use crate::kernel::hook::{Hook, TableName};
use crate::kernel::rules::context::Context;
use crate::kernel::rules::options::{Given, OptionSpec, Problem};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub value: u32,
    pub mask: u32,
}

impl TargetExtension for Mark {
    const NAME: &'static str = "MARK";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("set-xmark")];

    fn parse(_given: &[Given], _protocol: Option<(u8, bool)>) -> Result<Mark, Problem> {
        Ok(Mark { value: 0, mask: 0 })
    }

    fn allowed(_table: TableName, _hook: Hook) -> bool {
        true
    }

    fn save(&self, _out: &mut String) {}

    fn list(&self, _out: &mut String, _numeric: bool) {}

    fn strike(&self, context: &mut Context<'_>) -> Act {
        context.packet.mark = (context.packet.mark & !self.mask) ^ self.value;
        Act::Continue
    }
}
