//! How a rule names an ipset: its name, and which end of the packet each of its dimensions looks at.

use crate::kernel::rules::options::{Given, Problem};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetReference {
    pub name: String,
    pub sides: Vec<SetSide>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetSide {
    Source,
    Destination,
}

/// The most dimensions a set can have.
const DIMENSIONS: usize = 6;

const LONGEST_NAME: usize = 31;

impl SetReference {
    pub fn read(option: &Given<'_>) -> Result<SetReference, Problem> {
        let name = option.name;
        let sides = option.second.ok_or_else(|| Problem::usage(format!("--{name} requires two args.")))?;
        if option.value.len() > LONGEST_NAME {
            let message = format!("setname `{}' too long, max {LONGEST_NAME} characters.", option.value);
            return Err(Problem::usage(message));
        }
        let sides = sides.split(',').map(SetSide::read).collect::<Result<Vec<SetSide>, Problem>>()?;
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

impl SetSide {
    fn read(text: &str) -> Result<SetSide, Problem> {
        match text {
            "src" => Ok(SetSide::Source),
            "dst" => Ok(SetSide::Destination),
            _ => Err(Problem::usage("You must spefify (the comma separated list of) 'src' or 'dst'.")),
        }
    }

    fn name(self) -> &'static str {
        match self {
            SetSide::Source => "src",
            SetSide::Destination => "dst",
        }
    }

    pub fn pick<Value>(self, source: Value, destination: Value) -> Value {
        match self {
            SetSide::Source => source,
            SetSide::Destination => destination,
        }
    }
}
