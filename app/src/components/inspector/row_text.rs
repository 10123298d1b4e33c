//! What never changes in a rule's row: made once for a chain, and kept as long as its rules stay.

use std::rc::Rc;
use std::sync::Arc;

use engine::rules::conditions::Condition;
use engine::rules::rule::RuleId;
use engine::rules::{Rule, Target};
use engine::text::iptables::list::Cells;
use yew::AttrValue;

/// The cells of a row, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowText {
    pub rule: RuleId,
    pub number: AttrValue,
    pub target: AttrValue,
    /// The chain that the rule leads to.
    pub leads_to: Option<AttrValue>,
    pub columns: Vec<(Column, AttrValue)>,
}

/// A column behind the target; each holds one thing that can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Protocol,
    Fragment,
    Input,
    Output,
    Source,
    Destination,
    /// The n-th `-m`.
    Match(usize),
    Options,
}

impl Column {
    pub fn of(condition: Condition) -> Column {
        match condition {
            Condition::Source => Column::Source,
            Condition::Destination => Column::Destination,
            Condition::Input => Column::Input,
            Condition::Output => Column::Output,
            Condition::Protocol => Column::Protocol,
            Condition::Fragment => Column::Fragment,
            Condition::Match(number) => Column::Match(number),
        }
    }
}

pub fn rows(rules: &Arc<Vec<Rule>>) -> Rc<[Rc<RowText>]> {
    rules.iter().enumerate().map(|(place, rule)| Rc::new(row(place, rule))).collect()
}

fn row(place: usize, rule: &Rule) -> RowText {
    let cells = Cells::of(rule, true);
    let text = |cell: &str| AttrValue::from(cell.trim().to_owned());
    let mut columns = vec![
        (Column::Protocol, text(&cells.protocol)),
        (Column::Fragment, AttrValue::Static(cells.fragment)),
        (Column::Input, text(&cells.input)),
        (Column::Output, text(&cells.output)),
        (Column::Source, text(&cells.source)),
        (Column::Destination, text(&cells.destination)),
    ];
    columns.extend(cells.matches.iter().enumerate().map(|(number, cell)| (Column::Match(number), text(cell))));
    let options = format!("{}{}", cells.goto, cells.target_options);
    if !options.trim().is_empty() {
        columns.push((Column::Options, text(&options)));
    }
    RowText {
        rule: rule.id,
        number: AttrValue::from((place + 1).to_string()),
        target: AttrValue::from(cells.target),
        leads_to: leads_to(rule),
        columns,
    }
}

fn leads_to(rule: &Rule) -> Option<AttrValue> {
    match &rule.target {
        Target::Jump(jump) => Some(AttrValue::from(jump.chain.to_string())),
        Target::None | Target::Accept | Target::Drop | Target::Return | Target::Extension(_) => None,
    }
}
