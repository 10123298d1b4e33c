//! What the real kernel did with the same scenarios: every `*.json.gz` of the folder, in all aspects.

use serde_json::Value;

use super::Findings;
use crate::read::Source;

const LESSON: &str = "recording.json.gz";

pub(super) fn check(source: &Source, findings: &mut Findings<'_>) {
    let names = recordings(findings);
    if !names.iter().any(|name| name == LESSON) {
        findings.wrong_in(LESSON, 0, "is missing: record scenario.json on a real kernel");
    }
    for name in names {
        match load(findings, &name) {
            Ok(recording) => compare(source, &name, &recording, findings),
            Err(what) => findings.wrong_in(&name, 0, what),
        }
    }
}

fn recordings(findings: &Findings<'_>) -> Vec<String> {
    let entries = std::fs::read_dir(findings.folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.ends_with(".json.gz"));
    names.sort();
    names
}

fn load(findings: &Findings<'_>, name: &str) -> Result<Value, String> {
    let packed = std::fs::read(findings.folder.join(name)).map_err(|error| error.to_string())?;
    let json = unpacked(&packed).ok_or("is no gzip file without extra fields")?;
    serde_json::from_slice(&json).map_err(|error| format!("is no JSON: {error}"))
}

/// The deflate stream of a gzip file without extra fields, which is how recordings are written.
fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    const HEADER: usize = 10;
    const TRAILER: usize = 8;
    if packed.get(..4)? != [0x1f, 0x8b, 8, 0] {
        return None;
    }
    miniz_oxide::inflate::decompress_to_vec(packed.get(HEADER..packed.len().checked_sub(TRAILER)?)?).ok()
}

fn compare(source: &Source, name: &str, recording: &Value, findings: &mut Findings<'_>) {
    let (scenario, result) = (&recording["scenario"], &recording["result"]);
    if name == LESSON && *scenario != source.scenario_json {
        findings.wrong_in(name, 0, "was recorded with another scenario.json: record it again");
        return;
    }
    let replayed = match oracle::scenario::scenario(scenario) {
        Ok(scenario) => oracle::replay(&scenario).map_err(|problem| problem.0),
        Err(error) => Err(error.to_string()),
    };
    match replayed {
        Err(what) => findings.wrong_in(name, 0, what),
        Ok(replayed) => {
            let differences = oracle::compare(scenario, result, &replayed);
            if let Some(first) = differences.first() {
                findings.wrong_in(name, 0, format!("{} differences from the kernel, the first: {first}", differences.len()));
            }
        }
    }
}
