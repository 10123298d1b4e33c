//! Packs what the second program is asked, with postcard, and unpacks what it and `press` packed.
//!
//! Why not postcard's own reader: every field of every type then carries the code for what to do when it is not there, which
//! is a tenth of the whole program. Here a file is either whole and of this version, which its first bytes say, or not
//! looked at; so reading has no errors, and the compiler leaves their code out.

mod reader;

use serde::Serialize;
use serde::de::DeserializeOwned;

use reader::Reader;

/// The file was written by another version of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfAnotherVersion;

pub fn unpack<T: DeserializeOwned>(file: &[u8]) -> Result<T, OfAnotherVersion> {
    let Some(bytes) = file.strip_prefix(lessons::FORMAT) else { return Err(OfAnotherVersion) };
    match T::deserialize(&mut Reader::new(bytes)) {
        Ok(value) => Ok(value),
        Err(never) => match never {},
    }
}

/// As postcard writes it, behind the version.
pub fn pack<T: Serialize>(value: &T) -> Vec<u8> {
    // A vector takes whatever there is.
    let body = postcard::to_allocvec(value).unwrap_or_default();
    [lessons::FORMAT, &body].concat()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Shape {
        Unit,
        New(i64),
        Tuple(u8, Option<String>),
        Struct { text: String, list: Vec<u32> },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Whole {
        shapes: Vec<Shape>,
        map: BTreeMap<u16, bool>,
        pair: (i32, u64),
        bytes: [u8; 4],
        nothing: (),
        flag: bool,
        sign: char,
    }

    #[test]
    fn what_postcard_wrote_is_read_the_same() {
        let whole = Whole {
            shapes: vec![
                Shape::Unit,
                Shape::New(-1),
                Shape::New(i64::MIN),
                Shape::Tuple(200, Some("钩子点".to_owned())),
                Shape::Tuple(0, None),
                Shape::Struct { text: String::new(), list: vec![0, 127, 128, u32::MAX] },
            ],
            map: BTreeMap::from([(1, true), (300, false)]),
            pair: (-70_000, u64::MAX),
            bytes: [1, 2, 3, 255],
            nothing: (),
            flag: true,
            sign: '→',
        };
        assert_eq!(unpack::<Whole>(&pack(&whole)), Ok(whole));
    }

    #[test]
    fn a_file_of_another_version_is_not_looked_at() {
        assert_eq!(unpack::<u8>(b"chainwalk 0\n\x01"), Err(OfAnotherVersion));
        assert_eq!(unpack::<u8>(b""), Err(OfAnotherVersion));
    }
}
