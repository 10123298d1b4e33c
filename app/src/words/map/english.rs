//! The map's words in English.

use lessons::{Language, labels};

use super::{HeardWords, MapWords};

pub const WORDS: MapWords = MapWords {
    name: "Map of the packet's way",
    process: "local process",
    kernel: "the kernel itself",
    routing: "routing",
    not_asked: "not asked",
    second_pass: "second pass",
    second_pass_short: "2nd pass",
    bridge_past_hooks: "by the bridge, past all hooks",
    rule: |number| format!("rule {number}"),
    policy: "policy",
    skipped: |why| labels::skip(Language::English, why),
    no_lookup: "no lookup",
    nothing_new: "nothing new",
    confirmed: "confirmed",
    more_chains: |number| format!("+{number} outside"),
    stopped: |why| labels::dropped(Language::English, why),
    by_policy: |chain| format!("{chain} policy: DROP"),
    by_rule: |chain, rule| format!("{chain} rule {rule}: DROP"),
    rejected: |with| format!("REJECT: {with}"),
    was: "was",
    heard: HeardWords {
        network: "The network:",
        host: |name, address| format!("{name}{}", in_brackets(address)),
        container: |name, address, host| format!("{name}{}, a container of {host}", in_brackets(address)),
        packet_on: |packet, host| format!("The packet {packet} is on {host}."),
        packet_left: |packet, host| format!("The packet {packet} has left {host}."),
        nothing_yet: "No packet is on its way yet.",
        program_on: |host| format!("No packet moves; something happens on {host} itself."),
        station: |station, platforms| format!("{station}: {platforms}"),
        is_here: "here now",
        chains: |names| format!("Inside the user chains {names}."),
        ends: |why| format!("It ends here. {why}."),
        waiting: "The packet it answers waits at the rule that sent the answer.",
        bridged: |bridge| format!("The bridge {bridge} passes it from port to port; routing is not asked."),
    },
};

fn in_brackets(address: Option<&str>) -> String {
    address.map(|address| format!(" ({address})")).unwrap_or_default()
}
