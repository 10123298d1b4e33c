//! Names of interfaces.

/// The tool takes such a name all the same, and says so.
pub fn warning(name: &str) -> Option<String> {
    let what = "('/' and ' ' are not allowed by the kernel).";
    name.contains(['/', ' ']).then(|| format!("Warning: weird character in interface `{name}' {what}"))
}
