//! The rules of the house that no compiler knows: who may import whom, what a file is, which crates may be there.

mod allowed;
pub mod citations;
pub mod duplicates;
pub mod files;
pub mod imports;
pub mod licences;

use crate::test::Verdict;

/// No findings is a check that holds.
fn verdict(findings: Vec<String>, remedy: &str) -> Verdict {
    if findings.is_empty() {
        return Verdict::Holds;
    }
    Verdict::Broken(format!("  {}\n  {remedy}", findings.join("\n  ")))
}
