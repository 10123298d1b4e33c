//! `ping`, as iputils 20221126 does it: one request a second, answers as they come, and the sums at the end.

use std::net::Ipv4Addr;
use std::time::Duration;

use super::options::{Found, Known, read, seconds};
use super::ping_words::{Sums, error_text};
use super::{Done, Job, begin_action, said};
use crate::kernel::event::{HostId, Listener};
use crate::kernel::sockets::raw::Echo;
use crate::lab::shell::{Session, names};
use crate::state::clock::Instant;
use crate::state::interface::InterfaceName;
use crate::state::packet::{IcmpBody, IcmpMessage, Owner, Protocol, Transport, icmp_type};
use crate::state::route::{OutputQuery, may_be_bound, output};
use crate::state::sockets::{Errno, Socket, SocketId};

#[derive(Clone, Copy, Debug)]
struct Asked<'line> {
    count: Option<u32>,
    interval: Duration,
    /// `-w`: all of it.
    deadline: Option<Duration>,
    /// `-W`: after the last request.
    linger: Duration,
    from: Option<&'line str>,
    size: usize,
    ttl: Option<u8>,
    quiet: bool,
    numeric: bool,
    to: Option<&'line str>,
}

const LETTERS: &str = "4aAbBc:CDde:fhI:i:Ll:m:M:nOp:qQ:rRs:S:t:T:UvVw:W:";
/// Without a count it would go on until Ctrl+C: the person presses it after so many.
const ENOUGH: u32 = 4;
const MOST: u32 = 100;
const LARGEST: usize = 1472;

pub(super) fn ping<L: Listener>(session: &mut Session, job: &Job<'_>, listener: &mut L) -> Done {
    let words = job.rest();
    let asked = match options(&words) {
        Ok(asked) => asked,
        Err(done) => return done,
    };
    let Some(typed) = asked.to else { return Done::default().failed(1, &["ping: usage error: Destination address required\n"]) };
    let Some(to) = names::address(&session.lab, typed) else {
        return Done::default().failed(2, &["ping: ", typed, ": Temporary failure in name resolution\n"]);
    };
    let source = match source(session, asked.from) {
        Ok(source) => source,
        Err(done) => return done,
    };
    let id = begin_action(session);
    let from = match way(session, id, to, &source) {
        Ok(from) => from,
        Err(Errno::PermissionDenied) => {
            let hint = "ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n";
            return Done::default().failed(2, &[hint]);
        }
        Err(error) => return Done::default().failed(2, &["ping: connect: ", said(error), "\n"]),
    };
    let opened = session
        .lab
        .on_host(id, listener, |kernel| kernel.raw_open(source.as_ref().map(|_| from), asked.ttl, 0, Owner::default()));
    let Some(socket) = opened else { return Done::default() };
    let begun = session.lab.clock;
    let mut run = Run { asked, id, socket, to, typed, begun, sent_at: Vec::new(), sums: Sums::default(), done: Done::default() };
    run.tell_start(source.as_ref().map(|source| source.shown(from)));
    let interrupted = run.send_all(session, listener);
    if let Some(host) = session.lab.hosts.get_mut(id.0 as usize) {
        host.sockets.remove(socket);
    }
    if interrupted {
        run.done.out(&["^C"]);
    }
    run.sums.tell(&mut run.done, run.typed);
    run.done
}

fn options<'line>(words: &[&'line str]) -> Result<Asked<'line>, Done> {
    let mut asked = Asked {
        count: None,
        interval: Duration::from_secs(1),
        deadline: None,
        linger: Duration::from_secs(10),
        from: None,
        size: 56,
        ttl: None,
        quiet: false,
        numeric: false,
        to: None,
    };
    for found in read(words, Known { letters: LETTERS, long: &[], stops: false }) {
        match found {
            Found::Flag("q") => asked.quiet = true,
            Found::Flag("n") => asked.numeric = true,
            Found::Flag("4" | "v" | "a" | "b" | "D" | "O" | "U" | "B" | "d" | "r" | "L" | "C") => {}
            Found::Flag("V") => return Err(Done::default().failed(0, &["ping from iputils 20221126\n"])),
            Found::Flag("h") => return Err(Done::default().failed(2, &[include_str!("ping_usage.txt")])),
            Found::Value("c", value) => asked.count = Some(number(value, 1, i64::MAX)?.min(u64::from(u32::MAX)) as u32),
            Found::Value("t", value) => asked.ttl = Some(number(value, 0, 255)? as u8).filter(|ttl| *ttl != 0),
            Found::Value("s", value) => asked.size = number(value, 0, 127_992)? as usize,
            Found::Value("i", value) => asked.interval = span(value)?,
            Found::Value("w", value) => asked.deadline = Some(Duration::from_secs(number(value, 0, i64::from(i32::MAX))?)),
            Found::Value("W", value) => asked.linger = span(value)?,
            Found::Value("I", value) => asked.from = Some(value),
            Found::Value("Q" | "p" | "S" | "M", _) => {}
            Found::Flag(letter) | Found::Value(letter, _) => {
                return Err(Done::default().failed(2, &["ping: not modelled: -", letter, ": try it without\n"]));
            }
            Found::Operand(word) => asked.to = Some(word),
            Found::Unknown(letter) => {
                return Err(
                    Done::default().failed(2, &["ping: invalid option -- '", letter, "'\n", include_str!("ping_usage.txt")])
                );
            }
            Found::Bare(letter) => {
                let complaint = &["ping: option requires an argument -- '", letter, "'\n", include_str!("ping_usage.txt")];
                return Err(Done::default().failed(2, complaint));
            }
        }
    }
    if asked.size > LARGEST {
        return Err(Done::default().failed(2, &["ping: not modelled: more than 1472 bytes: the lab has no fragments\n"]));
    }
    Ok(asked)
}

