#!/bin/bash
# Ask the real kernel how it logs packets: crafted ones of all kinds through LOG rules with all options, in network
# namespaces. Writes the lines of the kernel's log, each kind once.
#
#     sudo bash oracle/record_log.sh > engine/tests/data/log.txt
#
# Needs root, iptables, iproute2, Python 3. A line's prefix names its options: `plain-` none, `all-` sequence, options and
# user, `mac-` decoded hardware addresses. `engine/tests/log.rs` prints the same packets and compares.
set -eu
hosts="lga lgb lgr"
lines=$(mktemp)
was=$(sysctl -n net.netfilter.nf_log_all_netns)
clean() {
    for host in $hosts; do ip netns del $host 2>/dev/null || true; done
    sysctl -qw net.netfilter.nf_log_all_netns=$was
    rm -f "$lines"
}
trap clean EXIT
sysctl -qw net.netfilter.nf_log_all_netns=1
for host in $hosts; do
    ip netns add $host
    ip -n $host link set lo up
    ip netns exec $host sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.conf.all.disable_ipv6=1
done
ip link add a0 netns lga address 02:00:00:00:00:0a type veth peer name ra netns lgr address 02:00:00:00:00:1a
ip link add b0 netns lgb address 02:00:00:00:00:0b type veth peer name rb netns lgr address 02:00:00:00:00:1b
ip -n lgr link add br0 address 02:00:00:00:00:2a type bridge
ip -n lgr link set ra master br0
ip netns exec lgr sysctl -qw net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1
ip -n lga addr add 10.0.1.1/24 brd + dev a0
ip -n lgb addr add 10.0.2.1/24 brd + dev b0
ip -n lgr addr add 10.0.1.254/24 brd + dev br0
ip -n lgr addr add 10.0.2.254/24 brd + dev rb
for pair in "lga a0" "lgb b0" "lgr ra" "lgr br0" "lgr rb"; do ip -n ${pair% *} link set ${pair#* } up; done
ip -n lga route add default via 10.0.1.254
ip -n lgb route add default via 10.0.2.254

rule() { ip netns exec lgr iptables -t mangle -A "$@"; }
all="--log-tcp-sequence --log-tcp-options --log-ip-options --log-uid"
rule PREROUTING -p udp -m mark --mark 0 -j MARK --set-mark 0x1f
for chain in PREROUTING INPUT FORWARD OUTPUT POSTROUTING; do
    rule $chain -j LOG --log-prefix "plain-$chain "
    rule $chain -j LOG --log-prefix "all-$chain:" $all
    rule $chain -j LOG --log-prefix "mac- " --log-macdecode
done

send=$(mktemp)
cat > "$send" <<'P'
import socket, struct, sys, time

own, to = sys.argv[1:3]


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xffff)
    return ~(total + (total >> 16)) & 0xffff


def ip(protocol, payload, tos=0, ttl=64, fragment=0x4000, to=to):
    header = struct.pack("!BBHHHBBH4s4s", 0x45, tos, 20 + len(payload), 4711, fragment, ttl, protocol, 0,
                         socket.inet_aton(own), socket.inet_aton(to))
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    raw.sendto(header + payload, (to, 0))
    time.sleep(.02)


def tcp(sequence, acknowledgement, flags, window, options=b""):
    segment = struct.pack("!HHIIBBHHH", 1000, 81, sequence, acknowledgement, 5 + len(options) // 4 << 4, flags, window, 0, 0)
    segment += options
    pseudo = socket.inet_aton(own) + socket.inet_aton(to) + struct.pack("!BBH", 0, 6, len(segment))
    return segment[:16] + struct.pack("!H", checksum(pseudo + segment)) + segment[18:]


def udp(source, destination, data):
    return struct.pack("!HHHH", source, destination, 8 + len(data), 0) + data


def icmp(kind, code, rest, data=b""):
    message = struct.pack("!BBH", kind, code, 0) + rest + data
    return message[:2] + struct.pack("!H", checksum(message)) + message[4:]


def quote(protocol, length, payload, fragment=0):
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + length, 99, fragment, 63, protocol, 0, socket.inet_aton(to),
                       socket.inet_aton(own)) + payload


