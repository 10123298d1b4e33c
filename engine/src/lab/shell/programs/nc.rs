//! `nc`, as Debian's netcat-openbsd 1.219 does it. Servers are the lab's own: `-l` is not there.

use std::net::Ipv4Addr;
use std::time::Duration;

use super::options::{Found, Known, read};
use super::{Done, Job, begin_action, nc_udp, said};
use crate::kernel::event::Listener;
use crate::lab::outcome::{ConnectOutcome, ConnectStatus};
use crate::lab::scenario::ConnectAction;
use crate::lab::shell::{Session, names};
use crate::lab::{Customs, Outcome};
use crate::rules::values::services;
use crate::state::sockets::Endpoint;

/// What was asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked<'line> {
    pub verbose: bool,
    pub numeric: bool,
    pub udp: bool,
    scan: bool,
    half_close: bool,
    /// `-w`
    pub patience: Option<Duration>,
    /// `-q`
    pub linger: Option<Duration>,
    source: Option<&'line str>,
    source_port: Option<&'line str>,
    operands: Vec<&'line str>,
}

/// One port of one host.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target<'line> {
    pub typed: &'line str,
    pub to: Endpoint,
    pub from: Endpoint,
}

const LETTERS: &str = "46bCDdFhI:i:klM:m:NnO:P:p:q:rSs:T:tUuV:vW:w:X:x:Zz";
/// Ports of one command, at most.
const MOST_PORTS: usize = 100;
/// The kernel gives up connecting before this.
const FOR_EVER: Duration = Duration::from_secs(300);

pub(super) fn nc<L: Listener>(session: &mut Session, job: &Job<'_>, listener: &mut L) -> Done {
    let words = job.rest();
    let mut asked = match options(&words) {
        Ok(asked) => asked,
        Err(done) => return done,
    };
    let (typed, ports) = match asked.operands.as_slice() {
        [] => return usage(Done::default()),
        [_] => return Done::default().failed(1, &["nc: missing port number\n"]),
        [typed, ports] => (*typed, *ports),
        [..] => return usage(Done::default()),
    };
    let ports = match port_list(ports, asked.protocol()) {
        Ok(ports) => ports,
        Err(done) => return done,
    };
    let from = match source(session, &asked) {
        Ok(from) => from,
        Err(done) => return done,
    };
    let Some(address) = address(session, typed, asked.numeric) else {
        let port = ports.first().map(u16::to_string).unwrap_or_default();
        let why = if asked.numeric { "Name or service not known" } else { "Temporary failure in name resolution" };
        return Done::default().failed(1, &["nc: getaddrinfo for host \"", typed, "\" port ", &port, ": ", why, "\n"]);
    };
    asked.operands.clear();
    let mut done = Done { code: 1, ..Done::default() };
    for port in ports {
        let target = Target { typed, to: (address, port), from };
        let (ended, met) = match asked.udp {
            true => nc_udp::one(session, job, &asked, target, done, listener),
            false => one(session, job, &asked, target, done, listener),
        };
        done = ended;
        // Without -z the first port that answers is the only one.
        if done.code == super::INTERRUPTED || (met && !asked.scan) {
            break;
        }
    }
    done
}

fn options<'line>(words: &[&'line str]) -> Result<Asked<'line>, Done> {
    let mut asked = Asked::default();
    let failed = |parts: &[&str]| Err(Done::default().failed(1, parts));
    for found in read(words, Known { letters: LETTERS, long: &[], stops: true }) {
        match found {
            Found::Flag("v") => asked.verbose = true,
            Found::Flag("n") => asked.numeric = true,
            Found::Flag("u") => asked.udp = true,
            Found::Flag("z") => asked.scan = true,
            Found::Flag("N") => asked.half_close = true,
            Found::Flag("h") => return Err(usage(Done::default())),
            Found::Flag("4" | "d" | "t" | "r" | "D") => {}
            Found::Flag("l") => {
                return failed(&["nc: not modelled: -l: the servers of the lab are part of its scenario; ss -ltn lists them\n"]);
            }
            Found::Value("w", value) => asked.patience = Some(timeout(value, "timeout invalid: ")?),
            Found::Value("q", value) if value.starts_with('-') => {}
            Found::Value("q", value) => asked.linger = Some(timeout(value, "quit timer invalid: ")?),
            Found::Value("s", value) => asked.source = Some(value),
            Found::Value("p", value) => asked.source_port = Some(value),
            Found::Value("i" | "m" | "M" | "I" | "O" | "T", _) => {}
            Found::Flag(letter) | Found::Value(letter, _) => {
                return failed(&["nc: not modelled: -", letter, ": try it without\n"]);
            }
            Found::Operand(word) => asked.operands.push(word),
            Found::Unknown(letter) => {
                let mut done = Done::default();
                done.err(&["nc: invalid option -- '", letter, "'\n"]);
                return Err(usage(done));
            }
            Found::Bare(letter) => {
                let mut done = Done::default();
                done.err(&["nc: option requires an argument -- '", letter, "'\n"]);
                return Err(usage(done));
            }
        }
    }
    Ok(asked)
}

impl Asked<'_> {
    fn protocol(&self) -> &'static str {
        if self.udp { "udp" } else { "tcp" }
    }

    pub fn scans(&self) -> bool {
        self.scan
    }

    /// `server (10.0.0.2)`, or the address alone.
    fn shown(&self, target: Target<'_>) -> String {
        let address = target.to.0.to_string();
        if target.typed == address { address } else { [target.typed, " (", &address, ")"].concat() }
    }

    pub fn tell_connected(&self, target: Target<'_>, done: &mut Done) {
        if self.verbose {
            let service = services::name(target.to.1, self.protocol()).filter(|_| !self.numeric).unwrap_or("*");
            let port = target.to.1.to_string();
            let shown = self.shown(target);
            done.err(&["Connection to ", &shown, " ", &port, " port [", self.protocol(), "/", service, "] succeeded!\n"]);
        }
    }

    pub fn tell_failed(&self, target: Target<'_>, how: &str, why: &str, done: &mut Done) {
        if self.verbose {
            let port = target.to.1.to_string();
            done.err(&[
                "nc: connect to ",
                &self.shown(target),
                " port ",
                &port,
                " (",
                self.protocol(),
                ") ",
                how,
                ": ",
                why,
                "\n",
            ]);
        }
    }
}

