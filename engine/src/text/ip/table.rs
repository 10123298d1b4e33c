//! The main table as `route -n` and `netstat -rn` of net-tools print it (`/proc/net/route`).

use std::fmt::Write as _;
use std::net::Ipv4Addr;

use super::values;
use crate::state::route::{Route, RouteKind};

/// Which columns stand between the flags and the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// `route`
    Metric,
    /// `netstat -r`
    Window,
    /// `route -ee`
    All,
}

/// What a route says to TCP, as `route` writes it; 0 is nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    /// With both headers, which `advmss` leaves out (`rtentry_to_fib_config`).
    pub mss: u32,
    pub window: u32,
    /// Milliseconds.
    pub irtt: u32,
}

const HEADERS: u32 = 40;
const MOST_ADVMSS: u32 = 65535 - HEADERS;

impl Measures {
    fn of(route: &Route) -> Measures {
        let text = |wanted: &str| route.attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let number = |wanted: &str| text(wanted).and_then(values::number).unwrap_or(0);
        Measures {
            mss: if number("advmss") > 0 { number("advmss").saturating_add(HEADERS) } else { 0 },
            window: number("window"),
            irtt: text("rtt").and_then(milliseconds).unwrap_or(0),
        }
    }

    /// In the kernel's order.
    pub fn to_attributes(self) -> Vec<(String, String)> {
        let seconds = f64::from(self.irtt) / 1000.0;
        let irtt = if self.irtt < 1000 { format!("{}ms", self.irtt) } else { format!("{seconds}s") };
        let advmss = self.mss.saturating_sub(HEADERS).min(MOST_ADVMSS);
        let all =
            [("window", self.window, self.window.to_string()), ("rtt", self.irtt, irtt), ("advmss", advmss, advmss.to_string())];
        let said = all.into_iter().filter(|(_, value, _)| *value > 0);
        said.map(|(name, _, text)| (name.to_owned(), text)).collect()
    }
}

/// `50ms`, `1.5s`; a bare number is in eighths.
fn milliseconds(text: &str) -> Option<u32> {
    let (number, factor) = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
        (Some(number), _) => (number, 1.0),
        (None, Some(number)) => (number, 1000.0),
        (None, None) => return values::number(text).map(|eighths| eighths / 8),
    };
    // out of range saturates
    number.parse::<f64>().ok().map(|number| (number * factor) as u32)
}

pub fn print_head(out: &mut String, columns: Columns) {
    out.push_str("Kernel IP routing table\n");
    out.push_str("Destination     Gateway         Genmask         Flags ");
    out.push_str(match columns {
        Columns::Metric => "Metric Ref    Use Iface\n",
        Columns::Window => "  MSS Window  irtt Iface\n",
        Columns::All => "Metric Ref    Use Iface    MSS   Window irtt\n",
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
    let Measures { mss, window, irtt } = Measures::of(route);
    let metric = route.metric;
    let _ = match (columns, is_refused) {
        (Columns::Metric, true) => writeln!(out, "{metric:<6} {:<2} {:>7} {device}", "-", 0),
        (Columns::Metric, false) => writeln!(out, "{metric:<6} {:<2} {:>7} {device}", 0, 0),
        (Columns::Window, true) => writeln!(out, "{:>5} {:<5} {:>6} {device}", "-", "-", "-"),
        (Columns::Window, false) => writeln!(out, "{mss:>5} {window:<5} {irtt:>6} {device}"),
        (Columns::All, true) => writeln!(out, "{metric:<6} {:<2} {:>7} {device:<8} {:<5} {:<6} -", "-", 0, "-", "-"),
        (Columns::All, false) => writeln!(out, "{metric:<6} {:<2} {:>7} {device:<8} {mss:<5} {window:<6} {irtt}", 0, 0),
    };
}
