//! The crates that Cargo.lock names, fetched once; later this asks nobody.

use crate::problem::Problem;
use crate::run;
use crate::tools::cargo;
use crate::tools::network::{is_network_failure, no_network};
use crate::workspace::Workspace;

pub fn ensure(workspace: &Workspace) -> Result<(), Problem> {
    let finished = run::run(cargo(workspace).args(["fetch", "--locked"]))?;
    if finished.success {
        return Ok(());
    }
    if is_network_failure(&finished.output) {
        return Err(no_network("What Cargo.lock names"));
    }
    eprintln!("{}", finished.output.trim_end());
    Err(Problem::new(
        "The crates that Cargo.lock names could not be fetched; cargo's output stands above.",
        "If a Cargo.toml was changed, run `cargo metadata` once, so that Cargo.lock follows it.",
    ))
}
