//! `route` and `netstat -r` of net-tools: showing the main table. They change nothing here.

use super::Output;
use crate::kernel::host::Host;
use crate::kernel::route::{RouteKind, TableNumber};
use crate::text::ip::table::{Columns, print_head, print_row};

/// Carries out `route WORDS`, the command's own name left out.
pub fn route(host: &Host, words: &[&str]) -> Output {
    match words {
        [] => show(host, Columns::Metric, false),
        ["-n"] => show(host, Columns::Metric, true),
        _ => not_modelled("route"),
    }
}

/// `netstat -rn`.
pub fn netstat(host: &Host, words: &[&str]) -> Output {
    let is_asked = |sign: char| words.iter().any(|word| word.starts_with('-') && word.contains(sign));
    if is_asked('r') { show(host, Columns::Window, is_asked('n')) } else { not_modelled("netstat") }
}

fn show(host: &Host, columns: Columns, numeric: bool) -> Output {
    let mut output = Output::default();
    print_head(&mut output.out, columns);
    let mut routes: Vec<_> = host.routing.table(TableNumber::MAIN).iter().collect();
    routes.sort_by_key(|route| route.destination.network());
    let shown = routes.into_iter().filter(|route| !matches!(route.kind, RouteKind::Broadcast | RouteKind::Multicast));
    let mut rows = 0;
    for route in shown {
        print_row(&mut output.out, route, columns, numeric);
        rows += 1;
    }
    // Nothing to show is a failure for net-tools.
    output.code = u8::from(rows == 0);
    output
}

fn not_modelled(command: &str) -> Output {
    Output { err: format!("{command}: only showing the routing table is modelled here\n"), code: 4, ..Output::default() }
}
