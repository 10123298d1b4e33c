//! What `iptables` says of chains and rules that cannot be changed as asked: the same to who types and to who pastes.

use crate::rules::chain_changes::ChainError;

pub const NO_CHAIN: &str = "No chain/target/match by that name.";
pub const NO_RULE: &str = "Bad rule (does a matching rule exist in that chain?).";
pub const CHAIN_EXISTS: &str = "Chain already exists.";
pub const FILE_EXISTS: &str = "File exists.";
pub const NOT_EMPTY: &str = "Directory not empty.";
pub const BAD_POLICY: &str = "Bad policy name. Run `dmesg' for more information.";
pub const BAD_BUILT_IN: &str = "Bad built-in chain name.";
pub const INSERTION_TOO_BIG: &str = "Index of insertion too big.";
pub const REPLACEMENT_TOO_BIG: &str = "Index of replacement too big.";
pub const DELETION_TOO_BIG: &str = "Index of deletion too big.";

/// What the kernel is asked, and its answer.
pub const DELETE_CHAIN: &str = "CHAIN_DEL";
pub const APPEND_RULE: &str = "RULE_APPEND";
pub const INSERT_RULE: &str = "RULE_INSERT";
pub const REPLACE_RULE: &str = "RULE_REPLACE";
pub const BUSY: &str = "Device or resource busy";

/// Without the program's name.
pub fn of_chain(error: &ChainError) -> String {
    match error {
        ChainError::NoChain => NO_CHAIN.to_owned(),
        ChainError::Exists => FILE_EXISTS.to_owned(),
        ChainError::Drops => NOT_EMPTY.to_owned(),
        ChainError::Busy(chain) => format!("{DELETE_CHAIN} failed ({BUSY}): chain {chain}"),
    }
}
