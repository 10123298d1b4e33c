//! Finding and changing the few elements of our own `index.html` that packing is about.
//!
//! Not a parser of HTML: it knows scripts, links and where the head begins and ends, as Trunk writes them.

/// An element as it stands in the text, from its `<` to the end of its closing tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// `<script type="module">`, `<link rel=...>`
    pub tag: String,
    /// What stands between the tags. Empty for a link.
    pub content: String,
    /// All of it.
    pub whole: String,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let after = self.tag.split_once(&format!(" {name}=\""))?.1;
        after.split_once('"').map(|(value, _)| value)
    }
}

pub fn scripts(page: &str) -> Vec<Element> {
    elements(page, "<script", Some("</script>"))
}

pub fn links(page: &str) -> Vec<Element> {
    elements(page, "<link", None)
}

/// The page with an element replaced. An element that is not there exactly once is a mistake of ours.
pub fn replace(page: &str, element: &Element, by: &str) -> Result<String, String> {
    match page.matches(&element.whole).count() {
        1 => Ok(page.replacen(&element.whole, by, 1)),
        count => Err(format!("index.html has {count} times, expected once: {}", element.whole)),
    }
}

/// The page with something put at the beginning of its head, right after what says how it is encoded.
pub fn insert_in_head(page: &str, addition: &str) -> Result<String, String> {
    const ENCODING: &str = "<meta charset=\"utf-8\">";
    match page.split_once(ENCODING) {
        Some((before, after)) => Ok(format!("{before}{ENCODING}\n  {addition}{after}")),
        None => Err(format!("index.html has no {ENCODING}, after which the policy is to stand")),
    }
}

/// The page with something put at the end of its body.
pub fn insert_at_end(page: &str, addition: &str) -> Result<String, String> {
    match page.rsplit_once("</body>") {
        Some((before, after)) => Ok(format!("{before}{addition}\n</body>{after}")),
        None => Err("index.html has no </body>, before which the program is to stand".to_owned()),
    }
}

fn elements(page: &str, opening: &str, closing: Option<&str>) -> Vec<Element> {
    page.match_indices(opening).filter_map(|(start, _)| element(&page[start..], closing)).collect()
}

fn element(text: &str, closing: Option<&str>) -> Option<Element> {
    let tag_end = text.find('>')? + 1;
    let tag = text[..tag_end].to_owned();
    let (content, end) = match closing {
        None => (String::new(), tag_end),
        Some(closing) => {
            let content_end = tag_end + text[tag_end..].find(closing)?;
            (text[tag_end..content_end].to_owned(), content_end + closing.len())
        }
    };
    Some(Element { tag, content, whole: text[..end].to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html><head>\n<meta charset=\"utf-8\">\n<link rel=\"stylesheet\" href=\"./a.css\"/>\
                        <script src=\"./b.js\"></script><script type=\"module\">go(1 < 2);</script></head><body>x</body></html>";

    #[test]
    fn scripts_and_links_are_found_with_what_they_hold() {
        let scripts = scripts(PAGE);
        assert_eq!(scripts.len(), 2);
        assert_eq!(scripts[0].attribute("src"), Some("./b.js"));
        assert_eq!(scripts[1].content, "go(1 < 2);");
        assert_eq!(links(PAGE)[0].attribute("href"), Some("./a.css"));
        assert_eq!(links(PAGE)[0].attribute("ref"), None);
    }

    #[test]
    fn an_element_is_replaced_once_or_not_at_all() {
        let script = &scripts(PAGE)[1];
        let replaced = replace(PAGE, script, "").unwrap_or_default();
        assert!(!replaced.contains("go("), "{replaced}");
        assert!(replace(&replaced, script, "").is_err());
    }

    #[test]
    fn additions_stand_where_they_should() {
        let page = insert_in_head(PAGE, "<meta name=\"p\">").unwrap_or_default();
        assert!(page.contains("<meta charset=\"utf-8\">\n  <meta name=\"p\">"), "{page}");
        let page = insert_at_end(&page, "<p>").unwrap_or_default();
        assert!(page.contains("x<p>\n</body>"), "{page}");
        assert!(insert_in_head("<html>", "x").is_err());
    }
}
