//! How a rule is called where a question can be answered by a press on it; a station is called as its hook.

use engine::kernel::event::HostId;
use engine::rules::rule::RuleId;

pub fn of_rule(host: HostId, rule: RuleId) -> String {
    format!("{}/{}", host.0, rule.0)
}
