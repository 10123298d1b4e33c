//! Every target extension of iptables that is known; a file each. To add one: a file, and a line in `targets!` below.
//! ACCEPT, DROP, RETURN and jumps are no extensions: they are `rule::Target`'s own.

pub mod dnat;
pub mod mark;
pub mod unknown;

use super::context::Context;
use super::options::{Given, OptionSpec, Problem};
use crate::kernel::hook::{Hook, TableName};
use crate::kernel::rules::targets::act::Act;

pub mod act;

/// What a file of this folder provides.
pub trait TargetExtension: Sized + Clone + PartialEq {
    /// What follows `-j`.
    const NAME: &'static str;
    const OPTIONS: &'static [OptionSpec];

    fn parse(given: &[Given], protocol: Option<(u8, bool)>) -> Result<Self, Problem>;

    /// May a rule with it stand in this table, in a chain reached from these hooks? The kernel refuses the rule otherwise.
    fn allowed(table: TableName, hook: Hook) -> bool;

    /// As `iptables -S` prints it after ` -j NAME`, each option with a leading blank.
    fn save(&self, out: &mut String);

    /// As the last column of `iptables -L` prints it, with a leading blank.
    fn list(&self, out: &mut String, numeric: bool);

    /// Changes packet or entry itself, or says what the kernel has to do.
    fn strike(&self, context: &mut Context<'_>) -> Act;
}

macro_rules! targets {
    ($($variant:ident => $module:ident::$type:ident,)+) => {
        #[derive(Clone, Debug, PartialEq)]
        pub enum Extension {
            $($variant($module::$type),)+
            /// Kept and printed back, never carried out.
            Unknown(unknown::Unknown),
        }

        impl Extension {
            pub fn name(&self) -> &str {
                match self {
                    $(Extension::$variant(_) => $module::$type::NAME,)+
                    Extension::Unknown(unknown) => &unknown.name,
                }
            }

            pub fn strike(&self, context: &mut Context<'_>) -> Act {
                match self {
                    $(Extension::$variant(extension) => extension.strike(context),)+
                    Extension::Unknown(_) => Act::NotModelled,
                }
            }

            pub fn allowed(&self, table: TableName, hook: Hook) -> bool {
                match self {
                    $(Extension::$variant(_) => $module::$type::allowed(table, hook),)+
                    Extension::Unknown(_) => true,
                }
            }

            pub fn save(&self, out: &mut String) {
                match self {
                    $(Extension::$variant(extension) => extension.save(out),)+
                    Extension::Unknown(unknown) => unknown.save(out),
                }
            }

            pub fn list(&self, out: &mut String, numeric: bool) {
                match self {
                    $(Extension::$variant(extension) => extension.list(out, numeric),)+
                    Extension::Unknown(unknown) => unknown.list(out),
                }
            }

            /// The options of the target with this name; `None` if there is no such target.
            pub fn options(name: &str) -> Option<&'static [OptionSpec]> {
                match name {
                    $($module::$type::NAME => Some($module::$type::OPTIONS),)+
                    _ => None,
                }
            }

            pub fn parse(name: &str, given: &[Given], protocol: Option<(u8, bool)>) -> Option<Result<Extension, Problem>> {
                match name {
                    $($module::$type::NAME => Some($module::$type::parse(given, protocol).map(Extension::$variant)),)+
                    _ => None,
                }
            }
        }
    };
}

targets! {
    Dnat => dnat::Dnat,
    Mark => mark::Mark,
}
