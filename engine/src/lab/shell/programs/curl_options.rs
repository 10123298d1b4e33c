//! What `curl` is asked: its options, as far as the lab has them.

use std::time::Duration;

use super::Done;
use super::options::{Found, Known, read, seconds};

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked<'line> {
    pub verbose: bool,
    pub silent: bool,
    pub show_error: bool,
    pub include: bool,
    pub head: bool,
    pub fail: bool,
    pub allow_plain: bool,
    pub patience: Option<Duration>,
    pub connect_patience: Option<Duration>,
    pub method: Option<&'line str>,
    pub data: Option<&'line str>,
    pub output: Option<&'line str>,
    pub write_out: Option<&'line str>,
    pub url: Option<&'line str>,
}

const KNOWN: Known = Known {
    letters: "4vsSiIfkLgnNm:o:w:X:d:H:A:",
    long: &[
        ("verbose", false),
        ("silent", false),
        ("show-error", false),
        ("include", false),
        ("head", false),
        ("fail", false),
        ("ipv4", false),
        ("insecure", false),
        ("location", false),
        ("http0.9", false),
        ("http1.1", false),
        ("http1.0", false),
        ("no-progress-meter", false),
        ("max-time", true),
        ("connect-timeout", true),
        ("output", true),
        ("write-out", true),
        ("request", true),
        ("data", true),
        ("header", true),
        ("user-agent", true),
    ],
    stops: false,
};

pub(super) const HELP: &str = "curl: try 'curl --help' or 'curl --manual' for more information\n";
pub(super) fn options<'line>(words: &[&'line str]) -> Result<Asked<'line>, Done> {
    let mut asked = Asked::default();
    for found in read(words, KNOWN) {
        match found {
            Found::Flag("v" | "verbose") => asked.verbose = true,
            Found::Flag("s" | "silent" | "no-progress-meter") => asked.silent = true,
            Found::Flag("S" | "show-error") => asked.show_error = true,
            Found::Flag("i" | "include") => asked.include = true,
            Found::Flag("I" | "head") => asked.head = true,
            Found::Flag("f" | "fail") => asked.fail = true,
            Found::Flag("http0.9") => asked.allow_plain = true,
            Found::Flag(_) => {}
            Found::Value(name @ ("m" | "max-time"), value) => asked.patience = number(name, value)?,
            Found::Value(name @ "connect-timeout", value) => asked.connect_patience = number(name, value)?,
            Found::Value("o" | "output", value) => asked.output = Some(value),
            Found::Value("w" | "write-out", value) => asked.write_out = Some(value),
            Found::Value("X" | "request", value) => asked.method = Some(value),
            Found::Value("d" | "data", value) => asked.data = Some(value),
            Found::Value(..) => {}
            Found::Operand(word) => asked.url = asked.url.or(Some(word)),
            Found::Unknown(name) => {
                return Err(Done::default().failed(2, &["curl: option ", dashed(name), name, ": is unknown\n", HELP]));
            }
            Found::Bare(name) => {
                return Err(Done::default().failed(2, &["curl: option ", dashed(name), name, ": requires parameter\n", HELP]));
            }
        }
    }
    Ok(asked)
}

fn dashed(name: &str) -> &'static str {
    if name.chars().count() == 1 { "-" } else { "--" }
}

fn number(name: &str, value: &str) -> Result<Option<Duration>, Done> {
    match seconds(value) {
        Some(span) if span.is_zero() => Ok(None),
        Some(span) => Ok(Some(span)),
        None => {
            let complaint = &["curl: option ", dashed(name), name, ": expected a proper numerical parameter\n", HELP];
            Err(Done::default().failed(2, complaint))
        }
    }
}
