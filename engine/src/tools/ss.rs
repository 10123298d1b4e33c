//! The `ss` command of iproute2, as far as sockets of TCP and UDP go.

use super::Output;
use crate::kernel::host::Host;
use crate::text::ss::{self, Asked};

/// `words` is what follows `ss`.
pub fn ss(host: &Host, words: &[&str]) -> Output {
    let mut asked = Asked { connected: true, ..Asked::default() };
    for word in words {
        let letters = match *word {
            "--listening" => "l",
            "--all" => "a",
            "--tcp" => "t",
            "--udp" => "u",
            "--numeric" => "n",
            "--no-header" => "H",
            "--ipv4" => "4",
            word => match word.strip_prefix('-') {
                Some(letters) if !letters.starts_with('-') => letters,
                Some(_) | None => return not_modelled(word),
            },
        };
        for letter in letters.chars() {
            match letter {
                'l' => (asked.listening, asked.connected) = (true, false),
                'a' => (asked.listening, asked.connected) = (true, true),
                't' => asked.tcp = true,
                'u' => asked.udp = true,
                'n' => asked.numeric = true,
                'H' => asked.no_header = true,
                // all sockets here are of IPv4, and no process is known
                '4' | 'p' => {}
                _ => return not_modelled(word),
            }
        }
    }
    if !asked.tcp && !asked.udp {
        (asked.tcp, asked.udp) = (true, true);
    }
    let mut output = Output::default();
    ss::print(&mut output.out, &host.sockets, asked);
    output
}

fn not_modelled(word: &str) -> Output {
    Output { err: format!("ss: \"{word}\" is not modelled here\n"), code: 1, ..Output::default() }
}
