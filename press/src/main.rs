//! Plays all lessons and scenes and writes what the page shows of them, a file each: `press FOLDER`.
//!
//! Trunk runs it before each build. The page then needs no engine to show a lesson, and fetches only the one that is open.

mod scenes;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use engine::lab::Scenario;
use lessons::{Show, press};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args_os().nth(1).map(PathBuf::from).ok_or("usage: press FOLDER")?;
    fs::create_dir_all(&folder)?;
    for lesson in lessons::all() {
        let show = press::lesson(&lesson).map_err(|found| format!("lesson {}: {found:?}", lesson.id))?;
        write(&folder, &lesson.id, &show)?;
    }
    for name in scenes::RECORDED {
        write(&folder, name, &watched(name, &scenes::read(name)?)?)?;
    }
    write(&folder, scenes::MANY_RULES, &watched(scenes::MANY_RULES, &scenes::many_rules())?)
}

fn watched(name: &str, scenario: &Scenario) -> Result<Show, Box<dyn Error>> {
    let recording = press::watched(scenario).map_err(|problems| format!("scene {name}: {problems:?}"))?;
    Ok(Show { recording, course: None })
}

/// Hosts compress what they know; this they do not.
const BEST: u8 = 10;

/// Only if it is another one: Trunk watches what is written.
fn write(folder: &Path, name: &str, show: &Show) -> Result<(), Box<dyn Error>> {
    let file = folder.join(name).with_extension("show");
    let packed =
        miniz_oxide::deflate::compress_to_vec_zlib(&[lessons::FORMAT.to_vec(), postcard::to_allocvec(show)?].concat(), BEST);
    if fs::read(&file).is_ok_and(|there| there == packed) {
        return Ok(());
    }
    fs::write(&file, packed).map_err(|error| format!("{}: {error}", file.display()).into())
}
