//! Packs what the second program is asked, with postcard, and unpacks what it and `press` packed.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The file was written by another version of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfAnotherVersion;

pub fn unpack<T: DeserializeOwned>(file: &[u8]) -> Result<T, OfAnotherVersion> {
    let bytes = file.strip_prefix(lessons::FORMAT).ok_or(OfAnotherVersion)?;
    postcard::from_bytes(bytes).map_err(|_| OfAnotherVersion)
}

/// As postcard writes it, behind the version.
pub fn pack<T: Serialize>(value: &T) -> Vec<u8> {
    // A vector takes whatever there is.
    let body = postcard::to_allocvec(value).unwrap_or_default();
    [lessons::FORMAT, &body].concat()
}

#[cfg(test)]
mod tests {
    use lessons::bench::{Line, Request};

    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        let request = Request::Type(Line { host: 2, text: "iptables -A INPUT -j DROP # 钩子点".to_owned() });
        assert_eq!(unpack(&pack(&request)), Ok(request));
    }

    #[test]
    fn a_file_of_another_version_or_cut_off_is_none_of_ours() {
        assert_eq!(unpack::<u8>(b"chainwalk 0\n\x01"), Err(OfAnotherVersion));
        assert_eq!(unpack::<u8>(b""), Err(OfAnotherVersion));
        let whole = pack(&"a text".to_owned());
        assert_eq!(unpack::<String>(&whole[..whole.len() - 1]), Err(OfAnotherVersion));
    }
}
