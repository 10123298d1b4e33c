//! Programs that cargo installs: one of the right version is used where there is one, else fetched or built into `.tools`.
//!
//! Looked for here, on the PATH and where `cargo install` puts them. Where cargo-binstall is on the PATH it is asked for
//! what the authors themselves built; else all that is missing is built side by side.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

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
    /// The crates in which it spends its time. Nothing else is optimised: it is built once and runs for a second.
    pub busy: &'static [&'static str],
}

impl CargoTool {
    fn name(&self) -> String {
        format!("{} {}", self.package, self.version)
    }

    fn exact(&self) -> String {
        format!("{}@{}", self.package, self.version)
    }
}

/// Where the programs are, after it was made sure that they are there.
pub fn ensure<const COUNT: usize>(workspace: &Workspace, tools: [&CargoTool; COUNT]) -> Result<[PathBuf; COUNT], Problem> {
    let missing = |tools: &[&CargoTool]| tools.iter().any(|tool| find(workspace, tool).is_none());
    if missing(&tools) {
        fetch_prebuilt(workspace, &tools);
    }
    if missing(&tools) {
        debian::ensure_c_compiler(workspace)?;
        build(workspace, &tools)?;
    }
    let mut found = tools.map(|_| PathBuf::new());
    for (place, tool) in found.iter_mut().zip(tools) {
        *place = find(workspace, tool).ok_or_else(|| {
            Problem::new(
                format!("{} was installed, but {} does not answer as this version.", tool.name(), tool.program),
                "Delete the folder .tools and start again.",
            )
        })?;
    }
    Ok(found)
}

fn find(workspace: &Workspace, tool: &CargoTool) -> Option<PathBuf> {
    let file = format!("{}{}", tool.program, env::consts::EXE_SUFFIX);
    let ours = workspace.path(".tools/bin").join(&file);
    let of_cargo = home_of_cargo().map(|home| home.join("bin").join(&file));
    let candidates = [Some(ours), find_on_path(tool.program), of_cargo];
    candidates.into_iter().flatten().find(|candidate| has_version(candidate, &tool.version))
}

fn home_of_cargo() -> Option<PathBuf> {
    let beside_documents = || Some(env::home_dir()?.join(".cargo"));
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(beside_documents)
}

fn has_version(program: &Path, version: &str) -> bool {
    let answer = run::answer(Command::new(program).arg("--version"));
    answer.is_some_and(|text| text.split_whitespace().any(|word| word == version))
}

/// From the authors' own releases and nobody else's. What it does not get is built.
fn fetch_prebuilt(workspace: &Workspace, tools: &[&CargoTool]) {
    let Some(binstall) = find_on_path("cargo-binstall") else { return };
    let missing: Vec<&&CargoTool> = tools.iter().filter(|tool| find(workspace, tool).is_none()).collect();
    for tool in missing {
        run::say(&format!("Fetching {} with cargo-binstall into .tools", tool.name()));
        let mut command = Command::new(&binstall);
        command.current_dir(workspace.root()).args(["--no-confirm", "--disable-telemetry", "--root", ".tools"]);
        command.args(["--disable-strategies", "quick-install,compile"]).arg(tool.exact());
        match run::run(&mut command) {
            Ok(finished) if finished.success => run::done(finished.elapsed),
            Ok(_) | Err(_) => println!("  It is not to be had that way."),
        }
    }
}

fn build(workspace: &Workspace, tools: &[&CargoTool]) -> Result<(), Problem> {
    let missing: Vec<&CargoTool> = tools.iter().copied().filter(|tool| find(workspace, tool).is_none()).collect();
    let names: Vec<String> = missing.iter().map(|tool| tool.name()).collect();
    run::say(&format!("Building {} into .tools: once, some two to six minutes", names.join(" and ")));
    let installed: Vec<Result<(), Problem>> = thread::scope(|scope| {
        let started: Vec<_> = missing.iter().map(|tool| scope.spawn(|| install(workspace, tool))).collect();
        started.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    forget_what_they_were_built_from(workspace);
    installed.into_iter().collect()
}

/// Half a gigabyte that nobody needs again. Where it cannot be deleted it only takes room.
fn forget_what_they_were_built_from(workspace: &Workspace) {
    let _ = fs::remove_dir_all(workspace.path(BUILD_FOLDER));
}

/// With the versions that the tool's authors locked; a registry that lacks one of them gets a second try without.
fn install(workspace: &Workspace, tool: &CargoTool) -> Result<(), Problem> {
    let name = tool.name();
    let locked = run::run(install_command(workspace, tool).arg("--locked"))?;
    if locked.success {
        println!("  {name} is built: {}", run::seconds(locked.elapsed));
        return Ok(());
    }
    if is_network_failure(&locked.output) {
        return Err(no_network(&name));
    }
    println!("  {name} again, with the newest versions of what it depends on");
    let unlocked = run::run(&mut install_command(workspace, tool))?;
    if unlocked.success {
        println!("  {name} is built: {}", run::seconds(unlocked.elapsed));
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

/// In a folder of its own: two that build into one wait for each other, and what they share is little, because their
/// authors locked other versions.
fn install_command(workspace: &Workspace, tool: &CargoTool) -> Command {
    let mut command = cargo(workspace);
    command
        .args(["install", "--root", ".tools", "--no-default-features"])
        .args(["--target-dir", &format!("{BUILD_FOLDER}/{}", tool.program)])
        .arg(tool.exact())
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
    for name in tool.busy {
        command.args(["--config", &format!("profile.release.package.{name}.opt-level=1")]);
    }
    command
}
