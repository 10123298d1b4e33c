//! `en.md` and `zh.md`: sections, each begun by `# id: Title`.

use super::texts::{self, Text};
use super::{Reader, markdown};
use crate::language::Language;
use crate::model::{Block, Both};

#[derive(Clone, Debug)]
pub struct Section {
    pub id: String,
    pub title: String,
    pub line: usize,
    pub blocks: Vec<Block>,
    pub texts: Vec<Text>,
}

pub type Sections = Vec<Section>;

/// The sections, and what is wrong on which line.
pub(super) fn sections(text: &str, language: Language) -> (Sections, Vec<(usize, String)>) {
    let mut sections = Vec::new();
    let mut problems = Vec::new();
    for (line, heading, body) in pieces(text) {
        let Some((id, title)) = heading.split_once(':') else {
            problems.push((line, format!("`# {heading}`: a section begins with `# id: Title`")));
            continue;
        };
        let (id, title) = (id.trim().to_owned(), title.trim().to_owned());
        if title.is_empty() {
            problems.push((line, format!("section `{id}` has no title")));
        }
        if sections.iter().any(|section: &Section| section.id == id) {
            problems.push((line, format!("section `{id}` stands here a second time")));
        }
        match markdown::blocks(&body) {
            Ok(placed) if placed.is_empty() => problems.push((line, format!("section `{id}` is empty"))),
            Ok(placed) => {
                let begins = (id.as_str(), line, language);
                let mut texts = vec![texts::of_title(begins, &title)];
                texts.extend(placed.iter().map(|(range, block)| texts::of_block(begins, &body, range.clone(), block)));
                let blocks = placed.into_iter().map(|(_, block)| block).collect();
                sections.push(Section { id, title, line, blocks, texts });
            }
            Err((offset, what)) => problems.push((line + 1 + body[..offset].matches('\n').count(), what)),
        }
    }
    (sections, problems)
}

/// Line, heading and body of each `# ` outside of code.
fn pieces(text: &str) -> Vec<(usize, String, String)> {
    let mut pieces: Vec<(usize, String, String)> = Vec::new();
    let mut in_code = false;
    for (number, line) in text.lines().enumerate() {
        in_code ^= line.trim_start().starts_with("```");
        match line.strip_prefix("# ").filter(|_| !in_code) {
            Some(heading) => pieces.push((number + 1, heading.trim().to_owned(), String::new())),
            None => {
                if let Some((_, _, body)) = pieces.last_mut() {
                    body.push_str(line);
                    body.push('\n');
                }
            }
        }
    }
    pieces
}

/// Title and prose of a section, in both languages. It stands behind the section `after`.
pub(super) fn of(
    reader: &mut Reader,
    sections: &Both<Sections>,
    id: &str,
    after: Option<&str>,
) -> (Both<String>, Both<Vec<Block>>) {
    let mut find = |language: Language| {
        let sections = sections.of(language);
        if let Some(section) = sections.iter().find(|section| section.id == id) {
            return (section.title.clone(), section.blocks.clone());
        }
        let before = after.and_then(|after| sections.iter().find(|section| section.id == after));
        let line = before.map_or(1, |section| section.line);
        let place = if before.is_some() { "; it belongs behind this one" } else { "" };
        reader.wrong_in(texts::file_of(language), line, format!("section `# {id}: ...` is missing{place}"));
        Default::default()
    };
    let (english, chinese) = (find(Language::English), find(Language::Chinese));
    (Both { english: english.0, chinese: chinese.0 }, Both { english: english.1, chinese: chinese.1 })
}
