//! Virtual time as the page writes it.

use engine::state::clock::Instant;

/// Seconds and milliseconds: `1.000`
pub fn text(at: Instant) -> String {
    let micros = at.0;
    format!("{}.{:03}", micros / 1_000_000, micros % 1_000_000 / 1_000)
}
