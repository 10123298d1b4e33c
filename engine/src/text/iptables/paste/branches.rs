//! `if ...; then ...; else ...; fi` of a script: which commands are carried out, only a shell knows.

/// The branches that are open.
#[derive(Debug, Default)]
pub struct Branches {
    open: Vec<Branch>,
}

#[derive(Debug, Default)]
struct Branch {
    /// Commands of ours came before the `else`.
    first_has_commands: bool,
    is_second: bool,
    said: bool,
}

impl Branches {
    /// One command of the script; its first word may be the shell's own.
    pub fn advance(&mut self, words: &[String]) {
        match words.first().map(String::as_str) {
            Some("if") => self.open.push(Branch::default()),
            Some("else" | "elif") => {
                if let Some(branch) = self.open.last_mut() {
                    branch.is_second = true;
                }
            }
            Some("fi") => drop(self.open.pop()),
            Some(_) | None => {}
        }
    }

    /// A command of ours comes: is it the first one behind an `else`, with others before that?
    pub fn is_second(&mut self) -> bool {
        let Some(branch) = self.open.last_mut() else { return false };
        if !branch.is_second {
            branch.first_has_commands = true;
            return false;
        }
        branch.first_has_commands && !std::mem::replace(&mut branch.said, true)
    }
}
