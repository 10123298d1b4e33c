//! A scenario as it is written. What it says is read where it is played.

use serde_json::Value;

#[derive(Clone, Debug, Default)]
pub struct ScenarioFile {
    pub name: String,
    pub text: String,
    pub json: Value,
}

impl ScenarioFile {
    pub fn hosts(&self) -> &[Value] {
        self.json["hosts"].as_array().map_or(&[], Vec::as_slice)
    }

    /// A host's place among the hosts.
    pub fn host(&self, name: &str) -> Result<usize, String> {
        let place = self.hosts().iter().position(|host| host["name"] == *name);
        place.ok_or_else(|| format!("there is no host {name}"))
    }
}
