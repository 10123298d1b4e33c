//! What the properties and the fuzzer share: scenarios that nobody wrote, what holds of every trace, and how much time there is.

mod endings;
mod scenario;

pub use endings::every_packet_ends_once;
pub use scenario::{ENOUGH, Generated};

/// Long forms are `cargo xtask test --long`'s, which sets the variable; the gate takes the short ones.
pub fn is_long() -> bool {
    std::env::var_os("CHAINWALK_LONG").is_some()
}
