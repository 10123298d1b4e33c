//! `route` of net-tools, and `netstat -r`: the main table shown, and changed as the kernel does it for `SIOCADDRT` and `SIOCDELRT`.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::Output;
use super::ip::route as ip_route;
use crate::kernel::host::Host;
use crate::rules::values::address;
use crate::state::interface::{InterfaceName, Scope};
use crate::state::route::change::Insertion;
use crate::state::route::error::ChangeError;
use crate::state::route::{RouteKind, TableNumber};
use crate::text::ip::route::RouteWords;
use crate::text::ip::table::{Columns, Measures, print_head, print_row};
use crate::text::ip::values;

/// Carries out `route WORDS`, the command's own name left out.
pub fn route(host: &mut Host, words: &[&str]) -> Output {
    match words {
        ["add" | "del" | "delete"] => Output { out: USAGE.to_owned(), ..Output::default() },
        ["add", rest @ ..] => change(host, Call::Add, rest),
        ["del" | "delete", rest @ ..] => change(host, Call::Delete, rest),
        ["flush", ..] => wrong("Flushing `inet' routing table not supported"),
        words => match shown(words) {
            Ok((columns, numeric)) => show(host, columns, numeric),
            Err(word) => {
                let err = format!("route: {word}: only route, -n, -e, add and del are modelled here\n");
                Output { err, code: 4, ..Output::default() }
            }
        },
    }
}

/// `-n` and `-e`, which counts. `Err` is the first word that is neither.
fn shown<'word>(words: &[&'word str]) -> Result<(Columns, bool), &'word str> {
    let is_known = |word: &str| word.len() > 1 && word.starts_with('-') && word.trim_start_matches(['-', 'n', 'e']).is_empty();
    if let Some(word) = words.iter().find(|word| !is_known(word) || word.starts_with("--")) {
        return Err(word);
    }
    let letters = words.concat();
    let columns = match letters.matches('e').count() {
        0 => Columns::Metric,
        1 => Columns::Window,
        _ => Columns::All,
    };
    Ok((columns, letters.contains('n')))
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
enum Call {
    Add,
    Delete,
}

impl Call {
    fn refused(self, error: ChangeError) -> Output {
        let name = match self {
            Call::Add => "SIOCADDRT",
            Call::Delete => "SIOCDELRT",
        };
        Output { err: format!("{name}: {}\n", number_text(error)), code: 7, ..Output::default() }
    }
}

/// The error number alone: an ioctl has no messages.
fn number_text(error: ChangeError) -> &'static str {
    match error {
        ChangeError::FileExists => "File exists",
        ChangeError::NoSuchProcess => "No such process",
        ChangeError::NoSuchFile => "No such file or directory",
        ChangeError::NetworkDown | ChangeError::DeviceNotUp | ChangeError::OnlinkDeviceNotUp => "Network is down",
        ChangeError::InvalidGateway => "Network is unreachable",
        ChangeError::NoSuchDevice => "No such device",
        ChangeError::OperationNotSupported => "Operation not supported",
        ChangeError::InvalidArgument
        | ChangeError::NoEgressDevice
        | ChangeError::InvalidSource
        | ChangeError::InvalidScope
        | ChangeError::InvalidHopFlags
        | ChangeError::InvalidHopScope
        | ChangeError::HostScopeWithGateway
        | ChangeError::HostScopeWithHops
        | ChangeError::InvalidPrefix
        | ChangeError::BackwardGoto
        | ChangeError::InvalidTos
        | ChangeError::NoSuchTable
        | ChangeError::AddressAssigned
        | ChangeError::AddressNotFound
        | ChangeError::InvalidAddressScope => "Invalid argument",
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Host,
    Net,
    /// Whichever it looks like.
    Either,
}

/// What is written behind the verb.
#[derive(Clone, Debug, Default)]
struct Asked<'word> {
    start: Option<Ipv4Addr>,
    length: u8,
    gateway: Option<Ipv4Addr>,
    metric: Option<u32>,
    measures: Measures,
    device: Option<&'word str>,
    reject: bool,
}

fn change(host: &mut Host, call: Call, words: &[&str]) -> Output {
    let asked = match read(words) {
        Ok(asked) => asked,
        Err(output) => return output,
    };
    let done = route_words(host, &asked, call).and_then(|written| match call {
        // neither the first nor the only one: another way to the same net goes before the one there is
        Call::Add => ip_route::put(host, &written, Insertion::Prepend),
        Call::Delete => ip_route::take(host, &written),
    });
    done.map_or_else(|error| call.refused(error), |()| Output::default())
}

