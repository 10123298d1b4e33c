#!/usr/bin/env python3
"""Generates command lines for iptables 1.8.9 (nf_tables), runs them in a network namespace of their own, and writes down
what the real tools say: transcripts that `tests/iptables.rs` replays. Needs root.

    python3 record.py [FAMILY...]                  writes FAMILY.txt next to this file
    python3 record.py --seed 7 --into DIR          other rules for the generated families; then
    TRANSCRIPTS=DIR cargo test -p engine --test iptables

A transcript is a list of cases. `# name` begins one on an empty host; `$` is a command, `<` a line of its input, `>` a line
of its output, `2>` a line of what it complained, `=` its exit code if not 0. An output that does not end a line ends in `\\`.
"""
import argparse
import os
import random
import re
import shlex
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BASE = {"raw": ["PREROUTING", "OUTPUT"], "mangle": ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"],
        "nat": ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"], "filter": ["INPUT", "FORWARD", "OUTPUT"],
        "security": ["INPUT", "FORWARD", "OUTPUT"]}
ADDRESSES = ["10.0.0.1", "192.168.1.0/24", "10/8", "172.16.5.4/12", "1.2.3.4/255.255.255.0", "127.0.0.1", "127.0.0.0/8",
             "10.0.0.0/255.0.255.0", "0/0", "224.0.0.1", "169.254.0.0/16", "8.8.8.8/32", "10.1"]
DEVICES = ["eth0", "lo", "docker0", "eth+", "br-1234567890ab", "wlan0", "veth+"]
PORTS = ["80", "443", "22", "http", "53", "1024:", ":1023", "8000:8100", "0", "65535", "5:5", "domain", "0:65535", "1:65535"]
BAD_PORTS = ["65536", "nosuch", "-1", "80-90", "1:2:3", "90:80", "", "0x50", "80,443"]
MARKS = ["0", "1", "0x1/0xff", "0xffffffff", "10/3", "0x10/0x0", "017"]
BAD_MARKS = ["x", "0x1/", "0x100000000", "1/2/3", "-1", "1x"]


def opt(name, good, bad=(), inv=True, need=False, two=False):
    return {"name": name, "good": good, "bad": list(bad), "inv": inv, "need": need, "two": two}


def flag(name, inv=False, need=False):
    return {"name": name, "good": None, "bad": [], "inv": inv, "need": need, "two": False}


