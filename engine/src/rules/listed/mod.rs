//! The end of a row of `iptables -L`: what matches and the target print of themselves, turned back into options. What each of
//! them prints, each reads itself (`read_listed`, beside its `list`); here is the row on its way through them, and what many of
//! them need. Texts in quotes are `texts`'. The columns in front are `text`'s.

mod texts;

use super::matches::Match;
use super::targets::Extension;

/// What was made of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedOptions {
    /// `-m tcp --dport 80 ...`
    pub matches: Vec<String>,
    /// The options of the target.
    pub target: Vec<String>,
    /// The target, where the row names another one in its place: `CT NOTRACK` is the old target.
    pub renamed_target: Option<&'static str>,
    /// Words nobody understood.
    pub unknown: Vec<String>,
    /// What the listing does not tell, and what is taken for it.
    pub guesses: Vec<Guess>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    pub missing: &'static str,
    pub taken: String,
}

/// `number` is the one the rule will have; `blanks` says how many stand before each word.
pub fn read(words: &[&str], blanks: &[usize], target: &str, number: u32) -> ListedOptions {
    let mut row = Listed::new(words, blanks, target, number);
    while row.place < words.len() {
        if !row.step() {
            let word = row.take().to_owned();
            row.options.unknown.push(word);
        }
    }
    let mut options = row.options;
    if !options.unknown.is_empty() {
        options.matches.extend(["-m".to_owned(), "unread".to_owned()]);
        options.matches.extend(options.unknown.iter().cloned());
    }
    options
}

/// The few names of addresses that listings without `-n` print.
pub fn named_address(value: &str) -> String {
    let (host, length) = value.split_once('/').map_or((value, ""), |(host, length)| (host, length));
    let host = match host {
        "anywhere" => return "0.0.0.0/0".to_owned(),
        "localhost" => "127.0.0.1",
        "loopback" => "127.0.0.0",
        "link-local" => "169.254.0.0",
        "default" => "0.0.0.0",
        host => host,
    };
    if length.is_empty() { host.to_owned() } else { format!("{host}/{length}") }
}

/// A row that is being read, as far as it is read.
pub struct Listed<'row> {
    words: &'row [&'row str],
    blanks: &'row [usize],
    place: usize,
    target: &'row str,
    number: u32,
    options: ListedOptions,
    /// The match whose options come now.
    module: String,
    /// The place, in the order in which that match prints, of its option that was read last.
    last_option: Option<usize>,
    /// Only whether the next words are known is asked, to find out where a text ends.
    is_trial: bool,
}

/// Matches that print ports as `spt:1` and `dpts:2:3`.
const WITH_PORTS: [&str; 4] = ["dccp", "sctp", "tcp", "udp"];

const PORTS: [(&str, &str); 4] = [("spt:", "--sport"), ("spts:", "--sport"), ("dpt:", "--dport"), ("dpts:", "--dport")];

