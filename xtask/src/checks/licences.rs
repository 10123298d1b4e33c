//! Every crate that is built with may be used under a licence that `deny.toml` allows.

use crate::checks::allowed;
use crate::problem::Problem;
use crate::run;
use crate::test::Verdict;
use crate::tools;
use crate::workspace::Workspace;

pub fn check(workspace: &Workspace) -> Result<Verdict, Problem> {
    let allowed = allowed::read(workspace)?;
    let mut cargo = tools::cargo(workspace);
    cargo.args(["tree", "--workspace", "--locked", "--target", "all", "--edges", "all", "--prefix", "none"]);
    let finished = run::run(cargo.args(["--format", "{p}|{l}|"]))?;
    if !finished.success {
        return Ok(Verdict::Broken(finished.output));
    }
    let findings = findings(&finished.output, &allowed.licences);
    Ok(super::verdict(findings, "Take another crate, or allow the licence in deny.toml if it asks for no more than the others."))
}

/// From lines such as `syn v2.0.1|MIT OR Apache-2.0|`. Other lines are cargo's messages.
fn findings(tree: &str, allowed: &[String]) -> Vec<String> {
    let mut crates: Vec<(&str, &str)> = tree
        .lines()
        .filter_map(|line| line.split_once('|'))
        .map(|(package, rest)| (package, rest.split('|').next().unwrap_or("")))
        .collect();
    crates.sort();
    crates.dedup();
    if crates.is_empty() {
        return vec!["cargo tree named no crate".to_owned()];
    }
    let refused = crates.into_iter().filter(|(_, licence)| !is_allowed(licence, allowed));
    refused.map(|(package, licence)| format!("{package}: `{licence}`")).collect()
}

/// Whether an SPDX expression can be met by allowed licences alone.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, allowed };
    reader.either() == Some(true) && reader.words.is_empty()
}

/// Reads an expression from left to right. None is one that is not well formed.
struct Reader<'words> {
    words: &'words [&'words str],
    allowed: &'words [String],
}

impl<'words> Reader<'words> {
    fn either(&mut self) -> Option<bool> {
        let mut met = self.both()?;
        while self.take("OR") {
            // Both sides are read, whatever the first says.
            met = self.both()? || met;
        }
        Some(met)
    }

    fn both(&mut self) -> Option<bool> {
        let mut met = self.one()?;
        while self.take("AND") {
            met = self.one()? && met;
        }
        Some(met)
    }

    fn one(&mut self) -> Option<bool> {
        if self.take("(") {
            let met = self.either()?;
            return self.take(")").then_some(met);
        }
        let licence = self.name()?;
        if self.take("WITH") {
            // An exception only ever allows more.
            self.name()?;
        }
        Some(self.allowed.iter().any(|allowed| allowed == licence))
    }

    fn name(&mut self) -> Option<&'words str> {
        let (name, rest) = self.words.split_first()?;
        self.words = rest;
        Some(name)
    }

    fn take(&mut self, word: &str) -> bool {
        match self.words.split_first() {
            Some((first, rest)) if *first == word => {
                self.words = rest;
                true
            }
            Some(_) | None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed() -> Vec<String> {
        ["MIT", "Apache-2.0", "Unicode-3.0"].map(str::to_owned).to_vec()
    }

    #[test]
    fn one_of_several_is_enough_and_all_of_several_are_needed() {
        for good in ["MIT", "GPL-3.0 OR MIT", "MIT/GPL-3.0", "(MIT OR GPL-3.0) AND Unicode-3.0", "Apache-2.0 WITH LLVM-exception"]
        {
            assert!(is_allowed(good, &allowed()), "{good}");
        }
        for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND GPL-3.0", "MIT OR", "(MIT", "MIT MIT"] {
            assert!(!is_allowed(bad, &allowed()), "{bad}");
        }
    }

    #[test]
    fn a_crate_without_a_licence_is_found() {
        let tree = "a v1.0.0|MIT|\nb v2.0.0||\na v1.0.0|MIT| (*)\n";
        assert_eq!(findings(tree, &allowed()), ["b v2.0.0: ``"]);
    }

    #[test]
    fn an_empty_tree_is_no_pass() {
        assert_eq!(findings("", &allowed()).len(), 1);
    }
}
