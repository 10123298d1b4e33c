//! `chainwalk replay`: a scenario in, what the engine makes of it out, both as recordings of the kernel hold them.

use crate::Done;
use crate::input::Input;
use crate::problem::Problem;

pub fn replay() -> Result<Done, Problem> {
    let text = Input::Standard.text()?;
    let scenario = oracle::scenario::read(&text).map_err(|error| unreadable(&Input::Standard, &error))?;
    let result = oracle::replay(&scenario).map_err(|problem| Problem::new(problem.0, "", ""))?;
    Ok(Done::printed(format!("{result}\n")))
}

pub fn unreadable(input: &Input, error: &oracle::scenario::Unreadable) -> Problem {
    let what = format!("{input}: {}: found {}", error.place, error.found);
    Problem::new(what, error.expected.clone(), "chainwalk run --help says what a scenario is, with an example")
}
