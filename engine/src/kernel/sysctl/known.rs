//! The settings the engine acts on: their names, the kernel's defaults, and what the kernel takes as a value.
//! Where a host keeps them is the parent's.

use std::ops::RangeInclusive;

macro_rules! settings {
    ($(#[$about:meta])* $kind:ident { $($variant:ident => $name:literal = $default:literal in $least:literal..=$most:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $kind {
            $($variant,)+
        }

        impl $kind {
            pub const ALL: &'static [$kind] = &[$($kind::$variant,)+];
            /// The defaults, in the order of `ALL`.
            pub const DEFAULTS: [i64; $kind::ALL.len()] = [$($default,)+];

            pub fn name(self) -> &'static str {
                match self {
                    $($kind::$variant => $name,)+
                }
            }

            /// The values the kernel takes; it answers "Invalid argument" to others.
            pub fn allowed(self) -> RangeInclusive<i64> {
                match self {
                    $($kind::$variant => $least..=$most,)+
                }
            }

            pub fn from_name(name: &str) -> Option<$kind> {
                match name {
                    $($name => Some($kind::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

settings! {
    /// One value for each of `all`, `default` and every interface: `net.ipv4.conf.X.NAME`.
    DeviceSetting {
        AcceptLocal => "accept_local" = 0 in -2147483648..=2147483647,
        AcceptRedirects => "accept_redirects" = 1 in -2147483648..=2147483647,
        BroadcastForwarding => "bc_forwarding" = 0 in -2147483648..=2147483647,
        Forwarding => "forwarding" = 0 in -2147483648..=2147483647,
        IgnoreRoutesWithLinkDown => "ignore_routes_with_linkdown" = 0 in -2147483648..=2147483647,
        LogMartians => "log_martians" = 0 in -2147483648..=2147483647,
        PromoteSecondaries => "promote_secondaries" = 0 in -2147483648..=2147483647,
        RouteLocalnet => "route_localnet" = 0 in -2147483648..=2147483647,
        ReversePathFilter => "rp_filter" = 0 in -2147483648..=2147483647,
        SendRedirects => "send_redirects" = 1 in -2147483648..=2147483647,
        SharedMedia => "shared_media" = 1 in -2147483648..=2147483647,
        SourceValidMark => "src_valid_mark" = 0 in -2147483648..=2147483647,
    }
}

settings! {
    /// One value for the whole host. `nf_conntrack_acct` is on, unlike the kernel's default: the lab shows bytes.
    Setting {
        BridgeCallsIptables => "net.bridge.bridge-nf-call-iptables" = 0 in -2147483648..=2147483647,
        IcmpEchoIgnoreAll => "net.ipv4.icmp_echo_ignore_all" = 0 in 0..=1,
        IcmpEchoIgnoreBroadcasts => "net.ipv4.icmp_echo_ignore_broadcasts" = 1 in 0..=1,
        IcmpErrorsUseInboundAddress => "net.ipv4.icmp_errors_use_inbound_ifaddr" = 0 in 0..=1,
        DefaultTtl => "net.ipv4.ip_default_ttl" = 64 in 1..=255,
        NonlocalBind => "net.ipv4.ip_nonlocal_bind" = 0 in 0..=1,
        UnprivilegedPortStart => "net.ipv4.ip_unprivileged_port_start" = 1024 in 0..=65535,
        TcpFwmarkAccept => "net.ipv4.tcp_fwmark_accept" = 0 in 0..=1,
        TcpRetries2 => "net.ipv4.tcp_retries2" = 15 in 0..=255,
        TcpSynRetries => "net.ipv4.tcp_syn_retries" = 6 in 1..=127,
        TcpSynackRetries => "net.ipv4.tcp_synack_retries" = 5 in 0..=255,
        ConntrackAccounting => "net.netfilter.nf_conntrack_acct" = 1 in 0..=1,
        ConntrackChecksum => "net.netfilter.nf_conntrack_checksum" = 1 in 0..=1,
        GenericTimeout => "net.netfilter.nf_conntrack_generic_timeout" = 600 in 0..=2147483647,
        GreTimeout => "net.netfilter.nf_conntrack_gre_timeout" = 30 in 0..=2147483647,
        GreTimeoutStream => "net.netfilter.nf_conntrack_gre_timeout_stream" = 180 in 0..=2147483647,
        IcmpTimeout => "net.netfilter.nf_conntrack_icmp_timeout" = 30 in 0..=2147483647,
        ConntrackLogInvalid => "net.netfilter.nf_conntrack_log_invalid" = 0 in 0..=255,
        ConntrackMax => "net.netfilter.nf_conntrack_max" = 262144 in 0..=2147483647,
        TcpBeLiberal => "net.netfilter.nf_conntrack_tcp_be_liberal" = 0 in 0..=1,
        TcpIgnoreInvalidReset => "net.netfilter.nf_conntrack_tcp_ignore_invalid_rst" = 0 in 0..=1,
        TcpLoose => "net.netfilter.nf_conntrack_tcp_loose" = 1 in 0..=1,
        TcpMaximumRetransmissions => "net.netfilter.nf_conntrack_tcp_max_retrans" = 3 in 0..=255,
        TcpTimeoutClose => "net.netfilter.nf_conntrack_tcp_timeout_close" = 10 in 0..=2147483647,
        TcpTimeoutCloseWait => "net.netfilter.nf_conntrack_tcp_timeout_close_wait" = 60 in 0..=2147483647,
        TcpTimeoutEstablished => "net.netfilter.nf_conntrack_tcp_timeout_established" = 432000 in 0..=2147483647,
        TcpTimeoutFinWait => "net.netfilter.nf_conntrack_tcp_timeout_fin_wait" = 120 in 0..=2147483647,
        TcpTimeoutLastAck => "net.netfilter.nf_conntrack_tcp_timeout_last_ack" = 30 in 0..=2147483647,
        TcpTimeoutMaximumRetransmissions => "net.netfilter.nf_conntrack_tcp_timeout_max_retrans" = 300 in 0..=2147483647,
        TcpTimeoutSynReceived => "net.netfilter.nf_conntrack_tcp_timeout_syn_recv" = 60 in 0..=2147483647,
        TcpTimeoutSynSent => "net.netfilter.nf_conntrack_tcp_timeout_syn_sent" = 120 in 0..=2147483647,
        TcpTimeoutTimeWait => "net.netfilter.nf_conntrack_tcp_timeout_time_wait" = 120 in 0..=2147483647,
        TcpTimeoutUnacknowledged => "net.netfilter.nf_conntrack_tcp_timeout_unacknowledged" = 300 in 0..=2147483647,
        ConntrackTimestamp => "net.netfilter.nf_conntrack_timestamp" = 0 in 0..=1,
        UdpTimeout => "net.netfilter.nf_conntrack_udp_timeout" = 30 in 0..=2147483647,
        UdpTimeoutStream => "net.netfilter.nf_conntrack_udp_timeout_stream" = 120 in 0..=2147483647,
    }
}
