//! The `ip` command of iproute2 6.1: objects address, link, neigh, route, rule. Its words are read by `text::ip`.

mod address;
mod get;
mod link;
mod neigh;
pub(super) mod route;
mod rule;
mod usage;

use super::Output;
use crate::kernel::host::Host;
use crate::state::clock::Instant;
use crate::state::route::error::{ChangeError, ErrorWords};
use crate::text::ip::Complaint;
use crate::text::ip::words::begins;

/// Options before the object.
#[derive(Clone, Copy, Debug, Default)]
struct Options {
    family: Family,
    brief: bool,
    one_line: bool,
    details: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Family {
    #[default]
    Any,
    Inet,
    Inet6,
}

/// Carries out `ip WORDS`, the command's own name left out.
pub fn ip(host: &mut Host, words: &[&str], now: Instant) -> Output {
    match run(host, words, now) {
        Ok(out) => Output { out, ..Output::default() },
        Err(failure) => failure.into_output(),
    }
}

/// What stops a command: what was printed before, the message, and the exit code.
#[derive(Debug, Default)]
struct Failure {
    out: String,
    err: String,
    code: u8,
}

impl Failure {
    fn into_output(self) -> Output {
        Output { out: self.out, err: self.err, code: self.code }
    }
}

impl From<Complaint> for Failure {
    fn from(complaint: Complaint) -> Failure {
        Failure { out: String::new(), err: format!("{}\n", complaint.text), code: complaint.code }
    }
}

/// A refusal of the kernel: exit code 2.
impl From<ChangeError> for Failure {
    fn from(error: ChangeError) -> Failure {
        let err = match error.words() {
            ErrorWords::Message(message) => format!("Error: {message}.\n"),
            ErrorWords::Number(text) => format!("RTNETLINK answers: {text}\n"),
        };
        Failure { out: String::new(), err, code: 2 }
    }
}

type Answer = Result<String, Failure>;

fn run(host: &mut Host, words: &[&str], now: Instant) -> Answer {
    let mut options = Options::default();
    let mut rest = words;
    while let Some((word, following)) = rest.split_first() {
        if !word.starts_with('-') || *word == "-" {
            break;
        }
        rest = following;
        if take_option(&mut options, word, &mut rest)? {
            return Ok("ip utility, iproute2-6.1.0, libbpf 1.1.2\n".to_string());
        }
    }
    let Some((object, arguments)) = rest.split_first() else {
        return Err(usage::of_ip());
    };
    // In the order of iproute2's table: `ip a` is address, `ip r` route, `ip ru` rule.
    if begins(object, "address") {
        address::run(host, options, arguments)
    } else if begins(object, "route") {
        route::run(host, options, arguments)
    } else if begins(object, "rule") {
        rule::run(host, options, arguments)
    } else if begins(object, "link") {
        link::run(host, options, arguments)
    } else if begins(object, "neighbor") || begins(object, "neighbour") {
        neigh::run(host, options, arguments, now)
    } else if begins(object, "help") {
        Err(usage::of_ip())
    } else if OTHER_OBJECTS.iter().any(|other| begins(object, other)) {
        Err(Complaint::new(format!("\"ip {object}\" is not modelled here"), 1).into())
    } else {
        Err(Complaint::new(format!("Object \"{object}\" is unknown, try \"ip help\"."), 1).into())
    }
}

const OTHER_OBJECTS: [&str; 14] = [
    "addrlabel",
    "maddress",
    "monitor",
    "mroute",
    "netconf",
    "netns",
    "nexthop",
    "ntable",
    "token",
    "tunnel",
    "tuntap",
    "tcp_metrics",
    "vrf",
    "xfrm",
];

/// `true`: the version was asked for.
fn take_option(options: &mut Options, word: &str, rest: &mut &[&str]) -> Result<bool, Failure> {
    let name = word.trim_start_matches('-');
    match name {
        "4" => options.family = Family::Inet,
        "6" => options.family = Family::Inet6,
        "V" | "Version" => return Ok(true),
        _ if begins(name, "family") => {
            let (family, following) = rest.split_first().ok_or_else(Complaint::incomplete)?;
            *rest = following;
            options.family = match *family {
                "inet" => Family::Inet,
                "inet6" => Family::Inet6,
                _ => return Err(Complaint::wrong_argument(family, "invalid protocol family\n").into()),
            };
        }
        _ if begins(name, "brief") && name.len() > 1 => options.brief = true,
        _ if begins(name, "oneline") => options.one_line = true,
        _ if begins(name, "details") => options.details = true,
        // Colours, names instead of numbers: nothing that would look different here.
        _ if begins(name, "resolve") || begins(name, "color") || begins(name, "human-readable") => {}
        _ if ["statistics", "json", "pretty", "timestamp", "Numeric", "batch", "netns", "all", "force"]
            .iter()
            .any(|option| begins(name, option)) =>
        {
            return Err(Complaint::new(format!("Option \"{word}\" is not modelled here"), 255).into());
        }
        _ => return Err(Complaint::new(format!("Option \"{word}\" is unknown, try \"ip -help\"."), 255).into()),
    }
    Ok(false)
}

fn unknown_command(command: &str, object: &str) -> Failure {
    Complaint::new(format!("Command \"{command}\" is unknown, try \"ip {object} help\"."), 255).into()
}

fn is_one_of(word: &str, commands: &[&str]) -> bool {
    commands.iter().any(|command| begins(word, command))
}
