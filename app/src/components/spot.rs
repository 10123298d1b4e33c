//! How a rule is called where a question can be answered by a press on it; a station is called as its hook.

use trace::{HostId, RuleId};

pub fn of_rule(host: HostId, rule: RuleId) -> String {
    format!("{host}/{rule}")
}
