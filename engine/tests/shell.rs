//! The lab's shell against the real nc, curl, ping, telnet and bash (`oracle/record_programs.py`), line by line, and what is the
//! shell's own: files, undo, bounds, completion.

use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;

use engine::kernel::event::{HostId, Silence, Trace};
use engine::lab::scenario::{HostPlan, InterfacePlan, ServerPlan, ServerProtocol, Work};
use engine::lab::shell::{Session, Timeline, wants_more};
use engine::lab::{Customs, Lab, Scenario, build};

/// One line of the recording.
#[derive(Default)]
struct Asked {
    line: usize,
    command: String,
    /// On a terminal, where both streams are one.
    on_terminal: bool,
    stopped: bool,
    out: String,
    err: String,
    shown: String,
    code: u8,
}

#[test]
fn programs_print_what_the_real_ones_print() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/programs/recorded.txt");
    let asked = recorded(&fs::read_to_string(file).unwrap());
    assert!(asked.len() >= 200, "only {} commands were found", asked.len());
    let mut session = Session::new(lab());
    let mut wrong = Vec::new();
    for asked in &asked {
        let printed = session.run(&asked.command, &mut Silence);
        let mut differences = Vec::new();
        if asked.on_terminal {
            compare("|", &asked.shown, &printed.text(), &mut differences);
        } else if asked.stopped {
            // Ctrl+C is told on the screen; what stands before it is the program's.
            compare("+", &[&*asked.out, &asked.err].concat(), printed.text().trim_end_matches("^C\n"), &mut differences);
        } else {
            compare(">", &asked.out, &printed.out(), &mut differences);
            compare("!", &asked.err, &printed.err(), &mut differences);
        }
        if !asked.stopped && printed.code != asked.code {
            differences.push(format!("  ends with {}, expected {}\n", printed.code, asked.code));
        }
        if !differences.is_empty() {
            wrong.push(format!("{}: $ {}\n{}", asked.line, asked.command, differences.concat()));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), asked.len(), wrong.join("\n"));
}

fn compare(mark: &str, expected: &str, found: &str, differences: &mut Vec<String>) {
    let found: String = found.split_inclusive('\n').map(steady).collect();
    if expected != found {
        differences.push(format!("  expected {mark} {expected:?}\n  found    {mark} {found:?}\n"));
    }
}

fn recorded(text: &str) -> Vec<Asked> {
    let mut all: Vec<Asked> = Vec::new();
    for (place, line) in text.lines().enumerate() {
        let (mark, rest) = line.split_at(1);
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        if mark == "$" {
            let (command, manner) = rest.split_once(" #t").or(rest.split_once(" #c")).map_or((rest, ""), |(command, _)| (command, "x"));
            let asked = Asked {
                line: place + 1,
                command: command.to_owned(),
                on_terminal: !manner.is_empty() && rest.contains(" #t"),
                ..Asked::default()
            };
            all.push(asked);
            continue;
        }
        let Some(asked) = all.last_mut() else { continue };
        let text = match mark {
            ">" => &mut asked.out,
            "!" => &mut asked.err,
            "|" => &mut asked.shown,
            "?" => {
                asked.stopped = rest == "stopped";
                asked.code = if asked.stopped { 0 } else { rest.parse().expect("an exit code") };
                continue;
            }
            _ => continue,
        };
        match rest.strip_suffix("\\c") {
            Some(rest) => text.push_str(rest),
            None => text.push_str(&format!("{rest}\n")),
        }
        *text = text.replace("\\r", "\r");
    }
    all
}

/// As the recorder writes what a clock says.
fn steady(line: &str) -> String {
    let mut line = line.to_owned();
    for (before, after) in [("time=", " ms"), ("mdev = ", " ms")] {
        if let Some((head, rest)) = line.split_once(before)
            && let Some((_, tail)) = rest.split_once(after)
        {
            line = format!("{head}{before}X{after}{tail}");
        }
    }
    for (before, after) in [("after ", " m"), (", time ", "ms\n")] {
        if let Some((head, rest)) = line.split_once(before)
            && let Some((number, tail)) = rest.split_once(after)
            && let Ok(number) = number.parse::<u64>()
        {
            let number = if number > 100_000 { "minutes in".to_owned() } else { (number / 100 * 100).to_string() };
            line = format!("{head}{before}{number}{after}{tail}");
        }
    }
    line
}

/// The lab of the recorder.
fn lab() -> Lab {
    let server = |protocol, port, work| ServerPlan { protocol, port, address: Ipv4Addr::UNSPECIFIED, work };
    let says = |text: &str| Work::Answer { text: text.to_owned(), by_route: false };
    let host = |name: &str, interfaces: Vec<InterfacePlan>, routes: &[&str]| HostPlan {
        name: name.to_owned(),
        interfaces,
        routes: routes.iter().map(|route| (*route).to_owned()).collect(),
        ..HostPlan::default()
    };
    let cable = |name: &str, link: &str, addresses: &[&str]| InterfacePlan {
        name: name.to_owned(),
        is_bridge: false,
        addresses: addresses.iter().map(|address| (*address).to_owned()).collect(),
        link: Some(link.to_owned()),
        is_up: true,
        mtu: 1500,
        port: None,
    };
    let recorder = include_str!("../../oracle/record_programs.py");
    let rules = |name: &str| {
        let (_, rest) = recorder.split_once(&format!("\n{name} = \"\"\"")).expect("the recorder's rules");
        rest.split_once("\"\"\"").expect("the end of the rules").0.to_owned()
    };
    let mut client = host(
        "client",
        vec![cable("eth0", "near", &["10.0.0.1/24"])],
        &["default via 10.0.0.254", "unreachable 10.9.0.0/16", "prohibit 10.8.0.0/16", "blackhole 10.7.0.0/16"],
    );
    client.rules = rules("CLIENT_RULES");
    let mut router =
        host("router", vec![cable("eth0", "near", &["10.0.0.254/24"]), cable("eth1", "far", &["10.0.1.254/24"])], &[]);
    router.sysctls = vec![("net.ipv4.ip_forward".to_owned(), "1".to_owned())];
    let addresses = [2, 3, 4, 5, 10, 11, 12, 13, 14].map(|last| format!("10.0.1.{last}/24"));
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let mut far = host("server", vec![cable("eth0", "far", &addresses)], &["default via 10.0.1.254"]);
    far.rules = rules("RULES");
    far.servers = vec![
        server(ServerProtocol::Tcp, 80, says("pong")),
        server(ServerProtocol::Tcp, 22, Work::Silence),
        server(ServerProtocol::Tcp, 8080, says("HTTP/1.0 200 OK\r\nServer: lab\r\nContent-Length: 6\r\n\r\nhello\n")),
        server(ServerProtocol::Udp, 53, says("pong")),
    ];
    let scenario = Scenario { hosts: vec![client, router, far], ..Scenario::default() };
    let (lab, problems) = build(&scenario, Customs::REPLAY);
    assert!(problems.is_empty(), "{problems:?}");
    lab
}
