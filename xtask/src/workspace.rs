//! The places in this repository, and the versions that its lock file names.

use std::fs;
use std::path::{Path, PathBuf};

use crate::problem::Problem;

pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The repository that this program was compiled in.
    pub fn of_this_program() -> Workspace {
        let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
        Workspace { root: xtask.parent().unwrap_or(xtask).to_path_buf() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The file's text; `relative` as it stands in messages.
    pub fn read(&self, relative: &str) -> Result<String, Problem> {
        fs::read_to_string(self.path(relative)).map_err(|error| {
            Problem::new(format!("{relative} cannot be read: {error}."), "Check that the repository is complete: `git status`.")
        })
    }

    /// Every file below a folder that has this ending, as paths relative to the root with `/`, in order.
    pub fn files(&self, folder: &str, ending: &str) -> Vec<String> {
        let mut found = Vec::new();
        collect(&self.path(folder), ending, &mut found);
        let mut relative: Vec<String> = found
            .iter()
            .filter_map(|path| path.strip_prefix(&self.root).ok())
            .map(|path| path.to_string_lossy().replace('\\', "/"))
            .collect();
        relative.sort();
        relative
    }

    pub fn locked_packages(&self) -> Result<Vec<LockedPackage>, Problem> {
        Ok(locked_packages(&self.read("Cargo.lock")?))
    }
}

/// One package of Cargo.lock.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedPackage {
    pub name: String,
    pub version: String,
}

pub fn locked_packages(lock: &str) -> Vec<LockedPackage> {
    lock.split("[[package]]")
        .skip(1)
        .filter_map(|entry| Some(LockedPackage { name: field(entry, "name")?, version: field(entry, "version")? }))
        .collect()
}

fn field(entry: &str, name: &str) -> Option<String> {
    let line = entry.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "))?;
    Some(line.trim().trim_matches('"').to_owned())
}

/// Folders that hold what is built or fetched, never sources.
const NOT_SOURCES: [&str; 5] = ["target", "node_modules", ".git", ".tools", "dist"];

fn collect(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !NOT_SOURCES.contains(&name.as_str()) {
                collect(&path, ending, found);
            }
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_a_lock_file_are_read() {
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.2.3\"\nsource = \"x\"\n\n\
                    [[package]]\nname = \"b\"\nversion = \"0.1.0\"\ndependencies = [\n \"a\",\n]\n";
        let expected =
            [("a", "1.2.3"), ("b", "0.1.0")].map(|(name, version)| LockedPackage { name: name.into(), version: version.into() });
        assert_eq!(locked_packages(lock), expected);
    }
}
