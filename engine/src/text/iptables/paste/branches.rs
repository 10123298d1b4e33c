//! `if ...; then ...; else ...; fi` and `case ... esac` of a script: which commands are carried out, only a shell knows.

/// The branches that are open.
#[derive(Debug, Default)]
pub struct Branches {
    open: Vec<Branch>,
}

#[derive(Debug, Default)]
struct Branch {
    is_case: bool,
    /// The line of the first command of ours; of an `if`, in front of its `else`.
    first: Option<u32>,
    /// Behind `else`.
    is_second: bool,
    said: bool,
}

impl Branches {
    /// One command of the script; its first word may be the shell's own.
    pub fn advance(&mut self, words: &[String]) {
        match words.first().map(String::as_str) {
            Some("if") => self.open.push(Branch::default()),
            Some("case") if words.iter().any(|word| word == "in") => {
                self.open.push(Branch { is_case: true, ..Branch::default() });
            }
            Some("else" | "elif") => {
                if let Some(branch) = self.open.last_mut() {
                    branch.is_second = true;
                }
            }
            Some("fi" | "esac") => drop(self.open.pop()),
            Some(_) | None => {}
        }
    }

    /// A command of ours comes: is it the first one of another branch, with others before that? The branches of a `case` are
    /// told apart by their lines.
    pub fn is_second(&mut self, line: u32) -> bool {
        let Some(branch) = self.open.last_mut() else { return false };
        if !branch.is_second && branch.first.is_none() {
            branch.first = Some(line);
            return false;
        }
        let is_second = match branch.is_case {
            true => branch.first != Some(line),
            false => branch.is_second && branch.first.is_some(),
        };
        is_second && !std::mem::replace(&mut branch.said, true)
    }
}
