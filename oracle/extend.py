#!/usr/bin/env python3
"""Random scenarios of what the shared generator does not reach, one family a subject; reproducible: (family, seed, index).

The recording tool is shared and stands elsewhere: its folder is given by --tool or by the environment variable CHAINWALK_ORACLE.

    extend.py generate --family recent --seed 1 --count 3          # scenarios on standard output
    extend.py compare --engine 'chainwalk replay' --seed 1 --count 40 [--family a,b]   # record now (needs root), compare
    extend.py record --family recent --seed 1 --index 7 --out DIR  # keep one with its recording

Rates are an hour or slower and names of sets and lists are the scenario's own: what the real clock does in between changes nothing.
But for the family `clocks`: there time passes (`{"do": "wait", "ms": 1500}`, which this file adds to the recording tool), and what waits for it is
apart by more than a recording is late. One that differs is recorded again before anybody believes it.
"""
import argparse
import gzip
import json
import os
import random
import sys
import time

LISTEN = ["tcp/80", "tcp/443", "udp/53"]
BUILTIN = {"raw": ["PREROUTING", "OUTPUT"], "mangle": ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"],
           "nat": ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"], "filter": ["INPUT", "FORWARD", "OUTPUT"],
           "security": ["INPUT", "FORWARD", "OUTPUT"]}
REJECTS = ["icmp-net-unreachable", "icmp-host-unreachable", "icmp-port-unreachable", "icmp-proto-unreachable",
           "icmp-net-prohibited", "icmp-host-prohibited", "icmp-admin-prohibited"]
TRACKED = "-m conntrack --ctstate NEW,ESTABLISHED,RELATED,INVALID,UNTRACKED"


# ---- building blocks ---------------------------------------------------------

def tables(rules):
    """{table: {chain or ':POLICY chain': [rules]}} as text of iptables-restore."""
    out = []
    for table in ("raw", "mangle", "nat", "filter", "security"):
        if table not in rules:
            continue
        chains = rules[table]
        out.append("*" + table)
        for chain in BUILTIN[table]:
            out.append(":%s %s [0:0]" % (chain, chains.get(":" + chain, "ACCEPT")))
        users = [c for c in chains if c not in BUILTIN[table] and not c.startswith(":")]
        out += [":%s - [0:0]" % c for c in users]
        for chain in BUILTIN[table] + users:
            out += ["-A %s %s" % (chain, rule) for rule in chains.get(chain, [])]
        out.append("COMMIT")
    return out


def host(name, ifaces, **more):
    out = {"name": name, "ifaces": [dict(name=n, addrs=a if isinstance(a, list) else [a], link=l) for n, a, l in ifaces]}
    out.update(more)
    return out


def row(r, routers=1, clients=1, servers=1, masks=24):
    """client(s) - r1 - ... - server(s): networks 10.0.0.0/24, 10.0.1.0/24, ..."""
    hosts = []
    for c in range(clients):
        hosts.append(host("client%s" % (c + 1 if c else ""), [("eth0", "10.0.0.%d/24" % (10 + c), "n0")],
                          routes=["default via 10.0.0.1"], listen=["tcp/80", "udp/53"]))
    for k in range(routers):
        routes = []
        if k > 0:
            routes += ["10.0.%d.0/24 via 10.0.%d.1" % (n, k) for n in range(k)]
        if k < routers - 1:
            routes += ["10.0.%d.0/24 via 10.0.%d.2" % (n, k + 1) for n in range(k + 2, routers + 1)]
        hosts.append(host("r%d" % (k + 1), [("eth0", "10.0.%d.%d/24" % (k, 1 if k == 0 else 2), "n%d" % k),
                                            ("eth1", "10.0.%d.1/24" % (k + 1), "n%d" % (k + 1))],
                          routes=routes, sysctl={"net.ipv4.ip_forward": 1}, listen=list(LISTEN)))
    for s in range(servers):
        hosts.append(host("server%s" % (s + 1 if s else ""), [("eth0", "10.0.%d.%d/24" % (routers, 100 + s), "n%d" % routers)],
                          routes=["default via 10.0.%d.1" % routers], listen=list(LISTEN)))
    return hosts


def by_name(hosts, name):
    return next(h for h in hosts if h["name"] == name)


class Ports:
    def __init__(self):
        self.last = 40000

    def next(self):
        self.last += 1
        return self.last


def connect(r, ports, src, to, port=80, **more):
    a = {"host": src, "do": "tcp_connect", "to": "%s:%d" % (to, port), "sport": ports.next()}
    if r.random() < 0.5:
        a["send"] = "hello"
    if r.random() < 0.4:
        a["close"] = r.choice([True, True, "rst"])
    a.update(more)
    return a


def datagram(r, ports, src, to, port=53, **more):
    a = {"host": src, "do": "udp_send", "to": "%s:%d" % (to, port), "sport": ports.next()}
    if r.random() < 0.4:
        a["count"] = r.choice([2, 3])
    a.update(more)
    return a


def ping(r, ports, src, to, **more):
    a = {"host": src, "do": "ping", "to": to, "id": ports.next()}
    if r.random() < 0.3:
        a["count"] = 2
    a.update(more)
    return a


def traffic(r, ports, ends, count, tcp=(80, 80, 443, 81), udp=(53, 53, 54)):
    out = []
    for _ in range(count):
        src, dst = r.choice(ends)
        k = r.random()
        if k < 0.55:
            out.append(connect(r, ports, src, dst, r.choice(tcp)))
        elif k < 0.8:
            out.append(datagram(r, ports, src, dst, r.choice(udp)))
        else:
            out.append(ping(r, ports, src, dst, **({"ttl": r.choice([1, 2, 3])} if r.random() < 0.3 else {})))
    return out


def scatter(r, rules, extra, places=None):
    """Puts each of the extra rules somewhere: (table, chain) is chosen, the place in the chain too. REJECT is for filter only."""
    for rule in extra:
        table, chain = r.choice(places)
        if table != "filter" and "-j REJECT" in rule:
            rule = rule.split("-j REJECT")[0] + "-j DROP"
        at = rules.setdefault(table, {}).setdefault(chain, [])
        at.insert(r.randint(0, len(at)), rule)
    return rules


ENDS1 = [("client", "10.0.1.100"), ("client", "10.0.1.100"), ("client", "10.0.0.1"), ("client", "10.0.1.1"), ("server", "10.0.0.10"),
         ("r1", "10.0.1.100"), ("r1", "10.0.0.10"), ("r1", "10.0.0.1"), ("r1", "127.0.0.1"), ("server", "10.0.1.1")]
FILTER3 = [("filter", "INPUT"), ("filter", "FORWARD"), ("filter", "OUTPUT")]


def verdict(r):
    return r.choice(["ACCEPT", "DROP", "RETURN", "REJECT", 'LOG --log-prefix "v "', "REJECT --reject-with " + r.choice(REJECTS)])


# ---- the families --------------------------------------------------------------

def hashlimit(r):
    hosts = row(r, clients=r.choice([1, 2]))
    extra = []
    for n in range(r.choice([1, 2, 3])):
        mode = r.sample(["srcip", "dstip", "srcport", "dstport"], r.choice([1, 1, 2, 3]))
        rule = r.choice(["", "-p tcp", "-p udp"]) if not any("port" in m for m in mode) else r.choice(["-p tcp", "-p udp"])
        rule += " -m hashlimit --hashlimit-%s 1/hour --hashlimit-burst %d --hashlimit-mode %s --hashlimit-name h%d" % (
            r.choice(["upto", "above"]), r.choice([1, 2, 3, 5]), ",".join(mode), n)
        if "srcip" in mode and r.random() < 0.3:
            rule += " --hashlimit-srcmask %d" % r.choice([24, 8, 31])
        if "dstip" in mode and r.random() < 0.3:
            rule += " --hashlimit-dstmask %d" % r.choice([24, 8, 31])
        extra.append(rule + " -j " + r.choice(["ACCEPT", "DROP", 'LOG --log-prefix "h "']))
    rules = scatter(r, {}, extra, FILTER3 + [("mangle", "PREROUTING"), ("mangle", "POSTROUTING"), ("raw", "PREROUTING")])
    if r.random() < 0.5:
        rules.setdefault("filter", {}).setdefault("FORWARD", []).append("%s -j ACCEPT" % TRACKED)
    by_name(hosts, "r1")["iptables"] = tables(rules)
    ports = Ports()
    ends = ENDS1 + ([("client2", "10.0.1.100")] if len(hosts) > 3 else [])
    return hosts, traffic(r, ports, ends, r.randint(3, 7))


def recent(r):
    hosts = row(r, clients=r.choice([1, 2]))
    names = ["a", "b"]
    extra = []
    for _ in range(r.choice([2, 3, 4])):
        what = r.choice(["set", "set", "rcheck", "update", "remove"])
        rule = "%s-m recent %s--%s --name %s %s" % (r.choice(["", "-p tcp ", "-p udp ", "-p tcp --syn "]), r.choice(["", "", "", "! "]), what,
                                                 r.choice(names), r.choice(["--rsource", "--rdest"]))
        if what in ("rcheck", "update"):
            if r.random() < 0.4:
                rule += " --hitcount %d" % r.choice([1, 2, 3, 5])
            if r.random() < 0.4:
                rule += " --seconds %d" % r.choice([60, 600])
                if r.random() < 0.3:
                    rule += " --reap"
            if r.random() < 0.2:
                rule += " --rttl"
        if r.random() < 0.2:
            rule += " --mask 255.255.255.0"
        extra.append(rule + r.choice(["", " -j ACCEPT", " -j DROP", ' -j LOG --log-prefix "r "', " -j REJECT", " -j RETURN"]))
    rules = scatter(r, {}, extra, FILTER3 + [("mangle", "PREROUTING"), ("mangle", "FORWARD")])
    by_name(hosts, "r1")["iptables"] = tables(rules)
    ports = Ports()
    ends = ENDS1 + ([("client2", "10.0.1.100"), ("client2", "10.0.0.1")] if len(hosts) > 3 else [])
    return hosts, traffic(r, ports, ends, r.randint(4, 8))


