//! Prose as a small tree, and the pair of both languages. No HTML: the page renders the tree itself.

use serde::{Deserialize, Serialize};

use crate::language::Language;

/// The same in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Both<T> {
    pub english: T,
    pub chinese: T,
}

impl<T> Both<T> {
    pub fn of(&self, language: Language) -> &T {
        language.pick(&self.english, &self.chinese)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    Heading(Vec<Inline>),
    Paragraph(Vec<Inline>),
    /// `language` is what stands behind the fence: `console`, `iptables`, or nothing.
    Code {
        language: String,
        text: String,
    },
    List {
        ordered: bool,
        items: Vec<Vec<Block>>,
    },
    /// What is often written, set apart from what the kernel does.
    OftenWritten(Vec<Block>),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inline {
    Text(String),
    Code(String),
    Emphasis(Vec<Inline>),
    Strong(Vec<Inline>),
    /// To another lesson as `lesson:id`, else to an address.
    Link {
        to: String,
        text: Vec<Inline>,
    },
}

impl Inline {
    pub fn plain(inlines: &[Inline]) -> String {
        inlines
            .iter()
            .map(|inline| match inline {
                Inline::Text(text) | Inline::Code(text) => text.clone(),
                Inline::Emphasis(inside) | Inline::Strong(inside) | Inline::Link { text: inside, .. } => Inline::plain(inside),
            })
            .collect()
    }
}

impl Block {
    /// The words alone, for checks and for readers without formatting.
    pub fn plain(blocks: &[Block]) -> String {
        let parts: Vec<String> = blocks
            .iter()
            .map(|block| match block {
                Block::Heading(inlines) | Block::Paragraph(inlines) => Inline::plain(inlines),
                Block::Code { text, .. } => text.clone(),
                Block::List { items, .. } => items.iter().map(|item| Block::plain(item)).collect::<Vec<_>>().join("\n"),
                Block::OftenWritten(inside) => Block::plain(inside),
            })
            .collect();
        parts.join("\n")
    }
}
