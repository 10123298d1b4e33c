//! What a rule wanted and a packet had, value by value, as the narrator puts it.

use lessons::{Language, narrate};
use net::{InterfaceName, TcpFlags};
use trace::{Condition, Event, EventId, HostId, HostMoment, Instant, Miss, Moment, RuleId, RulePlace, Value, What};

#[test]
fn a_miss_is_told_by_its_values() {
    let prefix = |text: &str| Value::Prefix(text.parse().expect("a prefix"));
    let interface = |name: &str| Value::interface(InterfaceName::new(name).expect("a short name"));
    let flags = Value::FlagsUnder { mask: TcpFlags::SYN.with(TcpFlags::ACK), set: TcpFlags::SYN };
    let states = Value::AllOf(vec![Value::state("NEW"), Value::state("SNAT")]);
    let not = |value: Value| value.inverted_if(true);
    let (source, protocol, input, output) = (Condition::Source, Condition::Protocol, Condition::Input, Condition::Output);
    for (condition, option, wanted, had, because) in [
        (source, "", prefix("10.0.0.0/8"), prefix("192.0.2.1"), "it wants source 10.0.0.0/8, the packet comes from 192.0.2.1"),
        (
            source,
            "",
            not(prefix("10.0.0.1")),
            prefix("10.0.0.1"),
            "it wants source other than 10.0.0.1, the packet comes from 10.0.0.1",
        ),
        (
            Condition::Destination,
            "",
            prefix("10.0.0.1"),
            prefix("10.0.0.2"),
            "it wants destination 10.0.0.1, the packet goes to 10.0.0.2",
        ),
        (protocol, "", Value::Protocol(6), Value::Protocol(17), "it wants tcp, the packet is udp"),
        (protocol, "", not(Value::Protocol(6)), Value::Protocol(6), "it wants any protocol but tcp, the packet is tcp"),
        (input, "", Value::InterfacesLike("eth+".into()), interface("lo"), "it wants in on eth+, the packet came in on lo"),
        (input, "", interface("lo"), Value::Nothing, "it wants in on lo, the packet was made on this host and did not come in"),
        (output, "", interface("lo"), Value::Nothing, "it wants out through lo, the packet has no way out yet"),
        (output, "", not(interface("lo")), interface("lo"), "it wants out through anything but lo, the packet leaves through lo"),
        (Condition::Match(0), "dport", Value::Port(443), Value::Port(80), "it wants --dport 443, the packet has 80"),
        (Condition::Match(0), "dport", not(Value::ports(1, 80)), Value::Port(80), "it wants ! --dport 1:80, the packet has 80"),
        (
            Condition::Match(0),
            "dport",
            Value::Port(443),
            Value::Nothing,
            "it wants --dport 443, and the packet has no such thing",
        ),
        (
            Condition::Match(0),
            "tcp-flags",
            flags,
            Value::Flags(TcpFlags::ACK),
            "it wants --tcp-flags SYN,ACK SYN, the packet has ACK",
        ),
        (
            Condition::Match(1),
            "ctstate",
            Value::state("RELATED"),
            states,
            "it wants --ctstate RELATED, the packet is NEW (and SNAT: the source of its connection is translated)",
        ),
        (
            Condition::Match(0),
            "limit",
            Value::text("3/min"),
            Value::Nothing,
            "it wants --limit 3/min, and with this packet that does not hold",
        ),
        (
            Condition::Match(0),
            "",
            Value::text("--match-set web src"),
            Value::text("10.0.0.1"),
            "it wants --match-set web src, and 10.0.0.1 does not meet that",
        ),
        (
            Condition::Match(0),
            "",
            Value::text("--mode random"),
            Value::text(""),
            "it picks packets by --mode random, and not this one",
        ),
    ] {
        let option = (!option.is_empty()).then(|| option.into());
        let told = told(Miss { condition, option, wanted, had });
        assert_eq!(told, format!("Rule 1 of INPUT in filter does not match: {because}."));
    }
}

fn told(miss: Miss) -> String {
    let place = RulePlace { table: "filter".into(), chain: "INPUT".into(), chain_place: 0, rule_place: 0, rule: RuleId(0) };
    let what = What::RuleMissed { place, miss: Box::new(miss) };
    let event = Event { id: EventId(0), at: Instant(0), host: HostId(0), packet: None, cause: None, what };
    let moment = Moment { hosts: [(HostId(0), HostMoment::default())].into(), ..Moment::default() };
    narrate(Language::English, &event, &moment)
}
