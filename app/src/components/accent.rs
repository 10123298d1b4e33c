//! The colour of a table, the same on the map, in the timeline and in the inspector. Tables that people know by theirs have one
//! of their own; whatever else is registered at a hook has a quiet one.

use trace::{Stage, TableName};

pub fn of_table(table: &TableName) -> &'static str {
    match table.as_str() {
        "raw" => "of-raw",
        "mangle" => "of-mangle",
        "nat" => "of-nat",
        "filter" => "of-filter",
        "security" => "of-security",
        _ => "of-other",
    }
}

pub fn of_stage(stage: &Stage) -> &'static str {
    match stage {
        Stage::Table(table) => of_table(table),
        Stage::Conntrack | Stage::Confirm => "of-conntrack",
    }
}
