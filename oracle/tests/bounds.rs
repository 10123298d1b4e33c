//! What people or programs make endless ends at a bound, in little time and memory, and the trace names the bound.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use engine::kernel::event::{Bound, HostId, Silence, Trace, What};
use engine::kernel::host::Host;
use engine::lab::outcome::{Seen, ServerEvent};
use engine::lab::{Customs, Lab, Scenario, build, perform};
use engine::rules::{Chain, Counter, Jump, Rule, Target};
use engine::state::conntrack::{MOST_ENTRIES, Tuple, TupleKind, Zone};
use engine::state::hook::TableName;
use engine::tools;
use serde_json::{Value, json};

/// Far more than any of these takes, even without optimisation and beside others.
const LONGEST: Duration = Duration::from_secs(120);
const MOST_EVENTS: usize = 7_000_000;

/// Two routers whose default routes lead to each other, and a host that begins.
fn two_routers(rules: Value) -> Value {
    let router = |name: &str, own: &str, other: &str| {
        json!({
            "name": name, "sysctl": {"net.ipv4.ip_forward": 1}, "routes": [format!("default via {other}")], "iptables": rules,
            "ifaces": [{"name": "eth0", "addrs": [format!("{own}/24")], "link": "wire"}],
        })
    };
    let client = json!({
        "name": "client", "routes": ["default via 10.0.0.1"], "ifaces": [{"name": "eth0", "addrs": ["10.0.0.3/24"], "link": "wire"}],
    });
    let actions = json!([{"do": "ping", "host": "client", "to": "203.0.113.1", "id": 1, "count": 1}]);
    json!({"hosts": [router("a", "10.0.0.1", "10.0.0.2"), router("b", "10.0.0.2", "10.0.0.1"), client], "actions": actions})
}

/// A host with one wire that leads nowhere.
fn alone(rules: Vec<String>, listen: Value, action: Value) -> Value {
    let host = json!({
        "name": "a", "iptables": rules, "listen": listen, "sysctl": {"net.ipv4.ip_forward": 1},
        "ifaces": [{"name": "eth0", "addrs": ["10.0.0.1/24"], "link": "wire"}],
    });
    json!({"hosts": [host], "actions": [action]})
}

fn ping(to: &str, count: u32) -> Value {
    json!({"do": "ping", "host": "a", "to": to, "id": 1, "count": count})
}

#[test]
fn packets_that_routers_pass_to_each_other_for_ever() {
    let rules = json!(["*mangle", "-A PREROUTING -j TTL --ttl-set 64", "COMMIT"]);
    reaches(&two_routers(rules), Bound::MovesPerAction);
}

#[test]
fn relays_that_call_each_other() {
    let listen = json!([
        {"proto": "tcp", "port": 80, "relay": "10.0.0.1:81"},
        {"proto": "tcp", "port": 81, "relay": "10.0.0.1:80"},
    ]);
    let connect = json!({"do": "tcp_connect", "host": "a", "to": "10.0.0.1:80", "sport": 40000, "send": "hello"});
    reaches(&alone(vec![], listen, connect), Bound::RelaysPerAction);
}

#[test]
fn chains_that_jump_to_the_next_ten_times_each() {
    let mut rules = vec!["*filter".to_owned()];
    rules.extend((0..12).map(|chain| format!(":C{chain} - [0:0]")));
    for chain in 0..11 {
        rules.extend((0..10).map(|_| format!("-A C{chain} -j C{}", chain + 1)));
    }
    rules.extend(["-A OUTPUT -j C0".to_owned(), "COMMIT".to_owned()]);
    reaches(&alone(rules, json!([]), ping("10.0.0.1", 1)), Bound::RulesPerAction);
}

/// The tools refuse such chains as the kernel does: only a table that was made by other means has them.
#[test]
fn chains_deeper_than_the_kernel_follows() {
    let rules = (0..15).map(|chain| format!("-A C{chain} -j C{}", chain + 1));
    let chains = (0..16).map(|chain| format!(":C{chain} - [0:0]"));
    let lines = ["*filter".to_owned(), ":OUTPUT ACCEPT [0:0]".to_owned()]
        .into_iter()
        .chain(chains)
        .chain(rules)
        .chain(["COMMIT".to_owned()]);
    let (scenario, mut lab) = built(&alone(lines.collect(), json!([]), ping("10.0.0.1", 1)));
    let table = lab.hosts[0].tables.get_mut(&TableName::Filter).expect("the table that was restored");
    table.chains.extend(["D", "E"].map(Chain::user));
    for (from, to) in [("OUTPUT", "C0"), ("C15", "D"), ("D", "E")] {
        let jump = Jump { chain: to.into(), place: usize::MAX, goto: false };
        let rule = Rule { target: Target::Jump(jump), ..Rule::default() };
        table.chain_mut(from).expect("one of the chains").append(rule, Counter::default());
    }
    table.link();
    assert_reached(&perform_twice(lab, &scenario), Bound::JumpDepth);
}

