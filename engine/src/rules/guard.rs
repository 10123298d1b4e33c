//! What a rule's first `-m` asks of the ports, kept where the rule's conditions are: most rules of a firewall ask for one
//! port, and end here without a look at their matches. A guard only ever says "no" where the match would.

use super::matches::Match;
use super::values::port::{PortTest, Ports};

#[derive(Clone, Copy, Debug)]
pub struct PortGuard {
    source: Ports,
    destination: Ports,
}

impl Default for PortGuard {
    fn default() -> PortGuard {
        PortGuard { source: Ports::ALL, destination: Ports::ALL }
    }
}

/// It repeats what the matches say.
impl PartialEq for PortGuard {
    fn eq(&self, _other: &PortGuard) -> bool {
        true
    }
}

impl PortGuard {
    /// A comment lets every packet pass; behind any other match a rule may have changed something before it misses.
    pub fn of(matches: &[Match]) -> PortGuard {
        let first = matches.iter().find(|matching| matching.name() != "comment");
        first.and_then(Match::wanted_ports).map_or_else(PortGuard::default, |(source, destination)| PortGuard {
            source: outer(source),
            destination: outer(destination),
        })
    }

    #[inline]
    pub fn lets_pass(&self, source: u16, destination: u16) -> bool {
        self.destination.contains(destination) && self.source.contains(source)
    }
}

/// The ports outside of which the test surely fails.
fn outer(test: PortTest) -> Ports {
    if test.inverted { Ports::ALL } else { test.ports }
}
