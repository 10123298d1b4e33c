//! The goal of an exercise: each condition tries something on a copy of the learner's lab.

use engine::kernel::event::Silence;
use engine::lab::{Action, Lab, Outcome, moment, perform};
use trace::Trace;

use super::claims::Evidence;
use crate::model::{ActionText, CommandLine, Condition};

/// How one condition stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judged {
    Met,
    /// What was found instead, for authors and logs; the page shows the condition's own text.
    Unmet(String),
}

/// Each condition in order, on the lab that the one before left. The learner's own lab is not touched.
pub fn judge(lab: &Lab, goal: &[Condition]) -> Vec<Judged> {
    let mut lab = lab.clone();
    goal.iter().map(|condition| judge_one(&mut lab, condition)).collect()
}

fn judge_one(lab: &mut Lab, condition: &Condition) -> Judged {
    let action = match condition.action.as_ref().map(ActionText::read).transpose() {
        Ok(action) => action,
        Err(error) => return Judged::Unmet(error.to_string()),
    };
    let start = moment::of(lab);
    let already_seen = lab.seen().len();
    let mut trace = Trace::default();
    let outcomes: Vec<Outcome> = action.iter().map(|action| perform(lab, action, &mut trace)).collect();
    let end = moment::of(lab);
    let evidence = Evidence {
        start: &start,
        events: &trace.events,
        end: &end,
        outcomes: &outcomes,
        seen: lab.seen().get(already_seen..).unwrap_or_default(),
    };
    match condition.holds.iter().find_map(|claim| evidence.holds(claim).err()) {
        None => Judged::Met,
        Some(found) => Judged::Unmet(found),
    }
}

/// Types each line on its host.
pub fn perform_all(lab: &mut Lab, commands: &[CommandLine]) -> Vec<Outcome> {
    commands.iter().map(|command| perform(lab, &action_of(command), &mut Silence)).collect()
}

/// A command line as an action; `iptables-restore` reads the line's input.
pub fn action_of(command: &CommandLine) -> Action {
    let words = words(&command.line);
    let host = command.host.clone();
    match words.split_first() {
        Some((name, options)) if name == "iptables-restore" => {
            let keep = options.iter().any(|option| option == "-n" || option == "--noflush");
            Action::RestoreRules { host, text: command.input.clone(), keep }
        }
        Some(_) | None => Action::Command { host, words },
    }
}

/// Words as a shell splits them: blanks part, quotes keep together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in line.chars() {
        match quote {
            Some(open) if character == open => quote = None,
            Some(_) => word.get_or_insert_default().push(character),
            None if character == '"' || character == '\'' => {
                word.get_or_insert_default();
                quote = Some(character);
            }
            None if character.is_whitespace() => words.extend(word.take()),
            None => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}
