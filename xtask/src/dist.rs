//! `cargo xtask dist`: the site that is given away, in `dist/`.
//!
//! The order: build with Trunk, make the glue for the single file, shrink with wasm-opt and esbuild, hand all to `packer`,
//! which writes the site and measures it against the budget.

use std::fs;
use std::path::{Path, PathBuf};

use crate::problem::Problem;
use crate::run;
use crate::tools::{self, Node, Tools};
use crate::workspace::Workspace;

const SITE: &str = "dist";
const PAGE: &str = "target/release-page";
const GLUE: &str = "target/single-file";
const SHRUNK: &str = "target/shrunk";
const PROGRAM: &str = "target/wasm32-unknown-unknown/release/app.wasm";
const EXERCISES: &str = "target/wasm32-unknown-unknown/release/bench.wasm";

pub fn dist(workspace: &Workspace) -> Result<(), Problem> {
    build(workspace)?;
    for program in [PROGRAM, EXERCISES] {
        weigh(workspace, program)?;
    }
    measure(workspace)
}

/// Makes the site without judging its size.
pub fn build(workspace: &Workspace) -> Result<(), Problem> {
    remove_old_site(workspace)?;
    let tools = tools::for_building(workspace)?;
    trunk_build(workspace, &tools)?;
    wasm_bindgen_without_modules(workspace, &tools)?;
    shrink_all(workspace)?;
    let mut packer = tools::own_program(workspace, "packer")?;
    packer.args(["pack", PAGE, GLUE, SITE]);
    run::demand("Packing the site into dist/", &mut packer, "Correct what packer names.")?;
    Ok(())
}

/// Whether there is a site, which the last `build` made.
pub fn is_built(workspace: &Workspace) -> bool {
    workspace.path(SITE).join("index.html").exists()
}

/// Prints what a program is made of, so that who looks for bytes knows where they are.
fn weigh(workspace: &Workspace, program: &str) -> Result<(), Problem> {
    let mut packer = tools::own_program(workspace, "packer")?;
    let finished = run::run(packer.args(["weigh", program]))?;
    println!("{}\n", finished.output.trim_end());
    if finished.success {
        return Ok(());
    }
    Err(Problem::new(format!("{program} could not be weighed."), "Delete target/wasm32-unknown-unknown and start again."))
}

/// Prints the sizes; an error where a budget is exceeded.
pub fn measure(workspace: &Workspace) -> Result<(), Problem> {
    let mut packer = tools::own_program(workspace, "packer")?;
    let finished = run::run(packer.args(["measure", SITE]))?;
    println!("{}", finished.output.trim_end());
    if finished.success {
        return Ok(());
    }
    Err(Problem::new(
        "The site is larger than a budget, or could not be measured.",
        "See which file has grown; `cargo xtask dist` also prints what each crate weighs.",
    ))
}

/// Before anything can fail, so that a failure never leaves an old site to be taken for the new one.
fn remove_old_site(workspace: &Workspace) -> Result<(), Problem> {
    let site = workspace.path(SITE);
    match fs::remove_dir_all(&site) {
        Err(error) if site.exists() => Err(not_written(&site, &error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn trunk_build(workspace: &Workspace, tools: &Tools) -> Result<(), Problem> {
    run::demand(
        "Building the page for release",
        tools.trunk_for_release(workspace).args(["build", "--release", "--dist", PAGE]),
        "Correct what it names and start again.",
    )?;
    Ok(())
}

fn wasm_bindgen_without_modules(workspace: &Workspace, tools: &Tools) -> Result<(), Problem> {
    let mut command = tools.wasm_bindgen();
    command.args(["--target", "no-modules", "--no-typescript", "--out-name", "app", "--out-dir"]);
    command.arg(workspace.path(GLUE)).arg(workspace.path(PROGRAM));
    run::demand("Making the glue of the single file", &mut command, "Delete target/wasm32-unknown-unknown and start again.")?;
    Ok(())
}

/// The programs of the site and the one of the single file, each in place.
fn shrink_all(workspace: &Workspace) -> Result<(), Problem> {
    let node = match tools::node(workspace) {
        Ok(node) => node,
        Err(problem) => {
            println!(
                "  Without wasm-opt and esbuild the program and its scripts are a third larger than they could be. {problem}"
            );
            return Ok(());
        }
    };
    minify(workspace, &node)?;
    let site = only_program(&workspace.path(PAGE))?;
    shrink(workspace, &node, &site, "site")?;
    shrink(workspace, &node, &workspace.path(PAGE).join("bench/bench_bg.wasm"), "bench")?;
    shrink(workspace, &node, &workspace.path(GLUE).join("app_bg.wasm"), "single")
}

/// Scripts and styles; Trunk's own way leaves the glue as it is, and rewrites the page that `packer` reads.
fn minify(workspace: &Workspace, node: &Node) -> Result<(), Problem> {
    let mut command = node.minify();
    for folder in [workspace.path(PAGE), workspace.path(PAGE).join("bench"), workspace.path(GLUE)] {
        command.args(files(&folder).filter(|path| path.extension().is_some_and(|ending| ending == "js" || ending == "css")));
    }
    run::demand("Shrinking scripts and styles with esbuild", &mut command, "Delete e2e/node_modules and start again.")?;
    Ok(())
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

/// Nothing lies in the first kilobyte: there ends the stack, which rustc puts before all data.
/// What one caller has stays a function: gzip then finds more that repeats.
const SMALLEST: [&str; 4] = ["-Oz", "--converge", "--low-memory-unused", "--one-caller-inline-max-function-size=0"];

/// Runs wasm-opt, unless it has had the very same program before: the result is then the same too.
fn shrink(workspace: &Workspace, node: &Node, program: &Path, name: &str) -> Result<(), Problem> {
    let folder = workspace.path(SHRUNK);
    let before = folder.join(format!("{name}-before.wasm"));
    let after = folder.join(format!("{name}-after.wasm"));
    let unchanged = after.exists() && same_bytes(&before, program);
    if !unchanged {
        let work = |error| not_written(&folder, &error);
        fs::create_dir_all(&folder).map_err(work)?;
        // Written last, so that a run that was broken off is not taken for a finished one.
        let _ = fs::remove_file(&before);
        let mut wasm_opt = node.wasm_opt();
        wasm_opt.args(SMALLEST).arg(program).arg("-o").arg(&after);
        run::demand(
            &format!("Shrinking the program of the {name} with wasm-opt"),
            &mut wasm_opt,
            "Delete e2e/node_modules and start again.",
        )?;
        fs::copy(program, &before).map_err(work)?;
    }
    fs::copy(&after, program).map(drop).map_err(|error| not_written(program, &error))
}

fn same_bytes(one: &Path, other: &Path) -> bool {
    matches!((fs::read(one), fs::read(other)), (Ok(one), Ok(other)) if one == other)
}

fn only_program(folder: &Path) -> Result<PathBuf, Problem> {
    let programs: Vec<PathBuf> = files(folder).filter(|path| path.extension().is_some_and(|ending| ending == "wasm")).collect();
    match <[PathBuf; 1]>::try_from(programs) {
        Ok([program]) => Ok(program),
        Err(programs) => Err(Problem::new(
            format!("{} has {} WASM files, expected one.", folder.display(), programs.len()),
            "Delete the folder and start again.",
        )),
    }
}

fn not_written(path: &Path, error: &std::io::Error) -> Problem {
    Problem::new(
        format!("{} cannot be written: {error}.", path.display()),
        "Check that the disk has room and that the folder is yours.",
    )
}
