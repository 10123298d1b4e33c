//! The `ss` command of iproute2, as far as sockets of TCP and UDP go. Which of them is `filter`'s.

mod filter;

use super::Output;
use crate::kernel::host::Host;
use crate::text::ss::{self, Asked};
use filter::{Filter, Usual};

/// `words` is what follows `ss`.
pub fn ss(host: &Host, words: &[&str]) -> Output {
    let (mut asked, mut usual) = (Asked::default(), Usual::Connected);
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
                'l' => usual = Usual::Waiting,
                'a' => usual = Usual::All,
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
    let filter = match Filter::read(&rest, usual) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::packet::Owner;
    use crate::state::sockets::{Socket, TcpListener, UdpSocket};

    /// What the real one said of the same sockets: words, output or complaint. The order of listeners is that of a seeded hash.
    const CASES: [(&str, &str); 11] = [
        (
            "-ltn sport = :80",
            "\
State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
LISTEN 0      128          0.0.0.0:80        0.0.0.0:*          
",
        ),
        (
            "-ltn sport = :http",
            "\
State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
LISTEN 0      128          0.0.0.0:80        0.0.0.0:*          
",
        ),
        (
            "-tan state listening",
            "\
Recv-Q Send-Q   Local Address:Port  Peer Address:PortProcess
0      128    127.100.100.100:65000      0.0.0.0:*          
0      128            0.0.0.0:80         0.0.0.0:*          
0      128            0.0.0.0:22         0.0.0.0:*          
0      128          127.0.0.1:5432       0.0.0.0:*          
",
        ),
        (
            "-uan",
            "\
State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
UNCONN 0      0            0.0.0.0:53        0.0.0.0:*          
ESTAB  0      0          127.0.0.1:4000    127.0.0.1:53         
",
        ),
        (
            "-uan state established",
            "\
Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
0      0          127.0.0.1:4000    127.0.0.1:53         
",
        ),
        (
            "-uan sport = :53",
            "\
State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
UNCONN 0      0            0.0.0.0:53        0.0.0.0:*          
",
        ),
        ("-tan state bucket", "State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n"),
        ("-V", "ss utility, iproute2-6.1.0\n"),
        ("-tan state nosuch", "ss: wrong state name: nosuch\n"),
        ("-tan bogus", "Error: an inet prefix is expected rather than \"bogus\".\nCannot parse dst/src address.\n"),
        ("-tan ( sport", "ss: bison bellows (while parsing filter): \"syntax error!\" Sorry.\n"),
    ];

    #[test]
    fn states_and_expressions_choose_as_in_ss() {
        for (words, expected) in CASES {
            let words: Vec<&str> = words.split(' ').collect();
            let output = ss(&host(), &words);
            assert_eq!(output.out + &output.err, expected, "{words:?}");
        }
        let chosen = |words: &str| {
            let words: Vec<&str> = words.split(' ').collect();
            ss(&host(), &[&["-Hltun"], words.as_slice()].concat()).out.lines().count()
        };
        assert_eq!(chosen("src 127.0.0.0/8"), 2);
        assert_eq!(chosen("not src 127.0.0.0/8"), 3);
        assert_eq!(chosen("sport gt :1000 and src 127.0.0.1"), 1);
        assert_eq!(chosen("( sport = :22 or sport = 80 ) src 0.0.0.0"), 2);
        assert_eq!(chosen("sport le :53"), 2);
        assert_eq!(chosen("src 127.0.0.1:5432"), 1);
    }

    #[test]
    fn a_long_expression_is_no_deep_one() {
        for word in ["or", "and", ""] {
            let mut words = vec!["-Hltn", "sport", "=", ":80"];
            for _ in 0..20_000 {
                words.extend([word, "sport", "=", ":80"]);
            }
            assert_eq!(ss(&host(), &words).out.lines().count(), 1, "{word}");
        }
    }

    fn host() -> Host {
        let mut host = Host::new("host");
        let owner = Owner::default();
        for (address, port) in [([127, 100, 100, 100], 65000), ([0, 0, 0, 0], 80), ([127, 0, 0, 1], 5432), ([0, 0, 0, 0], 22)] {
            let local = (address.into(), port);
            host.sockets.add(Socket::Listener(TcpListener { local, owner, half_open: Vec::new(), ready: Default::default() }));
        }
        for (local, remote) in [(([127, 0, 0, 1], 4000), Some(([127, 0, 0, 1].into(), 53))), (([0, 0, 0, 0], 53), None)] {
            let local = (local.0.into(), local.1);
            host.sockets.add(Socket::Udp(UdpSocket { local, remote, mark: 0, owner, received: Default::default(), error: None }));
        }
        host
    }
}
