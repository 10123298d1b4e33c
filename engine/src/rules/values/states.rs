//! Connection states as rules name them.

use trace::Value;

use crate::rules::context::Context;
use crate::rules::options::Problem;
use crate::state::conntrack::State;
use crate::state::conntrack::Tracking;

/// A set of states; a packet is in one of the first five, a connection may be in the others besides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct States(pub u8);

impl States {
    pub const INVALID: States = States(0x01);
    pub const NEW: States = States(0x02);
    pub const RELATED: States = States(0x04);
    pub const ESTABLISHED: States = States(0x08);
    pub const UNTRACKED: States = States(0x10);
    pub const SNAT: States = States(0x20);
    pub const DNAT: States = States(0x40);

    /// In the order they are printed.
    const NAMES: [(&'static str, States); 7] = [
        ("INVALID", States::INVALID),
        ("NEW", States::NEW),
        ("RELATED", States::RELATED),
        ("ESTABLISHED", States::ESTABLISHED),
        ("UNTRACKED", States::UNTRACKED),
        ("SNAT", States::SNAT),
        ("DNAT", States::DNAT),
    ];

    pub fn with(self, other: States) -> States {
        States(self.0 | other.0)
    }

    pub fn meets(self, other: States) -> bool {
        self.0 & other.0 != 0
    }

    pub fn text(self) -> String {
        self.names().collect::<Vec<&str>>().join(",")
    }

    /// Any of them will do.
    pub fn wanted(self) -> Value {
        Value::one_of(self.names().map(Value::state))
    }

    /// A packet is in all of them.
    pub fn had(self) -> Value {
        Value::all_of(self.names().map(Value::state))
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        States::NAMES.into_iter().filter(move |(_, state)| self.meets(*state)).map(|(name, _)| name)
    }

    /// `NEW,ESTABLISHED` behind the option of this name. Names may be shortened.
    pub fn read(text: &str, option: &str, with_translations: bool) -> Result<States, Problem> {
        let known = if with_translations { States::NAMES.len() } else { 5 };
        let mut states = States::default();
        let mut rest = text;
        for part in text.split(',') {
            let begins = |name: &str| name.get(..part.len()).is_some_and(|start| start.eq_ignore_ascii_case(part));
            let named = States::NAMES.iter().take(known).find(|(name, _)| !part.is_empty() && begins(name));
            match named {
                Some((_, state)) => states = states.with(*state),
                // only the older option has a complaint of its own for a list that ends too early
                None if rest.is_empty() && !with_translations => {
                    let example = "requires a list of states with no spaces, e.g. ESTABLISHED,RELATED";
                    return Err(Problem::usage(format!("\"--{option}\" {example}")));
                }
                None => return Err(Problem::usage(format!("Bad {option} \"{rest}\""))),
            }
            rest = rest.get(part.len() + 1..).unwrap_or("");
        }
        Ok(states)
    }

    /// The states the packet and its connection are in.
    #[inline]
    pub fn of(context: &Context<'_>) -> States {
        let state = match context.packet.tracking {
            Tracking::None if context.packet.template.is_some() => return States::NEW,
            Tracking::None => return States::INVALID,
            Tracking::Untracked => return States::UNTRACKED,
            Tracking::Entry { state: State::New, .. } => States::NEW,
            Tracking::Entry { state: State::Established, .. } => States::ESTABLISHED,
            Tracking::Entry { state: State::Related, .. } => States::RELATED,
        };
        let Some(entry) = context.entry() else { return state };
        let source = if entry.status.source_nat { States::SNAT } else { States::default() };
        let destination = if entry.status.destination_nat { States::DNAT } else { States::default() };
        state.with(source).with(destination)
    }
}
