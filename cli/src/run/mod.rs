//! `chainwalk run`: a scenario is played, and what happens is told to people or, event by event, to programs.

mod events;
mod monitor;
mod outcome;
mod packet;
mod tell;
mod words;

use engine::kernel::event::{Event, Trace};
use engine::lab::moment::Moment;
use engine::lab::outcome::{Outcome, ServerEvent};
use engine::lab::scenario::Action;
use engine::lab::{Customs, Lab, Scenario, build, perform};
use serde_json::json;

use crate::Done;
use crate::arguments::{Form, RunRequest};
use crate::paint::{Ink, Paint};
use crate::problem::{Problem, read_text};
use crate::replay::unreadable;
use monitor::Monitor;
use tell::Teller;

pub fn run(wanted: &RunRequest) -> Result<Done, Problem> {
    let text = read_text(&wanted.scenario)?;
    let name = if wanted.scenario == "-" { "standard input" } else { &wanted.scenario };
    let scenario = oracle::scenario::read(&text).map_err(|error| unreadable(name, &error))?;
    let customs = if wanted.watch { Customs::WATCH } else { Customs::REPLAY };
    let (lab, problems) = build(&scenario, customs);
    if !problems.is_empty() {
        let lines: String = problems.iter().map(|problem| format!("\n  {problem}")).collect();
        return Err(Problem::new(format!("{name}: the lab cannot be set up:{lines}"), "", ""));
    }
    // what programs read has no colours
    let paint = match wanted.form {
        Form::Full | Form::Quiet => Paint::for_output(),
        Form::Json | Form::QuietJson | Form::Monitor => Paint { on: false },
    };
    let mut done = Done::printed(play(&scenario, lab, wanted.form, paint));
    if scenario.actions.is_empty() {
        done.err = format!("chainwalk: {name}: there are no actions, so nothing happens\n");
    }
    Ok(done)
}

fn play(scenario: &Scenario, mut lab: Lab, form: Form, paint: Paint) -> String {
    let names: Vec<String> = scenario.hosts.iter().map(|host| host.name.clone()).collect();
    let for_people = matches!(form, Form::Full | Form::Quiet);
    let title = (for_people && !scenario.name.is_empty()).then(|| format!("{}\n", paint.text(Ink::Bold, &scenario.name)));
    let mut out = title.unwrap_or_default();
    let mut show = Show { names: &names, paint, moment: Moment::of(&lab), monitor: Monitor::new(&names) };
    for (number, action) in scenario.actions.iter().enumerate() {
        let seen = lab.seen().len();
        let mut trace = Trace::default();
        let outcome = perform(&mut lab, action, &mut trace);
        let servers = lab.seen().get(seen..).unwrap_or(&[]);
        let played = Played { number, action, trace, outcome, servers };
        out.push_str(&match form {
            Form::Full => show.for_people(&played, false),
            Form::Quiet => show.for_people(&played, true),
            Form::Json => show.events(&played),
            Form::QuietJson => show.summary(&played),
            Form::Monitor => show.monitor.tell(&played.trace, &mut show.moment),
        });
    }
    out
}

/// An action and all that came of it.
struct Played<'lab> {
    number: usize,
    action: &'lab Action,
    trace: Trace,
    outcome: Outcome,
    servers: &'lab [ServerEvent],
}

/// Tells one action after the other; the moment goes on with each.
struct Show<'names> {
    names: &'names [String],
    paint: Paint,
    moment: Moment,
    monitor: Monitor<'names>,
}

impl Show<'_> {
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
        lines.extend(outcome::servers(played.servers, self.names));
        lines
    }

    fn told(&mut self, played: &Played<'_>, quiet: bool) -> String {
        let mut teller = Teller::new(self.names, self.paint, quiet);
        for event in &played.trace.events {
            teller.tell(event, &self.moment);
            self.moment.apply(event);
        }
        teller.out
    }

    fn events(&mut self, played: &Played<'_>) -> String {
        let line = |event: &Event| {
            self.moment.apply(event);
            format!("{}\n", events::json(played.number, event, self.names, &self.moment))
        };
        played.trace.events.iter().map(line).collect()
    }

    fn summary(&mut self, played: &Played<'_>) -> String {
        let deaths = self.told(played, true);
        let came: Vec<String> = self.came(played).into_iter().map(|(_, line)| line).collect();
        let dropped: Vec<&str> = deaths.lines().map(str::trim_start).collect();
        let does = words::action(played.action);
        format!("{}\n", json!({"action": played.number, "does": does, "came": came, "dropped": dropped}))
    }
}