def counting(r):
    """limit bursts, statistic nth, connlimit, connbytes, length, quota."""
    hosts = row(r, clients=r.choice([1, 2]))
    extra = []
    for _ in range(r.choice([1, 2, 3])):
        every = r.choice([2, 3, 4])
        rule = r.choice([
            "-m limit --limit 1/hour --limit-burst %d" % r.choice([1, 2, 4, 7]),
            "-m statistic --mode nth --every %d --packet %d" % (every, r.randrange(every)),
            "-m statistic --mode nth ! --every %d --packet %d" % (every, r.randrange(every)) if r.random() < 0.3 else
            "-m statistic --mode random --probability %s" % r.choice(["0", "1"]),
            "-p tcp -m connlimit --connlimit-%s %d --connlimit-mask %d --connlimit-%s" % (
                r.choice(["above", "upto"]), r.choice([0, 1, 2]), r.choice([32, 32, 24, 0]), r.choice(["saddr", "daddr"])),
            "-m connbytes %s--connbytes %s --connbytes-dir %s --connbytes-mode %s" % (
                r.choice(["", "! "]), r.choice(["1:", "2:4", "3:", "100:", "0:120", "60:60"]), r.choice(["original", "reply", "both"]),
                r.choice(["packets", "bytes", "avgpkt"])),
            "-m length %s--length %s" % (r.choice(["", "! "]), r.choice(["60", "0:59", "52:56", "100:"])),
            "-p tcp -m tcp --tcp-option %d" % r.choice([2, 3, 8, 4]),
        ])
        extra.append(rule + r.choice(["", " -j ACCEPT", " -j DROP", " -j REJECT", ' -j LOG --log-prefix "c "']))
    rules = scatter(r, {}, extra, FILTER3 + [("mangle", "PREROUTING"), ("mangle", "POSTROUTING"), ("mangle", "INPUT")])
    by_name(hosts, "r1")["iptables"] = tables(rules)
    ports = Ports()
    ends = ENDS1 + ([("client2", "10.0.1.100"), ("client2", "10.0.0.1")] if len(hosts) > 3 else [])
    actions = traffic(r, ports, ends, r.randint(3, 7))
    if any("connlimit" in rule for rule in extra):
        for action in actions:
            action.pop("close", None)           # NOTES.md: what becomes of the last packet is a matter of milliseconds
    return hosts, actions


def ipsets(r):
    hosts = row(r)
    sets, words = [], []
    kinds = r.sample(["ip", "net", "ipport", "netport", "ipportip", "ipportnet", "bitmapip", "bitmapport", "list", "netiface", "counted"], 4)
    for kind in kinds:
        if kind == "ip":
            sets += ["create s_ip hash:ip" + r.choice(["", " netmask 24"])] + ["add s_ip " + a + " -exist" for a in r.sample(["10.0.0.10", "10.0.1.100", "10.0.0.1"], 2)]
            words += ["s_ip src", "s_ip dst"]
        elif kind == "net":
            sets += ["create s_net hash:net", "add s_net 10.0.0.0/8", "add s_net %s nomatch" % r.choice(["10.0.1.0/24", "10.0.0.10/32"])]
            words += ["s_net src", "s_net dst", "s_net src --return-nomatch"]
        elif kind == "ipport":
            sets += ["create s_ip_port hash:ip,port", "add s_ip_port 10.0.1.100,tcp:80", "add s_ip_port 10.0.0.1,udp:53", "add s_ip_port 10.0.1.100,icmp:8/0"]
            words += ["s_ip_port dst,dst", "s_ip_port src,src", "s_ip_port dst,src"]
        elif kind == "netport":
            sets += ["create s_net_port hash:net,port", "add s_net_port 10.0.1.0/24,80", "add s_net_port 10.0.0.0/24,udp:53"]
            words += ["s_net_port dst,dst", "s_net_port src,dst"]
        elif kind == "ipportip":
            sets += ["create s_ippi hash:ip,port,ip", "add s_ippi 10.0.1.100,80,10.0.0.10"]
            words += ["s_ippi dst,dst,src", "s_ippi src,src,dst"]
        elif kind == "ipportnet":
            sets += ["create s_ippn hash:ip,port,net", "add s_ippn 10.0.1.100,80,10.0.0.0/24"]
            words += ["s_ippn dst,dst,src"]
        elif kind == "bitmapip":
            sets += ["create s_bip bitmap:ip range 10.0.0.0/24", "add s_bip 10.0.0.10"]
            words += ["s_bip src", "s_bip dst"]
        elif kind == "bitmapport":
            sets += ["create s_bport bitmap:port range 0-1023", "add s_bport 80", "add s_bport 53"]
            words += ["s_bport dst", "s_bport src"]
        elif kind == "list":
            sets += ["create s_in hash:ip", "add s_in 10.0.0.10", "create s_list list:set", "add s_list s_in"]
            words += ["s_list src", "s_list dst"]
        elif kind == "netiface":
            sets += ["create s_ni hash:net,iface", "add s_ni 10.0.0.0/24,eth0"]
            words += ["s_ni src,src", "s_ni dst,dst"]
        elif kind == "counted":
            sets += ["create s_count hash:net counters", "add s_count 10.0.0.0/24", "add s_count 10.0.0.0/8 packets 2", "create s_sum list:set counters", "add s_sum s_count"]
            words += ["s_count src --packets-gt 3", "s_count dst --bytes-lt 200", "s_count src ! --update-counters --packets-eq 2", "s_sum src --packets-lt 4", "s_sum dst"]
    sets += ["create s_dyn hash:ip" + r.choice(["", " timeout 600"]), "create s_dynp hash:ip,port timeout 600"]
    words += ["s_dyn src", "s_dyn dst", "s_dynp dst,dst"]
    extra = []
    for _ in range(r.choice([2, 3, 4])):
        k = r.random()
        if k < 0.7:
            word = r.choice(words)
            flags = " --return-nomatch" if word.endswith("--return-nomatch") else ""
            word = word.replace(" --return-nomatch", "")
            extra.append("-m set %s--match-set %s%s%s" % (r.choice(["", "", "! "]) if not flags else "", word, flags,
                                                        r.choice(["", " -j ACCEPT", " -j DROP", ' -j LOG --log-prefix "s "', " -j REJECT"])))
        else:
            extra.append("%s-j SET --%s %s%s" % (r.choice(["", "-p tcp ", "-p udp "]), r.choice(["add-set", "add-set", "del-set"]),
                                               r.choice(["s_dyn src", "s_dyn dst", "s_dynp dst,dst", "s_dynp src,src"]), ""))
    rules = {"mangle": {"PREROUTING": ["-p tcp --dport 80 -j MARK --set-mark 1"]}} if r.random() < 0.5 else {}
    scatter(r, rules, extra, FILTER3 + [("mangle", "PREROUTING"), ("mangle", "OUTPUT")])
    by_name(hosts, "r1").update(ipset=sets, iptables=tables(rules))
    ports = Ports()
    actions = traffic(r, ports, ENDS1, r.randint(3, 6))
    if r.random() < 0.5:
        actions.insert(r.randint(1, len(actions)), {"host": "r1", "do": "ipset", "args": r.choice(
            ["add s_dyn 10.0.0.10", "flush s_dyn", "del s_dyn 10.0.0.10", "add s_dyn 10.0.1.100 -exist", "flush"])})
    return hosts, actions


def security(r):
    hosts = row(r)
    extra = []
    for _ in range(r.choice([2, 3, 4])):
        extra.append("%s%s-j %s" % (r.choice(["", "-p tcp ", "-p icmp ", "-p udp ", "-s 10.0.0.0/24 ", "-d 10.0.1.100 "]),
                                    r.choice(["", "-m conntrack --ctstate NEW ", "-m conntrack --ctstate ESTABLISHED ", "-m mark --mark 1 "]),
                                    r.choice(["ACCEPT", "DROP", "MARK --set-mark 1", "CONNMARK --set-mark 2", 'LOG --log-prefix "sec "', "RETURN"])))
    rules = scatter(r, {}, extra, [("security", c) for c in BUILTIN["security"]])
    if r.random() < 0.5:
        rules["nat"] = {"INPUT": ["-p tcp -j SNAT --to-source 10.0.0.77"] if r.random() < 0.4 else [], "POSTROUTING": ["-o eth1 -j MASQUERADE"]}
    if r.random() < 0.5:
        scatter(r, rules, ["-j " + verdict(r)], FILTER3)
    if r.random() < 0.3:
        rules["security"][":" + r.choice(BUILTIN["security"])] = "DROP"
    by_name(hosts, "r1")["iptables"] = tables(rules)
    return hosts, traffic(r, Ports(), ENDS1, r.randint(3, 6))


def policy_routing(r):
    """Two ways between client and server: r1 has eth1 to the left router, eth2 to the right one."""
    up = r.choice(["10.0.1.2", "10.0.2.2"])
    hosts = [
        host("client", [("eth0", "10.0.0.10/24", "n0")], routes=["default via 10.0.0.1"], listen=["tcp/80"]),
        host("r1", [("eth0", "10.0.0.1/24", "n0"), ("eth1", "10.0.1.1/24", "n1"), ("eth2", "10.0.2.1/24", "n2")],
             routes=["default via 10.0.1.2", "default via 10.0.2.2 table 100", "10.0.0.0/24 dev eth0 table 100"],
             sysctl={"net.ipv4.ip_forward": 1}, listen=list(LISTEN)),
        host("r2", [("eth0", "10.0.1.2/24", "n1"), ("eth1", "10.0.2.2/24", "n2"), ("eth2", "10.0.3.1/24", "n3")],
             routes=["10.0.0.0/24 via %s1" % up[:-1]],
             sysctl={"net.ipv4.ip_forward": 1}, listen=["tcp/80"]),
        host("server", [("eth0", "10.0.3.100/24", "n3")], routes=["default via 10.0.3.1"], listen=list(LISTEN))]
    r1 = hosts[1]
    rules = []
    for _ in range(r.choice([1, 2, 3])):
        rules.append(r.choice(["from 10.0.0.10 lookup 100", "to 10.0.3.0/24 lookup 100", "fwmark 1 lookup 100", "fwmark 2/3 lookup 101", "iif eth0 lookup 101",
                               "iif lo lookup 100", "from 10.0.0.0/24 to 10.0.3.100 prohibit", "fwmark 1 unreachable", "fwmark 2 blackhole",
                               "not fwmark 1 lookup 101", "ipproto tcp dport 80 lookup 100", "ipproto udp lookup 101", "tos 0x10 lookup 100",
                               "from 10.0.1.1 lookup 100", "oif eth2 lookup 100", "to 10.0.3.0/24 lookup main suppress_prefixlength 0"]) +
                     " pref %d" % r.choice([10, 20, 30, 33000, 32766]))
    r1["ip_rules"] = list(dict.fromkeys(rules))
    if r.random() < 0.7:
        r1["routes"] += r.sample(["blackhole 10.0.3.101/32", "unreachable 10.0.3.102/32", "prohibit 10.0.3.100/32 table 101", "throw 10.0.3.0/24 table 101",
                                  "blackhole default table 101", "10.0.3.0/24 via 10.0.2.2 metric 50", "10.0.3.0/24 via 10.0.1.2 metric 40",
                                  "unreachable default table 101 metric 5", "10.0.3.100/32 via 10.0.2.2 src 10.0.0.1"], r.choice([1, 2, 3]))
    if r.random() < 0.3:
        r1["sysctl"]["net.ipv4.conf.%s.rp_filter" % r.choice(["all", "eth1", "eth2", "eth0"])] = r.choice([1, 2])
    if r.random() < 0.3:
        r1["sysctl"]["net.ipv4.conf.all.src_valid_mark"] = 1
    mangle = {}
    scatter(r, mangle, [r.choice(["-p tcp ", "-p udp ", ""]) + "-j " + t for t in r.sample(
        ["MARK --set-mark 1", "MARK --set-mark 2", "CONNMARK --restore-mark", "CONNMARK --save-mark", "TOS --set-tos 0x10/0xff", "CONNMARK --set-mark 1"], r.choice([1, 2, 3]))],
        [("mangle", "PREROUTING"), ("mangle", "PREROUTING"), ("mangle", "OUTPUT"), ("mangle", "FORWARD"), ("mangle", "POSTROUTING")])
    if r.random() < 0.5:
        mangle["nat"] = {"POSTROUTING": r.sample(["-o eth1 -j MASQUERADE", "-o eth2 -j MASQUERADE", "-o eth2 -j SNAT --to-source 10.0.2.1"], r.choice([1, 2]))}
    r1["iptables"] = tables(mangle)
    ends = [("client", "10.0.3.100")] * 3 + [("client", "10.0.3.101"), ("client", "10.0.3.102"), ("r1", "10.0.3.100"), ("r1", "10.0.3.100"), ("server", "10.0.0.10"),
                                             ("server", "10.0.1.1"), ("server", "10.0.2.1"), ("client", "10.0.2.1"), ("r1", "10.0.3.102"), ("r1", "8.8.8.8")]
    ports = Ports()
    actions = traffic(r, ports, ends, r.randint(3, 6))
    for a in actions:
        if a["host"] == "r1" and a["do"] == "tcp_connect" and r.random() < 0.4:
            a["mark"] = r.choice([1, 2])
    if r.random() < 0.5:
        actions.insert(r.randint(1, len(actions)), {"host": "r1", "do": "ip", "args": r.choice(
            ["rule add fwmark 1 lookup 100 pref 5", "route del default", "route add blackhole 10.0.3.100", "rule del pref 10", "route replace default via 10.0.2.2",
             "rule add from all prohibit pref 40", "route flush table 100", "link set eth1 down", "addr add 10.0.1.50/24 dev eth1"])})
    return hosts, actions


