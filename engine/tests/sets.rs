//! What a packet changes in sets is told, element by element, and the fold of it is the sets that are left.

use engine::kernel::event::{Trace, What};
use engine::lab::moment::Moment;
use engine::lab::scenario::{Action, HostPlan, InterfacePlan, PING_DATA, PingAction, Scenario};
use engine::lab::{Customs, build, perform};
use engine::state::sets::SetChange;

struct Case {
    name: &'static str,
    sets: &'static str,
    /// Of INPUT, where the echo request from 10.0.0.2 (84 bytes) comes in.
    rule: &'static str,
    /// Set, element, packets and bytes it has then; or that it is gone.
    told: &'static [&'static str],
}

const CASES: [Case; 12] = [
    Case { name: "no counters", sets: "create s hash:ip\nadd s 10.0.0.2\n", rule: "-m set --match-set s src", told: &[] },
    Case {
        name: "counters",
        sets: "create s hash:ip counters\nadd s 10.0.0.2 packets 3 bytes 100\n",
        rule: "-m set --match-set s src",
        told: &["s 10.0.0.2/32 4 184"],
    },
    Case {
        name: "an element that is not met",
        sets: "create s hash:ip counters\nadd s 10.0.0.3\n",
        rule: "-m set --match-set s src",
        told: &[],
    },
    Case {
        name: "counters that are to stay",
        sets: "create s hash:ip counters\nadd s 10.0.0.2\n",
        rule: "-m set --match-set s src ! --update-counters",
        told: &[],
    },
    Case {
        name: "counted, though the rule misses",
        sets: "create s hash:ip counters\nadd s 10.0.0.2\n",
        rule: "-m set --match-set s src --packets-gt 5",
        told: &["s 10.0.0.2/32 1 84"],
    },
    Case {
        name: "the narrow net misses, so the wide one is asked and counts too",
        sets: "create s hash:net counters\nadd s 10.0.0.0/24\nadd s 10.0.0.0/8 packets 9\n",
        rule: "-m set --match-set s src --packets-gt 5",
        told: &["s 10.0.0.0/24 1 84", "s 10.0.0.0/8 10 84"],
    },
    Case {
        name: "a list counts its member",
        sets: "create i hash:ip counters\nadd i 10.0.0.2\ncreate s list:set counters\nadd s i\n",
        rule: "-m set --match-set s src",
        told: &["i 10.0.0.2/32 1 84", "s i 1 84"],
    },
    Case { name: "added", sets: "create s hash:ip counters\n", rule: "-j SET --add-set s src", told: &["s 10.0.0.2/32 1 84"] },
    Case {
        name: "there already",
        sets: "create s hash:ip counters\nadd s 10.0.0.2 packets 7\n",
        rule: "-j SET --add-set s src",
        told: &[],
    },
    Case {
        name: "removed",
        sets: "create s hash:ip\nadd s 10.0.0.2\n",
        rule: "-j SET --del-set s src",
        told: &["s 10.0.0.2/32 gone"],
    },
    Case {
        name: "removed, but it was not there",
        sets: "create s hash:ip\nadd s 10.0.0.3\n",
        rule: "-j SET --del-set s src",
        told: &[],
    },
    Case {
        name: "another has to make room",
        sets: "create s hash:ip maxelem 1 forceadd\nadd s 10.0.0.3\n",
        rule: "-j SET --add-set s src",
        told: &["s 10.0.0.3/32 gone", "s 10.0.0.2/32 0 0"],
    },
];

#[test]
fn what_a_packet_changes_in_sets_is_told() {
    CASES.iter().for_each(check);
}

fn check(case: &Case) {
    let (mut lab, problems) = build(&scenario(case.sets, case.rule), Customs::REPLAY);
    assert_eq!(problems, [], "{}", case.name);
    let mut moment = Moment::of(&lab);
    let mut trace = Trace::default();
    perform(&mut lab, &ping(), &mut trace);
    trace.events.iter().for_each(|event| moment.apply(event));
    let changes = trace.events.iter().filter_map(|event| match &event.what {
        What::SetsChanged { changes } => Some(changes),
        _ => None,
    });
    let told: Vec<String> = changes.flatten().map(line).collect();
    assert_eq!(told, case.told, "{}", case.name);
    assert_eq!(lab.hosts[0].sets, moment.hosts[0].sets, "{}", case.name);
}

fn line(change: &SetChange) -> String {
    let element = change.element.set.as_ref().map_or_else(|| change.element.net.to_string(), |member| member.to_string());
    match &change.entry {
        Some(entry) => format!("{} {element} {} {}", change.set, entry.packets, entry.bytes),
        None => format!("{} {element} gone", change.set),
    }
}

fn ping() -> Action {
    Action::Ping(PingAction {
        host: "other".to_owned(),
        to: "10.0.0.1".parse().expect("an address"),
        from: None,
        identifier: Some(1),
        count: 1,
        ttl: None,
        data: PING_DATA.to_owned(),
    })
}

fn scenario(sets: &str, rule: &str) -> Scenario {
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
    let asked = HostPlan {
        sets: sets.to_owned(),
        rules: format!("*filter\n:INPUT ACCEPT [0:0]\n-A INPUT {rule}\nCOMMIT\n"),
        ..host("asked", "10.0.0.1/24")
    };
    Scenario { hosts: vec![asked, host("other", "10.0.0.2/24")], ..Scenario::default() }
}
