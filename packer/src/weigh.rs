//! What a program is made of: its sections, and how much of its code is for which crate.
//!
//! It takes the program as the compiler left it, which still has the names of its functions; shrinking makes all of it
//! smaller. What one crate has from another (a `Vec` of rules) counts for the one that it is made for.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rustc_demangle::demangle;
use wasmparser::{KnownCustom, Name, Parser, Payload};

use crate::table::{grouped, print_columns};

pub fn weigh(program: &Path) -> Result<(), String> {
    let bytes = fs::read(program).map_err(|error| format!("{}: {error}", program.display()))?;
    let parts = Parts::of(&bytes).map_err(|error| format!("{}: {error}", program.display()))?;
    println!("  {} before it is shrunk, raw:", program.file_name().unwrap_or_default().to_string_lossy());
    for (name, size) in &parts.sections {
        print_columns(&format!("section {name}"), &[grouped(*size)]);
    }
    let mut crates: Vec<(&String, &usize)> = parts.crates.iter().collect();
    crates.sort_by_key(|(name, size)| (usize::MAX - **size, name.as_str()));
    let small = crates.split_off(crates.len().min(MOST_ROWS));
    for (name, size) in crates {
        print_columns(&format!("code for {name}"), &[grouped(*size)]);
    }
    print_columns("code for all others", &[grouped(small.into_iter().map(|(_, size)| size).sum())]);
    Ok(())
}

const MOST_ROWS: usize = 12;

/// Functions that have no name, or one that says nothing of a crate.
const UNKNOWN: &str = "nobody known";

/// What every crate uses and none is made for.
const STANDARD: [&str; 4] = ["core", "alloc", "std", "compiler_builtins"];

#[derive(Debug, Default, PartialEq, Eq)]
struct Parts {
    sections: BTreeMap<&'static str, usize>,
    crates: BTreeMap<String, usize>,
}

impl Parts {
    fn of(program: &[u8]) -> Result<Parts, wasmparser::BinaryReaderError> {
        let (mut parts, mut imported, mut bodies) = (Parts::default(), 0_u32, Vec::new());
        let mut names = BTreeMap::new();
        for payload in Parser::new(0).parse_all(program) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        imported += u32::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionStart { range, .. } => parts.add_section("code", range.len()),
                Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
                Payload::DataSection(data) => parts.add_section("data", data.range().len()),
                Payload::ElementSection(elements) => parts.add_section("elements", elements.range().len()),
                Payload::CustomSection(custom) => {
                    parts.add_section("names and other custom ones", custom.range().len());
                    if let KnownCustom::Name(sections) = custom.as_known() {
                        for section in sections {
                            if let Name::Function(functions) = section? {
                                for function in functions {
                                    let function = function?;
                                    names.insert(function.index, function.name);
                                }
                            }
                        }
                    }
                }
                _others_are_small => {}
            }
        }
        for (index, size) in (imported..).zip(bodies) {
            let name = names.get(&index).map_or(UNKNOWN.to_owned(), |name| crate_of(name));
            *parts.crates.entry(name).or_default() += size;
        }
        Ok(parts)
    }

    fn add_section(&mut self, name: &'static str, size: usize) {
        *self.sections.entry(name).or_default() += size;
    }
}

/// The first crate in a function's name that is not the standard library's: `alloc::vec::Vec<engine::Rule>::push` is
/// engine's. A crate stands in a demangled name with its hash, `engine[0123456789abcdef]`.
fn crate_of(function: &str) -> String {
    let demangled = demangle(function).to_string();
    let mut crates = demangled.match_indices('[').filter_map(|(end, _)| {
        let (before, after) = (&demangled[..end], &demangled[end + 1..]);
        let (hash, _) = after.split_once(']')?;
        let start = before.rfind(|letter: char| !letter.is_alphanumeric() && letter != '_').map_or(0, |place| place + 1);
        let is_hash = hash.chars().all(|letter| letter.is_ascii_hexdigit());
        (is_hash && start < end).then(|| before[start..].to_owned())
    });
    let first = crates.next();
    match &first {
        Some(name) if STANDARD.contains(&name.as_str()) => {
            crates.find(|name| !STANDARD.contains(&name.as_str())).or(first).unwrap_or_default()
        }
        Some(name) => name.clone(),
        None => UNKNOWN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_the_crate_that_it_is_made_for() {
        let own = "_RNvNtCs1234_7mycrate3foo3bar";
        let standard = "_RNvNtCs1234_4core3foo3bar";
        let made_for = "_RINvNtCs5678_3std3mem8align_ofNtNtCs1234_7mycrate3mod4TypeE";
        assert_eq!([own, standard, made_for].map(crate_of), ["mycrate", "core", "mycrate"]);
        assert_eq!(crate_of("memcpy"), UNKNOWN);
    }

    /// `(import "m" "f" (func)) (import "m" "t" (memory 1)) (func) (func nop)`, the second one with a name.
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\
        \x02\x0e\x02\x01m\x01f\0\0\x01m\x01t\x02\0\x01\
        \x03\x03\x02\0\0\x0a\x08\x02\x02\0\x0b\x03\0\x01\x0b\
        \0\x21\x04name\x01\x1a\x01\x02\x17_RNvCs1234567890_3app1f";

    #[test]
    fn functions_are_told_by_their_number_behind_those_from_outside() {
        let parts = Parts::of(MODULE).expect("the module can be read");
        let crates: Vec<(&str, usize)> = parts.crates.iter().map(|(name, size)| (name.as_str(), *size)).collect();
        assert_eq!(crates, [("app", 3), (UNKNOWN, 2)]);
        assert_eq!(parts.sections.get("code"), Some(&8));
    }

    #[test]
    fn what_is_broken_off_is_refused() {
        assert!(Parts::of(&MODULE[..MODULE.len() - 1]).is_err());
    }
}