def translation(r):
    """Ranges, clashes, exhausted ranges, NETMAP both ways, MASQUERADE with several addresses."""
    hosts = row(r, clients=r.choice([2, 3]), servers=r.choice([1, 2]))
    r1 = by_name(hosts, "r1")
    if r.random() < 0.4:
        r1["ifaces"][1]["addrs"] += r.sample(["10.0.1.2/24", "10.0.1.3/24", "10.0.9.1/24"], r.choice([1, 2]))
    if r.random() < 0.2:
        r1["ifaces"][1]["addrs"].reverse()
    post = r.sample([
        "-o eth1 -j MASQUERADE", "-o eth1 -p tcp -j MASQUERADE --to-ports 7000", "-o eth1 -p tcp -j SNAT --to-source 10.0.1.1:7000", "-o eth1 -j SNAT --to-source 10.0.1.50",
        "-o eth1 -p udp -j SNAT --to-source 10.0.1.1:7000", "-o eth1 -s 10.0.0.0/24 -j NETMAP --to 10.0.5.0/24", "-o eth0 -j SNAT --to-source 10.0.0.1",
        "-o eth1 -p tcp -j MASQUERADE --to-ports 40001-40001", "-o eth1 -p icmp -j SNAT --to-source 10.0.1.1", "-o eth0 -p tcp -j MASQUERADE"], r.choice([1, 1, 2]))
    pre = r.sample([
        "-i eth0 -p tcp --dport 80 -j DNAT --to-destination 10.0.1.100:443", "-i eth0 -d 10.0.7.0/24 -j NETMAP --to 10.0.1.0/24", "-p tcp --dport 8000:8010 -j DNAT --to-destination 10.0.1.100:80",
        "-i eth0 -p udp -j DNAT --to-destination 10.0.1.100:53-54", "-i eth0 -p tcp -j REDIRECT --to-ports 80-81", "-p tcp --dport 8000:8010 -j DNAT --to-destination 10.0.1.100:443-453/8000",
        "-i eth1 -d 10.0.1.1 -p tcp --dport 80 -j DNAT --to-destination 10.0.0.10", "-i eth0 -p tcp -j REDIRECT", "-d 10.0.1.50 -j DNAT --to-destination 10.0.1.100"], r.choice([0, 1, 2]))
    out = r.sample(["-d 10.0.1.100 -p tcp -j DNAT --to-destination 10.0.0.10", "-p tcp --dport 81 -j REDIRECT --to-ports 80", "-d 10.0.7.0/24 -j NETMAP --to 10.0.1.0/24"], r.choice([0, 0, 1]))
    inp = r.sample(["-p tcp -j SNAT --to-source 10.0.0.200", "-s 10.0.0.0/24 -j NETMAP --to 10.0.8.0/24", "-p icmp -j SNAT --to-source 127.0.0.9"], r.choice([0, 0, 0, 1]))
    rules = {"nat": {"PREROUTING": pre, "OUTPUT": out, "POSTROUTING": post, "INPUT": inp}}
    if r.random() < 0.3:
        scatter(r, rules, ["-p tcp -j " + verdict(r)], FILTER3)
    r1["iptables"] = tables(rules)
    clients = [h["name"] for h in hosts if h["name"].startswith("client")]
    targets = ["10.0.1.100"] * 3 + ["10.0.7.100", "10.0.1.1", "10.0.1.50", "10.0.0.1"] + (["10.0.1.101"] if any(h["name"] == "server2" for h in hosts) else [])
    ports = Ports()
    actions = []
    for _ in range(r.randint(3, 6)):
        c, t = r.choice(clients), r.choice(targets)
        k = r.random()
        sport = r.choice([40001, 40001, 40002, 700, 300])
        if k < 0.6:
            a = connect(r, ports, c, t, r.choice([80, 80, 81, 443, 8003]), sport=sport)
        elif k < 0.85:
            a = datagram(r, ports, c, t, r.choice([53, 54]), sport=sport)
        else:
            a = ping(r, ports, c, t, id=r.choice([7, 8]))
        if any(b["host"] == c and b.get("to") == a["to"] and b.get("sport") == a.get("sport") and b["do"] == "tcp_connect" == a["do"] for b in actions):
            continue
        actions.append(a)
    actions += traffic(r, ports, [("server", "10.0.1.1"), ("server", "10.0.0.10"), ("r1", "10.0.1.100"), ("r1", "10.0.7.100"), ("server", "10.0.5.10")], r.choice([0, 1, 2]))
    return hosts, actions


def errors(r):
    """ICMP errors through NAT, from routers on the way, and REJECT of every kind."""
    n = r.choice([2, 3])
    hosts = row(r, routers=n)
    server = "10.0.%d.100" % n
    for h in hosts:
        if not h["name"].startswith("r"):
            if r.random() < 0.3:
                h["iptables"] = tables(scatter(r, {"filter": {}}, ["%s-j REJECT --reject-with %s" % (r.choice(["", "-p udp ", "-p icmp "]), r.choice(REJECTS)) if r.random() < 0.7 else
                                                            "-p tcp -j REJECT --reject-with tcp-reset"], [("filter", "INPUT"), ("filter", "INPUT"), ("filter", "OUTPUT")]))
            continue
        rules = {}
        if r.random() < 0.5:
            rules["nat"] = {"POSTROUTING": [r.choice(["-o eth1 -j MASQUERADE", "-o eth1 -j SNAT --to-source %s" % h["ifaces"][1]["addrs"][0].split("/")[0], "-j MASQUERADE"])]}
        if r.random() < 0.4:
            rules.setdefault("nat", {})["PREROUTING"] = [r.choice(["-i eth0 -d %s -j DNAT --to-destination %s" % (h["ifaces"][0]["addrs"][0].split("/")[0], server),
                                                                    "-i eth0 -p tcp --dport 8080 -j DNAT --to-destination %s:80" % server,
                                                                    "-i eth0 -p udp -j DNAT --to-destination %s:%d" % (server, r.choice([53, 54]))])]
        if r.random() < 0.5:
            scatter(r, rules, ["%s-j REJECT --reject-with %s" % (r.choice(["", "-p udp ", "-p icmp ", "-p tcp ", "-m conntrack --ctstate ESTABLISHED ", "-p icmp --icmp-type 3 ", "-m conntrack --ctstate RELATED "]), r.choice(REJECTS))
                               if r.random() < 0.7 else "-p tcp -j REJECT --reject-with tcp-reset"], FILTER3 + [("filter", "FORWARD")] * 2)
        if r.random() < 0.3:
            scatter(r, rules, ["-j " + r.choice(["TTL --ttl-set 1", "TTL --ttl-dec 1", "TTL --ttl-set 2"])], [("mangle", "PREROUTING"), ("mangle", "FORWARD"), ("mangle", "POSTROUTING"), ("mangle", "OUTPUT")])
        if rules:
            h["iptables"] = tables(rules)
        if r.random() < 0.15:
            h["sysctl"]["net.ipv4.icmp_errors_use_inbound_ifaddr"] = 1
    ends = [("client", server)] * 4 + [("client", "10.0.%d.77" % n), ("client", "10.0.0.1"), ("server", "10.0.0.10"), ("client", "10.0.1.2"), ("client", "10.0.99.9"), ("r1", server), ("r2", "10.0.0.10")]
    actions = traffic(r, Ports(), ends, r.randint(4, 7), tcp=(80, 80, 81, 8080), udp=(53, 54, 54))
    for a in actions:
        if a["do"] == "ping" and r.random() < 0.5:
            a["ttl"] = r.choice([1, 2, 3])
    return hosts, actions


def asymmetric(r):
    """There by r1, back by r2: each sees half of a connection."""
    hosts = [
        host("client", [("eth0", "10.0.0.10/24", "n0")], routes=["default via 10.0.0.1"], listen=["tcp/80"]),
        host("r1", [("eth0", "10.0.0.1/24", "n0"), ("eth1", "10.0.1.1/24", "n1")], sysctl={"net.ipv4.ip_forward": 1}, listen=list(LISTEN)),
        host("r2", [("eth0", "10.0.0.2/24", "n0"), ("eth1", "10.0.1.2/24", "n1")], sysctl={"net.ipv4.ip_forward": 1}, listen=list(LISTEN)),
        host("server", [("eth0", "10.0.1.100/24", "n1")], routes=["default via 10.0.1.2"], listen=list(LISTEN))]
    for h in hosts[1:3]:
        rules = {"filter": {"FORWARD": r.sample(["-m conntrack --ctstate INVALID -j DROP", "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", "-m conntrack --ctstate NEW -j ACCEPT",
                                                 "-p tcp ! --syn -m conntrack --ctstate NEW -j DROP", '-m conntrack --ctstate INVALID -j LOG --log-prefix "inv "', "-j REJECT"], r.choice([1, 2, 3]))}}
        if r.random() < 0.4:
            rules["nat"] = {"POSTROUTING": [r.choice(["-o eth1 -j MASQUERADE", "-o eth0 -j MASQUERADE", "-j MASQUERADE"])]}
        if r.random() < 0.3:
            rules["raw"] = {"PREROUTING": ["-i %s %s-j CT --notrack" % (r.choice(["eth0", "eth1"]), r.choice(["", "-p tcp ", "-p udp "]))]}
        h["iptables"] = tables(rules)
        for k in ("net.netfilter.nf_conntrack_tcp_loose", "net.netfilter.nf_conntrack_tcp_be_liberal"):
            if r.random() < 0.25:
                h["sysctl"][k] = 0 if "loose" in k else 1
        if r.random() < 0.2:
            h["sysctl"]["net.ipv4.conf.all.rp_filter"] = r.choice([1, 2])
    ends = [("client", "10.0.1.100")] * 4 + [("server", "10.0.0.10"), ("client", "10.0.1.1"), ("server", "10.0.0.2"), ("client", "10.0.1.2")]
    ports = Ports()
    actions = traffic(r, ports, ends, r.randint(3, 5))
    for a in actions:
        if a["do"] == "tcp_connect":
            a.setdefault("send", "hello")
    return hosts, actions


