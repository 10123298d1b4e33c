//! The lab's shell against the real nc, curl, ping, telnet and bash (`oracle/record_programs.py`), line by line, and what is the
//! shell's own: files, undo, bounds, completion.

use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;

use engine::kernel::event::{HostId, Silence, Trace, What};
use engine::lab::moment;
use engine::lab::scenario::{HostPlan, InterfacePlan, ServerPlan, ServerProtocol, Work};
use engine::lab::shell::complete::complete;
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
    check("recorded.txt", 220);
}

#[test]
fn what_is_the_shells_own_is_as_it_is_written_down() {
    check("own.txt", 25);
}

/// Types every line of a file, one after the other, on `client`.
fn check(file: &str, least: usize) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/programs").join(file);
    let asked = recorded(&fs::read_to_string(file).unwrap());
    assert!(asked.len() >= least, "only {} commands were found", asked.len());
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
            let (command, manner) =
                rest.split_once(" #t").or(rest.split_once(" #c")).map_or((rest, ""), |(command, _)| (command, "x"));
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
            "<" => {
                asked.command.push_str(&format!("\n{rest}"));
                continue;
            }
            ">" => &mut asked.out,
            "!" => &mut asked.err,
            "|" => {
                asked.on_terminal = true;
                &mut asked.shown
            }
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

