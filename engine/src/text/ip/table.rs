//! The main table as `route -n` and `netstat -rn` of net-tools print it (`/proc/net/route`).

use std::fmt::Write as _;
use std::net::Ipv4Addr;

use crate::kernel::route::{Route, RouteKind};

/// Which columns stand between the flags and the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// `route`
    Metric,
    /// `netstat -r`
    Window,
}

pub fn print_head(out: &mut String, columns: Columns) {
    out.push_str("Kernel IP routing table\n");
    out.push_str("Destination     Gateway         Genmask         Flags ");
    out.push_str(match columns {
        Columns::Metric => "Metric Ref    Use Iface\n",
        Columns::Window => "  MSS Window  irtt Iface\n",
    });
}

/// One row. `numeric`: `0.0.0.0`, not `default`. Of several next hops the first is shown.
pub fn print_row(out: &mut String, route: &Route, columns: Columns, numeric: bool) {
    let hop = route.next_hops.first();
    let gateway = hop.and_then(|hop| hop.gateway);
    let net = route.destination;
    let is_refused = matches!(route.kind, RouteKind::Unreachable | RouteKind::Prohibit);
    let mut flags = String::from(if is_refused { "!" } else { "U" });
    if gateway.is_some() {
        flags.push('G');
    }
    if net.prefix_len() == 32 {
        flags.push('H');
    }
    let destination = match net.prefix_len() {
        0 if !numeric => "default".to_string(),
        _ => net.network().to_string(),
    };
    let gateway = if is_refused { "-".to_string() } else { gateway.unwrap_or(Ipv4Addr::UNSPECIFIED).to_string() };
    // Blackhole and throw have no device, and no flag of their own either.
    let device = match hop {
        _ if is_refused => "-".to_string(),
        Some(hop) => hop.device.to_string(),
        None => "*".to_string(),
    };
    let _ = write!(out, "{destination:<15} {gateway:<15} {:<15} {flags:<5} ", net.netmask());
    let _ = match (columns, is_refused) {
        (Columns::Metric, true) => writeln!(out, "{:<6} {:<2} {:>7} {device}", route.metric, "-", 0),
        (Columns::Metric, false) => writeln!(out, "{:<6} {:<2} {:>7} {device}", route.metric, 0, 0),
        (Columns::Window, true) => writeln!(out, "{:>5} {:<5} {:>6} {device}", "-", "-", "-"),
        (Columns::Window, false) => writeln!(out, "{:>5} {:<5} {:>6} {device}", 0, 0, 0),
    };
}
