//! A lesson that is broken in any one way is refused, with file and line. `broken/cases.txt` holds the ways: each breaks a
//! copy of a good lesson that lies outside of the course.
//!
//! A case is `=== ` and its name, then edits and what is said of them. An edit is `@ ` and a file; `- ` lines that stand
//! there, and with `~ ` all that follows them up to such a line; `+ ` lines that take their place. `x` deletes the file.
//! `? ` is how a finding begins that must be among those told.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

#[derive(Debug, Default)]
struct Case {
    name: String,
    edits: Vec<Edit>,
    says: Vec<String>,
}

#[derive(Debug, Default)]
struct Edit {
    file: String,
    from: Vec<String>,
    until: Option<String>,
    to: Vec<String>,
    deletes: bool,
}

#[test]
fn each_broken_lesson_is_refused() {
    let cases = cases(include_str!("broken/cases.txt"));
    let wrong: Vec<String> = cases.iter().enumerate().filter_map(|(number, case)| check(number, case).err()).collect();
    assert!(cases.len() >= 45, "only {} cases", cases.len());
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn a_good_lesson_passes_anywhere() {
    let problems = lessons::check(&copy("good"));
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn a_lesson_of_windows_passes() {
    let copy = copy("windows");
    for file in ["lesson.toml", "en.md", "zh.md", "scenario.json"] {
        let text = fs::read_to_string(copy.join(file)).expect("a text");
        fs::write(copy.join(file), format!("\u{feff}{}", text.replace('\n', "\r\n"))).expect("a text");
    }
    let problems = lessons::check(&copy);
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn recordings_may_be_packed() {
    let copy = copy("packed");
    for name in ["recording.json", "solution.json", "near-miss-1.json"] {
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(&fs::read(copy.join(name)).expect("a recording")).expect("memory takes it");
        fs::write(copy.join(format!("{name}.gz")), packer.finish().expect("memory takes it")).expect("a file");
        fs::remove_file(copy.join(name)).expect("it was there");
    }
    let problems = lessons::check(&copy);
    assert!(problems.is_empty(), "{problems:#?}");
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        if mark == "===" {
            cases.push(Case { name: rest.to_owned(), ..Case::default() });
            continue;
        }
        let case = cases.last_mut().expect("a case begins with ===");
        match mark {
            "@" => case.edits.push(Edit { file: rest.to_owned(), ..Edit::default() }),
            "?" => case.says.push(rest.to_owned()),
            _ => {
                let edit = case.edits.last_mut().expect("an edit begins with @");
                match mark {
                    "-" => edit.from.push(rest.to_owned()),
                    "~" => edit.until = Some(rest.to_owned()),
                    "+" => edit.to.push(rest.to_owned()),
                    "x" => edit.deletes = true,
                    other => panic!("{}: no such mark: {other:?}", case.name),
                }
            }
        }
    }
    cases
}

fn check(number: usize, case: &Case) -> Result<(), String> {
    let copy = copy(&number.to_string());
    for edit in &case.edits {
        perform(&copy.join(&edit.file), edit).map_err(|what| format!("{}: {what}", case.name))?;
    }
    let problems = lessons::check(&copy);
    let told: Vec<String> = problems.iter().map(|problem| told(problem, &copy)).collect();
    if let Some(missing) = case.says.iter().find(|says| !told.iter().any(|told| told.starts_with(says.as_str()))) {
        return Err(format!("{}: expected {missing:?}, found {told:#?}", case.name));
    }
    if case.says.is_empty() {
        return Err(format!("{} expects nothing; found {told:#?}", case.name));
    }
    match problems.iter().filter(|problem| has_lines(&problem.file)).find(|problem| problem.line == 0) {
        None => Ok(()),
        Some(problem) => Err(format!("{}: without a line: {problem}", case.name)),
    }
}

/// A recording is judged as a whole, and a file that is not there has no lines.
fn has_lines(file: &Path) -> bool {
    let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    file.is_file() && !["recording", "solution"].contains(&name.as_str()) && !name.starts_with("near-miss")
}

fn perform(file: &Path, edit: &Edit) -> Result<(), String> {
    if edit.deletes {
        return fs::remove_file(file).map_err(|error| error.to_string());
    }
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", edit.file))?;
    let (from, to) = (edit.from.join("\n"), edit.to.join("\n"));
    let start = text.find(&from).ok_or_else(|| format!("{} does not contain {from:?}", edit.file))?;
    let behind = start + from.len();
    let end = match &edit.until {
        Some(until) => behind + text[behind..].find(until).ok_or_else(|| format!("nothing is {until:?} behind that"))?,
        None => behind,
    };
    fs::write(file, [&text[..start], &to, &text[end..]].concat()).map_err(|error| error.to_string())
}

fn told(problem: &lessons::Problem, folder: &Path) -> String {
    let line = problem.to_string();
    line.strip_prefix(&format!("{}/", folder.display())).unwrap_or(&line).to_owned()
}

/// A copy of the lesson about DNAT, alone in a folder of its own.
fn copy(name: &str) -> PathBuf {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("broken-{name}")).join("02-dnat");
    if copy.exists() {
        fs::remove_dir_all(&copy).expect("no leftovers");
    }
    fs::create_dir_all(&copy).expect("a folder");
    for entry in fs::read_dir(content.join("02-dnat")).expect("the lesson to copy") {
        let path = entry.expect("a file").path();
        fs::copy(&path, copy.join(path.file_name().expect("a name"))).expect("a copy");
    }
    copy
}
