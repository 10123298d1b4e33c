//! Scenes as `press` plays them, each once for all tests of a file.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use app::player::Playback;
use lessons::Recording;

static PLAYED: LazyLock<Mutex<BTreeMap<String, Recording>>> = LazyLock::new(Mutex::default);

pub fn playback(id: &str) -> Playback {
    Playback::of(recording(id))
}

fn recording(id: &str) -> Recording {
    let play = || press::scene(id).unwrap_or_else(|problem| panic!("{problem}")).recording;
    let mut played = PLAYED.lock().expect("no scene fails to be played");
    played.entry(id.to_owned()).or_insert_with(play).clone()
}
