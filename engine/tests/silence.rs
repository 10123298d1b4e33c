//! With nobody listening a walk allocates nothing per rule, whatever the rule asks for and whether it matches or not.

use engine::kernel::event::Silence;
use engine::lab::scenario::{Action, HostPlan, InterfacePlan, Scenario, SegmentAction};
use engine::lab::{Customs, Lab, build, perform};
use engine::state::packet::TcpFlags;

/// What stands in a rule of OUTPUT; each is asked on and on, because none of them ends the walk. `connlimit` is not among
/// them: its rules note each connection, that is what they are for.
const RULES: [&str; 46] = [
    "-s 10.9.9.9/32 -j DROP",
    "! -d 10.0.0.0/8 -j DROP",
    "-d 10.0.0.0/8",
    "-o tun+ -j DROP",
    "! -o eth0 -j DROP",
    "-p udp -m udp --dport 53 -j DROP",
    "-p tcp -m tcp --dport 443 -j DROP",
    "-p tcp -m tcp --dport 80",
    "-p tcp -m tcp --tcp-flags FIN,SYN FIN -j DROP",
    "-p tcp -m tcp --tcp-option 2 -j DROP",
    "-p icmp -m icmp --icmp-type 8 -j DROP",
    "-p tcp -m multiport --dports 22,443,1000:2000 -j DROP",
    "-m conntrack --ctstate ESTABLISHED,RELATED -j DROP",
    "-m conntrack --ctstate NEW",
    "-m conntrack --ctorigdst 10.9.9.9 -j DROP",
    "-m state --state INVALID -j DROP",
    "-m addrtype --dst-type LOCAL -j DROP",
    "-m addrtype --dst-type UNICAST",
    "-m mark --mark 0x7 -j DROP",
    "-m connmark --mark 0x7 -j DROP",
    "-m connbytes --connbytes 1000: --connbytes-dir both --connbytes-mode packets -j DROP",
    "-m dscp --dscp 0x0a -j DROP",
    "-m tos --tos 0x10 -j DROP",
    "-m ttl --ttl-lt 5 -j DROP",
    "-m length --length 1000:2000 -j DROP",
    "-m iprange --src-range 10.9.0.1-10.9.0.9 -j DROP",
    "-m owner --uid-owner 77 -j DROP",
    "-m pkttype --pkt-type broadcast -j DROP",
    "-m physdev --physdev-is-bridged -j DROP",
    "-m statistic --mode nth --every 1000 --packet 999 -j DROP",
    "-m limit --limit 1/hour --limit-burst 1 -m mark --mark 0x9 -j DROP",
    "-m hashlimit --hashlimit-upto 100/sec --hashlimit-mode dstip --hashlimit-name h -m mark --mark 0x9 -j DROP",
    "-m hashlimit --hashlimit-upto 100kb/s --hashlimit-mode dstip --hashlimit-name b -m mark --mark 0x9 -j DROP",
    "-m hashlimit --hashlimit-above 100/sec --hashlimit-rate-match --hashlimit-name w -m mark --mark 0x9 -j DROP",
    "-m recent --name r --rcheck -j DROP",
    "-m set --match-set s dst -j DROP",
    "-m comment --comment said -m mark --mark 0x9 -j DROP",
    "-j MARK --set-xmark 0x0/0xffffffff",
    "-j CONNMARK --set-xmark 0x0/0xffffffff",
    "-j DSCP --set-dscp 0x00",
    "-j TTL --ttl-set 64",
    "-j TOS --set-tos 0x00/0x3f",
    "-j CLASSIFY --set-class 0001:0002",
    "-j SET --map-set s dst --map-mark",
    "-j CALLED",
    "-j NOTHING",
];

const FEW: usize = 2;
const MANY: usize = 200;

#[test]
fn nothing_is_allocated_for_a_rule_when_nobody_listens() {
    let wrong: Vec<String> = RULES.iter().filter_map(|rule| check(rule).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check(rule: &str) -> Result<(), String> {
    let (few, many) = (allocations(rule, FEW), allocations(rule, MANY));
    match few == many {
        true => Ok(()),
        false => Err(format!("{rule}: {few} allocations with {FEW} of it, {many} with {MANY}")),
    }
}

/// Those of one segment's whole way, after a first one has filled what rules remember.
fn allocations(rule: &str, count: usize) -> u64 {
    let mut lab = lab(rule, count);
    let action = segment();
    perform(&mut lab, &action, &mut Silence);
    let counted = allocation_counter::measure(|| {
        perform(&mut lab, &action, &mut Silence);
    });
    assert_eq!(asked(&lab), 2, "{rule}: both segments must come to the last rule");
    counted.count_total
}

/// How many packets came to the last rule.
fn asked(lab: &Lab) -> u64 {
    let tables = lab.hosts.iter().flat_map(|host| host.tables.values());
    tables.filter_map(|table| table.chain("OUTPUT")?.counters.last()).map(|counter| counter.packets).sum()
}

fn lab(rule: &str, count: usize) -> Lab {
    let rules = format!("-A OUTPUT {rule}\n").repeat(count);
    let chains = ":OUTPUT ACCEPT [0:0]\n:CALLED - [0:0]\n:NOTHING - [0:0]\n-A CALLED -j RETURN\n";
    let host = HostPlan {
        name: "host".to_owned(),
        interfaces: vec![InterfacePlan {
            name: "eth0".to_owned(),
            is_bridge: false,
            addresses: vec!["10.0.0.1/8".to_owned()],
            link: None,
            is_up: true,
            mtu: 1500,
            port: None,
        }],
        sets: "create s hash:ip\nadd s 10.9.9.9\n".to_owned(),
        rules: format!("*mangle\n{chains}{rules}-A OUTPUT -p tcp\nCOMMIT\n"),
        ..HostPlan::default()
    };
    let (lab, problems) = build(&Scenario { hosts: vec![host], ..Scenario::default() }, Customs::REPLAY);
    assert_eq!(problems, [], "{rule}");
    lab
}

fn segment() -> Action {
    Action::SendSegment(SegmentAction {
        host: "host".to_owned(),
        from: ([10, 0, 0, 1].into(), 4_000),
        to: ([10, 0, 0, 2].into(), 80),
        flags: TcpFlags::SYN,
        ttl: 64,
        sequence: 1,
        acknowledgement: 0,
        text: String::new(),
    })
}
