//! Scenarios and actions as they are written: JSON. Whoever plays them reads them, and has an engine to do so.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioText(pub String);

/// One action of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionText(pub String);
