//! `nc -u`: a datagram with what it is given, and with `-v` a few `X` before it, to hear whether somebody refuses them.

use std::time::Duration;

use super::nc::{Asked, Target};
use super::{Done, Job, begin_action, said};
use crate::kernel::event::{Cause, HostId, Listener};
use crate::lab::Customs;
use crate::lab::programs::latin;
use crate::lab::shell::Session;
use crate::state::packet::Owner;
use crate::state::sockets::{Errno, SocketId};

/// How long the probes go on without `-w`.
const PROBING: Duration = Duration::from_secs(3);

/// `true`: the port did not refuse.
pub(super) fn one<L: Listener>(
    session: &mut Session,
    job: &Job<'_>,
    asked: &Asked<'_>,
    target: Target<'_>,
    mut done: Done,
    listener: &mut L,
) -> (Done, bool) {
    let host = begin_action(session);
    let socket = match open(session, host, target, listener) {
        Ok(socket) => socket,
        Err(Opening::Bind(error)) => return (done.failed(1, &["nc: bind failed: ", said(error), "\n"]), true),
        Err(Opening::Connect(error)) => {
            asked.tell_failed(target, "failed", said(error), &mut done);
            return (done, false);
        }
    };
    let socket = Held { host, socket };
    if asked.verbose && !socket.probe(session, asked.patience.unwrap_or(PROBING), listener) {
        socket.close(session);
        return (done, false);
    }
    asked.tell_connected(target, &mut done);
    done.code = 0;
    if !asked.scans() {
        done = socket.talk(session, job, asked, done, listener);
    }
    socket.close(session);
    (done, true)
}

enum Opening {
    Bind(Errno),
    Connect(Errno),
}

fn open<L: Listener>(session: &mut Session, host: HostId, target: Target<'_>, listener: &mut L) -> Result<SocketId, Opening> {
    let from = session.lab.bind(host, target.from).map_err(Opening::Bind)?;
    let opened = session.lab.on_host(host, listener, |kernel| {
        let socket = kernel.udp_open(from, 0, Owner::default());
        kernel.udp_connect(socket, target.to).map(|()| socket).inspect_err(|_| {
            kernel.host.sockets.remove(socket);
        })
    });
    opened.unwrap_or(Err(Errno::InvalidArgument)).map_err(Opening::Connect)
}

#[derive(Clone, Copy)]
struct Held {
    host: HostId,
    socket: SocketId,
}

impl Held {
    /// Two at once and one each second; a refusal is heard by the one behind it.
    fn probe<L: Listener>(self, session: &mut Session, patience: Duration, listener: &mut L) -> bool {
        let seconds = patience.as_secs().min(MOST_PROBES);
        if !self.write(session, "X", listener) {
            return false;
        }
        for second in 0..=seconds {
            if second > 0 {
                let until = session.lab.clock + Duration::from_secs(1);
                session.lab.run_until(until, listener, |_| false);
            }
            if !self.write(session, "X", listener) {
                return false;
            }
        }
        true
    }

    fn write<L: Listener>(self, session: &mut Session, text: &str, listener: &mut L) -> bool {
        let sent = session
            .lab
            .on_host(self.host, listener, |kernel| kernel.udp_send(self.socket, None, None, text.as_bytes(), Cause::Program));
        session.lab.wait_for(listener, |_| true);
        sent.is_some_and(|sent| sent.is_ok())
    }

    fn talk<L: Listener>(
        self,
        session: &mut Session,
        job: &Job<'_>,
        asked: &Asked<'_>,
        mut done: Done,
        listener: &mut L,
    ) -> Done {
        if let Some(text) = job.input.filter(|text| !text.is_empty()) {
            self.write(session, text, listener);
        }
        let wait = asked.linger.filter(|_| job.input.is_some()).or(asked.patience);
        loop {
            let until = session.lab.clock + wait.unwrap_or(Customs::WATCH.patience);
            session.lab.run_until(until, listener, |lab| {
                let udp = lab.host(self.host).and_then(|host| host.sockets.udp(self.socket));
                udp.is_none_or(|udp| !udp.received.is_empty() || udp.error.is_some())
            });
            let udp = session.lab.hosts.get_mut(self.host.0).and_then(|host| host.sockets.udp_mut(self.socket));
            let Some(udp) = udp else { return done };
            let text: String = udp.received.drain(..).map(|received| latin(&received.data)).collect();
            if udp.error.take().is_some() {
                return done;
            }
            if text.is_empty() {
                return if wait.is_none() { done.interrupted() } else { done };
            }
            done.out(&[&text]);
        }
    }

    fn close(self, session: &mut Session) {
        if let Some(host) = session.lab.hosts.get_mut(self.host.0) {
            host.sockets.remove(self.socket);
        }
    }
}

const MOST_PROBES: u64 = 60;
