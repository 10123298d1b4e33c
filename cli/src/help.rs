//! What `--help` says.

use oracle::fields::{self, ACTIONS};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    All,
    Run,
    Rules,
    Lesson,
    Replay,
}

pub fn text(topic: Topic) -> String {
    match topic {
        Topic::All => ALL.to_owned(),
        Topic::Run => format!("{RUN}\n{}", scenario()),
        Topic::Rules => RULES.to_owned(),
        Topic::Lesson => LESSON.to_owned(),
        Topic::Replay => REPLAY.to_owned(),
    }
}

/// What a scenario is made of, and a small one that can be played as it stands.
fn scenario() -> String {
    let mut text =
        String::from("The fields of a scenario; only a host's name, an interface's name and an action's do must be there:\n\n");
    for (depth, (what, names)) in [0, 0, 2, 2].into_iter().zip(fields::PARTS) {
        text.push_str(&format!("  {:depth$}{what:<width$} {}\n", "", names.join(" "), width = 12 - depth));
    }
    text.push_str(FIELDS);
    for (name, names) in ACTIONS {
        text.push_str(&format!("  {name:<16} {}\n", names.join(" ")));
    }
    text + ACTION_FIELDS + include_str!("example.json")
}

const FIELDS: &str = "
Interfaces with the same link are connected: to the bridge if one of them has \"bridge\": true, else as one segment. routes and
ip_rules are what follows ip route add and ip rule add; ipset and iptables are texts for ipset restore and iptables-restore,
or lists of their lines. A server is \"tcp/80\", \"udp/127.0.0.1:53\" or an object: reply says what it answers, relay whom it asks.

What an action can do, and its fields beside do:

";

const ACTION_FIELDS: &str = "
to is ADDRESS:PORT, for ping an ADDRESS; args is what follows the command's name. conn names a connection: the id of its
tcp_connect, or c and the number of that action, from 0.

A whole scenario, three machines and a firewall, to be copied:

";

const ALL: &str = "\
chainwalk - watch packets cross Linux netfilter

  chainwalk run SCENARIO     play a scenario and tell what happens: packet by packet, hook by hook, rule by rule
  chainwalk rules FILE       read rules in whatever form they were pasted, and print them in the form you want
  chainwalk lesson check DIR prove a lesson that you wrote: texts, steps, claims, exercise, the kernel's word
  chainwalk replay           a scenario as JSON in, its recording as JSON out; for tests

  chainwalk help COMMAND     more about one of them, with examples
  chainwalk --version

A FILE or SCENARIO of - is standard input. Nothing is sent anywhere, and this machine's own rules are never touched.
";

const RUN: &str = "\
chainwalk run SCENARIO - play a scenario and tell what happens

Each packet is followed over all hosts: the hooks it passes, the tables it is shown to, every rule that is tested and why
it does not match (what it wanted, what the packet had), the routes, rewritten addresses, connection tracking, and in the end
what the programs saw.

  -q, --quiet    only what came of each action, and where packets died
      --json     every event as one line of JSON; with --quiet every action
      --trace    what xtables-monitor --trace would print of packets that a TRACE rule saw, a title for each host
      --watch    unanswered packets are sent again and programs lose patience, as on a real machine;
                 without it nothing is sent twice, as in a recording

A scenario is JSON: hosts with interfaces, addresses, routes, rules and servers, and the actions of a person. A field that
no scenario has is refused. A recorded case, a scenario with its result beside it, is played as well.
Colours are shown on a terminal; NO_COLOR=1 turns them off.

Exit status: 0 when it was played, 2 when the scenario cannot be read or set up.

  chainwalk run lab.json | less
  chainwalk run --quiet lab.json
  chainwalk run --json lab.json | grep RuleMatched
";

const RULES: &str = "\
chainwalk rules FILE - read pasted rules and print them

FILE may hold anything a person pastes: iptables-save, iptables -S, iptables -nvL with or without line numbers,
scripts of iptables commands, prompts, Markdown and prose around them, line ends of Windows, full-width signs.
What was understood is printed on standard output. Whatever was not is said on standard error with its line and
column, what was found, what was expected and what to try; the rest is kept.

  -p, --print FORM     save      as iptables-save prints it (the usual)
                       list      as iptables -nvL --line-numbers prints it
                       commands  one iptables command a line
  -c, --counters       with --print save: each rule with its counters, as iptables-save -c prints it
  -t, --table TABLE    only this table: raw, mangle, nat, filter, security

What a listing cannot tell is guessed, and said; guesses do not count as not understood.

Exit status: 0 when all was understood, 1 when something was not, 2 when nothing was.

  iptables-save | chainwalk rules -
  iptables -nvL | chainwalk rules --print commands -
  chainwalk rules --print list --table nat paste.txt
";

const LESSON: &str = "\
chainwalk lesson check DIR ... - prove a lesson that you wrote

DIR is the folder of a lesson: lesson.toml, en.md, zh.md, scenario.json and the recordings of the kernel. How one is written
stands in lessons/AUTHORING.md. The same proofs that the lessons of the course pass are held against it:

  texts       both languages have the same steps, nothing is empty, nothing is left untranslated
  steps       each waits for something that happens, in this order
  claims      each holds at its step; no number or address in a text is without one
  exercise    the start fails the goal, the solution meets it, each near miss fails where it says
  recordings  what a real kernel did with all of these is what the engine does

All that is wrong is told on standard error, one a line, with file and line.

Exit status: 0 when all of it holds, 1 when something does not, 2 when there is no lesson to check.

  chainwalk lesson check my-lessons/04-my-lesson
  chainwalk lesson check my-lessons/*
";

const REPLAY: &str = "\
chainwalk replay - a scenario as JSON on standard input, its recording as JSON on standard output

Both are in the format in which the real kernel is recorded, so that the two can be compared field by field.

Exit status: 0 when it was played, 2 when the scenario cannot be read or set up.

  chainwalk replay < scenario.json > recording.json
";
