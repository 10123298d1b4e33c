//! Identities. Each is given once and never again, so that it names the same thing in every event and moment of a trace,
//! whatever comes or goes beside it.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! identities {
    ($($(#[$comment:meta])* $name:ident,)+) => {
        $(
            $(#[$comment])*
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
            pub struct $name(pub u32);

            impl fmt::Display for $name {
                fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    self.0.fmt(formatter)
                }
            }
        )+
    };
}

identities! {
    /// A host of a lab.
    HostId,
    /// A packet through its whole way over all hosts.
    PacketId,
    /// A connection that a host tracks.
    EntryId,
    /// A rule on its host: stays when rules are inserted above it.
    RuleId,
    /// A socket on its host.
    SocketId,
    /// An event of a lab: how many came before it.
    EventId,
}