def docker_rules(r, style, bridges, pubs, proxy):
    """style 27, 28 or 29; bridges [(name, net)], pubs [(proto, host port, address, port, bridge, bind)]."""
    nat = {"PREROUTING": ["-m addrtype --dst-type LOCAL -j DOCKER"],
           "OUTPUT": ["%s-m addrtype --dst-type LOCAL -j DOCKER" % ("! -d 127.0.0.0/8 " if proxy else "")],
           "POSTROUTING": ["-s %s ! -o %s -j MASQUERADE" % (net, br) for br, net in bridges], "DOCKER": []}
    if not proxy:
        nat["POSTROUTING"] = ["-o %s -m addrtype --src-type LOCAL -j MASQUERADE" % br for br, _ in bridges] + nat["POSTROUTING"]
    flt = {":FORWARD": r.choice(["DROP", "ACCEPT"])}
    out = {"nat": nat, "filter": flt}
    if style == 27:
        flt.update({"FORWARD": ["-j DOCKER-USER", "-j DOCKER-ISOLATION-STAGE-1"], "DOCKER": [], "DOCKER-ISOLATION-STAGE-1": [], "DOCKER-ISOLATION-STAGE-2": [], "DOCKER-USER": ["-j RETURN"]})
        for br, _ in bridges:
            flt["FORWARD"] += ["-o %s -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT" % br, "-o %s -j DOCKER" % br, "-i %s ! -o %s -j ACCEPT" % (br, br), "-i %s -o %s -j %s" % (br, br, r.choice(["ACCEPT", "ACCEPT", "DROP"]))]
            flt["DOCKER-ISOLATION-STAGE-1"].append("-i %s ! -o %s -j DOCKER-ISOLATION-STAGE-2" % (br, br))
            flt["DOCKER-ISOLATION-STAGE-2"].append("-o %s -j DROP" % br)
        flt["DOCKER-ISOLATION-STAGE-1"].append("-j RETURN")
        flt["DOCKER-ISOLATION-STAGE-2"].append("-j RETURN")
    else:
        middle = "DOCKER-ISOLATION-STAGE-1" if style == 28 else "DOCKER-INTERNAL"
        flt.update({"FORWARD": ["-j DOCKER-USER", "-j DOCKER-FORWARD"], "DOCKER": [], "DOCKER-BRIDGE": [], "DOCKER-CT": [], "DOCKER-FORWARD": ["-j DOCKER-CT", "-j " + middle, "-j DOCKER-BRIDGE"], middle: [], "DOCKER-USER": []})
        if style == 28:
            flt["DOCKER-ISOLATION-STAGE-2"] = []
        for br, _ in bridges:
            flt["DOCKER"].append("! -i %s -o %s -j DROP" % (br, br))
            flt["DOCKER-BRIDGE"].append("-o %s -j DOCKER" % br)
            flt["DOCKER-CT"].append("-o %s -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT" % br)
            flt["DOCKER-FORWARD"].append("-i %s -j ACCEPT" % br)
            if style == 28:
                flt["DOCKER-ISOLATION-STAGE-1"].append("-i %s ! -o %s -j DOCKER-ISOLATION-STAGE-2" % (br, br))
                flt["DOCKER-ISOLATION-STAGE-2"].append("-o %s -j DROP" % br)
        out["raw"] = {"PREROUTING": ["-d %s/32 ! -i %s -j DROP" % (a, br) for a, br in dict.fromkeys((p[2], p[4]) for p in pubs)]}
    for proto, port, address, inner, br, bind in pubs:
        if style != 29 and proxy and "-i %s -j RETURN" % br not in nat["DOCKER"]:
            nat["DOCKER"].insert(0, "-i %s -j RETURN" % br)
        if style == 27 or not proxy:
            nat["POSTROUTING"].append("-s %s/32 -d %s/32 -p %s -m %s --dport %d -j MASQUERADE" % (address, address, proto, proto, inner))
        nat["DOCKER"].append("%s%s-p %s -m %s --dport %d -j DNAT --to-destination %s:%d" % ("-d %s/32 " % bind if bind else "", "! -i %s " % br if proxy else "", proto, proto, port, address, inner))
        flt["DOCKER"].insert(0, "-d %s/32 ! -i %s -o %s -p %s -m %s --dport %d -j ACCEPT" % (address, br, br, proto, proto, inner))
        if bind == "127.0.0.1" and style != 27:
            out["raw"]["PREROUTING"].append("-d 127.0.0.1/32 ! -i lo -p %s -m %s --dport %d -j DROP" % (proto, proto, port))
    if r.random() < 0.4:
        flt["DOCKER-USER"].insert(0, r.choice(["-i eth0 ! -s 192.168.0.2 -j DROP", "-p tcp --dport 80 -j DROP", "-m conntrack --ctstate INVALID -j DROP", "-i eth0 -p tcp -m conntrack --ctorigdstport 8080 --ctdir ORIGINAL -j RETURN",
                                           '-j LOG --log-prefix "user "', "-m conntrack --ctorigdst 192.168.0.10 -j ACCEPT", "-p tcp -j REJECT --reject-with tcp-reset"]))
    if r.random() < 0.4:
        flt["INPUT"] = r.sample(["-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", "-i lo -j ACCEPT", "-p icmp -j ACCEPT", "-j REJECT --reject-with icmp-host-prohibited", "-i docker0 -j DROP", "-p tcp --dport 8080 -j DROP"], r.choice([1, 2, 3]))
    return out


def docker(r):
    style, proxy = r.choice([27, 28, 29]), r.random() < 0.7
    count = r.choice([1, 2, 3])
    bridges = [("docker0", "172.17.0.0/16"), ("br-app", "172.18.0.0/16"), ("br-db", "172.19.0.0/16")][:count]
    hosts = [
        host("client", [("eth0", "192.168.0.2/24", "lan")], routes=r.choice([["default via 192.168.0.10"], []]), listen=["tcp/80"]),
        host("host", [("eth0", "192.168.0.10/24", "lan")], sysctl={"net.ipv4.ip_forward": 1}, listen=["tcp/22"])]
    if r.random() < 0.5:
        hosts.insert(1, host("ext", [("eth0", "192.168.0.20/24", "lan")], listen=list(LISTEN)))
    box = by_name(hosts, "host")
    addresses, pubs = [], []
    for k, (br, net) in enumerate(bridges):
        base = net[:-7]
        box["ifaces"].append({"name": br, "bridge": True, "addrs": [base + ".0.1/16"], "link": br})
        for c in range(r.choice([1, 2]) if k else 2):
            a = base + ".0.%d" % (2 + c)
            addresses.append(("c%d%d" % (k, c), a, br))
            hosts.append(host("c%d%d" % (k, c), [("eth0", a + "/16", br)], routes=["default via %s.0.1" % base], listen=list(LISTEN)))
    for n, (name, a, br) in enumerate(addresses):
        if n == 0 or r.random() < 0.5:
            bind = r.choice([None, None, None, "127.0.0.1", "192.168.0.10"])
            pubs.append(("tcp", 8080 + n, a, r.choice([80, 80, 443]), br, bind))
            if r.random() < 0.4:
                pubs.append(("udp", 8053 + n, a, 53, br, None))
    if proxy:
        box["listen"] += [dict({"proto": "tcp", "port": p[1], "relay": "%s:%d" % (p[2], p[3])}, **({"addr": p[5]} if p[5] else {})) for p in pubs if p[0] == "tcp"]
    if not proxy or r.random() < 0.4:
        box["sysctl"]["net.bridge.bridge-nf-call-iptables"] = r.choice([1, 1, 0])
    if not proxy:
        for br, _ in bridges:
            box["sysctl"]["net.ipv4.conf.%s.route_localnet" % br] = 1
    box["iptables"] = tables(docker_rules(r, style, bridges, pubs, proxy))
    targets = ["192.168.0.10"] * 4 + [a for _, a, _ in addresses] + ["172.17.0.1"]
    sources = ["client"] * 3 + ["host"] * 2 + [n for n, _, _ in addresses]
    ends = [(s, r.choice(targets)) for s in sources for _ in range(3)] + [("host", "127.0.0.1")] * 3
    actions = []
    if not proxy and r.random() < 0.7:
        actions += [{"host": "host", "do": "ip", "args": "link set veth%s type bridge_slave hairpin on" % n} for n, _, _ in addresses]
    actions += traffic(r, Ports(), ends, r.randint(3, 6), tcp=tuple([80, 443] + [p[1] for p in pubs if p[0] == "tcp"] * 3), udp=tuple([53] + [p[1] for p in pubs if p[0] == "udp"] * 2))
    return hosts, actions


def one_lan(r):
    """Several hosts on one wire (macvlan-like), broadcasts and multicast to all of them."""
    n = r.choice([3, 4])
    hosts = [host("h%d" % k, [("eth0", "10.1.0.%d/24" % (k + 1), "lan")], listen=list(LISTEN)) for k in range(n)]
    hosts[0]["routes"] = ["224.0.0.0/4 dev eth0"] if r.random() < 0.7 else []
    rules = {}
    scatter(r, rules, r.sample(["-m addrtype --dst-type BROADCAST -j ACCEPT", "-m addrtype --dst-type MULTICAST -j DROP", "-m pkttype --pkt-type broadcast -j DROP", "-m pkttype --pkt-type multicast -j ACCEPT",
                                "-m pkttype ! --pkt-type unicast -j ACCEPT", "-m mac --mac-source 02:00:00:00:01:00 -j DROP", "-m mac ! --mac-source 02:00:00:00:02:00 -j ACCEPT", "-d 10.1.0.255 -j REJECT", "-d 224.0.0.0/4 -j REJECT",
                                "-m addrtype --dst-type LOCAL --limit-iface-in -j ACCEPT", "%s -j ACCEPT" % TRACKED], r.choice([1, 2, 3])), [("filter", "INPUT"), ("mangle", "PREROUTING"), ("filter", "INPUT")])
    rules.setdefault("filter", {}).setdefault("OUTPUT", []).extend(r.sample(["-m addrtype --dst-type BROADCAST -j ACCEPT", "-m pkttype --pkt-type broadcast -j ACCEPT", "-d 224.0.0.0/4 -j DROP"], r.choice([0, 1])))
    for h in r.sample(hosts, r.choice([1, 2])):
        h["iptables"] = tables(rules)
    if r.random() < 0.3:
        hosts[1]["ifaces"][0]["addrs"] = ["10.1.0.2/24", "10.1.0.22/24"]
    ports = Ports()
    ends = [("h%d" % a, "10.1.0.%d" % (b + 1)) for a in range(n) for b in range(n)]
    actions = traffic(r, ports, ends, r.randint(2, 4))
    for _ in range(r.choice([1, 2, 3])):
        k = r.random()
        src = "h%d" % r.randrange(n)
        if k < 0.5:
            a = datagram(r, ports, src, r.choice(["10.1.0.255", "255.255.255.255", "10.1.0.0"]), 53, connected=False)
        elif k < 0.7:
            a = datagram(r, ports, "h0", r.choice(["224.0.0.1", "224.0.0.251", "239.1.2.3"]), 53, connected=False)
        else:
            a = ping(r, ports, src, r.choice(["10.1.0.255", "224.0.0.1"]))
            if a["to"].startswith("224"):
                a["host"] = "h0"
        actions.insert(r.randint(0, len(actions)), a)
    for h in hosts:
        if r.random() < 0.3:
            h["sysctl"] = {"net.ipv4.icmp_echo_ignore_broadcasts": 0}
    return hosts, actions


