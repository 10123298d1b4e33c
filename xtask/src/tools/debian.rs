//! What comes from the system's packages: installed with apt as root on Debian and its children, else named.

use std::path::Path;
use std::process::Command;

use crate::problem::Problem;
use crate::run;
use crate::workspace::Workspace;

pub fn is_debian() -> bool {
    Path::new("/etc/debian_version").exists()
}

/// Installs packages, or says which command a person with the right to do so has to give.
pub fn install(workspace: &Workspace, packages: &[&str]) -> Result<(), Problem> {
    let list = packages.join(" ");
    let by_hand = format!("As root: apt-get update && apt-get install {list}");
    if !is_debian() {
        return Err(Problem::new(
            format!("Missing on this machine: {list} (so named by Debian)."),
            "Install them by your system's own means.",
        ));
    }
    if !is_root() {
        return Err(Problem::new(format!("Missing on this machine: {list}."), by_hand));
    }
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").current_dir(workspace.root());
        command
    };
    run::demand("Refreshing the list of Debian's packages", &mut apt(&["update"]), &by_hand)?;
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend_from_slice(packages);
    run::demand(&format!("Installing {list}"), &mut apt(&arguments), &by_hand)?;
    Ok(())
}

/// Cargo links what it builds with the system's C compiler.
pub fn ensure_c_compiler(workspace: &Workspace) -> Result<(), Problem> {
    if !cfg!(unix) || answers("cc") {
        return Ok(());
    }
    if is_debian() {
        return install(workspace, &["gcc", "libc6-dev"]);
    }
    Err(Problem::new(
        "There is no C compiler (`cc`), which Rust links programs with.",
        "Install one: `xcode-select --install` on a Mac, the package gcc elsewhere.",
    ))
}

fn answers(program: &str) -> bool {
    run::answer(Command::new(program).arg("--version")).is_some()
}

fn is_root() -> bool {
    run::answer(Command::new("id").arg("-u")).as_deref() == Some("0")
}
