//! Which machine a line comes from: the prompt above it says so.

use crate::text::listing::lines::Line;

/// Lines by machine, in the order in which they come up. What stands before the first prompt belongs to the one machine
/// there is, or if there are several, to one without a name.
pub fn part(lines: Vec<Line>) -> Vec<(Option<String>, Vec<Line>)> {
    let mut hosts: Vec<(Option<String>, Vec<Line>)> = Vec::new();
    let mut current: Option<String> = None;
    for line in lines {
        if let Some(name) = line.prompt().and_then(|prompt| prompt.host) {
            current = Some(name);
        }
        match hosts.iter_mut().find(|(name, _)| *name == current) {
            Some((_, lines)) => lines.push(line),
            None => hosts.push((current.clone(), vec![line])),
        }
    }
    if let [(None, _), (Some(_), _)] = hosts.as_slice() {
        let mut parts = hosts.into_iter();
        let before = parts.next().map(|(_, lines)| lines).unwrap_or_default();
        return parts.map(|(name, lines)| (name, before.iter().cloned().chain(lines).collect())).collect();
    }
    hosts
}
