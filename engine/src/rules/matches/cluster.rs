//! `-m cluster`: is this machine the one of its cluster that answers? Kept and printed, not asked.

use super::MatchExtension;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::number;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cluster {
    pub total_nodes: u32,
    pub node_mask: u32,
    pub inverted: bool,
    pub hash_seed: u32,
}

const MOST_NODES: u64 = 32;

impl MatchExtension for Cluster {
    const NAME: &'static str = "cluster";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("cluster-total-nodes").mandatory(),
        OptionSpec::one("cluster-local-node").invertible().excludes(&["cluster-local-nodemask"]),
        OptionSpec::one("cluster-local-nodemask").invertible().excludes(&["cluster-local-node"]),
        OptionSpec::one("cluster-hash-seed").mandatory(),
    ];
    const NEEDS_CONNTRACK: bool = true;

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Cluster, Problem> {
        let value = |name, least, greatest| {
            options::find(given, name).map(|option| number::integer(Cluster::NAME, option, least, greatest)).transpose()
        };
        let total_nodes = value("cluster-total-nodes", 1, MOST_NODES)?.unwrap_or(MOST_NODES);
        let node = value("cluster-local-node", 1, MOST_NODES)?;
        let mask = value("cluster-local-nodemask", 1, MOST_NODES)?;
        let hash_seed = value("cluster-hash-seed", 0, u64::from(u32::MAX))?.unwrap_or(0) as u32;
        let inverted = given.iter().any(|option| option.inverted);
        if node.is_some() && mask.is_some() {
            return Err(Problem::absent());
        }
        if node.is_some_and(|node| node > total_nodes) {
            let message = "cluster match: `--cluster-local-node' must be <= `--cluster-total-nodes'";
            return Err(Problem::usage(message).late());
        }
        if mask.is_some_and(|mask| mask >= 1 << total_nodes) {
            let message = "cluster match: `--cluster-local-nodemask' too big for `--cluster-total-nodes'";
            return Err(Problem::usage(message).late());
        }
        let missing = "cluster match: `--cluster-local-node' or`--cluster-local-nodemask' is missing";
        let node_mask = node.map(|node| 1 << (node - 1)).or(mask).ok_or_else(|| Problem::usage(missing).late())?;
        Ok(Cluster { total_nodes: total_nodes as u32, node_mask: node_mask as u32, inverted, hash_seed })
    }

    fn save(&self, out: &mut String) {
        out.push_str(if self.inverted { " !" } else { "" });
        out.push_str(&format!(" --cluster-local-nodemask {:#010x}", self.node_mask));
        out.push_str(&format!(" --cluster-total-nodes {} --cluster-hash-seed {:#010x}", self.total_nodes, self.hash_seed));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" cluster {}node_mask={:#010x}", if self.inverted { "!" } else { "" }, self.node_mask));
        out.push_str(&format!(" total_nodes={} hash_seed={:#010x}", self.total_nodes, self.hash_seed));
    }
}
