//! The bench where an engine is: lines are typed in the lab's shell, the goal is judged after each, and what moved is kept to be watched.

use std::collections::BTreeMap;

use engine::kernel::event::{HostId, Listener, Silence, Trace};
use engine::kernel::host::Host;
use engine::lab::page::serve_pages;
use engine::lab::shell::complete::complete;
use engine::lab::shell::{Session, Timeline, wants_more};
use engine::lab::{Customs, Lab, build, perform};
use engine::state::interface::Interface;
use engine::state::route::Routing;
use engine::state::sets::Sets;
use engine::tools::iptables::{SaveOptions, iptables_save};

use super::{Answer, Done, Line, Offer, Request, Standing, as_typed};
use crate::judge::{Judged, judge, perform_all};
use crate::model::{CommandLine, Exercise};
use crate::press;
use crate::recording::Chapter;

/// The exercise that is open, if one is.
#[derive(Clone, Debug, Default)]
pub struct Bench {
    open: Option<Work>,
}

#[derive(Clone, Debug)]
struct Work {
    exercise: Exercise,
    timeline: Timeline,
    /// What each near miss leads to, and whether that differs from the beginning.
    near_misses: Vec<(Vec<Settings>, bool)>,
}

/// Lines typed again from an earlier visit, at most.
const MOST_KEPT: usize = 500;

/// For those who cannot pass values: a packed request in, a packed answer out.
pub fn answer_packed(bench: &mut Bench, request: &[u8]) -> Vec<u8> {
    let answer = match postcard::from_bytes::<Request>(request) {
        Ok(request) => bench.answer(request),
        Err(error) => Answer::NotThere(error.to_string()),
    };
    postcard::to_allocvec(&answer).unwrap_or_default()
}

impl Bench {
    pub fn answer(&mut self, request: Request) -> Answer {
        if let Request::Open { lesson, .. } = &request {
            let found = crate::all().into_iter().find(|known| known.id == *lesson);
            let Some(found) = found else { return Answer::NotThere(["there is no lesson ", lesson].concat()) };
            match Work::begin(found.exercise) {
                Ok(work) => self.open = Some(work),
                Err(why) => return Answer::NotThere(why),
            }
        }
        match &mut self.open {
            Some(work) => work.answer(request),
            None => Answer::NotThere("no exercise is open".to_owned()),
        }
    }
}

impl Work {
    fn begin(exercise: Exercise) -> Result<Work, String> {
        let mut start = exercise.start.clone();
        serve_pages(&mut start);
        let (mut lab, problems) = build(&start, Customs::REPLAY);
        if let Some(problem) = problems.first() {
            return Err(problem.to_string());
        }
        for action in &exercise.start.actions {
            perform(&mut lab, action, &mut Silence);
        }
        let beginning = settings(&lab);
        let near_misses = exercise.near_misses.iter().map(|near| {
            let mut lab = lab.clone();
            perform_all(&mut lab, &near.commands);
            let reached = settings(&lab);
            let differs = reached != beginning;
            (reached, differs)
        });
        let near_misses = near_misses.collect();
        Ok(Work { exercise, timeline: Timeline::new(Session::new(lab)), near_misses })
    }

    fn answer(&mut self, request: Request) -> Answer {
        let mut standing = Standing::default();
        match request {
            Request::Open { kept, .. } => {
                for line in kept.into_iter().take(MOST_KEPT) {
                    self.go_to(line.host);
                    standing.done.push(self.run(&line.text, &mut Silence));
                }
            }
            Request::Type(line) => self.paste(&line, &mut standing),
            Request::Undo => {
                self.timeline.undo();
            }
            Request::Redo => {
                self.timeline.redo();
            }
            Request::Reset => self.timeline.reset(),
            Request::Complete { line, cursor } => {
                self.go_to(line.host);
                let completion = complete(self.timeline.now(), &line.text, cursor);
                let common = completion.common().to_owned();
                return Answer::Offered(Offer { from: completion.from, common, candidates: completion.candidates });
            }
        }
        self.tell(&mut standing);
        Answer::Changed(Box::new(standing))
    }

