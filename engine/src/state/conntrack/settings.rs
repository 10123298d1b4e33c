//! What a host's sysctls say of connection tracking.

use std::time::Duration;

use super::entry::TcpState;
use crate::state::sysctl::{Setting, Sysctls};

/// Connections that one host keeps at most, whatever its sysctl says: as many as that says by default.
pub const MOST_ENTRIES: usize = 262_144;

/// `net.netfilter.nf_conntrack_*`; seconds where the kernel has seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    pub tcp_loose: bool,
    pub tcp_be_liberal: bool,
    pub tcp_ignore_invalid_rst: bool,
    pub tcp_max_retrans: u8,
    pub accounting: bool,
    pub maximum: u32,
    pub tcp_syn_sent: u32,
    pub tcp_syn_recv: u32,
    pub tcp_established: u32,
    pub tcp_fin_wait: u32,
    pub tcp_close_wait: u32,
    pub tcp_last_ack: u32,
    pub tcp_time_wait: u32,
    pub tcp_close: u32,
    pub tcp_retransmitted: u32,
    pub tcp_unacknowledged: u32,
    pub udp: u32,
    pub udp_stream: u32,
    pub icmp: u32,
    pub generic: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings::from(&Sysctls::default())
    }
}

impl From<&Sysctls> for Settings {
    fn from(sysctls: &Sysctls) -> Settings {
        let number = |setting| u32::try_from(sysctls.value(setting)).unwrap_or(u32::MAX);
        Settings {
            tcp_loose: sysctls.is_on(Setting::TcpLoose),
            tcp_be_liberal: sysctls.is_on(Setting::TcpBeLiberal),
            tcp_ignore_invalid_rst: sysctls.is_on(Setting::TcpIgnoreInvalidReset),
            tcp_max_retrans: u8::try_from(number(Setting::TcpMaximumRetransmissions)).unwrap_or(u8::MAX),
            accounting: sysctls.is_on(Setting::ConntrackAccounting),
            maximum: number(Setting::ConntrackMax),
            tcp_syn_sent: number(Setting::TcpTimeoutSynSent),
            tcp_syn_recv: number(Setting::TcpTimeoutSynReceived),
            tcp_established: number(Setting::TcpTimeoutEstablished),
            tcp_fin_wait: number(Setting::TcpTimeoutFinWait),
            tcp_close_wait: number(Setting::TcpTimeoutCloseWait),
            tcp_last_ack: number(Setting::TcpTimeoutLastAck),
            tcp_time_wait: number(Setting::TcpTimeoutTimeWait),
            tcp_close: number(Setting::TcpTimeoutClose),
            tcp_retransmitted: number(Setting::TcpTimeoutMaximumRetransmissions),
            tcp_unacknowledged: number(Setting::TcpTimeoutUnacknowledged),
            udp: number(Setting::UdpTimeout),
            udp_stream: number(Setting::UdpTimeoutStream),
            icmp: number(Setting::IcmpTimeout),
            generic: number(Setting::GenericTimeout),
        }
    }
}

impl Settings {
    /// How many connections there may be; no maximum (0) is one of the engine.
    pub fn most(&self) -> usize {
        match usize::try_from(self.maximum) {
            Ok(0) | Err(_) => MOST_ENTRIES,
            Ok(maximum) => maximum.min(MOST_ENTRIES),
        }
    }

    pub fn tcp(&self, state: TcpState) -> u32 {
        match state {
            TcpState::None | TcpState::SynSent | TcpState::SynSent2 => self.tcp_syn_sent,
            TcpState::SynRecv => self.tcp_syn_recv,
            TcpState::Established => self.tcp_established,
            TcpState::FinWait => self.tcp_fin_wait,
            TcpState::CloseWait => self.tcp_close_wait,
            TcpState::LastAck => self.tcp_last_ack,
            TcpState::TimeWait => self.tcp_time_wait,
            TcpState::Close => self.tcp_close,
        }
    }
}

pub fn seconds(count: u32) -> Duration {
    Duration::from_secs(u64::from(count))
}
