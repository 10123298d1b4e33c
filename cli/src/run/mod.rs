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
    Ok(Done::printed(play(&scenario, lab, wanted.form, Paint::for_output())))
}

fn play(scenario: &Scenario, mut lab: Lab, form: Form, paint: Paint) -> String {
    let names: Vec<String> = scenario.hosts.iter().map(|host| host.name.clone()).collect();
    let mut out = String::new();
    if !matches!(form, Form::Json | Form::Trace) && !scenario.name.is_empty() {
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
            Form::Full | Form::Quiet | Form::Trace => {
                out.push_str(&format!("\n{}  {}\n", number + 1, paint.text(Ink::Bold, &title)))
            }
        }
        let mut teller = Teller::new(&names, paint, form == Form::Quiet);
        for event in &trace.events {
            teller.tell(event, &moment);
            moment.apply(event);
        }
        out.push_str(&teller.out);
        out.push_str(&outcome::tell(&outcome, paint));
        out.push_str(&outcome::tell_servers(lab.programs.seen.get(seen..).unwrap_or(&[]), &names));
    }
    out
}
