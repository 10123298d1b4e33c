//! Ranges of security parameters, as `ah`, `esp` and `ipcomp` ask for them.

use super::number;
use crate::rules::options::{Given, Problem};

/// Both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpiTest {
    pub first: u32,
    pub last: u32,
    pub inverted: bool,
}

impl Default for SpiTest {
    fn default() -> SpiTest {
        SpiTest { first: 0, last: u32::MAX, inverted: false }
    }
}

impl SpiTest {
    pub fn read(extension: &str, option: Option<&Given<'_>>) -> Result<SpiTest, Problem> {
        let Some(option) = option else { return Ok(SpiTest::default()) };
        let (first, last) = number::range(extension, option, u64::from(u32::MAX))?;
        Ok(SpiTest { first: first as u32, last: last as u32, inverted: option.inverted })
    }

    pub fn save(self, out: &mut String, option: &str) {
        if (self.first, self.last) != (0, u32::MAX) {
            out.push_str(&format!("{} --{option} {}", if self.inverted { " !" } else { "" }, self.text()));
        }
    }

    /// `spi:5`, `spis:!5:6`.
    pub fn listed(self) -> String {
        if (self.first, self.last) == (0, u32::MAX) && !self.inverted {
            return String::new();
        }
        let plural = if self.first == self.last { "" } else { "s" };
        format!("spi{plural}:{}{}", if self.inverted { "!" } else { "" }, self.text())
    }

    fn text(self) -> String {
        if self.first == self.last { self.first.to_string() } else { format!("{}:{}", self.first, self.last) }
    }
}
