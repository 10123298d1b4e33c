//! The real binary: what it prints on both outputs and how it ends, for every case of `data/cases.txt`, byte by byte.
//! A case is `=== ` and the words of the command line, `< ` lines for standard input, `> ` and `! ` lines of the two outputs
//! and `? ` the exit status if it is not 0.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

#[derive(Debug, Default, PartialEq, Eq)]
struct Answer {
    out: String,
    err: String,
    code: i32,
}

#[test]
fn the_binary_says_what_it_should() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let text = fs::read_to_string(folder.join("cases.txt")).unwrap();
    let mut count = 0;
    let mut wrong = Vec::new();
    for case in text.split("=== ").skip(1) {
        let (words, rest) = case.split_once('\n').unwrap();
        let (input, expected) = read(rest);
        let found = run(&folder, words, &input);
        count += 1;
        if found != expected {
            wrong.push(format!("chainwalk {words}\nexpected {expected:#?}\nfound {found:#?}"));
        }
    }
    assert!(count >= 25, "only {count} cases");
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
}

fn read(rest: &str) -> (String, Answer) {
    let (mut input, mut answer) = (String::new(), Answer::default());
    for line in rest.lines() {
        let (mark, text) = line.split_at(1);
        let text = text.strip_prefix(' ').unwrap_or(text);
        let into = match mark {
            "<" => &mut input,
            ">" => &mut answer.out,
            "!" => &mut answer.err,
            "?" => {
                answer.code = text.parse().expect("an exit status");
                continue;
            }
            other => panic!("no such mark: {other:?}"),
        };
        into.push_str(text);
        into.push('\n');
    }
    (input, answer)
}

fn run(folder: &Path, words: &str, input: &str) -> Answer {
    let mut child = Command::new(env!("CARGO_BIN_EXE_chainwalk"))
        .args(words.split(' ').filter(|word| !word.is_empty()))
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // a command that wants no input may have ended already
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Answer { out: text(output.stdout), err: text(output.stderr), code: output.status.code().unwrap() }
}

/// The scenario in the help, cut out as a person would.
#[test]
fn the_example_of_the_help_can_be_played() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let help = run(&folder, "run --help", "").out;
    let example = &help[help.find("{\"name\"").expect("an example in the help")..];
    let played = run(&folder, "run --quiet -", example);
    assert_eq!((played.err.as_str(), played.code), ("", 0));
    assert!(played.out.contains("= answer: \"pong\""), "{}", played.out);
    assert!(played.out.contains("is dropped on gate by filter policy of FORWARD"), "{}", played.out);
}
