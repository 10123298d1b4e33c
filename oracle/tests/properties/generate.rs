//! Scenarios out of choices: small networks, rules of every kind, and people who use and change them.
//! Where the choices come from is the caller's: numbers of a seed here, bytes of the fuzzer there.

use engine::kernel::host::Host;
use engine::state::clock::Instant;
use engine::tools;
use serde_json::{Value, json};

/// Where choices come from.
pub trait Choices {
    /// A number below `count`, which is not 0.
    fn below(&mut self, count: usize) -> usize;
}

/// Choices of a seed: SplitMix64.
pub struct Seed(pub u64);

impl Choices for Seed {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((number ^ (number >> 31)) % count as u64) as usize
    }
}

/// A byte is a choice; after the last there is only the first thing of each list.
pub struct Bytes<'data> {
    pub rest: &'data [u8],
}

impl Choices for Bytes<'_> {
    fn below(&mut self, count: usize) -> usize {
        let Some((byte, rest)) = self.rest.split_first() else { return 0 };
        self.rest = rest;
        usize::from(*byte) % count
    }
}

/// A scenario in the format of recordings.
pub fn scenario(choices: &mut dyn Choices) -> Value {
    let mut maker = Maker { choices };
    let hosts = maker.hosts();
    let count = 3 + maker.choices.below(10);
    let actions: Vec<Value> = (0..count).map(|number| maker.action(number)).collect();
    json!({"name": "generated", "about": "", "hosts": hosts, "actions": actions})
}

const NAMES: [&str; 5] = ["client", "router", "server", "one", "two"];
/// Addresses of the hosts, of nobody, and of many.
const ADDRESSES: [&str; 15] = [
    "10.0.1.2",
    "10.0.1.1",
    "10.0.2.1",
    "10.0.2.2",
    "172.17.0.1",
    "172.17.0.2",
    "172.17.0.3",
    "127.0.0.1",
    "10.0.1.255",
    "10.0.2.99",
    "203.0.113.9",
    "255.255.255.255",
    "224.0.0.1",
    "127.0.0.9",
    "0.0.0.0",
];
const NETWORKS: [&str; 8] =
    ["10.0.1.0/24", "10.0.2.0/24", "172.17.0.0/16", "127.0.0.0/8", "10.0.0.0/8", "0.0.0.0/0", "10.0.1.2/32", "172.17.0.2/32"];
const INTERFACES: [&str; 7] = ["eth0", "eth1", "docker0", "lo", "eth+", "veth+", "tun0"];
const PORTS: [&str; 6] = ["80", "8080", "53", "443", "22", "40000"];
const USER_CHAINS: [&str; 3] = ["FIRST", "SECOND", "THIRD"];

/// A table and its base chains.
const TABLES: [(&str, &[&str]); 5] = [
    ("raw", &["PREROUTING", "OUTPUT"]),
    ("mangle", &["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"]),
    ("nat", &["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"]),
    ("filter", &["INPUT", "FORWARD", "OUTPUT"]),
    ("security", &["INPUT", "FORWARD", "OUTPUT"]),
];

