#!/bin/bash
# Ask the real kernel and tool how they show connections: entries of all kinds, as `conntrack -L` and as
# /proc/net/nf_conntrack show them.
#
#     sudo bash oracle/record_connections.sh > engine/tests/data/connections.txt
#
# Needs root, conntrack, iproute2. `engine/tests/connections.rs` reads the lines and prints them again.
set -eu
if [ "${1:-}" != inside ]; then exec unshare -n bash "$0" inside; fi
for counted in 0 1; do
    sysctl -qw net.netfilter.nf_conntrack_acct=$counted
    make() { conntrack -I -t 500 -s 10.0.0.1 -d 10.0.0.2 "$@" 2>/dev/null; }
    port=1000
    for state in NONE SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT CLOSE_WAIT LAST_ACK TIME_WAIT CLOSE SYN_SENT2; do
        port=$((port + 1))
        make -p tcp --sport $port --dport 80 --state $state -u SEEN_REPLY || true
    done
    make -p tcp --sport 1 --dport 80 --state ESTABLISHED -u ASSURED,SEEN_REPLY -m 77 -w 5
    make -p tcp --sport 2 --dport 80 --state ESTABLISHED -g 172.17.0.2:8080 -n 9.9.9.9
    make -p udp --sport 3 --dport 53 -u SEEN_REPLY
    make -p udp --sport 4 --dport 53 -m 4294967295
    make -p udp --sport 5 --dport 53 --orig-zone 6
    make -p udp --sport 6 --dport 53 --reply-zone 7 -u SEEN_REPLY
    make -p icmp --icmp-type 8 --icmp-code 0 --icmp-id 77
    make -p icmp --icmp-type 13 --icmp-code 0 --icmp-id 78 -u SEEN_REPLY
    make -p 50
    make -p 253 -u SEEN_REPLY
    conntrack -L 2>/dev/null
    conntrack -L -o extended 2>/dev/null
    cat /proc/net/nf_conntrack
    conntrack -F 2>/dev/null
done
