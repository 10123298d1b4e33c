//! A command line at work, as a value: the screen, the line under the cursor, the history, and how the exercise stands.
//! A reducer without effects; who asks the bench tells it the answer.

use std::rc::Rc;

use lessons::bench::{Answer, Line, Offer, Request, Standing};
use yew::{AttrValue, Reducible};

use super::screen::{Screen, Shown};

#[derive(Clone, Debug, Default)]
pub struct Terminal {
    /// How many deeds led here.
    deeds: usize,
    pub screen: Screen,
    /// The line as far as it is typed.
    pub text: AttrValue,
    /// Lines before it that it goes on from: an open quote, a here-document.
    pub unfinished: AttrValue,
    pub host: usize,
    pub standing: Rc<Standing>,
    pub history: Rc<Vec<AttrValue>>,
    /// Where in the history the person stands; None: at the line they are typing.
    recalled: Option<usize>,
    draft: AttrValue,
    /// Escape was pressed: the next Tab leaves the field.
    pub lets_go: bool,
    /// Something was asked and is not answered yet.
    pub is_busy: bool,
    /// Why there is no lab.
    pub missing: Option<AttrValue>,
}

pub enum Deed {
    Write(String),
    Older,
    Newer,
    LetGo,
    /// Nothing of the line is done.
    Abandon,
    ClearScreen,
    GoTo(usize),
    Asked(Request),
    Answered(Asked, Answer),
}

/// What an answer is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Open,
    Type,
    Undo,
    Redo,
    Reset,
    /// With the line and the cursor that were asked about.
    Complete {
        text: String,
        cursor: usize,
    },
    /// Not by the terminal: what is said is no part of it.
    Say,
}

impl Asked {
    pub fn of(request: &Request) -> Asked {
        match request {
            Request::Open { .. } => Asked::Open,
            Request::Type(_) => Asked::Type,
            Request::Undo => Asked::Undo,
            Request::Redo => Asked::Redo,
            Request::Reset => Asked::Reset,
            Request::Complete { line, cursor } => Asked::Complete { text: line.text.clone(), cursor: *cursor },
            Request::Say { .. } => Asked::Say,
        }
    }
}

impl PartialEq for Terminal {
    /// Of one exercise's terminal: each deed makes a state of its own.
    fn eq(&self, other: &Terminal) -> bool {
        self.deeds == other.deeds
    }
}

impl Terminal {
    pub fn at(host: usize) -> Terminal {
        Terminal { host, ..Terminal::default() }
    }

    pub fn host_name(&self) -> &str {
        self.standing.hosts.get(self.host).map_or("", String::as_str)
    }

    /// All that was typed, to the line's end.
    pub fn whole_line(&self, text: &str) -> Line {
        let text = if self.unfinished.is_empty() { text.to_owned() } else { [&self.unfinished, "\n", text].concat() };
        Line { host: self.host, text }
    }

    fn write(&mut self, text: String) {
        self.text = AttrValue::from(text);
        self.recalled = None;
        self.lets_go = false;
    }

    fn recall(&mut self, place: Option<usize>) {
        if self.recalled.is_none() {
            self.draft = self.text.clone();
        }
        self.text = place.and_then(|place| self.history.get(place)).unwrap_or(&self.draft).clone();
        self.recalled = place;
        self.lets_go = false;
    }

    fn older(&mut self) {
        let place = self.recalled.unwrap_or(self.history.len());
        if let Some(older) = place.checked_sub(1) {
            self.recall(Some(older));
        }
    }

    fn newer(&mut self) {
        if let Some(place) = self.recalled {
            self.recall(Some(place + 1).filter(|newer| *newer < self.history.len()));
        }
    }

    fn remember(&mut self, line: &str) {
        if !line.trim().is_empty() && self.history.last().is_none_or(|last| **last != *line) {
            Rc::make_mut(&mut self.history).push(AttrValue::from(line.to_owned()));
        }
    }

    fn abandon(&mut self) {
        let typed = [&self.text, "^C"].concat();
        let prompt = AttrValue::from(super::screen::prompt(self.host_name()));
        self.screen.write(Shown::Line { prompt, typed: AttrValue::from(typed), printed: AttrValue::default(), code: 0 });
        self.unfinished = AttrValue::default();
        self.write(String::new());
    }

    fn hear(&mut self, asked: Asked, answer: Answer) {
        self.is_busy = false;
        match (asked, answer) {
            (Asked::Complete { text, cursor }, Answer::Offered(offer)) => self.complete(&text, cursor, &offer),
            (asked, Answer::Changed(standing)) => self.stand(&asked, *standing),
            (_, Answer::NotThere(why)) => self.missing = Some(AttrValue::from(why)),
            (_, Answer::Offered(_) | Answer::Said(_)) => {}
        }
    }

    fn stand(&mut self, asked: &Asked, standing: Standing) {
        self.missing = None;
        match asked {
            Asked::Undo => self.screen.write(Shown::Undone),
            Asked::Redo => self.screen.write(Shown::Redone),
            Asked::Reset => self.screen.write(Shown::Reset),
            Asked::Type => self.write(String::new()),
            Asked::Open | Asked::Complete { .. } | Asked::Say => {}
        }
        for done in &standing.done {
            self.screen.tell(done, standing.hosts.get(done.line.host).map_or("", String::as_str));
            self.remember(&done.line.text);
        }
        self.unfinished = AttrValue::from(standing.unfinished.clone());
        self.standing = Rc::new(standing);
    }

