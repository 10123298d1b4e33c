//! Targets that are seldom met in a row: what copies, marks and tells.

use super::Reader;

impl Reader<'_> {
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
