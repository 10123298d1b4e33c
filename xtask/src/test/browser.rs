//! The checks that need a browser or what is built for one: WASM tests, the site, its budget, its own tests.

use crate::dist;
use crate::problem::Problem;
use crate::run;
use crate::test::Verdict;
use crate::test::tally::Tally;
use crate::tools;
use crate::workspace::Workspace;

/// How a line begins that tells what something cost, for people to read.
const MEASURED: &str = "measured: ";

/// In seconds. They end what hangs and judge no speed; the runner's own limits are too short for a busy machine.
const PATIENCE: [(&str, &str); 2] = [("WASM_BINDGEN_TEST_TIMEOUT", "900"), ("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "120")];

/// Components, mounted in a real browser.
pub fn wasm_tests(workspace: &Workspace) -> Result<Verdict, Problem> {
    let tools = tools::for_building(workspace)?;
    let browser = tools::browser(workspace)?;
    let mut cargo = tools.cargo_for_wasm(workspace);
    browser.prepare(&mut cargo);
    cargo.envs(PATIENCE);
    cargo.args(["test", "--package", "app", "--target", "wasm32-unknown-unknown", "--test", "*"]);
    let finished = run::run(cargo.args(["--no-fail-fast", "--locked"]))?;
    let cases = Tally::of_cargo_test(&finished.output);
    Ok(Verdict::Cases { tally: Tally::of_program(cases, finished.success), output: finished.output })
}

/// The site can be built, and is as small as it has to be.
pub fn site(workspace: &Workspace) -> Result<Verdict, Problem> {
    dist::build(workspace)?;
    Ok(match dist::measure(workspace) {
        Ok(()) => Verdict::Holds,
        Err(problem) => Verdict::Broken(problem.to_string()),
    })
}

/// The site as a visitor has it: the one that `site` has just built.
pub fn site_tests(workspace: &Workspace) -> Result<Verdict, Problem> {
    if !dist::is_built(workspace) {
        return Ok(Verdict::Broken("  could not run: the site was not built, see above".to_owned()));
    }
    let node = tools::node(workspace)?;
    let browser = tools::browser(workspace)?;
    let mut playwright = node.playwright();
    browser.prepare(&mut playwright);
    let finished = run::run(playwright.args(["test", "--reporter", "list"]).env("CI", "1"))?;
    finished.output.lines().filter(|line| line.starts_with(MEASURED)).for_each(|line| println!("  {line}"));
    let cases = Tally::of_playwright(&finished.output);
    Ok(Verdict::Cases { tally: Tally::of_program(cases, finished.success), output: finished.output })
}