def tracking(r):
    """NOTRACK one-sided, zones, connmark, ctstatus, conntrack -D/-F in the middle, tracking switched on and off."""
    hosts = row(r, clients=r.choice([1, 2]))
    rules = {"filter": {"FORWARD": ["-m conntrack --ctstate ESTABLISHED -j ACCEPT"] if r.random() < 0.6 else []}}
    raw = r.sample(["-i eth0 -j CT --notrack", "-i eth1 -p tcp -j NOTRACK", "-p udp -j CT --notrack", "-i eth0 -j CT --zone 5", "-j CT --zone 5", "-i eth1 -j CT --zone 6", "-p tcp --dport 80 -j CT --zone 7",
                    "-p tcp -m tcp --tcp-flags SYN,ACK ACK -j NOTRACK"], r.choice([0, 1, 1, 2]))
    if raw:
        rules["raw"] = {"PREROUTING": raw}
        if r.random() < 0.4:
            rules["raw"]["OUTPUT"] = [r.choice(["-p tcp -j NOTRACK", "-j CT --zone 5", "-o eth1 -j CT --notrack", "-p icmp -j CT --notrack"])]
    scatter(r, rules, r.sample(["-j CONNMARK --set-mark 1", "-j CONNMARK --save-mark", "-j CONNMARK --restore-mark", "-p tcp -j MARK --set-mark 3", "-j CONNMARK --set-xmark 0x2/0x2", "-p udp -j CONNMARK --or-mark 4",
                                "-j CONNMARK --save-mark --nfmask 0x1 --ctmask 0x1", "-m connmark --mark 1 -j MARK --set-mark 9"], r.choice([0, 1, 2, 3])),
            [("mangle", c) for c in BUILTIN["mangle"]])
    scatter(r, rules, r.sample(["-m conntrack --ctstatus ASSURED -j ACCEPT", "-m conntrack --ctstatus SEEN_REPLY -j ACCEPT", "-m conntrack ! --ctstatus CONFIRMED -j ACCEPT", "-m conntrack --ctdir REPLY -j ACCEPT",
                                "-m conntrack --ctstate SNAT -j ACCEPT", "-m conntrack --ctstate DNAT -j ACCEPT", "-m conntrack --ctrepldstport 40001 -j ACCEPT", "-m conntrack --ctreplsrc 10.0.1.100 -j ACCEPT",
                                "-m conntrack --ctstate UNTRACKED -j ACCEPT", "-m conntrack --ctexpire 1:200 -j ACCEPT", "-m state --state INVALID -j DROP"], r.choice([0, 1, 2, 3])), FILTER3)
    if r.random() < 0.6:
        rules["nat"] = {"POSTROUTING": [r.choice(["-o eth1 -j MASQUERADE", "-o eth1 -j SNAT --to-source 10.0.1.1"])]}
        if r.random() < 0.5:
            rules["nat"]["PREROUTING"] = [r.choice(["-i eth0 -p tcp --dport 8080 -j DNAT --to-destination 10.0.1.100:80", "-i eth0 -d 10.0.0.1 -p udp -j DNAT --to-destination 10.0.1.100"])]
    r1 = by_name(hosts, "r1")
    r1["iptables"] = tables(rules)
    for k, v in (("tcp_loose", 0), ("tcp_be_liberal", 1), ("acct", 1), ("udp_timeout", 100)):
        if r.random() < 0.12:
            r1["sysctl"]["net.netfilter.nf_conntrack_" + k] = v
    ports = Ports()
    actions, open_ = [], []
    for i in range(r.randint(5, 9)):
        k = r.random()
        if k < 0.35 or not open_:
            src, dst = r.choice(ENDS1[:6])
            name = "k%d" % i
            actions.append({"host": src, "do": "tcp_connect", "to": "%s:%d" % (dst, r.choice([80, 80, 80, 8080])), "sport": ports.next(), "id": name})
            open_.append(name)
        elif k < 0.5:
            actions.append({"do": "tcp_send", "conn": r.choice(open_), "send": r.choice(["hello", "x"])})
        elif k < 0.58:
            actions.append({"do": "tcp_close", "conn": open_.pop(r.randrange(len(open_))), "how": r.choice([True, "rst"])})
        elif k < 0.68:
            actions += traffic(r, ports, ENDS1, 1)
        elif k < 0.86:
            actions.append({"host": "r1", "do": "conntrack", "args": r.choice([
                "-F", "-D -p tcp", "-D -p udp", "-D -s 10.0.0.10", "-D -d 10.0.1.100", "-D -p tcp --dport 80", "-D -p tcp --sport 40001", "-D -r 10.0.1.100", "-D -q 10.0.0.10", "-D -p tcp --state ESTABLISHED",
                "-D -u ASSURED", "-D -u SEEN_REPLY", "-D -u UNREPLIED", "-D -m 1", "-D -n", "-D -g", "-D -j", "-D -w 5", "-D -p tcp --state SYN_SENT", "-D -p icmp", "-D",
                "-D -p tcp --orig-port-dst 80", "-D --orig-src 10.0.0.10", "-D --reply-dst 10.0.0.10", "-D -d 10.0.1.0/24", "-D -p tcp --reply-port-src 80", "-D --zone 5", "-D -n 10.0.1.1", "-D -g 10.0.1.100"])})
        elif k < 0.94:
            actions.append({"host": "r1", "do": "iptables", "args": r.choice([
                "-t nat -F", "-t filter -F", "-t raw -F", "-t mangle -F", "-I FORWARD -m conntrack --ctstate INVALID -j DROP", "-t nat -A POSTROUTING -o eth1 -j MASQUERADE", "-t raw -I PREROUTING -p tcp -j NOTRACK",
                "-P FORWARD DROP", "-Z", "-t nat -D POSTROUTING 1", "-I FORWARD 1 -p tcp -j REJECT --reject-with tcp-reset", "-t nat -I PREROUTING -i eth0 -p tcp --dport 80 -j REDIRECT --to-ports 443"])})
        else:
            actions.append({"host": "r1", "do": "sysctl", "set": r.choice([{"net.ipv4.ip_forward": 0}, {"net.ipv4.ip_forward": 1}, {"net.ipv4.conf.all.rp_filter": 1}, {"net.netfilter.nf_conntrack_tcp_loose": 0},
                                                                           {"net.netfilter.nf_conntrack_tcp_be_liberal": 1}, {"net.netfilter.nf_conntrack_acct": 0}])})
    return hosts, actions


FLAGS = ["SYN", "SYN,ACK", "ACK", "ACK,PSH", "FIN,ACK", "RST", "RST,ACK", "FIN", "SYN,FIN", "SYN,RST", "FIN,PSH,URG", "ACK,URG", "SYN,URG", "FIN,ACK,URG", "SYN,ECE,CWR", "ACK,ECE"]


def segments(r):
    """Conversations of segments made by hand, which only the router looks at: the ends drop them before they reach TCP."""
    hosts = row(r)
    for name in ("client", "server"):
        by_name(hosts, name)["iptables"] = tables({"raw": {"PREROUTING": ["-p tcp -j DROP"]}})
    rules = {"filter": {"FORWARD": ['-m conntrack --ctstate INVALID -j LOG --log-prefix "inv "', "-m conntrack --ctstate NEW", "-m conntrack --ctstate ESTABLISHED"]}}
    if r.random() < 0.4:
        rules["nat"] = {"POSTROUTING": ["-o eth1 -j SNAT --to-source 10.0.1.1"]}
    r1 = by_name(hosts, "r1")
    r1["iptables"] = tables(rules)
    if r.random() < 0.2:
        r1["sysctl"]["net.netfilter.nf_conntrack_tcp_loose"] = 0
    if r.random() < 0.2:
        r1["sysctl"]["net.netfilter.nf_conntrack_tcp_be_liberal"] = 1
    if r.random() < 0.15:
        r1["sysctl"]["net.netfilter.nf_conntrack_tcp_ignore_invalid_rst"] = 1
    to_client = "10.0.1.1" if "nat" in rules else "10.0.0.10"
    state = {"c": 1000, "s": 5000}
    actions = []

    def send(who, flags, seq=None, ack=None, data=""):
        a = {"host": "client" if who == "c" else "server", "do": "raw_tcp", "flags": flags, "sport": 4000 if who == "c" else 80, "dport": 80 if who == "c" else 4000,
             "src": "10.0.0.10" if who == "c" else "10.0.1.100", "dst": "10.0.1.100" if who == "c" else to_client, "seq": seq & 0xffffffff, "ack": ack & 0xffffffff}
        if data:
            a["send"] = data
        actions.append(a)

    start = r.random()
    if start < 0.7:
        send("c", "SYN", 999, 0)
        if r.random() < 0.9:
            send("s", "SYN,ACK", 4999, 1000)
            if r.random() < 0.85:
                send("c", "ACK", 1000, 5000)
    elif start < 0.85:
        send(r.choice("cs"), "ACK", 1000, 5000)
    for _ in range(r.randint(3, 10)):
        who = r.choice("cs")
        me, other = (state["c"], state["s"]) if who == "c" else (state["s"], state["c"])
        k = r.random()
        flags = r.choice(FLAGS) if k < 0.4 else r.choice(["ACK", "ACK,PSH", "ACK,PSH", "FIN,ACK", "RST", "RST,ACK"])
        seq, ack = me, other
        if r.random() < 0.35:
            seq += r.choice([1, -1, 10, -10, 500, 8191, 8192, 8193, 9000, 20000, -8192, -70000, 100000])
        if r.random() < 0.25:
            ack += r.choice([1, -1, 10, -10, 500, -9000, -70000, 70000])
        if "ACK" not in flags:
            ack = 0
        data = r.choice(["", "abc", "x" * 100]) if flags in ("ACK", "ACK,PSH") else ""
        send(who, flags, seq, ack, data)
        if seq == me and (data or "FIN" in flags) and flags in ("ACK", "ACK,PSH", "FIN,ACK"):
            state[who] += len(data) + (1 if "FIN" in flags else 0)
    if r.random() < 0.4:
        send(r.choice("cs"), "SYN", r.choice([state["c"] + 100, 1, 77777]), 0)
        if r.random() < 0.5:
            send("s", "SYN,ACK", 9000, actions[-1]["seq"] + 1)
    return hosts, actions


