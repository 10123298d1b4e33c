//! What targets print at the end of a row, turned back into their options.

use super::Reader;

/// What stands in a row behind the target of this name, and the option it is; one value follows.
const TARGET_PAIRS: [(&str, &str, &str); 39] = [
    ("REJECT", "reject-with", "--reject-with"),
    ("NFLOG", "nflog-group", "--nflog-group"),
    ("NFLOG", "nflog-prefix", "--nflog-prefix"),
    ("NFLOG", "nflog-size", "--nflog-size"),
    ("NFLOG", "nflog-threshold", "--nflog-threshold"),
    ("ULOG", "copy_range", "--ulog-cprange"),
    ("ULOG", "nlgroup", "--ulog-nlgroup"),
    ("ULOG", "prefix", "--ulog-prefix"),
    ("ULOG", "queue_threshold", "--ulog-qthreshold"),
    ("CT", "zone", "--zone"),
    ("CT", "zone-orig", "--zone-orig"),
    ("CT", "zone-reply", "--zone-reply"),
    ("CT", "expevents", "--expevents"),
    ("CT", "helper", "--helper"),
    ("CT", "ctevents", "--ctevents"),
    ("NFQUEUE", "num", "--queue-num"),
    ("NFQUEUE", "balance", "--queue-balance"),
    ("SYNPROXY", "wscale", "--wscale"),
    ("SYNPROXY", "mss", "--mss"),
    ("SET", "timeout", "--timeout"),
    ("LOG", "level", "--log-level"),
    ("RATEEST", "name", "--rateest-name"),
    ("RATEEST", "interval", "--rateest-interval"),
    ("RATEEST", "ewmalog", "--rateest-ewmalog"),
    ("HMARK", "mod", "--hmark-mod"),
    ("HMARK", "+", "--hmark-offset"),
    ("HMARK", "src-prefix", "--hmark-src-prefix"),
    ("HMARK", "dst-prefix", "--hmark-dst-prefix"),
    ("HMARK", "sport-mask", "--hmark-sport-mask"),
    ("HMARK", "dport-mask", "--hmark-dport-mask"),
    ("HMARK", "spi-mask", "--hmark-spi-mask"),
    ("HMARK", "sport", "--hmark-sport"),
    ("HMARK", "dport", "--hmark-dport"),
    ("HMARK", "spi", "--hmark-spi"),
    ("HMARK", "proto-mask", "--hmark-proto-mask"),
    ("HMARK", "rnd", "--hmark-rnd"),
    ("CONNMARK", "mask", "--mask"),
    ("CONNMARK", "nfmask", "--nfmask"),
    ("CONNMARK", "ctmask", "--ctmask"),
];

/// Words of a target that are options without a value.
const TARGET_FLAGS: [(&str, &str, &str); 15] = [
    ("CT", "notrack", "--notrack"),
    ("NFQUEUE", "bypass", "--queue-bypass"),
    ("NFQUEUE", "cpu-fanout", "--queue-cpu-fanout"),
    ("SYNPROXY", "sack-perm", "--sack-perm"),
    ("SYNPROXY", "timestamp", "--timestamp"),
    ("SYNPROXY", "ecn", "--ecn"),
    ("SET", "exist", "--exist"),
    ("CONNMARK", "save", "--save-mark"),
    ("CONNMARK", "restore", "--restore-mark"),
    ("CHECKSUM", "fill", "--checksum-fill"),
    ("LOG", "tcp-sequence", "--log-tcp-sequence"),
    ("LOG", "tcp-options", "--log-tcp-options"),
    ("LOG", "ip-options", "--log-ip-options"),
    ("LOG", "uid", "--log-uid"),
    ("LOG", "macdecode", "--log-macdecode"),
];

