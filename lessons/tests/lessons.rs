//! Every lesson folder, and the one that authors copy: all proofs of `check`, and that what is packed is what stands there.

use std::path::{Path, PathBuf};

#[test]
fn every_lesson_is_proven() {
    let mut problems = Vec::new();
    for folder in folders().into_iter().chain([example()]) {
        problems.extend(lessons::check(&folder).iter().map(ToString::to_string));
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn every_lesson_is_packed_in_order() {
    let packed: Vec<String> = lessons::all().iter().map(|lesson| format!("{:02}-{}", lesson.number, lesson.id)).collect();
    let folders: Vec<String> =
        folders().iter().filter_map(|folder| Some(folder.file_name()?.to_string_lossy().into_owned())).collect();
    assert_eq!(packed, folders);
}

/// What AUTHORING.md begins with.
fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("example/01-refused")
}

fn folders() -> Vec<PathBuf> {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let entries = std::fs::read_dir(content).expect("the folder of lessons is there");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}
