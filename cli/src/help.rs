//! What help and manual pages say of a command below its options: chapters of prose, tables, examples.

use oracle::fields::{self, ACTIONS};

pub struct Chapter {
    pub title: &'static str,
    pub parts: Vec<Part>,
}

pub enum Part {
    /// A paragraph, which is broken into lines where it is shown.
    Prose(String),
    /// Lines that stay as they are.
    Lines(String),
}

/// The chapters of a command as `--help` shows them.
pub fn below(command: &str) -> String {
    let chapters: Vec<String> = chapters(command).iter().map(shown).collect();
    chapters.join("\n\n")
}

fn shown(chapter: &Chapter) -> String {
    let parts: Vec<String> = chapter.parts.iter().map(|part| indented(part.text())).collect();
    format!("{}:\n{}", chapter.title, parts.join("\n\n"))
}

fn indented(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("  {line}")).collect();
    lines.join("\n")
}

impl Part {
    fn text(&self) -> &str {
        match self {
            Part::Prose(text) | Part::Lines(text) => text,
        }
    }
}

/// By the name of a command's manual page.
pub fn chapters(command: &str) -> Vec<Chapter> {
    match command {
        "chainwalk" => vec![lines("Examples", ALL_EXAMPLES), prose("Exit status", ALL_STATUS)],
        "chainwalk-run" => vec![prose("Exit status", PLAYED_STATUS), lines("Examples", RUN_EXAMPLES), scenario()],
        "chainwalk-rules" => vec![prose("Exit status", RULES_STATUS), lines("Examples", RULES_EXAMPLES)],
        "chainwalk-lesson-check" => vec![
            lines("What is held against it", PROOFS),
            prose("Exit status", LESSON_STATUS),
            lines("Examples", LESSON_EXAMPLES),
        ],
        "chainwalk-replay" => vec![prose("Exit status", PLAYED_STATUS), lines("Examples", REPLAY_EXAMPLES)],
        "chainwalk-completions" => vec![lines("Examples", COMPLETIONS_EXAMPLES)],
        "chainwalk-man" => vec![lines("Examples", MAN_EXAMPLES)],
        _ => Vec::new(),
    }
}

fn prose(title: &'static str, text: &str) -> Chapter {
    Chapter { title, parts: vec![Part::Prose(text.to_owned())] }
}

fn lines(title: &'static str, text: &str) -> Chapter {
    Chapter { title, parts: vec![Part::Lines(text.to_owned())] }
}

/// What a scenario is made of, and a small one that can be played as it stands.
fn scenario() -> Chapter {
    let parts = vec![
        Part::Prose("Its fields; only a host's name, an interface's name and an action's do must be there:".to_owned()),
        Part::Lines(parts_and_fields()),
        Part::Prose(FIELDS.to_owned()),
        Part::Prose("What an action can do, and its fields beside do:".to_owned()),
        Part::Lines(actions_and_fields()),
        Part::Prose(ACTION_FIELDS.to_owned()),
        Part::Prose("A whole scenario, three machines and a firewall, to be copied:".to_owned()),
        Part::Lines(include_str!("example.json").to_owned()),
    ];
    Chapter { title: "Scenario", parts }
}

fn parts_and_fields() -> String {
    let rows = [0, 0, 2, 2].into_iter().zip(fields::PARTS);
    rows.map(|(depth, (what, names))| format!("{:depth$}{what:<width$} {}\n", "", names.join(" "), width = 12 - depth)).collect()
}

fn actions_and_fields() -> String {
    ACTIONS.iter().map(|(name, names)| format!("{name:<16} {}\n", names.join(" "))).collect()
}

const FIELDS: &str = "\
Interfaces with the same link are connected: to the bridge if one of them has \"bridge\": true, else as one segment. routes and \
ip_rules are what follows ip route add and ip rule add; ipset and iptables are texts for ipset restore and iptables-restore, \
or lists of their lines. A server is \"tcp/80\", \"udp/127.0.0.1:53\" or an object: reply says what it answers, relay whom it asks.";

const ACTION_FIELDS: &str = "\
to is ADDRESS:PORT, for ping an ADDRESS; args is what follows the command's name. conn names a connection: the id of its \
tcp_connect, or c and the number of that action, from 0.";

const ALL_EXAMPLES: &str = "\
chainwalk run lab.json | less
iptables-save | chainwalk rules -
chainwalk lesson check my-lessons/04-my-lesson
chainwalk help run";

const ALL_STATUS: &str = "\
0 when all went well, 64 when the command line is not understood; the rest each command says of itself.";

const PLAYED_STATUS: &str = "\
0 when it was played, 2 when the scenario cannot be read or set up, 64 when the command line is not understood.";

const RUN_EXAMPLES: &str = "\
chainwalk run lab.json | less
chainwalk run --quiet lab.json
chainwalk run --json lab.json | jq '.events[].what.rule_matched // empty'";

const RULES_STATUS: &str = "\
0 when all was understood, 1 when something was not, 2 when nothing was, 64 when the command line is not understood.";

const RULES_EXAMPLES: &str = "\
iptables-save | chainwalk rules -
iptables -nvL | chainwalk rules --print commands -
chainwalk rules --print list --table nat paste.txt";

const PROOFS: &str = "\
texts       both languages have the same steps, nothing is empty, nothing is left untranslated
steps       each waits for something that happens, in this order
claims      each holds at its step; no number or address in a text is without one
exercise    the start fails the goal, the solution meets it, each near miss fails where it says
recordings  what a real kernel did with all of these is what the engine does";

const LESSON_STATUS: &str = "\
0 when all of it holds, 1 when something does not, 2 when there is no lesson to check, 64 when the command line is not \
understood.";

const LESSON_EXAMPLES: &str = "\
chainwalk lesson check my-lessons/04-my-lesson
chainwalk lesson check my-lessons/*";

const REPLAY_EXAMPLES: &str = "chainwalk replay < scenario.json > recording.json";

const COMPLETIONS_EXAMPLES: &str = "\
chainwalk completions bash > ~/.local/share/bash-completion/completions/chainwalk
chainwalk completions fish > ~/.config/fish/completions/chainwalk.fish
chainwalk completions zsh > ~/.zfunc/_chainwalk";

const MAN_EXAMPLES: &str = "\
chainwalk man ~/.local/share/man/man1
man chainwalk-run";
