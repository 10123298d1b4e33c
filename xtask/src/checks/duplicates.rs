//! No crate is there in two versions, but for those that `deny.toml` names with a reason.

use std::collections::BTreeMap;

use crate::checks::allowed;
use crate::problem::Problem;
use crate::test::Verdict;
use crate::workspace::{LockedPackage, Workspace};

pub fn check(workspace: &Workspace) -> Result<Verdict, Problem> {
    let allowed = allowed::read(workspace)?;
    let findings = findings(&workspace.locked_packages()?, &allowed.duplicates);
    Ok(super::verdict(findings, "Bring the versions together, or name one in deny.toml under `skip` with the reason."))
}

fn findings(packages: &[LockedPackage], skipped: &[String]) -> Vec<String> {
    let mut versions: BTreeMap<&str, Vec<&LockedPackage>> = BTreeMap::new();
    for package in packages {
        versions.entry(&package.name).or_default().push(package);
    }
    versions.retain(|_, packages| packages.len() > 1);

    let too_many = versions.iter().filter_map(|(name, packages)| {
        let counted = packages.iter().filter(|package| !skipped.iter().any(|entry| names(entry, package)));
        let counted: Vec<&str> = counted.map(|package| package.version.as_str()).collect();
        (counted.len() > 1).then(|| format!("Cargo.lock: {name} in the versions {}", counted.join(" and ")))
    });
    let doubled: Vec<&LockedPackage> = versions.values().flatten().copied().collect();
    let stale = skipped
        .iter()
        .filter(|entry| !doubled.iter().any(|package| names(entry, package)))
        .map(|entry| format!("deny.toml: {entry} is skipped, but is not there twice"));
    too_many.chain(stale).collect()
}

/// `syn:1` names every 1.x of syn, `gloo:0.2` every 0.2.x.
fn names(entry: &str, package: &LockedPackage) -> bool {
    let Some((name, version)) = entry.split_once(':') else {
        return false;
    };
    let rest = package.version.strip_prefix(version);
    name == package.name && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages(list: &[(&str, &str)]) -> Vec<LockedPackage> {
        let package = |(name, version): &(&str, &str)| LockedPackage { name: (*name).to_owned(), version: (*version).to_owned() };
        list.iter().map(package).collect()
    }

    #[test]
    fn two_versions_are_found_and_a_reason_covers_one_of_them() {
        let lock = packages(&[("syn", "1.0.109"), ("syn", "2.0.1"), ("quote", "1.0.0")]);
        assert_eq!(findings(&lock, &[]), ["Cargo.lock: syn in the versions 1.0.109 and 2.0.1"]);
        assert_eq!(findings(&lock, &["syn:1".into()]), Vec::<String>::new());
    }

    #[test]
    fn a_third_version_is_not_covered_by_the_reason_for_one() {
        let lock = packages(&[("syn", "1.0.109"), ("syn", "2.0.1"), ("syn", "3.0.0")]);
        assert_eq!(findings(&lock, &["syn:1".into()]).len(), 1);
    }

    #[test]
    fn a_reason_that_is_no_longer_needed_is_found() {
        let lock = packages(&[("syn", "2.0.1")]);
        assert_eq!(findings(&lock, &["syn:1".into()]).len(), 1);
    }

    #[test]
    fn version_1_is_not_version_10() {
        let lock = packages(&[("a", "10.0.0"), ("a", "2.0.0")]);
        assert_eq!(findings(&lock, &["a:1".into()]).len(), 2);
    }
}
