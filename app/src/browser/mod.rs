//! The one room that touches the browser: the address bar, the document, keys and presses, the storage, a panic.
//!
//! The rest of the page speaks in values and asks here. Each part answers where the browser refuses,
//! as it may under `file://` or in a private window, and never fails.

pub mod document;
pub mod files;
pub mod hash;
pub mod json;
pub mod keyboard;
pub mod panic;
pub mod printing;
pub mod spots;
pub mod storage;
pub mod update;
