//! What `deny.toml` allows: licences, and crates in more than one version.
//!
//! The format is cargo-deny's, so that it can be used too. Of it only what stands in ours is read: one
//! string or one `{ crate = "...", reason = "..." }` a line.

use crate::problem::Problem;
use crate::workspace::Workspace;

const FILE: &str = "deny.toml";

pub struct Allowed {
    pub licences: Vec<String>,
    /// `name:version`, the version as far as it matters: `syn:1`.
    pub duplicates: Vec<String>,
}

pub fn read(workspace: &Workspace) -> Result<Allowed, Problem> {
    let allowed = parse(&workspace.read(FILE)?);
    if allowed.licences.is_empty() {
        return Err(Problem::new(
            format!("{FILE} allows no licence; expected `allow = [` and one licence a line."),
            "Write each licence on a line of its own.",
        ));
    }
    Ok(allowed)
}

fn parse(text: &str) -> Allowed {
    let mut allowed = Allowed { licences: Vec::new(), duplicates: Vec::new() };
    let mut list = None;
    for line in text.lines().map(str::trim) {
        match line {
            "allow = [" => list = Some(&mut allowed.licences),
            "skip = [" => list = Some(&mut allowed.duplicates),
            "]" => list = None,
            _entry_or_other_line => {
                if let (Some(list), Some(entry)) = (list.as_mut(), first_string(line)) {
                    list.push(entry.to_owned());
                }
            }
        }
    }
    allowed
}

fn first_string(line: &str) -> Option<&str> {
    if line.starts_with('#') {
        return None;
    }
    line.split('"').nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_and_skipped_crates_are_read_and_comments_are_not() {
        let text = "[licenses]\nallow = [\n  \"MIT\",\n  # \"GPL-3.0\",\n]\n[bans]\nmultiple-versions = \"deny\"\n\
                    skip = [\n  { crate = \"syn:1\", reason = \"old \\\"macros\\\"\" },\n]\n";
        let allowed = parse(text);
        assert_eq!(allowed.licences, ["MIT"]);
        assert_eq!(allowed.duplicates, ["syn:1"]);
    }
}
