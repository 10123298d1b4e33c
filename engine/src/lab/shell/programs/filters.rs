//! Programs that let lines through: `grep`, `head`, `tail`, `wc`, `sort`, `uniq`.

use super::options::{Found, Known, read};
use super::{Done, Job};
use crate::lab::shell::Session;
use crate::tools::pattern::{Pattern, Syntax};

pub(super) fn run(session: &Session, job: &Job<'_>, name: &str) -> Done {
    let words = job.rest();
    match name {
        "grep" => grep(session, job, &words, Syntax::Basic),
        "egrep" => grep(session, job, &words, Syntax::Extended),
        "fgrep" => grep(session, job, &words, Syntax::Fixed),
        "head" | "tail" => ends(session, job, &words, name),
        "wc" => count(session, job, &words),
        "sort" => sort(session, job, &words),
        _ => unique(session, job, &words),
    }
}

/// A file or the input, by the name it was given.
struct Text<'line> {
    name: Option<&'line str>,
    text: String,
}

/// What is to be read; the complaints about what cannot be are written.
fn texts<'line>(
    session: &Session,
    job: &Job<'_>,
    files: &[&'line str],
    program: &str,
    code: u8,
    done: &mut Done,
) -> Vec<Text<'line>> {
    if files.is_empty() {
        return vec![Text { name: None, text: job.input.unwrap_or_default().to_owned() }];
    }
    let mut texts = Vec::new();
    for file in files {
        match session.read_file(file) {
            Ok(text) => texts.push(Text { name: Some(file), text }),
            Err(why) => {
                done.err(&[program, ": ", file, ": ", why, "\n"]);
                done.code = code;
            }
        }
    }
    texts
}

/// Nobody types at the keyboard: a program that reads it waits until Ctrl+C.
fn waits(job: &Job<'_>, files: &[&str]) -> bool {
    files.is_empty() && job.input.is_none()
}

#[derive(Clone, Copy, Debug, Default)]
struct Grep {
    inverted: bool,
    any_case: bool,
    numbered: bool,
    counted: bool,
    quiet: bool,
    only: bool,
    words: bool,
    named: Option<bool>,
    after: usize,
    before: usize,
}

const GREP_USAGE: &str = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n";

fn grep(session: &Session, job: &Job<'_>, words: &[&str], syntax: Syntax) -> Done {
    let (mut asked, mut syntax) = (Grep::default(), syntax);
    let mut patterns: Vec<&str> = Vec::new();
    let mut operands = Vec::new();
    let known = Known { letters: "vinEFGwcqohHe:A:B:C:m:", long: &[("color", false), ("color=auto", false)], stops: false };
    for found in read(words, known) {
        match found {
            Found::Flag("v") => asked.inverted = true,
            Found::Flag("i") => asked.any_case = true,
            Found::Flag("n") => asked.numbered = true,
            Found::Flag("c") => asked.counted = true,
            Found::Flag("q") => asked.quiet = true,
            Found::Flag("o") => asked.only = true,
            Found::Flag("w") => asked.words = true,
            Found::Flag("h") => asked.named = Some(false),
            Found::Flag("H") => asked.named = Some(true),
            Found::Flag("E") => syntax = Syntax::Extended,
            Found::Flag("F") => syntax = Syntax::Fixed,
            Found::Flag(_) => {}
            Found::Value("e", pattern) => patterns.push(pattern),
            Found::Value(letter, value) => {
                let Ok(lines) = value.parse() else {
                    return Done::default().failed(2, &["grep: ", value, ": invalid context length argument\n"]);
                };
                asked.after = if letter == "B" { asked.after } else { lines };
                asked.before = if letter == "A" { asked.before } else { lines };
            }
            Found::Operand(word) => operands.push(word),
            Found::Unknown(letter) => {
                return Done::default().failed(2, &["grep: invalid option -- '", letter, "'\n", GREP_USAGE]);
            }
            Found::Bare(letter) => {
                return Done::default().failed(2, &["grep: option requires an argument -- '", letter, "'\n", GREP_USAGE]);
            }
        }
    }
    if patterns.is_empty() {
        if operands.is_empty() {
            return Done::default().failed(2, &[GREP_USAGE]);
        }
        patterns.push(operands.remove(0));
    }
    let compiled: Option<Vec<Pattern>> =
        patterns.iter().flat_map(|text| text.split('\n')).map(|text| Pattern::read(text, syntax, asked.any_case)).collect();
    let Some(compiled) = compiled else {
        return Done::default().failed(2, &["grep: not modelled, or not a pattern: ", &patterns.join(" "), "\n"]);
    };
    if waits(job, &operands) {
        return Done::default().interrupted();
    }
    let mut done = Done { code: 1, ..Done::default() };
    let many = operands.len() > 1;
    let texts = texts(session, job, &operands, "grep", 2, &mut done);
    let found = texts.iter().map(|text| filter(text, &compiled, asked, many, &mut done)).filter(|found| *found).count();
    if found > 0 && done.code != 2 {
        done.code = 0;
    }
    done
}

