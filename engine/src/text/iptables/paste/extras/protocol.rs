//! What a row says of ports, flags and types: `tcp dpt:80 flags:0x17/0x02`, `udp spts:1:5`, `icmptype 8`.

use super::Reader;
use crate::rules::matches::sctp;

impl Reader<'_> {
    /// `tcp spt:1 dpts:80:90 flags:0x17/0x02`, `udp dpt:53`, `icmptype 8 code 0`.
    pub fn protocol_part(&mut self, inverted: bool) -> bool {
        let word = self.peek(0).to_owned();
        if matches!(word.as_str(), "tcp" | "udp" | "sctp" | "dccp") {
            self.take();
            self.begin(&word);
            return true;
        }
        if self.module == "sctp" && matches!(word.as_str(), "any" | "all" | "only") {
            return self.chunks(inverted);
        }
        let ports = [("spt:", "--sport"), ("spts:", "--sport"), ("dpt:", "--dport"), ("dpts:", "--dport")];
        if let Some((option, value)) = ports.iter().find_map(|(mark, option)| Some((*option, word.strip_prefix(mark)?))) {
            self.take();
            let module = self.module.clone();
            self.option(&module, inverted, option, value);
            return true;
        }
        if let Some(value) = word.strip_prefix("flags:") {
            return self.flags(value);
        }
        if let Some(value) = word.strip_prefix("option=").filter(|_| self.module == "dccp") {
            self.take();
            self.option("dccp", inverted, "--dccp-option", value);
            return true;
        }
        if let Some(value) = word.strip_prefix("option=") {
            self.take();
            self.option("tcp", inverted, "--tcp-option", value);
            return true;
        }
        self.icmp(&word)
    }

    fn flags(&mut self, value: &str) -> bool {
        let (inverted, value) = value.strip_prefix('!').map_or((false, value), |value| (true, value));
        let Some((mask, wanted)) = value.split_once('/') else { return false };
        self.take();
        self.load("tcp");
        self.extras.matches.extend(inverted.then(|| "!".to_owned()));
        self.extras.matches.extend(["--tcp-flags".to_owned(), flag_names(mask), flag_names(wanted)]);
        true
    }

    /// `any 0x0000:Be,0x0001`, `all NONE`; by name in a listing without `-n`.
    fn chunks(&mut self, inverted: bool) -> bool {
        let how = self.take().to_owned();
        let named = |part: &str| {
            let (number, flags) = part.split_once(':').map_or((part, ""), |(number, flags)| (number, flags));
            let number = number.strip_prefix("0x").and_then(|digits| u8::from_str_radix(digits, 16).ok());
            match number.and_then(sctp::chunk_name) {
                Some(name) if flags.is_empty() => name.to_owned(),
                Some(name) => format!("{name}:{flags}"),
                None => part.to_owned(),
            }
        };
        let types: Vec<String> = self.take().split(',').map(named).collect();
        self.option("sctp", inverted, "--chunk-types", &how);
        self.extras.matches.push(types.join(","));
        true
    }

    /// `icmptype 8`, `icmp !type 3 code 4`, `icmp echo-request`.
    fn icmp(&mut self, word: &str) -> bool {
        let skipped = match (word, self.peek(1)) {
            ("icmptype", _) => 1,
            ("icmp", "type" | "!type") => 2,
            ("icmp", _) => {
                self.take();
                let name = self.take().to_owned();
                self.begin("icmp");
                self.option("icmp", false, "--icmp-type", &name);
                return true;
            }
            _ => return false,
        };
        let inverted = self.peek(skipped - 1).starts_with('!');
        self.place += skipped;
        let mut kind = self.take().to_owned();
        if self.peek(0) == "code" {
            self.take();
            kind = format!("{kind}/{}", self.take());
        }
        let kind = if kind == "255" { "any" } else { &kind };
        self.begin("icmp");
        self.option("icmp", inverted, "--icmp-type", kind);
        true
    }
}

/// `0x17` or names already.
fn flag_names(text: &str) -> String {
    let Some(bits) = text.strip_prefix("0x").and_then(|digits| u8::from_str_radix(digits, 16).ok()) else {
        return text.to_owned();
    };
    let names = [(1, "FIN"), (2, "SYN"), (4, "RST"), (8, "PSH"), (16, "ACK"), (32, "URG")];
    let set: Vec<&str> = names.iter().filter(|(bit, _)| bits & bit != 0).map(|(_, name)| *name).collect();
    if set.is_empty() { "NONE".to_owned() } else { set.join(",") }
}
