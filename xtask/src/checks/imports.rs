//! Imports run one way: between the crates of this workspace, and inside `engine` between its rooms.
//!
//! Read from the manifests and the sources as text: what is looked for is a name in a path, and a reader
//! of this file can see what is found and what is not (a name that a macro makes up is not).

use std::collections::BTreeMap;

use crate::problem::Problem;
use crate::test::Verdict;
use crate::workspace::Workspace;

/// Each crate of ours, and which of ours it may use.
const CRATES: [(&str, &[&str]); 10] = [
    ("engine", &[]),
    // Its own tests switch its checks on.
    ("lessons", &["engine", "oracle", "lessons"]),
    // Its tests show what `press` makes.
    ("app", &["engine", "lessons", "press"]),
    ("bench", &["engine", "lessons"]),
    ("press", &["engine", "lessons", "oracle"]),
    ("cli", &["engine", "lessons", "oracle"]),
    ("oracle", &["engine"]),
    ("fuzz", &["engine", "oracle"]),
    ("xtask", &[]),
    ("packer", &[]),
];

/// The rooms of `engine` in their order: each may use those before it.
const ROOMS: [&str; 6] = ["state", "rules", "kernel", "text", "tools", "lab"];

const ENGINE_SOURCES: &str = "engine/src/";

pub fn check(workspace: &Workspace) -> Result<Verdict, Problem> {
    let mut findings = Vec::new();
    for manifest in workspace.files("", "Cargo.toml") {
        findings.extend(wrong_dependencies(&manifest, &workspace.read(&manifest)?));
    }
    for source in workspace.files("engine/src", ".rs") {
        findings.extend(wrong_rooms(&source, &workspace.read(&source)?));
    }
    Ok(super::verdict(findings, "The order stands in ARCHITECTURE.md; move the code to where it may be used from."))
}

/// Crates of ours that a manifest names and may not.
fn wrong_dependencies(path: &str, manifest: &str) -> Vec<String> {
    let rules = BTreeMap::from(CRATES);
    let Some(name) = package_name(manifest) else {
        return Vec::new();
    };
    let Some(allowed) = rules.get(name) else {
        return vec![format!("{path}: the crate `{name}` has no place in the order; give it one in imports.rs")];
    };
    dependencies(manifest)
        .into_iter()
        .filter(|(_, used)| rules.contains_key(used) && !allowed.contains(used))
        .map(|(line, used)| format!("{path}:{line}: `{name}` must not use `{used}`"))
        .collect()
}

fn package_name(manifest: &str) -> Option<&str> {
    let package = manifest.split("[package]").nth(1)?;
    let line = package.lines().find_map(|line| line.strip_prefix("name = "))?;
    Some(line.trim().trim_matches('"'))
}

/// The names in all sections of dependencies, with their lines.
fn dependencies(manifest: &str) -> Vec<(usize, &str)> {
    let mut in_section = false;
    let mut found = Vec::new();
    for (index, line) in manifest.lines().enumerate() {
        if let Some(section) = line.trim().strip_prefix('[') {
            let section = section.trim_end_matches(']');
            let (before, last) = section.rsplit_once('.').unwrap_or(("", section));
            in_section = last.ends_with("dependencies") && before != "workspace";
            // `[dependencies.engine]`: the section itself names the crate.
            if before.ends_with("dependencies") && before != "workspace.dependencies" {
                found.push((index + 1, last));
            }
        } else if in_section {
            let name = line.split(['=', '.', ' ']).next().unwrap_or("");
            if !name.is_empty() && !name.starts_with('#') {
                found.push((index + 1, name));
            }
        }
    }
    found
}

/// Paths in a file of the engine that lead to a room after its own.
fn wrong_rooms(path: &str, source: &str) -> Vec<String> {
    let Some(inside) = path.strip_prefix(ENGINE_SOURCES) else {
        return Vec::new();
    };
    if inside == "lib.rs" {
        return Vec::new();
    }
    let own = inside.split(['/', '.']).next().unwrap_or(inside);
    let Some(place) = ROOMS.iter().position(|room| *room == own) else {
        return vec![format!("{path}: `{own}` is no room of the engine; give it a place in imports.rs")];
    };
    rooms_used(source)
        .into_iter()
        .filter(|(_, used)| ROOMS.iter().position(|room| room == used).is_some_and(|other| other > place))
        .map(|(line, used)| format!("{path}:{line}: the room `{own}` must not use `{used}`"))
        .collect()
}