fn number(text: &str, least: i64, most: i64) -> Result<u64, Done> {
    match text.parse::<i64>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number.unsigned_abs()),
        Ok(_) => {
            let (least, most) = (least.to_string(), most.to_string());
            let complaint = &["ping: invalid argument: '", text, "': out of range: ", &least, " <= value <= ", &most, "\n"];
            Err(Done::default().failed(1, complaint))
        }
        Err(_) => Err(Done::default().failed(1, &["ping: invalid argument: '", text, "'\n"])),
    }
}

fn span(text: &str) -> Result<Duration, Done> {
    seconds(text).ok_or_else(|| Done::default().failed(1, &["ping: invalid argument: '", text, "'\n"]))
}

/// `-I`: an address or an interface.
enum Source {
    Address(Ipv4Addr),
    Device(InterfaceName),
}

impl Source {
    fn shown(&self, from: Ipv4Addr) -> String {
        match self {
            Source::Address(_) => [&from.to_string(), " "].concat(),
            Source::Device(device) => [&from.to_string(), " ", device.as_str()].concat(),
        }
    }
}

fn source(session: &Session, from: Option<&str>) -> Result<Option<Source>, Done> {
    let Some(text) = from else { return Ok(None) };
    let Some(host) = session.lab.host(session.host) else { return Ok(None) };
    if let Some(address) = names::address(&session.lab, text) {
        return match may_be_bound(&host.networking, address) {
            true => Ok(Some(Source::Address(address))),
            false => Err(Done::default().failed(2, &["ping: bind: ", said(Errno::AddressNotAvailable), "\n"])),
        };
    }
    match InterfaceName::new(text).filter(|name| host.networking.interface(*name).is_some()) {
        Some(device) => Ok(Some(Source::Device(device))),
        None => Err(Done::default().failed(2, &["ping: SO_BINDTODEVICE ", text, ": No such device\n"])),
    }
}

/// The address that its packets will have, by the route.
fn way(session: &Session, id: HostId, to: Ipv4Addr, source: &Option<Source>) -> Result<Ipv4Addr, Errno> {
    let host = session.lab.host(id).ok_or(Errno::InvalidArgument)?;
    let mut query = OutputQuery { protocol: Some(Protocol::ICMP), ..OutputQuery::to(to) };
    match source {
        Some(Source::Address(address)) => query.source = Some(*address),
        Some(Source::Device(device)) => query.device = Some(*device),
        None => {}
    }
    output(&host.networking, &query).map(|route| route.source).map_err(|refusal| Errno::from(refusal.error))
}

struct Run<'line> {
    asked: Asked<'line>,
    id: HostId,
    socket: SocketId,
    to: Ipv4Addr,
    typed: &'line str,
    begun: Instant,
    /// By sequence number, from one.
    sent_at: Vec<Instant>,
    sums: Sums,
    done: Done,
}

