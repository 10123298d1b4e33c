//! Where a text comes from: a file, or standard input.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Read};
use std::path::PathBuf;

use crate::problem::Problem;

/// `-` is standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    Standard,
    File(PathBuf),
}

impl Input {
    /// Bytes that are no UTF-8 become replacement characters: a paste is read as far as it goes.
    pub fn text(&self) -> Result<String, Problem> {
        let bytes = self.bytes().map_err(|error| {
            Problem::new(format!("{self} cannot be read: {error}"), "", "check the name; - is standard input")
        })?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn bytes(&self) -> io::Result<Vec<u8>> {
        match self {
            Input::File(path) => std::fs::read(path),
            Input::Standard => {
                let mut bytes = Vec::new();
                io::stdin().read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }
}

impl From<OsString> for Input {
    fn from(word: OsString) -> Input {
        if word == "-" { Input::Standard } else { Input::File(word.into()) }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Standard => formatter.write_str("standard input"),
            Input::File(path) => path.display().fmt(formatter),
        }
    }
}
