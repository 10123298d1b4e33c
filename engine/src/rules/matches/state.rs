//! `-m state`: the packet's state; the old form of `conntrack --ctstate`.

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::states::States;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    pub states: States,
    pub inverted: bool,
}

impl MatchExtension for State {
    const NAME: &'static str = "state";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("state").invertible().mandatory()];
    const NEEDS_CONNTRACK: bool = true;

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<State, Problem> {
        let option = given.first().ok_or_else(Problem::absent)?;
        let states = States::read(option.value, State::NAME, false)?;
        Ok(State { states, inverted: option.inverted })
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!("{} --state {}", if self.inverted { " !" } else { "" }, self.states.text()));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!("{} state {}", if self.inverted { " !" } else { "" }, self.states.text()));
    }

    #[inline]
    fn test(&self, context: &mut Context<'_>) -> Tested {
        (self.states.meets(States::of(context)) != self.inverted).into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        States::of(context).text()
    }
}
