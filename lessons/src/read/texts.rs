//! Every text of a lesson, one by one, with the place it stands at: for whoever looks for faults in the wording.

use std::ops::Range;

use super::Reader;
use super::written::WrittenBoth;
use crate::language::Language;
use crate::model::{Block, Inline};

/// A paragraph, a list, a title, an answer: in one language.
#[derive(Clone, Debug)]
pub struct Text {
    pub file: &'static str,
    /// Where it begins, from one.
    pub line: usize,
    pub language: Language,
    /// The section it is part of; empty in `lesson.toml`.
    pub section: String,
    /// Without code, which is the same in both languages; a dot stands for it.
    pub words: String,
    /// With code.
    pub whole: String,
    /// As it stands in the file.
    pub written: String,
}

impl Text {
    /// Where these words stand, as far as they can be found; else where the text begins.
    pub fn line_of(&self, words: &str) -> usize {
        let before = self.written.find(words).and_then(|at| self.written.get(..at)).unwrap_or("");
        self.line + before.matches('\n').count()
    }
}

pub(super) fn file_of(language: Language) -> &'static str {
    language.pick("en.md", "zh.md")
}

/// The title of a section.
pub(super) fn of_title(section: (&str, usize, Language), title: &str) -> Text {
    let (id, line, language) = section;
    let (words, whole, written) = (title.to_owned(), title.to_owned(), title.to_owned());
    Text { file: file_of(language), line, language, section: id.to_owned(), words, whole, written }
}

/// What stands in a section's bytes `range`, as a block.
pub(super) fn of_block(section: (&str, usize, Language), body: &str, range: Range<usize>, block: &Block) -> Text {
    let (id, line, language) = section;
    let before = body.get(..range.start).unwrap_or("");
    Text {
        file: file_of(language),
        line: line + 1 + before.matches('\n').count(),
        language,
        section: id.to_owned(),
        words: words(block),
        whole: Block::plain(std::slice::from_ref(block)),
        written: body.get(range).unwrap_or("").to_owned(),
    }
}

/// Both languages of a text in `lesson.toml`.
pub(super) fn note(reader: &mut Reader, written: &WrittenBoth, parsed: [&[Inline]; 2]) {
    let languages = [(Language::English, &written.en), (Language::Chinese, &written.zh)];
    for ((language, text), inlines) in languages.into_iter().zip(parsed) {
        let line = reader.line_of(text);
        let (words, whole) = (words_of(inlines), Inline::plain(inlines));
        let written = text.get_ref().clone();
        reader.texts.push(Text { file: "lesson.toml", line, language, section: String::new(), words, whole, written });
    }
}

fn words(block: &Block) -> String {
    match block {
        Block::Heading(inlines) | Block::Paragraph(inlines) => words_of(inlines),
        Block::Code { .. } => "·".to_owned(),
        Block::List { items, .. } => {
            let items: Vec<String> = items.iter().map(|item| all_words(item)).collect();
            items.join("\n")
        }
        Block::OftenWritten(inside) => all_words(inside),
    }
}

fn all_words(blocks: &[Block]) -> String {
    let parts: Vec<String> = blocks.iter().map(words).collect();
    parts.join("\n")
}

fn words_of(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) => text.clone(),
            Inline::Code(_) => "·".to_owned(),
            Inline::Emphasis(inside) | Inline::Strong(inside) | Inline::Link { text: inside, .. } => words_of(inside),
        })
        .collect()
}
