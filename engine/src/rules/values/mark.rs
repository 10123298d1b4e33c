//! `value[/mask]`, the form of marks and of TOS bits.

use super::number;
use crate::rules::options::{Given, Problem};

/// Value and mask; a mask that is not written is all ones.
pub fn masked(extension: &str, given: &Given<'_>) -> Result<(u32, u32), Problem> {
    bounded(extension, given, u32::MAX)
}

/// The same where the field is narrower: `greatest` is all its bits.
pub fn bounded(extension: &str, given: &Given<'_>, greatest: u32) -> Result<(u32, u32), Problem> {
    read(given.value, greatest).map_err(|fault| {
        let name = given.name;
        Problem::library(match fault {
            Fault::Number => format!("{extension}: bad integer value for option \"--{name}\", or out of range."),
            Fault::Rest => format!("{extension}: trailing garbage after value for option \"--{name}\"."),
        })
    })
}

enum Fault {
    Number,
    Rest,
}

fn read(text: &str, greatest: u32) -> Result<(u32, u32), Fault> {
    let (value, rest) = number::prefix(text).ok_or(Fault::Number)?;
    let value = u32::try_from(value).ok().filter(|value| *value <= greatest).ok_or(Fault::Number)?;
    if rest.is_empty() {
        return Ok((value, greatest));
    }
    let mask = rest.strip_prefix('/').ok_or(Fault::Rest)?;
    let (mask, rest) = number::prefix(mask).ok_or(Fault::Number)?;
    let mask = u32::try_from(mask).ok().filter(|mask| *mask <= greatest).ok_or(Fault::Number)?;
    if rest.is_empty() { Ok((value, mask)) } else { Err(Fault::Rest) }
}

/// `0x1`, `0x1/0xff`.
pub fn text(value: u32, mask: u32) -> String {
    if mask == u32::MAX { format!("{value:#x}") } else { format!("{value:#x}/{mask:#x}") }
}

/// What MARK and CONNMARK do to a mark: the bits of `mask` are cleared, those of `value` flipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkChange {
    pub value: u32,
    pub mask: u32,
}

impl MarkChange {
    /// From any of `--set-xmark`, `--set-mark`, `--and-mark`, `--or-mark`, `--xor-mark`.
    pub fn read(extension: &str, option: &Given<'_>) -> Result<MarkChange, Problem> {
        let whole = || number::word(extension, option);
        Ok(match option.name {
            "set-xmark" => {
                let (value, mask) = masked(extension, option)?;
                MarkChange { value, mask }
            }
            "set-mark" => {
                let (value, mask) = masked(extension, option)?;
                MarkChange { value, mask: value | mask }
            }
            "and-mark" => MarkChange { value: 0, mask: !whole()? },
            "or-mark" => {
                let value = whole()?;
                MarkChange { value, mask: value }
            }
            _ => MarkChange { value: whole()?, mask: 0 },
        })
    }

    pub fn applied_to(self, mark: u32) -> u32 {
        (mark & !self.mask) ^ self.value
    }

    pub fn save(self, out: &mut String) {
        out.push_str(&format!(" --set-xmark {:#x}/{:#x}", self.value, self.mask));
    }

    /// The order of the questions is the tool's (reference: matches-targets.md §2, MARK).
    pub fn list(self, out: &mut String) {
        let MarkChange { value, mask } = self;
        let text = match (value, mask) {
            (0, mask) => format!(" and {:#x}", !mask),
            (value, mask) if value == mask => format!(" or {value:#x}"),
            (value, 0) => format!(" xor {value:#x}"),
            (value, u32::MAX) => format!(" set {value:#x}"),
            (value, mask) => format!(" xset {value:#x}/{mask:#x}"),
        };
        out.push_str(&text);
    }
}

/// The same where even zero is written in hexadecimal.
pub fn text_with_zero(value: u32, mask: u32) -> String {
    text(value, mask)
}
