//! A lesson that is broken in any one way is refused, with file and line: each case breaks a copy of a good one.

use std::fs;
use std::path::{Path, PathBuf};

struct Case {
    file: &'static str,
    from: &'static str,
    to: &'static str,
    /// What the first problem begins with, behind the folder.
    says: &'static str,
}

const fn case(file: &'static str, from: &'static str, to: &'static str, says: &'static str) -> Case {
    Case { file, from, to, says }
}

const TOML: &str = "lesson.toml";

const CASES: [Case; 21] = [
    case(TOML, "id = \"dial\"", "id = dial", "lesson.toml:18: "),
    case(TOML, "at = \"made\"", "at = \"born\"", "lesson.toml:19: `born` is no event"),
    case(TOML, "interface = \"ens33\"", "hook = \"INPUT\"", "lesson.toml:26: `arrived` takes no `hook`"),
    case(TOML, "interface = \"ens33\"", "interface = \"ens34\"", "lesson.toml:25: the cue is not met: 0 such events"),
    case(TOML, "next = [", "colour = 1\nnext = [", "lesson.toml:3: unknown field `colour`"),
    case(TOML, "next = [\"", "next = [\"nowhere\", \"", "lesson.toml:3: there is no lesson `nowhere`"),
    case(TOML, "rule = \"nat DOCKER 2\"\nhost", "rule = \"nat DOCKER\"\nhost", "lesson.toml:71: `nat DOCKER` is no rule"),
    case(
        TOML,
        "packets = 1\nbytes = 60",
        "packets = 2\nbytes = 60",
        "lesson.toml:71: the claim does not hold: packets of rule nat DOCKER 2",
    ),
    case(TOML, "bytes = 60", "bytes = 61", "lesson.toml:71: the claim does not hold: bytes of rule nat DOCKER 2"),
    case(TOML, "ttl = 63", "ttl = 64", "lesson.toml:111: the claim does not hold: ttl: found 63"),
    case(
        TOML,
        "state = \"ESTABLISHED\", assured",
        "state = \"SYN_RECV\", assured",
        "lesson.toml:173: the claim does not hold: no such connection",
    ),
    case(
        TOML,
        "right = true\n\n[[step.ask.choose]]\ntext = { en = \"Docker",
        "\n[[step.ask.choose]]\ntext = { en = \"Docker",
        "lesson.toml:28: a choice has at least two options, and exactly one is right",
    ),
    case(
        TOML,
        "--dport 8080 -j DNAT --to-destination 172.17.0.2:80\"",
        "--dport 8081 -j DNAT --to-destination 172.17.0.2:80\"",
        "lesson.toml:179: the solution does not meet condition 1",
    ),
    case(TOML, "fails = 2", "fails = 1", "lesson.toml:220: fails condition 2, not 1"),
    case(
        TOML,
        "-A INPUT -p tcp --dport 8080 -j ACCEPT",
        "-A INPUT -p tcp --dport 8080 -j ACEPT",
        "lesson.toml:210: `iptables -A INPUT -p tcp --dport 8080 -j ACEPT` on server fails",
    ),
    case("en.md", "# rule: The rule", "# rules: The rule", "en.md: section `# rule: ...` is missing"),
    case("zh.md", "# web: 容器接受连接", "# web:", "zh.md:65: section `web` has no title"),
    case(
        "zh.md",
        "直到现在 server 才开始选路。",
        "Only now the server looks for a way. ",
        "lesson.toml: section `route`: \"the\"",
    ),
    case("en.md", "1 packet, 60 bytes", "1 packet, 64 bytes", "en.md: section `rule` counts 64"),
    case(
        "en.md",
        "destination is the server's own address, `192.168.66.100`",
        "destination is `192.168.66.101`",
        "en.md: section `arrival` names 192.168.66.101",
    ),
    case("scenario.json", "\"sport\": 40000", "\"sport\": 40001", "recording.json.gz: was recorded with another scenario.json"),
];

#[test]
fn each_broken_lesson_is_refused() {
    let wrong: Vec<String> = CASES.iter().enumerate().filter_map(|(number, case)| check(number, case).err()).collect();
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

fn check(number: usize, case: &Case) -> Result<(), String> {
    let copy = copy(number);
    let file = copy.join(case.file);
    let text = fs::read_to_string(&file).expect("the file to break");
    if !text.contains(case.from) {
        return Err(format!("case {number}: {} does not contain {:?}", case.file, case.from));
    }
    fs::write(&file, text.replacen(case.from, case.to, 1)).expect("a broken file");
    let problems: Vec<String> = lessons::check(&copy).iter().map(|problem| told(problem, &copy)).collect();
    match problems.iter().any(|problem| problem.starts_with(case.says)) {
        true => Ok(()),
        false => Err(format!("case {number}: expected {:?}, found {problems:#?}", case.says)),
    }
}

fn told(problem: &lessons::Problem, folder: &Path) -> String {
    let line = problem.to_string();
    line.strip_prefix(&format!("{}/", folder.display())).unwrap_or(&line).to_owned()
}

/// A copy of the lesson about DNAT, with the folder of the one it leads to beside it.
fn copy(number: usize) -> PathBuf {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("broken-{number}"));
    let copy = root.join("02-dnat");
    fs::create_dir_all(&copy).expect("a folder");
    fs::create_dir_all(root.join("03-three-packets")).expect("a folder");
    for entry in fs::read_dir(content.join("02-dnat")).expect("the lesson to copy") {
        let path = entry.expect("a file").path();
        fs::copy(&path, copy.join(path.file_name().expect("a name"))).expect("a copy");
    }
    copy
}
