//! What was asked for on the command line.

use engine::state::hook::TableName;

use crate::help::Topic;
use crate::problem::Problem;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    Help(Topic),
    Version,
    Replay,
    Run(RunRequest),
    Rules(RulesRequest),
    CheckLessons { folders: Vec<String> },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRequest {
    pub scenario: String,
    pub form: Form,
    /// Unanswered packets are sent again, as a person sees it.
    pub watch: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Rule by rule.
    Full,
    /// What programs saw, and where packets died.
    Quiet,
    Json,
    /// The same as `Quiet`, an action a line.
    QuietJson,
    /// What `xtables-monitor --trace` prints of packets that a TRACE rule saw.
    Monitor,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesRequest {
    pub file: String,
    pub print: Print,
    pub table: Option<TableName>,
    /// With counters in front of the rules.
    pub counters: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Print {
    Save,
    List,
    Commands,
}

pub fn parse(words: &[&str]) -> Result<Request, Problem> {
    match words {
        [] | ["help" | "--help" | "-h"] => Ok(Request::Help(Topic::All)),
        ["--version" | "-V"] => Ok(Request::Version),
        ["help", topic] => help_about(topic),
        [command @ ("run" | "rules" | "replay" | "lesson"), rest @ ..]
            if rest.iter().any(|word| matches!(*word, "--help" | "-h")) =>
        {
            help_about(command)
        }
        ["replay"] => Ok(Request::Replay),
        ["replay", other, ..] => Err(stray("replay", other)),
        ["run", rest @ ..] => run(rest).map(Request::Run),
        ["rules", rest @ ..] => rules(rest).map(Request::Rules),
        ["lesson", rest @ ..] => lesson(rest),
        [other, ..] => {
            Err(Problem::new(format!("there is no command {other:?}"), "run, rules, lesson, replay or help", "chainwalk --help"))
        }
    }
}

fn help_about(topic: &str) -> Result<Request, Problem> {
    match topic {
        "run" => Ok(Request::Help(Topic::Run)),
        "rules" => Ok(Request::Help(Topic::Rules)),
        "lesson" => Ok(Request::Help(Topic::Lesson)),
        "replay" => Ok(Request::Help(Topic::Replay)),
        other => {
            Err(Problem::new(format!("there is no help about {other:?}"), "run, rules, lesson or replay", "chainwalk help run"))
        }
    }
}

fn run(words: &[&str]) -> Result<RunRequest, Problem> {
    let (mut quiet, mut json, mut trace, mut watch, mut scenario) = (false, false, false, false, None);
    for word in words {
        match *word {
            "--quiet" | "-q" => quiet = true,
            "--json" => json = true,
            "--trace" => trace = true,
            "--watch" => watch = true,
            option if option.len() > 1 && option.starts_with('-') => return Err(stray("run", option)),
            file if scenario.is_none() => scenario = Some(file.to_owned()),
            other => return Err(stray("run", other)),
        }
    }
    let scenario = scenario.ok_or_else(|| missing("run", "a scenario"))?;
    let form = match (quiet, json, trace) {
        (false, false, false) => Form::Full,
        (true, false, false) => Form::Quiet,
        (false, true, false) => Form::Json,
        (true, true, false) => Form::QuietJson,
        (false, false, true) => Form::Monitor,
        (_, _, true) => {
            return Err(Problem::new("--trace goes with neither --quiet nor --json", "--trace alone", "chainwalk run --help"));
        }
    };
    Ok(RunRequest { scenario, form, watch })
}

fn rules(words: &[&str]) -> Result<RulesRequest, Problem> {
    let (mut print, mut table, mut counters, mut file) = (Print::Save, None, false, None);
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let (option, attached) = match word.split_once('=') {
            Some((option, value)) if option.starts_with("--") => (option, Some(value)),
            Some(_) | None => (*word, None),
        };
        let mut value = || attached.or_else(|| rest.next().copied()).unwrap_or("");
        match option {
            "--print" | "-p" => print = form_of(value())?,
            "--table" | "-t" => table = Some(table_of(value())?),
            "--counters" | "-c" if attached.is_none() => counters = true,
            option if option.len() > 1 && option.starts_with('-') => return Err(stray("rules", option)),
            name if file.is_none() => file = Some(name.to_owned()),
            other => return Err(stray("rules", other)),
        }
    }
    let file = file.ok_or_else(|| missing("rules", "a file"))?;
    Ok(RulesRequest { file, print, table, counters })
}

fn lesson(words: &[&str]) -> Result<Request, Problem> {
    let folders = match words {
        ["check", folders @ ..] => folders,
        [other, ..] => {
            let what = format!("there is nothing that lesson does with {other:?}");
            return Err(Problem::new(what, "check", "chainwalk lesson --help"));
        }
        [] => return Err(Problem::new("lesson wants to know what to do", "check", "chainwalk lesson --help")),
    };
    if let Some(option) = folders.iter().find(|folder| folder.starts_with('-')) {
        return Err(stray("lesson check", option));
    }
    if folders.is_empty() {
        return Err(Problem::new("lesson check wants a folder", "the folder of a lesson", "chainwalk lesson --help"));
    }
    Ok(Request::CheckLessons { folders: folders.iter().map(|folder| (*folder).to_owned()).collect() })
}

fn form_of(text: &str) -> Result<Print, Problem> {
    match text {
        "save" => Ok(Print::Save),
        "list" => Ok(Print::List),
        "commands" => Ok(Print::Commands),
        other => Err(Problem::new(format!("--print {other:?} is no form"), "save, list or commands", "chainwalk rules --help")),
    }
}

fn table_of(text: &str) -> Result<TableName, Problem> {
    let expected = TableName::ALL.map(TableName::name).join(", ");
    TableName::from_name(text).ok_or_else(|| Problem::new(format!("--table {text:?} is no table"), expected, ""))
}

fn stray(command: &str, word: &str) -> Problem {
    Problem::new(format!("{command} does not take {word:?}"), "", format!("chainwalk {command} --help"))
}

fn missing(command: &str, what: &str) -> Problem {
    Problem::new(format!("{command} wants {what}"), "a file, or - for standard input", format!("chainwalk {command} --help"))
}