impl Reader<'_> {
    pub fn of_target(&mut self) -> bool {
        let word = self.peek(0).to_owned();
        let target = self.target.to_owned();
        if let Some(value) = word.strip_prefix("to:") {
            let option = match target.as_str() {
                "DNAT" => "--to-destination",
                "SNAT" => "--to-source",
                "NETMAP" => "--to",
                _ => return false,
            };
            self.take();
            self.target_option(option, value);
            return true;
        }
        if let Some((_, _, option)) = TARGET_FLAGS.iter().find(|(owner, flag, _)| *owner == target && *flag == word) {
            self.take();
            self.target_option(option, "");
            return true;
        }
        if let Some((_, _, option)) = TARGET_PAIRS.iter().find(|(owner, key, _)| *owner == target && *key == word) {
            self.take();
            // `ctmask ~0xff` is the tool's way to write the second mask
            let value = match self.peek(0).chars().next() {
                Some('"') if target == "NFLOG" => self.escaped(),
                Some('"' | '`') => self.quoted(),
                Some(_) | None => self.take().trim_matches('~').to_owned(),
            };
            // two names that the tool prints, but does not read
            let value = match (*option, value.as_str()) {
                ("--log-level", "err") => "error".to_owned(),
                ("--log-level", "warn") => "warning".to_owned(),
                _ => value,
            };
            self.target_option(option, &value);
            return true;
        }
        self.target_phrase(&target, &word)
    }

    fn target_phrase(&mut self, target: &str, word: &str) -> bool {
        match (target, word, self.peek(1)) {
            ("REDIRECT", "redir", "ports") | ("MASQUERADE", "masq", "ports:") => {
                self.place += 2;
                let value = self.take().to_owned();
                self.target_option("--to-ports", &value);
                true
            }
            ("DNAT" | "SNAT" | "MASQUERADE" | "REDIRECT", "random" | "random-fully" | "persistent", _) => {
                let option = format!("--{}", self.take());
                self.target_option(&option, "");
                true
            }
            ("LOG", "LOG", _) => {
                self.take();
                true
            }
            ("LOG", "flags", _) => self.log_flags(),
            ("LOG", "prefix", _) => self.log_prefix(),
            ("MARK" | "CONNMARK", "MARK" | "CONNMARK", "set" | "and" | "or" | "xor" | "xset") => {
                self.take();
                let option = match self.take() {
                    "and" => "--and-mark",
                    "or" => "--or-mark",
                    "xor" => "--xor-mark",
                    "xset" => "--set-xmark",
                    _ => "--set-mark",
                };
                let value = self.take();
                self.target_option(option, value);
                true
            }
            ("CT", "NOTRACK", _) => {
                self.take();
                self.extras.notrack = true;
                true
            }
            ("TTL", "TTL", "set") => self.ttl_target("--ttl-set", 3),
            ("TTL", "TTL", "increment") => self.ttl_target("--ttl-inc", 3),
            ("TTL", "TTL", "decrement") => self.ttl_target("--ttl-dec", 3),
            ("TOS", "TOS", "set") => self.ttl_target("--set-tos", 2),
            ("TOS", "TOS", "and") => self.ttl_target("--and-tos", 2),
            ("TOS", "TOS", "or") => self.ttl_target("--or-tos", 2),
            ("TOS", "TOS", "xor") => self.ttl_target("--xor-tos", 2),
            // the tool leaves no blank in front of a name
            ("TOS", "TOS", word) if word.starts_with("set") => {
                let name = word.trim_start_matches("set").to_owned();
                self.place += 2;
                self.target_option("--set-tos", &name);
                true
            }
            ("DSCP", "DSCP", "set") => self.ttl_target("--set-dscp", 2),
            ("CLASSIFY", "CLASSIFY", "set") => self.ttl_target("--set-class", 2),
            ("TCPMSS", "TCPMSS", "set") => self.ttl_target("--set-mss", 2),
            ("TCPMSS", "TCPMSS", "clamp") => {
                self.place += 4;
                self.target_option("--clamp-mss-to-pmtu", "");
                true
            }
            ("SET", "add-set" | "del-set", _) => {
                let option = format!("--{}", self.take());
                let name = self.take().to_owned();
                self.target_option(&option, &name);
                let sides = self.take().to_owned();
                self.extras.target.push(sides);
                true
            }
            // `TTL match`, `DSCP match`, `ECN match` are matches, whatever the target
            (target, word, next) if target == word && !target.is_empty() && next != "match" => {
                if !self.rare_target() {
                    self.take();
                }
                true
            }
            _ => false,
        }
    }

    fn ttl_target(&mut self, option: &str, skipped: usize) -> bool {
        self.place += skipped;
        let value = self.take().to_owned();
        self.target_option(option, &value);
        true
    }

    fn log_flags(&mut self) -> bool {
        self.take();
        let Ok(flags) = self.take().parse::<u8>() else { return true };
        let names = [
            (1, "--log-tcp-sequence"),
            (2, "--log-tcp-options"),
            (4, "--log-ip-options"),
            (8, "--log-uid"),
            (32, "--log-macdecode"),
        ];
        for (bit, option) in names {
            if flags & bit != 0 {
                self.target_option(option, "");
            }
        }
        true
    }

    fn log_prefix(&mut self) -> bool {
        self.take();
        let text = self.quoted();
        self.target_option("--log-prefix", &text);
        true
    }
}
