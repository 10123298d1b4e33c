//! The patterns of `grep` and `sysctl -r`: basic and extended regular expressions without back references and counts, and plain texts.

/// How a pattern is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    Basic,
    Extended,
    Fixed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    ways: Vec<Vec<Item>>,
    any_case: bool,
}

/// One thing to find, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    atom: Atom,
    least: u32,
    most: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Atom {
    Letter(char),
    Any,
    Class {
        inverted: bool,
        ranges: Vec<(char, char)>,
    },
    Group(Vec<Vec<Item>>),
    Start,
    End,
    /// `\<`
    WordStart,
    /// `\>`
    WordEnd,
    /// `\b`
    WordEdge,
    /// `\B`
    NoWordEdge,
}

/// Tries of one line: `(a*)*b` would never end.
const MOST_STEPS: u32 = 20_000;
const DEEPEST: u32 = 20;

impl Pattern {
    /// None for what this does not know.
    pub fn read(text: &str, syntax: Syntax, any_case: bool) -> Option<Pattern> {
        if syntax == Syntax::Fixed {
            let items = text.chars().map(|letter| Item { atom: Atom::Letter(letter), least: 1, most: 1 }).collect();
            return Some(Pattern { ways: vec![items], any_case });
        }
        let mut reader = Reader { letters: text.chars().collect(), place: 0, extended: syntax == Syntax::Extended };
        let ways = reader.ways(0)?;
        (reader.place == reader.letters.len()).then_some(Pattern { ways, any_case })
    }

    /// Where the first fit begins and ends, in letters.
    pub fn find(&self, line: &str, whole_words: bool) -> Option<(usize, usize)> {
        self.find_from(&line.chars().collect::<Vec<char>>(), 0, whole_words)
    }

    /// All fits, one behind the other.
    pub fn all(&self, line: &str, whole_words: bool) -> Vec<String> {
        let letters: Vec<char> = line.chars().collect();
        let (mut found, mut from) = (Vec::new(), 0);
        while let Some((start, end)) = self.find_from(&letters, from, whole_words) {
            if end > start {
                found.push(letters.get(start..end).unwrap_or_default().iter().collect());
            }
            from = end.max(start + 1);
        }
        found
    }

    fn find_from(&self, letters: &[char], from: usize, whole_words: bool) -> Option<(usize, usize)> {
        let mut matcher = Matcher { letters, any_case: self.any_case, steps: 0 };
        (from..=letters.len()).find_map(|start| {
            let mut end = None;
            for way in &self.ways {
                let mut longest = None;
                matcher.items(way, start, 0, &mut |place| {
                    if !whole_words || (Edge::at(letters, start).is_edge() && Edge::at(letters, place).is_edge()) {
                        longest = longest.max(Some(place));
                    }
                });
                end = end.max(longest);
            }
            end.map(|end| (start, end))
        })
    }
}

struct Reader {
    letters: Vec<char>,
    place: usize,
    extended: bool,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.place).copied()
    }

    /// Is the next thing this sign of the syntax at hand? `|` is one in extended patterns, `\|` in basic ones.
    fn sign(&self, sign: char) -> bool {
        match self.extended {
            true => self.peek() == Some(sign),
            false => self.peek() == Some('\\') && self.letters.get(self.place + 1) == Some(&sign),
        }
    }

    fn skip_sign(&mut self) {
        self.place += if self.extended { 1 } else { 2 };
    }

    fn ways(&mut self, depth: u32) -> Option<Vec<Vec<Item>>> {
        if depth > DEEPEST {
            return None;
        }
        let mut ways = vec![Vec::new()];
        while self.place < self.letters.len() && !(depth > 0 && self.sign(')')) {
            if self.sign('|') {
                self.skip_sign();
                ways.push(Vec::new());
                continue;
            }
            let is_first = ways.last().is_none_or(Vec::is_empty);
            let atom = self.atom(is_first, depth)?;
            let (least, most) = self.times();
            if let Some(way) = ways.last_mut() {
                way.push(Item { atom, least, most });
            }
        }
        Some(ways)
    }

    fn times(&mut self) -> (u32, u32) {
        if self.peek() == Some('*') {
            self.place += 1;
            return (0, u32::MAX);
        }
        for (sign, times) in [('+', (1, u32::MAX)), ('?', (0, 1))] {
            if self.sign(sign) {
                self.skip_sign();
                return times;
            }
        }
        (1, 1)
    }

    fn atom(&mut self, is_first: bool, depth: u32) -> Option<Atom> {
        if self.sign('(') {
            self.skip_sign();
            let ways = self.ways(depth + 1)?;
            if !self.sign(')') {
                return None;
            }
            self.skip_sign();
            return Some(Atom::Group(ways));
        }
        if self.sign('{') {
            return None;
        }
        let letter = self.peek()?;
        self.place += 1;
        Some(match letter {
            '.' => Atom::Any,
            '^' if self.extended || is_first => Atom::Start,
            '$' if self.extended || self.place == self.letters.len() || self.sign('|') || self.sign(')') => Atom::End,
            '[' => self.class()?,
            '\\' => {
                let escaped = self.peek()?;
                self.place += 1;
                match escaped {
                    'b' => Atom::WordEdge,
                    'B' => Atom::NoWordEdge,
                    '<' => Atom::WordStart,
                    '>' => Atom::WordEnd,
                    's' | 'S' => Atom::Class { inverted: escaped == 'S', ranges: BLANK.to_vec() },
                    'w' | 'W' => Atom::Class { inverted: escaped == 'W', ranges: WORD.to_vec() },
                    escaped if escaped.is_ascii_alphanumeric() => return None,
                    escaped => Atom::Letter(escaped),
                }
            }
            letter => Atom::Letter(letter),
        })
    }

    fn class(&mut self) -> Option<Atom> {
        let inverted = self.peek() == Some('^');
        self.place += usize::from(inverted);
        let mut ranges = Vec::new();
        loop {
            let letter = self.peek()?;
            self.place += 1;
            match letter {
                ']' if !ranges.is_empty() => return Some(Atom::Class { inverted, ranges }),
                '[' if self.peek() == Some(':') => ranges.extend(self.named_class()?),
                letter => {
                    let goes_on = self.peek() == Some('-') && self.letters.get(self.place + 1).is_some_and(|end| *end != ']');
                    let end = if goes_on { *self.letters.get(self.place + 1)? } else { letter };
                    self.place += if goes_on { 2 } else { 0 };
                    ranges.push((letter, end));
                }
            }
        }
    }

    fn named_class(&mut self) -> Option<Vec<(char, char)>> {
        let rest: String = self.letters.iter().skip(self.place + 1).collect();
        let (name, _) = rest.split_once(":]")?;
        self.place += name.chars().count() + 3;
        Some(match name {
            "digit" => vec![('0', '9')],
            "alpha" => vec![('a', 'z'), ('A', 'Z')],
            "alnum" => vec![('0', '9'), ('a', 'z'), ('A', 'Z')],
            "upper" => vec![('A', 'Z')],
            "lower" => vec![('a', 'z')],
            "space" | "blank" => BLANK.to_vec(),
            _ => return None,
        })
    }
}

