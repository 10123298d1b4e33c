//! Every match of iptables that is known; a file each. To add one: a file, and a line in `known_matches!` below.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::context::{Context, Tested};
use super::options::{Given, OptionSpec, Problem, Surroundings};
use super::place::{Demands, Place};
use super::printed::{self, Printed};
use super::values::port::PortTest;

/// What a file of this folder provides.
pub trait MatchExtension: Sized + Clone + PartialEq {
    /// What follows `-m`.
    const NAME: &'static str;
    const OPTIONS: &'static [OptionSpec];
    /// Where the kernel takes it.
    const DEMANDS: Demands = Demands::NONE;
    /// The kernel at hand has no such match: every rule with it is refused.
    const MISSING: bool = false;
    /// A rule with it switches connection tracking on.
    const NEEDS_CONNTRACK: bool = false;

    /// From the options as written, in order; `options::check_each` and `check_all` look at them, too. What is missing
    /// altogether is a `late` problem.
    fn parse(given: &[Given<'_>], surroundings: &Surroundings) -> Result<Self, Problem>;

    /// What the kernel refuses beyond `DEMANDS`.
    fn refused(&self, _place: &Place) -> bool {
        false
    }

    /// The kernel calls a number of it out of range.
    fn overflows(&self) -> bool {
        false
    }

    /// Takes a later match of the same rule into this one, where the nft back end keeps no border between them.
    fn absorb(&mut self, later: Self) -> Result<Self, Self> {
        Err(later)
    }

    /// The tools print it as part of an earlier match.
    fn is_printed_earlier(&self) -> bool {
        false
    }

    /// Nothing is left of it in the rule the nft back end makes.
    fn says_nothing(&self) -> bool {
        false
    }

    /// What it names does not exist in the kernel.
    fn is_missing(&self) -> bool {
        false
    }

    /// What the tool says of an option when it reads it, although it takes it.
    fn warning(_option: &Given<'_>) -> Option<String> {
        None
    }

    /// The names of the sets it asks or fills.
    fn sets(&self) -> Vec<&str> {
        Vec::new()
    }

    /// As `iptables -S` prints it: ` -m tcp --dport 80` without the ` -m tcp`, each option with a leading blank.
    fn save(&self, out: &mut String);

    /// As the last column of `iptables -L` prints it, with a leading blank.
    fn list(&self, out: &mut String, numeric: bool);

    /// Not modelled unless the file says otherwise.
    fn test(&self, _context: &mut Context<'_>) -> Tested {
        Tested::NotModelled
    }

    /// Which ports, from and to, `test` wants, if it wants some of every packet that has ports.
    fn wanted_ports(&self) -> Option<(PortTest, PortTest)> {
        None
    }

    /// What the packet has instead of what is wanted, in technical terms: `443`, `ESTABLISHED`. Asked after a
    /// miss, and only when somebody listens.
    fn had(&self, _context: &Context<'_>) -> String {
        String::new()
    }
}

macro_rules! known_matches {
    ($($module:ident::$variant:ident,)+) => {
        $(pub mod $module;)+
        pub mod unknown;

        /// One `-m` of a rule.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Match {
            $(#[cfg(feature = "extensions")] $variant($module::$variant),)+
            /// From a recording: how it is printed is all that is known of it.
            Printed(Printed),
            /// Kept and printed back, never evaluated.
            Unknown(unknown::Unknown),
        }

        #[cfg_attr(not(feature = "extensions"), allow(unused_variables))]
        impl Match {
            /// Those that are known, in the order of their files.
            pub const NAMES: &[&str] = &[$(<$module::$variant as MatchExtension>::NAME,)+];

            pub fn name(&self) -> &str {
                match self {
                    $(#[cfg(feature = "extensions")] Match::$variant(_) => <$module::$variant as MatchExtension>::NAME,)+
                    Match::Unknown(unknown) => &unknown.name,
                    Match::Printed(printed) => &printed.name,
                }
            }

            #[inline]
            pub fn test(&self, context: &mut Context<'_>) -> Tested {
                match self {
                    $(#[cfg(feature = "extensions")] Match::$variant(extension) => extension.test(context),)+
                    Match::Unknown(_) | Match::Printed(_) => Tested::NotModelled,
                }
            }

            pub fn wanted_ports(&self) -> Option<(PortTest, PortTest)> {
                match self {
                    $(#[cfg(feature = "extensions")] Match::$variant(extension) => extension.wanted_ports(),)+
                    Match::Unknown(_) | Match::Printed(_) => None,
                }
            }

            pub fn had(&self, context: &Context<'_>) -> String {
                match self {
                    $(#[cfg(feature = "extensions")] Match::$variant(extension) => extension.had(context),)+
                    Match::Unknown(_) | Match::Printed(_) => String::new(),
                }
            }

            pub fn needs_conntrack(&self) -> bool {
                match self {
                    $(#[cfg(feature = "extensions")] Match::$variant(_) => <$module::$variant as MatchExtension>::NEEDS_CONNTRACK,)+
                    Match::Unknown(_) => false,
                    Match::Printed(printed) => printed.needs_conntrack,
                }
            }

            /// Would the kernel take a rule with it at this place?
            pub fn accepted(&self, place: &Place) -> bool {
                match self {
                    $(#[cfg(feature = "extensions")] Match::$variant(extension) => {
                        <$module::$variant as MatchExtension>::DEMANDS.met(place) && !extension.refused(place)
                    })+
                    Match::Unknown(_) | Match::Printed(_) => true,
                }
            }

            pub fn sets(&self) -> Vec<&str> {
                match self {
                    $(#[cfg(feature = "extensions")] Match::$variant(extension) => extension.sets(),)+
                    Match::Unknown(_) | Match::Printed(_) => Vec::new(),
                }
            }

            pub fn is_missing(&self) -> bool {
                match self {
                    $(#[cfg(feature = "extensions")] Match::$variant(extension) => extension.is_missing(),)+
                    Match::Unknown(_) | Match::Printed(_) => false,
                }
            }

            /// The kernel at hand knows nothing of it.
            pub fn has_no_module(&self) -> bool {
                match self {
                    $(#[cfg(feature = "extensions")] Match::$variant(_) => <$module::$variant as MatchExtension>::MISSING,)+
                    Match::Unknown(_) | Match::Printed(_) => false,
                }
            }

            pub fn overflows(&self) -> bool {
                match self {
                    $(#[cfg(feature = "extensions")] Match::$variant(extension) => extension.overflows(),)+
                    Match::Unknown(_) | Match::Printed(_) => false,
                }
            }

            /// `Err` gives the later match back: the two stay apart.
            pub fn absorb(&mut self, later: Match) -> Result<Match, Match> {
                match (self, later) {
                    $(#[cfg(feature = "extensions")] (Match::$variant(extension), Match::$variant(later)) => extension.absorb(later).map(Match::$variant).map_err(Match::$variant),)+
                    (_, later) => Err(later),
                }
            }

            pub fn is_printed_earlier(&self) -> bool {
                match self {
                    $(#[cfg(feature = "extensions")] Match::$variant(extension) => extension.is_printed_earlier(),)+
                    Match::Unknown(_) => false,
                    Match::Printed(printed) => printed.printed_earlier,
                }
            }

            /// What the tool says of an option of the match with this name when it reads it.
            pub fn warning(name: &str, option: &Given<'_>) -> Option<String> {
                match name {
                    $(#[cfg(feature = "extensions")] <$module::$variant as MatchExtension>::NAME => <$module::$variant as MatchExtension>::warning(option),)+
                    _ => None,
                }
            }

            pub fn says_nothing(&self) -> bool {
                match self {
                    $(#[cfg(feature = "extensions")] Match::$variant(extension) => extension.says_nothing(),)+
                    Match::Unknown(_) | Match::Printed(_) => false,
                }
            }

            pub fn save(&self, out: &mut String) {
                match self {
                    $(#[cfg(feature = "extensions")] Match::$variant(extension) => extension.save(out),)+
                    Match::Unknown(unknown) => unknown.save(out),
                    Match::Printed(printed) => out.push_str(&printed.saved),
                }
            }

            pub fn list(&self, out: &mut String, numeric: bool) {
                match self {
                    $(#[cfg(feature = "extensions")] Match::$variant(extension) => extension.list(out, numeric),)+
                    Match::Unknown(unknown) => unknown.list(out),
                    Match::Printed(printed) => out.push_str(&printed.listed),
                }
            }

            /// The options of the match with this name; `None` if there is no such match.
            pub fn options(name: &str) -> Option<&'static [OptionSpec]> {
                match name {
                    $(#[cfg(feature = "extensions")] <$module::$variant as MatchExtension>::NAME => Some(<$module::$variant as MatchExtension>::OPTIONS),)+
                    _ => None,
                }
            }

            pub fn parse(name: &str, given: &[Given<'_>], surroundings: &Surroundings) -> Option<Result<Match, Problem>> {
                match name {
                    $(#[cfg(feature = "extensions")] <$module::$variant as MatchExtension>::NAME => {
                        Some(parse::<$module::$variant>(given, surroundings).map(Match::$variant))
                    })+
                    _ => None,
                }
            }
        }
    };
}

impl From<&Match> for Printed {
    fn from(extension: &Match) -> Printed {
        Printed {
            name: extension.name().to_owned(),
            saved: printed::text(|out| extension.save(out)),
            listed: printed::text(|out| extension.list(out, true)),
            needs_conntrack: extension.needs_conntrack(),
            printed_earlier: extension.is_printed_earlier(),
        }
    }
}

impl Serialize for Match {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Printed::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Match {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Match, D::Error> {
        Printed::deserialize(deserializer).map(Match::Printed)
    }
}

#[cfg(feature = "extensions")]
fn parse<Extension: MatchExtension>(given: &[Given<'_>], surroundings: &Surroundings) -> Result<Extension, Problem> {
    super::options::check_each(Extension::NAME, Extension::OPTIONS, given)?;
    let read = Extension::parse(given, surroundings);
    match &read {
        // an extension's own complaint comes before the library's
        Err(problem) if !problem.text.is_empty() => read,
        Ok(_) | Err(_) => super::options::check_all(Extension::NAME, Extension::OPTIONS, given).and(read),
    }
}

known_matches! {
    addrtype::Addrtype,
    ah::Ah,
    bpf::Bpf,
    cgroup::Cgroup,
    cluster::Cluster,
    comment::Comment,
    connbytes::Connbytes,
    connlabel::Connlabel,
    connlimit::Connlimit,
    connmark::Connmark,
    conntrack::Conntrack,
    cpu::Cpu,
    dccp::Dccp,
    devgroup::Devgroup,
    dscp::Dscp,
    ecn::Ecn,
    esp::Esp,
    hashlimit::Hashlimit,
    helper::Helper,
    icmp::Icmp,
    ipcomp::Ipcomp,
    iprange::Iprange,
    ipvs::Ipvs,
    length::Length,
    limit::Limit,
    mac::Mac,
    mark::Mark,
    multiport::Multiport,
    nfacct::Nfacct,
    osf::Osf,
    owner::Owner,
    physdev::Physdev,
    pkttype::Pkttype,
    policy::Policy,
    quota::Quota,
    rateest::Rateest,
    realm::Realm,
    recent::Recent,
    rpfilter::Rpfilter,
    sctp::Sctp,
    set::Set,
    socket::Socket,
    state::State,
    statistic::Statistic,
    string::StringMatch,
    tcp::Tcp,
    tcpmss::Tcpmss,
    time::Time,
    tos::Tos,
    ttl::Ttl,
    u32::U32,
    udp::Udp,
}
