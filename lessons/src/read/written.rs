//! `lesson.toml` as it is written: every field that may stand in it, before anything is made of it.

use serde::Deserialize;
use toml::{Spanned, Table};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenLesson {
    pub title: WrittenBoth,
    pub question: WrittenBoth,
    pub next: Spanned<Vec<String>>,
    pub closing: Vec<WrittenBoth>,
    pub step: Vec<WrittenStep>,
    #[serde(default)]
    pub claim: Vec<Spanned<WrittenClaim>>,
    pub exercise: WrittenExercise,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenBoth {
    pub en: Spanned<String>,
    pub zh: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenStep {
    pub id: Spanned<String>,
    pub cue: Spanned<WrittenEvent>,
    pub look: Option<Spanned<WrittenLook>>,
    #[serde(default)]
    pub claim: Vec<Spanned<WrittenClaim>>,
    pub ask: Option<Spanned<WrittenQuestion>>,
}

/// What the prose is about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenLook {
    pub host: Option<String>,
    pub table: Option<String>,
    pub tab: String,
}

/// A cue, or what a claim counts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenEvent {
    pub at: String,
    pub host: Option<String>,
    pub nth: Option<usize>,
    pub packet: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub hook: Option<String>,
    pub table: Option<String>,
    pub chain: Option<String>,
    pub rule: Option<String>,
    pub interface: Option<String>,
    pub why: Option<String>,
    pub state: Option<String>,
    pub side: Option<String>,
}

/// One of `rule`, `policy`, `packet`, `connections`, `entry`, `times`, `action`, `accepted`, `log` says which it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenClaim {
    pub host: Option<String>,
    pub rule: Option<String>,
    pub policy: Option<String>,
    pub packets: Option<u64>,
    pub bytes: Option<u64>,
    pub packet: Option<WrittenPacket>,
    pub connections: Option<usize>,
    pub entry: Option<WrittenEntry>,
    pub times: Option<usize>,
    pub of: Option<Spanned<WrittenEvent>>,
    pub action: Option<usize>,
    pub ending: Option<String>,
    pub reply: Option<String>,
    pub accepted: Option<String>,
    pub log: Option<String>,
    pub lines: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenPacket {
    pub source: Option<String>,
    pub destination: Option<String>,
    pub ttl: Option<u8>,
    pub state: Option<String>,
    pub input: Option<String>,
    pub output: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenEntry {
    /// `10.0.0.1:40000 -> 10.0.0.2:80`
    pub original: Option<String>,
    pub reply: Option<String>,
    pub state: Option<String>,
    pub assured: Option<bool>,
    pub seen_reply: Option<bool>,
}

/// One of `choose`, `number`, `click` says which it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenQuestion {
    pub text: WrittenBoth,
    pub choose: Option<Vec<WrittenChoice>>,
    pub number: Option<u64>,
    pub click: Option<String>,
    pub host: Option<String>,
    /// To the right number or click.
    pub answer: Option<WrittenBoth>,
    #[serde(default)]
    pub wrong: Vec<WrittenWrong>,
    /// To every other number or click.
    pub otherwise: Option<WrittenBoth>,
    #[serde(default)]
    pub proof: Vec<Spanned<WrittenClaim>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenChoice {
    pub text: WrittenBoth,
    pub answer: WrittenBoth,
    #[serde(default)]
    pub right: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenWrong {
    pub number: Option<u64>,
    pub click: Option<String>,
    pub answer: WrittenBoth,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenExercise {
    /// A scenario file of its own; without it the lesson's hosts, before anything happened.
    pub start: Option<String>,
    /// Where the learner sits at first; without it, the first host.
    pub host: Option<Spanned<String>>,
    pub goal: Vec<Spanned<WrittenCondition>>,
    pub hints: Vec<WrittenBoth>,
    pub solution: Vec<Spanned<WrittenCommand>>,
    pub near_miss: Vec<Spanned<WrittenTry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenCondition {
    pub text: WrittenBoth,
    /// An action as scenarios write it.
    #[serde(rename = "try")]
    pub attempt: Option<Table>,
    pub holds: Vec<Spanned<WrittenClaim>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenCommand {
    pub host: String,
    pub line: String,
    #[serde(default)]
    pub input: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenTry {
    pub commands: Vec<WrittenCommand>,
    pub fails: usize,
    pub why: WrittenBoth,
}
