//! The WASM standard library: rustup's, or where it cannot be fetched, one built from Debian's sources.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::problem::Problem;
use crate::run;
use crate::tools::{cargo, debian};
use crate::workspace::Workspace;

const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's compiler with the sources of its standard library, and the linker for WASM. All of one version:
/// mixing rustup's compiler with Debian's sources does not build.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];
const DEBIAN_COMPILER: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_SOURCES: &str = "/usr/src";
const DEBIAN_LINKER: &str = "wasm-ld-22";

/// Where the standard library for WASM comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WasmTarget {
    /// It lies ready beside the compiler.
    Installed,
    /// It is built along with the page, by Debian's compiler.
    BuiltByDebian,
}

impl WasmTarget {
    /// The cargo that goes with the compiler.
    pub fn cargo(self, workspace: &Workspace) -> Command {
        let mut command = match self {
            WasmTarget::Installed => cargo(workspace),
            WasmTarget::BuiltByDebian => Command::new(DEBIAN_CARGO),
        };
        command.current_dir(workspace.root());
        self.prepare(&mut command);
        command
    }

    /// Sets what a command needs that compiles for WASM.
    pub fn prepare(self, command: &mut Command) {
        match self {
            WasmTarget::Installed => {}
            WasmTarget::BuiltByDebian => {
                let path = path_with_system_first(command);
                command
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER)
                    .env("RUSTC", DEBIAN_COMPILER)
                    .env("CARGO", DEBIAN_CARGO)
                    .env("PATH", path)
                    .env_remove("RUSTUP_TOOLCHAIN");
            }
        }
    }
}

/// The standard library built along with the page: without the words of panics, which a page cannot show anyone, and
/// with the shorter of its ways where it has two. The program is a tenth smaller. Stable compilers take these settings
/// only when they are told that they are bootstrapping.
const SMALL: [(&str, &str); 4] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none -Csymbol-mangling-version=v0",
    ),
];

/// Sets what makes the program small, where the sources of the standard library are to be had.
pub fn prepare_small(workspace: &Workspace, target: WasmTarget, command: &mut Command) {
    if target == WasmTarget::BuiltByDebian || has_sources(workspace) {
        command.envs(SMALL);
    } else {
        println!(
            "  Without the sources of the standard library (`rustup component add rust-src`) the program is a tenth larger."
        );
    }
}

/// Takes back what `prepare_small` set: for what is built for this machine on the way.
pub fn without_small(command: &mut Command) {
    for (name, _) in SMALL {
        command.env_remove(name);
    }
}

fn has_sources(workspace: &Workspace) -> bool {
    if sources_are_installed() {
        return true;
    }
    let mut rustup = Command::new("rustup");
    let added = run::run(rustup.args(["component", "add", "rust-src"]).current_dir(workspace.root()));
    added.is_ok_and(|finished| finished.success) && sources_are_installed()
}

fn sources_are_installed() -> bool {
    sysroot().is_some_and(|sysroot| sysroot.join("lib/rustlib/src/rust/library/Cargo.lock").exists())
}

/// Asked for by several checks of one run; the answer of the first holds for all.
pub fn ensure(workspace: &Workspace) -> Result<WasmTarget, Problem> {
    static FOUND: OnceLock<WasmTarget> = OnceLock::new();
    if let Some(found) = FOUND.get() {
        return Ok(*found);
    }
    let found = find_or_add(workspace)?;
    Ok(*FOUND.get_or_init(|| found))
}

fn find_or_add(workspace: &Workspace) -> Result<WasmTarget, Problem> {
    if is_installed() {
        return Ok(WasmTarget::Installed);
    }
    run::say(&format!("Adding the target {TARGET} to Rust with rustup"));
    let mut rustup = Command::new("rustup");
    let added = run::run(rustup.args(["target", "add", TARGET]).current_dir(workspace.root()));
    match added {
        Ok(finished) if finished.success && is_installed() => {
            run::done(finished.elapsed);
            Ok(WasmTarget::Installed)
        }
        Ok(finished) => {
            eprintln!("{}", finished.output.trim_end());
            from_debian(workspace, "rustup could not fetch it")
        }
        Err(_) => from_debian(workspace, "there is no rustup"),
    }
}

fn is_installed() -> bool {
    let Some(sysroot) = sysroot() else { return false };
    let libraries = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    fs::read_dir(libraries)
        .is_ok_and(|files| files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libstd-")))
}

fn sysroot() -> Option<PathBuf> {
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    run::answer(Command::new(compiler).args(["--print", "sysroot"])).map(PathBuf::from)
}

fn from_debian(workspace: &Workspace, reason: &str) -> Result<WasmTarget, Problem> {
    if !debian::is_debian() {
        return Err(Problem::new(
            format!("The Rust target {TARGET} is missing, and {reason}."),
            format!("Connect to the network and run `rustup target add {TARGET}`; rustup is at https://rustup.rs ."),
        ));
    }
    run::say(&format!(
        "The Rust target {TARGET} is missing, and {reason}: Debian's compiler builds it along with the page instead"
    ));
    if !debian_parts_are_there() {
        debian::install(workspace, &DEBIAN_PACKAGES)?;
    }
    if debian_parts_are_there() {
        return Ok(WasmTarget::BuiltByDebian);
    }
    Err(Problem::new(
        format!(
            "Debian's packages {} are installed, but {DEBIAN_COMPILER}, {DEBIAN_LINKER} or the sources are not there.",
            DEBIAN_PACKAGES.join(", ")
        ),
        format!("Connect to the network and run `rustup target add {TARGET}`."),
    ))
}

fn debian_parts_are_there() -> bool {
    let has_linker = run::answer(Command::new(DEBIAN_LINKER).arg("--version")).is_some();
    let has_sources = fs::read_dir(DEBIAN_SOURCES)
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("rustc-")));
    has_linker && has_sources && Path::new(DEBIAN_COMPILER).exists() && Path::new(DEBIAN_CARGO).exists()
}

/// Rustup's stand-ins for cargo and rustc must not come first.
fn path_with_system_first(command: &Command) -> OsString {
    let set_already = command.get_envs().find_map(|(name, value)| if name == "PATH" { value } else { None });
    let path = set_already.map_or_else(|| env::var_os("PATH").unwrap_or_default(), OsString::from);
    let (ours, rest): (Vec<PathBuf>, Vec<PathBuf>) = env::split_paths(&path).partition(|folder| folder.ends_with(".tools/bin"));
    let ordered = ours.into_iter().chain([PathBuf::from("/usr/bin")]).chain(rest);
    env::join_paths(ordered).unwrap_or(path)
}
