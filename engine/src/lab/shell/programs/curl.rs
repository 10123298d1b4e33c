//! `curl`, as 7.88.1 does it over HTTP. It makes of what a server of the lab says what it makes of any server's bytes: `pong` is
//! no HTTP, and a text that begins with `HTTP/1.` is. In exercises servers know HTTP (`lab::page`).

use std::net::Ipv4Addr;
use std::time::Duration;

use super::curl_options::{Asked, HELP, options};
use super::nc::{Target, connect};
use super::url::Url;
use super::{Done, INTERRUPTED, Job, said};
use crate::kernel::event::Listener;
use crate::lab::Customs;
use crate::lab::outcome::{ConnectOutcome, ConnectStatus};
use crate::lab::shell::{Session, names};
use crate::state::clock::Instant;
use crate::state::sockets::Errno;

/// Without `--connect-timeout`.
const USUAL_PATIENCE: Duration = Duration::from_secs(300);
const NAME: &str = "curl";

pub(super) fn curl<L: Listener>(session: &mut Session, job: &Job<'_>, listener: &mut L) -> Done {
    let words = job.rest();
    let asked = match options(&words) {
        Ok(asked) => asked,
        Err(done) => return done,
    };
    let Some(typed) = asked.url else { return Done::default().failed(2, &[HELP]) };
    let mut visit = Visit {
        asked,
        begun: session.lab.clock,
        done: Done::default(),
        status: String::from("000"),
        rest: String::new(),
        complaint: String::new(),
        has_connected: false,
        is_kept: None,
    };
    match Url::read(typed) {
        Some(url) if url.scheme == "http" || url.scheme == "https" => visit.go(session, url, listener),
        Some(url) => visit.complain(1, &["Protocol \"", url.scheme, "\" not modelled: the lab's curl speaks HTTP"]),
        None => visit.complain(3, &["URL using bad/illegal format or missing URL"]),
    }
    visit.end(session)
}

/// One request on its way.
struct Visit<'line> {
    asked: Asked<'line>,
    begun: Instant,
    done: Done,
    /// As `%{http_code}` has it.
    status: String,
    /// What was written behind the last line's end: a terminal gets it when the program ends.
    rest: String,
    complaint: String,
    /// There was a connection, or an attempt at one.
    has_connected: bool,
    /// HTTP/1.1 leaves the connection open: to this host.
    is_kept: Option<String>,
}