impl Run<'_> {
    fn tell_start(&mut self, from: Option<String>) {
        let (address, size, whole) = (self.to.to_string(), self.asked.size.to_string(), (self.asked.size + 28).to_string());
        self.done.out(&["PING ", self.typed, " (", &address, ") "]);
        if let Some(from) = from {
            self.done.out(&["from ", &from, ": "]);
        }
        self.done.out(&[&size, "(", &whole, ") bytes of data.\n"]);
    }

    /// `true`: the person had enough.
    fn send_all<L: Listener>(&mut self, session: &mut Session, listener: &mut L) -> bool {
        let wanted = self.asked.count.or(self.asked.deadline.map(|_| MOST));
        let count = wanted.unwrap_or(ENOUGH).min(MOST);
        let end = self.asked.deadline.map(|span| self.begun + span);
        for sequence in 1..=count {
            self.send(session, sequence as u16, listener);
            let next = session.lab.clock + self.asked.interval;
            let until = end.map_or(next, |end| end.min(next));
            self.listen(session, if sequence == count { session.lab.clock } else { until }, listener);
            if end.is_some_and(|end| session.lab.clock >= end) {
                return false;
            }
        }
        let last = session.lab.clock + self.asked.linger;
        let last = end.map_or(last, |end| end.min(last));
        if wanted.is_some_and(|wanted| wanted <= MOST) {
            while session.lab.clock < last && self.sums.answered() < count {
                let before = session.lab.clock;
                self.listen_once(session, last, listener);
                if session.lab.clock == before && self.sums.answered() < count {
                    break;
                }
            }
            return false;
        }
        true
    }

    fn send<L: Listener>(&mut self, session: &mut Session, sequence: u16, listener: &mut L) {
        self.sent_at.push(session.lab.clock);
        self.sums.transmitted += 1;
        self.sums.lasted = session.lab.clock.since(self.begun);
        let echo = Echo { to: self.to, identifier: self.identifier(session), sequence, data: data(self.asked.size) };
        let sent = session.lab.on_host(self.id, listener, |kernel| kernel.raw_send_echo(self.socket, &echo));
        // What goes there and back at once is there before the next second begins.
        let now = session.lab.clock;
        session.lab.run_until(now, listener, |_| true);
        let errors = self.sums.errors;
        self.collect(session);
        // ping says that it could not send only if it was told why, too (recording: engine/tests/data/programs/recorded.txt).
        if let Some(Err(error)) = sent
            && self.sums.errors > errors
        {
            self.done.err(&["ping: sendmsg: ", said(error), "\n"]);
        }
    }

    fn identifier(&self, session: &Session) -> u16 {
        1000u16.wrapping_add(session.lab.actions as u16)
    }

    fn listen<L: Listener>(&mut self, session: &mut Session, until: Instant, listener: &mut L) {
        while session.lab.clock < until {
            let before = session.lab.clock;
            self.listen_once(session, until, listener);
            if session.lab.clock == before {
                break;
            }
        }
    }

    fn listen_once<L: Listener>(&mut self, session: &mut Session, until: Instant, listener: &mut L) {
        let (id, socket) = (self.id, self.socket);
        session.lab.run_until(until, listener, |lab| match lab.host(id).and_then(|host| host.sockets.get(socket)) {
            Some(Socket::Raw(raw)) => !raw.received.is_empty(),
            Some(Socket::Listener(_) | Socket::Tcp(_) | Socket::Udp(_)) | None => true,
        });
        self.collect(session);
    }

    fn collect(&mut self, session: &mut Session) {
        let own = self.identifier(session);
        let now = session.lab.clock;
        let raw = session.lab.hosts.get_mut(self.id.0 as usize).and_then(|host| host.sockets.raw_mut(self.socket));
        let received: Vec<_> = raw.map(|raw| raw.received.drain(..).collect()).unwrap_or_default();
        for datagram in received {
            let Transport::Icmp(message) = &datagram.transport else { continue };
            match &message.body {
                IcmpBody::Query { identifier, sequence } if message.kind == icmp_type::ECHO_REPLY && *identifier == own => {
                    self.tell_reply(session, *sequence, datagram.source, datagram.ttl, now);
                }
                IcmpBody::Error { quote, .. } => {
                    if let Transport::Icmp(IcmpMessage { body: IcmpBody::Query { identifier, sequence }, .. }) = &quote.transport
                        && *identifier == own
                    {
                        self.tell_error(session, *sequence, datagram.source, message);
                    }
                }
                IcmpBody::Query { .. } | IcmpBody::Plain => {}
            }
        }
    }

    fn tell_reply(&mut self, session: &Session, sequence: u16, from: Ipv4Addr, ttl: u8, now: Instant) {
        let sent = usize::from(sequence).checked_sub(1).and_then(|place| self.sent_at.get(place));
        let took = sent.map_or(Duration::ZERO, |sent| now.since(*sent));
        self.sums.replied(sequence, took);
        if self.asked.quiet {
            return;
        }
        let (size, sequence, ttl) = ((self.asked.size + 8).to_string(), sequence.to_string(), ttl.to_string());
        let from = self.shown(session, from);
        let took = super::ping_words::milliseconds(took);
        self.done.out(&[&size, " bytes from ", &from, ": icmp_seq=", &sequence, " ttl=", &ttl, " time=", &took, " ms\n"]);
    }

    fn tell_error(&mut self, session: &Session, sequence: u16, from: Ipv4Addr, message: &IcmpMessage) {
        self.sums.failed(sequence);
        if self.asked.quiet {
            return;
        }
        let from = self.shown(session, from);
        let what = error_text(message.kind, message.code);
        self.done.out(&["From ", &from, " icmp_seq=", &sequence.to_string(), " ", what, "\n"]);
    }

    /// Names only where the person gave one.
    fn shown(&self, session: &Session, address: Ipv4Addr) -> String {
        let text = address.to_string();
        let by_name = !self.asked.numeric && self.typed.parse::<Ipv4Addr>().is_err();
        match names::name(&session.lab, address).filter(|_| by_name) {
            Some(name) => [name, " (", &text, ")"].concat(),
            None => text,
        }
    }
}

/// What ping fills its requests with, the time at their beginning left out.
fn data(size: usize) -> Vec<u8> {
    (0..size).map(|place| place as u8).collect()
}