MATCHES = {
    "tcp": ("tcp", None, [opt("sport", PORTS, BAD_PORTS), opt("dport", PORTS, BAD_PORTS), opt("source-port", PORTS, BAD_PORTS),
                          opt("destination-port", PORTS, BAD_PORTS), flag("syn", True),
                          opt("tcp-flags", ["SYN,ACK SYN", "ALL NONE", "ALL ALL", "FIN,SYN,RST,ACK SYN", "ALL FIN,URG,PSH", "syn,rst rst",
                                            "SYN,FIN SYN,FIN"], ["SYN", "FOO SYN", "SYN FOO", "SYN,ACK -j"], two=True),
                          opt("tcp-option", ["2", "8", "0x3", "255"], ["0", "256", "x"])]),
    "udp": ("udp", None, [opt("sport", PORTS, BAD_PORTS), opt("dport", PORTS, BAD_PORTS), opt("source-port", PORTS), opt("destination-port", PORTS)]),
    "icmp": ("icmp", None, [opt("icmp-type", ["8", "0", "any", "3/4", "echo-request", "ping", "destination-unreachable", "port-unreachable",
                                              "time-exceeded", "5/1", "0x8", "redirect", "fragmentation-needed", "Echo-Reply", "echo-req", "13",
                                              "TOS-host-redirect", "255", "200", "3/20", "11/1", "source-q"],
                                ["bogus", "300", "3/300", "host", "echo", "3/", "-1", "", "time", "3:4"], need=True)]),
    "multiport": ("tcp", None, [opt("dports", ["80,443", "22", "1:5,7", "http,https", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15", "1:2,3:4,5:6,7:8,9:10,11:12,13:14,15",
                                               "0,65535", "80,80"], ["", "70000", "5:1", "1:2:3", "a", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16",
                                                                     "80,,443", "80,", "5:5", ":5", "5:"]),
                                opt("sports", ["80,443", "1:5"], ["x"]), opt("ports", ["53", "1,2"], ["x"]), opt("destination-ports", ["8"]), opt("source-ports", ["9,10"])]),
    "conntrack": (None, None, [opt("ctstate", ["NEW", "ESTABLISHED,RELATED", "INVALID", "NEW,INVALID,UNTRACKED", "SNAT", "DNAT,NEW", "new", "RELATED"], ["wrong", "NEW,", "", "NEW ESTABLISHED"]),
                               opt("ctproto", ["tcp", "17", "icmp", "255", "gre"], ["nosuch", "256", "0"]),
                               opt("ctorigsrc", ["10.0.0.1", "10.0.0.0/8", "127.0.0.1", "1.2.3.4/255.255.0.0", "0/0"], ["x", "10.0.0.0/33"]),
                               opt("ctorigdst", ["10.0.0.1", "192.168.0.0/16"]), opt("ctreplsrc", ["10.0.0.1"]), opt("ctrepldst", ["10.1.2.3/16"]),
                               opt("ctorigsrcport", ["80", "1:5", "http"], ["x", "70000"]), opt("ctorigdstport", ["8080", "1024:"], ["x"]),
                               opt("ctreplsrcport", ["80", "5:5"]), opt("ctrepldstport", [":80"]),
                               opt("ctstatus", ["NONE", "SEEN_REPLY", "ASSURED,CONFIRMED", "EXPECTED", "confirmed"], ["x", ""]),
                               opt("ctexpire", ["5", "5:10", ":7", "9:"], ["x", "1:2:3"]), opt("ctdir", ["ORIGINAL", "REPLY", "original"], ["x"], inv=False)]),
    "state": (None, None, [opt("state", ["NEW", "ESTABLISHED,RELATED", "INVALID,NEW", "UNTRACKED", "new,est"], ["SNAT", "x", "NEW,"], need=True)]),
    "addrtype": (None, None, [opt("src-type", ["LOCAL", "UNICAST", "BROADCAST,MULTICAST", "local", "UNREACHABLE", "BLACKHOLE,PROHIBIT,THROW,NAT,XRESOLVE,UNSPEC,ANYCAST"], ["x", "", "LOCAL,"]),
                              opt("dst-type", ["LOCAL", "UNICAST", "ANYCAST"], ["FOO"]), flag("limit-iface-in"), flag("limit-iface-out")]),
    "mark": (None, None, [opt("mark", MARKS, BAD_MARKS, need=True)]),
    "connmark": (None, None, [opt("mark", MARKS, BAD_MARKS, need=True)]),
    "comment": (None, None, [opt("comment", ["hello", "hello world", "a'b", 'say "hi"', "back\\slash", "x" * 200, "a:b", "a.b", "ünï", "", "-x", "a_b-c9", "100%"], ["x" * 256], inv=False, need=True)]),
    "limit": (None, None, [opt("limit", ["3/min", "1/s", "10/second", "5/hour", "24/day", "120/min", "60/hour", "7/min", "90/min", "100/hour", "3000/min", "10000/s", "5", "1/d", "2/sec", "999/h"],
                               ["0/s", "10001/s", "x", "5/foo", "5/", "", "-1/s", "1000000/min"], inv=True),
                           opt("limit-burst", ["1", "5", "10", "10000"], ["0", "10001", "x"], inv=False)]),
    "hashlimit": (None, None, [opt("hashlimit-upto", ["40/sec", "1/min", "5/hour", "4kb/s", "1mb/s", "300b/s", "3/day", "512kb/s"], ["x", "0/s", "b/s"], inv=False),
                               opt("hashlimit-above", ["1/sec", "100/min", "2mb/s"], ["x"], inv=False), opt("hashlimit", ["7/sec"], inv=False),
                               opt("hashlimit-burst", ["1", "20", "5", "10000"], ["0", "x", "10001"], inv=False),
                               opt("hashlimit-mode", ["srcip", "dstip", "srcip,dstport", "srcip,srcport,dstip,dstport"], ["x", "srcip,"], inv=False),
                               opt("hashlimit-name", ["foo", "a-b"], [], inv=False, need=True), opt("hashlimit-srcmask", ["24", "0", "32"], ["33"], inv=False),
                               opt("hashlimit-dstmask", ["16"], inv=False), opt("hashlimit-htable-size", ["100"], inv=False), opt("hashlimit-htable-max", ["200"], inv=False),
                               opt("hashlimit-htable-gcinterval", ["1000", "500"], inv=False), opt("hashlimit-htable-expire", ["5000", "10000", "60000"], inv=False)]),
    "recent": (None, None, [flag("set", True), flag("rcheck", True), flag("update", True), flag("remove", True), opt("name", ["SSH", "a.b"], ["x" * 201], inv=False),
                            opt("seconds", ["60", "1"], ["0", "x"], inv=False), opt("hitcount", ["4", "20"], ["0", "x"], inv=False), flag("reap"), flag("rttl"), flag("rsource"), flag("rdest"),
                            opt("mask", ["255.255.255.0"], ["x"], inv=False)]),
    "set": (None, None, [opt("match-set", ["foo src", "foo dst", "nets src", "pp dst,dst", "pp src,dst"], ["nosuch src", "foo", "foo bar", "foo src,dst,src,dst,src,dst,src", "x" * 40 + " src"], need=True, two=True),
                         flag("return-nomatch"), flag("update-counters", True), flag("update-subcounters", True), opt("packets-gt", ["5"], inv=False), opt("bytes-eq", ["100"]), opt("packets-lt", ["7"], inv=False)]),
    "mac": (None, None, [opt("mac-source", ["00:11:22:33:44:55", "AA:BB:cc:dd:ee:FF", "0:1:2:3:4:5"], ["x", "00:11:22:33:44", "00:11:22:33:44:5g"], need=True)]),
    "owner": (None, "OUTPUT", [opt("uid-owner", ["0", "1234", "root", "5-10", "www-data"], ["nosuchuser", "10-5", "-1"]), opt("gid-owner", ["0", "root", "100-200"], ["nosuchgroup"]),
                               flag("socket-exists", True), flag("suppl-groups")]),
    "iprange": (None, None, [opt("src-range", ["10.0.0.1-10.0.0.9", "10.0.0.5", "1.2.3.4-1.2.3.4"], ["x", "1.2.3.4-", "1.2.3.4-5"]), opt("dst-range", ["192.168.0.1-192.168.0.255"], ["1.2.3"])]),
    "length": (None, None, [opt("length", ["100", "100:200", ":50", "50:", "0:65535", "0"], ["x", "65536", "1:2:3", "-1", "200:100"], need=True)]),
    "ttl": (None, None, [opt("ttl-eq", ["64", "1", "0"], ["256", "x"]), opt("ttl-lt", ["5"], ["x"], inv=False), opt("ttl-gt", ["200"], inv=False), opt("ttl", ["7"])]),
    "tos": (None, None, [opt("tos", ["0x10", "16", "0x10/0x3f", "Minimize-Delay", "maximize-throughput", "Normal-Service", "0", "0xff/0xff", "Minimize-Cost"], ["256", "foo", "0x10/", "1/256"], need=True)]),
    "dscp": (None, None, [opt("dscp", ["0", "46", "0x2e", "63"], ["64", "x"]), opt("dscp-class", ["EF", "AF41", "CS3", "BE", "ef"], ["x"])]),
    "statistic": (None, None, [opt("mode", ["random", "nth"], ["x"], inv=False, need=True), opt("probability", ["0.5", "1", "0", "0.33333", "0.1"], ["2", "x", "-1"]),
                               opt("every", ["2", "10", "1"], ["0", "x"]), opt("packet", ["0", "1"], ["5", "x"], inv=False)]),
    "pkttype": (None, None, [opt("pkt-type", ["unicast", "broadcast", "multicast", "UNICAST", "mcast", "host", "bcast", "otherhost"], ["x"], need=True)]),
    "physdev": (None, "FORWARD", [opt("physdev-in", ["veth0", "veth+"], ["x" * 16]), opt("physdev-out", ["veth1"]), flag("physdev-is-in", True), flag("physdev-is-out", True), flag("physdev-is-bridged", True)]),
    "tcpmss": ("tcp", None, [opt("mss", ["536", "1:1400", ":500", "1000:"], ["x", "5:1", "70000"], need=True)]),
    "u32": (None, None, [opt("u32", ["0=0", "6&0xFF=1", "4&0x3FFF=0:5,7&&0>>22&0x3C@4=1", "0 = 0x10", "0<<3=1"], ["", "x", "0", "0=", "0=1&&", "0&=1", "0=1;"], need=True)]),
    "connlimit": (None, None, [opt("connlimit-above", ["3", "0"], ["x"]), opt("connlimit-upto", ["2"], ["x"], inv=False), opt("connlimit-mask", ["24", "32", "0"], ["33", "x"], inv=False),
                               flag("connlimit-saddr"), flag("connlimit-daddr")]),
    "connbytes": (None, None, [opt("connbytes", ["5:10", "100", "0:", ":7"], ["x", "10:5"], need=True), opt("connbytes-dir", ["original", "reply", "both"], ["x"], inv=False, need=True),
                               opt("connbytes-mode", ["packets", "bytes", "avgpkt"], ["x"], inv=False, need=True)]),
    "rpfilter": (None, "raw PREROUTING", [flag("loose"), flag("validmark"), flag("accept-local"), flag("invert")]),
    "helper": (None, None, [opt("helper", ["ftp", "a b", ""], [], need=True)]),
    "socket": (None, "INPUT", [flag("transparent"), flag("nowildcard"), flag("restore-skmark")]),
    "string": (None, None, [opt("string", ["foo", "a b", "a\"b", "a|b", "it's", "|x|"], ["", "x" * 129]), opt("hex-string", ["a|0d0a|b", "|41 42|", "\\|x", "|00|"], ["|0|", "|zz|", "|00"]),
                            opt("algo", ["bm", "kmp"], ["x", "fsm"], inv=False, need=True), opt("from", ["0", "40"], ["x"], inv=False), opt("to", ["100", "65535"], ["65536"], inv=False), flag("icase")]),
    "quota": (None, None, [opt("quota", ["1000", "0", "18446744073709551615"], ["x", "-1"], need=True)]),
    "cpu": (None, None, [opt("cpu", ["0", "3"], ["x"], need=True)]),
    "devgroup": (None, "FORWARD", [opt("src-group", ["5", "0x1/0xf", "default", "0"], ["nosuch"]), opt("dst-group", ["7"], ["x"])]),
    "policy": (None, "INPUT", [opt("dir", ["in"], ["x", "out"], inv=False, need=True), opt("pol", ["ipsec", "none"], ["x"], inv=False, need=True), flag("strict"), opt("reqid", ["1"], ["x"]),
                               opt("spi", ["0x5"]), opt("proto", ["esp", "ah", "ipcomp"], ["tcp"]), opt("mode", ["tunnel", "transport"], ["x"]), opt("tunnel-src", ["1.2.3.4"]), opt("tunnel-dst", ["10.0.0.0/8"])]),
    "cgroup": (None, None, [opt("cgroup", ["5", "0"], ["x"]), opt("path", [""], ["a/b"])]),
    "bpf": (None, None, [opt("bytecode", ["4,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0", "1,6 0 0 1"], ["", "0,", "2,6 0 0 1", "1,x", "1,6 0 0 1,6 0 0 0"], inv=False)]),
    "realm": (None, "INPUT", [opt("realm", ["5", "0x1/0xff", "cosmos"], ["x"], need=True)]),
    "dccp": ("dccp", None, [opt("sport", ["1", "5:6"], ["x"]), opt("dport", ["7", ":9"]), opt("dccp-types", ["REQUEST,DATA", "INVALID", "syncack,RESET"], ["x"]), opt("dccp-option", ["5"], ["0", "256"])]),
    "sctp": ("sctp", None, [opt("sport", ["1", "5:6"], ["x", "6:5"]), opt("dport", ["7", ":9"]), opt("chunk-types", ["all INIT", "any DATA,ABORT:T", "only NONE", "any ALL", "all DATA:Be,SACK"], ["x INIT", "all FOO", "all"], two=True)]),
    "ah": ("ah", None, [opt("ahspi", ["5", "1:9", "0:", "0x10"], ["x", "1:2:3"])]),
    "esp": ("esp", None, [opt("espspi", ["5", "1:9", ":7"], ["x"])]),
    "ipcomp": ("ipcomp", None, [opt("ipcompspi", ["5", "1:9"], ["x"]), flag("compres")]),
    "ecn": ("tcp", None, [flag("ecn-tcp-cwr", True), flag("ecn-tcp-ece", True), opt("ecn-ip-ect", ["0", "3"], ["4", "x"])]),
    "connlabel": (None, None, [opt("label", ["5", "127"], ["128", "x"], need=True), flag("set")]),
    "cluster": (None, None, [opt("cluster-total-nodes", ["2", "8"], ["0", "33"], inv=False, need=True), opt("cluster-local-node", ["1", "2"], ["3", "9"]), opt("cluster-local-nodemask", ["1"], ["0x100"]),
                             opt("cluster-hash-seed", ["0xdeadbeef", "5"], ["x"], inv=False, need=True)]),
    "osf": ("tcp", "INPUT", [opt("genre", ["Linux"], ["x" * 32], need=True), opt("ttl", ["0", "2"], ["3"], inv=False), opt("log", ["1"], ["x"], inv=False)]),
    "time": (None, None, [opt("timestart", ["09:00", "0:0", "23:59:59"], ["24:00", "x", "9"], inv=False), opt("timestop", ["18:30", "08:00:01"], ["x"], inv=False), opt("weekdays", ["Mon,Tue", "1,7", "Sa,Su"], ["x", "0"]),
                          opt("monthdays", ["1,15", "31"], ["0", "32"]), opt("datestart", ["2020-01-02", "2021", "2020-05-06T07:08:09"], ["x", "2020-13"], inv=False), opt("datestop", ["2030-01-01"], ["y"], inv=False),
                          flag("contiguous"), flag("kerneltz")]),
    "nfacct": (None, None, [opt("nfacct-name", ["x"], inv=False, need=True)]),
    "ipvs": (None, None, [flag("ipvs", True)]),
    "rateest": (None, None, [opt("rateest1", ["x"], inv=False, need=True), flag("rateest-lt", True)]),
}