/// `true`: a line went through.
fn filter(text: &Text<'_>, patterns: &[Pattern], asked: Grep, many: bool, done: &mut Done) -> bool {
    let lines: Vec<&str> = text.text.lines().collect();
    let fits = |line: &str| patterns.iter().any(|pattern| pattern.find(line, asked.words).is_some()) != asked.inverted;
    let hits: Vec<usize> = lines.iter().enumerate().filter(|(_, line)| fits(line)).map(|(place, _)| place).collect();
    let name = match (asked.named.unwrap_or(many), text.name) {
        (true, name) => name.unwrap_or("(standard input)"),
        (false, _) => "",
    };
    let colon = if name.is_empty() { "" } else { ":" };
    if asked.quiet {
        return !hits.is_empty();
    }
    if asked.counted {
        done.out(&[name, colon, &hits.len().to_string(), "\n"]);
        return !hits.is_empty();
    }
    let near = |place: usize| hits.iter().any(|hit| place + asked.before >= *hit && place <= *hit + asked.after);
    let mut last = None;
    for (place, line) in lines.iter().enumerate().filter(|(place, _)| near(*place)) {
        let is_hit = hits.contains(&place);
        if asked.after + asked.before > 0 && last.is_some_and(|last| last + 1 < place) {
            done.out(&["--\n"]);
        }
        last = Some(place);
        let mark = if is_hit { ":" } else { "-" };
        let number = if asked.numbered { [&(place + 1).to_string(), mark].concat() } else { String::new() };
        let prefix = [name, if name.is_empty() { "" } else { mark }, &number].concat();
        match asked.only && is_hit && !asked.inverted {
            true => {
                for part in patterns.iter().flat_map(|pattern| pattern.all(line, asked.words)) {
                    done.out(&[&prefix, &part, "\n"]);
                }
            }
            false => done.out(&[&prefix, line, "\n"]),
        }
    }
    !hits.is_empty()
}

fn ends(session: &Session, job: &Job<'_>, words: &[&str], name: &str) -> Done {
    let mut count = "10";
    let mut files = Vec::new();
    // `-5` is `-n 5`.
    let is_short =
        |word: &&&str| word.len() > 1 && word.starts_with('-') && word.chars().skip(1).all(|letter| letter.is_ascii_digit());
    let short: Vec<&str> = words.iter().filter(is_short).filter_map(|word| word.get(1..)).collect();
    let others: Vec<&str> = words.iter().filter(|word| !is_short(word)).copied().collect();
    count = short.last().copied().unwrap_or(count);
    for found in read(&others, Known { letters: "n:qf", long: &[], stops: false }) {
        match found {
            Found::Value(_, value) => count = value,
            Found::Operand(file) => files.push(file),
            Found::Flag(_) => {}
            Found::Unknown(letter) | Found::Bare(letter) => {
                return Done::default()
                    .failed(1, &[name, ": invalid option -- '", letter, "'\nTry '", name, " --help' for more information.\n"]);
            }
        }
    }
    let Ok(number) = count.trim_start_matches(['+', '-']).parse::<usize>() else {
        return Done::default().failed(1, &[name, ": invalid number of lines: '", count, "'\n"]);
    };
    if waits(job, &files) {
        return Done::default().interrupted();
    }
    let mut done = Done::default();
    for text in texts(session, job, &files, name, 1, &mut done) {
        if let Some(name) = text.name.filter(|_| files.len() > 1) {
            done.out(&["==> ", name, " <==\n"]);
        }
        let lines: Vec<&str> = text.text.split_inclusive('\n').collect();
        let (skipped, taken) = match (name, count.chars().next()) {
            ("head", Some('-')) => (0, lines.len().saturating_sub(number)),
            ("head", _) => (0, number),
            (_, Some('+')) => (number.saturating_sub(1), lines.len()),
            (_, _) => (lines.len().saturating_sub(number), lines.len()),
        };
        for line in lines.iter().skip(skipped).take(taken) {
            done.out(&[line]);
        }
    }
    done
}

