//! The `sysctl` command of procps-ng 4: reading and writing a host's settings.

use std::fmt::Write as _;

use super::Output;
use crate::kernel::host::Host;
use crate::kernel::sysctl::SysctlError;

#[derive(Clone, Copy, Debug, Default)]
struct Options {
    /// Every word is `name=value`.
    write: bool,
    values_only: bool,
    names_only: bool,
    no_line_end: bool,
    quiet: bool,
    ignore_unknown: bool,
    all: bool,
}

/// Carries out `sysctl WORDS`, the command's own name left out.
pub fn sysctl(host: &mut Host, words: &[&str]) -> Output {
    let mut output = Output::default();
    if words.is_empty() {
        return Output { err: include_str!("sysctl_usage.txt").to_string(), code: 1, ..output };
    }
    let (mut options, mut pattern, mut names) = (Options::default(), None, Vec::new());
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match *word {
            "-r" | "--pattern" => pattern = rest.next().copied(),
            "-V" | "--version" => return Output { out: "sysctl from procps-ng 4.0.2\n".to_string(), ..output },
            "-p" | "-f" | "--load" => {
                let file = rest.next().copied().unwrap_or("/etc/sysctl.conf");
                return Output { err: format!("sysctl: cannot open \"{file}\": No such file or directory\n"), code: 1, ..output };
            }
            _ if word.starts_with('-') => {
                if !take_option(&mut options, word) {
                    return Output { err: format!("sysctl: option \"{word}\" is not modelled here\n"), code: 1, ..output };
                }
            }
            _ => names.push(*word),
        }
    }
    if options.all {
        list(host, options, pattern, &mut output);
    } else if names.is_empty() {
        output.err = "sysctl: no variables specified\nTry `sysctl --help' for more information.\n".to_string();
        output.code = 1;
    }
    for name in names {
        if !one(host, options, pattern, name, &mut output) {
            // Failed reads are counted, failed writes are not.
            output.code = if options.write { 1 } else { output.code.saturating_add(1) };
        }
    }
    output
}

fn take_option(options: &mut Options, word: &str) -> bool {
    match word {
        "-w" | "--write" => options.write = true,
        "-n" | "--values" => options.values_only = true,
        "-N" | "--names" => options.names_only = true,
        "-b" | "--binary" => options.no_line_end = true,
        "-q" | "--quiet" => options.quiet = true,
        "-e" | "--ignore" => options.ignore_unknown = true,
        "-a" | "-A" | "-X" | "--all" => options.all = true,
        "-o" | "-x" => {}
        _ => return false,
    }
    true
}

/// `false`: it went wrong.
fn one(host: &mut Host, options: Options, pattern: Option<&str>, word: &str, output: &mut Output) -> bool {
    match word.split_once('=') {
        // Blanks around the sign make three words of it; the sign alone fails without a word.
        Some(("", _)) => false,
        Some((name, value)) => write(host, options, name.trim(), value, output),
        None if options.write => {
            output.err.push_str("sysctl: command line(0): invalid syntax, continuing...\n");
            false
        }
        None => read(host, options, pattern, word, output),
    }
}

fn write(host: &mut Host, options: Options, name: &str, value: &str, output: &mut Output) -> bool {
    match host.sysctls.set(name, value) {
        Ok(()) => {
            if !options.quiet {
                // The tool prints what was written, not what the kernel made of it.
                print(output, options, &dotted(name), value);
            }
            true
        }
        Err(SysctlError::NoSuchSetting) => unknown(options, name, output),
        Err(error @ SysctlError::InvalidArgument) => {
            let _ = writeln!(output.err, "sysctl: setting key \"{}\": {error}", dotted(name));
            false
        }
    }
}

fn read(host: &Host, options: Options, pattern: Option<&str>, name: &str, output: &mut Output) -> bool {
    if let Some(value) = host.sysctls.get(name) {
        print(output, options, &dotted(name), &value);
        return true;
    }
    // A directory: everything below it.
    let above = format!("{}.", dotted(name));
    let below: Vec<(String, String)> =
        host.sysctls.list().into_iter().filter(|(name, _)| name.starts_with(&above) && fits(pattern, name)).collect();
    if below.is_empty() {
        return unknown(options, name, output);
    }
    below.iter().for_each(|(name, value)| print(output, options, name, value));
    true
}

fn unknown(options: Options, name: &str, output: &mut Output) -> bool {
    if options.ignore_unknown {
        return true;
    }
    let path = dotted(name).chars().map(|character| if character == '.' { '/' } else { character }).collect::<String>();
    let _ = writeln!(output.err, "sysctl: cannot stat /proc/sys/{path}: No such file or directory");
    false
}

fn list(host: &Host, options: Options, pattern: Option<&str>, output: &mut Output) {
    for (name, value) in host.sysctls.list().iter().filter(|(name, _)| fits(pattern, name)) {
        print(output, options, name, value);
    }
}

/// The real one takes a regular expression; here it is a plain text that the name must have in it.
fn fits(pattern: Option<&str>, name: &str) -> bool {
    pattern.is_none_or(|pattern| name.contains(pattern))
}

fn print(output: &mut Output, options: Options, name: &str, value: &str) {
    let _ = match options {
        Options { no_line_end: true, .. } => write!(output.out, "{value}"),
        Options { names_only: true, .. } => writeln!(output.out, "{name}"),
        Options { values_only: true, .. } => writeln!(output.out, "{value}"),
        Options { .. } => writeln!(output.out, "{name} = {value}"),
    };
}

/// `net/ipv4/ip_forward` is printed as `net.ipv4.ip_forward`.
fn dotted(name: &str) -> String {
    if name.find(['.', '/']).is_some_and(|place| name[place..].starts_with('/')) {
        name.replace('/', ".")
    } else {
        name.to_string()
    }
}
