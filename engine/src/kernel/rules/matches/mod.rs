//! Every match of iptables that is known; a file each. To add one: a file, and a line in `matches!` below.

pub mod comment;
pub mod limit;
pub mod tcp;
pub mod unknown;

use super::context::{Context, Tested};
use super::options::{Given, OptionSpec, Problem};

/// What a file of this folder provides.
pub trait MatchExtension: Sized + Clone + PartialEq {
    /// What follows `-m`.
    const NAME: &'static str;
    const OPTIONS: &'static [OptionSpec];

    /// From the options as written, in order. `protocol` is what `-p` said (number, inverted).
    fn parse(given: &[Given], protocol: Option<(u8, bool)>) -> Result<Self, Problem>;

    /// As `iptables -S` prints it: ` -m tcp --dport 80` without the ` -m tcp`, each option with a leading blank.
    fn save(&self, out: &mut String);

    /// As the last column of `iptables -L` prints it, with a leading blank.
    fn list(&self, out: &mut String, numeric: bool);

    fn test(&self, context: &mut Context<'_>) -> Tested;

    /// What the packet has instead of what is wanted, in technical terms: `443`, `ESTABLISHED`. Asked after a
    /// miss, and only when somebody listens.
    fn had(&self, context: &Context<'_>) -> String;
}

macro_rules! matches {
    ($($variant:ident => $module:ident::$type:ident,)+) => {
        /// One `-m` of a rule.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Match {
            $($variant($module::$type),)+
            /// Kept and printed back, never evaluated.
            Unknown(unknown::Unknown),
        }

        impl Match {
            pub fn name(&self) -> &str {
                match self {
                    $(Match::$variant(_) => $module::$type::NAME,)+
                    Match::Unknown(unknown) => &unknown.name,
                }
            }

            pub fn test(&self, context: &mut Context<'_>) -> Tested {
                match self {
                    $(Match::$variant(extension) => extension.test(context),)+
                    Match::Unknown(_) => Tested::NotModelled,
                }
            }

            pub fn had(&self, context: &Context<'_>) -> String {
                match self {
                    $(Match::$variant(extension) => extension.had(context),)+
                    Match::Unknown(_) => String::new(),
                }
            }

            pub fn save(&self, out: &mut String) {
                match self {
                    $(Match::$variant(extension) => extension.save(out),)+
                    Match::Unknown(unknown) => unknown.save(out),
                }
            }

            pub fn list(&self, out: &mut String, numeric: bool) {
                match self {
                    $(Match::$variant(extension) => extension.list(out, numeric),)+
                    Match::Unknown(unknown) => unknown.list(out),
                }
            }

            /// The options of the match with this name; `None` if there is no such match.
            pub fn options(name: &str) -> Option<&'static [OptionSpec]> {
                match name {
                    $($module::$type::NAME => Some($module::$type::OPTIONS),)+
                    _ => None,
                }
            }

            pub fn parse(name: &str, given: &[Given], protocol: Option<(u8, bool)>) -> Option<Result<Match, Problem>> {
                match name {
                    $($module::$type::NAME => Some($module::$type::parse(given, protocol).map(Match::$variant)),)+
                    _ => None,
                }
            }
        }
    };
}

matches! {
    Comment => comment::Comment,
    Limit => limit::Limit,
    Tcp => tcp::Tcp,
}
