//! Numbers and addresses of the prose: a count that no claim states, or an address that the lab does not know, is an
//! assertion nobody has proven.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use super::Findings;
use crate::model::{Block, Claim, Wants};
use crate::play::Play;
use crate::read::Source;

/// What makes the number before it a count.
const COUNTED: [&str; 11] =
    [" packets", " packet", " bytes", " connections", " times", " lines", " 个包", " 字节", " 个连接", " 次", " 行"];

pub(super) fn check(source: &Source, play: &Play, findings: &mut Findings<'_>) {
    let stated = stated(source);
    let known = known_addresses(source, play);
    let lesson = &source.lesson;
    let sections = lesson.steps.iter().map(|step| (step.id.as_str(), &step.prose));
    for (id, prose) in sections.chain([("exercise", &lesson.exercise.task)]) {
        for (file, blocks) in [("en.md", &prose.english), ("zh.md", &prose.chinese)] {
            let text = Block::plain(blocks);
            for number in counts(&text).difference(&stated) {
                findings.wrong_in(file, 0, format!("section `{id}` counts {number}, and no claim of the lesson does"));
            }
            for address in addresses(&text).difference(&known) {
                findings.wrong_in(file, 0, format!("section `{id}` names {address}, which is nowhere in this lab"));
            }
        }
    }
}

fn counts(text: &str) -> BTreeSet<u64> {
    let mut found = BTreeSet::new();
    for unit in COUNTED {
        for (at, _) in text.match_indices(unit) {
            let before = text.get(..at).unwrap_or("");
            let start = before.rfind(|character: char| !character.is_ascii_digit()).map_or(0, |place| place + 1);
            let digits = before.get(start..).or_else(|| before.get(start + 1..)).unwrap_or("");
            found.extend(digits.parse::<u64>().ok());
        }
    }
    found
}

fn addresses(text: &str) -> BTreeSet<Ipv4Addr> {
    text.split(|character: char| !character.is_ascii_digit() && character != '.')
        .filter_map(|word| word.trim_matches('.').parse().ok())
        .collect()
}

fn known_addresses(source: &Source, play: &Play) -> BTreeSet<Ipv4Addr> {
    let mut known = addresses(&source.scenario_json.to_string());
    known.extend(addresses(&format!("{:?}", source.lesson.exercise)));
    known.extend([Ipv4Addr::LOCALHOST, Ipv4Addr::UNSPECIFIED, Ipv4Addr::new(127, 0, 0, 0)]);
    for host in &play.end.hosts {
        known.extend(host.interfaces.iter().flat_map(|interface| interface.addresses.iter().map(|own| own.address)));
    }
    known
}

/// Every number that a claim of the lesson asserts.
fn stated(source: &Source) -> BTreeSet<u64> {
    let lesson = &source.lesson;
    let proofs = lesson.steps.iter().filter_map(|step| step.question.as_ref()).flat_map(|question| &question.proof);
    let goals = lesson.exercise.goal.iter().flat_map(|goal| &goal.holds);
    let claims = lesson.steps.iter().flat_map(|step| &step.claims).chain(&lesson.claims).chain(proofs).chain(goals);
    let mut numbers: BTreeSet<u64> = claims.flat_map(numbers_of).collect();
    for question in lesson.steps.iter().filter_map(|step| step.question.as_ref()) {
        if let Wants::Type { right, .. } = question.wants {
            numbers.insert(right);
        }
    }
    numbers
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
