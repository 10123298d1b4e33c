//! TCP's sequence numbers, which go round.

/// Which of two is earlier.
pub fn before(left: u32, right: u32) -> bool {
    (left.wrapping_sub(right) as i32) < 0
}
