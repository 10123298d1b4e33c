//! What a row says of the IPsec policy of a packet.

use super::Reader;

impl Reader<'_> {
    /// `policy match dir in pol ipsec strict [0] reqid 1 spi 0x5 proto 50 mode tunnel tunnel-dst 10.0.0.0/8 [1] ...`
    pub fn policy(&mut self) -> bool {
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