stamps = struct.pack("!II", 1000, 0)
ip(6, tcp(0x12345678, 0, 2, 64240, b"\x02\x04\x05\xb4\x04\x02\x08\x0a" + stamps + b"\x01\x03\x03\x07"))
ip(6, tcp(5, 6, 0x12, 65535, b"\x02\x04\x05\xb4\x01\x01\x04\x02\x01\x03\x03\x0a"))
ip(6, tcp(5, 6, 0x11, 500, b"\x01\x01\x08\x0a" + stamps))
ip(6, tcp(7, 0xffffffff, 0xff, 0), tos=0xb9)
ip(17, udp(2000, 53, b"hello"), tos=0x10, ttl=3)
ip(17, udp(2000, 53, b""), fragment=0, tos=0x1e)
ping = struct.pack("!HH", 77, 3)
ip(1, icmp(8, 0, ping, b"abc"))
ip(1, icmp(0, 0, ping, b"abc"))
ip(1, icmp(13, 0, ping, b"\0" * 12))
segment = struct.pack("!HHIIBBHHH", 5, 6, 7, 8, 0x50, 2, 9, 0, 0)
nothing = b"\0" * 4
ip(1, icmp(3, 3, nothing, quote(6, 20, segment, 0x4000)))
ip(1, icmp(3, 3, nothing, quote(6, 20, segment[:8], 0x4000)))
ip(1, icmp(3, 4, struct.pack("!HH", 0, 1400), quote(6, 20, segment)))
datagram = quote(17, 13, udp(5, 6, b"hello"))
ip(1, icmp(11, 0, nothing, datagram))
ip(1, icmp(5, 1, socket.inet_aton("10.0.1.9"), datagram))
ip(1, icmp(12, 0, nothing, datagram))
ip(1, icmp(4, 0, nothing, datagram))
ip(1, icmp(3, 1, nothing, quote(1, 16, icmp(8, 0, struct.pack("!HH", 1, 2), b"12345678"))))
ip(1, icmp(17, 0, struct.pack("!HH", 5, 6), nothing))
ip(50, b"\x00\x00\x12\x34" + b"\0" * 12)
ip(51, b"\x06\x04\0\0\x00\x00\x56\x78" + b"\0" * 16)
ip(50, b"")
ip(47, b"\0\0\x08\0" + b"\0" * 8)
ip(136, udp(1, 2, b"abc"))
ip(253, b"")
if to == "10.0.1.254":
    for group in ("10.0.1.255", "255.255.255.255", "224.0.0.9"):
        ip(17, udp(2000, 54, b"hello"), to=group)
P
dmesg --follow-new > "$lines" &
log=$!
sleep .5
ip netns exec lga python3 "$send" 10.0.1.1 10.0.2.1
ip netns exec lga python3 "$send" 10.0.1.1 10.0.1.254
ip netns exec lgr python3 - <<'P'
import os, socket
"".encode("idna")  # before the files of Python are somebody else's
os.setgid(1001)
os.setuid(1000)
for to in ("10.0.2.1", "127.0.0.1", "10.0.1.254"):
    try:
        socket.create_connection((to, 80), 1)
    except OSError:
        pass
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
for to in ("10.0.2.1", "10.0.1.255"):
    datagrams.sendto(b"x", (to, 9))
P
sleep .5
kill $log
rm "$send"
# Each once: what changes from one recording to the next is no other kind. Of the later hooks, which tell little more, a few.
# IGMP, which the kernel sends by itself with IP options, is left out.
sed -n 's/^\[ *[0-9.]*\] \(\(plain\|all\|mac\)-.*\)/\1/p' "$lines" | awk '{
    kind = $0; gsub(/ (ID|SPT|WINDOW|SEQ|ACK|TTL)=[0-9]+/, "", kind); gsub(/OPT \([0-9A-F]*\)/, "", kind)
    if (kind in seen || /DST=224.0.0.22/) next
    seen[kind] = 1
    later = /FORWARD|POSTROUTING/ || /^mac-/
    if (!later || ++count % 4 == 1) print
}'
