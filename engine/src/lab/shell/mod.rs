//! A command line on the hosts of a lab: a line goes in, the lab does it, and what the real programs would print comes out.
//!
//! A `Session` is a value like the lab in it: whoever keeps the one before can go back to it (`timeline`). A line is read
//! by `read`, carried out by `carry_out`; the programs have a file each. Nothing here waits: time is the lab's.

mod carry_out;
pub mod complete;
mod files;
mod names;
mod programs;
mod read;
pub mod timeline;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use files::Files;
pub use read::wants_more;
pub use timeline::Timeline;

use self::read::Values;
use super::{Customs, Lab};
use crate::kernel::event::{HostId, Listener};
use crate::state::sockets::Socket;

/// A lab with a person at its keyboard.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    pub lab: Lab,
    /// Where the next line is typed.
    pub host: HostId,
    /// What led here, in order.
    pub typed: Vec<Typed>,
    files: BTreeMap<HostId, Files>,
    /// `$?` and the variables of each host.
    values: BTreeMap<HostId, Values>,
}

/// One line, or several of which the last ends a here-document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pub host: HostId,
    pub line: Arc<str>,
}

/// What a line left on the terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed {
    pub pieces: Vec<Piece>,
    pub code: u8,
    /// Whatever stood on the screen before is gone.
    pub clears: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub stream: Stream,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    Out,
    Err,
}

/// Longer lines are not read: a whole machine's rules fit.
const LONGEST_LINE: usize = 1 << 20;
/// What a line prints, at most.
const MOST_OUTPUT: usize = 1 << 20;

impl Session {
    pub fn new(lab: Lab) -> Session {
        Session { lab, host: HostId::default(), typed: Vec::new(), files: BTreeMap::new(), values: BTreeMap::new() }
    }

    /// `root@server:~# `
    pub fn prompt(&self) -> String {
        let name = self.lab.host(self.host).map_or("?", |host| &host.name);
        ["root@", name, ":~# "].concat()
    }

    /// Does what the line says, on the host where it is typed. Segments that nobody answers are sent again, and programs
    /// lose patience, whatever the lab's own customs are; those are back when the line is done.
    pub fn run<L: Listener>(&mut self, line: &str, listener: &mut L) -> Printed {
        self.typed.push(Typed { host: self.host, line: Arc::from(line) });
        if line.len() > LONGEST_LINE {
            return complaint("bash: the line is longer than a mebibyte: give it in parts\n");
        }
        let statements = match read::statements(line) {
            Ok(statements) => statements,
            Err(problem) => {
                self.values_mut().code = 2;
                return complaint(&problem);
            }
        };
        let customs = self.lab.customs;
        self.lab.set_customs(Customs::WATCH);
        let mut printed = carry_out::carry_out(self, &statements, listener);
        self.lab.calm_down();
        self.lab.set_customs(customs);
        self.values_mut().code = printed.code;
        printed.shorten();
        printed
    }

    fn values(&self) -> &Values {
        static NONE: Values = Values { code: 0, variables: BTreeMap::new() };
        self.values.get(&self.host).unwrap_or(&NONE)
    }

    fn values_mut(&mut self) -> &mut Values {
        self.values.entry(self.host).or_default()
    }

    fn files(&mut self) -> &mut Files {
        self.files.entry(self.host).or_default()
    }
}

fn complaint(text: &str) -> Printed {
    Printed { pieces: vec![Piece { stream: Stream::Err, text: text.to_owned() }], code: 2, clears: false }
}

impl Printed {
    /// What a terminal shows: both streams, in the order in which they were written.
    pub fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    pub fn out(&self) -> String {
        self.of(Stream::Out)
    }

    pub fn err(&self) -> String {
        self.of(Stream::Err)
    }

    fn of(&self, stream: Stream) -> String {
        self.pieces.iter().filter(|piece| piece.stream == stream).map(|piece| piece.text.as_str()).collect()
    }

    fn push(&mut self, stream: Stream, text: &str) {
        match self.pieces.last_mut() {
            Some(last) if last.stream == stream => last.text.push_str(text),
            Some(_) | None if text.is_empty() => {}
            Some(_) | None => self.pieces.push(Piece { stream, text: text.to_owned() }),
        }
    }

    fn shorten(&mut self) {
        let mut left = MOST_OUTPUT;
        for piece in &mut self.pieces {
            if piece.text.len() > left {
                let end = (0..=left).rev().find(|end| piece.text.is_char_boundary(*end)).unwrap_or(0);
                piece.text.truncate(end);
                piece.text.push_str("\n[more than a mebibyte: the rest is not shown]\n");
                left = 0;
            } else {
                left -= piece.text.len();
            }
        }
    }
}

impl Lab {
    fn set_customs(&mut self, customs: Customs) {
        self.customs = customs;
        for host in &mut self.hosts {
            customs.hand_to(host);
        }
    }

    /// Between two lines the clock stands still: what nobody waits for any more is not sent again by a later line, where it
    /// would only be in the way of what that line shows.
    fn calm_down(&mut self) {
        for host in &mut self.hosts {
            host.sockets.calm_down();
        }
    }
}

impl crate::state::sockets::Sockets {
    fn calm_down(&mut self) {
        let ids: Vec<_> = self.iter().map(|(id, _)| id).collect();
        for id in ids {
            match self.get_mut(id) {
                Some(Socket::Listener(listener)) => listener.half_open.clear(),
                Some(Socket::Tcp(socket)) if socket.state != crate::state::sockets::TcpSocketState::TimeWait => {
                    socket.timer = None
                }
                Some(Socket::Tcp(_) | Socket::Udp(_) | Socket::Raw(_)) | None => {}
            }
        }
    }
}