/// `A` an address, `N` a network, `P` a port, `C` a user chain; which rule takes which is asked of the engine's own check.
const MATCHES: [&str; 34] = [
    "-m conntrack --ctstate RELATED,ESTABLISHED",
    "-m conntrack --ctstate NEW",
    "-m conntrack --ctstate INVALID",
    "-m conntrack --ctstate DNAT",
    "-m conntrack --ctorigdst A",
    "-m state --state ESTABLISHED",
    "-m addrtype --dst-type LOCAL",
    "-m addrtype ! --src-type LOCAL",
    "-m addrtype --dst-type BROADCAST",
    "-m mark --mark 0x1/0x3",
    "-m connmark ! --mark 0x2",
    "-m connbytes --connbytes 2: --connbytes-dir both --connbytes-mode packets",
    "-m connlimit --connlimit-above 1",
    "-m dscp --dscp 0x08",
    "-m tos --tos 0x10/0x3f",
    "-m ttl --ttl-gt 63",
    "-m length --length 40:80",
    "-m iprange --dst-range 10.0.1.1-10.0.2.2",
    "-m owner --uid-owner 0",
    "-m pkttype --pkt-type unicast",
    "-m physdev --physdev-is-bridged",
    "-m physdev --physdev-in veth+",
    "-m statistic --mode nth --every 2 --packet 1",
    "-m limit --limit 1/sec --limit-burst 2",
    "-m hashlimit --hashlimit-upto 2/min --hashlimit-burst 1 --hashlimit-mode srcip,dstport --hashlimit-name h",
    "-m recent --name r --set",
    "-m recent --name r --rcheck --seconds 60 --hitcount 2",
    "-m recent --name r --update",
    "-m recent --name r --remove",
    "-m set --match-set s src",
    "-m set ! --match-set sp dst,dst",
    "-m multiport --ports P,P",
    "-m mac --mac-source 02:00:00:00:00:01",
    "-m comment --comment \"said so\"",
];
const TARGETS: [&str; 47] = [
    "-j ACCEPT",
    "-j ACCEPT",
    "-j DROP",
    "-j DROP",
    "-j RETURN",
    "",
    "-j C",
    "-j C",
    "-g C",
    "-j REJECT",
    "-j REJECT --reject-with tcp-reset",
    "-j REJECT --reject-with icmp-admin-prohibited",
    "-j REJECT --reject-with icmp-host-unreachable",
    "-j LOG --log-prefix \"seen: \"",
    "-j LOG --log-ip-options --log-uid",
    "-j NFLOG --nflog-group 3",
    "-j MARK --set-xmark 0x1/0x1",
    "-j MARK --set-xmark 0x2/0xffffffff",
    "-j CONNMARK --save-mark",
    "-j CONNMARK --restore-mark",
    "-j CONNMARK --set-xmark 0x2/0xff",
    "-j CT --notrack",
    "-j CT --zone 3",
    "-j NOTRACK",
    "-j TRACE",
    "-j TTL --ttl-set 1",
    "-j TTL --ttl-dec 1",
    "-j DSCP --set-dscp 0x08",
    "-j TOS --set-tos 0x10/0x3f",
    "-j TCPMSS --set-mss 1000",
    "-j TCPMSS --clamp-mss-to-pmtu",
    "-j CLASSIFY --set-class 0001:0002",
    "-j CHECKSUM --checksum-fill",
    "-j DNAT --to-destination A",
    "-j DNAT --to-destination A:P",
    "-j DNAT --to-destination A",
    "-j DNAT --to-destination 127.0.0.1:P",
    "-j SNAT --to-source A",
    "-j SNAT --to-source A:40000-40001",
    "-j MASQUERADE",
    "-j MASQUERADE --to-ports 50000-50003",
    "-j REDIRECT --to-ports P",
    "-j REDIRECT",
    "-j NETMAP --to N",
    "-j SET --add-set s src",
    "-j SET --del-set sp dst,dst",
    "-j NFQUEUE --queue-num 0 --queue-bypass",
];

const SYSCTLS: [(&str, &[&str]); 11] = [
    ("net.ipv4.ip_forward", &["0", "1"]),
    ("net.ipv4.conf.all.rp_filter", &["0", "1", "2"]),
    ("net.ipv4.conf.eth0.rp_filter", &["0", "1"]),
    ("net.ipv4.conf.all.route_localnet", &["0", "1"]),
    ("net.ipv4.conf.all.accept_local", &["0", "1"]),
    ("net.ipv4.icmp_echo_ignore_all", &["0", "1"]),
    ("net.ipv4.icmp_echo_ignore_broadcasts", &["0", "1"]),
    ("net.ipv4.ip_default_ttl", &["1", "64", "255"]),
    ("net.netfilter.nf_conntrack_tcp_loose", &["0", "1"]),
    ("net.netfilter.nf_conntrack_max", &["0", "2", "65536"]),
    ("net.bridge.bridge-nf-call-iptables", &["0", "1"]),
];

const SETS: [&str; 4] = ["create s hash:ip counters", "create sp hash:ip,port", "add s 10.0.1.2", "add sp 10.0.2.2,tcp:80"];

