//! The service worker of the site: `app/worker.js`, told which files there are and which version they make.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::digest::short;

const TEMPLATE: &str = include_str!("../../app/worker.js");
const VERSION: &str = "{{VERSION}}";
const FILES: &str = "['{{FILES}}']";

pub const NAME: &str = "sw.js";

/// The worker's text for the files of a site, given by their names in it.
pub fn of_site(site: &Path, files: &[String]) -> Result<String, String> {
    let version = version(site, files)?;
    let list: Vec<String> = files.iter().map(|file| format!("'./{}'", address(file))).collect();
    fill(&bare(TEMPLATE), &version, &format!("[{}]", list.join(", ")))
}

/// Without what only people read.
fn bare(template: &str) -> String {
    let lines = template.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// index.html is asked for as the folder that it is in.
fn address(file: &str) -> &str {
    if file == "index.html" { "" } else { file }
}

fn fill(template: &str, version: &str, files: &str) -> Result<String, String> {
    for mark in [VERSION, FILES] {
        if template.matches(mark).count() != 1 {
            return Err(format!("app/worker.js: expected {mark} once"));
        }
    }
    Ok(template.replace(VERSION, version).replace(FILES, files))
}

/// Changes when any file does, its name or its content.
fn version(site: &Path, files: &[String]) -> Result<String, String> {
    let mut hash = Sha256::new();
    for file in files {
        let path = site.join(file);
        let content = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        hash.update(file);
        hash.update([0]);
        hash.update(Sha256::digest(content));
    }
    Ok(short(&hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_takes_version_and_files() {
        let text = fill(TEMPLATE, "0123", "['./']").unwrap_or_default();
        assert!(text.contains("0123") && text.contains("['./']") && !text.contains("{{"), "{text}");
    }

    #[test]
    fn comments_stay_with_us() {
        assert_eq!(bare("// why\ngo('//');\n\n  // what\n  stop();\n"), "go('//');\nstop();\n");
    }

    #[test]
    fn a_template_without_its_marks_is_refused() {
        assert!(fill("const FILES = [];", "1", "[]").is_err());
    }

    #[test]
    fn the_version_follows_names_and_contents() -> Result<(), String> {
        let folder = std::env::temp_dir().join(format!("chainwalk-worker-{}", std::process::id()));
        let write = |name: &str, content: &str| {
            fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join(name), content)).map_err(|e| e.to_string())
        };
        write("a", "1")?;
        write("b", "1")?;
        let names = ["a".to_owned()];
        let first = version(&folder, &names)?;
        assert_eq!(first, version(&folder, &names)?);
        assert_ne!(first, version(&folder, &["b".to_owned()])?);
        write("a", "2")?;
        assert_ne!(first, version(&folder, &names)?);
        fs::remove_dir_all(&folder).map_err(|error| error.to_string())
    }
}
