//! Prose of a lesson as elements: the tree that `lessons` hands out, and nothing from outside of it.

use lessons::model::{Block, Inline};
use yew::Html;

use crate::address::{Address, Page, Step};
use crate::draw::draw;
use crate::words::{Language, Spoken};

pub fn blocks(blocks: &[Block], language: Language) -> Html {
    blocks.iter().map(|block| one_block(block, language)).collect()
}

pub fn inlines(inlines: &[Inline], language: Language) -> Html {
    inlines.iter().map(|inline| one_inline(inline, language)).collect()
}

/// A single line, with code between backquotes.
pub fn line(text: &str) -> Html {
    let part = |(number, part): (usize, &str)| match number % 2 {
        0 => draw! { { part } },
        _ => draw! { <code>{ code(part) }</code> },
    };
    text.split('`').enumerate().map(part).collect()
}

/// Lines of code, each of which goes on further in.
pub fn code_block(text: &str) -> Html {
    let lines = text.split_inclusive('\n').map(|line| draw! { <span class="code-line">{ code(line) }</span> });
    draw! { <pre tabindex="0"><code>{ for lines }</code></pre> }
}

/// A line breaks between words alone: no option is torn from its dashes.
fn code(text: &str) -> Html {
    let words = text.split(' ').enumerate();
    words.map(|(place, word)| draw! { <>{ if place > 0 { " " } else { "" } }<span>{ word.to_owned() }</span></> }).collect()
}

fn one_block(block: &Block, language: Language) -> Html {
    match block {
        Block::Heading(text) => draw! { <h3>{ inlines(text, language) }</h3> },
        Block::Paragraph(text) => draw! { <p>{ inlines(text, language) }</p> },
        Block::Code { text, .. } => code_block(text.trim_end()),
        Block::List { ordered, items } => {
            let items = items.iter().map(|item| draw! { <li>{ blocks(item, language) }</li> });
            if *ordered {
                draw! { <ol>{ for items }</ol> }
            } else {
                draw! { <ul>{ for items }</ul> }
            }
        }
        Block::OftenWritten(inside) => draw! {
            <blockquote class="often-written">
                <p class="often-written-label">{ language.words().prose.often_written }</p>
                { blocks(inside, language) }
            </blockquote>
        },
    }
}

fn one_inline(inline: &Inline, language: Language) -> Html {
    match inline {
        Inline::Text(text) => draw! { { text.clone() } },
        Inline::Code(text) => draw! { <code>{ code(text) }</code> },
        Inline::Emphasis(inside) => draw! { <em>{ inlines(inside, language) }</em> },
        Inline::Strong(inside) => draw! { <strong>{ inlines(inside, language) }</strong> },
        Inline::Link { to, text } => draw! { <a href={target(to, language)}>{ inlines(text, language) }</a> },
    }
}

/// `lesson:dnat` is a lesson of ours.
fn target(to: &str, language: Language) -> String {
    match to.strip_prefix("lesson:") {
        Some(lesson) => Address::new(language, Page::lesson(lesson, Step::FIRST)).to_string(),
        None => to.to_owned(),
    }
}
