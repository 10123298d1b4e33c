//! What a person types on a host: commands that read and change it, and print what the real ones print.

pub mod ip;
pub mod iptables;

/// What a command leaves behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    pub out: String,
    pub err: String,
    pub code: u8,
}
