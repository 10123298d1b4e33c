//! Sets of addresses, ports and the like as they show, member by member.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::connection::Count;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Set {
    pub name: Arc<str>,
    /// `hash:ip,port`
    pub kind: Arc<str>,
    /// How it was made, as it is saved behind its kind: `family inet hashsize 1024 maxelem 65536`.
    pub options: String,
    /// By what they are in the words of `ipset`: `10.0.0.1,tcp:80`.
    pub members: BTreeMap<Arc<str>, Member>,
}

/// What a set keeps with a member.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Member {
    /// Of a list: its place.
    pub place: Option<u32>,
    /// None: stays for ever.
    pub expires: Option<Instant>,
    pub count: Count,
    /// What else is saved with it: `nomatch`, `comment "..."`, `skbmark 0x1`.
    pub options: String,
}

/// What a packet changed in a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetChange {
    pub set: Arc<str>,
    pub member: Arc<str>,
    /// What the set keeps with the member from now on. None: it is out of the set.
    pub kept: Option<Member>,
}

impl Set {
    pub fn apply(&mut self, member: &Arc<str>, kept: Option<&Member>) {
        match kept {
            Some(kept) => {
                self.members.insert(member.clone(), kept.clone());
            }
            None => {
                self.members.remove(member);
            }
        }
    }
}
