//! A digest as it stands in names: its start, in hex.

pub fn short(digest: &[u8]) -> String {
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_two_digits() {
        assert_eq!(short(&[0x0a, 0xff, 0, 1, 2, 3, 4, 5, 6]), "0aff000102030405");
    }
}
