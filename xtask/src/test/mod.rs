//! `cargo xtask test`: every check, the cheap ones first, and one line at the end that counts what really ran.
//!
//! A check that cannot run is a failure with its reason.

mod browser;
mod native;
mod tally;

use std::process::ExitCode;
use std::time::Instant;

use crate::arguments::TestOptions;
use crate::checks;
use crate::problem::Problem;
use crate::run;
use crate::workspace::Workspace;

use tally::Tally;

/// What a check found: how many cases ran, or why it failed as a whole.
pub enum Verdict {
    /// One check without cases of its own, that holds.
    Holds,
    /// One check without cases of its own, that does not, and what it found.
    Broken(String),
    /// A program with test cases ran.
    Cases { tally: Tally, output: String },
}

struct Check {
    name: &'static str,
    when: When,
    run: fn(&Workspace) -> Result<Verdict, Problem>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Always,
    /// Two forms of one check: one of them runs.
    Short,
    Long,
    WithBrowser,
}

impl When {
    fn is_within(self, options: TestOptions) -> bool {
        match self {
            When::Always => true,
            When::Short => !options.long,
            When::Long => options.long,
            When::WithBrowser => !options.without_browser,
        }
    }
}

/// In the order of their cost.
const CHECKS: [Check; 14] = [
    Check { name: "direction of imports", when: When::Always, run: checks::imports::check },
    Check { name: "one subject a file", when: When::Always, run: checks::files::check },
    Check { name: "what comments cite", when: When::Always, run: checks::citations::check },
    Check { name: "formatting", when: When::Always, run: native::formatting },
    Check { name: "crates of Cargo.lock", when: When::Always, run: native::crates },
    Check { name: "licences", when: When::Always, run: checks::licences::check },
    Check { name: "duplicate crates", when: When::Always, run: checks::duplicates::check },
    Check { name: "clippy, native", when: When::Always, run: native::clippy },
    Check { name: "clippy, WASM", when: When::Always, run: native::clippy_for_wasm },
    Check { name: "native tests", when: When::Short, run: native::tests },
    Check { name: "native tests, long forms", when: When::Long, run: native::long_tests },
    Check { name: "WASM tests in Chromium", when: When::WithBrowser, run: browser::wasm_tests },
    Check { name: "site and its budget", when: When::WithBrowser, run: browser::site },
    Check { name: "site in Chromium", when: When::WithBrowser, run: browser::site_tests },
];

pub fn test(workspace: &Workspace, options: TestOptions) -> Result<ExitCode, Problem> {
    let begin = Instant::now();
    let mut total = Tally::default();
    for check in CHECKS.iter().filter(|check| check.when.is_within(options)) {
        total.add(perform(workspace, check));
    }
    println!("\nAdvisories against crates were not checked: their database is not fetched here.");
    println!("Time: {}\n", run::seconds(begin.elapsed()));
    println!("{total}");
    Ok(if total.all_passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs one check and says how it went.
fn perform(workspace: &Workspace, check: &Check) -> Tally {
    println!("\n{}", check.name);
    let begin = Instant::now();
    let (tally, remark) = match (check.run)(workspace) {
        Ok(Verdict::Holds) => (Tally::one_passed(), None),
        Ok(Verdict::Broken(finding)) => (Tally::one_failed(), Some(finding)),
        Ok(Verdict::Cases { tally, output }) => {
            let remark = (!tally.all_passed()).then_some(output);
            (tally, remark)
        }
        Err(problem) => (Tally::one_failed(), Some(format!("could not run: {problem}"))),
    };
    if let Some(remark) = remark {
        println!("{}", remark.trim_end());
    }
    let sign = if tally.all_passed() { "ok" } else { "FAILED" };
    println!("  {sign}: {tally} ({})", run::seconds(begin.elapsed()));
    tally
}