impl<'row> Listed<'row> {
    fn new(words: &'row [&'row str], blanks: &'row [usize], target: &'row str, number: u32) -> Listed<'row> {
        let (options, module) = (ListedOptions::default(), String::new());
        Listed { words, blanks, place: 0, target, number, options, module, last_option: None, is_trial: false }
    }

    /// One match, one option or one part of the target; false if the words say nothing known.
    fn step(&mut self) -> bool {
        let inverted = self.take_mark();
        let known = Match::read_listed(self, inverted) || Extension::read_listed(self.target, self) || self.name_of_target();
        if !known {
            self.place -= usize::from(inverted);
        }
        known
    }

    /// Many targets print their name first. `TTL match`, `DSCP match`, `ECN match` are matches, whatever the target.
    fn name_of_target(&mut self) -> bool {
        let is_name = !self.target.is_empty() && self.peek(0) == self.target && self.peek(1) != "match";
        self.place += usize::from(is_name);
        is_name
    }

    /// A word that was not taken yet; empty behind the last.
    pub fn peek(&self, ahead: usize) -> &'row str {
        self.words.get(self.place + ahead).copied().unwrap_or("")
    }

    pub fn take(&mut self) -> &'row str {
        let word = self.peek(0);
        self.place += 1;
        word
    }

    pub fn skip(&mut self, words: usize) {
        self.place += words;
    }

    /// Whether a `!` comes next, which is taken.
    pub fn take_mark(&mut self) -> bool {
        let is_there = self.peek(0) == "!";
        self.place += usize::from(is_there);
        is_there
    }

    /// Do the options of this match come now?
    pub fn is_in(&self, module: &str) -> bool {
        self.module == module
    }

    pub fn target(&self) -> &'row str {
        self.target
    }

    /// The number the rule will have.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// What comes is of this match, and goes on with what came of it.
    pub fn load(&mut self, module: &str) {
        if self.module != module {
            self.options.matches.extend(["-m".to_owned(), module.to_owned()]);
            self.module = module.to_owned();
        }
    }

    /// A match that says its name in front of all it prints: said again, it is one more.
    pub fn begin(&mut self, module: &str) {
        self.end();
        self.last_option = None;
        self.load(module);
    }

    /// All that the match prints was read.
    pub fn end(&mut self) {
        self.module.clear();
    }

    /// A match that does not say its name prints its options in one order: what comes again or too late is another match's.
    pub fn go_on(&mut self, module: &str, place: usize) {
        if self.module == module && self.last_option >= Some(place) {
            self.end();
        }
        self.last_option = Some(place);
    }

    /// An option of a match; a `!` in front of the value counts, too. An empty value is none.
    pub fn option(&mut self, module: &str, inverted: bool, option: &str, value: &str) {
        let (inside, value) = value.strip_prefix('!').map_or((false, value), |value| (true, value));
        self.text_option(module, inverted || inside, option, value);
        self.options.matches.pop_if(|last| last.is_empty());
    }

    /// One whose value is a text, as it stands.
    pub fn text_option(&mut self, module: &str, inverted: bool, option: &str, value: &str) {
        self.load(module);
        self.options.matches.extend(inverted.then(|| "!".to_owned()));
        self.options.matches.extend([option.to_owned(), value.to_owned()]);
    }

    /// The second value of the option that was written last.
    pub fn second(&mut self, value: &str) {
        self.options.matches.push(value.to_owned());
    }

    pub fn target_option(&mut self, option: &str, value: &str) {
        self.options.target.push(option.to_owned());
        self.options.target.extend((!value.is_empty()).then(|| value.to_owned()));
    }

    pub fn second_of_target(&mut self, value: &str) {
        self.options.target.push(value.to_owned());
    }

    pub fn rename_target(&mut self, name: &'static str) {
        self.options.renamed_target = Some(name);
    }

    /// The listing does not tell it.
    pub fn guess(&mut self, missing: &'static str, taken: &str) {
        self.options.guesses.push(Guess { missing, taken: taken.to_owned() });
    }

    /// `ctstate NEW`: a word and a value, of a match that prints these pairs in this order.
    pub fn pair(&mut self, module: &str, pairs: &[(&str, &str)], inverted: bool) -> bool {
        let word = self.peek(0);
        let found = pairs.iter().enumerate().find(|(_, (known, _))| *known == word);
        let Some((place, (_, option))) = found else { return false };
        self.take();
        self.go_on(module, place);
        let inside = self.take_mark();
        let value = self.take();
        let is_address = option.ends_with("src") || option.ends_with("dst");
        let value = if is_address { named_address(value) } else { value.to_owned() };
        self.option(module, inverted || inside, option, &value);
        true
    }

    /// The options without a value that stand here as words, in any number.
    pub fn flags(&mut self, module: &str, words: &[&str], dashes: &str) {
        while words.contains(&self.peek(0)) {
            let option = format!("{dashes}{}", self.take());
            self.option(module, false, &option, "");
        }
    }

    /// `spt:1`, `dpts:80:90` of this match. Where no such match was named above, the protocol of the rule tells which it is.
    pub fn ports(&mut self, module: &str, inverted: bool) -> bool {
        let word = self.peek(0);
        let found = PORTS.iter().find_map(|(mark, option)| Some((*option, word.strip_prefix(mark)?)));
        let is_named = WITH_PORTS.contains(&self.module.as_str());
        let Some((option, value)) = found.filter(|_| !is_named || self.module == module) else { return false };
        self.take();
        let module = self.module.clone();
        self.option(&module, inverted, option, value);
        true
    }

    /// `spi:5`, `spis:!1:9`
    pub fn spis(&mut self, module: &str, option: &str) {
        let word = self.peek(0);
        if let Some(value) = word.strip_prefix("spis:").or_else(|| word.strip_prefix("spi:")) {
            self.take();
            self.option(module, false, option, value);
        }
    }

    /// A word of a target that is an option without a value.
    pub fn target_flag(&mut self, flags: &[(&str, &str)]) -> bool {
        let word = self.peek(0);
        let Some((_, option)) = flags.iter().find(|(known, _)| *known == word) else { return false };
        self.take();
        self.target_option(option, "");
        true
    }

    /// A word of a target, and the value behind it, which may stand in quotes.
    pub fn target_pair(&mut self, pairs: &[(&str, &str)]) -> bool {
        let word = self.peek(0);
        let Some((_, option)) = pairs.iter().find(|(known, _)| *known == word) else { return false };
        self.take();
        let value = if self.peek(0).starts_with(['"', '`']) { self.quoted() } else { self.take().to_owned() };
        self.target_option(option, &value);
        true
    }

    /// `TTL set to 5`: an option that is so many words, and its value.
    pub fn target_phrase(&mut self, phrases: &[(&[&str], &str)]) -> bool {
        let is_here = |words: &[&str]| words.iter().enumerate().all(|(ahead, word)| self.peek(ahead) == *word);
        let Some((words, option)) = phrases.iter().find(|(words, _)| is_here(words)) else { return false };
        self.skip(words.len());
        let value = self.take();
        self.target_option(option, value);
        true
    }

    /// `random`, `persistent`: options of a translation.
    pub fn ways_of_translation(&mut self) -> bool {
        let flags = [("random", "--random"), ("random-fully", "--random-fully"), ("persistent", "--persistent")];
        self.target_flag(&flags)
    }

    /// `to:10.0.0.1:80`
    pub fn new_address(&mut self, option: &str) -> bool {
        let Some(value) = self.peek(0).strip_prefix("to:") else { return false };
        self.take();
        self.target_option(option, value);
        true
    }

    /// `MARK set 0x1`, `CONNMARK xset 0x1/0xff`
    pub fn new_mark(&mut self, target: &str) -> bool {
        self.target_phrase(&[
            (&[target, "and"], "--and-mark"),
            (&[target, "or"], "--or-mark"),
            (&[target, "xor"], "--xor-mark"),
            (&[target, "xset"], "--set-xmark"),
            (&[target, "set"], "--set-mark"),
        ])
    }
}
