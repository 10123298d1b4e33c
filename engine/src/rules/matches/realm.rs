//! `-m realm`: what the packet's route, and the rule that led to it, give it (`ip route ... realm`).

use trace::Value;

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::missed::Missed;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::{mark, number};
use crate::state::hook::Hook;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Realm {
    pub value: u32,
    pub mask: u32,
    pub inverted: bool,
}

/// The only name `/etc/iproute2/rt_realms` has.
const NAMELESS: &str = "cosmos";

impl MatchExtension for Realm {
    const NAME: &'static str = "realm";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("realm").invertible().mandatory()];
    const DEMANDS: Demands = Demands::hooks(&[Hook::Input, Hook::Forward, Hook::Output, Hook::Postrouting]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Realm, Problem> {
        let option = given.first().ok_or_else(Problem::absent)?;
        if option.value == NAMELESS {
            return Ok(Realm { value: 0, mask: u32::MAX, inverted: option.inverted });
        }
        let number = number::prefix(option.value)
            .filter(|(number, rest)| (rest.is_empty() || rest.starts_with('/')) && *number <= u64::from(u32::MAX));
        if number.is_none() {
            let message = format!("realm: could not map name {} to an integer value for option \"--realm\".", option.value);
            return Err(Problem::library(message));
        }
        let (value, mask) = mark::masked(Realm::NAME, option)?;
        Ok(Realm { value, mask, inverted: option.inverted })
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!("{} --realm {}", if self.inverted { " !" } else { "" }, self.text(false)));
    }

    fn read_listed(row: &mut super::Listed<'_>, inverted: bool) -> bool {
        row.pair(Self::NAME, &[("realm", "--realm")], inverted)
    }

    fn list(&self, out: &mut String, numeric: bool) {
        out.push_str(&format!("{} realm {}", if self.inverted { " !" } else { "" }, self.text(numeric)));
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        ((context.packet.realms & self.mask == self.value) != self.inverted).into()
    }

    fn missed(&self, context: &Context<'_>) -> Missed {
        let wanted = Value::MarkUnder { value: self.value, mask: self.mask }.inverted_if(self.inverted);
        Missed::of("realm", wanted, Value::Mark(context.packet.realms))
    }
}

impl Realm {
    fn text(&self, numeric: bool) -> String {
        let named = self.value == 0 && self.mask == u32::MAX && !numeric;
        if named { NAMELESS.to_owned() } else { mark::text_with_zero(self.value, self.mask) }
    }
}
