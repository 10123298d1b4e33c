//! The `ss` command of iproute2, as far as sockets of TCP and UDP go. Which of them is `filter`'s.

mod filter;

use super::Output;
use crate::kernel::host::Host;
use crate::text::ss::{self, Asked};
use filter::Filter;

/// `words` is what follows `ss`.
pub fn ss(host: &Host, words: &[&str]) -> Output {
    let mut asked = Asked { connected: true, ..Asked::default() };
    let mut rest = Vec::new();
    for word in words {
        let letters = match *word {
            "--listening" => "l",
            "--all" => "a",
            "--tcp" => "t",
            "--udp" => "u",
            "--numeric" => "n",
            "--no-header" => "H",
            "--ipv4" => "4",
            "--oneline" => "O",
            "--processes" => "p",
            "-V" | "--version" => return Output { out: "ss utility, iproute2-6.1.0\n".to_owned(), ..Output::default() },
            word => match word.strip_prefix('-') {
                Some(letters) if !letters.starts_with('-') => letters,
                Some(_) => return not_modelled(word),
                None => {
                    rest.push(word);
                    continue;
                }
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
                '4' | 'p' | 'O' => {}
                _ => return not_modelled(word),
            }
        }
    }
    if !asked.tcp && !asked.udp {
        (asked.tcp, asked.udp) = (true, true);
    }
    let filter = match Filter::read(&rest, asked) {
        Ok(filter) => filter,
        Err(failed) => return failed,
    };
    asked.without_state = filter.has_one_state();
    let mut output = Output::default();
    ss::print(&mut output.out, &host.sockets, asked, |seen| filter.takes(seen));
    output
}

fn not_modelled(word: &str) -> Output {
    Output { err: format!("ss: \"{word}\" is not modelled here\n"), code: 1, ..Output::default() }
}
