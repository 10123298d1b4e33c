//! `-m tcp`: ports, flags and options of a TCP segment.

use super::MatchExtension;
use crate::kernel::packet::Transport;
use crate::kernel::rules::context::{Context, Tested};
use crate::kernel::rules::options::{Given, OptionSpec, Problem};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tcp {}

impl MatchExtension for Tcp {
    const NAME: &'static str = "tcp";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::invertible("source-port"), OptionSpec::invertible("sport")];

    fn parse(_given: &[Given], _protocol: Option<(u8, bool)>) -> Result<Tcp, Problem> {
        Ok(Tcp {})
    }

    fn save(&self, _out: &mut String) {}

    fn list(&self, _out: &mut String, _numeric: bool) {}

    fn test(&self, context: &mut Context<'_>) -> Tested {
        matches!(context.packet.datagram.transport, Transport::Tcp(_)).into()
    }

    fn had(&self, _context: &Context<'_>) -> String {
        String::new()
    }
}
