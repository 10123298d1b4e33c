//! `-j TPROXY`: to a local transparent socket, without rewriting anything; programs here have none.

use super::TargetExtension;
use super::act::Act;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use std::net::Ipv4Addr;

use crate::rules::options;
use crate::rules::place::Demands;
use crate::rules::values::{address, mark, port};
use crate::state::hook::{Hook, TableName};

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

    /// `TPROXY redirect 10.0.0.1:80 mark 0x1/0x1`
    fn read_listed(row: &mut super::Listed<'_>) -> bool {
        if (row.peek(0), row.peek(1)) != ("TPROXY", "redirect") {
            return false;
        }
        let Some((address, port)) = row.peek(2).split_once(':') else { return false };
        let mark = row.peek(4);
        row.skip(5);
        row.target_option("--on-port", port);
        row.target_option("--on-ip", address);
        row.target_option("--tproxy-mark", mark);
        true
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