fn timeout(value: &str, complaint: &str) -> Result<Duration, Done> {
    match value.parse::<u32>() {
        Ok(seconds) if seconds < 1_000_000 => Ok(Duration::from_secs(u64::from(seconds))),
        Ok(_) | Err(_) => Err(Done::default().failed(1, &["nc: ", complaint, value, "\n"])),
    }
}

fn port_list(text: &str, protocol: &str) -> Result<Vec<u16>, Done> {
    let one = |text: &str| match text.parse::<u64>() {
        Ok(0) => Err(["nc: port number too small: ", text, "\n"].concat()),
        Ok(number) => u16::try_from(number).map_err(|_| ["nc: port number too large: ", text, "\n"].concat()),
        Err(_) => names::port(text, protocol).ok_or_else(|| ["nc: port number invalid: ", text, "\n"].concat()),
    };
    let range = text.split_once('-').filter(|(low, _)| low.chars().all(|letter| letter.is_ascii_digit()));
    let ports = match range {
        Some((low, high)) => one(low).and_then(|low| one(high).map(|high| (low.min(high)..=low.max(high)).collect())),
        None => one(text).map(|port| vec![port]),
    };
    match ports {
        Err(complaint) => Err(Done::default().failed(1, &[&complaint])),
        Ok(ports) if ports.len() > MOST_PORTS => {
            Err(Done::default().failed(1, &["nc: not modelled: more than 100 ports at once\n"]))
        }
        Ok(ports) => Ok(ports),
    }
}

fn source(session: &Session, asked: &Asked<'_>) -> Result<Endpoint, Done> {
    let address = match asked.source {
        None => Ipv4Addr::UNSPECIFIED,
        Some(name) => match address(session, name, asked.numeric) {
            Some(address) => address,
            None => return Err(Done::default().failed(1, &["nc: getaddrinfo: Temporary failure in name resolution\n"])),
        },
    };
    let port = match asked.source_port {
        None => 0,
        Some(text) => match port_list(text, asked.protocol())?.as_slice() {
            [port] => *port,
            [..] => return Err(Done::default().failed(1, &["nc: port number invalid: ", text, "\n"])),
        },
    };
    Ok((address, port))
}

fn address(session: &Session, name: &str, numeric: bool) -> Option<Ipv4Addr> {
    if numeric { name.parse().ok() } else { names::address(&session.lab, name) }
}

/// One TCP connection. `true`: it came about.
fn one<L: Listener>(
    session: &mut Session,
    job: &Job<'_>,
    asked: &Asked<'_>,
    target: Target<'_>,
    mut done: Done,
    listener: &mut L,
) -> (Done, bool) {
    const NAME: &str = "nc";
    let connected = match connect(session, target, NAME, asked.patience, listener) {
        Some(outcome) => outcome.status,
        None => return (done, false),
    };
    match connected {
        ConnectStatus::Connected => {}
        ConnectStatus::CouldNotBind(error) => return (done.failed(1, &["nc: bind failed: ", said(error), "\n"]), true),
        ConnectStatus::Failed(error) => {
            asked.tell_failed(target, "failed", said(error), &mut done);
            return (done, false);
        }
        ConnectStatus::TimedOut { .. } => {
            asked.tell_failed(target, "timed out", "Operation now in progress", &mut done);
            return (done, false);
        }
    }
    asked.tell_connected(target, &mut done);
    done.code = 0;
    if asked.scan {
        session.lab.hang_up(NAME, listener);
        return (done, true);
    }
    if let Some(text) = job.input.filter(|text| !text.is_empty()) {
        session.lab.write_to(NAME, text, listener);
    }
    if job.input.is_some() && asked.half_close {
        session.lab.end_writing(NAME, listener);
    }
    let quits = asked.linger.filter(|_| job.input.is_some());
    let wait = quits.or(asked.patience);
    loop {
        let heard = session.lab.hear(NAME, wait.unwrap_or(Customs::WATCH.patience), listener);
        done.out(&[&heard.text]);
        if heard.is_over {
            break;
        }
        if heard.text.is_empty() {
            if wait.is_none() {
                done = done.interrupted();
            }
            break;
        }
    }
    session.lab.hang_up(NAME, listener);
    (done, true)
}

/// Connects as a program does that keeps the connection under this name.
pub(super) fn connect<L: Listener>(
    session: &mut Session,
    target: Target<'_>,
    name: &str,
    patience: Option<Duration>,
    listener: &mut L,
) -> Option<ConnectOutcome> {
    let host = begin_action(session);
    let wanted = ConnectAction {
        host: String::new(),
        to: target.to,
        from: target.from,
        name: Some(name.to_owned()),
        send: None,
        close: None,
        mark: 0,
    };
    session.lab.customs.patience = patience.unwrap_or(FOR_EVER);
    let outcome = session.lab.connect(host, &wanted, listener);
    session.lab.customs.patience = Customs::WATCH.patience;
    match outcome {
        Outcome::Connect(outcome) => Some(outcome),
        _ => None,
    }
}

fn usage(mut done: Done) -> Done {
    done.err(&[include_str!("nc_usage.txt")]);
    Done { code: 1, ..done }
}
