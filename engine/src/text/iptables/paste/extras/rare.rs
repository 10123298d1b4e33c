//! Matches that are seldom met in a row: quotas, arithmetic, sockets, groups, labels, congestion bits, compression, fingerprints,
//! nodes, programs.

use super::{Guess, Reader};

impl Reader<'_> {
    pub fn rare(&mut self, inverted: bool) -> bool {
        match (self.peek(0), self.peek(1)) {
            ("TIME", _) => self.time(),
            ("quota:", _) => {
                let value = self.peek(1).to_owned();
                self.place += 3;
                self.begin("quota");
                self.option("quota", false, "--quota", &value);
                self.extras.guesses.push(Guess { missing: "the ! of a quota", taken: "one without it".to_owned() });
                true
            }
            ("u32", _) => {
                self.take();
                let inverted = self.peek(0) == "!";
                self.place += usize::from(inverted);
                let value = self.quoted();
                self.begin("u32");
                self.option("u32", inverted, "--u32", &value);
                true
            }
            ("policy", "match") => self.policy(),
            ("socket", _) => {
                self.take();
                self.begin("socket");
                self.flags_of("socket", &["--transparent", "--nowildcard", "--restore-skmark"], "");
                true
            }
            ("cgroup", _) => self.control_group(),
            ("connlabel", _) => self.label(inverted),
            ("ECN", "match") => self.congestion(),
            ("comp", _) => self.compression(),
            ("OS", "fingerprint") => {
                self.place += 3;
                let inverted = self.peek(0) == "!";
                self.place += usize::from(inverted);
                let genre = self.take().to_owned();
                self.begin("osf");
                self.option("osf", inverted, "--genre", &genre);
                let taken = "one without them".to_owned();
                self.extras.guesses.push(Guess { missing: "the --ttl and --log of a fingerprint", taken });
                true
            }
            ("cluster", _) => self.cluster(),
            ("match", "bpf") => self.program(),
            (word, _) if self.module == "dccp" && word.split(',').all(is_datagram) => {
                let names: Vec<&str> = self.take().split(',').map(datagram_name).collect();
                self.option("dccp", inverted, "--dccp-types", &names.join(","));
                true
            }
            _ => self.rare_target(),
        }
    }

    /// `cgroup ! 7`, `cgroup /user`
    fn control_group(&mut self) -> bool {
        let inverted = self.peek(1) == "!";
        let value = self.peek(1 + usize::from(inverted)).to_owned();
        // an empty path is listed as nothing at all
        if value.is_empty() || value == self.target {
            return false;
        }
        self.place += 2 + usize::from(inverted);
        let option = if value.bytes().all(|byte| byte.is_ascii_digit()) { "--cgroup" } else { "--path" };
        self.begin("cgroup");
        self.option("cgroup", inverted, option, &value);
        true
    }

    /// `connlabel ! "name" set`
    fn label(&mut self, inverted: bool) -> bool {
        self.take();
        let inverted = inverted || self.peek(0) == "!";
        self.place += usize::from(self.peek(0) == "!");
        let value = self.take().trim_matches('"').to_owned();
        self.begin("connlabel");
        self.option("connlabel", inverted, "--label", &value);
        self.flags_of("connlabel", &["set"], "--");
        true
    }

    /// The options that stand here as words, in any number.
    fn flags_of(&mut self, module: &str, words: &[&str], dashes: &str) {
        while words.contains(&self.peek(0)) {
            let option = format!("{dashes}{}", self.take());
            self.option(module, false, &option, "");
        }
    }

    /// `ECN match ECE !CWR ECT=0`
    fn congestion(&mut self) -> bool {
        self.place += 2;
        self.begin("ecn");
        loop {
            let word = self.peek(0);
            let (inverted, name) = word.strip_prefix('!').map_or((false, word), |name| (true, name));
            match (name, name.strip_prefix("ECT=")) {
                ("ECE", _) => self.option("ecn", inverted, "--ecn-tcp-ece", ""),
                ("CWR", _) => self.option("ecn", inverted, "--ecn-tcp-cwr", ""),
                (_, Some(value)) => self.option("ecn", inverted, "--ecn-ip-ect", value),
                (_, None) => return true,
            }
            self.take();
        }
    }

    /// `comp spis:!1:9 reserved`
    fn compression(&mut self) -> bool {
        self.take();
        self.begin("ipcomp");
        let asked = self.peek(0);
        if let Some(value) = asked.strip_prefix("spis:").or_else(|| asked.strip_prefix("spi:")) {
            self.take();
            self.option("ipcomp", false, "--ipcompspi", value);
        }
        if self.peek(0) == "reserved" {
            self.take();
            self.option("ipcomp", false, "--compres", "");
        }
        true
    }

    /// `cluster !node_mask=0x00000001 total_nodes=2 hash_seed=0x00000005`
    fn cluster(&mut self) -> bool {
        let word = self.peek(1);
        let (inverted, word) = word.strip_prefix('!').map_or((false, word), |word| (true, word));
        let nodes = word.strip_prefix("node_mask=");
        let total = self.peek(2).strip_prefix("total_nodes=");
        let seed = self.peek(3).strip_prefix("hash_seed=");
        let (Some(nodes), Some(total), Some(seed)) = (nodes, total, seed) else { return false };
        self.place += 4;
        self.begin("cluster");
        self.option("cluster", inverted, "--cluster-local-nodemask", nodes);
        self.option("cluster", false, "--cluster-total-nodes", total);
        self.option("cluster", false, "--cluster-hash-seed", seed);
        true
    }

    /// `match bpf 48 0 0 9,21 0 1 6,6 0 0 1`: four numbers an instruction; the tool prints a zero byte behind the last.
    fn program(&mut self) -> bool {
        self.place += 2;
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_part = |word: &str| word.trim_matches('\0').split(',').all(is_number);
        let mut words = Vec::new();
        while is_part(self.peek(0)) {
            words.push(self.take().trim_matches('\0'));
        }
        let lines = words.join(" ");
        let length = lines.split(',').count();
        self.begin("bpf");
        self.option("bpf", false, "--bytecode", &format!("{length},{lines}"));
        true
    }
}

/// The names of DCCP's kinds of packets, by number; all others are invalid.
fn datagram_name(number: &str) -> &str {
    match number {
        "0" => "REQUEST",
        "1" => "RESPONSE",
        "2" => "DATA",
        "3" => "ACK",
        "4" => "DATAACK",
        "5" => "CLOSEREQ",
        "6" => "CLOSE",
        "7" => "RESET",
        "8" => "SYNC",
        "9" => "SYNCACK",
        name if name.starts_with(|first: char| first.is_ascii_uppercase()) => name,
        _ => "INVALID",
    }
}

/// A number, or a name as listings without `-n` have it.
fn is_datagram(word: &str) -> bool {
    let names = ["REQUEST", "RESPONSE", "DATA", "ACK", "DATAACK", "CLOSEREQ", "CLOSE", "RESET", "SYNC", "SYNCACK", "INVALID"];
    names.contains(&word) || (word.len() < 3 && word.parse::<u8>().is_ok())
}
