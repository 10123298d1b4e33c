//! Where the engine is not surely the kernel, it says so: a route of several ways, and settings that nothing follows.

use serde_json::{Value, json};

fn notes(scenario: &Value) -> Vec<Value> {
    let scenario = oracle::scenario::scenario(scenario).expect("a scenario");
    let result = oracle::replay(&scenario).expect("it can be set up");
    result["notes"].as_array().cloned().expect("notes")
}

fn one_host(sysctls: &Value, actions: &Value) -> Value {
    let interface = json!({"name": "eth0", "addrs": ["10.0.0.1/24"], "link": "x"});
    json!({"name": "notes", "hosts": [{"name": "a", "ifaces": [interface], "sysctl": sysctls}], "actions": actions})
}

/// The recorded case 27-multipath-choice, of which no engine can know the outcome.
#[test]
fn a_packet_that_meets_several_ways() {
    let scenario = json!({
        "hosts": [
            {
                "name": "a",
                "ifaces": [
                    {"name": "eth0", "addrs": ["10.1.0.1/24"], "link": "n1"},
                    {"name": "eth1", "addrs": ["10.2.0.1/24"], "link": "n2"},
                ],
                "routes": ["10.9.0.0/24 nexthop via 10.1.0.2 nexthop via 10.2.0.2", "10.8.0.0/24 via 10.1.0.2"],
            },
            {
                "name": "b",
                "ifaces": [
                    {"name": "eth0", "addrs": ["10.1.0.2/24"], "link": "n1"},
                    {"name": "eth1", "addrs": ["10.2.0.2/24"], "link": "n2"},
                ],
            },
        ],
        "actions": [
            {"do": "ping", "host": "a", "to": "10.8.0.1"},
            {"do": "ping", "host": "a", "to": "10.9.0.1"},
            {"do": "ip", "host": "a", "args": "link set eth1 down"},
            {"do": "ping", "host": "a", "to": "10.9.0.1"},
        ],
    });
    assert_eq!(notes(&scenario), [json!({"action": 1, "host": "a", "one_of_several_ways": 2})]);
}

#[test]
fn a_setting_that_nothing_follows() {
    let set = |name: &str, value: i64| json!({"do": "sysctl", "host": "a", "set": {name: value}});
    let actions = json!([
        set("net.ipv4.tcp_frto", 0),
        set("net.ipv4.tcp_frto", 2),
        set("net.ipv4.conf.eth0.log_martians", 1),
        set("net.ipv4.ip_forward", 1),
        set("net.ipv4.tcp_sack", 0),
        set("net.ipv4.ip_local_port_range", 40000),
        set("kernel.panic", 10),
    ]);
    let sysctls = json!({"net.ipv4.icmp_ratelimit": 7, "net.ipv4.tcp_timestamps": 0});
    let expected = [
        json!({"host": "a", "kept": "net.ipv4.icmp_ratelimit", "value": "7"}),
        json!({"action": 0, "host": "a", "kept": "net.ipv4.tcp_frto", "value": "0"}),
        json!({"action": 2, "host": "a", "kept": "net.ipv4.conf.eth0.log_martians", "value": "1"}),
    ];
    assert_eq!(notes(&one_host(&sysctls, &actions)), expected);
}
