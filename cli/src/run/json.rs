//! All that happened as one value of JSON, in the words of `trace`: `docs/trace.schema.json` says how it looks.

use lessons::recording::Chapter;
use serde::Serialize;
use trace::{Event, Moment};

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "What happened in a lab: chainwalk run --json"))]
pub struct Told<'run> {
    /// Another number, another format.
    version: u32,
    /// The lab before anything happens.
    start: &'run Moment,
    /// Each makes of the moment before it the moment after it.
    events: &'run [Event],
    /// What was done, and where in the events its consequences begin.
    chapters: &'run [Chapter],
}

impl<'run> Told<'run> {
    pub fn new(start: &'run Moment, events: &'run [Event], chapters: &'run [Chapter]) -> Told<'run> {
        Told { version: trace::VERSION, start, events, chapters }
    }

    pub fn line(&self) -> String {
        // Nothing in it refuses to be JSON: every key is a name or a number.
        serde_json::to_string(self).map(|text| text + "\n").unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// After a change of the types: `CHAINWALK_WRITE_SCHEMA=1 cargo test -p cli schema`, and another `trace::VERSION` if what was
    /// written before can no longer be read.
    #[test]
    fn the_schema_is_that_of_the_types() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/trace.schema.json");
        let schema = serde_json::to_string_pretty(&schemars::schema_for!(Told)).expect("a schema is JSON") + "\n";
        if std::env::var_os("CHAINWALK_WRITE_SCHEMA").is_some() {
            fs::write(&file, &schema).expect("the schema can be written");
        }
        let written = fs::read_to_string(&file).expect("the schema is there");
        assert!(written == schema, "docs/trace.schema.json is not that of the types any more: write it anew");
    }
}