/// A program writes to its own host in segments of 100 bytes: how much, and what is too much then.
const WRITTEN: [(usize, Bound); 2] = [(600_000, Bound::LoopedPackets), (1_200_000, Bound::QueueLength)];

#[test]
fn more_packets_to_itself_than_wait_in_a_queue() {
    for (bytes, bound) in WRITTEN {
        let rules = ["*mangle", "-A OUTPUT -p tcp -m tcp --tcp-flags SYN SYN -j TCPMSS --set-mss 112", "COMMIT"];
        let connect = json!({"do": "tcp_connect", "host": "a", "to": "10.0.0.1:80", "sport": 40000, "send": "x".repeat(bytes)});
        reaches(&alone(rules.map(str::to_owned).to_vec(), json!(["tcp/80"]), connect), bound);
    }
}

#[test]
fn pings_and_datagrams_without_number() {
    let datagrams = json!({"do": "udp_send", "host": "a", "to": "10.0.0.1:53", "sport": 40000, "count": u32::MAX});
    for action in [ping("10.0.0.1", u32::MAX), datagrams] {
        reaches(&alone(vec![], json!([]), action), Bound::RepetitionsPerAction);
    }
}

/// The question seems to come from the other server, and no answer is led back to who asked.
#[test]
fn servers_that_answer_each_other() {
    let rules = "*raw\n-A OUTPUT -p udp -m udp --sport 53:54 -j NOTRACK\nCOMMIT\n\
                 *nat\n-A POSTROUTING -p udp -m udp --dport 54 -j SNAT --to-source 10.0.0.1:53\nCOMMIT";
    let datagram = json!({"do": "udp_send", "host": "a", "to": "10.0.0.1:54", "sport": 40000});
    reaches(&alone(rules.lines().map(str::to_owned).collect(), json!(["udp/53", "udp/54"]), datagram), Bound::AnswersPerAction);
}

#[test]
fn more_connections_than_a_host_keeps() {
    let rules = ["*filter", "-A OUTPUT -m conntrack --ctstate NEW", "COMMIT"];
    let mut scenario = alone(rules.map(str::to_owned).to_vec(), json!([]), ping("10.0.0.1", 1));
    scenario["hosts"][0]["sysctl"]["net.netfilter.nf_conntrack_max"] = json!(0);
    let (scenario, mut lab) = built(&scenario);
    let (clock, conntrack) = (lab.clock, &mut lab.hosts[0].conntrack);
    for number in 0..u32::try_from(MOST_ENTRIES).expect("a number of 32 bits") {
        let source = Ipv4Addr::from(0xc0a8_0000 + (number >> 16));
        let tuple = Tuple {
            source,
            destination: Ipv4Addr::LOCALHOST,
            kind: TupleKind::Udp { source_port: number as u16, destination_port: 53 },
        };
        let id = conntrack.begin(Zone::DEFAULT, tuple, clock).expect("a connection");
        let entry = conntrack.get_mut(id).expect("the connection");
        (entry.expires, entry.status.assured) = (clock + LONGEST, true);
        conntrack.confirm(id, clock).expect("room for it");
    }
    assert_reached(&perform_twice(lab, &scenario), Bound::Entries);
}

#[test]
fn a_million_rules() {
    let mut rules = vec!["*filter".to_owned()];
    rules.extend((0..1_000_000).map(|number| format!("-A OUTPUT -p tcp -m tcp --dport {} -j DROP", number % 60_000)));
    rules.push("COMMIT".to_owned());
    ends(&alone(rules, json!([]), ping("10.0.0.1", 1)));
}

/// Many rules and many packets are no endless work: each packet asks each rule once.
#[test]
fn many_packets_through_many_rules() {
    let rules =
        |chain| (0..20_000).map(move |number| format!("-A {chain} -p udp -m udp --dport {} -j DROP", number % 60_000 + 1));
    let lines = ["*filter".to_owned()].into_iter().chain(rules("OUTPUT")).chain(["COMMIT".to_owned()]);
    let (scenario, lab) = built(&alone(lines.collect(), json!([]), ping("10.0.0.1", 100)));
    let trace = perform_twice(lab, &scenario);
    assert!(!trace.events.iter().any(|event| matches!(event.what, What::BoundReached { .. })));
}

#[test]
fn lists_of_a_thousand_sets() {
    let mut sets: String = (0..1_000).map(|number| format!("create s{number} hash:ip\n")).collect();
    sets.push_str("create l list:set size 1000\n");
    sets.extend((0..1_000).map(|number| format!("add l s{number}\n")));
    for rule in ["-m set --match-set l dst -j DROP", "-j SET --map-set l dst --map-mark"] {
        let mut rules = vec!["*mangle".to_owned()];
        rules.extend((0..1_000).map(|_| format!("-A OUTPUT {rule}")));
        rules.push("COMMIT".to_owned());
        let mut scenario = alone(rules, json!([]), ping("10.0.0.1", 100));
        scenario["hosts"][0]["ipset"] = json!(sets);
        reaches(&scenario, Bound::RulesPerAction);
    }
}