DESTINATIONS = ["10.0.0.1", "10.0.0.1:80", ":8080", "10.0.0.1-10.0.0.9", "10.0.0.1-10.0.0.5:1000-2000", ":1000-2000"]
BAD_DESTINATIONS = ["x", "10.0.0.1:", "10.0.0.1:65536", "10.0.0.1:90-80", "10.0.0.1:80:90", "10.0.0.1:http", "1.2.3.400", "", "10.0.0.1:x"]
TARGETS = {
    "ACCEPT": (None, None, []), "DROP": (None, None, []), "RETURN": (None, None, []),
    "DNAT": ("tcp", "nat PREROUTING,OUTPUT", [opt("to-destination", DESTINATIONS + ["10.0.0.1:1000-2000/1500"], BAD_DESTINATIONS, inv=False, need=True), flag("random"), flag("persistent")]),
    "SNAT": ("tcp", "nat POSTROUTING,INPUT", [opt("to-source", DESTINATIONS, BAD_DESTINATIONS, inv=False, need=True), flag("random"), flag("random-fully"), flag("persistent")]),
    "MASQUERADE": ("tcp", "nat POSTROUTING", [opt("to-ports", ["1024", "1024-2048", "http"], ["x", "5-1", "65536", ""], inv=False), flag("random"), flag("random-fully")]),
    "REDIRECT": ("tcp", "nat PREROUTING,OUTPUT", [opt("to-ports", ["8080", "1024-2048", "http"], ["x", "5-1", "1:2"], inv=False), flag("random")]),
    "NETMAP": (None, "nat PREROUTING,OUTPUT,POSTROUTING,INPUT", [opt("to", ["10.0.0.0/24", "1.2.3.4", "10.0.0.0/255.255.0.0"], ["x", "10.0.0.0/33"], inv=False, need=True)]),
    "MARK": (None, "mangle PREROUTING,OUTPUT,FORWARD", [opt(n, MARKS, BAD_MARKS, inv=False) for n in ("set-mark", "set-xmark")] + [opt(n, ["0xff", "1", "0"], ["x", "1/2"], inv=False) for n in ("and-mark", "or-mark", "xor-mark")]),
    "CONNMARK": (None, "mangle PREROUTING,POSTROUTING", [opt(n, MARKS, BAD_MARKS, inv=False) for n in ("set-mark", "set-xmark")] + [opt(n, ["0xff", "1"], ["x"], inv=False) for n in ("and-mark", "or-mark", "xor-mark")]
                 + [flag("save-mark"), flag("restore-mark"), opt("nfmask", ["0xff", "0xffffffff"], ["x"], inv=False), opt("ctmask", ["0xf0"], inv=False), opt("mask", ["0xff"], inv=False)]),
    "LOG": (None, "filter INPUT,FORWARD", [opt("log-level", ["4", "7", "debug", "warning", "err", "0", "info", "crit"], ["8", "bad"], inv=False), opt("log-prefix", ["x", "a b: ", "it's", "x" * 29, 'q"'], ["x" * 30], inv=False),
                                           flag("log-tcp-sequence"), flag("log-tcp-options"), flag("log-ip-options"), flag("log-uid"), flag("log-macdecode")]),
    "NFLOG": (None, "filter INPUT", [opt("nflog-group", ["0", "5", "65535"], ["65536", "x"], inv=False), opt("nflog-prefix", ["x", "a b"], ["x" * 64], inv=False), opt("nflog-size", ["100", "0"], inv=False),
                                     opt("nflog-threshold", ["1", "5"], ["x"], inv=False)]),
    "REJECT": ("tcp", "filter INPUT,FORWARD,OUTPUT", [opt("reject-with", ["icmp-port-unreachable", "icmp-net-unreachable", "icmp-host-unreachable", "icmp-proto-unreachable", "icmp-net-prohibited", "icmp-host-prohibited",
                                                                          "icmp-admin-prohibited", "tcp-reset", "port-unreach", "host-prohib", "admin-prohib", "tcp-rst", "icmp-host-p", "net-unreach", "prot-unreachable"], ["bogus", "icmp", "", "echo-reply"], inv=False)]),
    "TTL": (None, "mangle PREROUTING,FORWARD", [opt("ttl-set", ["64", "0"], ["256"], inv=False), opt("ttl-inc", ["1"], ["0"], inv=False), opt("ttl-dec", ["1", "255"], ["x"], inv=False)]),
    "TOS": (None, "mangle PREROUTING,OUTPUT", [opt("set-tos", ["0x10", "Minimize-Delay", "0x10/0x3f", "0xff", "0"], ["x", "256"], inv=False), opt("and-tos", ["0x0f"], inv=False), opt("or-tos", ["4"], inv=False), opt("xor-tos", ["8"], inv=False)]),
    "DSCP": (None, "mangle PREROUTING,OUTPUT", [opt("set-dscp", ["0", "46", "0x2e"], ["64", "x"], inv=False), opt("set-dscp-class", ["EF", "af21"], ["x"], inv=False)]),
    "CT": (None, "raw PREROUTING,OUTPUT", [flag("notrack"), opt("zone", ["5", "mark", "0"], ["x", "65536"], inv=False), opt("zone-orig", ["1"], inv=False), opt("zone-reply", ["2"], inv=False),
                                           opt("ctevents", ["new", "new,destroy,mark"], ["x"], inv=False), opt("expevents", ["new"], ["x"], inv=False)]),
    "NOTRACK": (None, "raw PREROUTING,OUTPUT", []), "TRACE": (None, "raw PREROUTING,OUTPUT", []),
    "TCPMSS": ("tcp", "mangle FORWARD,POSTROUTING", [opt("set-mss", ["1400", "0"], ["x", "65496", "65536"], inv=False), flag("clamp-mss-to-pmtu")]),
    "CLASSIFY": (None, "mangle POSTROUTING,FORWARD", [opt("set-class", ["1:10", "ffff:0", "0:0"], ["x", "1", "10000:1"], inv=False, need=True)]),
    "SET": (None, "filter INPUT", [opt("add-set", ["foo src", "pp src,dst"], ["nosuch src", "foo", "foo x"], inv=False, two=True), opt("del-set", ["foo dst"], inv=False, two=True), flag("exist"), opt("timeout", ["5"], ["x"], inv=False)]),
    "NFQUEUE": (None, "filter INPUT", [opt("queue-num", ["0", "5"], ["65536", "x"], inv=False), opt("queue-balance", ["0:3", "1:5"], ["5:1", "3", "x"], inv=False), flag("queue-bypass"), flag("queue-cpu-fanout")]),
    "CHECKSUM": (None, "mangle POSTROUTING", [flag("checksum-fill", need=True)]),
    "AUDIT": (None, "filter INPUT", [opt("type", ["accept", "DROP", "reject"], ["x"], inv=False, need=True)]),
    "CONNSECMARK": (None, "mangle INPUT", [flag("save"), flag("restore")]),
    "ECN": ("tcp", "mangle INPUT", [flag("ecn-tcp-remove"), opt("ecn-tcp-cwr", ["0", "1"], ["2"], inv=False), opt("ecn-tcp-ece", ["0", "1"], inv=False), opt("ecn-ip-ect", ["0", "3"], ["4"], inv=False)]),
    "HMARK": (None, "mangle PREROUTING", [opt("hmark-tuple", ["src,dst", "sport,dport,proto", "ct", "spi"], ["x", "src,src"], inv=False), opt("hmark-mod", ["5"], ["0"], inv=False, need=True), opt("hmark-rnd", ["7", "0xff"], inv=False, need=True),
                                          opt("hmark-offset", ["100"], inv=False), opt("hmark-src-prefix", ["24"], ["33"], inv=False)]),
    "IDLETIMER": (None, "filter INPUT", [opt("timeout", ["30"], ["0", "x"], inv=False, need=True), opt("label", ["foo", "bar"], ["x" * 28], inv=False, need=True)]),
    "RATEEST": (None, "filter INPUT", [opt("rateest-name", ["x"], inv=False, need=True), opt("rateest-interval", ["250ms", "1s", "0.5s", "8s"], ["x", "9s"], inv=False, need=True), opt("rateest-ewmalog", ["500ms", "4s", "16s"], ["x", "1us"], inv=False, need=True)]),
    "SYNPROXY": ("tcp", "filter INPUT,FORWARD", [flag("sack-perm"), flag("timestamp"), opt("wscale", ["7", "14"], ["15"], inv=False), opt("mss", ["1460"], ["x"], inv=False), flag("ecn")]),
    "TCPOPTSTRIP": ("tcp", "mangle PREROUTING", [opt("strip-options", ["mss", "wscale,timestamp", "30,2", "sack,sack-permitted,md5"], ["x", "1", "mss,2", ""], inv=False)]),
    "TEE": (None, "mangle PREROUTING", [opt("gateway", ["1.2.3.4"], ["x", "0.0.0.0"], inv=False, need=True), opt("oif", ["eth0"], inv=False)]),
    "TPROXY": ("tcp", "mangle PREROUTING", [opt("on-port", ["1000", "http"], ["x"], inv=False, need=True), opt("on-ip", ["1.2.3.4"], ["x"], inv=False), opt("tproxy-mark", ["1", "0x1/0x3"], ["x"], inv=False)]),
    "LED": (None, "filter INPUT", [opt("led-trigger-id", ["x"], inv=False, need=True)]),
    "ULOG": (None, "filter INPUT", [opt("ulog-nlgroup", ["1"], ["33"], inv=False)]),
    "CLUSTERIP": (None, "filter INPUT", [flag("new")]),
    "SECMARK": (None, "mangle INPUT", [opt("selctx", ["x"], inv=False, need=True)]),
}


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, part):
        return self.random.random() < part

    def options(self, specs, wild):
        """Words for some of the options; `wild` is how often something wrong is tried."""
        chosen = [s for s in specs if (s["need"] and not self.chance(wild / 3)) or self.chance(0.3 if len(specs) > 2 else 0.6)]
        if not chosen and specs and not self.chance(wild):
            chosen = [self.random.choice(specs)]
        if self.chance(wild / 3) and chosen:
            chosen.append(self.random.choice(chosen))
        self.random.shuffle(chosen)
        words = []
        for spec in chosen:
            if (spec["inv"] and self.chance(0.2)) or (not spec["inv"] and self.chance(wild / 4)):
                words.append("!")
            name = spec["name"]
            words.append("--" + name)
            if spec["good"] is None:
                continue
            value = self.random.choice(spec["bad"] if spec["bad"] and self.chance(wild) else spec["good"])
            words += value.split(" ", 1) if spec["two"] else [value]
        return words

    def conditions(self, hook, protocol, wild):
        words = []
        if protocol and not self.chance(wild / 4):
            if self.chance(wild / 4):
                protocol = self.random.choice(["udp", "icmp", "all", "47", "sctp"])
            words += (["!"] if self.chance(wild / 6) else []) + ["-p", protocol]
        elif not protocol and self.chance(0.25):
            words += (["!"] if self.chance(0.2) else []) + ["-p", self.random.choice(["tcp", "udp", "icmp", "47", "all", "TCP", "253", "ipencap"])]
        for letter in "sd":
            if self.chance(0.15):
                words += (["!"] if self.chance(0.25) else []) + ["-" + letter, self.random.choice(ADDRESSES)]
        for letter, hooks in (("i", ("PREROUTING", "INPUT", "FORWARD")), ("o", ("FORWARD", "OUTPUT", "POSTROUTING"))):
            if hook in hooks and self.chance(0.15):
                words += (["!"] if self.chance(0.25) else []) + ["-" + letter, self.random.choice(DEVICES)]
        return words

    def place(self, where, wild):
        if self.chance(wild / 4):
            table = self.random.choice(list(BASE))
            return table, self.random.choice(BASE[table])
        if where is None:
            table = self.random.choice(["filter", "filter", "mangle", "raw", "nat", "security"])
            return table, self.random.choice(BASE[table])
        if " " in where:
            table, chains = where.split(" ")
            return table, self.random.choice(chains.split(","))
        return "filter", where

    def rule(self, matches, target, where, protocol, wild):
        table, chain = self.place(where, wild)
        words = ["iptables", "-t", table, "-A", chain] + self.conditions(chain, protocol, wild)
        for name in matches:
            words += ["-m", name] + self.options(MATCHES[name][2], wild)
        if target:
            words += ["-j", target] + self.options(TARGETS[target][2], wild)
        elif self.chance(0.7):
            words += ["-j", self.random.choice(["ACCEPT", "RETURN", "LOG"])]
        return table, chain, words


