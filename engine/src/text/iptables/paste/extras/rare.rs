//! Matches and targets that are seldom met in a row: times, quotas, arithmetic, policies, owners, sockets, and what copies or marks.

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
            ("cgroup", _) => {
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
            ("connlabel", _) => {
                self.take();
                let inverted = inverted || self.peek(0) == "!";
                self.place += usize::from(self.peek(0) == "!");
                let value = self.take().trim_matches('"').to_owned();
                self.begin("connlabel");
                self.option("connlabel", inverted, "--label", &value);
                self.flags_of("connlabel", &["set"], "--");
                true
            }
            _ => self.seldom(inverted) || self.rare_target(),
        }
    }

    /// `owner UID match 1000`, `owner socket exists`
    pub fn words_of_owner(&mut self, inverted: bool) -> bool {
        match (self.peek(0), self.peek(1)) {
            ("owner", "socket") => {
                self.place += 3;
                self.go_on("owner", 0);
                self.option("owner", inverted, "--socket-exists", "");
            }
            // in capitals until iptables 1.4
            ("owner" | "OWNER", "UID" | "GID") => {
                let is_user = self.peek(1) == "UID";
                let option = if is_user { "--uid-owner" } else { "--gid-owner" };
                self.place += 3;
                let value = self.take().to_owned();
                self.go_on("owner", if is_user { 1 } else { 2 });
                self.option("owner", inverted, option, &value);
            }
            ("incl.", "suppl.") => {
                self.place += 3;
                self.option("owner", false, "--suppl-groups", "");
            }
            _ => return false,
        }
        true
    }

    /// The options that stand here as words, in any number.
    fn flags_of(&mut self, module: &str, words: &[&str], dashes: &str) {
        while words.contains(&self.peek(0)) {
            let option = format!("{dashes}{}", self.take());
            self.option(module, false, &option, "");
        }
    }

    /// `TIME from 09:00:00 to 18:00:00 on Mon,Tue on 1st,31st starting from 2026-01-05 00:00:00 until date ... UTC`
    fn time(&mut self) -> bool {
        self.take();
        self.load("time");
        let mut universal = false;
        loop {
            match (self.peek(0), self.peek(1)) {
                ("from", start) => {
                    let (start, stop) = (start.to_owned(), self.peek(3).to_owned());
                    self.place += 4;
                    self.option("time", false, "--timestart", &start);
                    self.option("time", false, "--timestop", &stop);
                }
                ("on", list) => {
                    let days = list.to_owned();
                    self.place += 2;
                    match days.starts_with(|first: char| first.is_ascii_digit()) {
                        true => {
                            let numbers: String = days.chars().filter(|letter| !letter.is_ascii_alphabetic()).collect();
                            self.option("time", false, "--monthdays", &numbers);
                        }
                        false => self.option("time", false, "--weekdays", &days),
                    }
                }
                ("starting", "from") => self.date("--datestart"),
                ("until", "date") => self.date("--datestop"),
                ("UTC", _) => {
                    self.take();
                    universal = true;
                }
                ("contiguous", _) => {
                    self.take();
                    self.option("time", false, "--contiguous", "");
                }
                _ => break,
            }
        }
        if !universal {
            self.option("time", false, "--kerneltz", "");
        }
        self.module.clear();
        true
    }

    fn date(&mut self, option: &str) {
        let date = format!("{}T{}", self.peek(2), self.peek(3));
        self.place += 4;
        self.option("time", false, option, &date);
    }

    /// `policy match dir in pol ipsec strict [0] reqid 1 spi 0x5 proto 50 mode tunnel tunnel-dst 10.0.0.0/8 [1] ...`
    fn policy(&mut self) -> bool {
        self.place += 2;
        self.load("policy");
        loop {
            let inverted = self.peek(0) == "!";
            let word = self.peek(usize::from(inverted)).to_owned();
            match word.as_str() {
                "strict" => {
                    self.take();
                    self.option("policy", false, "--strict", "");
                }
                "dir" | "pol" | "reqid" | "spi" | "proto" | "mode" | "tunnel-src" | "tunnel-dst" => {
                    self.place += 1 + usize::from(inverted);
                    let value = self.take().to_owned();
                    let value = protocol_name(&word, &value);
                    self.option("policy", inverted, &format!("--{word}"), &value);
                }
                "[0]" => self.place += 1,
                _ if word.starts_with('[') && word.ends_with(']') => {
                    self.take();
                    self.option("policy", false, "--next", "");
                }
                _ => break,
            }
        }
        self.module.clear();
        true
    }

    pub fn rare_target(&mut self) -> bool {
        let target = self.target.to_owned();
        let (word, next) = (self.peek(0).to_owned(), self.peek(1).to_owned());
        match (target.as_str(), word.as_str(), next.as_str()) {
            ("TPROXY", "TPROXY", "redirect") => {
                let place = self.peek(2).to_owned();
                let mark = self.peek(4).to_owned();
                let Some((address, port)) = place.split_once(':') else { return false };
                self.place += 5;
                self.target_option("--on-port", port);
                self.target_option("--on-ip", address);
                self.target_option("--tproxy-mark", &mark);
                true
            }
            ("TEE", "TEE", gateway) => {
                let Some(gateway) = gateway.strip_prefix("gw:") else { return false };
                self.place += 2;
                self.target_option("--gateway", gateway);
                if let Some(device) = self.peek(0).strip_prefix("oif=") {
                    self.take();
                    self.target_option("--oif", device);
                }
                true
            }
            ("AUDIT", "AUDIT", kind) => {
                self.place += 2;
                self.target_option("--type", kind);
                true
            }
            ("TCPOPTSTRIP", "TCPOPTSTRIP", "options") => {
                self.place += 2;
                let kinds = self.take().to_owned();
                self.target_option("--strip-options", &kinds);
                true
            }
            ("CONNSECMARK", "CONNSECMARK", what) => {
                self.place += 2;
                self.target_option(&format!("--{what}"), "");
                true
            }
            ("IDLETIMER", _, _) => self.idle_timer(&word),
            ("ECN", "ECN", "TCP") => {
                self.place += 3;
                self.target_option("--ecn-tcp-remove", "");
                true
            }
            ("ECN", "ECT", _) => {
                self.take();
                true
            }
            ("ECN", word, _) => {
                let options = [("ECE=", "--ecn-tcp-ece"), ("CWR=", "--ecn-tcp-cwr"), ("codepoint=", "--ecn-ip-ect")];
                let found = options.iter().find_map(|(name, option)| Some((*option, word.strip_prefix(name)?)));
                let Some((option, value)) = found else { return false };
                self.take();
                self.target_option(option, value);
                true
            }
            ("HMARK", "ct,", _) => {
                self.take();
                self.target_option("--hmark-tuple", "ct");
                true
            }
            _ => false,
        }
    }

    /// `timeout:30 label:x alarm`
    fn idle_timer(&mut self, word: &str) -> bool {
        let (option, value) = match (word.split_once(':'), word) {
            (Some(("timeout", value)), _) => ("--timeout", value),
            (Some(("label", value)), _) => ("--label", value),
            (_, "alarm") => ("--alarm", ""),
            _ => return false,
        };
        self.take();
        self.target_option(option, value);
        true
    }
}

/// A listing with `-n` numbers the protocols of a policy.
fn protocol_name(word: &str, value: &str) -> String {
    match (word, value) {
        ("proto", "50") => "esp".to_owned(),
        ("proto", "51") => "ah".to_owned(),
        ("proto", "108") => "ipcomp".to_owned(),
        _ => value.to_owned(),
    }
}
