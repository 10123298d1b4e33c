//! The commands `ip`, `sysctl`, `route`, `ipset` and `conntrack` against what the real ones said (`oracle/record_commands.py`), byte by byte.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::kernel::host::Host;
use engine::state::clock::Instant;
use engine::state::interface::{Interface, InterfaceKind, InterfaceName, Mac};
use engine::state::packet::{Datagram, Protocol, Transport, UdpHeader};
use engine::state::route::output::OutputKind;
use engine::state::route::{OutputQuery, ReversePathQuery, address_type, output, reverse_path, source_near};
use engine::state::sets::{Changes, CounterTest, Direction, Probe, TestOptions};
use engine::tools::{self, Output};

/// One command of a transcript and what the real one answered.
struct Step {
    line: usize,
    command: String,
    input: String,
    expected: Output,
}

#[test]
fn every_command_answers_as_the_real_one() {
    let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/commands");
    let (folder, least) = std::env::var_os("TRANSCRIPTS").map_or((stored, 1500), |folder| (PathBuf::from(folder), 1));
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut steps, mut wrong) = (0, Vec::new());
    for file in files {
        let (asked, failures) = check(&file);
        steps += asked;
        wrong.extend(failures);
    }
    assert!(steps >= least, "only {steps} commands were found");
    assert!(wrong.is_empty(), "{} of {steps} differ, the first:\n{}", wrong.len(), wrong[..wrong.len().min(limit())].join("\n"));
}

fn limit() -> usize {
    std::env::var("SHOW").ok().and_then(|text| text.parse().ok()).unwrap_or(3)
}

/// Plays one file; how many commands, and what differed. After a difference the rest of that host is not compared: it
/// would differ for that reason alone.
fn check(file: &Path) -> (usize, Vec<String>) {
    let text = fs::read_to_string(file).unwrap();
    let mut failures = Vec::new();
    let mut count = 0;
    for (name, interfaces, steps) in scenarios(&text) {
        let mut host = new_host(&interfaces);
        for step in steps {
            count += 1;
            let found = perform(&mut host, &step.command, &step.input);
            if found != step.expected {
                let place = format!("{}:{} ({name})", file.display(), step.line);
                failures.push(format!("{place}\n$ {}\n{}", step.command, difference(&step.expected, &found)));
                break;
            }
        }
    }
    (count, failures)
}

/// The lines that only one of the two has.
fn difference(expected: &Output, found: &Output) -> String {
    let lines = |output: &Output| -> Vec<String> {
        format!("code {}\n{}{}", output.code, output.out, output.err).lines().map(str::to_string).collect()
    };
    let (expected, found) = (lines(expected), lines(found));
    let missing = expected.iter().filter(|line| !found.contains(line)).map(|line| format!("  expected {line}\n"));
    let surplus = found.iter().filter(|line| !expected.contains(line)).map(|line| format!("  found    {line}\n"));
    let difference: String = missing.chain(surplus).collect();
    if difference.is_empty() { format!("  another order: {found:#?}") } else { difference }
}

fn perform(host: &mut Host, command: &str, input: &str) -> Output {
    let words = split(command);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((&"ip", words)) => tools::ip::ip(host, words, Instant::default()),
        Some((&"sysctl", words)) => tools::sysctl::sysctl(host, words),
        Some((&"conntrack", words)) => steady_connections(tools::conntrack::conntrack(host, words, Instant::default())),
        Some((&"ipset", words)) => steady(tools::ipset::ipset(host, words, input, Instant::default())),
        Some((&"classify", words)) => classify(host, words),
        Some((&"match", words)) => match_sets(host, words),
        Some((&"masquerade", words)) => masquerade(host, words),
        Some((&"route", words)) => tools::route::route(host, words),
        Some((&"netstat", words)) => tools::netstat::netstat(host, words),
        other => panic!("no such command: {other:?}"),
    }
}

