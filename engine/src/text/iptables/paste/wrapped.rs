//! A command of `iptables` inside of another: `sudo sh -c "iptables ..."`, `ssh host 'iptables ...'`,
//! `ExecStart=/sbin/iptables ...`. Which of them changes this machine's rules, and which does not.

use super::programs::{Family, family_of, is_program};

/// What the words of one command mean for the rules of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning<'words> {
    /// The words behind `iptables`.
    Here(&'words [String]),
    /// A text that another shell reads.
    Inside(&'words str),
    /// Rules, but not this machine's, or not now: what was expected instead.
    Elsewhere(&'static str),
    Nothing,
}

/// Programs that carry out a command on another machine or in another namespace.
const ELSEWHERE: [&str; 13] = [
    "ssh",
    "docker",
    "podman",
    "nerdctl",
    "kubectl",
    "lxc",
    "lxc-attach",
    "nsenter",
    "chroot",
    "adb",
    "vagrant",
    "machinectl",
    "ip",
];

const SHELLS: [&str; 7] = ["sh", "bash", "dash", "ash", "zsh", "su", "eval"];

/// What only prints the words behind it, or speaks of them.
const TELLERS: [&str; 9] = ["echo", "printf", "print", "which", "man", "apt", "apt-get", "yum", "whereis"];

/// More words than these do not stand before a command.
const MOST_BEFORE: usize = 3;

pub fn meaning(words: &[String]) -> Meaning<'_> {
    if is_direct(words) {
        return Meaning::Elsewhere("a command of iptables: firewalld makes its own rules of this");
    }
    let Some(place) = words.iter().position(|word| is_program(word) || is_unit(word) || names_program(word)) else {
        return Meaning::Nothing;
    };
    let before = words.get(..place).unwrap_or_default();
    let word = words.get(place).map_or("", String::as_str);
    let behind = words.get(place + 1..).unwrap_or_default();
    let inner = word.contains(char::is_whitespace).then_some(word);
    if before.first().is_some_and(|first| TELLERS.contains(&base(first))) {
        return Meaning::Nothing;
    }
    if !changes(inner, behind) {
        return if inner.is_none() && is_plain(before) { Meaning::Here(behind) } else { Meaning::Nothing };
    }
    if before.iter().any(|word| ELSEWHERE.contains(&base(word))) {
        return Meaning::Elsewhere("a command for this machine and its own namespace");
    }
    if is_end(before.first().map_or(word, String::as_str)) {
        return Meaning::Elsewhere("a command that is carried out when the machine starts, not at the end");
    }
    match inner {
        Some(inner) if before.iter().any(|word| SHELLS.contains(&base(word))) => Meaning::Inside(inner),
        // `exec.prestart = "iptables ..."`
        Some(inner) if before.iter().any(|word| word.ends_with('=')) => Meaning::Inside(inner),
        Some(_) if word.split_once('=').is_some_and(|(name, _)| name.contains('.')) => {
            word.split_once('=').map_or(Meaning::Nothing, |(_, value)| Meaning::Inside(value))
        }
        Some(_) => Meaning::Nothing,
        None if is_plain(before) => Meaning::Here(behind),
        None => Meaning::Nothing,
    }
}

/// A command of `ip6tables`.
pub fn is_of_six(words: &[String]) -> bool {
    let is_six = |word: &String| {
        let program = unit_program(word).unwrap_or(word);
        family_of(program.strip_suffix("-restore").unwrap_or(program)) == Some(Family::Six)
    };
    let Some(place) = words.iter().take(MOST_BEFORE + 1).position(is_six) else { return false };
    let only_told = place > 0 && words.first().is_some_and(|first| TELLERS.contains(&base(first)));
    !only_told && changes(None, words.get(place + 1..).unwrap_or_default())
}

/// `iptables-restore < /etc/iptables.rules`
pub fn restores_file(words: &[String]) -> bool {
    let place = words.iter().take(MOST_BEFORE).position(|word| base(word) == "iptables-restore");
    let behind = place.and_then(|place| words.get(place + 1..)).unwrap_or_default();
    behind.iter().any(|word| word.starts_with('<') && !word.starts_with("<<"))
}

fn is_unit(word: &str) -> bool {
    unit_program(word).is_some_and(is_program)
}

/// The program of `ExecStart=-/sbin/iptables`, as systemd has it.
fn unit_program(word: &str) -> Option<&str> {
    let (_, program) = word.split_once('=').filter(|(name, _)| name.starts_with("Exec"))?;
    Some(program.trim_start_matches(['-', '+', '!', '@', ':']))
}

fn base(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// A quoted text with a command in it.
fn names_program(word: &str) -> bool {
    word.contains(char::is_whitespace) && word.split([' ', '\t', ';', '=']).any(|word| family_of(word).is_some())
}

/// Is any of it a command that changes rules?
fn changes(inner: Option<&str>, behind: &[String]) -> bool {
    let is_option = |word: &str| word.len() > 1 && word.starts_with('-');
    inner.map_or_else(|| behind.iter().any(|word| is_option(word)), |inner| inner.split_whitespace().any(is_option))
}

/// A prompt, `sudo`, what `cron` wants: but not a sentence.
fn is_plain(before: &[String]) -> bool {
    let is_time = |word: &String| word.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '*' | '/' | ',' | '-'));
    before.iter().filter(|word| !is_time(word) && !word.contains('=')).count() <= MOST_BEFORE && before.len() <= 2 * MOST_BEFORE
}

fn is_direct(words: &[String]) -> bool {
    let has = |name: &str| words.iter().any(|word| base(word) == name);
    has("firewall-cmd") && has("--direct") && (has("--add-rule") || has("--passthrough") || has("--add-chain"))
}

/// `PostDown = ...`, `ExecStop=...`: what takes rules away when all is over.
fn is_end(first: &str) -> bool {
    let name = first.split('=').next().unwrap_or(first).to_ascii_lowercase();
    let name = name.rsplit('.').next().unwrap_or(&name);
    matches!(
        name,
        "postdown" | "predown" | "post-down" | "pre-down" | "down" | "execstop" | "execstoppost" | "poststop" | "prestop"
    )
}
