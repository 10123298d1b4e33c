//! `chainwalk run --trace`: what `xtables-monitor --trace` prints on each host.

use engine::text::trace::Monitor as Lines;
use trace::{Event, HostId, Moment};

#[derive(Default)]
pub struct Monitor {
    lines: Lines,
    /// The host whose lines were last.
    last: Option<HostId>,
}

impl Monitor {
    /// The lines of one action; the moment goes on with it.
    pub fn tell(&mut self, events: &[Event], moment: &mut Moment) -> String {
        let mut out = String::new();
        for event in events {
            if let Some(host) = moment.hosts.get(&event.host) {
                let view = event.packet.and_then(|packet| moment.packets.get(&packet)).map(|packet| &packet.view);
                let lines = self.lines.hear(event, host, view);
                if !lines.is_empty() && self.last.replace(event.host) != Some(event.host) {
                    out.push_str(&format!("# {}\n", host.name));
                }
                out.push_str(&lines);
            }
            moment.apply(event);
        }
        out
    }
}
