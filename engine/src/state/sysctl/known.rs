//! Settings by name, the kernel's defaults, and what the kernel takes as a value; and which of them the engine acts on.
//! Where a host keeps them is the parent's.

use std::ops::RangeInclusive;

macro_rules! settings {
    (@is_kept kept) => { true };
    (@is_kept) => { false };
    ($(#[$about:meta])* $kind:ident {
        $($variant:ident => $name:literal = $default:literal in $allowed:expr $(, $kept:ident)?;)+
    }) => {
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

            /// Does it change what is seen here? Others are kept and given back, and a note says so.
            pub fn is_acted_on(self) -> bool {
                match self {
                    $($kind::$variant => !settings!(@is_kept $($kept)?),)+
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
    /// One value for each of `all`, `default` and every interface: `net.ipv4.conf.X.NAME`.
    DeviceSetting {
        AcceptLocal => "accept_local" = 0 in ANY;
        AcceptRedirects => "accept_redirects" = 1 in ANY, kept;
        AcceptSourceRoute => "accept_source_route" = 1 in ANY, kept;
        ArpAccept => "arp_accept" = 0 in ANY, kept;
        ArpAnnounce => "arp_announce" = 0 in ANY;
        ArpEvictNoCarrier => "arp_evict_nocarrier" = 1 in ANY, kept;
        ArpFilter => "arp_filter" = 0 in ANY;
        ArpIgnore => "arp_ignore" = 0 in ANY;
        ArpNotify => "arp_notify" = 0 in ANY, kept;
        BroadcastForwarding => "bc_forwarding" = 0 in ANY;
        BootpRelay => "bootp_relay" = 0 in ANY, kept;
        DisablePolicy => "disable_policy" = 0 in ANY, kept;
        DisableXfrm => "disable_xfrm" = 0 in ANY, kept;
        DropGratuitousArp => "drop_gratuitous_arp" = 0 in ANY, kept;
        DropUnicastInLinkMulticast => "drop_unicast_in_l2_multicast" = 0 in ANY, kept;
        ForceIgmpVersion => "force_igmp_version" = 0 in ANY, kept;
        Forwarding => "forwarding" = 0 in ANY;
        IgmpV2ReportInterval => "igmpv2_unsolicited_report_interval" = 10000 in ANY, kept;
        IgmpV3ReportInterval => "igmpv3_unsolicited_report_interval" = 1000 in ANY, kept;
        IgnoreRoutesWithLinkDown => "ignore_routes_with_linkdown" = 0 in ANY;
        LogMartians => "log_martians" = 0 in ANY, kept;
        MulticastForwarding => "mc_forwarding" = 0 in ANY, kept;
        MediumId => "medium_id" = 0 in ANY;
        PromoteSecondaries => "promote_secondaries" = 0 in ANY;
        ProxyArp => "proxy_arp" = 0 in ANY;
        ProxyArpPrivateVlan => "proxy_arp_pvlan" = 0 in ANY;
        RouteLocalnet => "route_localnet" = 0 in ANY;
        ReversePathFilter => "rp_filter" = 0 in ANY;
        SecureRedirects => "secure_redirects" = 1 in ANY, kept;
        SendRedirects => "send_redirects" = 1 in ANY;
        SharedMedia => "shared_media" = 1 in ANY, kept;
        SourceValidMark => "src_valid_mark" = 0 in ANY;
        Tag => "tag" = 0 in ANY, kept;
    }
}

settings! {
    /// One value for the whole host. `nf_conntrack_acct` is on, unlike the kernel's default: the lab shows bytes.
    Setting {
        BridgeCallsIptables => "net.bridge.bridge-nf-call-iptables" = 0 in ANY;
        FwmarkReflect => "net.ipv4.fwmark_reflect" = 0 in BYTE;
        IcmpEchoIgnoreAll => "net.ipv4.icmp_echo_ignore_all" = 0 in 0..=1;
        IcmpEchoIgnoreBroadcasts => "net.ipv4.icmp_echo_ignore_broadcasts" = 1 in 0..=1;
        IcmpErrorsUseInboundAddress => "net.ipv4.icmp_errors_use_inbound_ifaddr" = 0 in 0..=1;
        DefaultTtl => "net.ipv4.ip_default_ttl" = 64 in 1..=255;
        NonlocalBind => "net.ipv4.ip_nonlocal_bind" = 0 in BYTE;
        UnprivilegedPortStart => "net.ipv4.ip_unprivileged_port_start" = 1024 in 0..=65535, kept;
        LeastAdvertisedSegment => "net.ipv4.route.min_adv_mss" = 256 in ANY;
        TcpDuplicateSack => "net.ipv4.tcp_dsack" = 1 in BYTE;
        TcpEcn => "net.ipv4.tcp_ecn" = 2 in 0..=2;
        TcpEcnFallback => "net.ipv4.tcp_ecn_fallback" = 1 in 0..=1;
        TcpFwmarkAccept => "net.ipv4.tcp_fwmark_accept" = 0 in BYTE;
        TcpReflectTos => "net.ipv4.tcp_reflect_tos" = 0 in 0..=1;
        TcpRetries2 => "net.ipv4.tcp_retries2" = 15 in BYTE;
        TcpSack => "net.ipv4.tcp_sack" = 1 in BYTE;
        TcpSynRetries => "net.ipv4.tcp_syn_retries" = 6 in 1..=127;
        TcpSynackRetries => "net.ipv4.tcp_synack_retries" = 5 in BYTE;
        TcpTimestamps => "net.ipv4.tcp_timestamps" = 1 in BYTE;
        TcpWindowScaling => "net.ipv4.tcp_window_scaling" = 1 in BYTE;
        ConntrackAccounting => "net.netfilter.nf_conntrack_acct" = 1 in 0..=1;
        ConntrackChecksum => "net.netfilter.nf_conntrack_checksum" = 1 in 0..=1, kept;
        GenericTimeout => "net.netfilter.nf_conntrack_generic_timeout" = 600 in ANY;
        GreTimeout => "net.netfilter.nf_conntrack_gre_timeout" = 30 in ANY, kept;
        GreTimeoutStream => "net.netfilter.nf_conntrack_gre_timeout_stream" = 180 in ANY, kept;
        IcmpTimeout => "net.netfilter.nf_conntrack_icmp_timeout" = 30 in ANY;
        ConntrackLogInvalid => "net.netfilter.nf_conntrack_log_invalid" = 0 in 0..=255, kept;
        ConntrackMax => "net.netfilter.nf_conntrack_max" = 262144 in ANY;
        TcpBeLiberal => "net.netfilter.nf_conntrack_tcp_be_liberal" = 0 in 0..=1;
        TcpIgnoreInvalidReset => "net.netfilter.nf_conntrack_tcp_ignore_invalid_rst" = 0 in 0..=1;
        TcpLoose => "net.netfilter.nf_conntrack_tcp_loose" = 1 in 0..=1;
        TcpMaximumRetransmissions => "net.netfilter.nf_conntrack_tcp_max_retrans" = 3 in 0..=255;
        TcpTimeoutClose => "net.netfilter.nf_conntrack_tcp_timeout_close" = 10 in ANY;
        TcpTimeoutCloseWait => "net.netfilter.nf_conntrack_tcp_timeout_close_wait" = 60 in ANY;
        TcpTimeoutEstablished => "net.netfilter.nf_conntrack_tcp_timeout_established" = 432000 in ANY;
        TcpTimeoutFinWait => "net.netfilter.nf_conntrack_tcp_timeout_fin_wait" = 120 in ANY;
        TcpTimeoutLastAck => "net.netfilter.nf_conntrack_tcp_timeout_last_ack" = 30 in ANY;
        TcpTimeoutMaximumRetransmissions => "net.netfilter.nf_conntrack_tcp_timeout_max_retrans" = 300 in ANY;
        TcpTimeoutSynReceived => "net.netfilter.nf_conntrack_tcp_timeout_syn_recv" = 60 in ANY;
        TcpTimeoutSynSent => "net.netfilter.nf_conntrack_tcp_timeout_syn_sent" = 120 in ANY;
        TcpTimeoutTimeWait => "net.netfilter.nf_conntrack_tcp_timeout_time_wait" = 120 in ANY;
        TcpTimeoutUnacknowledged => "net.netfilter.nf_conntrack_tcp_timeout_unacknowledged" = 300 in ANY;
        ConntrackTimestamp => "net.netfilter.nf_conntrack_timestamp" = 0 in 0..=1, kept;
        UdpTimeout => "net.netfilter.nf_conntrack_udp_timeout" = 30 in ANY;
        UdpTimeoutStream => "net.netfilter.nf_conntrack_udp_timeout_stream" = 120 in ANY;
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Where a setting would be read: everything but the lists themselves.
    fn sources(folder: &Path, found: &mut String) {
        for entry in std::fs::read_dir(folder).expect("a folder of the engine").flatten() {
            let path = entry.path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("sysctl/known.rs") {
                found.push_str(&std::fs::read_to_string(&path).expect("a source file"));
            }
        }
    }

    fn reads(sources: &str, kind: &str, variant: &str) -> bool {
        let name = format!("{kind}::{variant}");
        let mut places = sources.match_indices(&name);
        places.any(|(place, _)| {
            let before = sources[..place].chars().next_back();
            let after = sources[place + name.len()..].chars().next();
            let is_word = |character: Option<char>| character.is_some_and(|character| character.is_alphanumeric());
            !is_word(before) && !is_word(after)
        })
    }

    #[test]
    fn what_is_said_to_be_acted_on_is_read_somewhere() {
        let mut text = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
        let devices = DeviceSetting::ALL.iter().filter(|setting| setting.is_acted_on());
        let of_devices = devices.map(|setting| ("DeviceSetting", format!("{setting:?}")));
        let hosts = Setting::ALL.iter().filter(|setting| setting.is_acted_on());
        let of_hosts = hosts.map(|setting| ("Setting", format!("{setting:?}")));
        let unread: Vec<String> =
            of_devices.chain(of_hosts).filter(|(kind, name)| !reads(&text, kind, name)).map(|(_, name)| name).collect();
        assert!(unread.is_empty(), "nobody reads {unread:?}: act on them, or write `kept` behind them");
    }
}
