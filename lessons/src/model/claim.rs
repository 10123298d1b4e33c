//! What a lesson says is so, as data that a test can hold against the trace.

use engine::state::hook::TableName;
use serde::{Deserialize, Serialize};

use super::cue::{AddressPort, RuleSpot, Selector};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Claim {
    /// A rule's counters.
    Counter { host: String, rule: RuleSpot, packets: u64, bytes: Option<u64> },
    /// A base chain's policy counters.
    Policy { host: String, table: TableName, chain: String, packets: u64, bytes: Option<u64> },
    /// The packet that the step's event is about, as it is then.
    Packet(PacketClaim),
    /// How many connections `conntrack -L` lists.
    Connections { host: String, count: usize },
    /// One of the connections that `conntrack -L` lists.
    Entry(EntryClaim),
    /// How often something happens.
    Times { selector: Selector, times: usize },
    /// What came of an action, counted from one.
    Outcome { action: usize, ending: Ending, reply: Option<String> },
    /// A server on this host got a connection from this peer.
    Accepted { host: String, peer: AddressPort },
    /// Lines in the kernel log that begin with this.
    Log { host: String, prefix: String, lines: usize },
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacketClaim {
    pub source: Option<AddressPort>,
    pub destination: Option<AddressPort>,
    pub ttl: Option<u8>,
    /// `NEW`, `ESTABLISHED`, `RELATED`, `UNTRACKED`.
    pub state: Option<String>,
    pub input: Option<String>,
    pub output: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryClaim {
    pub host: String,
    pub original_source: Option<AddressPort>,
    pub original_destination: Option<AddressPort>,
    pub reply_source: Option<AddressPort>,
    pub reply_destination: Option<AddressPort>,
    /// `SYN_RECV`, as `conntrack -L` prints it.
    pub state: Option<String>,
    pub assured: Option<bool>,
    pub seen_reply: Option<bool>,
}

/// How an action ended, in the words of lessons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Ending {
    Connected,
    /// Connected, sent, and an answer came.
    Answered,
    /// Connected, sent, and no answer came.
    Unanswered,
    Refused,
    TimedOut,
    Unreachable,
    NotPermitted,
    Reset,
    Done,
    Failed,
}

impl Ending {
    pub const ALL: [Ending; 10] = [
        Ending::Connected,
        Ending::Answered,
        Ending::Unanswered,
        Ending::Refused,
        Ending::TimedOut,
        Ending::Unreachable,
        Ending::NotPermitted,
        Ending::Reset,
        Ending::Done,
        Ending::Failed,
    ];

    /// As `lesson.toml` writes it.
    pub fn word(self) -> &'static str {
        match self {
            Ending::Connected => "connected",
            Ending::Answered => "answered",
            Ending::Unanswered => "unanswered",
            Ending::Refused => "refused",
            Ending::TimedOut => "timed out",
            Ending::Unreachable => "unreachable",
            Ending::NotPermitted => "not permitted",
            Ending::Reset => "reset",
            Ending::Done => "done",
            Ending::Failed => "failed",
        }
    }
}
