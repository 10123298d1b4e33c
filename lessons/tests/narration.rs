//! The narrator on every event of every recording: each has its sentence in both languages, and the important ones say
//! what they should.

mod common;

use std::collections::BTreeMap;

use lessons::{Language, narrate};

/// Words that stay in a Chinese sentence only if somebody forgot to translate it.
const ENGLISH: [&str; 10] = [" the ", " is ", " are ", " of ", " it ", " packet", "rule ", "Rule ", " and ", " leaves "];
/// What a forgotten argument, or a value printed for programmers, leaves behind.
const PLACEHOLDERS: [&str; 10] = ["{", "}", "Some(", "None", "()", "  ", " .", " ,", "：。", "“”"];

#[test]
fn every_event_has_a_sentence_in_both_languages() {
    let mut wrong = BTreeMap::new();
    for (case, scenario) in common::scenarios() {
        common::each_event(&scenario, |event, before| {
            let english = narrate(Language::English, event, before);
            let chinese = narrate(Language::Chinese, event, before);
            if let Some(fault) = fault(&english, &chinese) {
                wrong.entry(format!("{fault}: {english} | {chinese}")).or_insert_with(|| case.clone());
            }
        });
    }
    let first: Vec<_> = wrong.iter().take(20).collect();
    assert!(wrong.is_empty(), "{} sentences are wrong, among them: {first:#?}", wrong.len());
}

fn fault(english: &str, chinese: &str) -> Option<&'static str> {
    if !english.ends_with('.') || !chinese.ends_with('。') {
        return Some("not a whole sentence");
    }
    if english.chars().any(is_chinese) {
        return Some("Chinese in English");
    }
    let own_words = without_options(&without_quotations(chinese));
    if !chinese.chars().any(is_chinese) || ENGLISH.iter().any(|word| own_words.contains(word)) {
        return Some("not translated");
    }
    PLACEHOLDERS.iter().any(|remains| english.contains(remains) || chinese.contains(remains)).then_some("a placeholder")
}

/// Without what programs say to each other, which is in no language.
fn without_quotations(sentence: &str) -> String {
    let (first, rest) = sentence.split_once('“').unwrap_or((sentence, ""));
    let behind = rest.split('“').map(|part| part.split_once('”').map_or(part, |(_, behind)| behind));
    [first].into_iter().chain(behind).collect()
}

/// Without what a rule's own text brings along: `--connbytes-mode packets` is the same in every language.
fn without_options(sentence: &str) -> String {
    let mut words = Vec::new();
    let mut is_value = false;
    for word in sentence.split(' ') {
        if !is_value && !word.starts_with("--") {
            words.push(word);
        }
        is_value = word.starts_with("--");
    }
    words.join(" ")
}

fn is_chinese(character: char) -> bool {
    ('\u{3000}'..='\u{9fff}').contains(&character) || ('\u{ff00}'..='\u{ffef}').contains(&character)
}

/// `narration/sentences.txt`: the name of a recording, then pairs of lines, English and Chinese, of one event of it.
#[test]
fn the_important_sentences_say_what_they_should() {
    let scenarios: BTreeMap<_, _> = common::scenarios().into_iter().collect();
    for block in include_str!("narration/sentences.txt").split("\n\n") {
        let mut lines = block.lines().filter(|line| !line.starts_with('#'));
        let Some(case) = lines.next() else { continue };
        let scenario = scenarios.get(case).unwrap_or_else(|| panic!("there is no recording {case}"));
        let mut told = Vec::new();
        common::each_event(scenario, |event, before| {
            let of = |language| narrate(language, event, before);
            told.push((of(Language::English), of(Language::Chinese)));
        });
        let lines: Vec<&str> = lines.collect();
        for pair in lines.chunks(2) {
            let [english, chinese] = pair else { panic!("{case}: a sentence in one language only: {pair:?}") };
            let found = told.iter().find(|(told, _)| told == english);
            let found = found.unwrap_or_else(|| panic!("{case}: nobody says: {english}"));
            assert_eq!(&found.1, chinese, "{case}");
        }
    }
}