    fn go_to(&mut self, host: usize) {
        if host < self.timeline.now().lab.hosts.len() {
            self.timeline.go_to(HostId(host));
        }
    }

    /// Each line that is complete; one that goes on is left to whoever types.
    fn paste(&mut self, line: &Line, standing: &mut Standing) {
        self.go_to(line.host);
        let mut recording = press::empty(&self.timeline.now().lab);
        let mut trace = Trace::default();
        let mut command = String::new();
        for part in line.text.lines() {
            if !command.is_empty() {
                command.push('\n');
            }
            command.push_str(part);
            if wants_more(&command) {
                continue;
            }
            recording.chapters.push(self.chapter(&command, &trace));
            standing.done.push(self.run(&command, &mut trace));
            command.clear();
        }
        standing.unfinished = command;
        if trace.events.iter().any(|event| event.packet.is_some()) {
            standing.recording = Some(press::with(recording, trace.events));
        }
    }

    fn chapter(&self, command: &str, trace: &Trace) -> Chapter {
        let session = self.timeline.now();
        let host = session.lab.host(session.host).map(|host| host.name.to_string());
        Chapter { first_event: trace.events.len(), host, command: command.to_owned() }
    }

    fn run<L: Listener>(&mut self, text: &str, listener: &mut L) -> Done {
        let host = self.timeline.now().host.0;
        let printed = self.timeline.run(text, listener);
        Done { line: Line { host, text: text.to_owned() }, printed: printed.text(), code: printed.code, clears: printed.clears }
    }

    fn tell(&self, standing: &mut Standing) {
        let session = self.timeline.now();
        standing.hosts = session.lab.hosts.iter().map(|host| host.name.to_string()).collect();
        standing.typed = session.typed.iter().map(|typed| Line { host: typed.host.0, text: typed.line.to_string() }).collect();
        standing.met = judge(&session.lab, &self.exercise.goal).into_iter().map(|judged| judged == Judged::Met).collect();
        standing.can_undo = self.timeline.can_undo();
        standing.can_redo = self.timeline.can_redo();
        if standing.met.iter().any(|met| !met) {
            standing.near_miss = self.near_miss(session);
        }
    }

    /// By what it leads to; one that changes no setting, by its words.
    fn near_miss(&self, session: &Session) -> Option<usize> {
        let reached = settings(&session.lab);
        let by_words = |commands: &[CommandLine]| {
            let mut typed = session.typed.iter().rev();
            !commands.is_empty()
                && commands
                    .iter()
                    .rev()
                    .all(|command| typed.next().is_some_and(|typed| plain(&typed.line) == plain(&as_typed(command))))
        };
        self.near_misses
            .iter()
            .zip(&self.exercise.near_misses)
            .position(|((leads_to, differs), near)| if *differs { *leads_to == reached } else { by_words(&near.commands) })
    }
}

fn plain(line: &str) -> Vec<&str> {
    line.split_whitespace().filter(|word| *word != "sudo").collect()
}

/// What commands change for good on a host, counters and connections left out.
#[derive(Clone, Debug, PartialEq)]
struct Settings {
    /// As `iptables-save` prints them.
    rules: String,
    interfaces: Vec<Interface>,
    routing: Routing,
    sysctls: BTreeMap<String, String>,
    sets: Sets,
}

fn settings(lab: &Lab) -> Vec<Settings> {
    lab.hosts.iter().map(Settings::of).collect()
}

impl Settings {
    fn of(host: &Host) -> Settings {
        Settings {
            rules: iptables_save(host, SaveOptions { table: None, counters: false, date: "" }),
            interfaces: host.interfaces.clone(),
            routing: host.routing.clone(),
            sysctls: host.sysctls.list(),
            sets: host.sets.clone(),
        }
    }
}
