//! What can be asked for on the command line, and what its help says above and beside the options. What stands below them is
//! `help`'s.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use engine::state::hook::TableName;

use crate::help;
use crate::input::Input;

/// Watch packets cross Linux netfilter
///
/// A FILE or SCENARIO of - is standard input. Nothing is sent anywhere, and this machine's own rules are never touched.
#[derive(Debug, Parser)]
#[command(name = "chainwalk", version, max_term_width = 100, args_override_self = true)]
#[command(after_long_help = help::below("chainwalk"))]
pub struct Arguments {
    #[command(subcommand)]
    pub request: Option<Request>,
}

#[derive(Debug, Subcommand)]
pub enum Request {
    Run(RunRequest),
    Rules(RulesRequest),
    #[command(subcommand)]
    Lesson(LessonRequest),
    /// Read a scenario as JSON, print its recording as JSON; for tests
    ///
    /// Standard input and output are in the format in which the real kernel is recorded, so that the two can be compared field
    /// by field.
    #[command(after_long_help = help::below("chainwalk-replay"))]
    Replay,
    /// Print what makes a shell complete the words of chainwalk
    #[command(after_long_help = help::below("chainwalk-completions"))]
    Completions {
        shell: Shell,
    },
    /// Write the manual pages, one for each command
    #[command(after_long_help = help::below("chainwalk-man"))]
    Man {
        /// The folder they are written into; it is made if there is none
        #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
        folder: PathBuf,
    },
}

/// Play a scenario and tell what happens: packet by packet, hook by hook, rule by rule
///
/// Each packet is followed over all hosts: the hooks it passes, the tables it is shown to, every rule that is tested and why it
/// does not match (what it wanted, what the packet had), the routes, rewritten addresses, connection tracking, and in the end
/// what the programs saw.
///
/// A scenario is JSON: hosts with interfaces, addresses, routes, rules and servers, and the actions of a person. A field that no
/// scenario has is refused. A recorded case, a scenario with its result beside it, is played as well.
///
/// Colours are shown on a terminal; NO_COLOR=1 turns them off.
#[derive(Debug, Args)]
#[command(after_long_help = help::below("chainwalk-run"))]
pub struct RunRequest {
    /// Only what came of each action, and where packets died
    #[arg(short, long)]
    quiet: bool,
    /// The whole trace as JSON (docs/trace.schema.json); with --quiet a line an action
    #[arg(long)]
    json: bool,
    /// What xtables-monitor --trace would print of packets that a TRACE rule saw, a title for each host
    #[arg(long, conflicts_with_all = ["quiet", "json"])]
    trace: bool,
    /// Send unanswered packets again and let programs lose patience, as on a real machine
    ///
    /// Without it nothing is sent twice, as in a recording.
    #[arg(long)]
    pub watch: bool,
    /// A file of JSON, or - for standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub scenario: Input,
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

impl RunRequest {
    pub fn form(&self) -> Form {
        match (self.trace, self.quiet, self.json) {
            (true, _, _) => Form::Monitor,
            (false, false, false) => Form::Full,
            (false, true, false) => Form::Quiet,
            (false, false, true) => Form::Json,
            (false, true, true) => Form::QuietJson,
        }
    }
}

/// Read rules in whatever form they were pasted, and print them in the form you want
///
/// FILE may hold anything a person pastes: iptables-save, iptables -S, iptables -nvL with or without line numbers, scripts of
/// iptables commands, prompts, Markdown and prose around them, line ends of Windows, full-width signs.
///
/// What was understood is printed on standard output. Whatever was not is said on standard error with its line and column, what
/// was found, what was expected and what to try; the rest is kept. What a listing cannot tell is guessed, and said; guesses do
/// not count as not understood.
#[derive(Debug, Args)]
#[command(after_long_help = help::below("chainwalk-rules"))]
pub struct RulesRequest {
    /// In which form
    #[arg(short, long, value_name = "FORM", default_value = "save")]
    pub print: Print,
    /// With --print save: each rule with its counters, as iptables-save -c prints it
    #[arg(short, long)]
    pub counters: bool,
    /// Only this table
    #[arg(short, long, value_parser = table_names())]
    pub table: Option<TableName>,
    /// What was pasted, or - for standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: Input,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Print {
    /// As iptables-save prints it
    Save,
    /// As iptables -nvL --line-numbers prints it
    List,
    /// One iptables command a line
    Commands,
}

fn table_names() -> impl TypedValueParser<Value = TableName> {
    let names = PossibleValuesParser::new(TableName::ALL.map(TableName::name));
    names.try_map(|name| TableName::from_name(&name).ok_or("is no table"))
}

/// Prove lessons that you wrote
#[derive(Debug, Subcommand)]
#[command(arg_required_else_help = false)]
pub enum LessonRequest {
    /// Hold all proofs that the lessons of the course pass against a lesson that you wrote
    ///
    /// DIR is the folder of a lesson: lesson.toml, en.md, zh.md, scenario.json and the recordings of the kernel. How one is
    /// written stands in lessons/AUTHORING.md. All that is wrong is told on standard error, one a line, with file and line.
    #[command(after_long_help = help::below("chainwalk-lesson-check"))]
    Check {
        /// Folders of lessons
        #[arg(required = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
        folders: Vec<PathBuf>,
    },
}
