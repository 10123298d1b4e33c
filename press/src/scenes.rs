//! What can be watched without a lesson: scenarios recorded on a real kernel, and two that are large on purpose, for measuring.

use std::error::Error;
use std::path::Path;

use engine::lab::Scenario;

use crate::made;

pub const RECORDED: [&str; 14] = [
    "001-handshake",
    "001-handshake-stepwise",
    "001-container-to-internet",
    "001-hairpin",
    "001-host-own-ip",
    "000-own-ip-input-drop",
    "000-own-ip-established-allowed",
    "000-localhost-input-drop",
    "002-docker-user-published-port",
    "002-icc-drop-bridge-nf-1",
    "002-no-localnet-exception",
    "004-local-outgoing",
    "004-log-rules-external",
    "004-udp-rule-inserted-late",
];

/// A host with a thousand rules, which a step must not feel.
pub const MANY_RULES: &str = "a-thousand-rules";

/// Twelve hosts with long names and dozens of packets, which must stay legible.
pub const CROWD: &str = "a-crowd";

pub fn read(name: &str) -> Result<Scenario, Box<dyn Error>> {
    match name {
        MANY_RULES => return Ok(made::many_rules()),
        CROWD => return Ok(made::crowd()),
        _ => {}
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../oracle/cases/seeds").join(name).with_extension("json");
    let recording = oracle::recording::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(oracle::scenario::scenario(&recording.scenario)?)
}
