//! What never changes in a chain's rows: made once, and kept as long as its rules stay.

use std::rc::Rc;
use std::sync::Arc;

use trace::row::{Cell, Heading};
use trace::{Condition, Row, RuleId};
use yew::AttrValue;

/// A chain's rows, ready to be drawn.
pub struct ChainText {
    /// Conditions that have a column of their own: those that some row shows.
    pub columns: Vec<Condition>,
    /// Some row shows addresses.
    pub has_addresses: bool,
    pub rows: Rc<[Rc<RowText>]>,
}

/// The cells of a row, each of which holds one thing that can fail, or what the rule does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowText {
    pub rule: RuleId,
    pub number: AttrValue,
    pub target: AttrValue,
    /// One for each of the chain's columns; empty where the row says nothing there.
    pub plain: Vec<(Heading, AttrValue)>,
    /// What flows behind them in one column.
    pub rest: Vec<(Heading, AttrValue)>,
}

/// Short enough, in every row, for a column; everything else flows in the last one.
const NARROW: [Condition; 4] = [Condition::Protocol, Condition::Fragment, Condition::Input, Condition::Output];

impl ChainText {
    pub fn of(rows: &[Arc<Row>]) -> ChainText {
        let has = |condition: Condition| rows.iter().any(|row| row.cell(condition).is_some());
        let columns: Vec<Condition> = NARROW.into_iter().filter(|condition| has(*condition)).collect();
        let drawn = rows.iter().enumerate().map(|(place, row)| Rc::new(RowText::of(place, row, &columns))).collect();
        ChainText { has_addresses: has(Condition::Source) || has(Condition::Destination), rows: drawn, columns }
    }
}

impl RowText {
    fn of(place: usize, row: &Row, columns: &[Condition]) -> RowText {
        let plain =
            columns.iter().map(|condition| (Heading::Asks(*condition), trimmed(row.cell(*condition).unwrap_or_default())));
        let flows = |cell: &&Cell| {
            let has_column = matches!(cell.heading, Heading::Asks(condition) if columns.contains(&condition));
            !has_column && !cell.text.trim().is_empty()
        };
        let rest = row.cells.iter().filter(flows).map(|cell| (cell.heading, trimmed(&cell.text)));
        // A row that no listing cuts into cells is shown as it is saved.
        let whole = row.cells.is_empty().then(|| (Heading::Options, trimmed(&row.saved())));
        RowText {
            rule: row.rule,
            number: AttrValue::from((place + 1).to_string()),
            target: AttrValue::from(row.target.name().to_owned()),
            plain: plain.collect(),
            rest: rest.chain(whole).collect(),
        }
    }

    /// Whether a condition has a cell.
    pub fn shows(&self, condition: Condition) -> bool {
        self.plain.iter().chain(&self.rest).any(|(heading, _)| *heading == Heading::Asks(condition))
    }
}

fn trimmed(text: &str) -> AttrValue {
    AttrValue::from(text.trim().to_owned())
}