/// What no tool asks: the types of a packet's addresses (`addrtype`) and the way back to its source (`rpfilter`).
fn classify(host: &Host, words: &[&str]) -> Output {
    let [device, source, destination] = words else { panic!("classify DEVICE SOURCE DESTINATION") };
    let input = InterfaceName::new(device).expect("a name");
    let (source, destination) = (source.parse().expect("an address"), destination.parse().expect("an address"));
    let name = |address, device| format!("{:?}", address_type(&host.networking, address, device)).to_uppercase();
    let datagram = Datagram {
        source,
        destination,
        ttl: 64,
        tos: 0,
        identification: 1,
        dont_fragment: false,
        transport: Transport::Udp(UdpHeader { source_port: 5, destination_port: 7 }),
        payload: Arc::from([]),
    };
    let ways = [(false, false), (true, false), (false, true), (true, true)].map(|(loose, accept_local)| {
        let query = ReversePathQuery { loose, accept_local, use_mark: false };
        u8::from(reverse_path(&host.networking, &datagram, 0, input, query)).to_string()
    });
    let out = format!(
        "destination {} here {} source {} way back {}\n",
        name(destination, None),
        name(destination, Some(input)),
        name(source, None),
        ways.concat()
    );
    Output { out, ..Output::default() }
}

/// Which tests of `-m set` a packet that comes in passes: `match DEVICE SOURCE DESTINATION PROTOCOL PORT PORT TEST; TEST...`
fn match_sets(host: &mut Host, words: &[&str]) -> Output {
    let [device, source, destination, protocol, first, second, tests @ ..] = words else { panic!("match without a packet") };
    let number = |text: &str| text.parse::<u16>().expect("a number");
    let (protocol, first, second) = (Protocol(number(protocol) as u8), number(first), number(second));
    let (ports, length) = match protocol {
        Protocol::ICMP => ((first << 8 | second, first << 8 | second), 28),
        Protocol::TCP => ((first, second), 40),
        Protocol::UDP => ((first, second), 28),
        _ => ((0, 0), 28),
    };
    let probe = Probe {
        source: source.parse().expect("an address"),
        destination: destination.parse().expect("an address"),
        protocol,
        ports,
        link_source: Mac([6, 0, 0, 0, 0, 1]),
        mark: 0,
        input: InterfaceName::new(device).expect("a name"),
        output: InterfaceName::NONE,
        bridge_port_in: InterfaceName::NONE,
        bridge_port_out: InterfaceName::NONE,
        length,
    };
    let text = tests.join(" ");
    let answers = text.split("; ").map(|test| u8::from(match_set(host, &probe, test)).to_string());
    Output { out: format!("{}\n", answers.collect::<String>()), ..Output::default() }
}

/// `NAME src,dst [--packets-gt N] [--bytes-lt N] [! --update-counters] [--return-nomatch]`
fn match_set(host: &mut Host, probe: &Probe, test: &str) -> bool {
    let words: Vec<&str> = test.split(' ').collect();
    let [name, directions, flags @ ..] = words.as_slice() else { panic!("no set: {test}") };
    let directions: Vec<Direction> =
        directions.split(',').map(|direction| Direction::from_name(direction).expect("src or dst")).collect();
    let count = |flag: &str| {
        let place = flags.iter().position(|word| *word == flag)?;
        Some(flags[place + 1].parse::<u64>().expect("a number"))
    };
    let options = TestOptions {
        keep_counters: flags.contains(&"--update-counters"),
        return_nomatch: flags.contains(&"--return-nomatch"),
        packets: count("--packets-gt").map(CounterTest::Greater),
        bytes: count("--bytes-lt").map(CounterTest::Less),
    };
    host.sets.test(name, probe, &directions, &options, Instant::default(), &mut Changes::unheard())
}

/// The source that MASQUERADE gives to a packet of the host.
fn masquerade(host: &Host, words: &[&str]) -> Output {
    let [destination] = words else { panic!("masquerade DESTINATION") };
    let query = OutputQuery {
        protocol: Some(Protocol::UDP),
        ports: Some((40000, 7)),
        ..OutputQuery::to(destination.parse().expect("an address"))
    };
    // Sockets may not send to a broadcast address without asking for it.
    let route = output(&host.networking, &query).ok().filter(|route| route.kind != OutputKind::Broadcast);
    // A packet without a source is left alone.
    let chosen = route.and_then(|route| match route.source.is_unspecified() {
        true => Some(route.source),
        false => source_near(&host.networking, route.device, route.next_hop()),
    });
    let out = chosen.map_or("-\n".to_string(), |chosen| format!("{chosen}\n"));
    Output { out, ..Output::default() }
}

