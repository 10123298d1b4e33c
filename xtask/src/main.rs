//! The commands of the README: `cargo xtask serve`, `test` and `dist`.
//!
//! Each makes sure of what it needs and says what it does. Only the standard library is used, so that a bare
//! machine has this program after a second. What wants a crate (compression, hashes) is in `packer`.

mod arguments;
mod checks;
mod dist;
mod parts;
mod problem;
mod run;
mod serve;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use arguments::{Request, USAGE};
use problem::Problem;
use workspace::Workspace;

fn main() -> ExitCode {
    match perform() {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("\n{problem}");
            ExitCode::FAILURE
        }
    }
}

fn perform() -> Result<ExitCode, Problem> {
    let request = arguments::parse(std::env::args().skip(1))?;
    let workspace = Workspace::of_this_program();
    match request {
        Request::Help => println!("{USAGE}"),
        Request::Serve(options) => serve::serve(&workspace, &options)?,
        Request::Parts => parts::parts(&workspace)?,
        Request::Dist => dist::dist(&workspace)?,
        Request::Test(options) => return test::test(&workspace, options),
    }
    Ok(ExitCode::SUCCESS)
}
