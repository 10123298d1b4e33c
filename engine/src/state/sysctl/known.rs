//! The settings the engine acts on: their names, the kernel's defaults, and what the kernel takes as a value.
//! Where a host keeps them is the parent's.

use std::ops::RangeInclusive;

macro_rules! settings {
    ($(#[$about:meta])* $kind:ident { $($variant:ident => $name:literal = $default:literal in $allowed:expr,)+ }) => {
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
                    $($kind::$variant => $allowed,)+
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

/// Whatever a C `int` holds.
const ANY: RangeInclusive<i64> = -2147483648..=2147483647;
/// Whatever a byte holds.
const BYTE: RangeInclusive<i64> = 0..=255;

settings! {
    /// One value for each of `all`, `default` and every interface: `net.ipv4.conf.X.NAME`. The engine acts on those that a packet's way
    /// depends on; the others are here because people look at them.
    DeviceSetting {
        AcceptLocal => "accept_local" = 0 in ANY,
        AcceptRedirects => "accept_redirects" = 1 in ANY,
        AcceptSourceRoute => "accept_source_route" = 1 in ANY,
        ArpAccept => "arp_accept" = 0 in ANY,
        ArpAnnounce => "arp_announce" = 0 in ANY,
        ArpEvictNoCarrier => "arp_evict_nocarrier" = 1 in ANY,
        ArpFilter => "arp_filter" = 0 in ANY,
        ArpIgnore => "arp_ignore" = 0 in ANY,
        ArpNotify => "arp_notify" = 0 in ANY,
        BroadcastForwarding => "bc_forwarding" = 0 in ANY,
        BootpRelay => "bootp_relay" = 0 in ANY,
        DisablePolicy => "disable_policy" = 0 in ANY,
        DisableXfrm => "disable_xfrm" = 0 in ANY,
        DropGratuitousArp => "drop_gratuitous_arp" = 0 in ANY,
        DropUnicastInLinkMulticast => "drop_unicast_in_l2_multicast" = 0 in ANY,
        ForceIgmpVersion => "force_igmp_version" = 0 in ANY,
        Forwarding => "forwarding" = 0 in ANY,
        IgmpV2ReportInterval => "igmpv2_unsolicited_report_interval" = 10000 in ANY,
        IgmpV3ReportInterval => "igmpv3_unsolicited_report_interval" = 1000 in ANY,
        IgnoreRoutesWithLinkDown => "ignore_routes_with_linkdown" = 0 in ANY,
        LogMartians => "log_martians" = 0 in ANY,
        MulticastForwarding => "mc_forwarding" = 0 in ANY,
        MediumId => "medium_id" = 0 in ANY,
        PromoteSecondaries => "promote_secondaries" = 0 in ANY,
        ProxyArp => "proxy_arp" = 0 in ANY,
        ProxyArpPrivateVlan => "proxy_arp_pvlan" = 0 in ANY,
        RouteLocalnet => "route_localnet" = 0 in ANY,
        ReversePathFilter => "rp_filter" = 0 in ANY,
        SecureRedirects => "secure_redirects" = 1 in ANY,
        SendRedirects => "send_redirects" = 1 in ANY,
        SharedMedia => "shared_media" = 1 in ANY,
        SourceValidMark => "src_valid_mark" = 0 in ANY,
        Tag => "tag" = 0 in ANY,
    }
}

settings! {
    /// One value for the whole host. `nf_conntrack_acct` is on, unlike the kernel's default: the lab shows bytes.
    Setting {
        BridgeCallsIptables => "net.bridge.bridge-nf-call-iptables" = 0 in ANY,
        FwmarkReflect => "net.ipv4.fwmark_reflect" = 0 in BYTE,
        IcmpEchoIgnoreAll => "net.ipv4.icmp_echo_ignore_all" = 0 in 0..=1,
        IcmpEchoIgnoreBroadcasts => "net.ipv4.icmp_echo_ignore_broadcasts" = 1 in 0..=1,
        IcmpErrorsUseInboundAddress => "net.ipv4.icmp_errors_use_inbound_ifaddr" = 0 in 0..=1,
        DefaultTtl => "net.ipv4.ip_default_ttl" = 64 in 1..=255,
        NonlocalBind => "net.ipv4.ip_nonlocal_bind" = 0 in BYTE,
        UnprivilegedPortStart => "net.ipv4.ip_unprivileged_port_start" = 1024 in 0..=65535,
        LeastAdvertisedSegment => "net.ipv4.route.min_adv_mss" = 256 in ANY,
        TcpDuplicateSack => "net.ipv4.tcp_dsack" = 1 in BYTE,
        TcpEcn => "net.ipv4.tcp_ecn" = 2 in 0..=2,
        TcpEcnFallback => "net.ipv4.tcp_ecn_fallback" = 1 in 0..=1,
        TcpFwmarkAccept => "net.ipv4.tcp_fwmark_accept" = 0 in BYTE,
        TcpReflectTos => "net.ipv4.tcp_reflect_tos" = 0 in 0..=1,
        TcpRetries2 => "net.ipv4.tcp_retries2" = 15 in BYTE,
        TcpSack => "net.ipv4.tcp_sack" = 1 in BYTE,
        TcpSynRetries => "net.ipv4.tcp_syn_retries" = 6 in 1..=127,
        TcpSynackRetries => "net.ipv4.tcp_synack_retries" = 5 in BYTE,
        TcpTimestamps => "net.ipv4.tcp_timestamps" = 1 in BYTE,
        TcpWindowScaling => "net.ipv4.tcp_window_scaling" = 1 in BYTE,
        ConntrackAccounting => "net.netfilter.nf_conntrack_acct" = 1 in 0..=1,
        ConntrackChecksum => "net.netfilter.nf_conntrack_checksum" = 1 in 0..=1,
        GenericTimeout => "net.netfilter.nf_conntrack_generic_timeout" = 600 in ANY,
        GreTimeout => "net.netfilter.nf_conntrack_gre_timeout" = 30 in ANY,
        GreTimeoutStream => "net.netfilter.nf_conntrack_gre_timeout_stream" = 180 in ANY,
        IcmpTimeout => "net.netfilter.nf_conntrack_icmp_timeout" = 30 in ANY,
        ConntrackLogInvalid => "net.netfilter.nf_conntrack_log_invalid" = 0 in 0..=255,
        ConntrackMax => "net.netfilter.nf_conntrack_max" = 262144 in ANY,
        TcpBeLiberal => "net.netfilter.nf_conntrack_tcp_be_liberal" = 0 in 0..=1,
        TcpIgnoreInvalidReset => "net.netfilter.nf_conntrack_tcp_ignore_invalid_rst" = 0 in 0..=1,
        TcpLoose => "net.netfilter.nf_conntrack_tcp_loose" = 1 in 0..=1,
        TcpMaximumRetransmissions => "net.netfilter.nf_conntrack_tcp_max_retrans" = 3 in 0..=255,
        TcpTimeoutClose => "net.netfilter.nf_conntrack_tcp_timeout_close" = 10 in ANY,
        TcpTimeoutCloseWait => "net.netfilter.nf_conntrack_tcp_timeout_close_wait" = 60 in ANY,
        TcpTimeoutEstablished => "net.netfilter.nf_conntrack_tcp_timeout_established" = 432000 in ANY,
        TcpTimeoutFinWait => "net.netfilter.nf_conntrack_tcp_timeout_fin_wait" = 120 in ANY,
        TcpTimeoutLastAck => "net.netfilter.nf_conntrack_tcp_timeout_last_ack" = 30 in ANY,
        TcpTimeoutMaximumRetransmissions => "net.netfilter.nf_conntrack_tcp_timeout_max_retrans" = 300 in ANY,
        TcpTimeoutSynReceived => "net.netfilter.nf_conntrack_tcp_timeout_syn_recv" = 60 in ANY,
        TcpTimeoutSynSent => "net.netfilter.nf_conntrack_tcp_timeout_syn_sent" = 120 in ANY,
        TcpTimeoutTimeWait => "net.netfilter.nf_conntrack_tcp_timeout_time_wait" = 120 in ANY,
        TcpTimeoutUnacknowledged => "net.netfilter.nf_conntrack_tcp_timeout_unacknowledged" = 300 in ANY,
        ConntrackTimestamp => "net.netfilter.nf_conntrack_timestamp" = 0 in 0..=1,
        UdpTimeout => "net.netfilter.nf_conntrack_udp_timeout" = 30 in ANY,
        UdpTimeoutStream => "net.netfilter.nf_conntrack_udp_timeout_stream" = 120 in ANY,
    }
}

impl DeviceSetting {
    /// Does a later change of `conf.default` reach the devices for which nobody wrote a value? Not for those that have a
    /// handler of their own in the kernel (`DEVINET_SYSCTL_FLUSHING_ENTRY`, `DEVINET_SYSCTL_COMPLEX_ENTRY`; seen on 6.18).
    pub fn follows_default(self) -> bool {
        !matches!(
            self,
            DeviceSetting::Forwarding
                | DeviceSetting::DisableXfrm
                | DeviceSetting::DisablePolicy
                | DeviceSetting::PromoteSecondaries
                | DeviceSetting::RouteLocalnet
                | DeviceSetting::DropUnicastInLinkMulticast
        )
    }
}
