//! Markdown to our own small tree. What the tree has no place for (HTML, images, tables) is refused.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::model::{Block, Inline};

/// Where, in bytes, and what is wrong there.
type Wrong = (usize, String);

/// A block, and the bytes of the text it was written in.
type Placed = (Range<usize>, Block);

pub fn blocks(text: &str) -> Result<Vec<Placed>, Wrong> {
    let mut builder = Builder { events: Parser::new(text).into_offset_iter().peekable() };
    builder.blocks(None)
}

/// One paragraph's worth.
pub fn inlines(text: &str) -> Result<Vec<Inline>, String> {
    match blocks(text).map_err(|(_, what)| what)?.as_slice() {
        [] => Err("the text is empty".to_owned()),
        [(_, Block::Paragraph(inlines))] => Ok(inlines.clone()),
        _ => Err("one paragraph is expected here".to_owned()),
    }
}

struct Builder<'text> {
    events: std::iter::Peekable<pulldown_cmark::OffsetIter<'text>>,
}

impl Builder<'_> {
    /// Blocks up to the end of what began before, or of everything.
    fn blocks(&mut self, until: Option<TagEnd>) -> Result<Vec<Placed>, Wrong> {
        let mut blocks = Vec::new();
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::End(end) if Some(end) == until => return Ok(blocks),
                event => blocks.push((range.clone(), self.block(event, range)?)),
            }
        }
        Ok(blocks)
    }

    fn block(&mut self, event: Event<'_>, range: Range<usize>) -> Result<Block, Wrong> {
        Ok(match event {
            Event::Start(Tag::Paragraph) => Block::Paragraph(self.inlines(TagEnd::Paragraph)?),
            Event::Start(Tag::Heading { level, .. }) => Block::Heading(self.inlines(TagEnd::Heading(level))?),
            Event::Start(Tag::CodeBlock(kind)) => self.code(kind)?,
            Event::Start(Tag::List(first)) => self.list(first.is_some())?,
            Event::Start(Tag::BlockQuote(kind)) => Block::OftenWritten(self.inner(TagEnd::BlockQuote(kind))?),
            Event::Text(_) | Event::Code(_) | Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. }) => {
                // A tight list's item: its text stands without a paragraph.
                Block::Paragraph(self.loose((event, range))?)
            }
            _ => return Err((range.start, "only paragraphs, headings, lists, quotes and code can stand here".to_owned())),
        })
    }

    fn inner(&mut self, until: TagEnd) -> Result<Vec<Block>, Wrong> {
        Ok(self.blocks(Some(until))?.into_iter().map(|(_, block)| block).collect())
    }

    fn code(&mut self, kind: CodeBlockKind<'_>) -> Result<Block, Wrong> {
        let language = match kind {
            CodeBlockKind::Fenced(language) => language.to_string(),
            CodeBlockKind::Indented => String::new(),
        };
        let mut code = String::new();
        for (event, range) in self.events.by_ref() {
            match event {
                Event::Text(text) => code.push_str(&text),
                Event::End(TagEnd::CodeBlock) => break,
                _ => return Err((range.start, "only text can stand in code".to_owned())),
            }
        }
        Ok(Block::Code { language, text: code.trim_end().to_owned() })
    }

    fn list(&mut self, ordered: bool) -> Result<Block, Wrong> {
        let mut items = Vec::new();
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::Start(Tag::Item) => items.push(self.inner(TagEnd::Item)?),
                Event::End(TagEnd::List(_)) => break,
                _ => return Err((range.start, "only items can stand in a list".to_owned())),
            }
        }
        Ok(Block::List { ordered, items })
    }

    /// Inline events that no paragraph holds together, up to the next block or the item's end.
    fn loose(&mut self, first: (Event<'_>, Range<usize>)) -> Result<Vec<Inline>, Wrong> {
        let mut inlines = vec![self.inline(first.0, first.1.start)?];
        while let Some((event, _)) = self.events.peek() {
            let goes_on = matches!(
                event,
                Event::Text(_) | Event::Code(_) | Event::SoftBreak | Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. })
            );
            if !goes_on {
                break;
            }
            let Some((event, range)) = self.events.next() else { break };
            inlines.push(self.inline(event, range.start)?);
        }
        Ok(joined(inlines))
    }

    fn inlines(&mut self, until: TagEnd) -> Result<Vec<Inline>, Wrong> {
        let mut inlines = Vec::new();
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::End(end) if end == until => break,
                event => inlines.push(self.inline(event, range.start)?),
            }
        }
        Ok(joined(inlines))
    }

    fn inline(&mut self, event: Event<'_>, at: usize) -> Result<Inline, Wrong> {
        Ok(match event {
            Event::Text(text) => Inline::Text(text.to_string()),
            Event::SoftBreak => Inline::Text("\n".to_owned()),
            Event::Code(code) => Inline::Code(code.to_string()),
            Event::Start(Tag::Emphasis) => Inline::Emphasis(self.inlines(TagEnd::Emphasis)?),
            Event::Start(Tag::Strong) => Inline::Strong(self.inlines(TagEnd::Strong)?),
            Event::Start(Tag::Link { dest_url, .. }) => {
                Inline::Link { to: dest_url.to_string(), text: self.inlines(TagEnd::Link)? }
            }
            _ => return Err((at, "only text, code, emphasis and links can stand here".to_owned())),
        })
    }
}

/// Neighbouring texts as one. A line's end is a blank, except between two Chinese characters.
fn joined(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut joined: Vec<Inline> = Vec::new();
    for inline in inlines {
        match (joined.last_mut(), inline) {
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
            (_, inline) => joined.push(inline),
        }
    }
    let count = joined.len();
    for place in 0..count {
        let after_wide = place > 0 && joined.get(place - 1).is_some_and(ends_wide);
        if let Some(Inline::Text(text)) = joined.get_mut(place) {
            *text = without_breaks(text, after_wide);
        }
    }
    joined
}

fn ends_wide(inline: &Inline) -> bool {
    Inline::plain(std::slice::from_ref(inline)).chars().next_back().is_some_and(is_wide)
}

fn without_breaks(text: &str, after_wide: bool) -> String {
    let mut out = String::new();
    let mut characters = text.chars().peekable();
    let mut before_is_wide = after_wide;
    while let Some(character) = characters.next() {
        if character == '\n' {
            let next_is_wide = characters.peek().copied().is_some_and(is_wide);
            if !(before_is_wide && next_is_wide) {
                out.push(' ');
            }
            continue;
        }
        before_is_wide = is_wide(character);
        out.push(character);
    }
    out
}

fn is_wide(character: char) -> bool {
    ('\u{2e80}'..='\u{9fff}').contains(&character) || ('\u{ff00}'..='\u{ffef}').contains(&character)
}
