//! Texts in a row: in quotes, in comments, with their blanks: `STRING match "foo" ALGO name bm TO 65535`.

use super::Listed;

impl Listed<'_> {
    /// A text in double quotes, with a backslash before each `"` and each backslash in it.
    pub fn escaped(&mut self) -> String {
        let start = self.place;
        loop {
            let word = self.take();
            let backslashes = word.strip_suffix('"').map(|rest| rest.len() - rest.trim_end_matches('\\').len());
            let is_opening = self.place == start + 1 && word.len() == 1;
            if self.place >= self.words.len() || (!is_opening && backslashes.is_some_and(|count| count % 2 == 0)) {
                break;
            }
        }
        let text = self.spaced(start, self.place);
        let text = text.strip_prefix('"').unwrap_or(&text);
        let mut plain = String::new();
        let mut letters = text.strip_suffix('"').unwrap_or(text).chars();
        while let Some(letter) = letters.next() {
            plain.push(if letter == '\\' { letters.next().unwrap_or(letter) } else { letter });
        }
        plain
    }

    /// A text in quotes as they are: `"`, or `` ` `` and `'` until iptables 1.4. One that stands in the text is told from
    /// the last by what follows it.
    pub fn quoted(&mut self) -> String {
        let start = self.place;
        let opening = if self.peek(0).starts_with('`') { '`' } else { '"' };
        let closing = if opening == '`' { '\'' } else { '"' };
        let is_end = |place: usize, word: &str| word.ends_with(closing) && (place > start || word.len() > 1);
        let end = self.end_of_text(is_end).unwrap_or(self.words.len());
        self.place = end;
        let text = self.spaced(start, end);
        let text = text.strip_prefix(opening).unwrap_or(&text);
        text.strip_suffix(closing).unwrap_or(text).to_owned()
    }

    /// `/* text */`, and the text has whatever blanks it has.
    pub fn remark(&mut self) -> Option<String> {
        let start = self.place + 1;
        let end = self.end_of_text(|place, word| place >= start && word == "*/").filter(|_| self.peek(0) == "/*")?;
        let text = self.spaced(start, end - 1) + &" ".repeat(self.blanks_before(end - 1));
        let text = " ".repeat(if end - 1 > start { self.blanks_before(start) } else { 0 }) + &text;
        let text = text.strip_prefix(' ').unwrap_or(&text);
        self.place = end;
        Some(text.strip_suffix(' ').unwrap_or(text).to_owned())
    }

    /// The place behind the word that ends a text: of several that may, the first behind which something known stands.
    fn end_of_text(&self, is_end: impl Fn(usize, &str) -> bool) -> Option<usize> {
        let words = self.words.iter().enumerate().skip(self.place);
        let mut ends = words.filter(|(place, word)| is_end(*place, word)).map(|(place, _)| place + 1);
        let first = ends.next()?;
        let mut all = std::iter::once(first).chain(ends);
        let right = if self.is_trial { None } else { all.find(|end| self.is_known_from(*end)) };
        Some(right.unwrap_or(first))
    }

    fn is_known_from(&self, place: usize) -> bool {
        let mut trial = Listed::new(self.words, self.blanks, self.target, self.number);
        (trial.place, trial.is_trial) = (place, true);
        place >= self.words.len() || trial.step()
    }

    /// The words from one place to another with the blanks between them.
    fn spaced(&self, start: usize, end: usize) -> String {
        let mut text = String::new();
        for (place, word) in self.words.iter().enumerate().take(end).skip(start) {
            if place > start {
                text.push_str(&" ".repeat(self.blanks_before(place)));
            }
            text.push_str(word);
        }
        text
    }

    fn blanks_before(&self, place: usize) -> usize {
        self.blanks.get(place).copied().unwrap_or(1)
    }
}
