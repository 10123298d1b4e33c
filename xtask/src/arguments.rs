//! What was asked for on the command line.

use crate::problem::Problem;

pub const USAGE: &str = "\
cargo xtask serve [--port N] [--open] [--release]   build the page and serve it, again after each change
cargo xtask test [--fast] [--long]                  all checks; --fast stops before the browser, --long takes the
                                                    long forms of what is generated at random
cargo xtask dist                                    the site that is given away, in dist/";

const DEFAULT_PORT: u16 = 8080;

#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    Help,
    Serve(ServeOptions),
    Test(TestOptions),
    Dist,
    /// Asked by Trunk before it builds.
    Parts,
}

#[derive(Debug, PartialEq, Eq)]
pub struct ServeOptions {
    pub port: u16,
    pub open: bool,
    pub release: bool,
}

/// How much of the tests is run. Without a word all of it, in the short forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TestOptions {
    pub without_browser: bool,
    pub long: bool,
}

pub fn parse(arguments: impl Iterator<Item = String>) -> Result<Request, Problem> {
    let words: Vec<String> = arguments.collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["help" | "--help" | "-h"] => Ok(Request::Help),
        ["serve", options @ ..] => serve_options(options).map(Request::Serve),
        ["test", options @ ..] => test_options(options).map(Request::Test),
        ["dist"] => Ok(Request::Dist),
        ["parts"] => Ok(Request::Parts),
        other => Err(unknown(&other.join(" "))),
    }
}

fn serve_options(words: &[&str]) -> Result<ServeOptions, Problem> {
    let mut options = ServeOptions { port: DEFAULT_PORT, open: false, release: false };
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match *word {
            "--open" => options.open = true,
            "--release" => options.release = true,
            "--port" => options.port = port(rest.next().copied())?,
            other => return Err(unknown(&format!("serve {other}"))),
        }
    }
    Ok(options)
}

fn test_options(words: &[&str]) -> Result<TestOptions, Problem> {
    let mut options = TestOptions::default();
    for word in words {
        match *word {
            "--fast" => options.without_browser = true,
            "--long" => options.long = true,
            other => return Err(unknown(&format!("test {other}"))),
        }
    }
    Ok(options)
}

fn port(word: Option<&str>) -> Result<u16, Problem> {
    let found = word.unwrap_or("nothing");
    match found.parse() {
        Ok(0) | Err(_) => Err(Problem::new(
            format!("`--port` is followed by {found}, expected a number from 1 to 65535."),
            "Try `cargo xtask serve --port 8081`.",
        )),
        Ok(port) => Ok(port),
    }
}

fn unknown(what: &str) -> Problem {
    Problem::new(format!("`cargo xtask {what}` is not known. There are:"), USAGE.replace('\n', "\n  "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Request, Problem> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn serve_takes_its_options_in_any_order() {
        let wanted = ServeOptions { port: 9000, open: true, release: true };
        assert_eq!(read("serve --open --port 9000 --release"), Ok(Request::Serve(wanted)));
    }

    #[test]
    fn test_is_whole_and_short_unless_asked_otherwise() {
        let wanted = |without_browser, long| Ok(Request::Test(TestOptions { without_browser, long }));
        assert_eq!(read("test"), wanted(false, false));
        assert_eq!(read("test --fast"), wanted(true, false));
        assert_eq!(read("test --long --fast"), wanted(true, true));
        assert!(read("test --slow").is_err());
    }

    #[test]
    fn a_port_that_is_none_is_refused_with_what_was_found() {
        for line in ["serve --port", "serve --port 0", "serve --port 70000", "serve --port web"] {
            let problem = read(line).expect_err(line);
            assert!(problem.to_string().contains("--port"), "{problem}");
        }
    }

    #[test]
    fn an_unknown_word_is_answered_with_the_known_ones() {
        let problem = read("build").expect_err("build is no command").to_string();
        assert!(problem.contains("xtask build") && problem.contains("xtask dist"), "{problem}");
    }
}
