//! The single file: the whole page in one HTML file, which starts from a disk without any server.
//!
//! A browser loads no module and fetches nothing from `file://`, so all of it stands inside: styles, scripts,
//! icon, and the program, compressed and as text.

use std::fs;
use std::io::Write;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use crate::html::{self, Element};
use crate::{policy, site};

pub const NAME: &str = "chainwalk.html";

/// Starts the program that stands in the page.
const STARTER: &str = include_str!("../../app/single.js");

pub fn write(page: &Path, glue: &Path, file: &Path) -> Result<(), String> {
    let mut text = read_text(&page.join("index.html"))?;
    let mut styles = Vec::new();
    for link in html::links(&text) {
        text = html::replace(&text, &link, &in_place_of_link(page, &link, &mut styles)?)?;
    }
    for script in html::scripts(&text) {
        text = html::replace(&text, &script, &in_place_of_script(page, &script)?)?;
    }
    text = html::insert_at_end(&text, &files(page)?)?;
    text = html::insert_at_end(&text, &program(glue)?)?;
    text = html::insert_in_head(&text, &policy::of_single_file(&text, &styles))?;
    site::write_text(file, &text)
}

/// Style sheets and the icon move into the page; what would be loaded ahead, or is of use on a host only, goes.
fn in_place_of_link(page: &Path, link: &Element, styles: &mut Vec<String>) -> Result<String, String> {
    let href = link.attribute("href").unwrap_or_default();
    match link.attribute("rel") {
        Some("stylesheet") => {
            let style = read_text(&page.join(href))?;
            let element = format!("<style>{style}</style>");
            styles.push(style);
            Ok(element)
        }
        Some("icon") => {
            let icon = STANDARD.encode(read_bytes(&page.join(href))?);
            Ok(format!("<link rel=\"icon\" href=\"data:image/svg+xml;base64,{icon}\">"))
        }
        Some("manifest" | "modulepreload" | "preload") => Ok(String::new()),
        other => Err(format!("index.html: what to do with a link of rel={other:?} in the single file is not known")),
    }
}

/// Scripts move into the page; the one that loads the module is replaced by ours, at the end.
fn in_place_of_script(page: &Path, script: &Element) -> Result<String, String> {
    match (script.attribute("src"), script.attribute("type")) {
        (Some(source), _) => Ok(format!("<script>{}</script>", for_inside(&read_text(&page.join(source))?))),
        (None, Some("module")) => Ok(String::new()),
        (None, other) => Err(format!("index.html: what to do with a script of type={other:?} in the single file is not known")),
    }
}

fn program(glue: &Path) -> Result<String, String> {
    let program = compressed(&read_bytes(&glue.join("app_bg.wasm"))?)?;
    let glue = read_text(&glue.join("app.js"))?;
    Ok(format!(
        "<script type=\"text/plain\" id=\"chainwalk-program\">{}</script>\n<script>{}\n{}</script>",
        STANDARD.encode(program),
        for_inside(&glue),
        for_inside(STARTER)
    ))
}

/// What the page would fetch, by the names under which it asks: see `read` in `boot.js`.
fn files(page: &Path) -> Result<String, String> {
    let mut text = String::new();
    for name in site::files(page)?.iter().filter(|name| name.starts_with(SHOWS)) {
        text += &file(name, &read_bytes(&page.join(name))?);
    }
    text += &file(BENCH_PROGRAM, &deflated(&read_bytes(&page.join(BENCH_PROGRAM))?)?);
    Ok(format!("{text}<script>{}</script>\n", for_inside(&read_text(&page.join(BENCH_GLUE))?)))
}

const SHOWS: &str = "shows/";
const BENCH_PROGRAM: &str = "bench/bench_bg.wasm";
const BENCH_GLUE: &str = "bench/bench.js";

fn file(name: &str, bytes: &[u8]) -> String {
    format!("<script type=\"text/plain\" data-file=\"{name}\">{}</script>\n", STANDARD.encode(bytes))
}

fn deflated(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(|error| format!("zlib: {error}"))
}

fn compressed(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(|error| format!("gzip: {error}"))
}

/// What would end a script too early is written so that it does not; in a string it means the same.
fn for_inside(script: &str) -> String {
    script.replace("</script", "<\\/script")
}

fn read_text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_cannot_end_its_element() {
        assert_eq!(for_inside("a('</script>')"), "a('<\\/script>')");
    }

    #[test]
    fn an_element_nobody_thought_of_is_refused() {
        let link = html::links("<link rel=\"author\" href=\"x\">").remove(0);
        let refused = in_place_of_link(Path::new("."), &link, &mut Vec::new());
        assert!(refused.is_err_and(|problem| problem.contains("author")));
    }
}