/// The first name of each path from the crate's root (`crate::x`, `crate::{x, y::z}`), or from a module above
/// (`super::x`), with its line.
fn rooms_used(source: &str) -> Vec<(usize, String)> {
    let code = without_comments(source);
    let mut found = Vec::new();
    for (at, root) in code.match_indices("crate::").chain(code.match_indices("super::")) {
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + root.len()..];
        let names = if rest.trim_start().starts_with('{') { names_in_group(rest) } else { vec![first_name(rest)] };
        found.extend(names.into_iter().map(|name| (line, name.to_owned())));
    }
    found.sort();
    found
}

/// The first names of the parts of `{a::b, c::{d, e}}`, and none of those within a part.
fn names_in_group(text: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    let mut names = Vec::new();
    for (at, sign) in text.char_indices() {
        match sign {
            '{' => {
                depth += 1;
                if depth == 1 {
                    names.push(first_name(&text[at + 1..]));
                }
            }
            '}' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            ',' if depth == 1 => names.push(first_name(&text[at + 1..])),
            _any_other_sign => {}
        }
    }
    names
}

fn first_name(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(text.len());
    &text[..end]
}

/// Line comments taken out, lines kept, so that a sentence about another room is no import.
fn without_comments(source: &str) -> String {
    let lines = source.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code));
    lines.collect::<Vec<&str>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_may_use_none_of_ours() {
        let manifest = "[package]\nname = \"engine\"\n[dependencies]\nserde = \"1\"\nlessons = { path = \"../lessons\" }\n";
        assert_eq!(wrong_dependencies("engine/Cargo.toml", manifest), ["engine/Cargo.toml:5: `engine` must not use `lessons`"]);
    }

    #[test]
    fn every_way_to_write_a_dependency_is_seen() {
        for lines in [
            "[dev-dependencies]\napp.workspace = true",
            "[dependencies.app]\npath = \"../app\"",
            "[target.'cfg(unix)'.build-dependencies]\napp = { workspace = true }",
        ] {
            let manifest = format!("[package]\nname = \"cli\"\n{lines}\n");
            assert_eq!(wrong_dependencies("cli/Cargo.toml", &manifest).len(), 1, "{lines}");
        }
    }

    #[test]
    fn the_allowed_direction_is_allowed() {
        let manifest =
            "[package]\nname = \"app\"\n[dependencies]\nengine = { workspace = true }\nlessons = { workspace = true }\n";
        assert_eq!(wrong_dependencies("app/Cargo.toml", manifest), Vec::<String>::new());
    }

    #[test]
    fn a_crate_without_a_place_is_found() {
        let findings = wrong_dependencies("new/Cargo.toml", "[package]\nname = \"new\"\n");
        assert!(findings[0].contains("`new` has no place"), "{findings:?}");
    }

    #[test]
    fn a_room_may_use_those_before_it_and_none_after() {
        let source = "use crate::kernel::Rule;\nuse crate::lab::Lab;\n";
        assert_eq!(
            wrong_rooms("engine/src/tools/nc.rs", source),
            ["engine/src/tools/nc.rs:2: the room `tools` must not use `lab`"]
        );
        assert_eq!(wrong_rooms("engine/src/lab/mod.rs", source), Vec::<String>::new());
    }

    #[test]
    fn the_floors_below_the_kernel_do_not_know_it() {
        let source = "use crate::kernel::host::Host;\n";
        for below in ["engine/src/state/route/lookup.rs", "engine/src/rules/context.rs"] {
            assert_eq!(wrong_rooms(below, source).len(), 1, "{below}");
        }
        assert_eq!(wrong_rooms("engine/src/state/hook.rs", "use crate::rules::Policy;").len(), 1);
    }

    #[test]
    fn groups_qualified_paths_and_paths_upwards_are_seen() {
        for source in [
            "use crate::{kernel::Hook, text::{Line, save}};",
            "fn f() { crate::text::save(); }",
            "use super::super::text::Line;",
            "use crate::{\n    kernel,\n    tools,\n};",
        ] {
            assert_eq!(wrong_rooms("engine/src/kernel/walk.rs", source).len(), 1, "{source}");
        }
    }

    #[test]
    fn a_comment_and_a_name_within_a_group_are_no_import() {
        let source = "// see crate::lab::Lab\nuse crate::kernel::{self, text};\nuse crate::{kernel::{lab, tools}};";
        assert_eq!(wrong_rooms("engine/src/kernel/walk.rs", source), Vec::<String>::new());
    }

    #[test]
    fn a_file_beside_the_rooms_needs_a_place() {
        assert_eq!(wrong_rooms("engine/src/helpers.rs", "").len(), 1);
        assert_eq!(wrong_rooms("engine/src/lib.rs", "pub mod lab;"), Vec::<String>::new());
        assert_eq!(wrong_rooms("engine/src/kernel.rs", ""), Vec::<String>::new());
    }
}
