//! `chainwalk lesson check` on a lesson that somebody keeps outside of the repository: what it says, and how it ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[test]
fn a_lesson_outside_of_the_repository_passes() {
    let folder = copy("good");
    for (within, named) in [(folder.as_path(), "."), (folder.parent().unwrap(), "07-my-own")] {
        let output = check(within, named);
        let out = String::from_utf8(output.stdout).unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        assert!(out.starts_with(&format!("{named}: 11 steps, 3 predictions,")), "{out}");
        assert!(out.ends_with("all of it holds\n"), "{out}");
        assert_eq!(output.status.code(), Some(0));
    }
}

#[test]
fn a_broken_one_is_refused_with_file_and_line() {
    let folder = copy("broken");
    break_it(&folder.join("zh.md"), "TTL 减到了 63", "TTL 减到了 62");
    break_it(&folder.join("lesson.toml"), "bytes = 60", "bytes = 61");
    let output = check(folder.parent().unwrap(), "07-my-own");
    let err = String::from_utf8(output.stderr).unwrap();
    let expected = [
        "07-my-own/lesson.toml:74: the claim does not hold: bytes of rule nat DOCKER 2 of server: found 60, expected 61",
        "07-my-own/en.md:35: 60 is counted here, and no claim of the lesson does",
        "07-my-own/zh.md:35: 60 is counted here, and no claim of the lesson does",
        "07-my-own/zh.md:55: 62 is nowhere in this lab and in no claim",
        "07-my-own: 4 things are wrong",
    ];
    assert_eq!(err.lines().collect::<Vec<_>>(), expected);
    assert_eq!((output.stdout.len(), output.status.code()), (0, Some(1)));
}

fn check(within: &Path, named: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chainwalk"));
    command.args(["lesson", "check", named]).current_dir(within).output().unwrap()
}

fn break_it(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(file, text.replacen(from, to, 1)).unwrap();
}

/// A copy of the lesson about DNAT, by another name.
fn copy(name: &str) -> PathBuf {
    let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons/content/02-dnat");
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lesson-{name}")).join("07-my-own");
    fs::create_dir_all(&copy).unwrap();
    for entry in fs::read_dir(original).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, copy.join(path.file_name().unwrap())).unwrap();
    }
    copy
}
