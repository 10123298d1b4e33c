//! Both languages are complete: nothing empty, and nothing left in the other one.

use super::Findings;
use crate::model::{Block, Both, Inline, Lesson, Wants};
use crate::read::Source;

pub(super) fn check(source: &Source, findings: &mut Findings<'_>) {
    for (place, both) in texts(&source.lesson) {
        if both.english.trim().is_empty() || both.chinese.trim().is_empty() {
            findings.wrong(0, format!("{place} is empty in one language"));
        } else if both.english.chars().any(is_chinese) {
            findings.wrong(0, format!("{place}: Chinese in the English text"));
        } else if !both.chinese.chars().any(is_chinese) {
            findings.wrong(0, format!("{place}: the Chinese text has no Chinese in it"));
        } else if let Some(word) = ENGLISH.iter().find(|word| both.chinese.contains(**word)) {
            findings.wrong(0, format!("{place}: \"{}\" in the Chinese text is not translated", word.trim()));
        }
        for (text, mark) in [(&both.english, "TODO"), (&both.chinese, "TODO"), (&both.english, "!"), (&both.chinese, "！")] {
            // A lone mark is punctuation; in `! -d` it is iptables' own.
            if text.contains(mark) && (mark == "TODO" || text.contains(&format!("{mark}\n")) || text.ends_with(mark)) {
                findings.wrong(0, format!("{place}: \"{mark}\" has no place in a lesson"));
            }
        }
    }
}

/// Words that stay only where somebody forgot to translate. Code is not looked at.
const ENGLISH: [&str; 6] = [" the ", " is ", " are ", " of ", " and ", " which "];

fn is_chinese(character: char) -> bool {
    ('\u{3000}'..='\u{9fff}').contains(&character) || ('\u{ff00}'..='\u{ffef}').contains(&character)
}

/// Every text of a lesson with the place it stands at.
fn texts(lesson: &Lesson) -> Vec<(String, Both<String>)> {
    let mut texts = vec![
        ("title".to_owned(), lesson.title.clone()),
        ("question".to_owned(), lesson.question.clone()),
        ("section `your-machine`".to_owned(), of_blocks(&lesson.on_your_machine)),
        ("section `exercise`".to_owned(), of_blocks(&lesson.exercise.task)),
    ];
    for step in &lesson.steps {
        texts.push((format!("title of `{}`", step.id), step.title.clone()));
        texts.push((format!("section `{}`", step.id), of_blocks(&step.prose)));
        if let Some(question) = &step.question {
            texts.push((format!("question of `{}`", step.id), of_inlines(&question.text)));
            texts.extend(answers(&question.wants).into_iter().map(|text| (format!("an answer of `{}`", step.id), text)));
        }
    }
    let exercise = &lesson.exercise;
    texts.extend(lesson.closing.iter().map(|text| ("closing".to_owned(), of_inlines(text))));
    texts.extend(exercise.goal.iter().map(|goal| ("goal".to_owned(), of_inlines(&goal.text))));
    texts.extend(exercise.hints.iter().map(|hint| ("hint".to_owned(), of_inlines(hint))));
    texts.extend(exercise.near_misses.iter().map(|near_miss| ("near miss".to_owned(), of_inlines(&near_miss.why))));
    texts
}

fn answers(wants: &Wants) -> Vec<Both<String>> {
    match wants {
        Wants::Choose(choices) => choices.iter().map(|choice| of_inlines(&choice.answer)).collect(),
        Wants::Type { answer, wrong, otherwise, .. } => {
            let wrong = wrong.iter().map(|(_, answer)| of_inlines(answer));
            [of_inlines(answer), of_inlines(otherwise)].into_iter().chain(wrong).collect()
        }
        Wants::Click { answer, wrong, otherwise, .. } => {
            let wrong = wrong.iter().map(|click| of_inlines(&click.answer));
            [of_inlines(answer), of_inlines(otherwise)].into_iter().chain(wrong).collect()
        }
    }
}

fn of_blocks(both: &Both<Vec<Block>>) -> Both<String> {
    Both { english: words(&both.english), chinese: words(&both.chinese) }
}

fn of_inlines(both: &Both<Vec<Inline>>) -> Both<String> {
    Both { english: words_of(&both.english), chinese: words_of(&both.chinese) }
}

/// Without code, which is the same in both languages.
fn words(blocks: &[Block]) -> String {
    let parts: Vec<String> = blocks
        .iter()
        .map(|block| match block {
            Block::Heading(inlines) | Block::Paragraph(inlines) => words_of(inlines),
            Block::Code { .. } => String::new(),
            Block::List { items, .. } => items.iter().map(|item| words(item)).collect::<Vec<_>>().join("\n"),
            Block::OftenWritten(inside) => words(inside),
        })
        .collect();
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
