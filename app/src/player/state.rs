//! Where a person stands in a trace, whether it plays, how fast, and where it stops by itself: a reducer without effects.

use std::rc::Rc;
use std::time::Duration;

use trace::fold::Grain;
use yew::Reducible;

use super::breakpoint::Breakpoint;
use super::moves::{self, Way};
use super::playback::Playback;

#[derive(Clone, PartialEq)]
pub struct Player {
    pub playback: Rc<Playback>,
    position: usize,
    pub grain: Grain,
    pub pace: Pace,
    pub is_playing: bool,
    /// In order.
    pub breakpoints: Rc<Vec<Breakpoint>>,
    /// Positions at which playing pauses, in order.
    pub stops: Rc<[usize]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Step(Grain, Way),
    /// Over the user chain that a rule jumps to.
    Over(Way),
    /// Out of the user chain that the packet is in.
    Out(Way),
    /// To the next breakpoint.
    Run(Way),
    ToStart,
    ToEnd,
    To(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Move(Move),
    /// One step of playing.
    Tick,
    PlayOrPause,
    Pause,
    Grain(Grain),
    Pace(Pace),
    Toggle(Breakpoint),
}

/// How long a step stays while it plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pace {
    Slow,
    Calm,
    Brisk,
    Fast,
}

impl Pace {
    pub const ALL: [Pace; 4] = [Pace::Slow, Pace::Calm, Pace::Brisk, Pace::Fast];

    pub fn step(self) -> Duration {
        Duration::from_millis(match self {
            Pace::Slow => 3200,
            Pace::Calm => 1600,
            Pace::Brisk => 700,
            Pace::Fast => 180,
        })
    }

    /// As the storage has it.
    pub fn code(self) -> &'static str {
        match self {
            Pace::Slow => "slow",
            Pace::Calm => "calm",
            Pace::Brisk => "brisk",
            Pace::Fast => "fast",
        }
    }

    pub fn from_code(code: &str) -> Option<Pace> {
        Pace::ALL.into_iter().find(|pace| pace.code() == code)
    }
}

impl Player {
    pub fn new(playback: Rc<Playback>, position: usize) -> Player {
        let position = position.min(playback.end());
        Player {
            playback,
            position,
            grain: Grain::Rule,
            pace: Pace::Calm,
            is_playing: false,
            breakpoints: Rc::default(),
            stops: Rc::default(),
        }
    }

    pub fn with_stops(self, stops: Rc<[usize]>) -> Player {
        Player { stops, ..self }
    }

    pub fn position(&self) -> usize {
        self.position
    }

    pub fn is_at_start(&self) -> bool {
        self.position == 0
    }

    pub fn is_at_end(&self) -> bool {
        self.position == self.playback.end()
    }

    pub fn after(&self, command: Command) -> Player {
        match command {
            Command::Move(wanted) => Player { position: self.reached(wanted), is_playing: false, ..self.clone() },
            Command::Tick => self.after_tick(),
            Command::PlayOrPause if self.is_playing => Player { is_playing: false, ..self.clone() },
            // From the end it plays again from the start.
            Command::PlayOrPause => {
                let position = if self.is_at_end() { 0 } else { self.position };
                Player { position, is_playing: self.playback.end() > 0, ..self.clone() }
            }
            Command::Pause => Player { is_playing: false, ..self.clone() },
            Command::Grain(grain) => Player { grain, ..self.clone() },
            Command::Pace(pace) => Player { pace, ..self.clone() },
            Command::Toggle(breakpoint) => self.with_toggled(breakpoint),
        }
    }

    fn reached(&self, wanted: Move) -> usize {
        let (playback, position) = (&*self.playback, self.position);
        match wanted {
            Move::Step(grain, way) => moves::step(playback, position, grain, way),
            Move::Over(way) => moves::over(playback, position, way),
            Move::Out(way) => moves::out(playback, position, way),
            Move::Run(way) => self.next_breakpoint(way),
            Move::ToStart => 0,
            Move::ToEnd => playback.end(),
            Move::To(wanted) => wanted.min(playback.end()),
        }
    }

    fn next_breakpoint(&self, way: Way) -> usize {
        moves::run(&self.playback, self.position, way, |event| {
            self.breakpoints.iter().any(|breakpoint| breakpoint.is_met_by(event))
        })
    }

    /// A step of the chosen grain, but never past a breakpoint or a stop.
    fn after_tick(&self) -> Player {
        if !self.is_playing {
            return self.clone();
        }
        let wanted = moves::step(&self.playback, self.position, self.grain, Way::Forward);
        let breakpoint = Some(self.next_breakpoint(Way::Forward)).filter(|_| !self.breakpoints.is_empty());
        let stop = self.stops.iter().copied().find(|stop| *stop > self.position);
        let met = breakpoint.into_iter().chain(stop).min().filter(|met| *met <= wanted && *met < self.playback.end());
        let (is_met, position) = (met.is_some(), met.unwrap_or(wanted));
        Player { position, is_playing: !is_met && position < self.playback.end(), ..self.clone() }
    }

    fn with_toggled(&self, breakpoint: Breakpoint) -> Player {
        let mut breakpoints = (*self.breakpoints).clone();
        match breakpoints.binary_search(&breakpoint) {
            Ok(place) => {
                breakpoints.remove(place);
            }
            Err(place) => breakpoints.insert(place, breakpoint),
        }
        Player { breakpoints: Rc::new(breakpoints), ..self.clone() }
    }
}

/// What the reducer hears.
#[derive(Clone)]
pub enum Act {
    Do(Command),
    /// Another trace: stand there, and play if asked. What a person set stays.
    Show {
        playback: Rc<Playback>,
        position: usize,
        stops: Rc<[usize]>,
        plays: bool,
    },
}

impl From<Command> for Act {
    fn from(command: Command) -> Act {
        Act::Do(command)
    }
}

impl Reducible for Player {
    type Action = Act;

    fn reduce(self: Rc<Self>, act: Act) -> Rc<Self> {
        Rc::new(match act {
            Act::Do(command) => self.after(command),
            Act::Show { playback, .. } if playback == self.playback => return self,
            Act::Show { playback, position, stops, plays } => {
                Player { position: position.min(playback.end()), is_playing: plays, stops, playback, ..(*self).clone() }
            }
        })
    }
}