def show(table, chain):
    return [["iptables", "-t", table, "-S", chain], ["iptables", "-t", table, "-nvL", chain], ["iptables", "-t", table, "-vL", chain, "--line-numbers"]]


SETS = ["ipset create foo hash:ip", "ipset create nets hash:net", "ipset create pp hash:ip,port"]


def match_cases(seed):
    g = Generator(seed)
    for name in sorted(MATCHES):
        protocol, where, specs = MATCHES[name]
        for number in range(10 + 5 * min(len(specs), 5)):
            wild = 0.0 if number % 3 else 0.5
            others = [g.random.choice(["comment", "mark", "limit", "tcp" if protocol == "tcp" else "length"])] if g.chance(0.15) else []
            names = [name] + [o for o in others if o != name]
            g.random.shuffle(names)
            table, chain, words = g.rule(names, None, where, protocol, wild)
            setup = [shlex.split(s) for s in SETS] if name == "set" else []
            yield "match %s %d" % (name, number), setup + [words] + show(table, chain)


def target_cases(seed):
    g = Generator(seed)
    for name in sorted(TARGETS):
        protocol, where, specs = TARGETS[name]
        for number in range(8 + 5 * min(len(specs), 5)):
            wild = 0.0 if number % 3 else 0.5
            names = [g.random.choice(["comment", "mark", "conntrack", "state"])] if g.chance(0.2) else []
            table, chain, words = g.rule(names, name, where, protocol, wild)
            setup = [shlex.split(s) for s in SETS] if name == "SET" else []
            yield "target %s %d" % (name, number), setup + [words] + show(table, chain)


