//! What stands behind the options of `ss`: states, and an expression over addresses and ports.

use ipnet::Ipv4Net;

use crate::rules::values::services;
use crate::state::sockets::Endpoint;
use crate::text::ip::values;
use crate::text::sockets::{Seen, State};
use crate::tools::Output;

/// Which states are shown if no word says so.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Usual {
    Connected,
    /// `-l`
    Waiting,
    /// `-a`
    All,
}

impl Usual {
    fn shows(self, state: State) -> bool {
        match self {
            Usual::Connected => !state.is_waiting(),
            Usual::Waiting => state.is_waiting(),
            Usual::All => true,
        }
    }
}

pub struct Filter {
    states: Vec<State>,
    expression: Option<Expression>,
}

enum Expression {
    Not(Box<Expression>),
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Port { side: Side, comparison: Comparison, port: u16 },
    Address { side: Side, net: Option<Ipv4Net>, port: Option<u16> },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Local,
    Peer,
}

#[derive(Clone, Copy)]
enum Comparison {
    Equal,
    Not,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Filter {
    pub fn read(words: &[&str], usual: Usual) -> Result<Filter, Output> {
        let mut named: Option<Vec<State>> = None;
        let mut words = words;
        while let [keyword @ ("state" | "exclude"), rest @ ..] = words {
            let [name, rest @ ..] = rest else { return Err(failed("ss: Command line is not complete. Try option \"help\"\n")) };
            let states = states(name).ok_or_else(|| failed(&format!("ss: wrong state name: {name}\n")))?;
            let kept = if *keyword == "state" { Vec::new() } else { State::ALL.to_vec() };
            let known = named.get_or_insert(kept);
            match *keyword {
                "state" => known.extend(states),
                _ => known.retain(|state| !states.contains(state)),
            }
            words = rest;
        }
        let states = named.unwrap_or_else(|| State::ALL.into_iter().filter(|state| usual.shows(*state)).collect());
        let text = words.join(" ").replace('(', " ( ").replace(')', " ) ");
        let words: Vec<&str> = text.split_whitespace().collect();
        let expression = if words.is_empty() { None } else { Some(Reader { words: &words, place: 0, depth: 0 }.whole()?) };
        Ok(Filter { states, expression })
    }

    pub fn has_one_state(&self) -> bool {
        self.states.len() == 1
    }

    pub fn takes(&self, seen: &Seen) -> bool {
        self.states.contains(&seen.state) && self.expression.as_ref().is_none_or(|expression| expression.holds(seen))
    }
}

fn states(name: &str) -> Option<Vec<State>> {
    let bucket = [State::SynReceived, State::TimeWait];
    let all = State::ALL.into_iter();
    Some(match name {
        "all" => all.collect(),
        "connected" => all.filter(|state| !state.is_waiting()).collect(),
        "synchronized" => all.filter(|state| !state.is_waiting() && *state != State::SynSent).collect(),
        "bucket" => bucket.to_vec(),
        "big" => all.filter(|state| !bucket.contains(state)).collect(),
        "listen" => vec![State::Listen],
        "unconnected" => vec![State::Closed],
        name => vec![all.into_iter().find(|state| state.ss_word() == name)?],
    })
}

impl Expression {
    fn holds(&self, seen: &Seen) -> bool {
        let end = |side: Side| -> Endpoint { if side == Side::Local { seen.local } else { seen.peer } };
        match self {
            Expression::Not(inner) => !inner.holds(seen),
            Expression::All(parts) => parts.iter().all(|part| part.holds(seen)),
            Expression::Any(parts) => parts.iter().any(|part| part.holds(seen)),
            Expression::Port { side, comparison, port } => comparison.holds(end(*side).1, *port),
            Expression::Address { side, net, port } => {
                let (address, has) = end(*side);
                net.is_none_or(|net| net.contains(&address)) && port.is_none_or(|port| port == has)
            }
        }
    }
}

impl Comparison {
    fn read(word: &str) -> Option<Comparison> {
        Some(match word {
            "=" | "==" | "eq" => Comparison::Equal,
            "!=" | "ne" | "neq" => Comparison::Not,
            "<" | "lt" => Comparison::Less,
            "<=" | "le" | "leq" => Comparison::LessOrEqual,
            ">" | "gt" => Comparison::Greater,
            ">=" | "ge" | "geq" => Comparison::GreaterOrEqual,
            _ => return None,
        })
    }

