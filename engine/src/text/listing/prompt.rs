//! The prompt of a shell in front of a line.

use super::lines::{Line, Word};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// The machine that it names.
    pub host: Option<String>,
    /// The place of the first word behind it.
    pub command: usize,
    pub form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `#`, `$`: the first may begin a comment.
    Mark,
    /// `root@host:~#`, `[user@host ~]$`, `~]#`
    Long,
    /// `bash-4.2#`
    Short,
}

/// A prompt has no more words.
const MOST_WORDS: usize = 3;

impl Line {
    pub fn prompt(&self) -> Option<Prompt> {
        let closes = |word: &Word| word.text.ends_with(['#', '$']);
        let place = self.words.iter().take(MOST_WORDS).position(closes)?;
        let last = self.word(place);
        let form = match (place, last.len()) {
            (0, 1) => Form::Mark,
            (0, _) if is_long(last) => Form::Long,
            (0, _) => Form::Short,
            (_, length) => {
                let names_user = self.words.iter().take(place + 1).any(|word| word.text.contains('@'));
                let is_open = self.word(0).starts_with('[') && (length == 1 || is_long(last));
                (names_user || is_open).then_some(Form::Long)?
            }
        };
        let host = self.words.iter().take(place + 1).find_map(|word| host(&word.text));
        Some(Prompt { host, command: place + 1, form })
    }
}

fn is_long(word: &str) -> bool {
    word.contains(['@', ']', ':'])
}

/// `host` of `root@host:~#`, `[root@host ~]#`, `user@host$`.
fn host(word: &str) -> Option<String> {
    let (user, behind) = word.trim_start_matches('[').split_once('@')?;
    let end = behind.find([':', '#', '$', ']']).unwrap_or(behind.len());
    let host = behind.get(..end).unwrap_or_default();
    let is_name = |text: &str| {
        !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.'))
    };
    (is_name(user) && is_name(host)).then(|| host.to_owned())
}
