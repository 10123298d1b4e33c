//! What a command of the exercise made happen, while it is watched. Then the lesson goes on.

use std::rc::Rc;

use lessons::Recording;
use lessons::bench::{Answer, Said as SaidOf};
use yew::Reducible;

use crate::player::{Playback, Said};

#[derive(Clone, PartialEq)]
pub struct Visit {
    pub playback: Rc<Playback>,
    /// Comes a little later.
    pub said: Said,
}

/// The visit that a person is on, if they are.
#[derive(Default)]
pub struct Visiting(pub Option<Visit>);

pub enum Deed {
    Begin(Recording),
    End,
    /// What the bench answered when it was asked what is to be said of a visit.
    Told(Rc<Playback>, Answer),
}

impl Reducible for Visiting {
    type Action = Deed;

    fn reduce(self: Rc<Self>, deed: Deed) -> Rc<Self> {
        match (deed, &self.0) {
            (Deed::Begin(recording), _) => {
                let playback = Rc::new(Playback::of(recording));
                Rc::new(Visiting(Some(Visit { playback, said: Said::default() })))
            }
            (Deed::End, None) => self,
            (Deed::End, Some(_)) => Rc::new(Visiting(None)),
            (Deed::Told(of, answer), Some(visit)) if of == visit.playback => match answer {
                Answer::Said(said) if is_of(&said, &of) => {
                    Rc::new(Visiting(Some(Visit { playback: of, said: Said::of(said.sentences) })))
                }
                // What was said before stays.
                Answer::Said(_) | Answer::Changed(_) | Answer::Offered(_) | Answer::NotThere(_) => self,
            },
            // The person is elsewhere by now.
            (Deed::Told(..), _) => self,
        }
    }
}

fn is_of(said: &SaidOf, playback: &Playback) -> bool {
    said.first == 0 && said.sentences.of.len() == playback.end()
}

#[cfg(test)]
mod tests {
    use lessons::{Language, Sentences};
    use trace::Trace;

    use super::*;

    fn visiting() -> Rc<Visiting> {
        let mut trace = Trace::default();
        trace.tell(trace::Instant(0), trace::HostId(0), None, trace::What::HostGone);
        Rc::new(Visiting::default()).reduce(Deed::Begin(Recording { events: trace.events, ..Recording::default() }))
    }

    fn told(sentences: &[&str]) -> Answer {
        let of = sentences.iter().map(|sentence| (*sentence).to_owned()).collect();
        Answer::Said(SaidOf { first: 0, sentences: Sentences { language: Language::English, of } })
    }

    #[test]
    fn a_visit_gets_its_own_sentences_and_no_others() {
        let begun = visiting();
        let of = begun.0.as_ref().map(|visit| visit.playback.clone()).expect("it has begun");
        let said = |visiting: &Visiting| visiting.0.as_ref().map(|visit| visit.said.at(1).to_owned());
        assert_eq!(said(&begun), Some(String::new()));
        assert_eq!(said(&begun.clone().reduce(Deed::Told(of.clone(), told(&["it went"])))), Some("it went".to_owned()));
        assert_eq!(said(&begun.clone().reduce(Deed::Told(of.clone(), told(&["one", "two"])))), Some(String::new()));
        assert_eq!(said(&visiting().reduce(Deed::Told(of.clone(), told(&["it went"])))), Some(String::new()));
        let ended = begun.reduce(Deed::End);
        assert_eq!(said(&ended.reduce(Deed::Told(of, told(&["it went"])))), None);
    }
}
