//! `telnet HOST PORT`, as Debian's inetutils-telnet does it: it connects, says so, and waits for keys that nobody presses.

use std::net::Ipv4Addr;

use super::nc::{Target, connect};
use super::{Done, Job, said};
use crate::kernel::event::Listener;
use crate::lab::Customs;
use crate::lab::outcome::ConnectStatus;
use crate::lab::shell::{Session, names};

const NAME: &str = "telnet";
const USUAL_PORT: u16 = 23;

pub(super) fn telnet<L: Listener>(session: &mut Session, job: &Job<'_>, listener: &mut L) -> Done {
    let words = job.rest();
    let operands: Vec<&str> = words.iter().copied().filter(|word| !word.starts_with('-')).collect();
    let (typed, port) = match operands.as_slice() {
        [typed] => (*typed, "23"),
        [typed, port] => (*typed, *port),
        [..] => return Done::default().failed(1, &["Usage: telnet [OPTION...] [HOST [PORT]]\n"]),
    };
    let number = names::port(port, "tcp").unwrap_or(USUAL_PORT);
    let mut done = Done::default();
    let Some(address) = names::address(&session.lab, typed) else {
        done.out(&["Server lookup failure:  ", typed, ":", port, ", Temporary failure in name resolution\n"]);
        return Done { code: 1, ..done };
    };
    done.out(&["Trying ", &address.to_string(), "...\n"]);
    let target = Target { typed, to: (address, number), from: (Ipv4Addr::UNSPECIFIED, 0) };
    let Some(outcome) = connect(session, target, NAME, None, listener) else { return done };
    match outcome.status {
        ConnectStatus::Connected => {}
        ConnectStatus::Failed(error) | ConnectStatus::CouldNotBind(error) => {
            return done.failed(1, &["telnet: Unable to connect to remote host: ", said(error), "\n"]);
        }
        ConnectStatus::TimedOut { .. } => return done.interrupted(),
    }
    done.out(&["Connected to ", typed, ".\nEscape character is '^]'.\n"]);
    if let Some(text) = job.input.filter(|text| !text.is_empty()) {
        session.lab.write_to(NAME, text, listener);
    }
    let heard = session.lab.hear(NAME, Customs::WATCH.patience, listener);
    done.out(&[&heard.text]);
    session.lab.hang_up(NAME, listener);
    if heard.is_over || job.input.is_some() {
        return done.failed(0, &["Connection closed by foreign host.\n"]);
    }
    // What Ctrl+] and `quit` leave on the screen.
    done.out(&["^]\ntelnet> quit\nConnection closed.\n"]);
    done
}
