//! Programs for whole files: `cat`, `less`, `tee`, `ls`, `rm`, `cp`, `mv`, `touch`.

use super::{Done, Job};
use crate::lab::shell::Session;

pub(super) fn run(session: &mut Session, job: &Job<'_>, name: &str) -> Done {
    let words = job.rest();
    let operands: Vec<&str> = words.iter().copied().filter(|word| !word.starts_with('-') || *word == "-").collect();
    match name {
        "tee" => tee(session, job, &operands, words.contains(&"-a")),
        "ls" => list(session, &operands, words.iter().any(|word| word.starts_with('-') && word.contains('l'))),
        "rm" => remove(session, &operands, words.iter().any(|word| word.starts_with('-') && word.contains('f'))),
        "cp" | "mv" => copy(session, &operands, name),
        "touch" => touch(session, &operands),
        _ => show(session, job, &operands, name),
    }
}

/// `cat`, `less`, `more`: nobody leafs here.
fn show(session: &Session, job: &Job<'_>, operands: &[&str], name: &str) -> Done {
    let mut done = Done::default();
    if operands.is_empty() {
        match job.input {
            Some(input) => done.out(&[input]),
            None => return done.interrupted(),
        }
    }
    for operand in operands {
        let text = if *operand == "-" { Ok(job.input.unwrap_or_default().to_owned()) } else { session.read_file(operand) };
        match text {
            Ok(text) => done.out(&[&text]),
            Err(why) => done = done.failed(1, &[name, ": ", operand, ": ", why, "\n"]),
        }
    }
    done
}

fn tee(session: &mut Session, job: &Job<'_>, operands: &[&str], append: bool) -> Done {
    let mut done = Done::default();
    let Some(text) = job.input else { return done.interrupted() };
    for file in operands {
        if let Err(why) = session.write_file(file, text, append) {
            done = done.failed(1, &["tee: ", file, ": ", why, "\n"]);
        }
    }
    done.out(&[text]);
    done
}

fn list(session: &mut Session, operands: &[&str], long: bool) -> Done {
    let mut done = Done::default();
    let names: Vec<String> = session.files().names().map(str::to_owned).collect();
    let folder = |operand: &&str| matches!(*operand, "." | "~" | "/root" | "/root/");
    for operand in operands.iter().filter(|operand| !folder(operand)) {
        match session.read_file(operand) {
            Ok(_) => done.out(&[operand, "\n"]),
            Err(why) => done = done.failed(2, &["ls: cannot access '", operand, "': ", why, "\n"]),
        }
    }
    if operands.is_empty() || operands.iter().any(folder) {
        for name in names {
            let size = session.read_file(&name).map_or(0, |text| text.len()).to_string();
            match long {
                true => done.out(&["-rw-r--r-- 1 root root ", &size, " Jan  5 12:00 ", &name, "\n"]),
                false => done.out(&[&name, "\n"]),
            }
        }
    }
    done
}

fn remove(session: &mut Session, operands: &[&str], force: bool) -> Done {
    let mut done = Done::default();
    for file in operands {
        if !session.files().remove(file) && !force {
            done = done.failed(1, &["rm: cannot remove '", file, "': No such file or directory\n"]);
        }
    }
    done
}

fn copy(session: &mut Session, operands: &[&str], name: &str) -> Done {
    let (from, to) = match operands {
        [from, to] => (*from, *to),
        [one] => {
            let hint =
                &[name, ": missing destination file operand after '", one, "'\nTry '", name, " --help' for more information.\n"];
            return Done::default().failed(1, hint);
        }
        [..] => {
            let hint = &[name, ": missing file operand\nTry '", name, " --help' for more information.\n"];
            return Done::default().failed(1, hint);
        }
    };
    let text = match session.read_file(from) {
        Ok(text) => text,
        Err(why) => return Done::default().failed(1, &[name, ": cannot stat '", from, "': ", why, "\n"]),
    };
    if let Err(why) = session.write_file(to, &text, false) {
        return Done::default().failed(1, &[name, ": cannot create regular file '", to, "': ", why, "\n"]);
    }
    if name == "mv" {
        session.files().remove(from);
    }
    Done::default()
}

fn touch(session: &mut Session, operands: &[&str]) -> Done {
    let mut done = Done::default();
    for file in operands {
        if let Err(why) = session.write_file(file, "", true) {
            done = done.failed(1, &["touch: cannot touch '", file, "': ", why, "\n"]);
        }
    }
    done
}
