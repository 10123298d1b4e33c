//! Telling a registry out of reach from other failures of cargo.

use crate::problem::Problem;

/// What to say when cargo could not fetch something.
pub fn no_network(name: &str) -> Problem {
    Problem::new(
        format!("{name} cannot be fetched: the crate registry cannot be reached."),
        "Connect to the network and start again; it is needed once. Behind a proxy, set https_proxy.",
    )
}

/// Whether cargo failed because it did not reach its registry, and not for what it got from there.
pub fn is_network_failure(output: &str) -> bool {
    const SIGNS: [&str; 7] = [
        "failed to download",
        "Could not resolve host",
        "Couldn't resolve host",
        "failed to query replaced source",
        "Connection refused",
        "network failure",
        "Could not connect to server",
    ];
    // A version that the registry lacks is also asked for over the network, but it answered.
    SIGNS.iter().any(|sign| output.contains(sign)) && !output.contains("failed to select a version")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_out_of_reach_is_told_from_a_missing_version() {
        assert!(is_network_failure("error: failed to download from `x`\n[6] Could not resolve host: x"));
        assert!(!is_network_failure("error: failed to select a version for the requirement `a = \"=1\"`"));
        assert!(!is_network_failure("error[E0425]: cannot find value"));
    }
}
