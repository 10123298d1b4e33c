//! Names of settings: with dots, with slashes, and whose they are.

use super::other;
use crate::state::interface::InterfaceName;

/// An interface in a dotted name: dots of its own stand there as slashes.
pub(super) fn device_name(text: &str) -> Option<InterfaceName> {
    if text.contains('.') { None } else { InterfaceName::new(&text.replace('/', ".")) }
}

/// The name as it is printed. The first separator says which of `.` and `/` separates; the other one belongs to interface
/// names: `net/ipv4/conf/eth0.100/rp_filter` is `net.ipv4.conf.eth0/100.rp_filter`.
pub fn dotted(name: &str) -> String {
    let name = name.trim();
    match name.chars().find(|character| matches!(character, '.' | '/')) {
        Some('/') => name.chars().map(swap_separator).collect(),
        Some(_) | None => name.to_string(),
    }
}

/// Where a setting lies below `/proc/sys/`.
pub fn path(name: &str) -> String {
    dotted(name).chars().map(swap_separator).collect()
}

/// Is it there only as long as its interface is?
pub fn is_of_device(name: &str) -> bool {
    let name = dotted(name);
    let who = match name.strip_prefix("net.ipv4.conf.") {
        Some(below) => below.rsplit_once('.').map(|(who, _)| who),
        None => other::of_device(&name).map(|(_, who, _)| who),
    };
    who.is_some_and(|who| who != "all" && who != "default")
}

fn swap_separator(character: char) -> char {
    match character {
        '/' => '.',
        '.' => '/',
        other => other,
    }
}