    fn complete(&mut self, text: &str, cursor: usize, offer: &Offer) {
        // The person has typed on meanwhile.
        if *self.text != *text {
            return;
        }
        let (Some(head), Some(part), Some(tail)) = (text.get(..offer.from), text.get(offer.from..cursor), text.get(cursor..))
        else {
            return;
        };
        match offer.candidates.as_slice() {
            [] => {}
            [only] => {
                let blank = if only.ends_with('/') || tail.starts_with(' ') { "" } else { " " };
                self.write([head, only, blank, tail].concat());
            }
            [..] if offer.common.len() > part.len() => self.write([head, &offer.common, tail].concat()),
            many => self.screen.write(Shown::Offers(AttrValue::from(many.join("  ")))),
        }
    }
}

impl Reducible for Terminal {
    type Action = Deed;

    fn reduce(self: Rc<Self>, deed: Deed) -> Rc<Self> {
        let mut next = Terminal::clone(&self);
        next.deeds += 1;
        match deed {
            Deed::Write(text) => next.write(text),
            Deed::Older => next.older(),
            Deed::Newer => next.newer(),
            Deed::LetGo => next.lets_go = true,
            Deed::Abandon => next.abandon(),
            Deed::ClearScreen => next.screen.clear(),
            Deed::GoTo(host) => next.host = host,
            Deed::Asked(_) => next.is_busy = true,
            Deed::Answered(asked, answer) => next.hear(asked, answer),
        }
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests {
    use lessons::bench::Done;

    use super::*;

    fn after(terminal: &Terminal, deeds: impl IntoIterator<Item = Deed>) -> Terminal {
        let done = deeds.into_iter().fold(Rc::new(terminal.clone()), |terminal, deed| terminal.reduce(deed));
        Terminal::clone(&done)
    }

    fn answered(lines: &[&str], unfinished: &str) -> Deed {
        let done = lines.iter().map(|line| Done {
            line: Line { host: 0, text: (*line).to_owned() },
            printed: [line, " was typed\r\n"].concat(),
            code: 0,
            clears: *line == "clear",
        });
        let standing = Standing {
            hosts: vec!["server".to_owned()],
            done: done.collect(),
            unfinished: unfinished.to_owned(),
            ..Standing::default()
        };
        Deed::Answered(Asked::Type, Answer::Changed(Box::new(standing)))
    }

    fn write(text: &str) -> Deed {
        Deed::Write(text.to_owned())
    }

    #[test]
    fn arrows_walk_through_the_history_and_back_to_the_line_that_was_begun() {
        let terminal = after(&Terminal::default(), [answered(&["one", "two", "two"], ""), write("thr")]);
        let walks = [("^", "two"), ("^^", "one"), ("^^^", "one"), ("^^v", "two"), ("^v", "thr"), ("v", "thr")];
        for (keys, expected) in walks {
            let deeds = keys.chars().map(|key| if key == '^' { Deed::Older } else { Deed::Newer });
            assert_eq!(&*after(&terminal, deeds).text, expected, "{keys}");
        }
    }

    #[test]
    fn what_was_typed_stands_on_the_screen_until_it_is_cleared() {
        let terminal = after(&Terminal::default(), [write("one"), answered(&["one"], "cat <<EOF")]);
        let line = Shown::Line {
            prompt: AttrValue::from("root@server:~#"),
            typed: AttrValue::from("one"),
            printed: AttrValue::from("one was typed"),
            code: 0,
        };
        assert_eq!(terminal.screen.entries().iter().map(|entry| &entry.what).collect::<Vec<_>>(), [&line]);
        assert_eq!((&*terminal.text, terminal.whole_line("EOF").text.as_str()), ("", "cat <<EOF\nEOF"));
        assert!(after(&terminal, [answered(&["clear"], "")]).screen.entries().is_empty());
        assert!(after(&terminal, [Deed::ClearScreen]).screen.entries().is_empty());
    }

    #[test]
    fn tab_writes_what_is_certain_and_shows_what_is_not() {
        let offer = |from, common: &str, candidates: &[&str]| {
            let candidates = candidates.iter().map(|candidate| (*candidate).to_owned()).collect();
            Answer::Offered(Offer { from, common: common.to_owned(), candidates })
        };
        let cases = [
            ("ipt", offer(0, "iptables", &["iptables", "iptables-save"]), "iptables", 0),
            ("iptables", offer(0, "iptables", &["iptables", "iptables-save"]), "iptables", 1),
            ("nc ser", offer(3, "server", &["server"]), "nc server ", 0),
            ("zzz", offer(0, "", &[]), "zzz", 0),
        ];
        for (text, answer, expected, shown) in cases {
            let asked = Asked::Complete { text: text.to_owned(), cursor: text.len() };
            let terminal = after(&Terminal::default(), [write(text), Deed::Answered(asked, answer)]);
            assert_eq!((&*terminal.text, terminal.screen.entries().len()), (expected, shown), "{text}");
        }
    }
}
