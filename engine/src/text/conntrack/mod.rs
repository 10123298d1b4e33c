//! The texts of connection tracking: entries as `conntrack -L` and `/proc/net/nf_conntrack` show them, printed and read.
//! Carrying out `conntrack` commands is `tools::conntrack`'s.

pub mod forms;
pub mod protocol;
pub mod read;

pub use trace::print::connection as print;