const COMMANDS: [(&str, &str); 26] = [
    ("conntrack", "-F"),
    ("conntrack", "-D -p tcp"),
    ("conntrack", "-D -s A"),
    ("conntrack", "-L"),
    ("iptables", "-F"),
    ("iptables", "-t nat -F"),
    ("iptables", "-Z"),
    ("iptables", "-P FORWARD DROP"),
    ("iptables", "-P INPUT ACCEPT"),
    ("iptables", "-t nat -D PREROUTING 1"),
    ("iptables", "-nvL --line-numbers"),
    ("iptables", "-X"),
    ("ip", "link set eth0 down"),
    ("ip", "link set eth0 up"),
    ("ip", "route add A via 10.0.1.1"),
    ("ip", "route add blackhole N"),
    ("ip", "route add unreachable N"),
    ("ip", "route del default"),
    ("ip", "route flush table main"),
    ("ip", "rule add fwmark 1 lookup 100"),
    ("ip", "address del 10.0.1.1/24 dev eth0"),
    ("ip", "address add A/24 dev eth0"),
    ("ip", "route get A"),
    ("ipset", "flush s"),
    ("ipset", "add s A"),
    ("ipset", "list"),
];

struct Maker<'choices> {
    choices: &'choices mut dyn Choices,
}

