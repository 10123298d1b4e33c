//! Which rule is meant, whatever is written above it.

use serde::{Deserialize, Serialize};

/// A rule's identity on its host: stays when rules are inserted above it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleId(pub u32);
