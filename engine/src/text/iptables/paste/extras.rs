//! The end of a row of `iptables -L`: what matches print of themselves, turned back into options. Matches that count:
//! `counted`; ports, flags and types: `protocol`; texts: `string`; owners, policies and times: `owner`, `policy`, `time`; what is
//! seldom met: `rare`, `rare_target`; targets: `target`.

mod counted;
mod owner;
mod policy;
mod protocol;
mod rare;
mod rare_target;
mod string;
mod target;
mod time;

/// What was made of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// `-m tcp --dport 80 ...`
    pub matches: Vec<String>,
    /// The options of the target.
    pub target: Vec<String>,
    /// `CT NOTRACK`: the old target.
    pub notrack: bool,
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
pub fn read(words: &[&str], blanks: &[usize], target: &str, number: u32) -> Extras {
    let mut reader = Reader::new(words, blanks, target, number);
    while reader.place < words.len() {
        if !reader.step() {
            let word = reader.take();
            reader.extras.unknown.push(word.to_owned());
        }
    }
    if !reader.extras.unknown.is_empty() {
        let unknown = reader.extras.unknown.clone();
        reader.extras.matches.extend(["-m".to_owned(), "unread".to_owned()]);
        reader.extras.matches.extend(unknown);
    }
    reader.extras
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

struct Reader<'row> {
    words: &'row [&'row str],
    blanks: &'row [usize],
    place: usize,
    target: &'row str,
    number: u32,
    extras: Extras,
    /// The match whose options come now.
    module: String,
    /// The place, in the order in which the match prints, of its option that was read last; in `PAIRS`, where it is from there.
    last_pair: Option<usize>,
    /// Only whether the next words are known is asked, to find out where a text ends.
    is_trial: bool,
}

/// What stands in a row, the match it belongs to, and its option; one value follows. Each match in the order in which it prints.
const PAIRS: [(&str, &str, &str); 22] = [
    ("ctstate", "conntrack", "--ctstate"),
    ("ctproto", "conntrack", "--ctproto"),
    ("ctorigsrc", "conntrack", "--ctorigsrc"),
    ("ctorigdst", "conntrack", "--ctorigdst"),
    ("ctreplsrc", "conntrack", "--ctreplsrc"),
    ("ctrepldst", "conntrack", "--ctrepldst"),
    ("ctorigsrcport", "conntrack", "--ctorigsrcport"),
    ("ctorigdstport", "conntrack", "--ctorigdstport"),
    ("ctreplsrcport", "conntrack", "--ctreplsrcport"),
    ("ctrepldstport", "conntrack", "--ctrepldstport"),
    ("ctstatus", "conntrack", "--ctstatus"),
    ("ctexpire", "conntrack", "--ctexpire"),
    ("ctdir", "conntrack", "--ctdir"),
    ("state", "state", "--state"),
    ("length", "length", "--length"),
    ("MAC", "mac", "--mac-source"),
    ("cpu", "cpu", "--cpu"),
    ("src-group", "devgroup", "--src-group"),
    ("dst-group", "devgroup", "--dst-group"),
    ("realm", "realm", "--realm"),
    ("src-type", "addrtype", "--src-type"),
    ("dst-type", "addrtype", "--dst-type"),
];

