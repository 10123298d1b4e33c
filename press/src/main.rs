//! Plays all lessons and scenes and writes what the page shows of them, a file each: `press FOLDER`.
//!
//! Trunk runs it before each build. The page then needs no engine to show a lesson, and fetches only the one that is open.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use lessons::Show;
use press::scenes;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args_os().nth(1).map(PathBuf::from).ok_or("usage: press FOLDER")?;
    fs::create_dir_all(&folder)?;
    for lesson in lessons::all() {
        write(&folder, &lesson.id, &press::lesson(&lesson)?)?;
    }
    for name in scenes::RECORDED.into_iter().chain([scenes::MANY_RULES, scenes::CROWD]) {
        write(&folder, name, &press::scene(name)?)?;
    }
    Ok(())
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
