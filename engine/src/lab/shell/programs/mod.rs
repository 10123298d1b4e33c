//! What can be typed. A program reads its words and its input, acts on the lab, and writes.

mod curl;
mod curl_options;
mod files;
mod filters;
mod house;
mod nc;
mod nc_udp;
mod options;
mod ping;
mod ping_words;
mod telnet;
mod url;

use super::carry_out::INTERRUPTED;
use super::{Piece, Session, Stream};
use crate::kernel::event::{HostId, Listener};
use crate::lab::Outcome;
use crate::state::sockets::Errno;
use crate::tools;

/// One program of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Job<'line> {
    /// Its name first.
    pub words: &'line [String],
    /// None: the keyboard, at which nobody types.
    pub input: Option<&'line str>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Done {
    pub pieces: Vec<Piece>,
    pub code: u8,
    pub clears: bool,
}

impl Done {
    fn out(&mut self, parts: &[&str]) {
        self.write(Stream::Out, parts);
    }

    fn err(&mut self, parts: &[&str]) {
        self.write(Stream::Err, parts);
    }

    fn write(&mut self, stream: Stream, parts: &[&str]) {
        let text = parts.concat();
        match self.pieces.last_mut() {
            Some(last) if last.stream == stream => last.text.push_str(&text),
            Some(_) | None => self.pieces.push(Piece { stream, text }),
        }
    }

    /// What a program ends with that complains.
    fn failed(mut self, code: u8, parts: &[&str]) -> Done {
        self.err(parts);
        Done { code, ..self }
    }

    /// It would wait for ever: the person presses Ctrl+C.
    fn interrupted(mut self) -> Done {
        self.err(&["^C\n"]);
        Done { code: INTERRUPTED, ..self }
    }
}

impl Job<'_> {
    /// The words behind the name.
    fn rest(&self) -> Vec<&str> {
        self.words.iter().skip(1).map(String::as_str).collect()
    }
}

/// Everything that can be typed, for completion and `help`.
pub(super) const NAMES: [&str; 46] = [
    "cat",
    "clear",
    "conntrack",
    "cp",
    "curl",
    "dmesg",
    "echo",
    "egrep",
    "exit",
    "false",
    "fgrep",
    "grep",
    "head",
    "help",
    "history",
    "hostname",
    "ip",
    "ipset",
    "iptables",
    "iptables-restore",
    "iptables-save",
    "less",
    "ls",
    "more",
    "mv",
    "nc",
    "netcat",
    "netstat",
    "ping",
    "printf",
    "pwd",
    "rm",
    "route",
    "sleep",
    "sort",
    "ss",
    "sudo",
    "sysctl",
    "tail",
    "tee",
    "telnet",
    "touch",
    "true",
    "uniq",
    "wc",
    "whoami",
];

pub(super) fn run<L: Listener>(session: &mut Session, job: &Job<'_>, listener: &mut L) -> Done {
    let Some(name) = job.words.first() else { return Done::default() };
    match name.as_str() {
        "sudo" => sudo(session, job, listener),
        "nc" | "netcat" | "nc.openbsd" => nc::nc(session, job, listener),
        "curl" => curl::curl(session, job, listener),
        "ping" => ping::ping(session, job, listener),
        "telnet" => telnet::telnet(session, job, listener),
        "sleep" => house::sleep(session, job, listener),
        "cat" | "less" | "more" | "tee" | "ls" | "rm" | "cp" | "mv" | "touch" => files::run(session, job, name),
        "grep" | "egrep" | "fgrep" | "head" | "tail" | "wc" | "sort" | "uniq" => filters::run(session, job, name),
        "echo" | "printf" | "true" | ":" | "false" | "pwd" | "cd" | "exit" | "logout" | "hostname" | "whoami" | "id" | "help"
        | "clear" | "reset" | "history" | "dmesg" => house::run(session, job, name),
        _ => tool(session, job, listener),
    }
}

/// Everybody is root already.
fn sudo<L: Listener>(session: &mut Session, job: &Job<'_>, listener: &mut L) -> Done {
    match job.words.split_first() {
        Some((_, rest)) if rest.first().is_some_and(|word| !word.starts_with('-')) => {
            run(session, &Job { words: rest, ..*job }, listener)
        }
        Some(_) | None => Done::default().failed(1, &["usage: sudo command\n"]),
    }
}

/// What reads and changes the host itself.
fn tool<L: Listener>(session: &mut Session, job: &Job<'_>, listener: &mut L) -> Done {
    let words: Vec<&str> = job.words.iter().map(String::as_str).collect();
    let input = job.input.unwrap_or_default();
    let outcome = session.lab.command(session.host, listener, |host, now| tools::run(host, &words, input, now));
    let mut done = Done::default();
    if let Outcome::Command(command) = outcome {
        done.out(&[&command.out]);
        done.err(&[&command.err]);
        done.code = command.code;
    }
    session.lab.actions += 1;
    done
}

/// A program that sends is an action of the lab, with an action's bounds.
fn begin_action(session: &mut Session) -> HostId {
    session.lab.effort = Default::default();
    session.lab.actions += 1;
    session.host
}

/// What `strerror` says.
fn said(error: Errno) -> &'static str {
    match error {
        Errno::ConnectionRefused => "Connection refused",
        Errno::HostUnreachable => "No route to host",
        Errno::NetworkUnreachable => "Network is unreachable",
        Errno::TimedOut => "Connection timed out",
        Errno::NotPermitted => "Operation not permitted",
        Errno::ConnectionReset => "Connection reset by peer",
        Errno::ProtocolUnreachable => "Protocol not available",
        Errno::PermissionDenied => "Permission denied",
        Errno::AddressInUse => "Address already in use",
        Errno::AddressNotAvailable => "Cannot assign requested address",
        Errno::InvalidArgument => "Invalid argument",
        Errno::NoSuchDevice => "No such device",
        Errno::NotConnected => "Transport endpoint is not connected",
        Errno::BrokenPipe => "Broken pipe",
        Errno::MessageTooLong => "Message too long",
        Errno::HostDown => "Host is down",
        Errno::ProtocolError => "Protocol error",
        Errno::NotSupported => "Operation not supported",
        Errno::NotOnNetwork => "Machine is not on the network",
        Errno::LimitReached => "No buffer space available",
    }
}
