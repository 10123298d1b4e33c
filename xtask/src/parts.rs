//! `cargo xtask parts`: what the page fetches beside its own program. Trunk asks for it before each build.
//!
//! The shows, which `press` plays for this machine's compiler, and the second program, `bench`, which walks packets.

use std::env;
use std::ffi::OsStr;

use crate::problem::Problem;
use crate::run;
use crate::tools::{self, Tools};
use crate::workspace::Workspace;

/// Where Trunk copies them from: `index.html` names both.
pub const SHOWS: &str = "target/shows";
pub const BENCH: &str = "target/bench-page";

pub fn parts(workspace: &Workspace) -> Result<(), Problem> {
    press(workspace)?;
    bench(workspace, &tools::for_building(workspace)?)
}

fn press(workspace: &Workspace) -> Result<(), Problem> {
    let mut press = tools::own_program(workspace, "press")?;
    run::demand("Playing the lessons", press.arg(SHOWS), "Correct what it names and start again.")?;
    Ok(())
}

fn bench(workspace: &Workspace, tools: &Tools) -> Result<(), Problem> {
    let is_release = env::var_os("TRUNK_PROFILE").as_deref() == Some(OsStr::new("release"));
    let mut cargo = tools.cargo_for_wasm(workspace);
    cargo.args(["build", "--package", "bench", "--target", "wasm32-unknown-unknown", "--locked"]);
    if is_release {
        cargo.arg("--release");
    }
    run::demand("Building the program of the exercises", &mut cargo, "Correct what it names and start again.")?;
    let profile = if is_release { "release" } else { "debug" };
    let program = workspace.path(&format!("target/wasm32-unknown-unknown/{profile}/bench.wasm"));
    let mut bindgen = tools.wasm_bindgen();
    bindgen.args(["--target", "no-modules", "--no-modules-global", "chainwalk_bench", "--no-typescript", "--out-name", "bench"]);
    bindgen.arg("--out-dir").arg(workspace.path(BENCH)).arg(program);
    run::demand("Making the glue of the exercises", &mut bindgen, "Delete target/wasm32-unknown-unknown and start again.")?;
    Ok(())
}
