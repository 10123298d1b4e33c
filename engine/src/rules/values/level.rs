//! Levels of the kernel log.

/// By number, in the kernel's order, as `iptables -L` names them.
pub const NAMES: [&str; 8] = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"];

const OTHER_NAMES: [(&str, u8); 3] = [("panic", 0), ("error", 3), ("warning", 4)];

/// By number or name.
pub fn read(text: &str) -> Option<u8> {
    if let Some(number) = super::number::within(text, 0, 7) {
        return Some(number as u8);
    }
    // "err" and "warn" are names of the kernel, which the tool does not read (seen on 1.8.9)
    let known = (0u8..).zip(NAMES).map(|(number, name)| (name, number)).filter(|(name, _)| !matches!(*name, "err" | "warn"));
    known.chain(OTHER_NAMES).find(|(name, _)| *name == text).map(|(_, number)| number)
}
