//! How a rule names an ipset: its name, and which end of the packet each of its dimensions looks at.

use crate::rules::options::{Given, Problem};
use crate::state::sets::Direction;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetReference {
    pub name: String,
    pub sides: Vec<Direction>,
}

/// The most dimensions a set can have.
const DIMENSIONS: usize = 6;

const LONGEST_NAME: usize = 31;

pub const NO_SIDE: &str = "You must spefify (the comma separated list of) 'src' or 'dst'.";

impl SetReference {
    pub fn read(option: &Given<'_>) -> Result<SetReference, Problem> {
        let name = option.name;
        let sides = option.second.ok_or_else(|| Problem::usage(format!("--{name} requires two args.")))?;
        if option.value.len() > LONGEST_NAME {
            let message = format!("setname `{}' too long, max {LONGEST_NAME} characters.", option.value);
            return Err(Problem::usage(message));
        }
        let sides = sides.split(',').map(direction).collect::<Result<Vec<Direction>, Problem>>()?;
        if sides.len() > DIMENSIONS {
            return Err(Problem::usage(format!("Can't be more src/dst options than {DIMENSIONS}.")));
        }
        Ok(SetReference { name: option.value.to_owned(), sides })
    }

    /// `foo src,dst`.
    pub fn text(&self) -> String {
        let sides: Vec<&str> = self.sides.iter().map(|side| side.name()).collect();
        format!("{} {}", self.name, sides.join(","))
    }
}

/// The tool looks at three letters.
fn direction(text: &str) -> Result<Direction, Problem> {
    text.get(..3).and_then(Direction::from_name).ok_or_else(|| Problem::usage(NO_SIDE))
}
