//! Numbers and addresses of the texts: a count that no claim states, or a number or an address that is nowhere in the
//! lab, is an assertion nobody has proven.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use super::Findings;
use crate::model::{Claim, Question, Wants};
use crate::play::Play;
use crate::read::Source;
use crate::read::texts::Text;

/// What makes the number before it a count.
const COUNTED: [&str; 12] =
    [" packets", " packet", " bytes", " connections", " times", " lines", " line", " 个包", " 字节", " 个连接", " 次", " 行"];

pub(super) fn check(source: &Source, play: &Play, findings: &mut Findings<'_>) {
    let stated = stated(source);
    let everything = everything(source);
    let known: BTreeSet<u64> = numbers(&everything).into_iter().chain(stated.iter().copied()).collect();
    let addresses_known = known_addresses(&everything, play);
    for text in source.texts.iter().filter(|text| text.section != "your-machine") {
        let counted: BTreeSet<u64> = counts(&text.whole).union(&listed(&text.words)).copied().collect();
        for number in counted.difference(&stated) {
            wrong(findings, text, number, format!("{number} is counted here, and no claim of the lesson does"));
        }
        for (number, words) in in_words(&text.whole).iter().filter(|(number, _)| !stated.contains(number)) {
            wrong(findings, text, words, format!("\"{words}\": no claim of the lesson counts {number}"));
        }
        for number in numbers(&text.whole).difference(&known).filter(|number| !counted.contains(number)) {
            wrong(findings, text, number, format!("{number} is nowhere in this lab and in no claim"));
        }
        for address in addresses(&text.whole).difference(&addresses_known) {
            wrong(findings, text, address, format!("{address} is nowhere in this lab"));
        }
        for word in quads(&text.whole).filter(|word| word.parse::<Ipv4Addr>().is_err()) {
            wrong(findings, text, word, format!("{word} is no address"));
        }
    }
}

fn wrong(findings: &mut Findings<'_>, text: &Text, found: impl ToString, what: String) {
    findings.wrong_in(text.file, text.line_of(&found.to_string()), what);
}

fn counts(text: &str) -> BTreeSet<u64> {
    let mut found = BTreeSet::new();
    for unit in COUNTED {
        for (at, _) in text.match_indices(unit) {
            let before = text.get(..at).unwrap_or("");
            let digits = before.trim_end_matches(|character: char| character.is_ascii_digit()).len();
            found.extend(before.get(digits..).and_then(|digits| digits.parse::<u64>().ok()));
        }
    }
    found
}

/// The same in words, from two to ten: one of a kind is often no count.
const WORDS: [(u64, &str, &str); 9] = [
    (2, "two", "两"),
    (3, "three", "三"),
    (4, "four", "四"),
    (5, "five", "五"),
    (6, "six", "六"),
    (7, "seven", "七"),
    (8, "eight", "八"),
    (9, "nine", "九"),
    (10, "ten", "十"),
];

/// `Three packets`, `三个包`, but not `第三个包`. Each with the words it stands in.
fn in_words(text: &str) -> Vec<(u64, String)> {
    let text = text.to_lowercase();
    let units = |english, chinese| {
        [format!("{english} packets"), format!("{english} connections"), format!("{chinese}个包"), format!("{chinese}个连接")]
    };
    let ways = WORDS.iter().flat_map(|(number, english, chinese)| units(english, chinese).map(|way| (*number, way)));
    ways.filter(|(_, way)| text.match_indices(way).any(|(at, _)| begins_there(&text, at))).collect()
}

/// Neither the end of a longer word (`often connections`) nor of an ordinal.
fn begins_there(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    before.is_none_or(|before| !before.is_ascii_alphanumeric() && before != '第' && before != '十')
}

/// `3, 3, 1, 1, 1 and 0`: three numbers in a row are counters.
fn listed(text: &str) -> BTreeSet<u64> {
    let text = text.replace(" and ", ", ").replace('、', ", ").replace(" 和 ", ", ");
    let mut found = BTreeSet::new();
    let mut row = Vec::new();
    for word in text.split(", ") {
        let (first, last) = (word.split(' ').next(), word.split(' ').next_back());
        let number_at = |end: Option<&str>| {
            let digits = end?.trim_matches(|character: char| !character.is_ascii_digit());
            digits.parse::<u64>().ok()
        };
        if word.chars().all(|character| character.is_ascii_digit()) {
            row.extend(number_at(first));
            continue;
        }
        row.extend(number_at(first).filter(|_| !row.is_empty()));
        if row.len() >= 3 {
            found.extend(row.iter().copied());
        }
        row = number_at(last).into_iter().collect();
    }
    if row.len() >= 3 {
        found.extend(row);
    }
    found
}