const BLANK: [(char, char); 2] = [(' ', ' '), ('\t', '\t')];
const WORD: [(char, char); 4] = [('0', '9'), ('a', 'z'), ('A', 'Z'), ('_', '_')];

struct Matcher<'line> {
    letters: &'line [char],
    any_case: bool,
    steps: u32,
}

impl Matcher<'_> {
    /// Tells every place at which the items can end that begin here.
    fn items(&mut self, items: &[Item], place: usize, depth: u32, found: &mut dyn FnMut(usize)) {
        self.steps += 1;
        let Some((item, rest)) = items.split_first() else { return found(place) };
        self.repeat(item, item.least, item.most, rest, place, depth, found);
    }

    #[expect(clippy::too_many_arguments, reason = "the state of a recursion")]
    fn repeat(
        &mut self,
        item: &Item,
        least: u32,
        most: u32,
        rest: &[Item],
        place: usize,
        depth: u32,
        found: &mut dyn FnMut(usize),
    ) {
        if self.steps > MOST_STEPS || depth > MOST_DEPTH {
            return;
        }
        if least == 0 {
            self.items(rest, place, depth + 1, found);
        }
        if most == 0 {
            return;
        }
        let mut ends = Vec::new();
        self.atom(&item.atom, place, depth, &mut |end| ends.push(end));
        ends.sort_unstable();
        ends.dedup();
        for end in ends.into_iter().filter(|end| *end > place || least > 0) {
            self.repeat(item, least.saturating_sub(1), most - 1, rest, end, depth + 1, found);
        }
    }

    fn atom(&mut self, atom: &Atom, place: usize, depth: u32, found: &mut dyn FnMut(usize)) {
        let (letter, edge) = (self.letters.get(place).copied(), Edge::at(self.letters, place));
        let takes_one = match atom {
            Atom::Letter(wanted) => letter.is_some_and(|letter| self.is_within(letter, &[(*wanted, *wanted)])),
            Atom::Any => letter.is_some(),
            Atom::Class { inverted, ranges } => letter.is_some_and(|letter| self.is_within(letter, ranges) != *inverted),
            Atom::Group(ways) => {
                for way in ways {
                    self.items(way, place, depth + 1, found);
                }
                return;
            }
            Atom::Start if place == 0 => return found(place),
            Atom::End if letter.is_none() => return found(place),
            Atom::WordStart if edge == Edge::Start => return found(place),
            Atom::WordEnd if edge == Edge::End => return found(place),
            Atom::WordEdge if edge.is_edge() => return found(place),
            Atom::NoWordEdge if !edge.is_edge() => return found(place),
            Atom::Start | Atom::End | Atom::WordStart | Atom::WordEnd | Atom::WordEdge | Atom::NoWordEdge => false,
        };
        if takes_one {
            found(place + 1);
        }
    }

    /// With `any_case` also in its other case: `[[:upper:]]` takes `a`, and `[^a]` does not take `A`.
    fn is_within(&self, letter: char, ranges: &[(char, char)]) -> bool {
        let has = |letter: char| ranges.iter().any(|(low, high)| (*low..=*high).contains(&letter));
        has(letter)
            || (self.any_case && (only(letter.to_lowercase()).is_some_and(has) || only(letter.to_uppercase()).is_some_and(has)))
    }
}

/// The one letter that another case has.
fn only(mut letters: impl Iterator<Item = char>) -> Option<char> {
    letters.next().filter(|_| letters.next().is_none())
}

/// Calls inside calls: a long line of one letter.
const MOST_DEPTH: u32 = 1_500;

/// What of a word is between two letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    None,
    Start,
    End,
}

impl Edge {
    fn at(letters: &[char], place: usize) -> Edge {
        let is_word = |place: Option<usize>| {
            place.and_then(|place| letters.get(place)).is_some_and(|letter| letter.is_alphanumeric() || *letter == '_')
        };
        match (is_word(place.checked_sub(1)), is_word(Some(place))) {
            (false, true) => Edge::Start,
            (true, false) => Edge::End,
            (false, false) | (true, true) => Edge::None,
        }
    }

    fn is_edge(self) -> bool {
        self != Edge::None
    }
}
