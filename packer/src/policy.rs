//! The content security policy: what the page may load and run, and nothing else.
//!
//! Scripts and styles that stand in the page are allowed by their hash, so that neither `unsafe-inline` nor
//! `unsafe-eval` is needed. `wasm-unsafe-eval` allows to compile WebAssembly and no text.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::html;

/// For the site: its own files, and the one script that starts the program.
pub fn of_site(page: &str) -> String {
    let scripts = inline_scripts(page);
    meta(&format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {scripts}; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
    ))
}

/// For the single file: what stands in it, and no network at all.
pub fn of_single_file(page: &str, styles: &[String]) -> String {
    let scripts = inline_scripts(page);
    let styles = styles.iter().map(|style| hash(style)).collect::<Vec<String>>().join(" ");
    meta(&format!(
        "default-src 'none'; script-src 'wasm-unsafe-eval' {scripts}; style-src {styles}; img-src data:; \
         base-uri 'none'; form-action 'none'"
    ))
}

fn meta(policy: &str) -> String {
    format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")
}

/// The hashes of the scripts that stand in the page and are run; a script of type text/plain is data.
fn inline_scripts(page: &str) -> String {
    let scripts = html::scripts(page);
    let run = scripts
        .iter()
        .filter(|script| script.attribute("src").is_none())
        .filter(|script| matches!(script.attribute("type"), None | Some("module")));
    run.map(|script| hash(&script.content)).collect::<Vec<String>>().join(" ")
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_the_one_browsers_compute() {
        // The example of the standard: `echo -n "alert('Hello, world.');" | openssl sha256 -binary | base64`
        assert_eq!(hash("alert('Hello, world.');"), "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
    }

    #[test]
    fn only_scripts_that_run_and_stand_in_the_page_have_a_hash() {
        let page = "<script src=\"a.js\"></script><script type=\"text/plain\">data</script><script>run()</script>";
        assert_eq!(inline_scripts(page), hash("run()"));
    }

    #[test]
    fn nothing_unsafe_is_allowed_but_webassembly() {
        for policy in [of_site("<script>a</script>"), of_single_file("<script>a</script>", &["b".to_owned()])] {
            assert!(!policy.contains("'unsafe-"), "{policy}");
            assert!(policy.contains("default-src 'none'"), "{policy}");
        }
    }
}
