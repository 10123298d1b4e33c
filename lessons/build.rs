//! Packs `content/` into one blob, so that the page brings no parser of TOML, Markdown or JSON.
//!
//! What reads a lesson here is the very source that the check uses: `src/read`, into `src/model`.

#[path = "src/language.rs"]
#[allow(dead_code, unused_imports, unused_macros, reason = "the build needs a part of it")]
mod language;
#[path = "src/model/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the build needs a part of it")]
mod model;
#[path = "src/read/mod.rs"]
#[allow(dead_code, reason = "the build needs a part of it")]
mod read;

use std::error::Error;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=content");
    let mut lessons = Vec::new();
    let mut problems = Vec::new();
    for folder in folders(Path::new("content"))? {
        match read::folder(&folder) {
            Ok(source) => lessons.push(source.lesson),
            Err(found) => problems.extend(found),
        }
    }
    for problem in &problems {
        println!("cargo::error={problem}");
    }
    if !problems.is_empty() {
        return Err("the lessons named above cannot be read".into());
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let format = format_of_packed(&["src", "../net/src", "../trace/src"])?;
    // `course::Card`, field by field.
    let cards: Vec<_> = lessons.iter().map(|lesson| (&lesson.id, &lesson.title, &lesson.question)).collect();
    std::fs::write(out.join("cards.packed"), [format.to_vec(), postcard::to_allocvec(&cards)?].concat())?;
    std::fs::write(out.join("format"), format)?;
    std::fs::write(out.join("lessons.postcard"), postcard::to_allocvec(&lessons)?)?;
    Ok(())
}

/// What packed files begin with: other sources, other types, other files. FNV-1a over every source that may hold one.
fn format_of_packed(folders: &[&str]) -> Result<[u8; 8], std::io::Error> {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut waiting: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            let mut inside: Vec<PathBuf> = std::fs::read_dir(&path)?.flatten().map(|entry| entry.path()).collect();
            inside.sort();
            waiting.extend(inside);
        } else {
            hash = std::fs::read(&path)?.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
        }
    }
    Ok(hash.to_le_bytes())
}

/// In the order of their names, which begin with a number.
fn folders(content: &Path) -> Result<Vec<PathBuf>, std::io::Error> {
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(content)? {
        let path = entry?.path();
        if path.is_dir() {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}
