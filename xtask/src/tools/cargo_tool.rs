//! Programs that cargo installs: one of the right version is used where there is one, else built into `.tools`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::problem::Problem;
use crate::run;
use crate::tools::network::{is_network_failure, no_network};
use crate::tools::{cargo, debian, find_on_path};
use crate::workspace::Workspace;

const BUILD_FOLDER: &str = "target/tools";

pub struct CargoTool {
    /// As crates are named.
    pub package: &'static str,
    pub program: &'static str,
    pub version: String,
    /// Enough to be quick in use, and no more: these programs are built once and run for a second.
    pub optimisation: &'static str,
}

/// Where the program is, after it was made sure that it is there.
pub fn ensure(workspace: &Workspace, tool: &CargoTool) -> Result<PathBuf, Problem> {
    let ours = workspace.path(&format!(".tools/bin/{}{}", tool.program, std::env::consts::EXE_SUFFIX));
    for candidate in [Some(ours.clone()), find_on_path(tool.program)].into_iter().flatten() {
        if has_version(&candidate, &tool.version) {
            return Ok(candidate);
        }
    }
    debian::ensure_c_compiler(workspace)?;
    install(workspace, tool)?;
    forget_what_it_was_built_from(workspace);
    if has_version(&ours, &tool.version) {
        return Ok(ours);
    }
    Err(Problem::new(
        format!("{} was installed, but does not answer as version {}.", ours.display(), tool.version),
        "Delete the folder .tools and start again.",
    ))
}

/// Half a gigabyte that nobody needs again. Where it cannot be deleted it only takes room.
fn forget_what_it_was_built_from(workspace: &Workspace) {
    let _ = fs::remove_dir_all(workspace.path(BUILD_FOLDER));
}

fn has_version(program: &PathBuf, version: &str) -> bool {
    let answer = run::answer(Command::new(program).arg("--version"));
    answer.is_some_and(|text| text.split_whitespace().any(|word| word == version))
}

/// With the versions that the tool's authors locked; a registry that lacks one of them gets a second try without.
fn install(workspace: &Workspace, tool: &CargoTool) -> Result<(), Problem> {
    let name = format!("{} {}", tool.package, tool.version);
    run::say(&format!("Building {name} into .tools: once, some one to four minutes"));
    let locked = run::run(install_command(workspace, tool).arg("--locked"))?;
    if locked.success {
        run::done(locked.elapsed);
        return Ok(());
    }
    if is_network_failure(&locked.output) {
        return Err(no_network(&name));
    }
    run::say(&format!("Building {name} again, with the newest versions of what it depends on"));
    let unlocked = run::run(&mut install_command(workspace, tool))?;
    if unlocked.success {
        run::done(unlocked.elapsed);
        return Ok(());
    }
    if is_network_failure(&unlocked.output) {
        return Err(no_network(&name));
    }
    eprintln!("{}", unlocked.output.trim_end());
    Err(Problem::new(
        format!("{name} could not be built; cargo's output stands above."),
        format!("Install {name} in your own way and put it on the PATH: that one is then used."),
    ))
}

fn install_command(workspace: &Workspace, tool: &CargoTool) -> Command {
    let mut command = cargo(workspace);
    command
        .args(["install", "--root", ".tools", "--target-dir", BUILD_FOLDER, "--no-default-features"])
        .arg(format!("{}@{}", tool.package, tool.version))
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", tool.optimisation);
    command
}
