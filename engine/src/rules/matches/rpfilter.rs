//! `-m rpfilter`: does the way back to the sender leave by the device the packet came by?

use super::MatchExtension;
use crate::state::hook::{Hook, TableName};
use crate::state::interface::InterfaceName;
use crate::state::route::{ReversePathQuery, reverse_path, way_back};
use crate::rules::context::{Context, Tested};
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rpfilter {
    pub query: ReversePathQuery,
    pub inverted: bool,
}

impl MatchExtension for Rpfilter {
    const NAME: &'static str = "rpfilter";
    const OPTIONS: &'static [OptionSpec] =
        &[OptionSpec::flag("loose"), OptionSpec::flag("validmark"), OptionSpec::flag("accept-local"), OptionSpec::flag("invert")];
    const DEMANDS: Demands = Demands { tables: &[TableName::Raw, TableName::Mangle], hooks: &[Hook::Prerouting], protocols: &[] };

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Rpfilter, Problem> {
        let query = ReversePathQuery {
            loose: options::has(given, "loose"),
            use_mark: options::has(given, "validmark"),
            accept_local: options::has(given, "accept-local"),
        };
        Ok(Rpfilter { query, inverted: options::has(given, "invert") })
    }

    fn save(&self, out: &mut String) {
        self.print(out, "--");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" rpfilter");
        self.print(out, "");
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let packet = &*context.packet;
        let holds = packet.is_own_copy() || reverse_path(context.host, &packet.datagram, packet.mark, context.input, self.query);
        (holds != self.inverted).into()
    }

    /// The device the way back leaves by.
    fn had(&self, context: &Context<'_>) -> String {
        let device = way_back(context.host, &context.packet.datagram, context.packet.mark, self.query);
        device.unwrap_or(InterfaceName::NONE).or_dash().to_owned()
    }
}

impl Rpfilter {
    fn print(&self, out: &mut String, dashes: &str) {
        let flags = [
            (self.query.loose, "loose"),
            (self.query.use_mark, "validmark"),
            (self.query.accept_local, "accept-local"),
            (self.inverted, "invert"),
        ];
        for (given, name) in flags {
            if given {
                out.push_str(&format!(" {dashes}{name}"));
            }
        }
    }
}
