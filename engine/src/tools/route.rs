//! `route` of net-tools, and `netstat -r`: the main table shown, and changed as `ip route` changes it.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::Output;
use super::ip::ip;
use crate::kernel::host::Host;
use crate::kernel::route::{RouteKind, TableNumber};
use crate::kernel::rules::values::address;
use crate::text::ip::table::{Columns, print_head, print_row};

/// Carries out `route WORDS`, the command's own name left out.
pub fn route(host: &mut Host, words: &[&str]) -> Output {
    match words {
        [] => show(host, Columns::Metric, false),
        ["-n"] => show(host, Columns::Metric, true),
        ["-e"] => show(host, Columns::Window, false),
        ["-ne" | "-en"] | ["-n", "-e"] | ["-e", "-n"] => show(host, Columns::Window, true),
        ["add" | "del" | "delete"] => Output { out: USAGE.to_owned(), ..Output::default() },
        ["add", rest @ ..] => change(host, "add", "SIOCADDRT", rest),
        ["del" | "delete", rest @ ..] => change(host, "del", "SIOCDELRT", rest),
        ["flush", ..] => wrong("Flushing `inet' routing table not supported"),
        [word, ..] => {
            let err = format!("route: {word}: only route, -n, -e, add and del are modelled here\n");
            Output { err, code: 4, ..Output::default() }
        }
    }
}

const USAGE: &str = "\
Usage: inet_route [-vF] del {-host|-net} Target[/prefix] [gw Gw] [metric M] [[dev] If]
       inet_route [-vF] add {-host|-net} Target[/prefix] [gw Gw] [metric M]
                              [netmask N] [mss Mss] [window W] [irtt I]
                              [mod] [dyn] [reinstate] [[dev] If]
       inet_route [-vF] add {-host|-net} Target[/prefix] [metric M] reject
       inet_route [-FC] flush      NOT supported
";

/// What was said, and how it is written.
fn wrong(text: &str) -> Output {
    let text = if text.is_empty() { String::new() } else { format!("{text}\n") };
    Output { err: text + USAGE, code: 3, ..Output::default() }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Host,
    Net,
    /// Whichever it looks like.
    Either,
}

/// As the same change by `ip route`; the kernel's answer in the words of net-tools.
fn change(host: &mut Host, verb: &str, call: &str, words: &[&str]) -> Output {
    let asked = match read(words) {
        Ok(asked) => asked,
        Err(output) => return output,
    };
    let mut command = vec!["route", verb];
    command.extend(asked.iter().map(String::as_str));
    let done = ip(host, &command);
    if done.code == 0 {
        return Output::default();
    }
    let reason = match done.err.trim_end() {
        text if text.contains("invalid gateway") => "Network is unreachable",
        text if text.starts_with("Cannot find device") => "No such device",
        text if text.contains("not up") => "Network is down",
        text => text.strip_prefix("RTNETLINK answers: ").unwrap_or("Invalid argument"),
    };
    Output { err: format!("{call}: {reason}\n"), code: 7, ..Output::default() }
}

/// The words as `ip route` takes them.
fn read(words: &[&str]) -> Result<Vec<String>, Output> {
    let (target, words) = match words {
        ["-net", rest @ ..] => (Target::Net, rest),
        ["-host", rest @ ..] => (Target::Host, rest),
        rest => (Target::Either, rest),
    };
    let [name, rest @ ..] = words else { return Err(wrong("")) };
    let mut mask = None;
    let (mut before, mut behind) = (Vec::new(), Vec::new());
    let mut rest = rest.iter();
    while let Some(word) = rest.next() {
        let mut argument = || rest.next().copied().ok_or_else(|| wrong(""));
        match *word {
            "gw" | "gateway" => behind.extend(["via".to_owned(), resolved(argument()?)?.to_string()]),
            "metric" => behind.extend(["metric".to_owned(), number(argument()?)?]),
            "mss" => behind.extend(["advmss".to_owned(), number(argument()?)?]),
            "dev" | "device" => behind.extend(["dev".to_owned(), argument()?.to_owned()]),
            "netmask" => {
                let text = argument()?;
                let bogus = || wrong(&format!("route: bogus netmask {text}"));
                let read = text.parse().ok().and_then(|mask: Ipv4Addr| address::prefix_length(u32::from(mask)));
                mask = Some(read.and_then(|length| u8::try_from(length).ok()).ok_or_else(bogus)?);
            }
            "reject" => {
                before.push("unreachable".to_owned());
                behind.extend(["scope", "host"].map(str::to_owned));
            }
            "mod" | "dyn" | "reinstate" => {}
            "window" | "irtt" => {
                number(argument()?)?;
            }
            device => behind.extend(["dev".to_owned(), device.to_owned()]),
        }
    }
    before.push(destination(target, name, mask)?);
    before.extend(behind);
    Ok(before)
}

fn number(text: &str) -> Result<String, Output> {
    text.parse::<u32>().map(|number| number.to_string()).map_err(|_| wrong(""))
}

fn resolved(text: &str) -> Result<Ipv4Addr, Output> {
    let unknown = || Output { err: format!("{text}: Unknown host\n"), code: 6, ..Output::default() };
    address::without_middle(text).or_else(|| address::named(text)).ok_or_else(unknown)
}

fn destination(target: Target, name: &str, mask: Option<u8>) -> Result<String, Output> {
    if matches!(name, "default" | "0.0.0.0/0") {
        return Ok("default".to_owned());
    }
    let (text, length) = match name.split_once('/') {
        Some((text, length)) => (text, Some(length.parse::<u8>().ok().filter(|length| *length <= 32).ok_or_else(|| wrong(""))?)),
        None => (name, None),
    };
    let start = resolved(text)?;
    let length = match (target, mask.or(length)) {
        (Target::Net, Some(length)) => length,
        // the tool asks for no mask, and the kernel finds bits of the address outside of it
        (Target::Net, None) => {
            return Err(Output { err: "SIOCADDRT: Invalid argument\n".to_owned(), code: 7, ..Output::default() });
        }
        (Target::Host | Target::Either, None | Some(32)) => 32,
        (Target::Host | Target::Either, Some(length)) => {
            let mask = u32::from(address::prefix_mask(length).unwrap_or(Ipv4Addr::BROADCAST)).swap_bytes();
            return Err(wrong(&format!("route: netmask {mask:08x} doesn't make sense with host route")));
        }
    };
    let net = Ipv4Net::new(start, length).map_err(|_| wrong(""))?;
    if net.network() != start && (name.contains('/') || mask.is_some()) {
        return Err(wrong("route: netmask doesn't match route address"));
    }
    Ok(net.to_string())
}

/// The main table as `route` or `netstat -r` show it.
pub(super) fn show(host: &Host, columns: Columns, numeric: bool) -> Output {
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
