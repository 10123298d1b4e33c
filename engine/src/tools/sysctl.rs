//! The `sysctl` command of procps-ng 4: reading and writing a host's settings.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Output;
use super::getopt::{Known, Piece, Words};
use super::pattern::{Pattern, Syntax};
use crate::kernel::host::Host;
use crate::state::sysctl::{SysctlError, dotted, path};

#[derive(Clone, Debug, Default)]
struct Options {
    /// Every word is `name=value`.
    write: bool,
    values_only: bool,
    names_only: bool,
    no_line_end: bool,
    quiet: bool,
    ignore_unknown: bool,
    all: bool,
    /// Written values are only printed.
    dry: bool,
    pattern: Option<Pattern>,
}

const KNOWN: &[Known] = &[
    Known::flag('n', "values"),
    Known::flag('e', "ignore"),
    Known::flag('N', "names"),
    Known::flag('b', "binary"),
    Known::flag('q', "quiet"),
    Known::flag('w', "write"),
    Known::flag('a', "all"),
    Known::flag('A', ""),
    Known::flag('X', ""),
    Known::flag('o', ""),
    Known::flag('x', ""),
    Known::flag('d', ""),
    Known::flag('h', "help"),
    Known::flag('V', "version"),
    Known::optional('p', "load"),
    Known::flag('f', ""),
    Known::valued('r', "pattern"),
    Known::long_only('D', "deprecated"),
    Known::long_only('Y', "dry-run"),
    Known::long_only('S', "system"),
];

const USAGE: &str = include_str!("sysctl_usage.txt");

/// What the command line comes to.
enum Asked<'words> {
    Values(Options, Vec<&'words str>),
    Answer(Output),
}

/// Carries out `sysctl WORDS`, the command's own name left out.
pub fn sysctl(host: &mut Host, words: &[&str]) -> Output {
    if words.is_empty() {
        return Output { err: USAGE.to_string(), code: 1, ..Output::default() };
    }
    let (options, names) = match read_words(words) {
        Asked::Values(options, names) => (options, names),
        Asked::Answer(output) => return output,
    };
    let mut output = Output::default();
    if options.all {
        list(&host.settings(), &options, &mut output);
        return output;
    }
    if names.is_empty() {
        output.err = "sysctl: no variables specified\nTry `sysctl --help' for more information.\n".to_string();
        output.code = 1;
    }
    for name in names {
        if !one(host, &options, name, &mut output) {
            // Failed reads are counted, failed writes are not.
            let writes = options.write || name.contains('=');
            output.code = if writes { output.code.max(1) } else { output.code.saturating_add(1) };
        }
    }
    output
}

