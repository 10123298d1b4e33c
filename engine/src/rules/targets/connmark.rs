//! `-j CONNMARK`: the connection's mark, set by itself or copied from and to the packet.

use super::TargetExtension;
use super::act::Act;
use crate::rules::context::Context;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::mark::MarkChange;
use crate::rules::values::number;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connmark {
    Set(MarkChange),
    /// From the packet to the connection.
    Save(Copying),
    /// From the connection to the packet.
    Restore(Copying),
}

/// Which bits of either mark take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copying {
    pub packet_mask: u32,
    pub connection_mask: u32,
}

/// One of them, and no other.
const ACTIONS: &[&str] = &["set-mark", "save-mark", "restore-mark", "and-mark", "or-mark", "xor-mark", "set-xmark"];

impl TargetExtension for Connmark {
    const NAME: &'static str = "CONNMARK";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("set-xmark").excludes(ACTIONS),
        OptionSpec::one("set-mark").excludes(ACTIONS),
        OptionSpec::one("and-mark").excludes(ACTIONS),
        OptionSpec::one("or-mark").excludes(ACTIONS),
        OptionSpec::one("xor-mark").excludes(ACTIONS),
        OptionSpec::flag("save-mark").excludes(ACTIONS),
        OptionSpec::flag("restore-mark").excludes(ACTIONS),
        OptionSpec::one("ctmask").excludes(&["mask"]),
        OptionSpec::one("nfmask").excludes(&["mask"]),
        OptionSpec::one("mask").excludes(&["ctmask", "nfmask"]),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Connmark, Problem> {
        let mask = |name| options::find(given, name).map(|option| number::word(Connmark::NAME, option)).transpose();
        let both = mask("mask")?;
        let copying = Copying {
            packet_mask: mask("nfmask")?.or(both).unwrap_or(u32::MAX),
            connection_mask: mask("ctmask")?.or(both).unwrap_or(u32::MAX),
        };
        let action = given.iter().rev().find(|option| !option.name.ends_with("mask"));
        let action = action.ok_or_else(|| Problem::usage("CONNMARK target: No operation specified").late())?;
        match action.name {
            "save-mark" => Ok(Connmark::Save(copying)),
            "restore-mark" => Ok(Connmark::Restore(copying)),
            _ => {
                let change = MarkChange::read(Connmark::NAME, action)?;
                // a mask that is written later replaces the action's own
                let place = |name| given.iter().position(|option| option.name == name);
                let later = |name| place(name).is_some_and(|mask| place(action.name).is_some_and(|action| action < mask));
                let replaced = mask("ctmask")?.filter(|_| later("ctmask")).or(both.filter(|_| later("mask")));
                let mask = replaced.unwrap_or(change.mask);
                Ok(Connmark::Set(MarkChange { mask, ..change }))
            }
        }
    }

    fn needs_conntrack(&self) -> bool {
        true
    }

    fn save(&self, out: &mut String) {
        let (option, copying) = match self {
            Connmark::Set(change) => return change.save(out),
            Connmark::Save(copying) => ("save", copying),
            Connmark::Restore(copying) => ("restore", copying),
        };
        let Copying { packet_mask, connection_mask } = copying;
        out.push_str(&format!(" --{option}-mark --nfmask {packet_mask:#x} --ctmask {connection_mask:#x}"));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" CONNMARK");
        let text = match self {
            Connmark::Set(change) => return change.list(out),
            Connmark::Save(copying) => copying.text("save", "nfmask", "ctmask", copying.packet_mask, copying.connection_mask),
            Connmark::Restore(copying) => {
                copying.text("restore", "ctmask", "nfmask", copying.connection_mask, copying.packet_mask)
            }
        };
        out.push_str(&text);
    }

    fn strike(&self, context: &mut Context<'_>) -> Act {
        let packet_mark = context.packet.mark;
        let Some(entry) = context.entry_mut() else { return Act::Continue };
        match self {
            Connmark::Set(change) => entry.mark = change.applied_to(entry.mark),
            Connmark::Save(copying) => {
                entry.mark = (entry.mark & !copying.connection_mask) ^ (packet_mark & copying.packet_mask);
            }
            Connmark::Restore(copying) => {
                let restored = entry.mark & copying.connection_mask;
                context.packet.mark = (packet_mark & !copying.packet_mask) ^ restored;
            }
        }
        Act::Continue
    }
}

impl Copying {
    fn text(&self, verb: &str, first_name: &str, second_name: &str, first: u32, second: u32) -> String {
        match (first, second) {
            (u32::MAX, u32::MAX) => format!(" {verb}"),
            (first, second) if first == second => format!(" {verb} mask {first:#x}"),
            (first, second) => format!(" {verb} {first_name} {first:#x} {second_name} ~{second:#x}"),
        }
    }
}
