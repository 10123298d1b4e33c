//! Node and what npm brings for us: Playwright and axe for the tests, wasm-opt and esbuild for the site.

use std::path::PathBuf;
use std::process::Command;

use crate::problem::Problem;
use crate::run;
use crate::workspace::Workspace;

const OLDEST_NODE: u32 = 20;

/// The folder with our own `node_modules`.
pub struct Node {
    folder: PathBuf,
}

impl Node {
    pub fn playwright(&self) -> Command {
        self.script("@playwright/test/cli.js")
    }

    pub fn wasm_opt(&self) -> Command {
        self.script("binaryen/bin/wasm-opt")
    }

    /// Our own script around esbuild: each file that is named becomes smaller.
    pub fn minify(&self) -> Command {
        self.run("minify.mjs")
    }

    fn script(&self, path: &str) -> Command {
        self.run(&format!("node_modules/{path}"))
    }

    fn run(&self, path: &str) -> Command {
        let mut command = Command::new("node");
        command.arg(self.folder.join(path)).current_dir(&self.folder);
        command
    }
}

pub fn ensure(workspace: &Workspace) -> Result<Node, Problem> {
    let version = run::answer(Command::new("node").arg("--version"));
    check_version(version.as_deref())?;
    let folder = workspace.path("e2e");
    if !is_up_to_date(workspace) {
        let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        run::demand(
            "Fetching Playwright, axe, wasm-opt and esbuild with npm into e2e/node_modules",
            &mut npm,
            "Connect to the network and start again; it is needed once. Behind a proxy, set https_proxy.",
        )?;
    }
    Ok(Node { folder })
}

fn check_version(version: Option<&str>) -> Result<(), Problem> {
    let remedy = format!("Install Node {OLDEST_NODE} or newer with npm, from your system's packages or https://nodejs.org .");
    let Some(version) = version else {
        return Err(Problem::new("There is no Node (`node`) on this machine.", remedy));
    };
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        Some(_) | None => Err(Problem::new(format!("Node is {version}, expected {OLDEST_NODE} or newer."), remedy)),
    }
}

/// npm writes down what it installed; when the lock file is newer than that, it has changed since.
fn is_up_to_date(workspace: &Workspace) -> bool {
    let changed = |path: &str| workspace.path(path).metadata().and_then(|file| file.modified()).ok();
    let installed = changed("e2e/node_modules/.package-lock.json");
    installed.is_some() && installed >= changed("e2e/package-lock.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_or_missing_node_is_refused_with_what_was_found() {
        assert!(check_version(Some("v20.20.2")).is_ok());
        let old = check_version(Some("v18.19.0")).expect_err("18 is too old").to_string();
        assert!(old.contains("v18.19.0") && old.contains("20"), "{old}");
        assert!(check_version(None).is_err());
    }
}