fn read_words<'words>(words: &'words [&'words str]) -> Asked<'words> {
    let (mut options, mut names) = (Options::default(), Vec::new());
    let (mut pieces, mut loads) = (Words::new(words, KNOWN), None);
    while let Some(piece) = pieces.advance() {
        match piece {
            Ok(Piece::Word(name)) => names.push(name),
            Ok(Piece::Option('h' | 'd', _)) => return Asked::Answer(Output { out: USAGE.to_string(), ..Output::default() }),
            Ok(Piece::Option('V', _)) => {
                return Asked::Answer(Output { out: "sysctl from procps-ng 4.0.2\n".to_string(), ..Output::default() });
            }
            Ok(Piece::Option('p' | 'f', file)) => loads = Some(file),
            Ok(Piece::Option('S', _)) => loads = Some(None),
            Ok(Piece::Option('r', Some(text))) => {
                let Some(pattern) = Pattern::read(text, Syntax::Extended, false) else {
                    let err = format!("sysctl: the pattern {text:?} is not modelled here\n");
                    return Asked::Answer(Output { err, code: 1, ..Output::default() });
                };
                options.pattern = Some(pattern);
            }
            Ok(Piece::Option(letter, _)) => take_option(&mut options, letter),
            Err(complaint) => {
                let err = format!("sysctl: {complaint}\n");
                return Asked::Answer(Output { out: USAGE.to_string(), err, code: 0 });
            }
        }
    }
    match loads {
        Some(file) => Asked::Answer(load(file, &names)),
        None => Asked::Values(options, names),
    }
}

/// `-p`: no file of settings is in the lab.
fn load(file: Option<&str>, names: &[&str]) -> Output {
    let usual = if file.is_none() && names.is_empty() { Some("/etc/sysctl.conf") } else { None };
    let files = file.into_iter().chain(names.iter().copied()).chain(usual);
    let err = files.map(|file| format!("sysctl: cannot open \"{file}\": No such file or directory\n")).collect();
    Output { err, code: 1, ..Output::default() }
}

fn take_option(options: &mut Options, letter: char) {
    match letter {
        'w' => options.write = true,
        'n' => options.values_only = true,
        'N' => options.names_only = true,
        'b' => options.no_line_end = true,
        'q' => options.quiet = true,
        'e' => options.ignore_unknown = true,
        'a' | 'A' | 'X' => options.all = true,
        'Y' => options.dry = true,
        _ => {}
    }
}

/// `false`: it went wrong.
fn one(host: &mut Host, options: &Options, word: &str, output: &mut Output) -> bool {
    match word.split_once('=') {
        // the tool takes a single sign for an empty line
        None if options.write && word.trim().len() > 1 => {
            output.err.push_str("sysctl: command line(0): invalid syntax, continuing...\n");
            false
        }
        None if options.write => false,
        Some(_) if word.trim().len() < 2 => false,
        Some(("", _)) => {
            output.err.push_str("sysctl: Path is not under /proc/sys/: /proc/sys/\n");
            false
        }
        Some((name, _)) if !fits(options, &dotted(name)) => false,
        Some((name, value)) => write(host, options, name.trim(), value.trim(), output),
        None => read(host, options, word, output),
    }
}

fn write(host: &mut Host, options: &Options, name: &str, value: &str, output: &mut Output) -> bool {
    let written = if options.dry { Ok(()) } else { host.sysctls.set(name, value) };
    match written {
        Ok(()) => {
            if !options.quiet {
                // The tool prints what was written, not what the kernel made of it, and of `-N` it makes `-n`.
                let values_only = options.values_only || options.names_only;
                let options = Options { values_only, names_only: false, ..options.clone() };
                print(output, &options, &dotted(name), value);
            }
            true
        }
        Err(SysctlError::NoSuchSetting) => unknown(options, name, output),
        // what it says of one that nobody may write is what went wrong before
        Err(error @ (SysctlError::InvalidArgument | SysctlError::ReadOnly)) => {
            let _ = writeln!(output.err, "sysctl: setting key \"{}\": {}", dotted(name), SysctlError::InvalidArgument);
            error == SysctlError::ReadOnly
        }
    }
}

fn read(host: &Host, options: &Options, name: &str, output: &mut Output) -> bool {
    if let Some(value) = host.setting(name) {
        list(&BTreeMap::from([(dotted(name), value)]), options, output);
        return true;
    }
    // A directory: everything below it.
    let above = format!("{}.", dotted(name));
    let mut below = host.settings();
    below.retain(|name, _| name.starts_with(&above));
    list(&below, options, output);
    !below.is_empty() || unknown(options, name, output)
}

fn unknown(options: &Options, name: &str, output: &mut Output) -> bool {
    if options.ignore_unknown {
        return true;
    }
    let _ = writeln!(output.err, "sysctl: cannot stat /proc/sys/{}: No such file or directory", path(name));
    false
}

/// What fits the pattern, if there is one.
fn list(settings: &BTreeMap<String, String>, options: &Options, output: &mut Output) {
    for (name, value) in settings.iter().filter(|(name, _)| fits(options, name)) {
        print(output, options, name, value);
    }
}

fn fits(options: &Options, name: &str) -> bool {
    options.pattern.as_ref().is_none_or(|pattern| pattern.find(name, false).is_some())
}

fn print(output: &mut Output, options: &Options, name: &str, value: &str) {
    let _ = match options {
        Options { no_line_end: true, .. } => write!(output.out, "{value}"),
        Options { names_only: true, .. } => writeln!(output.out, "{name}"),
        Options { values_only: true, .. } => writeln!(output.out, "{value}"),
        Options { .. } => writeln!(output.out, "{name} = {value}"),
    };
}
