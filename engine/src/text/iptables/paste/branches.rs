//! `if ...; then ...; else ...; fi` and `case ... esac` of a script: which commands are carried out, only a shell knows.

use super::shell::BRANCH_END;

/// The branches that are open.
#[derive(Debug, Default)]
pub struct Branches {
    open: Vec<Branch>,
    /// An `if` came whose `then` did not come yet: sentences begin with it, too.
    is_asked: bool,
}

#[derive(Debug, Default)]
struct Branch {
    is_case: bool,
    /// A command of ours came.
    has_commands: bool,
    /// One came in a branch before this one.
    is_second: bool,
    said: bool,
}

impl Branches {
    /// One command of the script; its first word may be the shell's own.
    pub fn advance(&mut self, words: &[String]) {
        match words.first().map(String::as_str) {
            Some("if") => self.is_asked = true,
            Some("then") if std::mem::take(&mut self.is_asked) => self.open.push(Branch::default()),
            Some("case") if words.iter().any(|word| word == "in") => {
                self.open.push(Branch { is_case: true, ..Branch::default() });
            }
            Some("else" | "elif") => self.next(false),
            Some(BRANCH_END) => self.next(true),
            Some("fi") => self.close(false),
            Some("esac") => self.close(true),
            Some(_) | None => {}
        }
    }

    fn innermost(&mut self, is_case: bool) -> Option<&mut Branch> {
        self.open.last_mut().filter(|branch| branch.is_case == is_case)
    }

    fn next(&mut self, is_case: bool) {
        if let Some(branch) = self.innermost(is_case) {
            branch.is_second = branch.has_commands;
        }
    }

    fn close(&mut self, is_case: bool) {
        self.is_asked = false;
        if self.innermost(is_case).is_some() {
            self.open.pop();
        }
    }

    /// A command of ours comes: is it the first one of another branch, with others before that?
    pub fn is_second(&mut self) -> bool {
        let Some(branch) = self.open.last_mut() else { return false };
        branch.has_commands = true;
        branch.is_second && !std::mem::replace(&mut branch.said, true)
    }
}
