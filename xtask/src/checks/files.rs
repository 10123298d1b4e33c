//! A source file has one subject, which its first line states; most files are short.

use crate::problem::Problem;
use crate::test::Verdict;
use crate::workspace::Workspace;

/// Most files stay below this.
const LONG: usize = 400;

/// At most one file in so many is longer.
const ONE_IN: usize = 10;

pub fn check(workspace: &Workspace) -> Result<Verdict, Problem> {
    let mut files = Vec::new();
    for path in workspace.files("", ".rs") {
        let text = workspace.read(&path)?;
        files.push(SourceFile { path, text });
    }
    for file in long(&files) {
        println!("  {}: {} lines", file.path, file.lines());
    }
    Ok(super::verdict(findings(&files), "Say in the first line (`//! ...`) what the file is about; split what has two subjects."))
}

struct SourceFile {
    path: String,
    text: String,
}

impl SourceFile {
    fn lines(&self) -> usize {
        self.text.lines().count()
    }
}

fn long(files: &[SourceFile]) -> Vec<&SourceFile> {
    files.iter().filter(|file| file.lines() > LONG).collect()
}

fn findings(files: &[SourceFile]) -> Vec<String> {
    let silent = files.iter().filter(|file| !file.text.starts_with("//! "));
    let mut findings: Vec<String> = silent.map(|file| format!("{}:1: does not say what the file is about", file.path)).collect();
    let long = long(files).len();
    if long * ONE_IN > files.len() {
        findings.push(format!("{long} of {} files are longer than {LONG} lines, expected at most one in {ONE_IN}", files.len()));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> SourceFile {
        SourceFile { path: "a.rs".into(), text: text.into() }
    }

    #[test]
    fn a_file_that_does_not_state_its_subject_is_found() {
        assert_eq!(findings(&[file("use std::fs;\n")]), ["a.rs:1: does not say what the file is about"]);
        assert_eq!(findings(&[file("//! Reads files.\n")]), Vec::<String>::new());
    }

    #[test]
    fn one_long_file_in_ten_is_borne_and_two_are_not() {
        let long_text = format!("//! Long.\n{}", "\n".repeat(LONG));
        let mut files: Vec<SourceFile> = (0..9).map(|_| file("//! Short.\n")).collect();
        files.push(file(&long_text));
        assert_eq!(findings(&files), Vec::<String>::new());
        files.push(file(&long_text));
        assert_eq!(findings(&files).len(), 1);
    }
}