impl Maker<'_> {
    fn one_of<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.choices.below(things.len())]
    }

    fn chance(&mut self, in_ten: usize) -> bool {
        self.choices.below(10) < in_ten
    }

    /// Of five hosts: a client and a server on both sides of a router, and two stations on its bridge.
    fn hosts(&mut self) -> Vec<Value> {
        let bridge_nf = self.one_of(&["0", "1"]);
        let router_sysctls = json!({"net.ipv4.ip_forward": 1, "net.bridge.bridge-nf-call-iptables": bridge_nf});
        let router = json!([
            {"name": "eth0", "addrs": ["10.0.1.1/24"], "link": "left"},
            {"name": "eth1", "addrs": ["10.0.2.1/24"], "link": "right"},
            {"name": "docker0", "bridge": true, "addrs": ["172.17.0.1/16"], "link": "docker0"},
        ]);
        let wire = |address: &str, link: &str| json!([{"name": "eth0", "addrs": [address], "link": link}]);
        vec![
            self.host("client", wire("10.0.1.2/24", "left"), json!(["default via 10.0.1.1"]), json!({}), 2),
            self.host("router", router, json!([]), router_sysctls, 9),
            self.host("server", wire("10.0.2.2/24", "right"), json!(["default via 10.0.2.1"]), json!({}), 4),
            self.host("one", wire("172.17.0.2/16", "docker0"), json!(["default via 172.17.0.1"]), json!({}), 2),
            self.host("two", wire("172.17.0.3/16", "docker0"), json!(["default via 172.17.0.1"]), json!({}), 1),
        ]
    }

    fn host(&mut self, name: &str, interfaces: Value, routes: Value, sysctls: Value, with_rules: usize) -> Value {
        let rules = if self.chance(with_rules) { self.rules() } else { Vec::new() };
        let servers = [
            json!("tcp/80"),
            json!("udp/53"),
            json!({"proto": "tcp", "port": 8080, "relay": format!("{}:80", self.one_of(&ADDRESSES))}),
            json!({"proto": "udp", "port": 443, "reply": "answer", "reply_from": "route"}),
            json!({"proto": "tcp", "port": 443, "reply": null}),
        ];
        let servers: Vec<Value> = servers.into_iter().filter(|_| self.chance(7)).collect();
        json!({
            "name": name, "ifaces": interfaces, "routes": routes, "sysctl": sysctls, "listen": servers,
            "ipset": SETS, "iptables": rules,
        })
    }

    /// A file for `iptables-restore` of rules that are taken.
    fn rules(&mut self) -> Vec<String> {
        let mut host = Host::new("scratch");
        tools::restore_sets(&mut host, &SETS.join("\n"));
        let mut lines = Vec::new();
        for (table, base_chains) in TABLES {
            if !self.chance(5) {
                continue;
            }
            lines.push(format!("*{table}"));
            for chain in base_chains {
                let policy = if table == "filter" && self.chance(1) { "DROP" } else { "ACCEPT" };
                lines.push(format!(":{chain} {policy} [0:0]"));
            }
            for chain in USER_CHAINS {
                lines.push(format!(":{chain} - [0:0]"));
                tools::run(&mut host, &["iptables", "-t", table, "-N", chain], "", Instant::default());
            }
            for _ in 0..self.choices.below(14) {
                let chain = if self.chance(3) { self.one_of(&USER_CHAINS) } else { self.one_of(base_chains) };
                let rule = self.rule(table);
                let words = format!("iptables -t {table} -A {chain} {rule}").replace('"', "");
                let words: Vec<&str> = words.split_whitespace().filter(|word| *word != "so").collect();
                if tools::run(&mut host, &words, "", Instant::default()).code == 0 {
                    lines.push(format!("-A {chain} {rule}"));
                }
            }
            lines.push("COMMIT".to_owned());
        }
        lines
    }

    fn rule(&mut self, table: &str) -> String {
        let mut parts = Vec::new();
        for (option, values) in [("-s", &NETWORKS[..]), ("-d", &NETWORKS), ("-i", &INTERFACES), ("-o", &INTERFACES)] {
            if self.chance(1) {
                let not = if self.chance(3) { "! " } else { "" };
                parts.push(format!("{not}{option} {}", self.one_of(values)));
            }
        }
        let protocol =
            self.one_of(&["", "", "-p tcp", "-p tcp -m tcp --dport P", "-p udp -m udp --dport P", "-p icmp", "! -p tcp"]);
        parts.push(protocol.to_owned());
        if self.chance(3) {
            parts.push(self.one_of(&MATCHES).to_owned());
        }
        let targets = if table == "nat" && self.chance(7) { &TARGETS[33..44] } else { &TARGETS[..] };
        parts.push(self.one_of(targets).to_owned());
        self.filled(&parts.join(" "))
    }

    /// The letters of a pattern replaced by what they stand for.
    fn filled(&mut self, pattern: &str) -> String {
        let words = pattern.split(' ').filter(|word| !word.is_empty()).map(|word| match word {
            "A" => self.one_of(&ADDRESSES).to_owned(),
            "A/24" => format!("{}/24", self.one_of(&ADDRESSES)),
            "A:P" => format!("{}:{}", self.one_of(&ADDRESSES), self.one_of(&PORTS)),
            "A:40000-40001" => format!("{}:40000-40001", self.one_of(&ADDRESSES)),
            "127.0.0.1:P" => format!("127.0.0.1:{}", self.one_of(&PORTS)),
            "N" => self.one_of(&NETWORKS).to_owned(),
            "P" => self.one_of(&PORTS).to_owned(),
            "P,P" => format!("{},{}", self.one_of(&PORTS), self.one_of(&PORTS)),
            "C" => self.one_of(&USER_CHAINS).to_owned(),
            word => word.to_owned(),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    fn action(&mut self, number: usize) -> Value {
        let host = self.one_of(&NAMES);
        let address = self.one_of(&ADDRESSES[..13]);
        let to = format!("{address}:{}", self.one_of(&PORTS));
        let source_port = 41_000 + number + self.choices.below(2);
        let name = format!("c{}", self.choices.below(3));
        match self.choices.below(13) {
            0 | 1 => {
                json!({"do": "tcp_connect", "host": host, "to": to, "sport": source_port, "id": name, "send": "hello", "close": true})
            }
            2 => {
                json!({"do": "tcp_connect", "host": host, "to": to, "sport": source_port, "id": name, "send": "x".repeat(3_000)})
            }
            3 => json!({"do": "tcp_connect", "host": host, "to": to, "id": name}),
            4 => json!({"do": "tcp_send", "conn": name, "send": "more"}),
            5 => json!({"do": "tcp_close", "conn": name, "how": self.one_of(&[json!(true), json!("rst")].each_ref())}),
            6 | 7 => json!({
                "do": "udp_send", "host": host, "to": to, "sport": source_port, "count": self.choices.below(4),
                "connected": self.chance(5),
            }),
            8 => json!({"do": "ping", "host": host, "to": address, "ttl": self.one_of(&[0, 1, 64]), "count": 2}),
            9 => json!({
                "do": "raw_tcp", "host": host, "src": self.one_of(&ADDRESSES), "sport": source_port, "dst": address, "dport": 80,
                "flags": self.one_of(&["SYN", "ACK", "SYN,ACK", "RST", "FIN", "SYN,FIN", "PSH,ACK", "URG"]),
                "ttl": self.one_of(&[0, 1, 2, 64]),
            }),
            10 => {
                let (command, pattern) = self.one_of(&COMMANDS);
                json!({"do": command, "host": host, "args": self.filled(pattern)})
            }
            11 => {
                let (setting, values) = self.one_of(&SYSCTLS);
                json!({"do": "sysctl", "host": host, "set": {setting: self.one_of(values)}})
            }
            _ => json!({"do": "wait", "ms": self.one_of(&[0, 1_000, 31_000, 200_000, 500_000])}),
        }
    }
}
