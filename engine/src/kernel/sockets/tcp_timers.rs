//! What TCP sends again when nobody answers, and when it gives up. Off where a recording is replayed.

use std::time::Duration;

use crate::kernel::event::{Cause, Listener};
use crate::kernel::stack::Kernel;
use crate::state::clock::Instant;
use crate::state::packet::TcpFlags;
use crate::state::sockets::tcp::Timer;
use crate::state::sockets::tcp_ecn;
use crate::state::sockets::{Errno, SocketId, TcpSocketState};
use crate::state::sysctl::Setting;

/// First wait for an answer to SYN or SYN-ACK; it doubles each time.
pub(super) const SYN_WAIT: Duration = Duration::from_secs(1);
/// First wait for an acknowledgement of data: round trips of a lab are short, so the kernel's minimum.
pub(super) const DATA_WAIT: Duration = Duration::from_millis(200);
/// The shortest timer TCP sets (`TCP_TIMEOUT_MIN`).
pub(super) const SOON: Duration = Duration::from_millis(8);
const MOST_DOUBLINGS: u8 = 16;
const LONGEST_WAIT: Duration = Duration::from_secs(120);

impl<L: Listener> Kernel<'_, L> {
    pub(super) fn start_timer(&mut self, id: SocketId, wait: Duration) {
        let (on, now) = (self.host.sockets.retransmit, self.now);
        if let Some(socket) = self.host.sockets.tcp_mut(id)
            && on
            && socket.timer.is_none()
        {
            socket.timer = Some(Timer { at: now + wait, tries: 0 });
        }
    }

    pub(super) fn half_open_timer(&self) -> Option<Timer> {
        self.host.sockets.retransmit.then(|| Timer { at: self.now + SYN_WAIT, tries: 0 })
    }

    /// Everything whose time has come is sent again, or given up.
    pub fn tcp_timers(&mut self) {
        let due: Vec<SocketId> = self.host.sockets.iter().map(|(id, _)| id).collect();
        for id in due {
            if self.host.sockets.tcp(id).and_then(|socket| socket.timer).is_some_and(|timer| timer.at <= self.now) {
                self.tcp_again(id);
            }
            self.half_open_again(id);
        }
    }

    fn tcp_again(&mut self, id: SocketId) {
        let now = self.now;
        let Some(socket) = self.host.sockets.tcp_mut(id) else { return };
        let Some(timer) = socket.timer else { return };
        let state = socket.state;
        if state == TcpSocketState::TimeWait {
            self.host.sockets.remove(id);
            return;
        }
        let most = match state {
            TcpSocketState::SynSent => setting(self.host, Setting::TcpSynRetries),
            TcpSocketState::SynReceived => setting(self.host, Setting::TcpSynackRetries),
            _ => setting(self.host, Setting::TcpRetries2),
        };
        let Some(socket) = self.host.sockets.tcp_mut(id) else { return };
        if timer.tries >= most {
            let error = socket.soft_error.unwrap_or(Errno::TimedOut);
            self.tcp_fail(id, error);
            return;
        }
        let Some(sent) = socket.in_flight.front().cloned() else {
            socket.timer = None;
            return;
        };
        let tries = timer.tries.saturating_add(1);
        let first = if state == TcpSocketState::SynSent { SYN_WAIT } else { DATA_WAIT };
        socket.timer = Some(Timer { at: now + longer(first, tries), tries });
        let cause = Cause::RetransmissionOf(sent.packet);
        if sent.flags.has(TcpFlags::SYN) {
            let flags = tcp_ecn::fallen_back(&self.host.networking.sysctls, sent.flags);
            self.tcp_send_syn_flags(id, flags, cause);
        } else {
            self.tcp_send_at(id, sent.sequence, sent.flags, &sent.data, cause);
        }
    }

    fn half_open_again(&mut self, id: SocketId) {
        let now = self.now;
        let most = setting(self.host, Setting::TcpSynackRetries);
        let Some(listener) = self.host.sockets.listener_mut(id) else { return };
        let owner = listener.owner;
        listener.half_open.retain(|half| half.timer.is_none_or(|timer| timer.at > now || timer.tries < most));
        let mut due = Vec::new();
        for half in &mut listener.half_open {
            if let Some(timer) = &mut half.timer
                && timer.at <= now
            {
                timer.tries = timer.tries.saturating_add(1);
                timer.at = now + longer(SYN_WAIT, timer.tries);
                due.push(half.clone());
            }
        }
        for half in due {
            self.tcp_send_syn_ack(&half, owner, Cause::RetransmissionOf(half.answered_by));
        }
    }
}

fn longer(first: Duration, tries: u8) -> Duration {
    first.saturating_mul(1 << u32::from(tries.min(MOST_DOUBLINGS))).min(LONGEST_WAIT)
}

fn setting(host: &crate::kernel::host::Host, setting: Setting) -> u8 {
    u8::try_from(host.networking.sysctls.value(setting)).unwrap_or(u8::MAX)
}

/// How long a closed connection is remembered.
pub(super) fn time_wait_until(now: Instant) -> Timer {
    Timer { at: now + Duration::from_secs(60), tries: 0 }
}