/// Numbers that stand alone: no part of a name or an address.
fn numbers(text: &str) -> BTreeSet<u64> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || ".-_".contains(character);
    let words = text.split(|character| !is_part(character));
    words.filter_map(|word| word.trim_matches(['.', '-']).parse().ok()).collect()
}

fn addresses(text: &str) -> BTreeSet<Ipv4Addr> {
    quads(text).filter_map(|word| word.parse().ok()).collect()
}

/// Four numbers with dots between them.
fn quads(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|character: char| !character.is_ascii_digit() && character != '.');
    words.map(|word| word.trim_matches('.')).filter(|word| word.split('.').count() == 4)
}

/// All that the lesson holds besides its texts.
pub(super) fn everything(source: &Source) -> String {
    let lesson = &source.lesson;
    let exercise = &lesson.exercise;
    let tried: Vec<_> = exercise.near_misses.iter().map(|near_miss| &near_miss.commands).collect();
    let cues: Vec<_> = lesson.steps.iter().map(|step| &step.cue).collect();
    let claims: Vec<&Claim> = claims(source).collect();
    let wanted: Vec<_> = questions(source).map(|question| answers(&question.wants)).collect();
    let (scenario, start) = (&source.scenario.json, &source.start.json);
    format!("{scenario} {start} {:?} {:?} {tried:?} {cues:?} {claims:?} {wanted:?}", source.tries, exercise.solution)
}

fn known_addresses(everything: &str, play: &Play) -> BTreeSet<Ipv4Addr> {
    let mut known = addresses(everything);
    known.extend([Ipv4Addr::LOCALHOST, Ipv4Addr::UNSPECIFIED, Ipv4Addr::new(127, 0, 0, 0)]);
    for host in play.end.hosts() {
        let own = host.networking.interfaces.iter().flat_map(|interface| &interface.addresses);
        known.extend(own.flat_map(|own| [own.address, network(own.address, own.prefix_length)]));
    }
    known
}

fn network(address: Ipv4Addr, length: u8) -> Ipv4Addr {
    let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
    Ipv4Addr::from_bits(address.to_bits() & mask)
}

fn questions(source: &Source) -> impl Iterator<Item = &Question> {
    source.lesson.steps.iter().filter_map(|step| step.question.as_ref())
}

/// The numbers that people answer.
fn answers(wants: &Wants) -> Vec<u64> {
    match wants {
        Wants::Choose(_) | Wants::Click { .. } => Vec::new(),
        Wants::Type { right, wrong, .. } => std::iter::once(*right).chain(wrong.iter().map(|(number, _)| *number)).collect(),
    }
}

fn claims(source: &Source) -> impl Iterator<Item = &Claim> {
    let lesson = &source.lesson;
    let proofs = lesson.steps.iter().flat_map(|step| &step.proof);
    let goals = lesson.exercise.goal.iter().flat_map(|goal| &goal.holds);
    lesson.steps.iter().flat_map(|step| &step.claims).chain(&lesson.claims).chain(proofs).chain(goals)
}

/// Every number that a claim of the lesson asserts.
fn stated(source: &Source) -> BTreeSet<u64> {
    claims(source).flat_map(numbers_of).collect()
}

fn numbers_of(claim: &Claim) -> Vec<u64> {
    match claim {
        Claim::Counter { packets, bytes, .. } | Claim::Policy { packets, bytes, .. } => {
            std::iter::once(*packets).chain(*bytes).collect()
        }
        Claim::Connections { count: times, .. } | Claim::Times { times, .. } | Claim::Log { lines: times, .. } => {
            vec![*times as u64]
        }
        Claim::Packet(packet) => packet.ttl.map(u64::from).into_iter().collect(),
        Claim::Entry(_) | Claim::Outcome { .. } | Claim::Accepted { .. } => Vec::new(),
    }
}
