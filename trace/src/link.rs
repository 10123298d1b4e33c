//! What joins the interfaces of a lab, as a picture needs it.

use net::InterfaceName;
use serde::{Deserialize, Serialize};

use crate::ids::HostId;

/// A cable of two, a LAN of many, or the bridge of one of the hosts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Link {
    pub bridge: Option<Bridge>,
    /// Who is on it; for a bridge those behind its ports.
    pub stations: Vec<LinkStation>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Bridge {
    pub host: HostId,
    pub name: InterfaceName,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LinkStation {
    pub host: HostId,
    pub interface: InterfaceName,
    /// The bridge's port that leads to it.
    pub port: Option<InterfaceName>,
}

impl Link {
    /// Whether an interface, a bridge or a bridge's port of a host belongs to it.
    pub fn has(&self, host: HostId, interface: InterfaceName) -> bool {
        let at_bridge = self.bridge.as_ref().is_some_and(|bridge| {
            bridge.host == host
                && (bridge.name == interface || self.stations.iter().any(|station| station.port == Some(interface)))
        });
        at_bridge || self.stations.iter().any(|station| station.host == host && station.interface == interface)
    }
}

/// The place of the link that an interface belongs to.
pub fn link_of(links: &[Link], host: HostId, interface: InterfaceName) -> Option<usize> {
    links.iter().position(|link| link.has(host, interface))
}
