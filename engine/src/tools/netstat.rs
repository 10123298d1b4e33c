//! `netstat` of net-tools: routes and sockets.

use super::Output;
use super::getopt::{Known, Piece, Words};
use super::route;
use crate::kernel::host::Host;
use crate::text::ip::table::Columns;
use crate::text::netstat::{self, Asked};

const KNOWN: &[Known] = &[
    Known::flag('r', "route"),
    Known::flag('n', "numeric"),
    Known::flag('l', "listening"),
    Known::flag('a', "all"),
    Known::flag('t', "tcp"),
    Known::flag('u', "udp"),
    Known::flag('p', "programs"),
    Known::flag('e', "extend"),
    Known::flag('v', "verbose"),
    Known::flag('W', "wide"),
    Known::flag('4', "inet"),
];

/// `words` is what follows `netstat`.
pub fn netstat(host: &Host, words: &[&str]) -> Output {
    let mut asked = Asked { connected: true, ..Asked::default() };
    let (mut routes, mut extended) = (false, 0);
    let mut pieces = Words::new(words, KNOWN);
    while let Some(piece) = pieces.advance() {
        match piece {
            Ok(Piece::Option('r', _)) => routes = true,
            Ok(Piece::Option('n', _)) => asked.numeric = true,
            Ok(Piece::Option('e', _)) => extended += 1,
            Ok(Piece::Option('l', _)) => (asked.listening, asked.connected) = (true, false),
            Ok(Piece::Option('a', _)) => (asked.listening, asked.connected) = (true, true),
            Ok(Piece::Option('t', _)) => asked.tcp = true,
            Ok(Piece::Option('u', _)) => asked.udp = true,
            Ok(Piece::Option('p', _)) => asked.programs = true,
            Ok(Piece::Option('W', _)) => asked.wide = true,
            // all is of IPv4
            Ok(Piece::Option(..)) => {}
            Ok(Piece::Word(_)) | Err(_) => return not_modelled(),
        }
    }
    if routes {
        let columns = match extended {
            0 => Columns::Window,
            1 => Columns::Metric,
            _ => Columns::All,
        };
        return route::show(host, columns, asked.numeric);
    }
    if extended > 0 {
        return not_modelled();
    }
    let mut output = Output::default();
    netstat::print(&mut output.out, &host.sockets, asked);
    output
}

fn not_modelled() -> Output {
    let err = "netstat: only -r, -t, -u, -l, -a, -n and -p, and -e with -r, are modelled here\n".to_owned();
    Output { err, code: 4, ..Output::default() }
}
