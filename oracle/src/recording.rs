//! Recordings of the real kernel as they lie in a folder: plain JSON, or packed by gzip. What stands in one is `scenario`'s
//! and `compare`'s.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde_json::Value;

/// What was asked of the kernel, and what it did.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    pub scenario: Value,
    pub result: Value,
}

/// Why a file is no recording.
#[derive(Debug)]
pub enum Unusable {
    /// It is not there, or may not be read.
    Unreadable(io::Error),
    /// Its name says gzip, and it is none, or not a whole one.
    NotPacked(io::Error),
    NotJson(serde_json::Error),
    /// A part that each recording has.
    Without(&'static str),
}

impl std::fmt::Display for Unusable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unusable::Unreadable(error) => write!(formatter, "{error}"),
            Unusable::NotPacked(error) => write!(formatter, "is no whole gzip file: {error}"),
            Unusable::NotJson(error) => write!(formatter, "is no JSON: {error}"),
            Unusable::Without(part) => write!(formatter, "has no `{part}`"),
        }
    }
}

impl std::error::Error for Unusable {}

/// `….json`, or `….json.gz`.
pub fn read(file: &Path) -> Result<Recording, Unusable> {
    let mut value: Value = serde_json::from_str(&text(file)?).map_err(Unusable::NotJson)?;
    let mut part = |name| value.get_mut(name).map(Value::take).ok_or(Unusable::Without(name));
    Ok(Recording { scenario: part("scenario")?, result: part("result")? })
}

/// The text of a file, unpacked if its name ends in `.gz`.
pub fn text(file: &Path) -> Result<String, Unusable> {
    let bytes = std::fs::read(file).map_err(Unusable::Unreadable)?;
    if !is_packed(file) {
        return String::from_utf8(bytes).map_err(|error| Unusable::Unreadable(io::Error::other(error)));
    }
    let mut text = String::new();
    GzDecoder::new(&bytes[..]).read_to_string(&mut text).map_err(Unusable::NotPacked)?;
    Ok(text)
}

/// All files in the folders of a folder, by their names.
pub fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for inner in folder.read_dir()? {
        for file in inner?.path().read_dir()? {
            found.push(file?.path());
        }
    }
    found.sort();
    Ok(found)
}

fn is_packed(file: &Path) -> bool {
    file.extension() == Some(OsStr::new("gz"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::path::PathBuf;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    const TEXT: &str = r#"{"scenario": {"name": "a"}, "result": {"name": "b"}}"#;

    fn written(name: &str, bytes: &[u8]) -> PathBuf {
        let file = std::env::temp_dir().join(format!("chainwalk-{}-{name}", std::process::id()));
        std::fs::write(&file, bytes).expect("a file for the test");
        file
    }

    fn packed(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).expect("memory takes it");
        encoder.finish().expect("memory takes it")
    }

    fn read_once(name: &str, bytes: &[u8]) -> Result<Recording, String> {
        let file = written(name, bytes);
        let read = read(&file).map_err(|error| error.to_string());
        std::fs::remove_file(file).expect("the file is there");
        read
    }

    #[test]
    fn plain_and_packed_say_the_same() {
        let plain = read_once("plain.json", TEXT.as_bytes()).expect("a recording");
        assert_eq!(plain.scenario["name"], "a");
        assert_eq!(plain.result["name"], "b");
        assert_eq!(read_once("packed.json.gz", &packed(TEXT)), Ok(plain));
    }

    #[test]
    fn what_is_none_says_why() {
        assert_eq!(read_once("part.json", b"{\"scenario\": {}}"), Err("has no `result`".to_owned()));
        let begins = |name, bytes: &[u8], beginning| {
            let why = read_once(name, bytes).expect_err(name);
            assert!(why.starts_with(beginning), "{name}: {why}");
        };
        begins("broken.json", b"{", "is no JSON: ");
        begins("cut.json.gz", &packed(TEXT)[..40], "is no whole gzip file: ");
        begins("other.json.gz", TEXT.as_bytes(), "is no whole gzip file: ");
    }
}
