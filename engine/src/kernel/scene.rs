//! Where on its way a packet is, as rules see it.

use crate::state::hook::{Hook, TableName};
use crate::state::interface::InterfaceName;

/// Where a walk takes place.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    pub hook: Hook,
    pub table: TableName,
    pub input: InterfaceName,
    pub output: InterfaceName,
}
