//! Which rule is meant, whatever is written above it.

pub use trace::RuleId;