NUMBERS = ["0", "1", "2", "3", "5", "10", "15", "16", "31", "32", "33", "60", "63", "64", "80", "100", "127", "128", "255", "256", "1000", "1024", "4096", "65535", "65536", "2147483647", "4294967295", "4294967296"]


def varied(rng, value):
    """The same kind of value with other numbers, and now and then with a letter less or more."""
    if rng.random() < 0.5:
        value = re.sub(r"(?<![0-9a-zA-Z])[0-9]+", lambda found: rng.choice(NUMBERS) if rng.random() < 0.6 else found.group(), value)
    if rng.random() < 0.06:
        place = rng.randrange(len(value) + 1)
        value = value[:place] + rng.choice(["", "0", "-", ":", ",", "/", "x", "!", " ", "."]) + value[place + rng.randrange(2):]
    return value


def mixed_cases(seed):
    """Several matches in one rule, numbers at random; each rule is asked for again and taken away by its own words."""
    g = Generator(seed)
    names = sorted(MATCHES)
    for number in range(400):
        wild = g.random.choice([0.0, 0.0, 0.1, 0.4])
        chosen = g.random.sample(names, g.random.choice([1, 1, 2, 2, 3, 4]))
        target = g.random.choice([None, "ACCEPT", "DROP"] + sorted(TARGETS))
        known = [MATCHES[name] for name in chosen] + ([TARGETS[target]] if target else [])
        wheres = [entry[1] for entry in known if entry[1]]
        protocols = [entry[0] for entry in known if entry[0]]
        where = g.random.choice(wheres) if wheres else None
        protocol = g.random.choice(protocols) if protocols else g.random.choice([None, "tcp", "udp", "icmp"])
        table, chain, words = g.rule(chosen, target, where, protocol, wild)
        words = words[:5] + [word if word.startswith("-") or word in MATCHES or word in TARGETS else varied(g.random, word) for word in words[5:]]
        again = ["iptables", "-t", table]
        yield "mixed %d" % number, ([shlex.split(s) for s in SETS] + [words] + show(table, chain)
                                    + [again + ["-C"] + words[4:], again + ["-D"] + words[4:], ["iptables-save", "-t", table]])