    fn holds(self, has: u16, asked: u16) -> bool {
        match self {
            Comparison::Equal => has == asked,
            Comparison::Not => has != asked,
            Comparison::Less => has < asked,
            Comparison::LessOrEqual => has <= asked,
            Comparison::Greater => has > asked,
            Comparison::GreaterOrEqual => has >= asked,
        }
    }
}

/// Parentheses and `not` in each other: nobody writes more.
const DEEPEST: usize = 50;

struct Reader<'words> {
    words: &'words [&'words str],
    place: usize,
    depth: usize,
}

impl Reader<'_> {
    fn whole(&mut self) -> Result<Expression, Output> {
        let expression = self.either()?;
        if self.place < self.words.len() { Err(nonsense()) } else { Ok(expression) }
    }

    fn peek(&self) -> &str {
        self.words.get(self.place).copied().unwrap_or("")
    }

    fn either(&mut self) -> Result<Expression, Output> {
        let mut parts = vec![self.both()?];
        while matches!(self.peek(), "or" | "|" | "||") {
            self.place += 1;
            parts.push(self.both()?);
        }
        Ok(Expression::Any(parts))
    }

    fn both(&mut self) -> Result<Expression, Output> {
        let mut parts = vec![self.single()?];
        while !matches!(self.peek(), "" | ")" | "or" | "|" | "||") {
            self.place += usize::from(matches!(self.peek(), "and" | "&" | "&&"));
            parts.push(self.single()?);
        }
        Ok(Expression::All(parts))
    }

    fn single(&mut self) -> Result<Expression, Output> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(nonsense());
        }
        let word = self.peek().to_owned();
        self.place += 1;
        let expression = match word.as_str() {
            "not" | "!" => Expression::Not(Box::new(self.single()?)),
            "(" => {
                let inner = self.either()?;
                if self.peek() != ")" {
                    return Err(nonsense());
                }
                self.place += 1;
                inner
            }
            "sport" => self.port(Side::Local)?,
            "dport" => self.port(Side::Peer)?,
            "src" => self.address(Side::Local)?,
            "dst" => self.address(Side::Peer)?,
            "" | ")" => return Err(nonsense()),
            other => return Err(no_prefix(other)),
        };
        self.depth -= 1;
        Ok(expression)
    }

    fn port(&mut self, side: Side) -> Result<Expression, Output> {
        let comparison = Comparison::read(self.peek());
        self.place += usize::from(comparison.is_some());
        let word = self.peek().to_owned();
        self.place += 1;
        let port = port_of(word.strip_prefix(':').unwrap_or(&word)).ok_or_else(nonsense)?;
        Ok(Expression::Port { side, comparison: comparison.unwrap_or(Comparison::Equal), port })
    }

    /// `10.0.0.1`, `10.0.0.0/8:80`, `:80`
    fn address(&mut self, side: Side) -> Result<Expression, Output> {
        self.place += usize::from(matches!(self.peek(), "=" | "=="));
        let word = self.peek().to_owned();
        self.place += 1;
        let (net, port) = word.split_once(':').map_or((word.as_str(), None), |(net, port)| (net, Some(port)));
        let port = match port {
            None | Some("*" | "") => None,
            Some(port) => Some(port_of(port).ok_or_else(nonsense)?),
        };
        let net = match net {
            "" | "*" => None,
            text => Some(values::prefix(text).ok_or_else(|| no_prefix(text))?),
        };
        Ok(Expression::Address { side, net, port })
    }
}

fn port_of(text: &str) -> Option<u16> {
    text.parse().ok().or_else(|| services::port(text, "tcp")).or_else(|| services::port(text, "udp"))
}

fn no_prefix(text: &str) -> Output {
    let err = format!("Error: an inet prefix is expected rather than \"{text}\".\nCannot parse dst/src address.\n");
    Output { err, code: 1, ..Output::default() }
}

fn nonsense() -> Output {
    failed("ss: bison bellows (while parsing filter): \"syntax error!\" Sorry.\n")
}

fn failed(text: &str) -> Output {
    Output { err: text.to_owned(), code: 255, ..Output::default() }
}
