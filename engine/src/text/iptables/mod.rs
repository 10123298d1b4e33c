//! The language of iptables: command lines and rules, `iptables-save` files, and how all of it is printed.

pub mod address;
pub mod command;
pub mod complaints;
pub mod list;
pub mod options;
pub mod paste;
pub mod print;
pub mod quoting;
pub mod rule;
pub mod save;
