//! Plays all lessons and scenes and writes what the page shows of them, a file each: `press FOLDER`.
//!
//! Trunk runs it before each build. The page then needs no engine to show a lesson, and fetches only the one that is open.

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::ZlibEncoder;
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

/// Only if it is another one: Trunk watches what is written.
fn write(folder: &Path, name: &str, show: &Show) -> Result<(), Box<dyn Error>> {
    let file = folder.join(name).with_extension("show");
    let packed = packed(&[lessons::FORMAT.to_vec(), postcard::to_allocvec(show)?].concat())?;
    if fs::read(&file).is_ok_and(|there| there == packed) {
        return Ok(());
    }
    fs::write(&file, packed).map_err(|error| format!("{}: {error}", file.display()).into())
}

/// Hosts compress what they know; this they do not. Above 9 only what flate2 brings itself packs.
const BEST: u32 = 10;

fn packed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(BEST));
    encoder.write_all(bytes)?;
    encoder.finish()
}