def closing(r):
    """Orders of FIN and RST, reconnects with the same ports, long data, data after the other side closed."""
    hosts = row(r, routers=r.choice([1, 2]))
    last = "10.0.%d.100" % (len([h for h in hosts if h["name"].startswith("r")]))
    relay = {"proto": "tcp", "port": 8080, "relay": "%s:80" % last}
    by_name(hosts, "r1")["listen"].append(relay)
    by_name(hosts, "client")["listen"].append({"proto": "tcp", "port": 8081, "relay": "10.0.0.1:8080"})
    by_name(hosts, "server")["listen"].append({"proto": "udp", "port": 5353, "reply_from": "route"})
    rules = {"filter": {"FORWARD": r.choice([["-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", "-p tcp --syn -j ACCEPT", "-j DROP"], ["-m conntrack --ctstate INVALID -j DROP"], ["-p tcp --tcp-flags RST RST -j DROP", "-m conntrack --ctstate NEW"],
                                              ["-p tcp --tcp-flags FIN FIN -j DROP", "-m conntrack --ctstate NEW"], ["-p tcp --tcp-flags PSH PSH -j DROP", "-m state --state NEW"], ["-p tcp -m length --length 1000: -j DROP"], []])}}
    if r.random() < 0.6:
        rules["nat"] = {"POSTROUTING": ["-o eth1 -j MASQUERADE"], "PREROUTING": r.choice([[], ["-i eth0 -p tcp --dport 9090 -j DNAT --to-destination %s:80" % last]])}
    by_name(hosts, "r1")["iptables"] = tables(rules)
    ports = Ports()
    actions, names = [], []
    for i in range(r.randint(4, 8)):
        k = r.random()
        if k < 0.4 or not names:
            name = "k%d" % i
            src, to, port = r.choice([("client", last, 80), ("client", "10.0.0.1", 8080), ("client", last, 9090), ("client", "127.0.0.1", 8081), ("r1", last, 80), ("r1", "127.0.0.1", 8080), ("server", "10.0.0.10", 8081)])
            actions.append({"host": src, "do": "tcp_connect", "to": "%s:%d" % (to, port), "sport": ports.next(), "id": name})
            names.append((name, actions[-1]))
        elif k < 0.6:
            actions.append({"do": "tcp_send", "conn": r.choice(names)[0], "send": r.choice(["hello", "again"])})
        elif k < 0.8:
            name, first = names.pop(r.randrange(len(names)))
            actions.append({"do": "tcp_close", "conn": name, "how": r.choice([True, True, "rst"])})
            if r.random() < 0.4:
                actions.append(dict(first, id=name + "b"))
        else:
            actions += r.choice([[datagram(r, ports, "client", last, 5353)], [ping(r, ports, "client", last)], [{"host": "client", "do": "raw_tcp", "src": "10.0.0.10", "dst": last, "sport": ports.last, "dport": 80, "flags": r.choice(FLAGS), "seq": r.choice([1, 1000]), "ack": r.choice([0, 77])}]])
    return hosts, actions


def headers(r):
    """TTL, TOS, DSCP, TCPMSS, MARK in every hook, LOG in every table, LOG with every option."""
    hosts = row(r, routers=r.choice([1, 2]))
    rules = {}
    extra = r.sample(["-j TTL --ttl-set 64", "-j TTL --ttl-set 1", "-j TTL --ttl-dec 1", "-j TTL --ttl-inc 5", "-j TOS --set-tos 0x10/0x3f", "-j DSCP --set-dscp 0x0a", "-j DSCP --set-dscp-class EF",
                      "-p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1000", "-j MARK --set-mark 0x5", "-j MARK --or-mark 0x8", "-j TOS --set-tos Minimize-Delay", "-m dscp --dscp 0x0a -j MARK --set-mark 7", "-m tos --tos 0x10/0xff -j MARK --set-mark 6",
                      "-m ttl --ttl-lt 64 -j MARK --set-mark 2", "-m mark --mark 0x5 -j DROP", "-j TOS --and-tos 0xfc", "-j TOS --xor-tos 0x04", "-j TTL --ttl-dec 70"], r.choice([2, 3, 4, 5]))
    scatter(r, rules, extra, [("mangle", c) for c in BUILTIN["mangle"]])
    clamp = "-p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu"
    if r.random() < 0.3:
        scatter(r, rules, [clamp], [("mangle", "FORWARD"), ("mangle", "POSTROUTING"), ("mangle", "OUTPUT")])
    logs = ['-j LOG --log-prefix "l%d "' % k for k in range(r.choice([1, 2, 3]))]
    scatter(r, rules, logs, [(t, c) for t in BUILTIN for c in BUILTIN[t] if t != "nat"] + [("nat", "PREROUTING"), ("nat", "POSTROUTING"), ("nat", "OUTPUT")])
    if r.random() < 0.5:
        rules.setdefault("filter", {}).setdefault("FORWARD", []).append("-m conntrack --ctstate NEW")
    r1 = by_name(hosts, "r1")
    r1["iptables"] = tables(rules)
    if r.random() < 0.4:
        r1["ifaces"][1]["mtu"] = r.choice([1400, 1280])
    last = "10.0.%d.100" % (len([h for h in hosts if h["name"].startswith("r")]))
    ends = [("client", last)] * 3 + ENDS1[2:4] + ENDS1[5:9]
    return hosts, traffic(r, Ports(), [(s, last if d == "10.0.1.100" else d) for s, d in ends], r.randint(3, 6))


def mazes(r):
    """goto and return through many chains; matches on interfaces, owner, physdev, addrtype, rpfilter."""
    hosts = row(r)
    chains = ["A", "B", "C", "D", "E"]
    rules = {"filter": {}}
    words = ["", "-p tcp ", "-p udp ", "-i eth0 ", "-s 10.0.0.0/24 ", "-d 10.0.1.100 ", "-m conntrack --ctstate NEW ", "-m conntrack --ctstate ESTABLISHED ", "-m addrtype --src-type LOCAL ", "-m addrtype --dst-type LOCAL ", "-m mark --mark 0x0 ",
             "-p tcp --syn ", "! -i eth0 ", "-m addrtype ! --dst-type UNICAST ", "-p tcp -m multiport --dports 80,443 ", "-m comment --comment hi "]
    for k, chain in enumerate(chains):
        later = chains[k + 1:]
        targets = ["-j ACCEPT", "-j DROP", "-j RETURN", "-j RETURN", "", "-j REJECT"] + ["-j " + c for c in later] * 2 + ["-g " + c for c in later] * 2
        rules["filter"][chain] = [r.choice(words) + r.choice(targets) for _ in range(r.choice([0, 1, 2, 3, 4]))]
    for chain in BUILTIN["filter"]:
        rules["filter"][chain] = [r.choice(words if chain != "OUTPUT" else [w for w in words if "-i" not in w]) + r.choice(["-j ", "-g "]) + r.choice(chains) for _ in range(r.choice([1, 2, 3]))]
        if r.random() < 0.25:
            rules["filter"][":" + chain] = "DROP"
    extra = r.sample(["-m rpfilter -j ACCEPT", "-m rpfilter --invert -j DROP", "-m rpfilter --loose -j ACCEPT", "-m rpfilter --accept-local -j RETURN", "-m mac --mac-source 02:00:00:00:00:00 -j RETURN"], r.choice([0, 1, 2]))
    scatter(r, rules, extra, [("mangle", "PREROUTING"), ("raw", "PREROUTING")])
    owner = r.sample(["-m owner --uid-owner 0 -j ACCEPT", "-m owner ! --uid-owner 0 -j DROP", "-m owner --socket-exists -j ACCEPT", "-m owner --uid-owner 1000 -j DROP", "-m owner --gid-owner 0"], r.choice([0, 1]))
    scatter(r, rules, owner, [("filter", "OUTPUT"), ("mangle", "POSTROUTING"), ("mangle", "OUTPUT")])
    limit = r.sample(["-m addrtype --dst-type LOCAL --limit-iface-in -j ACCEPT", "-m addrtype --src-type UNICAST --limit-iface-in"], r.choice([0, 1]))
    scatter(r, rules, limit, [("filter", "INPUT"), ("mangle", "PREROUTING"), ("filter", "FORWARD")])
    r1 = by_name(hosts, "r1")
    r1["iptables"] = tables(rules)
    if r.random() < 0.3:
        r1["sysctl"]["net.ipv4.conf.all.rp_filter"] = r.choice([1, 2])
    ports = Ports()
    actions = traffic(r, ports, ENDS1, r.randint(3, 6))
    if r.random() < 0.5:
        actions.append({"host": "client", "do": "raw_tcp", "src": r.choice(["10.0.1.50", "10.0.0.99", "8.8.8.8", "10.0.0.1", "127.0.0.1", "10.0.1.1", "224.0.0.1", "10.0.0.255"]), "dst": r.choice(["10.0.1.100", "10.0.0.1"]), "sport": 999, "dport": 80, "flags": r.choice(["SYN", "ACK"])})
    return hosts, actions


