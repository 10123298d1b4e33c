//! `chainwalk run`: a scenario is played, and what happens is told to people or, event by event, to programs.

mod events;
mod monitor;
mod outcome;
mod packet;
mod tell;
mod words;

use engine::kernel::event::Trace;
use engine::lab::moment::Moment;
use engine::lab::{Customs, Lab, Scenario, build, perform};

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
        Form::Json | Form::QuietJson | Form::Trace => Paint { on: false },
    };
    let mut done = Done::printed(play(&scenario, lab, wanted.form, paint));
    if scenario.actions.is_empty() {
        done.err = format!("chainwalk: {name}: there are no actions, so nothing happens\n");
    }
    Ok(done)
}

fn play(scenario: &Scenario, mut lab: Lab, form: Form, paint: Paint) -> String {
    let names: Vec<String> = scenario.hosts.iter().map(|host| host.name.clone()).collect();
    let mut out = String::new();
    let for_people = matches!(form, Form::Full | Form::Quiet);
    if for_people && !scenario.name.is_empty() {
        out.push_str(&format!("{}\n", paint.text(Ink::Bold, &scenario.name)));
    }
    let mut moment = Moment::of(&lab);
    let mut monitor = Monitor::new(&names);
    for (number, action) in scenario.actions.iter().enumerate() {
        let seen = lab.programs.seen.len();
        let mut trace = Trace::default();
        let outcome = perform(&mut lab, action, &mut trace);
        if form == Form::Trace {
            out.push_str(&monitor.tell(&trace, &mut moment));
            continue;
        }
        let title = words::action(action);
        match form {
            Form::Json => {
                for event in &trace.events {
                    moment.apply(event);
                    out.push_str(&format!("{}\n", events::json(number, event, &names, &moment)));
                }
                continue;
            }
            Form::QuietJson | Form::Trace => {}
            Form::Full | Form::Quiet => out.push_str(&format!("\n{}  {}\n", number + 1, paint.text(Ink::Bold, &title))),
        }
        let mut teller = Teller::new(&names, paint, form != Form::Full);
        for event in &trace.events {
            teller.tell(event, &moment);
            moment.apply(event);
        }
        let servers = outcome::tell_servers(lab.programs.seen.get(seen..).unwrap_or(&[]), &names);
        let came = outcome::tell(&outcome, paint) + &servers;
        match form {
            Form::QuietJson => out.push_str(&format!("{}\n", events::action_json(number, &title, &came, &teller.out))),
            Form::Full | Form::Quiet | Form::Json | Form::Trace => out.push_str(&(teller.out + &came)),
        }
    }
    out
}