fn count(session: &Session, job: &Job<'_>, words: &[&str]) -> Done {
    let (options, files): (Vec<&str>, Vec<&str>) = words.iter().copied().partition(|word| word.starts_with('-'));
    let has = |letter: char| options.iter().any(|option| option.contains(letter));
    let all = options.is_empty();
    if waits(job, &files) {
        return Done::default().interrupted();
    }
    let mut done = Done::default();
    for text in texts(session, job, &files, "wc", 1, &mut done) {
        let numbers = [
            (all || has('l'), text.text.matches('\n').count()),
            (all || has('w'), text.text.split_whitespace().count()),
            (all || has('c') || has('m'), text.text.len()),
        ];
        let shown: Vec<String> = numbers.iter().filter(|(asked, _)| *asked).map(|(_, number)| number.to_string()).collect();
        // One number stands alone; several in columns as wide as a pipe makes them, or as a file's size needs.
        let width = match (shown.len(), text.name) {
            (1, _) => 0,
            (_, None) => 7,
            (_, Some(_)) => text.text.len().to_string().len(),
        };
        let padded: Vec<String> =
            shown.iter().map(|number| [&" ".repeat(width.saturating_sub(number.len())), number.as_str()].concat()).collect();
        let name = text.name.map(|name| [" ", name].concat()).unwrap_or_default();
        done.out(&[&padded.join(" "), &name, "\n"]);
    }
    done
}

fn sort(session: &Session, job: &Job<'_>, words: &[&str]) -> Done {
    let (options, files): (Vec<&str>, Vec<&str>) = words.iter().copied().partition(|word| word.starts_with('-'));
    let has = |letter: char| options.iter().any(|option| option.contains(letter));
    if waits(job, &files) {
        return Done::default().interrupted();
    }
    let mut done = Done::default();
    let texts = texts(session, job, &files, "sort", 2, &mut done);
    let mut lines: Vec<&str> = texts.iter().flat_map(|text| text.text.lines()).collect();
    let number = |line: &str| {
        line.trim_start().split(|letter: char| !letter.is_ascii_digit()).next().and_then(|text| text.parse::<u64>().ok())
    };
    match has('n') {
        true => lines.sort_by_key(|line| (number(line).unwrap_or(0), *line)),
        false => lines.sort_unstable(),
    }
    if has('u') {
        lines.dedup();
    }
    if has('r') {
        lines.reverse();
    }
    for line in lines {
        done.out(&[line, "\n"]);
    }
    done
}

fn unique(session: &Session, job: &Job<'_>, words: &[&str]) -> Done {
    let (options, files): (Vec<&str>, Vec<&str>) = words.iter().copied().partition(|word| word.starts_with('-'));
    if waits(job, &files) {
        return Done::default().interrupted();
    }
    let counted = options.iter().any(|option| option.contains('c'));
    let mut done = Done::default();
    for text in texts(session, job, &files, "uniq", 1, &mut done) {
        let mut groups: Vec<(&str, usize)> = Vec::new();
        for line in text.text.lines() {
            match groups.last_mut() {
                Some((last, times)) if *last == line => *times += 1,
                Some(_) | None => groups.push((line, 1)),
            }
        }
        for (line, times) in groups {
            let times = times.to_string();
            let blanks = " ".repeat(7usize.saturating_sub(times.len()));
            match counted {
                true => done.out(&[&blanks, &times, " ", line, "\n"]),
                false => done.out(&[line, "\n"]),
            }
        }
    }
    done
}
