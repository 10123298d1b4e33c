//! The real binary: what it prints on both outputs and how it ends, for every case of `data/cases.txt`, byte by byte.
//! A case is `=== ` and the words of the command line, `< ` lines for standard input, `> ` and `! ` lines of the two outputs
//! and `? ` the exit status if it is not 0. `data/usage.txt` holds what only has to be understood or refused.

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
        .env_remove("COLUMNS")
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

#[test]
fn each_command_line_is_understood_or_refused_as_the_table_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let table = fs::read_to_string(folder.join("usage.txt")).unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let wrong: Vec<String> = rows.iter().filter_map(|row| check_row(&folder, row).err()).collect();
    assert!(rows.len() >= 50, "only {} rows", rows.len());
    assert!(wrong.is_empty(), "{} of {} rows differ:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// Whatever is refused says nothing on standard output, and whatever is done nothing on standard error.
fn check_row(folder: &Path, row: &str) -> Result<(), String> {
    let [code, words, line] = row.splitn(3, '|').map(str::trim).collect::<Vec<_>>()[..] else { panic!("no row: {row}") };
    let code: i32 = code.parse().expect("an exit status");
    let found = run(folder, words, "");
    let (told, silent) = if code == 0 { (&found.out, &found.err) } else { (&found.err, &found.out) };
    match (found.code, told.lines().next().unwrap_or(""), silent.as_str()) {
        (status, first, "") if status == code && first == line => Ok(()),
        _ => Err(format!("chainwalk {words}\nexpected {code}, {line:?}; found {found:#?}")),
    }
}

/// Help and manual are made of the same text, a page for each command.
#[test]
fn each_command_has_a_page_in_the_manual() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("manual/man1");
    let told = run(Path::new("."), &format!("man {}", folder.display()), "");
    assert_eq!((told.err.as_str(), told.code), ("", 0));
    let pages = ["", "-run", "-rules", "-lesson", "-lesson-check", "-replay", "-completions", "-man"];
    let expected: String = pages.map(|page| format!("{}/chainwalk{page}.1\n", folder.display())).concat();
    assert_eq!(told.out, expected);
    let page = fs::read_to_string(folder.join("chainwalk-run.1")).unwrap();
    let wanted = [".SH SYNOPSIS", "\\-\\-quiet", ".SH EXAMPLES", "chainwalk run lab.json | less", ".SH SCENARIO", "tcp_connect"];
    let missing: Vec<&str> = wanted.into_iter().filter(|text| !page.contains(text)).collect();
    assert!(missing.is_empty(), "{missing:?} in\n{page}");
}

#[test]
fn each_shell_completes_what_can_be_asked_for() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(Path::new("."), &format!("completions {shell}"), "");
        assert_eq!((script.err.as_str(), script.code), ("", 0), "{shell}");
        let missing: Vec<_> =
            ["lesson", "check", "quiet", "print", "completions"].into_iter().filter(|word| !script.out.contains(word)).collect();
        assert!(missing.is_empty(), "{shell} misses {missing:?}");
    }
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
