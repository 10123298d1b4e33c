//! A scenario as it is written, and where in it that stands which could not be set up.

use engine::lab::BuildProblem;
use serde_json::Value;

use super::place;

#[derive(Clone, Debug, Default)]
pub struct ScenarioFile {
    pub name: String,
    pub text: String,
    pub json: Value,
}

impl ScenarioFile {
    /// The line that has the word the tool quotes, else the rule it complained of, else the command's longest word, else
    /// the host.
    pub fn line_of(&self, problem: &BuildProblem) -> usize {
        let hosts = self.json["hosts"].as_array().map_or(&[][..], Vec::as_slice);
        let host = hosts.iter().position(|host| host["name"] == *problem.host).unwrap_or(0);
        let first = place::line_of(&self.text, &format!("hosts[{host}]"));
        let behind =
            if host + 1 < hosts.len() { place::line_of(&self.text, &format!("hosts[{}]", host + 1)) } else { usize::MAX };
        let line_with = |word: &str| {
            let mut lines = self.text.lines().enumerate().skip(first - 1).take(behind - first);
            lines.find(|(_, line)| line.contains(word)).map(|(place, _)| place + 1)
        };
        // iptables-restore names the line of COMMIT for some faults, but quotes the word
        let quoted = problem.says.split('\'').nth(1).filter(|word| word.len() > 2).and_then(line_with);
        let rule = || complained_of(&problem.says).map(|rule| format!("hosts[{host}].iptables[{}]", rule.saturating_sub(1)));
        let mut words: Vec<&str> = problem.doing.split_whitespace().collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        quoted
            .or_else(|| rule().map(|path| place::line_of(&self.text, &path)))
            .or_else(|| words.into_iter().find_map(line_with))
            .unwrap_or(first)
    }
}

/// `Error occurred at line: 36`, says iptables-restore.
fn complained_of(says: &str) -> Option<usize> {
    let (_, rest) = says.split_once("Error occurred at line: ")?;
    rest.split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
}
