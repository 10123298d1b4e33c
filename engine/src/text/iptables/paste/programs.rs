//! The programs that take a rule, of either family, by whatever name a script calls them.

/// Which addresses the rules of a program are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    Four,
    Six,
}

/// What stands behind the name of the program itself.
const FLAVOURS: [&str; 3] = ["", "-nft", "-legacy"];

/// Of `iptables`, `/sbin/ip6tables-legacy`, `$IPT`, `${IP6TABLES}`.
pub fn family_of(word: &str) -> Option<Family> {
    let word = word.trim_start_matches(['`', '(']);
    if word.starts_with('$') {
        return of_variable(&word.to_ascii_uppercase());
    }
    let name = word.rsplit('/').next().unwrap_or(word);
    let (family, flavour) = match (name.strip_prefix("iptables"), name.strip_prefix("ip6tables")) {
        (Some(flavour), _) => (Family::Four, flavour),
        (None, Some(flavour)) => (Family::Six, flavour),
        (None, None) => return None,
    };
    FLAVOURS.contains(&flavour).then_some(family)
}

/// `$IPT`, `$IPTABLES`, `$IP6T`, `$IPT6`.
fn of_variable(name: &str) -> Option<Family> {
    const SIX: [&str; 4] = ["IP6T", "IPV6T", "IPT6", "IPTABLES6"];
    match (SIX.iter().any(|six| name.contains(six)), name.contains("IPT")) {
        (true, _) => Some(Family::Six),
        // neither: `$IPT_IP6` may be an address
        (false, true) if name.contains("IP6") => None,
        (false, true) => Some(Family::Four),
        (false, false) => None,
    }
}

/// A program for the rules of IPv4.
pub fn is_program(word: &str) -> bool {
    family_of(word) == Some(Family::Four)
}
