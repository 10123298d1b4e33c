//! Scenarios that are large on purpose: many rules, many hosts. No kernel was asked about them; they are for eyes and clocks.

use std::net::Ipv4Addr;

use engine::lab::Scenario;
use engine::lab::scenario::{Action, ConnectAction, HostPlan, InterfacePlan, ServerPlan, ServerProtocol, Work};

use crate::scenes::{CROWD, MANY_RULES};

const MANY: u32 = 1000;

pub fn many_rules() -> Scenario {
    let blocked = (1..MANY).map(|number| {
        format!("-A INPUT -s 198.51.{}.{}/32 -p tcp -m tcp --dport {number} -j DROP\n", number / 256, number % 256)
    });
    let rules = format!("*filter\n{}-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT\nCOMMIT\n", blocked.collect::<String>());
    Scenario {
        name: MANY_RULES.to_owned(),
        about: String::new(),
        hosts: vec![
            HostPlan { name: "client".to_owned(), interfaces: vec![cable("eth0", "lan", "10.0.0.1/24")], ..HostPlan::default() },
            HostPlan {
                name: "server".to_owned(),
                interfaces: vec![cable("eth0", "lan", "10.0.0.2/24")],
                rules,
                servers: vec![web_server()],
                ..HostPlan::default()
            },
        ],
        actions: vec![connect("client", Ipv4Addr::new(10, 0, 0, 2))],
    }
}

/// Eleven machines in three rooms around one router with two hundred rules, and a connection from each to the next room.
pub fn crowd() -> Scenario {
    const ROOMS: [&str; 3] = ["office", "warehouse", "production"];
    const EACH: [u8; 3] = [4, 4, 3];
    let address = |room: usize, place: u8| Ipv4Addr::new(10, 0, room as u8, 10 + place);
    let mut hosts = vec![router(ROOMS.len() as u8)];
    let mut actions = Vec::new();
    for (room, name) in ROOMS.into_iter().enumerate() {
        for place in 0..EACH[room] {
            let host = format!("{name}-database-replica-{place}");
            let next = (room + 1) % ROOMS.len();
            actions.push(connect(&host, address(next, place % EACH[next])));
            hosts.push(HostPlan {
                name: host,
                interfaces: vec![cable("eth0", name, &format!("{}/24", address(room, place)))],
                routes: vec![format!("default via 10.0.{room}.1")],
                servers: vec![web_server()],
                ..HostPlan::default()
            });
        }
    }
    hosts[0].interfaces =
        (0u8..).zip(ROOMS).map(|(room, name)| cable(&format!("up-{name}"), name, &format!("10.0.{room}.1/24"))).collect();
    Scenario { name: CROWD.to_owned(), about: String::new(), hosts, actions }
}

fn router(rooms: u8) -> HostPlan {
    const CHAIN: &str = "KUBE-SERVICES-AND-FRIENDS";
    let tested = (1..=190).map(|number| format!("-A {CHAIN} -s 203.0.113.{number}/32 -p tcp -m tcp --dport {number} -j DROP\n"));
    let rooms = (0..rooms).map(|room| format!("-A FORWARD -s 10.0.{room}.0/24 -m conntrack --ctstate NEW -j {CHAIN}\n"));
    HostPlan {
        name: "router-between-the-three-rooms".to_owned(),
        sysctls: vec![("net.ipv4.ip_forward".to_owned(), "1".to_owned())],
        rules: format!("*filter\n:{CHAIN} - [0:0]\n{}{}COMMIT\n", rooms.collect::<String>(), tested.collect::<String>()),
        ..HostPlan::default()
    }
}

fn connect(host: &str, to: Ipv4Addr) -> Action {
    Action::Connect(ConnectAction {
        host: host.to_owned(),
        to: (to, 80),
        from: (Ipv4Addr::UNSPECIFIED, 0),
        name: None,
        send: None,
        close: None,
        mark: 0,
    })
}

fn web_server() -> ServerPlan {
    ServerPlan { protocol: ServerProtocol::Tcp, port: 80, address: Ipv4Addr::UNSPECIFIED, work: Work::pong() }
}

fn cable(name: &str, link: &str, address: &str) -> InterfacePlan {
    InterfacePlan {
        name: name.to_owned(),
        is_bridge: false,
        addresses: vec![address.to_owned()],
        link: Some(link.to_owned()),
        is_up: true,
        mtu: 1500,
        port: None,
    }
}
