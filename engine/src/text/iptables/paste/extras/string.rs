//! Texts that a row looks for: `STRING match "foo" ALGO name bm TO 65535`.

use super::Reader;

impl Reader<'_> {
    /// `STRING match ! "foo" ALGO name bm FROM 40 TO 100 ICASE`
    pub fn string(&mut self) -> bool {
        self.place += 2;
        let inverted = self.peek(0) == "!";
        self.place += usize::from(inverted);
        let text = self.quoted();
        let option = if text.starts_with('|') && text.ends_with('|') && text.len() > 1 { "--hex-string" } else { "--string" };
        self.load("string");
        self.extras.matches.extend(inverted.then(|| "!".to_owned()));
        self.extras.matches.extend([option.to_owned(), text]);
        loop {
            let (option, skipped) = match self.peek(0) {
                "ALGO" => ("--algo", 2),
                "FROM" => ("--from", 1),
                "TO" => ("--to", 1),
                "ICASE" => ("--icase", 0),
                _ => return true,
            };
            self.place += skipped.max(1);
            let value = if skipped > 0 { self.take() } else { "" };
            self.option("string", false, option, value);
        }
    }

    /// A text in double quotes; its blanks count, its backslashes do not.
    pub fn quoted(&mut self) -> String {
        let mut text = self.take().to_owned();
        while !(text.len() > 1 && text.ends_with('"') && !text.ends_with("\\\"")) && self.place < self.words.len() {
            text = format!("{text} {}", self.take());
        }
        let text = text.strip_prefix('"').unwrap_or(&text);
        text.strip_suffix('"').unwrap_or(text).replace("\\\"", "\"").replace("\\\\", "\\")
    }
}
