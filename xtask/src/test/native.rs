//! The checks that cargo alone does: formatting, clippy, the native tests.

use std::process::Command;

use crate::problem::Problem;
use crate::run;
use crate::test::Verdict;
use crate::test::tally::Tally;
use crate::tools::{self, WasmTarget};
use crate::workspace::Workspace;

/// The workspace of the program, and the one of this tool, which stands alone.
const WORKSPACES: [&str; 2] = ["Cargo.toml", "xtask/Cargo.toml"];

pub fn formatting(workspace: &Workspace) -> Result<Verdict, Problem> {
    in_each_workspace(workspace, &["fmt", "--all", "--check"], &[])
}

/// They are there, or can be fetched, in the versions that the lock file names.
pub fn crates(workspace: &Workspace) -> Result<Verdict, Problem> {
    tools::crates(workspace)?;
    Ok(Verdict::Holds)
}

pub fn clippy(workspace: &Workspace) -> Result<Verdict, Problem> {
    let options = ["clippy", "--workspace", "--all-targets", "--locked"];
    in_each_workspace(workspace, &options, &["--", "-D", "warnings"])
}

pub fn clippy_for_wasm(workspace: &Workspace) -> Result<Verdict, Problem> {
    let target = tools::for_checking(workspace)?;
    if target == WasmTarget::BuiltByDebian {
        return Err(Problem::new(
            "clippy cannot check what is built for WASM: Debian's compiler comes without clippy.",
            "Run `rustup target add wasm32-unknown-unknown` where rustup's server can be reached.",
        ));
    }
    let mut cargo = target.cargo(workspace);
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

/// What tests that make up their cases at random look at: with it they take far more of them.
const LONG_VARIABLE: &str = "CHAINWALK_LONG";

pub fn tests(workspace: &Workspace) -> Result<Verdict, Problem> {
    tests_in(workspace, &[])
}

pub fn long_tests(workspace: &Workspace) -> Result<Verdict, Problem> {
    tests_in(workspace, &[(LONG_VARIABLE, "1")])
}

fn tests_in(workspace: &Workspace, environment: &[(&str, &str)]) -> Result<Verdict, Problem> {
    let mut tally = Tally::default();
    let mut output = String::new();
    for manifest in WORKSPACES {
        let options = ["test", "--workspace", "--no-fail-fast", "--locked"];
        let finished = run::run(cargo_in(workspace, manifest, &options).envs(environment.iter().copied()))?;
        let cases = Tally::of_cargo_test(&finished.output);
        tally.add(Tally::of_program(cases, finished.success));
        output.push_str(&finished.output);
    }
    Ok(Verdict::Cases { tally, output })
}

/// Content only if it is so with every workspace.
fn in_each_workspace(workspace: &Workspace, options: &[&str], last: &[&str]) -> Result<Verdict, Problem> {
    for manifest in WORKSPACES {
        match whole(cargo_in(workspace, manifest, options).args(last))? {
            Verdict::Holds => {}
            broken @ (Verdict::Broken(_) | Verdict::Cases { .. }) => return Ok(broken),
        }
    }
    Ok(Verdict::Holds)
}

fn cargo_in(workspace: &Workspace, manifest: &str, options: &[&str]) -> Command {
    let mut cargo = tools::cargo(workspace);
    cargo.args(options).args(["--manifest-path", manifest]);
    if manifest != WORKSPACES[0] {
        cargo.env("CARGO_TARGET_DIR", "target/xtask");
    }
    cargo
}

/// A program that has no cases to count: it is content or it is not.
fn whole(command: &mut Command) -> Result<Verdict, Problem> {
    let finished = run::run(command)?;
    Ok(if finished.success { Verdict::Holds } else { Verdict::Broken(finished.output) })
}
