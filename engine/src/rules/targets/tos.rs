//! `-j TOS`: bits of the type-of-service byte.

use super::TargetExtension;
use super::act::Act;
use crate::state::hook::TableName;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::{number, tos};

/// The bits of `mask` are cleared, those of `value` flipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tos {
    pub value: u8,
    pub mask: u8,
}

impl TargetExtension for Tos {
    const NAME: &'static str = "TOS";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("set-tos").excludes(&["and-tos", "or-tos", "xor-tos"]),
        OptionSpec::one("and-tos").excludes(&["set-tos", "or-tos", "xor-tos"]),
        OptionSpec::one("or-tos").excludes(&["set-tos", "and-tos", "xor-tos"]),
        OptionSpec::one("xor-tos").excludes(&["set-tos", "and-tos", "or-tos"]),
    ];
    const DEMANDS: Demands = Demands::tables(&[TableName::Mangle]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Tos, Problem> {
        let option = given.last().ok_or_else(|| Problem::usage("TOS: An action is required").late())?;
        let bits = || number::byte(Tos::NAME, option);
        Ok(match option.name {
            "set-tos" => {
                let (value, mask) = tos::masked(Tos::NAME, option)?;
                Tos { value, mask }
            }
            "and-tos" => Tos { value: 0, mask: !bits()? },
            "or-tos" => {
                let value = bits()?;
                Tos { value, mask: value }
            }
            _ => Tos { value: bits()?, mask: 0 },
        })
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!(" --set-tos {:#04x}/{:#04x}", self.value, self.mask));
    }

    fn list(&self, out: &mut String, numeric: bool) {
        let Tos { value, mask } = *self;
        let text = match (value, mask) {
            (value, mask) if numeric => format!(" TOS set {value:#04x}/{mask:#04x}"),
            (value, mask) if tos::name(value, mask).is_some() => {
                format!("  TOS set{}", tos::name(value, mask).unwrap_or_default())
            }
            (0, mask) => format!(" TOS and {:#04x}", !mask),
            (value, mask) if value == mask => format!(" TOS or {value:#04x}"),
            (value, 0) => format!(" TOS xor {value:#04x}"),
            (value, mask) => format!(" TOS set {value:#04x}/{mask:#04x}"),
        };
        out.push_str(&text);
    }

    fn strike(&self, context: &mut Context<'_>) -> Act {
        let tos = &mut context.packet.datagram.tos;
        *tos = (*tos & !self.mask) ^ self.value;
        Act::Continue
    }
}
