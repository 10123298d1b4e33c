//! Reads the scenarios and actions that lessons hold as text, for those who play them.

use engine::lab::Scenario;
use engine::lab::scenario::Action;
use oracle::scenario::Unreadable;
use serde_json::{Value, json};

use crate::model::{ActionText, ScenarioText};

impl ScenarioText {
    pub fn read(&self) -> Result<Scenario, Unreadable> {
        oracle::scenario::scenario(&json(&self.0)?)
    }
}

impl ActionText {
    pub fn read(&self) -> Result<Action, Unreadable> {
        let action = json(&self.0)?;
        let scenario = oracle::scenario::scenario(&json!({"hosts": [], "actions": [action]}))?;
        scenario.actions.into_iter().next().ok_or_else(|| unreadable("an action", "nothing"))
    }
}

fn json(text: &str) -> Result<Value, Unreadable> {
    serde_json::from_str(text).map_err(|error| unreadable("JSON", &error.to_string()))
}

fn unreadable(expected: &str, found: &str) -> Unreadable {
    Unreadable { place: String::new(), expected: expected.to_owned(), found: found.to_owned() }
}
