//! How many test cases passed and failed, read from what the test programs print.

use std::fmt;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
}

impl Tally {
    pub fn one_passed() -> Tally {
        Tally { passed: 1, failed: 0 }
    }

    pub fn one_failed() -> Tally {
        Tally { passed: 0, failed: 1 }
    }

    pub fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Nothing that ran is no pass.
    pub fn all_passed(self) -> bool {
        self.failed == 0 && self.passed > 0
    }

    /// Counts the cases, and one failure more where the program as a whole failed without a failed case, or ran
    /// none at all: it did not compile, or it broke off.
    pub fn of_program(cases: Tally, success: bool) -> Tally {
        let unexplained = cases.failed == 0 && (!success || cases.passed == 0);
        Tally { failed: cases.failed + u32::from(unexplained), ..cases }
    }

    /// From lines such as `test result: ok. 5 passed; 0 failed; 1 ignored; ...`. What is ignored did not run.
    pub fn of_cargo_test(output: &str) -> Tally {
        let mut total = Tally::default();
        for line in output.lines().filter_map(|line| line.trim().strip_prefix("test result: ")) {
            for part in line.split(['.', ';']) {
                let (count, word) = count_and_word(part);
                match word {
                    "passed" => total.passed += count,
                    "failed" => total.failed += count,
                    _other_words_of_the_line => {}
                }
            }
        }
        total
    }

    /// From the lines at the end of Playwright's list: `6 passed (12.3s)`, `1 failed`, `1 flaky`, `2 skipped`,
    /// `1 did not run`. What was skipped, wavered or did not run has not been shown to work.
    pub fn of_playwright(output: &str) -> Tally {
        let mut total = Tally::default();
        for line in output.lines() {
            let (count, word) = count_and_word(line);
            match word {
                "passed" => total.passed += count,
                "failed" | "flaky" | "skipped" | "interrupted" | "did" => total.failed += count,
                _other_lines => {}
            }
        }
        total
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// `6 passed (12.3s)` is 6 and `passed`; a line that does not begin with a number counts nothing.
fn count_and_word(text: &str) -> (u32, &str) {
    let mut words = text.split_whitespace();
    match (words.next().and_then(|word| word.parse().ok()), words.next()) {
        (Some(count), Some(word)) => (count, word),
        (Some(_), None) | (None, Some(_)) | (None, None) => (0, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_all_test_programs_are_added() {
        let output = "running 5 tests\ntest result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; finished in 0.1s\n\
                      test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured\n";
        assert_eq!(Tally::of_cargo_test(output), Tally { passed: 7, failed: 3 });
    }

    #[test]
    fn what_playwright_skipped_is_no_pass() {
        let output = "  ✓  1 a.spec.mjs:3:1 › 9 passed away (1s)\n  1 failed\n    a.spec.mjs\n  1 flaky\n  2 skipped\n  1 did not run\n  6 passed (12.3s)\n";
        assert_eq!(Tally::of_playwright(output), Tally { passed: 6, failed: 5 });
    }

    #[test]
    fn a_program_that_failed_or_ran_nothing_is_a_failure() {
        let good = Tally { passed: 3, failed: 0 };
        assert!(Tally::of_program(good, true).all_passed());
        assert!(!Tally::of_program(good, false).all_passed());
        assert!(!Tally::of_program(Tally::default(), true).all_passed());
    }

    #[test]
    fn a_failed_case_is_counted_once() {
        let cases = Tally { passed: 3, failed: 1 };
        assert_eq!(Tally::of_program(cases, false), cases);
    }
}
