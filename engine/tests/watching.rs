//! Where a person watches: what is not answered is sent again, as Linux does, until the program gives up.

use std::net::Ipv4Addr;
use std::time::Duration;

use engine::kernel::event::{Cause, Trace, What};
use engine::lab::outcome::{ConnectStatus, Outcome};
use engine::lab::scenario::{Action, ConnectAction, HostPlan, InterfacePlan, Scenario, ServerPlan, ServerProtocol, Work};
use engine::lab::{Customs, Lab, build, perform};
use engine::state::clock::Instant;

/// When a SYN is sent, for how long its program waits, what it learns in the end.
struct Case {
    name: &'static str,
    server_rules: &'static str,
    patience: u64,
    sent_at: &'static [u64],
    status: ConnectStatus,
}

const CASES: [Case; 4] = [
    Case { name: "nothing is in the way", server_rules: "", patience: 10, sent_at: &[0], status: ConnectStatus::Connected },
    Case {
        name: "the SYN is dropped",
        server_rules: "*filter\n:INPUT DROP [0:0]\nCOMMIT\n",
        patience: 10,
        sent_at: &[0, 1, 3, 7],
        status: ConnectStatus::TimedOut { soft: None },
    },
    Case {
        name: "the program gives up early",
        server_rules: "*filter\n:INPUT DROP [0:0]\nCOMMIT\n",
        patience: 2,
        sent_at: &[0, 1],
        status: ConnectStatus::TimedOut { soft: None },
    },
    Case {
        name: "the first two SYNs are over a limit",
        server_rules: "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp --syn -m statistic --mode nth --every 3 --packet 2 -j ACCEPT\n\
                       -A INPUT -p tcp --syn -j DROP\nCOMMIT\n",
        patience: 10,
        sent_at: &[0, 1, 3],
        status: ConnectStatus::Connected,
    },
];

#[test]
fn an_unanswered_syn_is_sent_again() {
    for case in &CASES {
        check(case);
    }
}

fn check(case: &Case) {
    let mut lab = lab(case);
    let mut trace = Trace::default();
    let outcome = perform(&mut lab, &connect(), &mut trace);
    let Outcome::Connect(connected) = outcome else { panic!("{}: not a connect: {outcome:?}", case.name) };
    assert_eq!(connected.status, case.status, "{}", case.name);
    let sent: Vec<u64> = syns(&trace).into_iter().map(Instant::seconds).collect();
    assert_eq!(sent, case.sent_at, "{}: when the SYN was sent", case.name);
}

/// Made by the client, as such or as a retransmission of the first.
fn syns(trace: &Trace) -> Vec<Instant> {
    let made: Vec<_> = trace
        .events
        .iter()
        .filter(|event| event.host.0 == 0)
        .filter_map(|event| match &event.what {
            What::Made { cause, view } if view.datagram.total_length() == 60 => Some((event.at, *cause, event.packet)),
            _ => None,
        })
        .collect();
    let first = made.first().and_then(|(_, _, packet)| *packet);
    for (_, cause, _) in made.iter().skip(1) {
        assert_eq!(Some(*cause), first.map(Cause::RetransmissionOf), "a later SYN repeats the first");
    }
    made.into_iter().map(|(at, ..)| at).collect()
}

fn connect() -> Action {
    Action::Connect(ConnectAction {
        host: "client".to_owned(),
        to: (Ipv4Addr::new(10, 0, 0, 2), 80),
        from: (Ipv4Addr::UNSPECIFIED, 40_000),
        name: None,
        send: None,
        close: None,
        mark: 0,
    })
}

fn lab(case: &Case) -> Lab {
    let host = |name: &str, address: &str| HostPlan {
        name: name.to_owned(),
        interfaces: vec![InterfacePlan {
            name: "eth0".to_owned(),
            is_bridge: false,
            addresses: vec![address.to_owned()],
            link: Some("lan".to_owned()),
            is_up: true,
            mtu: 1500,
            port: None,
        }],
        ..HostPlan::default()
    };
    let server = HostPlan {
        rules: case.server_rules.to_owned(),
        servers: vec![ServerPlan { protocol: ServerProtocol::Tcp, port: 80, address: Ipv4Addr::UNSPECIFIED, work: Work::pong() }],
        ..host("server", "10.0.0.2/24")
    };
    let scenario = Scenario { hosts: vec![host("client", "10.0.0.1/24"), server], ..Scenario::default() };
    let customs = Customs { patience: Duration::from_secs(case.patience), ..Customs::WATCH };
    let (lab, problems) = build(&scenario, customs);
    assert!(problems.is_empty(), "{}: {problems:?}", case.name);
    lab
}