#[test]
fn servers_that_see_more_than_is_kept() {
    let send = json!({"do": "udp_send", "host": "a", "to": "10.0.0.1:53", "sport": 40000, "count": 2});
    let (scenario, mut lab) = built(&alone(vec![], json!(["udp/53"]), send));
    let event = ServerEvent { action: 0, host: HostId(0), what: Seen::ClosedByPeer { port: 80 } };
    lab.programs.seen = vec![event; 99_999];
    assert_reached(&perform_twice(lab, &scenario), Bound::SeenByServers);
}

#[test]
fn hundreds_of_stations_that_answer_a_broadcast() {
    let hosts: Vec<Value> = (0..400)
        .map(|number| {
            let name = if number == 0 { "a".to_owned() } else { format!("h{number}") };
            let address = format!("10.0.{}.{}/16", number / 200, number % 200 + 1);
            let sysctl = json!({"net.ipv4.icmp_echo_ignore_broadcasts": 0});
            json!({"name": name, "sysctl": sysctl, "ifaces": [{"name": "eth0", "addrs": [address], "link": "lan"}]})
        })
        .collect();
    ends(&json!({"hosts": hosts, "actions": [ping("10.0.255.255", 3)]}));
}

#[test]
fn absurd_settings() {
    let sysctl: serde_json::Map<String, Value> = [
        "net.netfilter.nf_conntrack_max",
        "net.netfilter.nf_conntrack_generic_timeout",
        "net.netfilter.nf_conntrack_icmp_timeout",
        "net.ipv4.tcp_syn_retries",
        "net.ipv4.ip_default_ttl",
    ]
    .into_iter()
    .map(|name| (name.to_owned(), json!("4294967295")))
    .collect();
    let actions = json!([
        {"do": "sysctl", "host": "a", "set": sysctl}, ping("10.0.0.1", 1), ping("10.0.0.2", 1), {"do": "wait", "ms": u64::MAX},
        {"do": "wait", "ms": u64::MAX}, ping("10.0.0.1", 1),
    ]);
    let mut scenario =
        alone(vec!["*filter".into(), "-A INPUT -m state --state NEW".into(), "COMMIT".into()], json!([]), json!({}));
    scenario["actions"] = actions;
    ends(&scenario);
}

#[test]
fn a_send_of_four_million_bytes() {
    let connect = json!({"do": "tcp_connect", "host": "a", "to": "10.0.0.1:80", "sport": 40000, "send": "x".repeat(4_000_000)});
    ends(&alone(vec![], json!(["tcp/80"]), connect));
}

#[test]
fn rejections_of_what_rejects() {
    let rules = ["*filter", "-A OUTPUT -j REJECT", "-A INPUT -j REJECT", "-A FORWARD -j REJECT", "COMMIT"];
    ends(&alone(rules.map(str::to_owned).to_vec(), json!([]), ping("10.0.0.1", 100)));
}

#[test]
fn lists_of_addresses_that_multiply() {
    let list = |octet: u32| (0..2_000).map(|number| format!("10.{octet}.{}.{}", number / 250, number % 250)).collect::<Vec<_>>();
    let (sources, destinations) = (list(1).join(","), list(2).join(","));
    let mut host = Host::new("a");
    let words = ["iptables", "-A", "INPUT", "-s", &sources, "-d", &destinations];
    let output = tools::run(&mut host, &words, "", Default::default());
    assert_ne!(output.code, 0);
    assert!(output.err.contains("more than 10000 rules"), "{}", output.err);
}

fn reaches(json: &Value, bound: Bound) {
    assert_reached(&ends(json), bound);
}

fn assert_reached(trace: &Trace, bound: Bound) {
    let told = trace.events.iter().any(|event| event.what == What::BoundReached { bound });
    assert!(told, "no event tells that {bound:?} was reached");
}

fn ends(json: &Value) -> Trace {
    let started = Instant::now();
    let (scenario, lab) = built(json);
    let trace = perform_twice(lab, &scenario);
    assert!(started.elapsed() < LONGEST, "it took {:?}", started.elapsed());
    trace
}

fn built(json: &Value) -> (Scenario, Lab) {
    let scenario: Scenario = oracle::scenario::scenario(json).expect("the scenario can be read");
    let (lab, problems) = build(&scenario, Customs::REPLAY);
    assert_eq!(problems, []);
    (scenario, lab)
}

/// Once with nobody listening.
fn perform_twice(mut lab: Lab, scenario: &Scenario) -> Trace {
    let mut silent = lab.clone();
    let mut trace = Trace::default();
    for action in &scenario.actions {
        perform(&mut lab, action, &mut trace);
        perform(&mut silent, action, &mut Silence);
    }
    assert!(lab == silent, "the lab is another when nobody listened");
    assert!(trace.events.len() < MOST_EVENTS, "{} events", trace.events.len());
    trace
}
