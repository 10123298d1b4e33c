//! Questions: from the words of `lesson.toml` to types, each with an answer to every wrong one.

use toml::Spanned;

use super::written::{WrittenBoth, WrittenQuestion};
use super::{Reader, claims, cues, inline};
use crate::model::{Both, Choice, Claim, Click, Inline, Question, Spot, Wants};

/// A question, and what proves its answer.
pub(super) fn question(reader: &mut Reader, written: Spanned<WrittenQuestion>) -> Option<(Question, Vec<Claim>)> {
    let line = reader.line_of(&written);
    let mut written = written.into_inner();
    let proof: Vec<_> = std::mem::take(&mut written.proof);
    if proof.is_empty() {
        reader.wrong(line, "a question needs `proof`: claims that make the right answer right");
    }
    let proof = proof.into_iter().map(|claim| claims::claim(reader, claim)).collect();
    let wants = wants(reader, line, &mut written)?;
    Some((Question { text: inline(reader, written.text), wants }, proof))
}

fn wants(reader: &mut Reader, line: usize, written: &mut WrittenQuestion) -> Option<Wants> {
    match (written.choose.take(), written.number.take(), written.click.take()) {
        (Some(choices), None, None) => choose(reader, line, choices),
        (None, Some(right), None) => number(reader, line, right, written),
        (None, None, Some(right)) => click(reader, line, &right, written),
        _ => {
            reader.wrong(line, "a question has one of choose, number, click");
            None
        }
    }
}

fn choose(reader: &mut Reader, line: usize, written: Vec<super::written::WrittenChoice>) -> Option<Wants> {
    if written.len() < 2 || written.iter().filter(|choice| choice.right).count() != 1 {
        reader.wrong(line, "a choice has at least two options, and exactly one is right");
    }
    let choices = written.into_iter().map(|choice| Choice {
        text: inline(reader, choice.text),
        right: choice.right,
        answer: said(reader, choice.answer),
    });
    Some(Wants::Choose(choices.collect()))
}

fn number(reader: &mut Reader, line: usize, right: u64, written: &mut WrittenQuestion) -> Option<Wants> {
    let (answer, otherwise) = answers(reader, line, written)?;
    let mut wrong = Vec::new();
    for given in std::mem::take(&mut written.wrong) {
        match given.number {
            Some(number) if number != right => wrong.push((number, said(reader, given.answer))),
            Some(_) => reader.wrong(line, "a wrong number is the right one"),
            None => reader.wrong(line, "a wrong answer to a number question has a `number`"),
        }
    }
    Some(Wants::Type { right, answer, wrong, otherwise })
}

fn click(reader: &mut Reader, line: usize, right: &str, written: &mut WrittenQuestion) -> Option<Wants> {
    let (answer, otherwise) = answers(reader, line, written)?;
    let Some(host) = written.host.take() else {
        reader.wrong(line, "a click needs the `host` it is on");
        return None;
    };
    let mut wrong = Vec::new();
    for given in std::mem::take(&mut written.wrong) {
        let Some(spot) = given.click.as_deref().and_then(|text| spot(reader, line, text)) else {
            reader.wrong(line, "a wrong answer to a click has a `click`");
            continue;
        };
        wrong.push(Click { spot, answer: said(reader, given.answer) });
    }
    let right = spot(reader, line, right)?;
    Some(Wants::Click { host, right, answer, wrong, otherwise })
}

/// A rule (`filter FORWARD 5`) or a station (`FORWARD`).
fn spot(reader: &mut Reader, line: usize, text: &str) -> Option<Spot> {
    let read = match text.contains(' ') {
        true => cues::spot(text).map(Spot::Rule),
        false => cues::hook(text).map(Spot::Station),
    };
    read.map_err(|what| reader.wrong(line, what)).ok()
}

type Answers = (Both<Vec<Inline>>, Both<Vec<Inline>>);

fn answers(reader: &mut Reader, line: usize, written: &mut WrittenQuestion) -> Option<Answers> {
    match (written.answer.take(), written.otherwise.take()) {
        (Some(right), Some(otherwise)) => Some((said(reader, right), said(reader, otherwise))),
        _ => {
            reader.wrong(line, "this question needs `answer`, to the right one, and `otherwise`, to every other");
            None
        }
    }
}

/// What is said to a prediction. The page has said before whether it is right.
fn said(reader: &mut Reader, written: WrittenBoth) -> Both<Vec<Inline>> {
    for text in [&written.en, &written.zh] {
        if let Some(word) = VERDICTS.into_iter().find(|word| begins_with(text.get_ref(), word)) {
            let line = reader.line_of(text);
            reader.wrong(line, format!("the answer begins with `{word}`; the page says that itself"));
        }
    }
    inline(reader, written)
}

const VERDICTS: [&str; 9] = ["Right", "Correct", "Wrong", "Not quite", "对", "正确", "不对", "不太对", "错"];

/// The word by itself, with a stop behind it: not `Right after that` or `对连接跟踪来说`.
fn begins_with(text: &str, word: &str) -> bool {
    text.strip_prefix(word).and_then(|rest| rest.chars().next()).is_some_and(|next| ".,:;!。，：；！".contains(next))
}
