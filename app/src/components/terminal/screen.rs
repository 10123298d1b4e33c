//! What stands on the terminal's screen, as a value.

use std::rc::Rc;

use lessons::bench::Done;
use yew::AttrValue;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Never used twice: the key of what is drawn.
    pub number: usize,
    pub what: Shown,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    Line {
        prompt: AttrValue,
        typed: AttrValue,
        printed: AttrValue,
        code: u8,
    },
    /// What Tab could not decide.
    Offers(AttrValue),
    Undone,
    Redone,
    Reset,
}

/// Lines that scrolled up far are let go.
const MOST: usize = 300;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Screen {
    entries: Rc<Vec<Entry>>,
    next: usize,
}

impl Screen {
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Changes with everything that is written.
    pub fn written(&self) -> usize {
        self.next
    }

    pub fn write(&mut self, what: Shown) {
        let entries = Rc::make_mut(&mut self.entries);
        entries.push(Entry { number: self.next, what });
        self.next += 1;
        if entries.len() > MOST {
            entries.drain(..entries.len() - MOST);
        }
    }

    pub fn clear(&mut self) {
        self.entries = Rc::default();
        self.next += 1;
    }

    pub fn tell(&mut self, done: &Done, host: &str) {
        if done.clears {
            return self.clear();
        }
        // A terminal goes back to the line's beginning for these; here lines end by themselves.
        let printed = done.printed.trim_end_matches('\n').replace('\r', "");
        self.write(Shown::Line {
            prompt: AttrValue::from(prompt(host)),
            typed: AttrValue::from(done.line.text.clone()),
            printed: AttrValue::from(printed),
            code: done.code,
        });
    }
}

pub fn prompt(host: &str) -> String {
    ["root@", host, ":~#"].concat()
}
