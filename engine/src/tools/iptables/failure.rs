//! What `iptables` says when it fails, word for word, and with which exit code.

use crate::rules::chain_changes::ChainError;
use crate::rules::check::Refusal;
use crate::rules::options::Problem;
use crate::text::iptables::command::Action;
use crate::text::iptables::complaints;
use crate::tools::Output;

/// Why a command was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The command line makes no sense.
    Words(Problem),
    /// `iptables: No chain/target/match by that name.`
    Operation(&'static str),
    /// ` RULE_APPEND failed (Invalid argument): rule in chain INPUT`
    Kernel { verb: &'static str, reason: &'static str, object: String },
}

pub const NO_CHAIN: Failure = Failure::Operation(complaints::NO_CHAIN);
pub const NO_RULE: Failure = Failure::Operation(complaints::NO_RULE);

impl From<ChainError> for Failure {
    fn from(error: ChainError) -> Failure {
        match error {
            ChainError::NoChain => NO_CHAIN,
            ChainError::Exists => Failure::Operation(complaints::FILE_EXISTS),
            ChainError::Drops => Failure::Operation(complaints::NOT_EMPTY),
            ChainError::Busy(chain) => {
                let (verb, reason) = (complaints::DELETE_CHAIN, complaints::BUSY);
                Failure::Kernel { verb, reason, object: format!("chain {chain}") }
            }
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Failure {
        Failure::Words(problem)
    }
}

impl Failure {
    pub fn kernel(verb: &'static str, refusal: Refusal, chain: &str) -> Failure {
        let reason = match refusal {
            Refusal::Invalid => "Invalid argument",
            Refusal::OutOfRange => "Numerical result out of range",
            Refusal::Missing => "No such file or directory",
            Refusal::ToBaseChain => "Operation not supported",
            Refusal::Loop => "Too many links",
        };
        Failure::Kernel { verb, reason, object: format!("rule in chain {chain}") }
    }

    /// As the program of this name prints it.
    pub fn output(&self, program: &str) -> Output {
        let (err, code) = match self {
            Failure::Words(problem) => (words(problem, program), problem.exit_code),
            Failure::Operation(text) => (format!("{program}: {text}\n"), 1),
            Failure::Kernel { verb, reason, object } => {
                (format!("{program} v1.8.9 (nf_tables):  {verb} failed ({reason}): {object}\n"), 4)
            }
        };
        Output { out: String::new(), err, code }
    }
}

/// A complaint about the command line, and what to try.
fn words(problem: &Problem, program: &str) -> String {
    let version = if problem.bare { String::new() } else { format!("{program} v1.8.9 (nf_tables): ") };
    let hint = match problem.exit_code {
        2 => format!("Try `{program} -h' or '{program} --help' for more information.\n"),
        3 => format!("Perhaps {program} or your kernel needs to be upgraded.\n"),
        _ => String::new(),
    };
    // only `-6` has nothing to say
    if problem.bare && problem.text.is_empty() {
        return hint;
    }
    let before = if problem.before.is_empty() { String::new() } else { format!("{}\n", problem.before) };
    format!("{before}{version}{}\n{hint}", problem.text)
}

/// The kernel's word for what a command does to rules.
pub fn kernel_verb(action: &Action) -> &'static str {
    match action {
        Action::Append { .. } => complaints::APPEND_RULE,
        Action::Insert { .. } => complaints::INSERT_RULE,
        Action::Replace { .. } => complaints::REPLACE_RULE,
        Action::Delete { .. } | Action::DeleteNumber { .. } => "RULE_DELETE",
        Action::Check { .. }
        | Action::List { .. }
        | Action::ListRules { .. }
        | Action::Flush { .. }
        | Action::Zero { .. }
        | Action::NewChain { .. }
        | Action::DeleteChain { .. }
        | Action::RenameChain { .. }
        | Action::Policy { .. }
        | Action::Version
        | Action::Help => "RULE_CHECK",
    }
}
