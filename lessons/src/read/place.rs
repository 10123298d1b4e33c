//! Where in a text of JSON a value stands that somebody found fault with.

/// The line, from one, of `hosts[2].ifaces[0].name`: of the value, or of what should hold it.
pub fn line_of(json: &str, path: &str) -> usize {
    let mut walker = Walker { text: json, at: 0 };
    for step in path.split(['.', '[', ']']).filter(|step| !step.is_empty()) {
        let held = walker.at;
        if walker.enter(step).is_none() {
            walker.at = held;
            break;
        }
    }
    walker.blanks();
    line_at(json, walker.at)
}

/// The line of a byte.
pub fn line_at(text: &str, offset: usize) -> usize {
    text.get(..offset).unwrap_or(text).matches('\n').count() + 1
}

struct Walker<'json> {
    text: &'json str,
    at: usize,
}

impl Walker<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        Some(character)
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.next();
        }
    }

    fn expect(&mut self, wanted: char) -> Option<()> {
        self.blanks();
        (self.next()? == wanted).then_some(())
    }

    /// Goes to the value of a key, or to the n-th of a list.
    fn enter(&mut self, step: &str) -> Option<()> {
        self.blanks();
        match self.next()? {
            '{' => self.enter_key(step),
            '[' => self.enter_place(step.parse().ok()?),
            _ => None,
        }
    }

    fn enter_key(&mut self, key: &str) -> Option<()> {
        loop {
            self.blanks();
            let found = self.string()? == key;
            self.expect(':')?;
            self.blanks();
            if found {
                return Some(());
            }
            self.skip()?;
            self.expect(',')?;
        }
    }

    fn enter_place(&mut self, place: usize) -> Option<()> {
        for _ in 0..place {
            self.skip()?;
            self.expect(',')?;
        }
        self.blanks();
        (self.peek()? != ']').then_some(())
    }

    /// What stands between quotes, as it is written.
    fn string(&mut self) -> Option<String> {
        self.expect('"')?;
        let mut text = String::new();
        loop {
            match self.next()? {
                '"' => return Some(text),
                '\\' => text.extend(self.next()),
                character => text.push(character),
            }
        }
    }

    /// Goes behind one value.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0usize;
        loop {
            self.blanks();
            match self.peek()? {
                '"' => drop(self.string()?),
                '{' | '[' => {
                    depth += 1;
                    self.next();
                    continue;
                }
                ',' | '}' | ']' if depth == 0 => return Some(()),
                '}' | ']' => {
                    depth -= 1;
                    self.next();
                }
                _ => drop(self.next()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::line_of;

    const JSON: &str = r#"{
 "name": "a \" b",
 "hosts": [
  {"name": "one", "ifaces": []},
  {
   "name": 2,
   "ifaces": [
    {"name": "eth0"},
    {"addrs": {"x": [1, 2]},
     "name": true}
   ]
  }
 ]
}"#;

    #[test]
    fn a_path_leads_to_its_line() {
        let cases = [
            ("", 1),
            ("name", 2),
            ("hosts", 3),
            ("hosts[0].name", 4),
            ("hosts[1].name", 6),
            ("hosts[1].ifaces[1].name", 10),
            ("hosts[1].ifaces[1].addrs", 9),
            // what is missing is told at what should hold it
            ("hosts[1].ifaces[0].link", 8),
            ("hosts[7].name", 3),
            ("nowhere[0]", 1),
        ];
        for (path, line) in cases {
            assert_eq!(line_of(JSON, path), line, "{path}");
        }
    }
}
