//! A word of a line: its quotes are off, its variables still stand in it until the command is carried out.

use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::lab::shell) struct Word {
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::lab::shell) enum Part {
    Text(String),
    /// `$?`
    Code,
    /// `$NAME`; outside of quotes its blanks part words.
    Variable {
        name: String,
        quoted: bool,
    },
}

/// What stands behind a `$`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::lab::shell) struct Values {
    pub code: u8,
    pub variables: BTreeMap<String, String>,
}

impl Values {
    fn of(&self, name: &str) -> &str {
        self.variables.get(name).map_or("", String::as_str)
    }
}

impl Word {
    /// As one text: where bash makes no words of it, as in a here-document.
    pub fn text(&self, values: &Values) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Code => values.code.to_string(),
            Part::Variable { name, .. } => values.of(name).to_owned(),
        });
        parts.collect()
    }

    /// As it was typed, but for quotes.
    pub fn literal(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Code => "$?".to_owned(),
            Part::Variable { name, .. } => ["$", name].concat(),
        });
        parts.collect()
    }

    /// How many bytes its variables add.
    pub fn size(&self, values: &Values) -> usize {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(_) | Part::Code => 0,
            Part::Variable { name, .. } => values.of(name).len(),
        });
        parts.sum()
    }

    /// The words that it becomes: none of an unset variable, several of one with blanks.
    pub fn words(&self, values: &Values) -> Vec<String> {
        let mut words = Vec::new();
        let mut open: Option<String> = None;
        for part in &self.parts {
            match part {
                Part::Text(text) => open.get_or_insert_default().push_str(text),
                Part::Code => open.get_or_insert_default().push_str(&values.code.to_string()),
                Part::Variable { name, quoted: true } => open.get_or_insert_default().push_str(values.of(name)),
                Part::Variable { name, quoted: false } => split(values.of(name), &mut open, &mut words),
            }
        }
        words.extend(open);
        words
    }

    pub fn push(&mut self, letter: char) {
        match self.parts.last_mut() {
            Some(Part::Text(text)) => text.push(letter),
            Some(Part::Code | Part::Variable { .. }) | None => self.parts.push(Part::Text(letter.to_string())),
        }
    }

    /// `NAME=` comes off the front.
    pub fn assigned(mut self) -> Option<(String, Word)> {
        let Some(Part::Text(text)) = self.parts.first_mut() else { return None };
        let (name, value) = text.split_once('=')?;
        let (name, value) = (name.to_owned(), value.to_owned());
        *text = value;
        Some((name, self))
    }
}

fn split(value: &str, open: &mut Option<String>, words: &mut Vec<String>) {
    if value.starts_with(char::is_whitespace) {
        words.extend(open.take());
    }
    for (place, part) in value.split_whitespace().enumerate() {
        if place > 0 {
            words.extend(open.take());
        }
        open.get_or_insert_default().push_str(part);
    }
    if value.ends_with(char::is_whitespace) {
        words.extend(open.take());
    }
}

/// May a variable be called so?
pub(in crate::lab::shell) fn is_name(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// What bash itself fills in, or reads.
const OF_BASH: &[&str] = &[
    "_",
    "HOME",
    "USER",
    "PATH",
    "PWD",
    "OLDPWD",
    "SHELL",
    "SHELLOPTS",
    "SHLVL",
    "HOSTNAME",
    "HOSTTYPE",
    "MACHTYPE",
    "OSTYPE",
    "RANDOM",
    "SRANDOM",
    "SECONDS",
    "EPOCHSECONDS",
    "EPOCHREALTIME",
    "LINENO",
    "UID",
    "EUID",
    "PPID",
    "GROUPS",
    "IFS",
    "OPTIND",
    "OPTARG",
    "PS0",
    "PS1",
    "PS2",
    "PS4",
    "TERM",
    "LANG",
    "BASH",
    "BASHOPTS",
    "LOGNAME",
    "REPLY",
    "PIPESTATUS",
    "FUNCNAME",
    "DIRSTACK",
    "COLUMNS",
    "LINES",
];

pub(in crate::lab::shell) fn is_of_bash(name: &str) -> bool {
    OF_BASH.contains(&name) || name.starts_with("BASH_")
}
