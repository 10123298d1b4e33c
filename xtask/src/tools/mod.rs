//! What a command needs on the machine, made sure of: each part is looked for first and fetched only when missing.
//!
//! What is fetched goes to `.tools` and `e2e/node_modules`, which git ignores; what the system must have is
//! installed from Debian's packages where that is possible, and named where it is not.

mod browser;
mod cargo_tool;
mod crates;
mod debian;
mod network;
mod node;
mod target;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::problem::Problem;
use crate::run;
use crate::workspace::Workspace;

use cargo_tool::CargoTool;

pub use browser::Browser;
pub use node::Node;
pub use target::WasmTarget;

/// The same version everywhere: the next one wants a newer Rust than this workspace does.
const TRUNK_VERSION: &str = "0.21.14";

/// The programs that build the page, and the environment they run in.
pub struct Tools {
    root: PathBuf,
    path: OsString,
    trunk: PathBuf,
    wasm_bindgen: PathBuf,
    target: WasmTarget,
}

/// WASM target, wasm-bindgen and Trunk.
pub fn for_building(workspace: &Workspace) -> Result<Tools, Problem> {
    crates::ensure(workspace)?;
    let target = target::ensure(workspace)?;
    let [wasm_bindgen, trunk] = cargo_tool::ensure(workspace, [&wasm_bindgen(workspace)?, &trunk()])?;
    Ok(Tools {
        root: workspace.root().to_path_buf(),
        path: path_with(workspace, wasm_bindgen.parent())?,
        trunk,
        wasm_bindgen,
        target,
    })
}

/// The WASM target alone: enough for clippy.
pub fn for_checking(workspace: &Workspace) -> Result<WasmTarget, Problem> {
    target::ensure(workspace)
}

/// What Cargo.lock names, so that no later step fails for want of a network.
pub fn crates(workspace: &Workspace) -> Result<(), Problem> {
    crates::ensure(workspace)
}

pub fn browser(workspace: &Workspace) -> Result<Browser, Problem> {
    browser::ensure(workspace)
}

pub fn node(workspace: &Workspace) -> Result<Node, Problem> {
    node::ensure(workspace)
}

/// The cargo that started this program.
pub fn cargo(workspace: &Workspace) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(workspace.root());
    cargo
}

/// A program of this repository, built for this machine, whatever it was started from.
///
/// Of all members, not of its package alone: then each crate has the features that tests and clippy build it with, and
/// is compiled once.
pub fn own_program(workspace: &Workspace, name: &str) -> Result<Command, Problem> {
    let mut cargo = cargo(workspace);
    target::without_small(&mut cargo);
    cargo.args(["build", "--workspace", "--bin", name, "--locked"]);
    let finished = run::run(&mut cargo)?;
    if !finished.success {
        eprintln!("{}", finished.output.trim_end());
        return Err(Problem::new(format!("{name} could not be built."), "Correct what cargo names and start again."));
    }
    let mut program = Command::new(workspace.path(&format!("target/debug/{name}{}", env::consts::EXE_SUFFIX)));
    program.current_dir(workspace.root());
    Ok(program)
}

impl Tools {
    pub fn trunk(&self) -> Command {
        let mut trunk = self.prepared(Command::new(&self.trunk));
        // Some systems set NO_COLOR=1, which Trunk refuses to read: it wants `true`.
        trunk.env_remove("NO_COLOR").env("TRUNK_SKIP_VERSION_CHECK", "true");
        trunk
    }

    /// Trunk, for a program as small as it gets.
    pub fn trunk_for_release(&self, workspace: &Workspace) -> Command {
        let mut trunk = self.trunk();
        target::prepare_small(workspace, self.target, &mut trunk);
        trunk
    }

    pub fn wasm_bindgen(&self) -> Command {
        self.prepared(Command::new(&self.wasm_bindgen))
    }

    /// Cargo for the WASM target, with the test runner on its path.
    pub fn cargo_for_wasm(&self, workspace: &Workspace) -> Command {
        self.prepared(self.target.cargo(workspace))
    }

    fn prepared(&self, mut command: Command) -> Command {
        command.current_dir(&self.root).env("PATH", &self.path);
        self.target.prepare(&mut command);
        command
    }
}

fn wasm_bindgen(workspace: &Workspace) -> Result<CargoTool, Problem> {
    let packages = workspace.locked_packages()?;
    let locked = packages.into_iter().find(|package| package.name == "wasm-bindgen");
    let version = locked.map(|package| package.version).ok_or_else(|| {
        Problem::new(
            "Cargo.lock names no wasm-bindgen, which the page is built with.",
            "Check that Cargo.lock is the one of the repository: `git diff Cargo.lock`.",
        )
    })?;
    let busy = &["walrus", "wasmparser", "wasm-encoder", "id-arena", "gimli", "wasm-bindgen-cli-support"];
    Ok(CargoTool { package: "wasm-bindgen-cli", program: "wasm-bindgen", version, busy })
}

fn trunk() -> CargoTool {
    CargoTool { package: "trunk", program: "trunk", version: TRUNK_VERSION.to_owned(), busy: &[] }
}

/// The PATH with the chosen wasm-bindgen in front, because Trunk takes the first that it finds.
fn path_with(workspace: &Workspace, front: Option<&Path>) -> Result<OsString, Problem> {
    let ours = front.map(Path::to_path_buf).into_iter().chain([workspace.path(".tools/bin")]);
    let inherited = env::var_os("PATH").unwrap_or_default();
    env::join_paths(ours.chain(env::split_paths(&inherited))).map_err(|error| {
        Problem::new(
            format!("No PATH can be made with {}: {error}.", workspace.root().display()),
            "Put the repository into a folder whose path has no such character.",
        )
    })
}

/// The full path of a program, for those who do not look along the PATH themselves.
fn find_on_path(program: &str) -> Option<PathBuf> {
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).map(|folder| folder.join(&name)).find(|path| path.is_file())
}