/// What the kernel draws at random or leaves to it: the seed of a hash, with it the order of members and their size in
/// memory. The recording has them taken out in the same way.
fn steady(output: Output) -> Output {
    let mut lines: Vec<String> = Vec::new();
    let (mut members, mut listed) = (Vec::new(), false);
    for line in output.out.lines() {
        let line = match line.split_once(" initval ") {
            Some((before, _)) => format!("{before} initval X"),
            None if line.starts_with("Size in memory: ") => "Size in memory: X".to_string(),
            None => line.to_string(),
        };
        if line.starts_with("add ") || (listed && !line.is_empty()) {
            members.push(line);
            continue;
        }
        members.sort();
        lines.append(&mut members);
        listed = line == "Members:";
        lines.push(line);
    }
    members.sort();
    lines.append(&mut members);
    let out = lines.iter().map(|line| format!("{line}\n")).collect();
    Output { out, ..output }
}

/// Entries stand in the order of the kernel's hash, and their identities are hashes, too.
fn steady_connections(output: Output) -> Output {
    if !["src=", "<src>", " -s "].iter().any(|mark| output.out.contains(mark)) {
        return output;
    }
    let without_identity = |line: &str| match line.split_once("use=") {
        Some((before, after)) if after.contains(" id=") => format!("{before}use={} id=X", &after[..1]),
        Some(_) | None => match (line.split_once("<id>"), line.split_once("</id>")) {
            (Some((before, _)), Some((_, after))) => format!("{before}<id>X</id>{after}"),
            _ => line.to_string(),
        },
    };
    let mut lines: Vec<String> = output.out.lines().map(without_identity).collect();
    lines.sort();
    Output { out: lines.iter().map(|line| format!("{line}\n")).collect(), ..output }
}

/// Words of a shell line with quotes.
fn split(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote, mut is_word) = (String::new(), None, false);
    for character in command.chars() {
        match quote {
            Some(end) if end == character => quote = None,
            Some(_) => word.push(character),
            None if character == '\'' || character == '"' => {
                quote = Some(character);
                is_word = true;
            }
            None if character == ' ' => {
                if is_word || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                is_word = false;
            }
            None => word.push(character),
        }
    }
    if is_word || !word.is_empty() {
        words.push(word);
    }
    words
}

type Scenario = (String, Vec<String>, Vec<Step>);

fn scenarios(text: &str) -> Vec<Scenario> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let (mark, rest) = line.split_at(1);
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        if mark == "=" {
            scenarios.push((rest.to_string(), Vec::new(), Vec::new()));
            continue;
        }
        let (_, interfaces, steps) = scenarios.last_mut().expect("a transcript begins with a host");
        match mark {
            "+" => interfaces.push(rest.to_string()),
            "$" => {
                steps.push(Step { line: index + 1, command: rest.to_string(), input: String::new(), expected: Output::default() })
            }
            _ => take_answer(steps.last_mut().expect("a command comes first"), mark, rest),
        }
    }
    scenarios
}

fn take_answer(step: &mut Step, mark: &str, rest: &str) {
    let text = match mark {
        "<" => &mut step.input,
        ">" => &mut step.expected.out,
        "!" => &mut step.expected.err,
        "?" => {
            step.expected.code = rest.parse().expect("an exit code");
            return;
        }
        other => panic!("no such mark: {other}"),
    };
    text.push_str(rest);
    text.push('\n');
}

fn new_host(interfaces: &[String]) -> Host {
    let mut host = Host::new("host");
    for (place, line) in ["lo loopback 00:00:00:00:00:00".to_string()].iter().chain(interfaces).enumerate() {
        let words: Vec<&str> = line.split(' ').collect();
        let name = |text: &str| InterfaceName::new(text).expect("a name");
        let (kind, mac) = match words[..] {
            [_, "loopback", mac] => (InterfaceKind::Loopback, mac),
            [_, "wire", mac] => (InterfaceKind::Wire, mac),
            [_, "bridge", mac] => (InterfaceKind::Bridge, mac),
            [_, "port", bridge, mac] => (InterfaceKind::Port { bridge: name(bridge), hairpin: false }, mac),
            _ => panic!("no such interface: {line}"),
        };
        let octets: Vec<u8> = mac.split(':').map(|octet| u8::from_str_radix(octet, 16).expect("an octet")).collect();
        let mac = Mac(octets.try_into().expect("six octets"));
        let mtu = if kind == InterfaceKind::Loopback { 65536 } else { 1500 };
        host.networking.add_interface(Interface { mtu, ..Interface::new(place as u32 + 1, name(words[0]), kind, mac) });
    }
    host
}