impl<'row> Reader<'row> {
    fn new(words: &'row [&'row str], blanks: &'row [usize], target: &'row str, number: u32) -> Reader<'row> {
        let (extras, module) = (Extras::default(), String::new());
        Reader { words, blanks, place: 0, target, number, extras, module, last_pair: None, is_trial: false }
    }

    fn peek(&self, ahead: usize) -> &'row str {
        self.words.get(self.place + ahead).copied().unwrap_or("")
    }

    fn take(&mut self) -> &'row str {
        let word = self.words.get(self.place).copied().unwrap_or("");
        self.place += 1;
        word
    }

    /// One match, one option or one part of the target; false if the words say nothing known.
    fn step(&mut self) -> bool {
        let inverted = self.peek(0) == "!";
        self.place += usize::from(inverted);
        let known = self.protocol_part(inverted)
            || self.of_target()
            || self.pair(inverted)
            || self.phrase(inverted)
            || self.words_of_owner(inverted)
            || self.recent(inverted)
            || self.statistic(inverted)
            || self.rare(inverted);
        if !known {
            self.place -= usize::from(inverted);
        }
        known
    }

    fn load(&mut self, module: &str) {
        if self.module != module {
            self.extras.matches.extend(["-m".to_owned(), module.to_owned()]);
            self.module = module.to_owned();
        }
    }

    /// A match that says its name in front of all it prints: said again, it is one more.
    fn begin(&mut self, module: &str) {
        self.module.clear();
        self.last_pair = None;
        self.load(module);
    }

    /// A match that does not say its name prints its options in one order: what comes again or too late is another match's.
    fn go_on(&mut self, module: &str, place: usize) {
        if self.module == module && self.last_pair >= Some(place) {
            self.module.clear();
        }
        self.last_pair = Some(place);
    }

    fn option(&mut self, module: &str, inverted: bool, option: &str, value: &str) {
        self.load(module);
        let (inside, value) = value.strip_prefix('!').map_or((false, value), |value| (true, value));
        self.extras.matches.extend((inverted || inside).then(|| "!".to_owned()));
        self.extras.matches.push(option.to_owned());
        self.extras.matches.extend((!value.is_empty()).then(|| value.to_owned()));
    }

    fn target_option(&mut self, option: &str, value: &str) {
        self.extras.target.push(option.to_owned());
        self.extras.target.extend((!value.is_empty()).then(|| value.to_owned()));
    }

    fn pair(&mut self, inverted: bool) -> bool {
        let word = self.peek(0);
        let Some(pair) = PAIRS.iter().position(|(known, ..)| *known == word) else { return false };
        let Some((_, module, option)) = PAIRS.get(pair) else { return false };
        self.take();
        self.go_on(module, pair);
        let inside = self.peek(0) == "!";
        self.place += usize::from(inside);
        let value = self.take();
        let is_address = option.ends_with("src") || option.ends_with("dst");
        let value = if is_address { named_address(value) } else { value.to_owned() };
        self.option(module, inverted || inside, option, &value);
        true
    }

    /// Matches that begin with words of their own.
    fn phrase(&mut self, inverted: bool) -> bool {
        match (self.peek(0), self.peek(1)) {
            ("/*", _) => self.comment(),
            ("return-nomatch", _) if self.module == "set" => {
                let option = format!("--{}", self.take());
                self.option("set", false, &option, "");
                true
            }
            ("update-counters" | "update-subcounters", _) if self.module == "set" => {
                let option = format!("--{}", self.take());
                self.option("set", inverted, &option, "");
                true
            }
            (word, value) if self.module == "set" && (word.starts_with("packets-") || word.starts_with("bytes-")) => {
                self.place += 2;
                self.option("set", inverted, &format!("--{word}"), value);
                true
            }
            ("ADDRTYPE", "match") => {
                self.place += 2;
                self.begin("addrtype");
                true
            }
            ("limit-in" | "limit-out", _) if self.module == "addrtype" => {
                let option = if self.take() == "limit-in" { "--limit-iface-in" } else { "--limit-iface-out" };
                self.option("addrtype", false, option, "");
                true
            }
            ("multiport", _) => self.multiport(),
            ("limit:", "avg") => self.limit(),
            ("limit:", "up" | "above") => self.hashlimit(),
            ("mark" | "MARK", "match") => self.mark("mark", "--mark"),
            ("connmark" | "CONNMARK", "match") => self.mark("connmark", "--mark"),
            ("source" | "destination", "IP") => self.range(),
            ("TTL", "match") => self.ttl(),
            ("match-set", _) => {
                self.take();
                self.set(inverted)
            }
            // iptables 1.4 said less
            ("set", _) if self.peek(2).split(',').all(|side| matches!(side, "src" | "dst")) => {
                self.take();
                self.set(inverted)
            }
            ("PHYSDEV", "match") => {
                self.place += 2;
                self.begin("physdev");
                true
            }
            (word, _) if word.starts_with("--physdev-") => {
                let option = self.take().to_owned();
                let takes = option == "--physdev-in" || option == "--physdev-out";
                let value = if takes { self.take().to_owned() } else { String::new() };
                self.option("physdev", inverted, &option, &value);
                true
            }
            ("PKTTYPE", _) => {
                let inverted = self.peek(1).starts_with('!');
                self.place += 2;
                let value = self.take().to_owned();
                self.begin("pkttype");
                self.option("pkttype", inverted, "--pkt-type", &value);
                true
            }
            ("DSCP", "match") => {
                self.place += 2;
                let value = self.take().to_owned();
                self.begin("dscp");
                self.option("dscp", false, "--dscp", &value);
                true
            }
            ("tos" | "TOS", word) if word.starts_with("match") => {
                let value = word.trim_start_matches("match").to_owned();
                self.place += 2;
                // numbers stand behind it without a blank, names with one
                let named = value.is_empty() || value == "!";
                let value = if named { format!("{value}{}", self.take()) } else { value };
                self.begin("tos");
                self.option("tos", false, "--tos", &value);
                true
            }
            ("tcpmss", "match") => {
                self.place += 2;
                let value = self.take().to_owned();
                self.begin("tcpmss");
                self.option("tcpmss", false, "--mss", &value);
                true
            }
            ("helper", "match") => {
                self.place += 2;
                let inverted = self.peek(0) == "!";
                self.place += usize::from(inverted);
                let value = self.quoted();
                self.begin("helper");
                self.extras.matches.extend(inverted.then(|| "!".to_owned()));
                self.extras.matches.extend(["--helper".to_owned(), value]);
                true
            }
            (word, _) if word == "#conn" || word.starts_with("#conn/") => self.connections(),
            ("rpfilter", _) => self.rpfilter(),
            ("connbytes", _) if self.peek(2) == "connbytes" => self.bytes(inverted),
            ("esp" | "ah", _) => self.security(),
            ("STRING", "match") => self.string(),
            _ => false,
        }
    }

    fn set(&mut self, inverted: bool) -> bool {
        let value = self.take().to_owned();
        self.begin("set");
        self.option("set", inverted, "--match-set", &value);
        let sides = self.take().to_owned();
        self.extras.matches.push(sides);
        true
    }

    fn multiport(&mut self) -> bool {
        self.take();
        let option = format!("--{}", self.take());
        let value = self.take().to_owned();
        self.option("multiport", false, &option, &value);
        self.module.clear();
        true
    }

    fn mark(&mut self, module: &str, option: &str) -> bool {
        self.place += 2;
        let inverted = self.peek(0) == "!";
        self.place += usize::from(inverted);
        let value = self.take().to_owned();
        self.option(module, inverted, option, &value);
        self.module.clear();
        true
    }

    /// `source IP range a-b`, `destination IP range ! a-b`
    fn range(&mut self) -> bool {
        let option = if self.take() == "source" { "--src-range" } else { "--dst-range" };
        self.place += 2;
        let inverted = self.peek(0) == "!";
        self.place += usize::from(inverted);
        let value = self.take().to_owned();
        self.go_on("iprange", usize::from(option == "--dst-range"));
        self.option("iprange", inverted, option, &value);
        true
    }

    /// `TTL match TTL == 5`
    fn ttl(&mut self) -> bool {
        let (option, inverted) = match self.peek(3) {
            "==" => ("--ttl-eq", false),
            "!=" => ("--ttl-eq", true),
            "<" => ("--ttl-lt", false),
            ">" => ("--ttl-gt", false),
            _ => return false,
        };
        self.place += 4;
        let value = self.take().to_owned();
        self.begin("ttl");
        self.option("ttl", inverted, option, &value);
        true
    }

    /// `esp spi:5`, `ah spis:!1:9`
    fn security(&mut self) -> bool {
        let module = self.take();
        self.begin(module);
        let asked = self.peek(0);
        if let Some(value) = asked.strip_prefix("spis:").or_else(|| asked.strip_prefix("spi:")) {
            self.take();
            self.option(module, false, &format!("--{module}spi"), value);
        }
        true
    }

    fn rpfilter(&mut self) -> bool {
        self.take();
        self.begin("rpfilter");
        while matches!(self.peek(0), "loose" | "validmark" | "accept-local" | "invert") {
            let option = format!("--{}", self.take());
            self.option("rpfilter", false, &option, "");
        }
        true
    }
}
