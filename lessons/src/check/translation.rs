//! The wording of both languages: nothing empty, and nothing left in the other one.

use super::Findings;
use crate::language::Language;
use crate::model::Block;
use crate::read::Source;
use crate::read::texts::Text;

pub(super) fn check(source: &Source, findings: &mut Findings<'_>) {
    same_shape(source, findings);
    for text in &source.texts {
        let faults = [empty(text), out_of_place(text), remains(text), narrow_punctuation(text)];
        for fault in faults.into_iter().flatten() {
            findings.wrong_in(text.file, text.line_of(&fault.words), fault.what);
        }
    }
}

/// A paragraph, a list's item or a piece of code that one language has and the other has not.
fn same_shape(source: &Source, findings: &mut Findings<'_>) {
    let lesson = &source.lesson;
    let steps = lesson.steps.iter().map(|step| (step.id.as_str(), &step.prose));
    let others = [("your-machine", &lesson.on_your_machine), ("exercise", &lesson.exercise.task)];
    for (id, prose) in steps.chain(others) {
        let (english, chinese) = (shape(&prose.english), shape(&prose.chinese));
        if english != chinese {
            let title = source.texts.iter().find(|text| text.section == id && text.language == Language::Chinese);
            let line = title.map_or(0, |title| title.line);
            findings.wrong_in("zh.md", line, format!("section `{id}` has {chinese}, and in en.md {english}"));
        }
    }
    same_code(source, findings);
}

/// Code says the same in both languages; remarks behind it may be translated.
fn same_code(source: &Source, findings: &mut Findings<'_>) {
    let code = |language: Language| {
        let texts = source.texts.iter().filter(move |text| text.language == language && text.written.starts_with("```"));
        texts.flat_map(|text| text.whole.lines().map(move |line| (text, without_remark(line))))
    };
    let mut differing =
        code(Language::English).zip(code(Language::Chinese)).filter(|((_, english), (_, chinese))| english != chinese);
    if let Some(((_, english), (text, chinese))) = differing.next() {
        findings.wrong_in(text.file, text.line_of(chinese), format!("`{chinese}`: in en.md this line is `{english}`"));
    }
}

/// Without `# from another machine`, behind two blanks at least.
fn without_remark(line: &str) -> &str {
    line.split("  # ").next().unwrap_or(line).trim_end()
}

/// `paragraph, list of 3`
fn shape(blocks: &[Block]) -> String {
    let shapes: Vec<String> = blocks
        .iter()
        .map(|block| match block {
            Block::Heading(_) => "heading".to_owned(),
            Block::Paragraph(_) => "paragraph".to_owned(),
            Block::Code { .. } => "code".to_owned(),
            Block::List { items, .. } => format!("list of {}", items.len()),
            Block::OftenWritten(inside) => format!("quote ({})", shape(inside)),
        })
        .collect();
    shapes.join(", ")
}

struct Fault {
    /// Where it is, within the text.
    words: String,
    what: String,
}

impl Fault {
    fn at(words: impl Into<String>, what: impl Into<String>) -> Option<Fault> {
        Some(Fault { words: words.into(), what: what.into() })
    }
}

fn empty(text: &Text) -> Option<Fault> {
    if text.words.trim().is_empty() { Fault::at("", format!("the {} text is empty", name(text.language))) } else { None }
}

fn out_of_place(text: &Text) -> Option<Fault> {
    let mark = ["TODO", "!", "！"].into_iter().find(|mark| text.words.contains(mark))?;
    Fault::at(mark, format!("\"{mark}\" has no place in a lesson"))
}

fn remains(text: &Text) -> Option<Fault> {
    match text.language {
        Language::English => {
            let found: String =
                text.words.chars().skip_while(|found| !is_chinese(*found)).take_while(|c| is_chinese(*c)).collect();
            if found.is_empty() { None } else { Fault::at(&found, format!("\"{found}\" stands in the English text")) }
        }
        Language::Chinese => english_remains(text),
    }
}

/// Words that stay only where somebody forgot to translate.
const ENGLISH: [&str; 8] = ["the", "is", "are", "of", "and", "which", "it", "to"];
/// So many words of small letters in a row are a sentence; fewer may be names of hosts.
const SENTENCE: usize = 4;

fn english_remains(text: &Text) -> Option<Fault> {
    let has_chinese = text.words.chars().any(is_chinese);
    for run in text.words.split(|character: char| !character.is_ascii() || character == '\n') {
        let words: Vec<&str> = run.split(|character: char| !character.is_ascii_alphabetic()).collect();
        let small = words.iter().filter(|word| word.starts_with(|first: char| first.is_ascii_lowercase())).count();
        let known = words.iter().any(|word| ENGLISH.contains(word));
        // a name alone, such as OUTPUT, is the same in both languages
        let nothing_else = !has_chinese && words.iter().filter(|word| !word.is_empty()).count() > 1;
        if known || small >= SENTENCE || nothing_else {
            let run = run.trim();
            return Fault::at(run, format!("\"{run}\" in the Chinese text is not translated"));
        }
    }
    None
}

/// `中文,中文`: Chinese has its own.
fn narrow_punctuation(text: &Text) -> Option<Fault> {
    let characters: Vec<char> = text.words.chars().collect();
    let pair =
        characters.windows(2).find(|pair| matches!(pair, [before, mark] if is_ideograph(*before) && ",;:?()".contains(*mark)))?;
    let pair: String = pair.iter().collect();
    Fault::at(&pair, format!("\"{pair}\": punctuation behind Chinese is Chinese, too: ，；：？（）"))
}

fn name(language: Language) -> &'static str {
    language.pick("English", "Chinese")
}

fn is_chinese(character: char) -> bool {
    ('\u{3000}'..='\u{9fff}').contains(&character) || ('\u{ff00}'..='\u{ffef}').contains(&character)
}

fn is_ideograph(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}
