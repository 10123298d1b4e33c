//! Every target extension of iptables that is known; a file each. To add one: a file, and a line in `known_targets!` below.
//! ACCEPT, DROP, RETURN and jumps are no extensions: they are `rule::Target`'s own.

pub mod act;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::context::Context;
use super::options::{Given, OptionSpec, Problem, Surroundings};
use super::place::{Demands, Place};
use super::printed::{self, Printed};
use act::Act;

/// What a file of this folder provides.
pub trait TargetExtension: Sized + Clone + PartialEq {
    /// What follows `-j`.
    const NAME: &'static str;
    const OPTIONS: &'static [OptionSpec];
    /// Where the kernel takes it.
    const DEMANDS: Demands = Demands::NONE;
    /// The kernel at hand has no such target: every rule with it is refused.
    const MISSING: bool = false;

    /// From the options as written, in order; `options::check_each` and `check_all` look at them, too. What is missing
    /// altogether is a `late` problem.
    fn parse(given: &[Given<'_>], surroundings: &Surroundings) -> Result<Self, Problem>;

    /// What the kernel refuses beyond `DEMANDS`.
    fn refused(&self, _place: &Place) -> bool {
        false
    }

    /// A rule with it switches connection tracking on.
    fn needs_conntrack(&self) -> bool {
        false
    }

    /// What it names does not exist in the kernel.
    fn is_missing(&self, _place: &Place) -> bool {
        false
    }

    /// The names of the sets it asks or fills.
    fn sets(&self) -> Vec<&str> {
        Vec::new()
    }

    /// As `iptables -S` prints it after ` -j NAME`, each option with a leading blank.
    fn save(&self, out: &mut String);

    /// As the last column of `iptables -L` prints it, with a leading blank.
    fn list(&self, out: &mut String, numeric: bool);

    /// Changes packet or entry itself, or says what the kernel has to do.
    /// Not modelled unless the file says otherwise.
    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::NotModelled
    }
}

macro_rules! known_targets {
    ($($module:ident::$variant:ident,)+) => {
        $(pub mod $module;)+
        pub mod unknown;

        #[derive(Clone, Debug, PartialEq)]
        pub enum Extension {
            $(#[cfg(feature = "extensions")] $variant($module::$variant),)+
            /// From a recording: how it is printed is all that is known of it.
            Printed(Printed),
            /// Kept and printed back, never carried out.
            Unknown(unknown::Unknown),
        }

        #[cfg_attr(not(feature = "extensions"), allow(unused_variables))]
        impl Extension {
            /// Those that are known, in the order of their files.
            pub const NAMES: &[&str] = &[$(<$module::$variant as TargetExtension>::NAME,)+];

            pub fn name(&self) -> &str {
                match self {
                    $(#[cfg(feature = "extensions")] Extension::$variant(_) => <$module::$variant as TargetExtension>::NAME,)+
                    Extension::Unknown(unknown) => &unknown.name,
                    Extension::Printed(printed) => &printed.name,
                }
            }

            pub fn strike(&self, context: &mut Context<'_>) -> Act {
                match self {
                    $(#[cfg(feature = "extensions")] Extension::$variant(extension) => extension.strike(context),)+
                    Extension::Unknown(_) | Extension::Printed(_) => Act::NotModelled,
                }
            }

            pub fn needs_conntrack(&self) -> bool {
                match self {
                    $(#[cfg(feature = "extensions")] Extension::$variant(extension) => extension.needs_conntrack(),)+
                    Extension::Unknown(_) => false,
                    Extension::Printed(printed) => printed.needs_conntrack,
                }
            }

            /// Would the kernel take a rule with it at this place?
            pub fn accepted(&self, place: &Place) -> bool {
                match self {
                    $(#[cfg(feature = "extensions")] Extension::$variant(extension) => {
                        <$module::$variant as TargetExtension>::DEMANDS.met(place) && !extension.refused(place)
                    })+
                    Extension::Unknown(_) | Extension::Printed(_) => true,
                }
            }

            pub fn sets(&self) -> Vec<&str> {
                match self {
                    $(#[cfg(feature = "extensions")] Extension::$variant(extension) => extension.sets(),)+
                    Extension::Unknown(_) | Extension::Printed(_) => Vec::new(),
                }
            }

            pub fn is_missing(&self, place: &Place) -> bool {
                match self {
                    $(#[cfg(feature = "extensions")] Extension::$variant(extension) => extension.is_missing(place),)+
                    Extension::Unknown(_) | Extension::Printed(_) => false,
                }
            }

            /// The kernel at hand knows nothing of it.
            pub fn has_no_module(&self) -> bool {
                match self {
                    $(#[cfg(feature = "extensions")] Extension::$variant(_) => <$module::$variant as TargetExtension>::MISSING,)+
                    Extension::Unknown(_) | Extension::Printed(_) => false,
                }
            }

            pub fn save(&self, out: &mut String) {
                match self {
                    $(#[cfg(feature = "extensions")] Extension::$variant(extension) => extension.save(out),)+
                    Extension::Unknown(unknown) => unknown.save(out),
                    Extension::Printed(printed) => out.push_str(&printed.saved),
                }
            }

            pub fn list(&self, out: &mut String, numeric: bool) {
                match self {
                    $(#[cfg(feature = "extensions")] Extension::$variant(extension) => extension.list(out, numeric),)+
                    Extension::Unknown(unknown) => unknown.list(out),
                    Extension::Printed(printed) => out.push_str(&printed.listed),
                }
            }

            /// The options of the target with this name; `None` if there is no such target.
            pub fn options(name: &str) -> Option<&'static [OptionSpec]> {
                match name {
                    $(#[cfg(feature = "extensions")] <$module::$variant as TargetExtension>::NAME => Some(<$module::$variant as TargetExtension>::OPTIONS),)+
                    _ => None,
                }
            }

            pub fn parse(name: &str, given: &[Given<'_>], surroundings: &Surroundings) -> Option<Result<Extension, Problem>> {
                match name {
                    $(#[cfg(feature = "extensions")] <$module::$variant as TargetExtension>::NAME => {
                        Some(parse::<$module::$variant>(given, surroundings).map(Extension::$variant))
                    })+
                    _ => None,
                }
            }
        }
    };
}

impl From<&Extension> for Printed {
    fn from(extension: &Extension) -> Printed {
        Printed {
            name: extension.name().to_owned(),
            saved: printed::text(|out| extension.save(out)),
            listed: printed::text(|out| extension.list(out, true)),
            needs_conntrack: extension.needs_conntrack(),
            printed_earlier: false,
        }
    }
}

impl Serialize for Extension {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Printed::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Extension {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Extension, D::Error> {
        Printed::deserialize(deserializer).map(Extension::Printed)
    }
}

#[cfg(feature = "extensions")]
fn parse<Target: TargetExtension>(given: &[Given<'_>], surroundings: &Surroundings) -> Result<Target, Problem> {
    super::options::check_each(Target::NAME, Target::OPTIONS, given)?;
    let read = Target::parse(given, surroundings);
    match &read {
        // an extension's own complaint comes before the library's
        Err(problem) if !problem.text.is_empty() => read,
        Ok(_) | Err(_) => super::options::check_all(Target::NAME, Target::OPTIONS, given).and(read),
    }
}

known_targets! {
    audit::Audit,
    checksum::Checksum,
    classify::Classify,
    clusterip::Clusterip,
    connmark::Connmark,
    connsecmark::Connsecmark,
    ct::Ct,
    dnat::Dnat,
    dscp::Dscp,
    ecn::Ecn,
    hmark::Hmark,
    idletimer::Idletimer,
    led::Led,
    log::Log,
    mark::Mark,
    masquerade::Masquerade,
    netmap::Netmap,
    nflog::Nflog,
    nfqueue::Nfqueue,
    notrack::Notrack,
    queue::Queue,
    rateest::Rateest,
    redirect::Redirect,
    reject::Reject,
    secmark::Secmark,
    set::Set,
    snat::Snat,
    synproxy::Synproxy,
    tcpmss::Tcpmss,
    tcpoptstrip::Tcpoptstrip,
    tee::Tee,
    tos::Tos,
    tproxy::Tproxy,
    trace::Trace,
    ttl::Ttl,
    ulog::Ulog,
}