def bridged(r):
    """Bridged traffic with bridge-nf on or off: physdev, nat on the bridge, hairpin, routed next to it."""
    hosts = [host("outside", [("eth0", "192.168.0.2/24", "lan")], routes=["default via 192.168.0.10"], listen=list(LISTEN)),
             host("box", [("eth0", "192.168.0.10/24", "lan")], sysctl={"net.ipv4.ip_forward": r.choice([1, 1, 0]), "net.bridge.bridge-nf-call-iptables": r.choice([1, 1, 1, 0])}, listen=list(LISTEN))]
    box = hosts[1]
    box["ifaces"].append({"name": "br0", "bridge": True, "addrs": ["10.2.0.1/24"], "link": "br0"})
    n = r.choice([2, 3])
    for k in range(n):
        hosts.append(host("s%d" % k, [("eth0", "10.2.0.%d/24" % (2 + k), "br0")], routes=["default via 10.2.0.1"], listen=list(LISTEN)))
    rules = {}
    scatter(r, rules, ["%s%s" % (m, r.choice(["", " -j ACCEPT", " -j DROP", " -j REJECT", ' -j LOG --log-prefix "b "', " -j REJECT --reject-with icmp-host-prohibited"])) for m in r.sample(
        ["-m physdev --physdev-in veths0", "-m physdev --physdev-is-bridged", "-m physdev --physdev-is-in", "-m physdev ! --physdev-is-bridged", "-m physdev --physdev-in veths1 --physdev-is-bridged", "-m physdev --physdev-is-bridged --physdev-out veths1",
         "-i br0 -o br0", "-p tcp -m conntrack --ctstate NEW", "-s 10.2.0.2", "-p icmp", "-m mac --mac-source 02:00:00:00:02:00", "-m pkttype --pkt-type unicast"], r.choice([1, 2, 3]))], [("filter", "FORWARD")])
    pre = r.sample(["-i br0 -p tcp --dport 8080 -j DNAT --to-destination 10.2.0.3:80", "-i br0 -d 10.2.0.1 -p tcp -j DNAT --to-destination 10.2.0.2", "-i br0 -p udp -j REDIRECT --to-ports 53", "-d 192.168.0.10 -p tcp --dport 8080 -j DNAT --to-destination 10.2.0.2:80",
                    "-m physdev --physdev-in veths0 -p tcp -j DNAT --to-destination 192.168.0.2", "-i br0 -d 10.2.0.3 -p tcp --dport 80 -j DNAT --to-destination 10.2.0.2:80", "-i br0 -p icmp -j DNAT --to-destination 10.2.0.3"], r.choice([0, 1, 1, 2]))
    post = r.sample(["-o br0 -j MASQUERADE", "-s 10.2.0.0/24 ! -o br0 -j MASQUERADE", "-s 10.2.0.0/24 -d 10.2.0.0/24 -j MASQUERADE", "-m physdev --physdev-is-bridged -j SNAT --to-source 10.2.0.1"], r.choice([0, 1, 2]))
    rules["nat"] = {"PREROUTING": pre, "POSTROUTING": post}
    scatter(r, rules, r.sample(["-j MARK --set-mark 1", "-m physdev --physdev-in veths0 -j MARK --set-mark 2", "-p icmp -j DROP", "-p tcp -j TTL --ttl-dec 1"], r.choice([0, 0, 1])), [("mangle", "PREROUTING"), ("mangle", "FORWARD"), ("mangle", "POSTROUTING")])
    box["iptables"] = tables(rules)
    actions = []
    if r.random() < 0.4:
        actions.append({"host": "box", "do": "ip", "args": "link set veths0 type bridge_slave hairpin on"})
    ends = [("s0", "10.2.0.3"), ("s1", "10.2.0.2"), ("s0", "10.2.0.1"), ("s0", "192.168.0.2"), ("outside", "192.168.0.10"), ("outside", "10.2.0.2"), ("box", "10.2.0.2"), ("s1", "192.168.0.10"), ("s0", "10.2.0.99"), ("s1", "10.2.0.1")] + ([("s2", "10.2.0.2")] if n > 2 else [])
    actions += traffic(r, Ports(), ends, r.randint(3, 6), tcp=(80, 80, 8080))
    if r.random() < 0.3:
        actions.append({"host": r.choice(["s0", "box"]), "do": "udp_send", "to": "10.2.0.255:53", "sport": 41000, "connected": False})
    if r.random() < 0.2:
        actions.insert(r.randint(0, len(actions)), {"host": "box", "do": "sysctl", "set": {"net.bridge.bridge-nf-call-iptables": r.choice([0, 1])}})
    return hosts, actions


def settings(r):
    """route_localnet, rp_filter, ip_forward, icmp_echo_ignore, accept_local, martians: from the start and in the middle."""
    hosts = row(r)
    r1 = by_name(hosts, "r1")
    choices = [("net.ipv4.conf.all.route_localnet", 1), ("net.ipv4.conf.eth0.route_localnet", 1), ("net.ipv4.conf.all.rp_filter", 1), ("net.ipv4.conf.eth1.rp_filter", 2), ("net.ipv4.ip_forward", 0), ("net.ipv4.icmp_echo_ignore_all", 1),
               ("net.ipv4.conf.eth0.accept_local", 1), ("net.ipv4.ip_default_ttl", 32), ("net.ipv4.conf.eth0.forwarding", 0), ("net.ipv4.conf.all.forwarding", 1), ("net.ipv4.conf.all.accept_local", 1), ("net.ipv4.conf.eth1.forwarding", 0),
               ("net.ipv4.icmp_errors_use_inbound_ifaddr", 1), ("net.ipv4.conf.all.bc_forwarding", 1)]
    for k, v in r.sample(choices, r.choice([1, 2, 3])):
        r1["sysctl"][k] = v
    nat = {"PREROUTING": r.sample(["-i eth0 -p tcp --dport 8080 -j DNAT --to-destination 127.0.0.1:80", "-i eth0 -d 10.0.0.1 -p udp -j DNAT --to-destination 127.0.0.1", "-p icmp -i eth0 -j DNAT --to-destination 10.0.0.1", "-i eth0 -d 10.0.1.100 -p tcp -j REDIRECT"], r.choice([0, 1, 2])),
           "OUTPUT": r.sample(["-d 127.0.0.1 -p tcp --dport 8080 -j DNAT --to-destination 10.0.1.100:80", "-d 127.0.0.1 -p icmp -j DNAT --to-destination 10.0.0.10", "-p udp -d 10.0.1.100 -j DNAT --to-destination 127.0.0.1"], r.choice([0, 1])),
           "POSTROUTING": r.sample(["-j MASQUERADE", "-o eth1 -s 127.0.0.0/8 -j MASQUERADE", "-o eth1 -j SNAT --to-source 10.0.1.1"], r.choice([0, 1]))}
    r1["iptables"] = tables({"nat": nat, "filter": {"FORWARD": ["%s" % TRACKED]}})
    ports = Ports()
    ends = ENDS1 + [("r1", "127.0.0.1"), ("client", "127.0.0.1"), ("client", "10.0.0.1")]
    actions = traffic(r, ports, ends, r.randint(3, 5), tcp=(80, 8080, 8080))
    for _ in range(r.choice([0, 1, 2])):
        k, v = r.choice(choices)
        actions.insert(r.randint(0, len(actions)), {"host": "r1", "do": "sysctl", "set": {k: r.choice([v, 1 - v if v in (0, 1) else v])}})
    for _ in range(r.choice([0, 1, 2])):
        who = r.choice(["client", "server"])
        actions.insert(r.randint(0, len(actions)), {"host": who, "do": "raw_tcp", "src": r.choice(["10.0.1.50", "10.0.0.99", "8.8.8.8", "10.0.0.1", "127.0.0.1", "10.0.1.1", "224.0.0.1", "10.0.0.255", "255.255.255.255"]),
                                                    "dst": r.choice(["10.0.1.100" if who == "client" else "10.0.0.10", "10.0.0.1", "10.0.1.1"]), "sport": 999, "dport": r.choice([80, 81]), "flags": r.choice(["SYN", "ACK", "RST"])})
    return hosts, actions


def named(r):
    """hashlimit and recent: several rules that share a name and want different things of it; rules that come and go."""
    hosts = row(r, clients=r.choice([1, 2]))

    def rule():
        side = r.choice(["", "-p tcp ", "-p udp ", "-p icmp "])
        if r.random() < 0.5:
            side += "-m hashlimit --hashlimit-%s %d/hour --hashlimit-burst %d --hashlimit-mode %s --hashlimit-name h" % (
                r.choice(["upto", "above"]), r.choice([1, 2]), r.choice([1, 2, 3, 5]), r.choice(["srcip", "dstip", "srcip,dstip"]))
            side += r.choice(["", " --hashlimit-srcmask 24", " --hashlimit-dstmask 24"])
        else:
            side += "-m recent --%s --name n %s%s" % (r.choice(["set", "set", "rcheck", "update", "remove"]), r.choice(["--rsource", "--rdest"]),
                                                      r.choice(["", " --mask 255.255.255.0", " --mask 255.255.0.0"]))
        return side + r.choice(["", "", " -j ACCEPT", " -j DROP", ' -j LOG --log-prefix "n "'])

    places = FILTER3 + [("mangle", "PREROUTING"), ("mangle", "FORWARD")]
    by_name(hosts, "r1")["iptables"] = tables(scatter(r, {}, [rule() for _ in range(r.choice([2, 3, 4]))], places))
    actions = traffic(r, Ports(), ENDS1 + ([("client2", "10.0.1.100"), ("client2", "10.0.0.1")] if len(hosts) > 3 else []), r.randint(4, 8))
    for _ in range(r.choice([0, 1, 2, 3])):
        table, chain = r.choice(places)
        args = r.choice(["-F", "-F %s" % chain, "-A %s %s" % (chain, rule()), "-I %s %s" % (chain, rule()), "-A %s %s" % (chain, rule())])
        actions.insert(r.randint(1, len(actions)), {"host": "r1", "do": "iptables", "args": "-t %s %s" % (table, args.replace(' -j LOG --log-prefix "n "', ""))})
    return hosts, actions


def owners(r):
    """-m owner on what programs and what the kernel itself sends: answers, errors, resets, last acknowledgements."""
    hosts = row(r)
    asked = ["--socket-exists", "! --socket-exists", "--uid-owner 0", "! --uid-owner 0", "! --uid-owner 1000", "--gid-owner 0 --socket-exists", "--uid-owner 1000"]
    extra = ["%s-m owner %s%s" % (r.choice(["", "-p tcp ", "-p icmp ", "-p udp ", "-p tcp --tcp-flags RST RST "]), r.choice(asked),
                                  r.choice(["", "", " -j ACCEPT", " -j DROP", ' -j LOG --log-uid --log-prefix "o "', " -j MARK --set-mark 1", " -j REJECT"]))
             for _ in range(r.choice([1, 2, 3]))]
    rules = scatter(r, {}, extra, [("filter", "OUTPUT"), ("mangle", "OUTPUT"), ("mangle", "POSTROUTING"), ("raw", "OUTPUT")] if not any("REJECT" in e for e in extra) else [("filter", "OUTPUT")])
    answers = r.sample(["-p tcp --dport 443 -j REJECT --reject-with tcp-reset", "-p udp --dport 54 -j REJECT", "-p icmp -j REJECT"], r.choice([0, 1, 2]))
    rules.setdefault("filter", {})["INPUT"] = answers
    if r.random() < 0.4:
        rules["filter"]["FORWARD"] = ["-p tcp -j REJECT --reject-with tcp-reset", "-j REJECT"]
    by_name(hosts, "r1")["iptables"] = tables(rules)
    ends = [("client", "10.0.0.1"), ("r1", "10.0.0.10"), ("r1", "10.0.1.100"), ("r1", "10.0.0.1"), ("client", "10.0.1.100"), ("server", "10.0.1.1"), ("r1", "127.0.0.1")]
    actions = traffic(r, Ports(), ends, r.randint(4, 7))
    for _ in range(r.choice([0, 1, 2])):
        actions.insert(r.randint(0, len(actions)), {"host": "client", "do": "raw_tcp", "src": r.choice(["10.0.0.10", "10.0.0.99"]), "dst": r.choice(["10.0.0.1", "10.0.1.100"]),
                                                    "sport": 999, "dport": r.choice([80, 81]), "flags": r.choice(["SYN", "ACK", "SYN,ACK"])})
    return hosts, actions


