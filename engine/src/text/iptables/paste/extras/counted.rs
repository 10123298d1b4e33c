//! Matches of a row that count: rates, connections, bytes, visitors, turns.

use super::{Guess, Reader};

impl Reader<'_> {
    /// `limit: avg 3/min burst 5`; until iptables 1.4.0 a hashlimit without `up to` or `above`, too: `limit: avg 3/min burst 5 mode srcip`
    pub fn limit(&mut self) -> bool {
        if self.peek(3) == "burst" && self.peek(5) == "mode" {
            return self.hashlimit();
        }
        self.place += 2;
        let rate = self.take().to_owned();
        self.option("limit", false, "--limit", &rate);
        if self.peek(0) == "burst" {
            self.take();
            let burst = self.take().to_owned();
            self.option("limit", false, "--limit-burst", &burst);
        }
        self.module.clear();
        true
    }

    /// `limit: up to 1/sec burst 10 mode srcip-dstport htable-expire 5000 srcmask 24`: everything but the name of the table.
    pub fn hashlimit(&mut self) -> bool {
        self.take();
        let option = match self.take() {
            "above" => "--hashlimit-above",
            "avg" => "--hashlimit-upto",
            _ => {
                self.take();
                "--hashlimit-upto"
            }
        };
        let rate = self.take().to_owned();
        self.option("hashlimit", false, option, &rate);
        let name = format!("listed{}", self.number);
        self.option("hashlimit", false, "--hashlimit-name", &name);
        self.extras.guesses.push(Guess { missing: "the name of the hashlimit", taken: name });
        loop {
            let word = self.peek(0).to_owned();
            let known =
                ["burst", "mode", "htable-size", "htable-max", "htable-gcinterval", "htable-expire", "srcmask", "dstmask"];
            if word == "rate-match" {
                self.take();
                self.option("hashlimit", false, "--hashlimit-rate-match", "");
            } else if known.contains(&word.as_str()) || word == "rate-interval" {
                self.take();
                let value = self.take().replace('-', ",");
                self.option("hashlimit", false, &format!("--hashlimit-{word}"), &value);
            } else {
                break;
            }
        }
        self.module.clear();
        true
    }

    /// `#conn src/32 > 3`; until iptables 1.4 `#conn/32 > 3`, which meant sources
    pub fn connections(&mut self) -> bool {
        let (asked, skipped) = match self.peek(0).strip_prefix("#conn") {
            Some("") => (self.peek(1), 1),
            Some(asked) => (asked, 0),
            None => return false,
        };
        let Some((side, mask)) = asked.split_once('/') else { return false };
        let option = if self.peek(skipped + 1) == ">" { "--connlimit-above" } else { "--connlimit-upto" };
        self.place += skipped + 2;
        self.begin("connlimit");
        let limit = self.take().to_owned();
        self.option("connlimit", false, option, &limit);
        self.option("connlimit", false, "--connlimit-mask", mask);
        let side = if side == "dst" { "--connlimit-daddr" } else { "--connlimit-saddr" };
        self.option("connlimit", false, side, "");
        true
    }

    /// `connbytes 0:1000 connbytes mode packets connbytes direction both`
    pub fn bytes(&mut self, inverted: bool) -> bool {
        let bounds = self.peek(1).to_owned();
        self.place += 4;
        self.begin("connbytes");
        self.option("connbytes", inverted, "--connbytes", &bounds);
        let mode = self.take().to_owned();
        self.option("connbytes", false, "--connbytes-mode", &mode);
        self.place += 2;
        let direction = self.take().to_owned();
        self.option("connbytes", false, "--connbytes-dir", &direction);
        true
    }

    /// `recent: UPDATE seconds: 60 hit_count: 4 name: SSH side: source mask: 255.255.255.255`
    pub fn recent(&mut self, inverted: bool) -> bool {
        if self.peek(0) != "recent:" {
            return false;
        }
        self.take();
        let action = match self.take() {
            "SET" => "--set",
            "CHECK" => "--rcheck",
            "UPDATE" => "--update",
            "REMOVE" => "--remove",
            _ => return false,
        };
        self.begin("recent");
        self.option("recent", inverted, action, "");
        loop {
            let (option, takes) = match self.peek(0) {
                "seconds:" => ("--seconds", true),
                "hit_count:" => ("--hitcount", true),
                "name:" => ("--name", true),
                "mask:" => ("--mask", true),
                "reap" => ("--reap", false),
                "TTL-Match" => ("--rttl", false),
                "side:" if self.peek(1) == "dest" => ("--rdest", true),
                "side:" => ("--rsource", true),
                _ => return true,
            };
            self.take();
            let value = if takes { self.take().to_owned() } else { String::new() };
            let value = if option.starts_with("--rs") || option == "--rdest" { String::new() } else { value };
            self.option("recent", false, option, &value);
        }
    }

    /// `statistic mode nth every 3 packet 1`
    pub fn statistic(&mut self, _inverted: bool) -> bool {
        if self.peek(0) != "statistic" {
            return false;
        }
        self.take();
        self.begin("statistic");
        let mut has_packet = false;
        let mut is_nth = false;
        loop {
            let inverted = self.peek(0) == "!";
            let word = self.peek(usize::from(inverted)).to_owned();
            if !matches!(word.as_str(), "mode" | "probability" | "every" | "packet") {
                break;
            }
            self.place += usize::from(inverted) + 1;
            let value = self.take().to_owned();
            has_packet |= word == "packet";
            is_nth |= value == "nth";
            self.option("statistic", inverted, &format!("--{word}"), &value);
        }
        if is_nth && !has_packet {
            self.option("statistic", false, "--packet", "0");
        }
        true
    }
}
