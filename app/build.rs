//! Packs the recorded scenarios that the page plays, so that the page brings no parser for them.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use engine::lab::Scenario;

/// In the order in which the first page lists them; `src/scenes.rs` has their titles.
const SCENES: [&str; 14] = [
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

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../oracle/cases/seeds");
    let mut scenes: Vec<(&str, Scenario)> = Vec::new();
    for name in SCENES {
        let file = folder.join(format!("{name}.json.gz"));
        println!("cargo::rerun-if-changed={}", file.display());
        let scenario = read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        scenes.push((name, scenario));
    }
    let packed = postcard::to_allocvec(&scenes)?;
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("scenes.postcard"), packed)?;
    Ok(())
}

fn read(file: &Path) -> Result<Scenario, Box<dyn Error>> {
    let json = unzip(&fs::read(file)?)?;
    let recording: serde_json::Value = serde_json::from_slice(&json)?;
    let scenario = recording.get("scenario").ok_or("no `scenario` in it")?;
    Ok(oracle::scenario::scenario(scenario)?)
}

/// The bytes of a gzip file: behind ten bytes of header and the name, if it holds one, lies what is packed.
fn unzip(file: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    const HAS_NAME: u8 = 8;
    let flags = *file.get(3).ok_or("too short for gzip")?;
    let rest = file.get(10..).ok_or("too short for gzip")?;
    let name = if flags & HAS_NAME == 0 { 0 } else { rest.iter().position(|byte| *byte == 0).ok_or("its name has no end")? + 1 };
    miniz_oxide::inflate::decompress_to_vec(&rest[name..]).map_err(|error| format!("not gzip: {error}").into())
}
