//! A line of a shell script as words: quotes, comments, variables that the script itself has set.

use std::collections::BTreeMap;

/// Ends one branch of a `case`.
pub const BRANCH_END: &str = ";;";

/// The commands of a line, each its words: `;`, `&&`, `||` and `|` part them; `;;` is one by itself, as the shell's own words
/// are. What stands behind a `#` is left out.
pub fn commands(line: &str) -> Vec<Vec<String>> {
    let mut commands = Vec::new();
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), letter) if open == letter => quote = None,
            (Some('"') | None, '\\') => {
                if let Some(next) = letters.next() {
                    word.get_or_insert_default().push(next);
                }
            }
            (Some(_), letter) => word.get_or_insert_default().push(letter),
            (None, '(') if word.as_deref().is_some_and(|word| word.ends_with('$') || word.ends_with('=')) => {
                substituted(word.get_or_insert_default(), &mut letters);
            }
            (None, '(' | ')') => {
                words.extend(word.take());
                commands.push(std::mem::take(&mut words));
            }
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => break,
            (None, ';' | '&' | '|') => {
                words.extend(word.take());
                commands.push(std::mem::take(&mut words));
                if letter == ';' && letters.next_if_eq(&';').is_some() {
                    commands.push(vec![BRANCH_END.to_owned()]);
                }
            }
            (None, letter) if letter.is_whitespace() => words.extend(word.take()),
            (None, letter) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    commands.push(words);
    commands
}

/// `$(which iptables)`, `=( a b )`: one word, up to the end of it.
fn substituted(word: &mut String, letters: &mut impl Iterator<Item = char>) {
    word.push('(');
    let mut depth = 1;
    for letter in letters {
        word.push(letter);
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

/// `NAME=value` by itself.
pub fn assignment(words: &[String]) -> Option<(&str, &str)> {
    let (first, rest) = words.split_first()?;
    let declares = matches!(first.as_str(), "export" | "readonly" | "local" | "declare");
    // a command behind it is carried out with it
    if !declares && !rest.is_empty() {
        return None;
    }
    let word = if declares { rest.last()? } else { first };
    let (name, value) = word.split_once('=')?;
    let is_name = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    is_name.then_some((name, value))
}

/// What a script has set.
#[derive(Debug, Default)]
pub struct Variables {
    values: BTreeMap<String, String>,
    /// How many bytes they have put in so far.
    added: usize,
}

/// What variables may add to a paste, in bytes: `A=$A$A`, line after line, would have no end.
const MOST_ADDED: usize = 1 << 22;

impl Variables {
    /// `NAME=value`. What a command prints, nobody here knows.
    pub fn assign(&mut self, name: &str, value: &str) {
        let is_known = !value.contains("$(") && !value.contains('`');
        match self.expand(value).ok().filter(|_| is_known) {
            Some(known) => drop(self.values.insert(name.to_owned(), known)),
            None => drop(self.values.remove(name)),
        }
    }

    /// Puts in what is known of the variables. `Err` is the first that is not, or for which there is no room.
    pub fn expand(&mut self, word: &str) -> Result<String, String> {
        let mut text = String::new();
        let mut rest = word;
        while let Some((before, behind)) = rest.split_once('$') {
            text.push_str(before);
            let (name, after) = name(behind);
            // what a command prints
            if name.is_empty() && behind.starts_with('(') {
                let end = behind.rfind(')').map_or(behind.len(), |end| end + 1);
                return Err(format!("${}", behind.get(..end).unwrap_or_default()));
            }
            let value = self.values.get(name).filter(|value| self.added.saturating_add(value.len()) <= MOST_ADDED);
            let Some(value) = value else { return Err(format!("${name}")) };
            self.added += value.len();
            text.push_str(value);
            rest = after;
        }
        text.push_str(rest);
        Ok(text)
    }
}

/// `NAME` or `{NAME}`, and what follows.
fn name(text: &str) -> (&str, &str) {
    if let Some((name, after)) = text.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
        return (name, after);
    }
    let end = text.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(text.len());
    text.split_at(end)
}
