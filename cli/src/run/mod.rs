//! `chainwalk run`: a scenario is played, and what happens is told to people, or given to programs as the values it is.

mod json;
mod monitor;
mod outcome;
mod packet;
mod tell;
mod words;

use engine::lab::outcome::{Outcome, ServerEvent};
use engine::lab::scenario::Action;
use engine::lab::{Customs, Lab, Scenario, build, moment, perform};
use lessons::press::chapter;
use serde_json::json;
use trace::{Event, Moment, Trace};

use crate::Done;
use crate::arguments::{Form, RunRequest};
use crate::paint::{Ink, Paint};
use crate::problem::Problem;
use crate::replay::unreadable;
use monitor::Monitor;
use tell::Teller;

pub fn run(wanted: &RunRequest) -> Result<Done, Problem> {
    let text = wanted.scenario.text()?;
    let (name, form) = (&wanted.scenario, wanted.form());
    let scenario = oracle::scenario::read(&text).map_err(|error| unreadable(name, &error))?;
    let customs = if wanted.watch { Customs::WATCH } else { Customs::REPLAY };
    let (lab, problems) = build(&scenario, customs);
    if !problems.is_empty() {
        let lines: String = problems.iter().map(|problem| format!("\n  {problem}")).collect();
        return Err(Problem::new(format!("{name}: the lab cannot be set up:{lines}"), "", ""));
    }
    // what programs read has no colours
    let paint = match form {
        Form::Full | Form::Quiet => Paint::for_output(),
        Form::Json | Form::QuietJson | Form::Monitor => Paint { on: false },
    };
    let mut done = Done::printed(play(&scenario, lab, form, paint));
    if scenario.actions.is_empty() {
        done.err = format!("chainwalk: {name}: there are no actions, so nothing happens\n");
    }
    Ok(done)
}

fn play(scenario: &Scenario, lab: Lab, form: Form, paint: Paint) -> String {
    match form {
        Form::Full => told(scenario, lab, paint, |show, played| show.for_people(played, false)),
        Form::Quiet => told(scenario, lab, paint, |show, played| show.for_people(played, true)),
        Form::QuietJson => each(scenario, lab, paint, Show::summary),
        Form::Monitor => each(scenario, lab, paint, |show, played| show.monitor.tell(played.events, &mut show.moment)),
        Form::Json => whole(scenario, lab),
    }
}

/// With the scenario's name above it.
fn told(scenario: &Scenario, lab: Lab, paint: Paint, tell: impl FnMut(&mut Show, &Played<'_>) -> String) -> String {
    let name = &scenario.name;
    let title = (!name.is_empty()).then(|| format!("{}\n", paint.text(Ink::Bold, name)));
    title.unwrap_or_default() + &each(scenario, lab, paint, tell)
}

/// One action after the other.
fn each(scenario: &Scenario, mut lab: Lab, paint: Paint, mut tell: impl FnMut(&mut Show, &Played<'_>) -> String) -> String {
    let mut show = Show { paint, moment: moment::of(&lab), monitor: Monitor::default() };
    let (mut out, mut trace) = (String::new(), Trace::default());
    for (number, action) in scenario.actions.iter().enumerate() {
        let (seen, first_event) = (lab.seen().len(), trace.events.len());
        let outcome = perform(&mut lab, action, &mut trace);
        let servers = lab.seen().get(seen..).unwrap_or(&[]);
        let events = trace.events.get(first_event..).unwrap_or(&[]);
        out.push_str(&tell(&mut show, &Played { number, action, events, outcome, servers }));
    }
    out
}

fn whole(scenario: &Scenario, mut lab: Lab) -> String {
    let start = moment::of(&lab);
    let (mut chapters, mut trace) = (Vec::new(), Trace::default());
    for action in &scenario.actions {
        chapters.push(chapter(action, trace.events.len()));
        perform(&mut lab, action, &mut trace);
    }
    json::Told::new(&start, &trace.events, &chapters).line()
}

/// An action and all that came of it.
struct Played<'lab> {
    number: usize,
    action: &'lab Action,
    events: &'lab [Event],
    outcome: Outcome,
    servers: &'lab [ServerEvent],
}

/// Tells one action after the other; the moment goes on with each.
struct Show {
    paint: Paint,
    moment: Moment,
    monitor: Monitor,
}

impl Show {
    fn for_people(&mut self, played: &Played<'_>, quiet: bool) -> String {
        let mut out = format!("\n{}  {}\n", played.number + 1, self.paint.text(Ink::Bold, &words::action(played.action)));
        out.push_str(&self.told(played, quiet));
        for (ink, line) in self.came(played) {
            out.push_str(&format!("  = {}\n", self.paint.text(ink, &line)));
        }
        out
    }

    fn came(&self, played: &Played<'_>) -> Vec<(Ink, String)> {
        let mut lines = outcome::lines(&played.outcome);
        lines.extend(outcome::servers(played.servers, &self.moment));
        lines
    }

    fn told(&mut self, played: &Played<'_>, quiet: bool) -> String {
        let mut teller = Teller::new(self.paint, quiet);
        for event in played.events {
            teller.tell(event, &self.moment);
            self.moment.apply(event);
        }
        teller.out
    }

    fn summary(&mut self, played: &Played<'_>) -> String {
        let deaths = self.told(played, true);
        let came: Vec<String> = self.came(played).into_iter().map(|(_, line)| line).collect();
        let dropped: Vec<&str> = deaths.lines().map(str::trim_start).collect();
        let does = words::action(played.action);
        format!("{}\n", json!({"action": played.number, "does": does, "came": came, "dropped": dropped}))
    }
}
