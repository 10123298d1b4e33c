//! `-j TPROXY`: to a local transparent socket, without rewriting anything; programs here have none.

use super::TargetExtension;
use super::act::Act;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use std::net::Ipv4Addr;

use crate::state::hook::{Hook, TableName};
use crate::rules::options;
use crate::rules::place::Demands;
use crate::rules::values::{address, mark, port};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tproxy {
    pub port: u16,
    pub address: Ipv4Addr,
    pub mark: u32,
    pub mask: u32,
}

impl TargetExtension for Tproxy {
    const NAME: &'static str = "TPROXY";
    const OPTIONS: &'static [OptionSpec] =
        &[OptionSpec::one("on-port").mandatory(), OptionSpec::one("on-ip"), OptionSpec::one("tproxy-mark")];
    const DEMANDS: Demands = Demands { tables: &[TableName::Mangle], hooks: &[Hook::Prerouting], protocols: &[6, 17] };

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Tproxy, Problem> {
        let value = |name| options::find(given, name);
        let (mark, mask) = value("tproxy-mark").map_or(Ok((0, 0)), |option| mark::masked(Tproxy::NAME, option))?;
        Ok(Tproxy {
            port: value("on-port").map_or(Ok(0), |option| port::resolved(option.value))?,
            address: value("on-ip").map_or(Ok(Ipv4Addr::UNSPECIFIED), |option| address::resolve(option.value))?,
            mark,
            mask,
        })
    }

    fn save(&self, out: &mut String) {
        let Tproxy { port, address, mark, mask } = self;
        out.push_str(&format!(" --on-port {port} --on-ip {address} --tproxy-mark {mark:#x}/{mask:#x}"));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        let Tproxy { port, address, mark, mask } = self;
        out.push_str(&format!(" TPROXY redirect {address}:{port} mark {mark:#x}/{mask:#x}"));
    }

    /// No program here has a transparent socket, and without one the packet is dropped (recording: tproxy-nosock).
    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Drop
    }
}
