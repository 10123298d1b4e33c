//! The texts of iproute2: what `ip` takes as arguments, and what it prints. Carrying commands out is `tools::ip`'s.

pub mod address;
pub mod complaint;
pub mod link;
pub mod neigh;
pub mod route;
pub mod rule;
pub mod table;
pub mod values;
pub mod words;

pub use complaint::Complaint;