def losses(r):
    """Data that rules drop here and there, and what comes after it: several sends on a connection, closed at the end."""
    hosts = row(r)
    r1 = by_name(hosts, "r1")
    drops = r.sample(["-p tcp --tcp-flags PSH PSH -m statistic --mode nth --every %d --packet %d" % (n, r.randrange(n)) for n in (2, 3, 4)] +
                     ["-p tcp -m length --length 60:70", "-p tcp -m length --length 53:57",
                      "-p tcp --tcp-flags FIN FIN -m statistic --mode nth --every 2 --packet 0", "-m connbytes --connbytes 3:4 --connbytes-dir original --connbytes-mode packets"], r.choice([1, 1, 2]))
    if r.random() < 0.5:
        r1["iptables"] = tables({"filter": {"FORWARD": [d + " -j DROP" for d in drops] + ([TRACKED] if r.random() < 0.7 else [])}})
    else:
        r1["iptables"] = tables({"mangle": {"PREROUTING": [d + " -j DROP" for d in drops]}, "nat": {"POSTROUTING": ["-o eth1 -j MASQUERADE"]}})
    actions = []
    for n in range(r.choice([1, 2])):
        actions.append({"host": "client", "do": "tcp_connect", "to": "10.0.1.100:80", "sport": 40001 + n, "id": "k%d" % n})
        for _ in range(r.randint(1, 4)):
            actions.append({"do": "tcp_send", "conn": "k%d" % n, "send": r.choice(["hi", "bad", "a longer text", "worse and bad", "ok"])})
        if r.random() < 0.8:
            actions.append({"do": "tcp_close", "conn": "k%d" % n, "how": r.choice([True, True, "rst"])})
    return hosts, actions


def maps(r):
    """-j SET --map-set: marks from sets and lists of sets, and what follows them: rules, routes, conntrack marks."""
    hosts = row(r)
    options = ["skbmark 0x1", "skbmark 0x10/0xf0", "skbmark 0x3/0x1", "skbmark 0x0", "skbprio 1:10", "skbmark 0x1/0xffff skbprio 1:2 skbqueue 0", "skbqueue 1", ""]
    sets = ["create m_ip hash:ip skbinfo", "create m_net hash:net skbinfo counters", "create m_port hash:ip,port skbinfo",
            "create m_list list:set" + r.choice(["", " skbinfo"])]
    sets += ["add m_ip %s %s" % (a, r.choice(options)) for a in r.sample(["10.0.0.10", "10.0.1.100", "10.0.0.1", "10.0.1.1"], 2)]
    sets += ["add m_net %s %s" % (n, r.choice(options)) for n in r.sample(["10.0.0.0/24", "10.0.0.0/8", "10.0.1.100/32"], 2)]
    sets += ["add m_port 10.0.1.100,tcp:80 " + r.choice(options), "add m_port 10.0.1.100,udp:53 " + r.choice(options)]
    sets += ["add m_list m_ip" + (" " + r.choice(options) if "skbinfo" in sets[3] else "")]
    extra = []
    for _ in range(r.choice([2, 3, 4])):
        side = r.choice(["m_ip src", "m_ip dst", "m_net src", "m_net dst", "m_port dst,dst", "m_list src", "m_list dst"])
        extra.append("%s-j SET --map-set %s --map-mark" % (r.choice(["", "-p tcp ", "-m mark ! --mark 0x1 "]), side))
    rules = scatter(r, {"mangle": {"PREROUTING": ["-j MARK --set-xmark %s" % r.choice(["0x5", "0xff", "0x100"])] if r.random() < 0.5 else [],
                                   "OUTPUT": ["-j SET --map-set m_ip dst --map-mark --map-prio"] if r.random() < 0.3 else []}}, extra,
                    [("mangle", c) for c in BUILTIN["mangle"]])
    scatter(r, rules, ["-m mark --mark %s%s" % (r.choice(["0x1", "0x10/0xf0", "0x0", "0x0/0x1"]), r.choice(["", " -j DROP", " -j ACCEPT"])) for _ in range(2)], FILTER3)
    by_name(hosts, "r1").update(ipset=sets, iptables=tables(rules))
    if r.random() < 0.4:
        by_name(hosts, "r1").update(ip_rules=["fwmark 0x1/0x1 lookup 100"], routes=["%s table 100" % r.choice(["blackhole 10.0.1.0/24", "unreachable default", "10.0.0.0/8 via 10.0.1.100"])])
    return hosts, traffic(r, Ports(), ENDS1, r.randint(4, 7))


def clocks(r):
    """limit, hashlimit by packets and bytes and as a rate, recent with seconds, sets with timeouts, conntrack's timeouts, UDP streams: with waits between."""
    hosts = row(r)
    r1 = by_name(hosts, "r1")
    sets, extra = ["create s_time hash:ip timeout 3", "create s_long hash:ip,port timeout 600"], []
    for n in range(r.choice([1, 2])):
        extra.append(r.choice(["", "-p udp ", "-p icmp "]) + r.choice([
            "-m limit --limit %s --limit-burst %d" % (r.choice(["20/min", "30/min", "15/min"]), r.choice([1, 2, 3])),
            "-m hashlimit --hashlimit-%s %s --hashlimit-burst %d --hashlimit-mode %s --hashlimit-name p%d" % (
                r.choice(["upto", "above"]), r.choice(["20/min", "30/min"]), r.choice([1, 2, 3]), r.choice(["srcip", "dstip", "srcip,dstip"]), n),
            "-m hashlimit --hashlimit-%s %s --hashlimit-mode %s --hashlimit-name b%d" % (
                r.choice(["upto", "above"]), r.choice(["20b/s", "50b/s", "100b/s", "40b/s --hashlimit-burst 120b", "30b/s --hashlimit-burst 100b", "1kb/s"]), r.choice(["srcip", "dstip"]), n),
            "-m hashlimit --hashlimit-%s %s --hashlimit-mode %s --hashlimit-name r%d --hashlimit-rate-match --hashlimit-rate-interval %d" % (
                r.choice(["upto", "above"]), r.choice(["1/sec", "2/sec", "30/min", "50b/s", "100b/s"]), r.choice(["srcip", "dstip"]), n, r.choice([1, 2])),
            "-m recent --%s --name t --seconds %d %s" % (r.choice(["rcheck", "update"]), r.choice([2, 4]), r.choice(["", "--hitcount 2", "--reap", "--hitcount 3"])),
            "-m set --match-set s_time src",
        ]) + r.choice(["", " -j ACCEPT", " -j DROP", ' -j LOG --log-prefix "t "']))
    rules = scatter(r, {}, extra, FILTER3 + [("mangle", "PREROUTING"), ("mangle", "FORWARD")])
    if any("recent" in rule for rule in extra):
        rules.setdefault("raw", {})["PREROUTING"] = ["%s-m recent --set --name t" % r.choice(["", "-p udp "])]
    if any("s_time" in rule for rule in extra):
        rules.setdefault("mangle", {}).setdefault("PREROUTING", []).append("%s-j SET --add-set s_time src%s" % (r.choice(["-p udp ", "-p icmp "]), r.choice(["", " --exist", " --exist --timeout 2"])))
    if r.random() < 0.7:
        rules.setdefault("filter", {}).setdefault("FORWARD", []).append("%s" % TRACKED)
        if r.random() < 0.6:
            rules["nat"] = {"POSTROUTING": ["-o eth1 -j MASQUERADE"]}
        for name, seconds in r.sample([("udp_timeout", 2), ("icmp_timeout", 2), ("udp_timeout_stream", 4), ("tcp_timeout_close", 2), ("tcp_timeout_time_wait", 2), ("tcp_timeout_established", 3)], r.choice([1, 2, 3])):
            r1["sysctl"]["net.netfilter.nf_conntrack_" + name] = seconds
    r1.update(ipset=sets, iptables=tables(rules))
    ports = Ports()
    ends = [("client", "10.0.1.100"), ("client", "10.0.1.100"), ("client", "10.0.0.1"), ("r1", "10.0.1.100")]
    actions = []
    for _ in range(r.choice([2, 3])):
        if r.random() < 0.6:        # the same flow again and again
            flow = datagram(r, ports, *r.choice(ends)) if r.random() < 0.7 else ping(r, ports, *r.choice(ends))
            actions += [dict(flow) for _ in range(r.choice([1, 2]))]
            actions.append({"do": "wait", "ms": r.choice([1300, 2400, 3400])})
            actions += [dict(flow) for _ in range(r.choice([1, 1, 2]))]
        else:
            actions += traffic(r, ports, ends, r.choice([1, 2, 3]))
        actions.append({"do": "wait", "ms": r.choice([1300, 2400, 3400])})
    actions += traffic(r, ports, ends, 2)
    if any("DROP" in rule for rule in extra):           # while time passes the kernel sends a lost segment again
        actions = [action for action in actions if action["do"] != "tcp_connect"]
    return hosts, actions


FAMILIES = {f.__name__: f for f in (hashlimit, recent, counting, ipsets, security, policy_routing, translation, errors, asymmetric, docker, one_lan,
                                    tracking, segments, closing, headers, mazes, bridged, settings, named, owners, losses, maps, clocks)}


def generate(family, seed, index):
    r = random.Random("%s:%d:%d" % (family, seed, index))
    hosts, actions = FAMILIES[family](r)
    return {"name": "extra-%s-%d-%04d" % (family, seed, index), "hosts": hosts, "actions": actions}


# ---- the commands ----------------------------------------------------------------

def chosen(args):
    names = args.family.split(",") if args.family else list(FAMILIES)
    unknown = [n for n in names if n not in FAMILIES]
    if unknown:
        sys.exit("no such family: %s (there are: %s)" % (", ".join(unknown), ", ".join(FAMILIES)))
    return names


def shared_tool(args):
    folder = args.tool or os.environ.get("CHAINWALK_ORACLE")
    if not folder:
        sys.exit("where is the recording tool? --tool FOLDER or CHAINWALK_ORACLE=FOLDER")
    sys.path.insert(0, folder)
    from nfo.record import Recorder
    Recorder.do_wait = lambda recorder, host, action: time.sleep(action["ms"] / 1000) or {}


def compare(args):
    shared_tool(args)
    import compare as tool
    for family in chosen(args):
        tool.gen.generate = lambda seed, index, family=family: generate(family, seed, index)
        sys.argv = ["compare.py", "--engine", args.engine, "--seed", str(args.seed), "--count", str(args.count), "--show", str(args.show), "--jobs", str(args.jobs)]
        print("== " + family, flush=True)
        try:
            tool.main()
        except SystemExit:
            pass
        sys.stdout.flush()


def record(args):
    shared_tool(args)
    from nfo import norm
    from nfo.record import record as run
    for family in chosen(args):
        indices = [args.index] if args.index is not None else range(args.count)
        for index in indices:
            scenario = generate(family, args.seed, index)
            result = norm.normalise(json.loads(json.dumps(run(scenario, "nft")[0])), scenario)
            text = json.dumps({"scenario": scenario, "result": result}, separators=(",", ":"))
            with open(os.path.join(args.out, scenario["name"] + ".json.gz"), "wb") as file:
                file.write(gzip.compress(text.encode(), mtime=0))       # a plain header: no name, no time


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["generate", "compare", "record"])
    parser.add_argument("--tool")
    parser.add_argument("--engine", default="chainwalk replay")
    parser.add_argument("--family", help="one or several, with commas; all if left out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--index", type=int)
    parser.add_argument("--show", type=int, default=8)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", default=".")
    args = parser.parse_args()
    if args.command == "compare":
        compare(args)
    elif args.command == "record":
        record(args)
    else:
        for family in chosen(args):
            for index in range(args.count):
                print(json.dumps(generate(family, args.seed, index)))


if __name__ == "__main__":
    main()