/// As the kernel reads it (`rtentry_to_fib_config`).
fn route_words(host: &Host, asked: &Asked<'_>, call: Call) -> Result<RouteWords, ChangeError> {
    let start = asked.start.unwrap_or(Ipv4Addr::UNSPECIFIED);
    let destination = Ipv4Net::new(start, asked.length).ok().filter(|net| net.network() == start);
    let destination = Some(destination.ok_or(ChangeError::InvalidArgument)?);
    let metric = asked.metric;
    if asked.reject {
        // gateway and device are not looked at
        let (kind, scope) = (Some(RouteKind::Unreachable), Some(Scope::Host));
        return Ok(RouteWords { kind, scope, destination, metric, ..RouteWords::default() });
    }
    let device = asked.device.map(|name| existing(host, name)).transpose()?;
    if call == Call::Add && asked.gateway.is_some_and(|gateway| gateway.is_unspecified()) {
        return Err(ChangeError::InvalidArgument);
    }
    let (kind, attributes) = (Some(RouteKind::Unicast), asked.measures.to_attributes());
    Ok(RouteWords { kind, destination, metric, device, gateway: asked.gateway, attributes, ..RouteWords::default() })
}

fn existing(host: &Host, name: &str) -> Result<InterfaceName, ChangeError> {
    let device = values::interface_name(name).filter(|device| host.interface(*device).is_some());
    device.ok_or(ChangeError::NoSuchDevice)
}

fn read<'word>(words: &[&'word str]) -> Result<Asked<'word>, Output> {
    let (target, words) = match words {
        ["-net", rest @ ..] => (Target::Net, rest),
        ["-host", rest @ ..] => (Target::Host, rest),
        rest => (Target::Either, rest),
    };
    let [name, rest @ ..] = words else { return Err(wrong("")) };
    let (mut asked, mut mask) = (Asked::default(), None);
    let mut rest = rest.iter();
    while let Some(word) = rest.next() {
        let mut argument = || rest.next().copied().ok_or_else(|| wrong(""));
        match *word {
            "gw" | "gateway" => asked.gateway = Some(resolved(argument()?)?),
            "metric" => asked.metric = Some(argument()?.parse().map_err(|_| wrong(""))?),
            "mss" => asked.measures.mss = measure(argument()?, 64..=65536, "Invalid MSS/MTU.")?,
            "window" => asked.measures.window = measure(argument()?, 128..=u32::MAX, "Invalid window.")?,
            // a short in the kernel's `struct rtentry`
            "irtt" => asked.measures.irtt = leading_number(argument()?) & 0xffff,
            "dev" | "device" => asked.device = Some(argument()?),
            "netmask" => {
                let text = argument()?;
                let bogus = || wrong(&format!("route: bogus netmask {text}"));
                let read = text.parse().ok().and_then(|mask: Ipv4Addr| address::prefix_length(u32::from(mask)));
                mask = Some(read.and_then(|length| u8::try_from(length).ok()).ok_or_else(bogus)?);
            }
            "reject" => asked.reject = true,
            "mod" | "dyn" | "reinstate" => {}
            device => asked.device = Some(device),
        }
    }
    let (start, length) = destination(target, name, mask)?;
    Ok(Asked { start: Some(start), length, ..asked })
}

fn measure(text: &str, allowed: std::ops::RangeInclusive<u32>, complaint: &str) -> Result<u32, Output> {
    let number = leading_number(text);
    if allowed.contains(&number) { Ok(number) } else { Err(wrong(&format!("route: {complaint}"))) }
}

/// As C's `atoi` reads it: `1400x` is 1400, `x` is 0.
fn leading_number(text: &str) -> u32 {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn resolved(text: &str) -> Result<Ipv4Addr, Output> {
    let unknown = || Output { err: format!("{text}: Unknown host\n"), code: 6, ..Output::default() };
    address::without_middle(text).or_else(|| address::named(text)).ok_or_else(unknown)
}

/// Where it leads, and how many bits of that count.
fn destination(target: Target, name: &str, mask: Option<u8>) -> Result<(Ipv4Addr, u8), Output> {
    if matches!(name, "default" | "0.0.0.0/0") {
        return Ok((Ipv4Addr::UNSPECIFIED, 0));
    }
    let (text, length) = match name.split_once('/') {
        Some((text, length)) => (text, Some(length.parse::<u8>().ok().filter(|length| *length <= 32).ok_or_else(|| wrong(""))?)),
        None => (name, None),
    };
    let start = resolved(text)?;
    let length = match (target, mask.or(length)) {
        (Target::Net, Some(length)) => length,
        // the tool asks for no mask, and the kernel finds bits of the address outside of it
        (Target::Net, None) => return Ok((start, 0)),
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
    Ok((start, length))
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
