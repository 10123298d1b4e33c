//! Entries as a trace shows them: without what only the state machines need.

use super::{Entry, Track, Tuple};

impl Tuple {
    pub fn shown(&self) -> trace::connection::Tuple {
        trace::connection::Tuple { source: self.source.into(), destination: self.destination.into(), kind: self.kind }
    }
}

impl Entry {
    pub fn shown(&self) -> trace::connection::Entry {
        trace::connection::Entry {
            id: self.id,
            zone: self.zone,
            original: self.original.shown(),
            reply: self.reply.shown(),
            status: self.status,
            tcp: match self.track {
                Track::Tcp(track) => Some(track.state),
                Track::Udp | Track::Icmp | Track::Generic => None,
            },
            mark: self.mark,
            expires: self.expires,
            created: self.created,
            counted: self.counted,
            original_count: self.original_count,
            reply_count: self.reply_count,
            masqueraded_by: self.masqueraded_by,
            helper: self.helper.as_deref().map(Into::into),
        }
    }
}
