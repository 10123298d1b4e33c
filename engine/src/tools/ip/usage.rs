//! What `ip` prints when it is asked nothing sensible.

use super::Failure;

pub(super) fn of_ip() -> Failure {
    Failure { out: String::new(), err: include_str!("usage.txt").to_string(), code: 255 }
}

pub(super) fn of_route() -> Failure {
    Failure { out: String::new(), err: include_str!("usage_route.txt").to_string(), code: 255 }
}