impl Visit<'_> {
    fn go<L: Listener>(&mut self, session: &mut Session, url: Url<'_>, listener: &mut L) {
        let Some(address) = names::address(&session.lab, url.host) else {
            return self.complain(6, &["Could not resolve host: ", url.host]);
        };
        let shown = address.to_string();
        self.has_connected = true;
        self.note(&["  Trying ", &shown, ":", &url.port.to_string(), "..."]);
        let connect_patience = self.asked.connect_patience.unwrap_or(USUAL_PATIENCE);
        let patience = self.asked.patience.map_or(connect_patience, |patience| patience.min(connect_patience));
        let target = Target { typed: url.host, to: (address, url.port), from: (Ipv4Addr::UNSPECIFIED, 0) };
        let Some(outcome) = connect(session, target, NAME, Some(patience), listener) else { return };
        if !self.connected(session, url, &shown, outcome) {
            return;
        }
        self.note(&["Connected to ", url.host, " (", &shown, ") port ", &url.port.to_string(), " (#0)"]);
        self.is_kept = Some(url.host.to_owned());
        match url.scheme {
            "https" => self.complain(35, &["TLS is not modelled: the lab's servers have no certificates; try http://"]),
            _ => self.ask(session, url, listener),
        }
        session.lab.hang_up(NAME, listener);
    }

    fn connected(&mut self, session: &Session, url: Url<'_>, shown: &str, outcome: ConnectOutcome) -> bool {
        let took = self.took(session);
        let port = url.port.to_string();
        let failed =
            |why: &'static str| ["Failed to connect to ", url.host, " port ", &port, " after ", &took, " ms: ", why].concat();
        match outcome.status {
            ConnectStatus::Connected => return true,
            ConnectStatus::TimedOut { .. } => {
                let by_whole =
                    self.asked.patience.is_some_and(|all| self.asked.connect_patience.is_none_or(|connect| all <= connect));
                match by_whole {
                    true => self.complain(28, &["Connection timed out after ", &took, " milliseconds"]),
                    false => self.complain(28, &[&failed("Timeout was reached")]),
                }
            }
            ConnectStatus::Failed(error) | ConnectStatus::CouldNotBind(error) => {
                self.note(&["connect to ", shown, " port ", &port, " failed: ", said(error)]);
                let code = if error == Errno::TimedOut { 28 } else { 7 };
                self.complain(code, &[&failed("Couldn't connect to server")]);
            }
        }
        false
    }

    fn ask<L: Listener>(&mut self, session: &mut Session, url: Url<'_>, listener: &mut L) {
        let request = self.request(url);
        if self.asked.verbose {
            for line in request.split_inclusive('\n').take_while(|line| *line != "\r\n").chain(["\r\n"]) {
                self.done.err(&["> ", line]);
            }
        }
        // A connection that is gone is heard of next.
        session.lab.write_to(NAME, &request, listener);
        let mut answer = String::new();
        loop {
            let left = self.asked.patience.map(|all| all.saturating_sub(session.lab.clock.since(self.begun)));
            let heard = session.lab.hear(NAME, left.unwrap_or(Customs::WATCH.patience), listener);
            answer.push_str(&heard.text);
            let ended = if heard.is_over { Ended::Closed(heard.error) } else { Ended::Not };
            if self.read_answer(&answer, ended) {
                return;
            }
            if heard.text.is_empty() {
                return self.lose_patience(session, &answer);
            }
        }
    }

    fn request(&self, url: Url<'_>) -> String {
        let usual = match (self.asked.head, self.asked.data) {
            (true, _) => "HEAD",
            (false, Some(_)) => "POST",
            (false, None) => "GET",
        };
        let method = self.asked.method.unwrap_or(usual);
        let start =
            [method, " ", url.path, " HTTP/1.1\r\nHost: ", &url.place(), "\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n"]
                .concat();
        let data = self.asked.data.unwrap_or_default();
        let length = data.len().to_string();
        let about = match self.asked.data {
            Some(_) => ["Content-Length: ", &length, "\r\nContent-Type: application/x-www-form-urlencoded\r\n"].concat(),
            None => String::new(),
        };
        [&start, &about, "\r\n", data].concat()
    }

    /// `true`: the answer is complete, or will never be.
    fn read_answer(&mut self, answer: &str, ended: Ended) -> bool {
        if answer.is_empty() {
            match ended {
                Ended::Closed(Some(error)) => self.complain(56, &["Recv failure: ", said(error)]),
                Ended::Closed(None) => self.complain(52, &["Empty reply from server"]),
                Ended::Not => return false,
            }
            return true;
        }
        const BEGINNING: &str = "HTTP/";
        let common = answer.len().min(BEGINNING.len());
        if answer.as_bytes().get(..common) != BEGINNING.as_bytes().get(..common) {
            return self.read_plain(answer, ended);
        }
        let Some((head, body)) = answer.split_once("\r\n\r\n") else { return ended != Ended::Not && self.lost(ended) };
        let length = self.asked.head.then_some(0).or_else(|| content_length(head));
        let is_whole = length.is_some_and(|length| body.len() >= length);
        if !is_whole && ended == Ended::Not {
            return false;
        }
        self.tell_answer(head, body.get(..length.unwrap_or(body.len()).min(body.len())).unwrap_or(body));
        if let Some(length) = length.filter(|_| !is_whole) {
            let left = (length - body.len()).to_string();
            self.complain(18, &["transfer closed with ", &left, " bytes remaining to read"]);
        }
        true
    }

    /// A server that begins to talk without a status line: HTTP/0.9, or something else altogether.
    fn read_plain(&mut self, answer: &str, ended: Ended) -> bool {
        if !self.asked.allow_plain {
            self.complain(1, &["Received HTTP/0.9 when not allowed"]);
            return true;
        }
        if ended != Ended::Not {
            self.write_body(answer);
        }
        ended != Ended::Not
    }

    fn lost(&mut self, ended: Ended) -> bool {
        match ended {
            Ended::Closed(Some(error)) => self.complain(56, &["Recv failure: ", said(error)]),
            Ended::Closed(None) | Ended::Not => self.complain(52, &["Empty reply from server"]),
        }
        true
    }

    fn tell_answer(&mut self, head: &str, body: &str) {
        let first = head.split("\r\n").next().unwrap_or(head);
        self.status = first.split(' ').nth(1).unwrap_or("000").to_owned();
        let is_old = first.starts_with("HTTP/1.0");
        if is_old {
            self.is_kept = None;
            self.note(&["HTTP 1.0, assume close after body"]);
        }
        for line in head.split("\r\n").chain([""]) {
            if self.asked.verbose {
                self.done.err(&["< ", line, "\r\n"]);
            }
        }
        if self.asked.fail && self.status.starts_with(['4', '5']) {
            let status = self.status.clone();
            return self.complain(22, &["The requested URL returned error: ", &status]);
        }
        if self.asked.include || self.asked.head {
            self.write_body(&[head, "\r\n\r\n"].concat());
        }
        self.write_body(body);
    }

    fn lose_patience(&mut self, session: &Session, answer: &str) {
        if self.asked.allow_plain && !answer.starts_with("HTTP/") {
            self.write_body(answer);
        }
        match self.asked.patience {
            None => {
                let done = std::mem::take(&mut self.done);
                self.done = done.interrupted();
            }
            Some(_) => {
                let (took, bytes) = (self.took(session), answer.len().to_string());
                self.complain(28, &["Operation timed out after ", &took, " milliseconds with ", &bytes, " bytes received"]);
            }
        }
    }

    /// Milliseconds since it began.
    fn took(&self, session: &Session) -> String {
        session.lab.clock.since(self.begun).as_millis().to_string()
    }

    fn write_body(&mut self, text: &str) {
        if self.asked.output.is_some() {
            self.rest.push_str(text);
            return;
        }
        let whole = text.rfind('\n').map_or(0, |place| place + 1);
        if let Some((lines, rest)) = text.split_at_checked(whole) {
            if !lines.is_empty() {
                self.done.out(&[lines]);
            }
            self.rest.push_str(rest);
        }
    }

    fn note(&mut self, parts: &[&str]) {
        if self.asked.verbose {
            self.done.err(&["* ", &parts.concat(), "\n"]);
        }
    }

    fn complain(&mut self, code: u8, parts: &[&str]) {
        let text = parts.concat();
        self.note(&[&text]);
        self.done.code = code;
        if !self.asked.silent || self.asked.show_error {
            self.complaint = ["curl: (", &code.to_string(), ") ", &text, "\n"].concat();
        }
    }

    /// What is written at the very end.
    fn end(mut self, session: &mut Session) -> Done {
        if self.done.code == INTERRUPTED {
            return self.done;
        }
        if self.has_connected {
            match self.is_kept.take() {
                Some(host) if self.done.code == 0 => self.note(&["Connection #0 to host ", &host, " left intact"]),
                Some(_) | None => self.note(&["Closing connection 0"]),
            }
        }
        let complaint = std::mem::take(&mut self.complaint);
        if !complaint.is_empty() {
            self.done.err(&[&complaint]);
        }
        let rest = std::mem::take(&mut self.rest);
        match self.asked.output {
            Some(file) if !rest.is_empty() => {
                if let Err(why) = session.write_file(file, &rest, false) {
                    self.done.err(&["Warning: Failed to open the file ", file, ": ", why, "\n"]);
                    self.done.code = 23;
                }
            }
            Some(_) | None if rest.is_empty() => {}
            Some(_) | None => self.done.out(&[&rest]),
        }
        if let Some(format) = self.asked.write_out {
            let text =
                format.replace("%{http_code}", &self.status).replace("%{response_code}", &self.status).replace("\\n", "\n");
            self.done.out(&[&text]);
        }
        self.done
    }
}

/// How the server's side stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    Not,
    Closed(Option<Errno>),
}

fn content_length(head: &str) -> Option<usize> {
    head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("content-length") { value.trim().parse().ok() } else { None }
    })
}
