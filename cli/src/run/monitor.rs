//! `chainwalk run --trace`: what `xtables-monitor --trace` prints on each host.

use engine::kernel::event::{HostId, Trace};
use engine::lab::moment::Moment;
use engine::text::trace;

pub struct Monitor<'names> {
    names: &'names [String],
    monitor: trace::Monitor,
    /// The host whose lines were last.
    last: Option<HostId>,
}

impl Monitor<'_> {
    pub fn new(names: &[String]) -> Monitor<'_> {
        Monitor { names, monitor: trace::Monitor::default(), last: None }
    }

    /// The lines of one action; the moment goes on with it.
    pub fn tell(&mut self, trace: &Trace, moment: &mut Moment) -> String {
        let mut out = String::new();
        for event in &trace.events {
            if let Some(host) = moment.hosts.get(event.host.0) {
                let view = event.packet.and_then(|packet| moment.packets.get(&packet)).map(|packet| &packet.view);
                let lines = self.monitor.hear(event, &host.tables, view);
                if !lines.is_empty() && self.last.replace(event.host) != Some(event.host) {
                    let name = self.names.get(event.host.0).map_or("?", String::as_str);
                    out.push_str(&format!("# {name}\n"));
                }
                out.push_str(&lines);
            }
            moment.apply(event);
        }
        out
    }
}