#[test]
fn tab_offers_what_there_is() {
    let session = Session::new(lab());
    let mut wrong = Vec::new();
    for case in include_str!("data/programs/completion.txt").lines().filter(|line| !line.starts_with("# ")) {
        let (line, expected) = case.split_once(" => ").expect("a line => what it offers");
        let completion = complete(&session, line, line.len());
        let found = format!("{}: {}", completion.from, completion.candidates.join(" "));
        if found.trim_end() != expected {
            wrong.push(format!("{line}\n  expected {expected}\n  found    {found}\n"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn what_goes_on_in_the_next_line_is_known() {
    let open = [
        "cat <<EOF",
        "cat <<EOF\none",
        "echo 'one",
        "echo \"one",
        "iptables -L |",
        "true &&",
        "echo one \\",
        "cat <<A <<B\n1\nA",
        "for x in a b",
        "for x in a b; do",
        "for x in a b; do echo $x",
    ];
    let whole = [
        "",
        "cat <<EOF\none\nEOF",
        "echo one",
        "echo 'a\nb'",
        "echo one;",
        "echo \\\\",
        "for x in a\ndo echo $x\ndone",
        "echo ) oops",
    ];
    assert_eq!(open.map(wants_more), [true; 11]);
    assert_eq!(whole.map(wants_more), [false; 8]);
}

#[test]
fn undo_is_the_session_before() {
    let start = Session::new(lab());
    let mut timeline = Timeline::new(start.clone());
    timeline.run("iptables -F OUTPUT; echo kept > file", &mut Silence);
    let first = timeline.now().clone();
    timeline.run("iptables -P OUTPUT DROP", &mut Silence);
    let second = timeline.now().clone();
    assert_ne!(first, second);
    assert!(timeline.undo() && *timeline.now() == first);
    assert!(timeline.undo() && *timeline.now() == start && !timeline.can_undo() && !timeline.undo());
    assert!(timeline.redo() && timeline.redo() && *timeline.now() == second && !timeline.redo());
    timeline.undo();
    timeline.run("hostname", &mut Silence);
    assert!(!timeline.can_redo(), "a new line has no other future");
    timeline.reset();
    assert_eq!(*timeline.now(), start);
    assert!(timeline.undo() && timeline.now().typed.len() == 2);
    assert_eq!(timeline.history.len(), 3);
}

/// The session stands on the client, as its lab has been; the trace of the line tells all of it.
#[test]
fn a_line_that_moves_packets_is_heard_and_leaves_quiet_behind() {
    let mut session = Session::new(lab());
    let before = moment::of(&session.lab);
    let mut trace = Trace::default();
    let printed = session.run("nc -zv -w 4 server 82", &mut trace);
    assert_eq!(printed.err(), "nc: connect to server (10.0.1.2) port 82 (tcp) timed out: Operation now in progress\n");
    let made = trace.events.iter().filter(|event| matches!(event.what, What::Made { .. })).count();
    assert_eq!(made, 3, "a SYN and, after 1 s and 3 s, the same again");
    let mut after = before;
    trace.events.iter().for_each(|event| after.apply(event));
    let end = moment::of(&session.lab);
    assert!(after.hosts == end.hosts && after.clock == end.clock, "the trace tells all that the line has changed");
    assert_eq!(session.lab.customs, Customs::REPLAY);
    let mut later = Trace::default();
    session.run("sleep 60", &mut later);
    assert!(later.events.iter().all(|event| event.packet.is_none()), "nothing is sent again that nobody waits for");
}

#[test]
fn hosts_have_their_own_files_and_codes() {
    let mut session = Session::new(lab());
    session.run("echo mine > file; false", &mut Silence);
    session.host = HostId(2);
    assert_eq!(session.prompt(), "root@server:~# ");
    assert_eq!(session.run("echo $?; cat file", &mut Silence).text(), "0\ncat: file: No such file or directory\n");
    session.host = HostId(0);
    assert_eq!(session.run("echo $?; cat file", &mut Silence).text(), "1\nmine\n");
}

/// Nothing that is typed makes it stop, run on for ever, or print without end.
#[test]
fn whatever_is_typed_comes_to_an_end() {
    let long = "x".repeat(1 << 21);
    let list = "echo a;".repeat(1000);
    let deep = format!("grep -E '{}a{}' <<< aaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "(".repeat(50), ")*".repeat(50));
    let loops = "for a in 1 2 3 4 5 6 7 8 9; do ".repeat(9) + &"done;".repeat(9);
    let growing = "A=$A$A0123456789;".repeat(100) + "cat <<< \"" + &"$A".repeat(10_000) + "\"";
    let file = "A=0123456789012345678901234567890123456789; cat < ".to_owned() + &"$A".repeat(10_000);
    let equals = "=".repeat(1 << 19);
    let slow = "grep -E '(a|aa)*(a|aa)*(a|aa)*b' <<< aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    let lines = [
        &long,
        &list,
        &deep,
        slow,
        "nc -zv -w 1 server 1-65535",
        "ping -c 100000 -i 0 server",
        "ping -i 0 -w 100000 server",
        "nc -w 99999999999 server 82",
        "sleep 99999999999999999999",
        "sleep 1e9",
        &loops,
        &growing,
        &file,
        &equals,
        "head -n 99999999999999999999 /etc/hosts",
        "curl -m 0.0000001 server:82",
        "echo \u{0}\u{7f}€ 中文 | grep 文",
        "<",
        ">",
        "<<",
        "<<<",
        "&&",
        "|",
        "\\",
        "'",
        "\"",
        "$",
        "!",
        "! !",
        "#",
        "cat <<EOF",
        "echo 2>&9",
        "2>&1",
        "> file",
        "iptables -A INPUT -m u32 --u32 x",
        "nc -u -zv -w 1000000 server 82",
        "printf %",
        "printf %%",
        "printf '%s'",
        "grep [ x",
        "grep '\\' x",
        "grep -A x",
        "wc -",
        "tail -n +0 /etc/hosts",
        "curl http://:80",
        "curl -w",
        "ping -t",
    ];
    for line in lines {
        let mut session = Session::new(lab());
        let printed = session.run(line, &mut Silence);
        assert!(printed.text().len() < (1 << 20) + 100, "{} bytes from {}", printed.text().len(), &line[..line.len().min(50)]);
        for cursor in 0..line.len().min(60) + 2 {
            complete(&session, line, cursor);
        }
        wants_more(line);
    }
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
