//! From what Trunk and wasm-bindgen built to what is given away: the site, its worker and policy, the single file.
//!
//! `packer order PROGRAM NAMED` finds the order in which a program compresses best, `packer pack PAGE GLUE SITE` writes
//! the site, `packer measure SITE` prints its sizes and fails above the budget. `cargo xtask dist` calls all three;
//! building and shrinking the program is its part.

mod digest;
mod html;
mod measure;
mod order;
mod policy;
mod single;
mod site;
mod styles;
mod wasm;
mod worker;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["order", program, named] => order::write(Path::new(program), Path::new(named)),
        ["pack", page, glue, site] => pack(Path::new(page), Path::new(glue), Path::new(site)),
        ["measure", site] => measure::measure(Path::new(site)),
        _anything_else => Err("Usage: packer order PROGRAM NAMED | packer pack PAGE GLUE SITE | packer measure SITE".to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// The single file is made from the page as Trunk left it, and is no part of what the worker keeps.
fn pack(page: &Path, glue: &Path, site: &Path) -> Result<(), String> {
    site::write(page, site)?;
    single::write(page, glue, &site.join(single::NAME))
}
