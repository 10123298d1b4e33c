//! A rule as a row: what it asks and where it leads as `iptables -S` writes it, and its cells as `iptables -nL` has them.

use trace::row::{Cell, Heading, Target as Shown};
use trace::{Condition, Row};

use crate::rules::{Conditions, Rule, Target};
use crate::text::iptables::list::{self, Cells};
use crate::text::iptables::print::{self, Counters};

pub fn of(rule: &Rule) -> Row {
    Row { rule: rule.id, asks: asks(rule), leads: leads(rule), target: target(&rule.target), cells: cells(rule) }
}

fn asks(rule: &Rule) -> String {
    printed(&rule.conditions, rule.matches.clone(), Target::None)
}

fn leads(rule: &Rule) -> String {
    printed(&Conditions::default(), Vec::new(), rule.target.clone())
}

fn printed(conditions: &Conditions, matches: Vec<crate::rules::Match>, target: Target) -> String {
    let mut line = String::new();
    print::rule(&mut line, "", &Rule::new(*conditions, matches, target), Counters::None);
    line.strip_prefix("-A ").unwrap_or(&line).trim().to_owned()
}

fn target(target: &Target) -> Shown {
    match target {
        Target::None => Shown::Nothing,
        Target::Accept => Shown::Accept,
        Target::Drop => Shown::Drop,
        Target::Return => Shown::Return,
        Target::Jump(jump) if jump.goto => Shown::Goto(jump.chain.clone()),
        Target::Jump(jump) => Shown::Jump(jump.chain.clone()),
        Target::Extension(extension) => {
            Shown::Other { name: list::target_name(target).into(), translates: extension.translates() }
        }
    }
}

fn cells(rule: &Rule) -> Vec<Cell> {
    let cells = Cells::of(rule, true);
    let cell = |heading, text: &str| Cell { heading, text: text.trim().to_owned() };
    let mut row: Vec<Cell> = [
        (Condition::Protocol, &*cells.protocol),
        (Condition::Fragment, cells.fragment),
        (Condition::Input, &*cells.input),
        (Condition::Output, &*cells.output),
        (Condition::Source, &*cells.source),
        (Condition::Destination, &*cells.destination),
    ]
    .into_iter()
    .map(|(condition, text)| cell(Heading::Asks(condition), text))
    .collect();
    let places = rule.matches.iter().enumerate().filter(|(_, matching)| !matching.is_printed_earlier()).map(|(place, _)| place);
    row.extend(places.zip(&cells.matches).map(|(place, text)| cell(Heading::Asks(Condition::Match(place)), text)));
    let options = format!("{}{}", cells.goto, cells.target_options);
    if !options.trim().is_empty() {
        row.push(cell(Heading::Options, &options));
    }
    row
}