def read_cases(family):
    """Hand-written cases: lines of commands, `# name` before each."""
    name, commands = None, []
    for line in open(os.path.join(HERE, family + ".cases")):
        line = line.rstrip("\n")
        if line.startswith("# "):
            if commands:
                yield name, commands
            name, commands = line[2:], []
        elif line:
            commands.append(shlex.split(line))
    if commands:
        yield name, commands


GENERATED = {"matches": lambda seed: match_cases(seed), "targets": lambda seed: target_cases(seed + 100), "mixed": lambda seed: mixed_cases(seed + 200)}
WRITTEN = ["wrong", "commands", "typed", "found", "rows", "asked"]
STORED_SEED = 13


def run(words, text):
    done = subprocess.run(words, input=text, capture_output=True)
    out, err = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    out = re.sub(r"^(# (?:Generated by|Completed).* on ).*$", r"\1DATE", out, flags=re.M)
    err = re.sub(r"^Warning: (?:cannot open|Extension).*\n", "", err, flags=re.M)
    return out, err, done.returncode


def transcript(cases, out):
    for name, commands in cases:
        subprocess.run(["nft", "flush", "ruleset"])
        subprocess.run(["ipset", "destroy"], capture_output=True)
        out.write("# %s\n" % name)
        for words in commands:
            text = None
            if "<<<" in words:
                place = words.index("<<<")
                text, words = words[place + 1].encode().decode("unicode_escape").encode("latin-1"), words[:place]
            result, err, code = run(words, text)
            out.write("$ %s\n" % shlex.join(words))
            for line in (text or b"").decode(errors="replace").splitlines():
                out.write("< %s\n" % line)
            for mark, block in ((">", result), ("2>", err)):
                for line in block.split("\n")[:-1] if block.endswith("\n") or not block else (block + "\\").split("\n"):
                    out.write("%s %s\n" % (mark, line))
            if code:
                out.write("= %d\n" % code)
        out.write("\n")


def main():
    if os.environ.get("RECORDING") != "1":
        os.environ["RECORDING"] = "1"
        os.execvp("unshare", ["unshare", "-n", sys.executable] + sys.argv)
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=STORED_SEED)
    parser.add_argument("--into", default=HERE)
    parser.add_argument("families", nargs="*", default=list(GENERATED) + WRITTEN)
    asked = parser.parse_args()
    os.makedirs(asked.into, exist_ok=True)
    for family in asked.families:
        cases = GENERATED[family](asked.seed) if family in GENERATED else read_cases(family)
        with open(os.path.join(asked.into, family + ".txt"), "w") as out:
            transcript(cases, out)


if __name__ == "__main__":
    main()
