//! What a row says of the owner of a packet.

use super::Reader;

impl Reader<'_> {
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
}
