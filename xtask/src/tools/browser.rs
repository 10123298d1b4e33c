//! Chromium and its driver, which the tests in a browser need.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::problem::Problem;
use crate::run;
use crate::tools::{debian, find_on_path};
use crate::workspace::Workspace;

/// Names that Chromium goes by, the surest first.
const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// The environment variable that names the browser, for us and for what runs in `e2e`.
const BROWSER_VARIABLE: &str = "CHAINWALK_CHROMIUM";
const DRIVER_VARIABLE: &str = "CHROMEDRIVER";

pub struct Browser {
    program: PathBuf,
    driver: PathBuf,
}

impl Browser {
    /// Tells a command's program which browser to take.
    pub fn prepare(&self, command: &mut Command) {
        command.env(BROWSER_VARIABLE, &self.program).env(DRIVER_VARIABLE, &self.driver);
    }
}

pub fn ensure(workspace: &Workspace) -> Result<Browser, Problem> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    debian::install(workspace, &["chromium", "chromium-driver"])?;
    find().ok_or_else(|| {
        Problem::new(
            "Chromium or chromedriver is not found.",
            format!("Install both in the same version, or name them in {BROWSER_VARIABLE} and {DRIVER_VARIABLE}."),
        )
    })
}

fn find() -> Option<Browser> {
    let program = match env::var_os(BROWSER_VARIABLE) {
        Some(named) => Some(PathBuf::from(named)),
        None => BROWSERS.iter().find_map(|name| on_path(name)),
    }?;
    let driver = match env::var_os(DRIVER_VARIABLE) {
        Some(named) => Some(PathBuf::from(named)),
        None => on_path("chromedriver"),
    }?;
    Some(Browser { program, driver })
}

fn on_path(program: &str) -> Option<PathBuf> {
    find_on_path(program).filter(|found| run::answer(Command::new(found).arg("--version")).is_some())
}
