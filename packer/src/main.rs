//! From what Trunk and wasm-bindgen built to what is given away: the site, its worker and policy, the single file.
//!
//! `packer pack PAGE GLUE SITE` writes the site, `packer measure SITE` prints its sizes and fails above a budget,
//! `packer weigh PROGRAM` prints what a program is made of. `cargo xtask dist` calls all three; building and shrinking
//! the program is its part.

mod digest;
mod html;
mod measure;
mod policy;
mod single;
mod site;
mod styles;
mod table;
mod weigh;
mod worker;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["pack", page, glue, site] => pack(Path::new(page), Path::new(glue), Path::new(site)),
        ["measure", site] => measure::measure(Path::new(site)),
        ["weigh", program] => weigh::weigh(Path::new(program)),
        _anything_else => Err("Usage: packer pack PAGE GLUE SITE | packer measure SITE | packer weigh PROGRAM".to_owned()),
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
