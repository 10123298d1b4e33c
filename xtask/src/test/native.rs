//! The checks that cargo alone does: formatting, clippy, the native tests.

use std::process::Command;

use crate::problem::Problem;
use crate::run;
use crate::test::Verdict;
use crate::test::tally::Tally;
use crate::tools;
use crate::workspace::Workspace;

pub fn formatting(workspace: &Workspace) -> Result<Verdict, Problem> {
    whole(tools::cargo(workspace).args(["fmt", "--all", "--check"]))
}

pub fn clippy(workspace: &Workspace) -> Result<Verdict, Problem> {
    let mut cargo = tools::cargo(workspace);
    whole(cargo.args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ]))
}

pub fn clippy_for_wasm(workspace: &Workspace) -> Result<Verdict, Problem> {
    let target = tools::for_checking(workspace)?;
    let mut cargo = tools::cargo(workspace);
    target.prepare(&mut cargo);
    whole(cargo.args([
        "clippy",
        "--package",
        "app",
        "--target",
        "wasm32-unknown-unknown",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ]))
}

pub fn tests(workspace: &Workspace) -> Result<Verdict, Problem> {
    let mut cargo = tools::cargo(workspace);
    let finished = run::run(cargo.args(["test", "--workspace", "--no-fail-fast", "--locked"]))?;
    let cases = Tally::of_cargo_test(&finished.output);
    Ok(Verdict::Cases {
        tally: Tally::of_program(cases, finished.success),
        output: finished.output,
    })
}

/// A program that has no cases to count: it is content or it is not.
fn whole(command: &mut Command) -> Result<Verdict, Problem> {
    let finished = run::run(command)?;
    Ok(if finished.success {
        Verdict::Holds
    } else {
        Verdict::Broken(finished.output)
    })
}
