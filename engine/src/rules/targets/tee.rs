//! `-j TEE`: a copy of the packet goes to another host. Kept and printed, not sent.

use super::TargetExtension;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use std::net::Ipv4Addr;

use crate::rules::options;
use crate::rules::values::address;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tee {
    pub gateway: Ipv4Addr,
    pub output: Option<String>,
}

impl TargetExtension for Tee {
    const NAME: &'static str = "TEE";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("gateway").mandatory(), OptionSpec::one("oif")];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Tee, Problem> {
        let gateway = options::find(given, "gateway").map(|option| address::resolve(option.value)).transpose()?;
        let output = options::find(given, "oif").map(|option| option.value.to_owned());
        Ok(Tee { gateway: gateway.ok_or_else(Problem::absent)?, output })
    }

    fn refused(&self, _place: &crate::rules::place::Place) -> bool {
        self.gateway.is_unspecified()
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!(" --gateway {}", self.gateway));
        if let Some(device) = &self.output {
            out.push_str(&format!(" --oif {device}"));
        }
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" TEE gw:{}", self.gateway));
        if let Some(device) = &self.output {
            out.push_str(&format!(" oif={device}"));
        }
    }
}
