//! The style sheets of the site as one: a browser asks once, and gzip finds what one sheet repeats of another.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::digest::short;
use crate::html::{self, Element};
use crate::site::write_text;

/// The page with one link instead of many; the file that it leads to takes the place of theirs, in their order.
pub fn joined(site: &Path, page: &str) -> Result<String, String> {
    let sheets: Vec<Element> = html::links(page).into_iter().filter(|link| link.attribute("rel") == Some("stylesheet")).collect();
    if sheets.is_empty() {
        return Err("index.html: there is no style sheet in it".to_owned());
    }
    let mut style = String::new();
    for sheet in &sheets {
        let path = site.join(sheet.attribute("href").unwrap_or_default());
        let failed = |error| format!("{}: {error}", path.display());
        style += fs::read_to_string(&path).map_err(failed)?.trim_end();
        fs::remove_file(&path).map_err(failed)?;
    }
    let name = named(&style);
    write_text(&site.join(&name), &style)?;
    let link = format!("<link rel=\"stylesheet\" href=\"./{name}\">");
    let mut page = page.to_owned();
    for (place, sheet) in sheets.iter().enumerate() {
        page = html::replace(&page, sheet, if place == 0 { &link } else { "" })?;
    }
    Ok(page)
}

/// By what it holds, so that no cache takes an old one for it.
fn named(style: &str) -> String {
    format!("page-{}.css", short(&Sha256::digest(style.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_sheets_is_refused() {
        assert!(joined(Path::new("."), "<head><link rel=\"icon\" href=\"i\"></head>").is_err());
    }

    #[test]
    fn sheets_are_joined_in_their_order() {
        let site = std::env::temp_dir().join(format!("chainwalk-styles-{}", std::process::id()));
        fs::create_dir_all(&site).expect("a folder can be made");
        fs::write(site.join("a.css"), "a{}\n").expect("it can be written");
        fs::write(site.join("b.css"), "b{}\n").expect("it can be written");
        let page = "<head><link rel=\"stylesheet\" href=\"./b.css\"/><link rel=\"icon\" href=\"i\">\
                    <link rel=\"stylesheet\" href=\"./a.css\"/></head>";
        let joined = joined(&site, page).expect("both are there");
        let names = crate::site::files(&site).expect("it can be listed");
        assert_eq!(names, [named("b{}a{}")]);
        assert_eq!(
            joined,
            format!("<head><link rel=\"stylesheet\" href=\"./{}\"><link rel=\"icon\" href=\"i\"></head>", names[0])
        );
        fs::remove_dir_all(&site).expect("the folder can go");
    }
}
