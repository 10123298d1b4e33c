//! The small ones: `echo`, `printf`, `sleep`, `hostname`, `history`, `dmesg`, `help` and their like.

use super::options::seconds;
use super::{Done, Job, NAMES};
use crate::kernel::event::Listener;
use crate::lab::shell::Session;
use crate::text::log;

pub(super) fn run(session: &Session, job: &Job<'_>, name: &str) -> Done {
    let words = job.rest();
    let mut done = Done::default();
    match name {
        "echo" => echo(&words, &mut done),
        "printf" => return printf(&words),
        "false" => done.code = 1,
        "pwd" => done.out(&["/root\n"]),
        "whoami" => done.out(&["root\n"]),
        "id" => done.out(&["uid=0(root) gid=0(root) groups=0(root)\n"]),
        "hostname" => done.out(&[session.lab.host(session.host).map_or("", |host| &host.name), "\n"]),
        "clear" | "reset" => done.clears = true,
        "history" => history(session, &mut done),
        "dmesg" => dmesg(session, &mut done),
        "help" => help(&mut done),
        "cd" if words.iter().any(|word| !matches!(*word, "~" | "/root" | ".")) => {
            return done.failed(1, &["bash: cd: not modelled: all files of the lab's shell are in /root\n"]);
        }
        // true, :, cd, exit: nothing happens.
        _ => {}
    }
    done
}

pub(super) fn sleep<L: Listener>(session: &mut Session, job: &Job<'_>, listener: &mut L) -> Done {
    const HINT: &str = "Try 'sleep --help' for more information.\n";
    const UNITS: [(&str, u32); 4] = [("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];
    let words = job.rest();
    if words.is_empty() {
        return Done::default().failed(1, &["sleep: missing operand\n", HINT]);
    }
    super::begin_action(session);
    for word in words {
        let (text, unit) = UNITS.iter().find_map(|(unit, size)| Some((word.strip_suffix(unit)?, *size))).unwrap_or((word, 1));
        let Some(span) = seconds(text).and_then(|span| span.checked_mul(unit)) else {
            return Done::default().failed(1, &["sleep: invalid time interval '", word, "'\n", HINT]);
        };
        let until = session.lab.clock + span;
        session.lab.run_until(until, listener, |_| false);
        session.lab.set_clock(until, listener);
    }
    Done::default()
}

fn echo(words: &[&str], done: &mut Done) {
    let is_option = |word: &&&str| matches!(**word, "-n" | "-e" | "-ne" | "-en" | "-E");
    let options = words.iter().take_while(is_option).count();
    let (options, words) = words.split_at_checked(options).unwrap_or((&[], words));
    let text = words.join(" ");
    let text = if options.iter().any(|option| option.contains('e')) { unescaped(&text) } else { text };
    done.out(&[&text, if options.iter().any(|option| option.contains('n')) { "" } else { "\n" }]);
}

/// `%s` and `%d` take the words behind the format, which is used again as long as there are some.
fn printf(words: &[&str]) -> Done {
    let Some((format, rest)) = words.split_first() else {
        return Done::default().failed(2, &["printf: usage: printf [-v var] format [arguments]\n"]);
    };
    let format = unescaped(format);
    let mut out = String::new();
    let mut rest = rest.iter().copied();
    let pieces: Vec<&str> = format.split('%').collect();
    loop {
        let before = rest.len();
        let mut pieces = pieces.iter().copied();
        out.push_str(pieces.next().unwrap_or_default());
        while let Some(piece) = pieces.next() {
            match piece.chars().next() {
                Some('s' | 'd') => {
                    out.push_str(rest.next().unwrap_or_default());
                    out.push_str(piece.get(1..).unwrap_or_default());
                }
                // `%%`
                None => {
                    out.push('%');
                    out.push_str(pieces.next().unwrap_or_default());
                }
                Some(_) => return Done::default().failed(1, &["bash: printf: not modelled: %", piece, "\n"]),
            }
        }
        if rest.len() == 0 || rest.len() == before {
            break;
        }
    }
    let mut done = Done::default();
    done.out(&[&out]);
    done
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('\\') | None => out.push('\\'),
            Some(other) => out.extend(['\\', other]),
        }
    }
    out
}

fn history(session: &Session, done: &mut Done) {
    let here = session.typed.iter().filter(|typed| typed.host == session.host);
    for (place, typed) in here.enumerate() {
        let number = (place + 1).to_string();
        let blanks = " ".repeat(5usize.saturating_sub(number.len()));
        done.out(&[&blanks, &number, "  ", &typed.line, "\n"]);
    }
}

fn dmesg(session: &Session, done: &mut Done) {
    for logged in session.lab.host(session.host).into_iter().flat_map(|host| &host.log) {
        done.out(&[&log::stamped_line(logged), "\n"]);
    }
}

fn help(done: &mut Done) {
    let mut line = String::new();
    for name in NAMES {
        if line.len() + name.len() > 70 {
            done.out(&[line.trim_end(), "\n"]);
            line.clear();
        }
        line.push_str(name);
        line.push(' ');
    }
    done.out(&[
        line.trim_end(),
        "\n",
        "|  ;  &&  ||  > >> < << <<< 2>&1  'quotes'  NAME=value $NAME  for … in …; do …; done  # comment\n",
    ]);
    // a ping of 0.000 ms would look like a fault
    done.out(&["The lab's wires take no time: ping measures 0.000 ms.\n"]);
}
