#!/usr/bin/env python3
"""Ask the real kernel and tools (ip, sysctl, route, ipset, conntrack): run commands in fresh network namespaces and write down what they said.

    sudo python3 oracle/record_commands.py engine/tests/data/commands         # records all scripts again
    sudo python3 oracle/record_commands.py engine/tests/data/commands random  # only one of them
    sudo python3 oracle/record_commands.py /tmp/more --seed 7 --count 500     # other random hosts; then
    TRANSCRIPTS=/tmp/more cargo test -p engine --test commands

Python 3 standard library, root, iproute2, ipset, conntrack. A transcript is plain text:

    = name                          a new host: `lo` down, no address
    + eth0 wire 02:00:00:00:00:01   its interfaces, all down (wire, bridge, port of a bridge)
    $ ip route get 10.1.0.1         a command, then its standard output ('> '), standard error ('! '), exit code if not 0 ('? 2')

`engine/tests/commands.rs` gives the same commands to the engine and compares byte by byte, without root.
"""
import argparse, ctypes, fcntl, itertools, os, random, re, shlex, socket, struct, subprocess, sys, time

CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454ca, 2, 0x1000
libc = ctypes.CDLL(None, use_errno=True)


class Host:
    """One namespace, in this process; what happens is appended to `lines`."""

    def __init__(self, name, interfaces):
        if libc.unshare(CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "unshare")
        self.lines = ["= " + name]
        self.taps = {}
        self.names = [i[0] for i in interfaces]
        for key in ("all", "default"):
            self.write("net/ipv6/conf/%s/disable_ipv6" % key, 1)
            assert open("/proc/sys/net/ipv4/conf/%s/rp_filter" % key).read() == "0\n", "a namespace starts as the machine is"
        for key in ("bridge/bridge-nf-call-iptables", "netfilter/nf_conntrack_acct"):
            try:
                self.write("net/" + key, 1 if "acct" in key else 0)
            except OSError:
                pass
        for number, (name, kind, *master) in enumerate(interfaces):
            mac = "02:00:00:00:00:%02x" % (number + 1)
            if kind == "bridge":
                self.quiet("ip link add %s address %s type bridge" % (name, mac))
            else:
                fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
                fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
                self.taps[name] = fd
                self.quiet("ip link set %s address %s" % (name, mac))
                if master:
                    self.quiet("ip link set %s master %s" % (name, master[0]))
            self.lines.append("+ %s %s %s" % (name, " ".join([kind] + list(master)), mac))

    def write(self, path, value):
        with open("/proc/sys/" + path, "w") as file:
            file.write(str(value))

    def quiet(self, command):
        subprocess.run(shlex.split(command), check=True, stdout=subprocess.DEVNULL)

    def settle(self):
        """Asking for one device runs the pending link watch. A TAP device does not say that it is up, as a card or a veth
        does: it is told to."""
        for name in self.names:
            text = subprocess.run(["ip", "link", "show", "dev", name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                  text=True).stdout
            if "LOWER_UP" in text and "state UNKNOWN" in text:
                self.quiet("ip link set %s state UP" % name)

    # What no tool asks: the types of a packet's addresses, and the way back to its source. Rules count it in raw PREROUTING.
    TYPES = ["UNICAST", "LOCAL", "BROADCAST", "ANYCAST", "MULTICAST"]
    WAYS = ["", "--loose", "--accept-local", "--loose --accept-local"]

    def classify(self, device, source, destination):
        tests = ["addrtype --dst-type " + t for t in self.TYPES]
        tests += ["addrtype --dst-type %s --limit-iface-in" % t for t in self.TYPES]
        tests += ["addrtype --src-type " + t for t in self.TYPES]
        tests += ["rpfilter " + w for w in self.WAYS]
        rules = ["*raw", ":PREROUTING ACCEPT [0:0]"]
        rules += ["-A PREROUTING -i %s -s %s -d %s -m %s" % (device, source, destination, t) for t in tests] + ["COMMIT", ""]
        subprocess.run(["iptables-restore"], input="\n".join(rules), text=True, check=True)
        self.inject(device, source, destination)
        text = subprocess.run(["iptables-save", "-c", "-t", "raw"], stdout=subprocess.PIPE, text=True, check=True).stdout
        hits = [line.startswith("[1:") for line in text.splitlines() if "-A PREROUTING" in line]
        subprocess.run(["iptables", "-t", "raw", "-F"], check=True)
        assert len(hits) == len(tests)
        count = len(self.TYPES)
        named = [[t for t, hit in zip(self.TYPES, hits[i * count:]) if hit] for i in range(3)]
        ways = "".join(str(int(hit)) for hit in hits[3 * count:])
        self.lines += ["$ classify %s %s %s" % (device, source, destination),
                       "> destination %s here %s source %s way back %s" % tuple([" ".join(n) or "-" for n in named] + [ways])]

    def masquerade(self, destination):
        """What MASQUERADE makes of the source of a packet that this host sends; '-' if it was not sent or lost its address."""
        rules = "*nat\n-A POSTROUTING -p udp -j MASQUERADE\nCOMMIT\n"
        subprocess.run(["iptables-restore"], input=rules, text=True, check=True)
        subprocess.run(["conntrack", "-F"], check=True, stderr=subprocess.DEVNULL)
        sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            sender.sendto(b"x", (destination, 7))
        except OSError:
            pass
        sender.close()
        text = subprocess.run(["conntrack", "-L", "-p", "udp"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
        chosen = [re.findall(r"dst=(\S+)", line)[1] for line in text.splitlines() if " dport=7 " in line]
        subprocess.run(["iptables", "-t", "nat", "-F"], check=True)
        self.lines += ["$ masquerade " + destination, "> " + (chosen or ["-"])[0]]

    def ask_sets(self, device, source, destination, protocol, ports, tests):
        """Which `-m set` tests a packet passes, as raw PREROUTING counts them."""
        rules = ["*raw", ":PREROUTING ACCEPT [0:0]"]
        rules += ["-A PREROUTING -i %s -s %s -d %s -m set --match-set %s" % (device, source, destination, t) for t in tests]
        subprocess.run(["iptables-restore"], input="\n".join(rules + ["COMMIT", ""]), text=True, check=True)
        self.inject(device, source, destination, protocol, ports)
        text = subprocess.run(["iptables-save", "-c", "-t", "raw"], stdout=subprocess.PIPE, text=True, check=True).stdout
        hits = [line.startswith("[1:") for line in text.splitlines() if "-A PREROUTING" in line]
        subprocess.run(["iptables", "-t", "raw", "-F"], check=True)
        assert len(hits) == len(tests)
        head = "$ match %s %s %s %d %d %d " % (device, source, destination, protocol, *ports)
        self.lines += [head + "; ".join(tests), "> " + "".join(str(int(hit)) for hit in hits)]

    def inject(self, device, source, destination, protocol=17, ports=(5, 7)):
        """One packet that comes in by a TAP device; of ICMP, the ports are type and code."""
        packed = [bytes(int(part) for part in address.split(".")) for address in (source, destination)]
        form, rest = {6: ("!HHIIBBHHH", (1, 0, 0x50, 2, 1000, 0, 0)), 17: ("!HHHH", (8, 0)),
                      1: ("!BBHHH", (0, 1, 1))}.get(protocol, ("!HHI", (0,)))
        transport = struct.pack(form, *ports, *rest)
        header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(transport), 1, 0, 64, protocol, 0) + b"".join(packed)
        total = sum(struct.unpack("!10H", header))
        while total >> 16:
            total = (total & 0xffff) + (total >> 16)
        header = header[:10] + struct.pack("!H", ~total & 0xffff) + header[12:]
        frame = b"\x02\x00\x00\x00\x00" + bytes([self.names.index(device) + 1]) + b"\x06\x00\x00\x00\x00\x01\x08\x00"
        os.write(self.taps[device], frame + header + transport)

    def run(self, command, stdin=None):
        if command.startswith("conntrack -L"):
            time.sleep(0.01)  # a timer that was set in this very jiffy would show a second more
        done = subprocess.run(shlex.split(command), input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if command.startswith("ipset"):
            done.stdout = steady(done.stdout)
        if command.startswith("conntrack"):
            done.stdout = steady_connections(done.stdout)
        self.lines.append("$ " + command)
        if stdin is not None:
            self.lines += ["< " + line for line in stdin.splitlines()]
        self.lines += ["> " + line for line in done.stdout.splitlines()]
        self.lines += ["! " + line for line in done.stderr.splitlines()]
        if done.returncode:
            self.lines.append("? %d" % done.returncode)
        if command.startswith("ip link"):
            self.settle()
        return done.returncode


def steady(text):
    """The seed of a hash, and what follows from it: the order of members, the size in memory. Seconds left are of one moment."""
    text = re.sub(r" initval .*", " initval X", text)
    text = re.sub(r"(?m)^Size in memory: .*", "Size in memory: X", text)
    lines, members, listed = [], [], False
    for line in text.splitlines() + [""]:
        if line.startswith("add ") or (listed and line):
            members.append(line)
            continue
        lines += sorted(members) + [line]
        members, listed = [], line == "Members:"
    lines.pop()
    return "".join(line + "\n" for line in lines)


def steady_connections(text):
    """The kernel lists its hash from end to end, and the identities are hashes, too."""
    if "src=" not in text and "<src>" not in text and " -s " not in text:
        return text
    return "".join(sorted(re.sub(r"(use=\d+) id=\d+", r"\1 id=X", re.sub(r"<id>\d+</id>", "<id>X</id>", line)) for line in text.splitlines(True)))


def on_new_host(name, interfaces, play):
    """Each host is a process of its own, so that its namespace goes when it ends."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(read)
            host = Host(name, interfaces)
            play(host)
            with os.fdopen(write, "w") as out:
                out.write("\n".join(host.lines) + "\n")
            status = 0
        finally:
            os._exit(status)
    os.close(write)
    with os.fdopen(read) as source:
        text = source.read()
    if os.waitpid(child, 0)[1]:
        raise SystemExit("%s failed" % name)
    return text


# --- random hosts -------------------------------------------------------------------------------------------------------

class Random:
    def __init__(self, seed):
        self.r = random.Random(seed)
        r = self.r
        self.interfaces = [("eth%d" % i, "wire") for i in range(r.randint(1, 3))]
        if r.random() < 0.5:
            self.interfaces.append(("docker0", "bridge"))
            self.interfaces += [("veth%d" % i, "port", "docker0") for i in range(r.randint(0, 2))]
        self.devices = [i[0] for i in self.interfaces if i[1] != "port"]
        self.addresses = []
        self.routes = []

    def net(self):
        r = self.r
        return r.choice(["10.%d.%d.0/24" % (r.randint(0, 2), r.randint(0, 2)), "10.%d.0.0/16" % r.randint(0, 2), "10.0.0.0/8",
                         "10.%d.%d.%d/32" % (r.randint(0, 2), r.randint(0, 2), r.randint(0, 9)), "172.17.0.0/16",
                         "10.%d.%d.%d/30" % (r.randint(0, 2), r.randint(0, 2), r.choice([0, 4, 8])),
                         "192.0.2.0/%d" % r.randint(24, 31), "default"])

    def any_address(self):
        r = self.r
        if self.addresses and r.random() < 0.4:
            return r.choice(self.addresses)[0].split("/")[0]
        return r.choice(["10.%d.%d.%d" % (r.randint(0, 2), r.randint(0, 2), r.choice([0, 1, 2, 3, 4, 5, 9, 255])), "8.8.8.8",
                         "10.%d.255.255" % r.randint(0, 2), "172.17.0.%d" % r.randint(0, 3), "172.17.255.255", "127.0.0.1",
                         "127.3.3.3", "192.0.2.%d" % r.choice([0, 1, 2, 127, 255]), "255.255.255.255", "224.0.0.1", "224.0.0.5",
                         "239.1.1.1", "240.0.0.1", "0.0.0.0", "0.0.0.7", "10.9.9.9"])

    def device(self):
        return self.r.choice(self.devices + (["lo"] if self.r.random() < 0.1 else []))

    def add_address(self, host):
        r = self.r
        a, b, c = r.randint(0, 2), r.randint(0, 2), r.choice([1, 2, 3, 4, 5])
        length = r.choice([24, 24, 24, 24, 16, 8, 30, 31, 32, 25])
        text = r.choice(["10.%d.%d.%d/%d" % (a, b, c, length)] * 4 + ["172.17.0.%d/16" % r.randint(1, 2), "192.0.2.1/%d" % length])
        if r.random() < 0.05:
            text = "127.0.0.%d/8" % c
        device = self.device()
        command = "ip addr add %s %sdev %s" % (text, r.choice(["brd + ", "brd + ", "", "broadcast 10.0.0.77 "]), device)
        if r.random() < 0.1:
            command += " scope " + r.choice(["link", "host", "global"])
        if host.run(command) == 0:
            self.addresses.append((text, device))

    def add_route(self, host, verb=None):
        r = self.r
        verb = verb or r.choice(["add"] * 6 + ["append", "prepend", "replace", "change"])
        text = self.net()
        shape = r.random()
        if shape < 0.45:
            text += " via " + self.any_address()
            if r.random() < 0.3:
                text += " dev " + self.device()
                if r.random() < 0.3:
                    text += " onlink"
        elif shape < 0.8:
            text += " dev " + self.device()
        else:
            text = r.choice(["unreachable ", "blackhole ", "prohibit ", "throw "]) + text
        if shape < 0.8 and r.random() < 0.2 and self.addresses:
            text += " src " + r.choice(self.addresses)[0].split("/")[0]
        if shape < 0.8 and r.random() < 0.06:
            text = "local " + text.split(" ")[0] + " dev " + self.device()
        if r.random() < 0.25:
            text += " metric %d" % r.choice([1, 5, 100])
        if r.random() < 0.25:
            text += " table %d" % r.choice([100, 200])
        if r.random() < 0.2:
            text += " proto " + r.choice(["static", "dhcp", "bird", "77"])
        if r.random() < 0.08:
            text += " tos 0x10"
        if r.random() < 0.05:
            text += " scope " + r.choice(["link", "host", "global"])
        if r.random() < 0.05:
            text += " mtu 1400"
        if host.run("ip route %s %s" % (verb, text)) == 0:
            self.routes.append(text)

    def add_rule(self, host):
        r = self.r
        words = []
        if r.random() < 0.15:
            words.append("not")
        if r.random() < 0.5:
            words.append("from " + self.net())
        if r.random() < 0.3:
            words.append("to " + self.net())
        if r.random() < 0.3:
            words.append("fwmark %s" % r.choice(["1", "2", "0x10/0xf0"]))
        if r.random() < 0.2:
            words.append("iif " + r.choice(self.devices + ["lo"]))
        if r.random() < 0.1:
            words.append("oif " + r.choice(self.devices))
        if r.random() < 0.1:
            words.append("tos 0x10")
        if r.random() < 0.15:
            words.append("ipproto " + r.choice(["tcp", "udp"]))
        if r.random() < 0.1:
            words.append("dport %s" % r.choice(["80", "80-90"]))
        if r.random() < 0.1:
            words.append("uidrange 0-5")
        if r.random() < 0.4:
            words.append("pref %d" % r.choice([10, 20, 30, 100, 32766]))
        words.append(r.choice(["lookup 100", "lookup 200", "table main", "lookup main suppress_prefixlength 0", "blackhole",
                               "unreachable", "prohibit", "nop", "goto 32766", "goto 100", "lookup 100"]))
        host.run("ip rule add " + " ".join(words))

    def settings(self, host):
        r = self.r
        if r.random() < 0.7:
            host.run("sysctl -w net.ipv4.ip_forward=1")
        for _ in range(r.choice([0, 0, 1, 2, 3])):
            name = r.choice(["rp_filter", "rp_filter", "rp_filter", "accept_local", "route_localnet", "src_valid_mark",
                             "bc_forwarding", "forwarding", "send_redirects"])
            value = r.choice([0, 1, 2]) if name == "rp_filter" else r.randint(0, 1)
            host.run("sysctl -w net.ipv4.conf.%s.%s=%d" % (r.choice(["all", "default"] + self.devices), name, value))

    def ask(self, host, count):
        r = self.r
        for _ in range(count):
            words = "ip route get " + self.any_address()
            if r.random() < 0.55:
                words += " from %s iif %s" % (self.any_address(), r.choice(self.devices))
            else:
                if r.random() < 0.3:
                    words += " from " + self.any_address()
                if r.random() < 0.2:
                    words += " oif " + r.choice(self.devices + ["lo"])
            if r.random() < 0.2:
                words += " mark %s" % r.choice(["1", "2", "0x15"])
            if r.random() < 0.1:
                words += " tos 0x10"
            if r.random() < 0.1:
                words += " ipproto tcp dport 80 sport 5"
            host.run(words)

    def classify(self, host, count):
        r = self.r
        wires = [i[0] for i in self.interfaces if i[1] == "wire"]
        for _ in range(count):
            device = r.choice(wires)
            host.masquerade(r.choice([a for a in (self.any_address() for _ in range(20)) if not a.startswith(("0", "2"))]))
            if "UP" in subprocess.run(["ip", "link", "show", "dev", device], stdout=subprocess.PIPE, text=True).stdout:
                host.classify(device, self.any_address(), self.any_address())

    def change(self, host):
        r = self.r
        what = r.random()
        if what < 0.25 and self.addresses:
            text, device = r.choice(self.addresses)
            host.run("ip addr del %s dev %s" % (text, device))
        elif what < 0.4:
            name = r.choice(self.interfaces)[0]
            host.run("ip link set %s down" % name)
            if r.random() < 0.6:
                host.run("ip link set %s up" % name)
        elif what < 0.55 and self.routes:
            words = r.choice(self.routes).split()
            host.run("ip route del " + (" ".join(words) if r.random() < 0.5 else " ".join(words[:2 if words[0].isalpha() and words[0] != "default" else 1])))
        elif what < 0.7:
            self.add_address(host)
        elif what < 0.8:
            host.run("ip rule del " + r.choice(["pref 10", "pref 100", "lookup 100", "from 10.0.0.0/8", "fwmark 1"]))
        else:
            self.add_route(host)

    def dump(self, host):
        for words in ("ip addr", "ip route show table all", "ip rule"):
            host.run(words)

    def play(self, host):
        r = self.r
        host.run("ip link set lo up")
        down_first = r.random() < 0.3
        for name, kind, *_ in self.interfaces:
            if not (down_first and kind != "port"):
                host.run("ip link set %s up" % name)
        for _ in range(r.randint(1, 6)):
            self.add_address(host)
        if down_first:
            for name in self.devices:
                host.run("ip link set %s up" % name)
        for _ in range(r.randint(0, 8)):
            self.add_route(host)
        for _ in range(r.choice([0, 0, 0, 1, 2, 4])):
            self.add_rule(host)
        self.settings(host)
        self.dump(host)
        self.ask(host, 14)
        self.classify(host, 4)
        for _ in range(r.randint(1, 4)):
            self.change(host)
        self.dump(host)
        self.ask(host, 8)


class RandomSets:
    """Sets of all kinds this kernel has, and packets that ask them."""

    # Kind, options of its making, how many directions.
    KINDS = [("hash:ip", "", 1), ("hash:ip", "netmask 28", 1), ("hash:net", "", 1), ("hash:ip,port", "", 2), ("hash:net,port", "", 2),
             ("hash:ip,port,ip", "", 3), ("hash:ip,port,net", "", 3), ("hash:net,iface", "", 2), ("bitmap:ip", "range 10.0.0.0/20", 1),
             ("bitmap:port", "range 0-1023", 1), ("bitmap:ip,mac", "range 10.0.0.0/24", 2)]

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.interfaces = [("eth0", "wire"), ("eth1", "wire")]

    def address(self):
        return "10.%d.%d.%d" % (self.r.choice([0, 0, 0, 1]), self.r.randint(0, 2), self.r.choice([0, 1, 2, 3, 9, 17]))

    def net(self):
        length = self.r.choice([8, 16, 24, 28, 30, 31, 32])
        return "%s/%d" % (self.address(), length) if length < 32 else self.address()

    def port(self):
        return self.r.choice(["tcp:80", "udp:53", "tcp:80-82", "icmp:echo-request", "gre:0", "udp:7", "443", "icmp:3/1"])

    def element(self, kind):
        r = self.r
        parts = {"ip": lambda: r.choice([self.address, self.address, lambda: "%s/%d" % (self.address(), r.choice([28, 30]))])(), "net": self.net, "port": self.port,
                 "iface": lambda: r.choice(["eth0", "eth1", "lo"]), "mac": lambda: "06:00:00:00:00:0%d" % r.randint(1, 2)}
        if kind == "bitmap:port":
            return r.choice(["80", "53", "7", "80-90", "1000-1023"])
        if kind == "bitmap:ip":
            return r.choice([self.address(), "10.0.1.0/30"])
        if kind == "bitmap:ip,mac":
            return "10.0.0.%d,%s" % (r.randint(0, 9), parts["mac"]())
        return ",".join(parts[name]() for name in kind.split(":")[1].split(","))

    def play(self, host):
        r = self.r
        sets = []
        for name in host.names:
            host.quiet("ip link set %s up" % name)
        for number in range(r.randint(3, 6)):
            kind, options, dimensions = r.choice(self.KINDS)
            counters = r.random() < 0.5
            words = [options, "counters" if counters else "", "timeout 0" if r.random() < 0.2 else "",
                     "comment" if r.random() < 0.2 else ""]
            host.run(" ".join(["ipset create s%d %s" % (number, kind)] + [w for w in words if w]))
            sets.append(("s%d" % number, dimensions, counters, "net" in kind))
            for _ in range(r.randint(1, 8)):
                nomatch = " nomatch" if "net" in kind and r.random() < 0.25 else ""
                host.run("ipset add s%d %s%s" % (number, self.element(kind), nomatch))
            for _ in range(2):
                host.run("ipset %s s%d %s" % (r.choice(["test", "test", "del"]), number, self.element(kind)))
        host.run("ipset create all list:set")
        for name, dimensions, _, _ in sets:
            if r.random() < 0.5:
                host.run("ipset add all " + name)
        host.run("ipset save")
        for _ in range(8):
            tests = []
            for name, dimensions, counters, is_net in sets + [("all", r.randint(1, 3), False, False)]:
                for _ in range(2):
                    sides = ",".join(r.choice(["src", "dst"]) for _ in range(dimensions))
                    more = r.choice(["", "", " ! --update-counters", " --packets-gt 1", " --bytes-lt 60"]) if counters else ""
                    more += " --return-nomatch" if is_net and r.random() < 0.3 else ""
                    tests.append("%s %s%s" % (name, sides, more))
            protocol, ports = r.choice([(6, (80, 443)), (17, (53, 7)), (6, (1000, 81)), (1, (8, 0)), (47, (0, 0)), (17, (7, 7))])
            host.ask_sets(r.choice(host.names), self.address(), self.address(), protocol, ports, tests)
        host.run("ipset save")


def random_hosts(kind, seed, count):
    texts = []
    for number in range(count):
        scenario = kind("%s.%d" % (seed, number))
        texts.append(on_new_host("random %s.%d" % (seed, number), scenario.interfaces, scenario.play))
    return "".join(texts)


# --- scripts by hand ----------------------------------------------------------------------------------------------------

def scripts(folder):
    """FOLDER/*.script: `= name`, `+ interface` and `$ command` lines (`< ` its standard input), `#` comments."""
    for file in sorted(os.listdir(folder)):
        if not file.endswith(".script"):
            continue
        texts, name, interfaces, commands = [], None, [], []

        def flush():
            if name is not None:
                todo = list(commands)
                texts.append(on_new_host(name, list(interfaces), lambda host: [host.run(c, i) for c, i in todo]))

        for line in open(os.path.join(folder, file)):
            line = line.rstrip("\n")
            if line.startswith("= "):
                flush()
                name, interfaces, commands = line[2:], [], []
            elif line.startswith("+ "):
                interfaces.append(tuple(line[2:].split()))
            elif line.startswith("$ "):
                commands.append((line[2:], None))
            elif line.startswith("< "):
                command, stdin = commands[-1]
                commands[-1] = (command, (stdin or "") + line[2:] + "\n")
        flush()
        yield file[:-len(".script")], "".join(texts)


# Name, what plays, how many hosts at most are stored.
RANDOM = [("random", Random, 45), ("random-sets", RandomSets, 25)]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("out")
    arguments.add_argument("wanted", nargs="*")
    arguments.add_argument("--seed")
    arguments.add_argument("--count", type=int, default=45)
    given = arguments.parse_args()
    out, wanted = given.out, given.wanted
    os.makedirs(out, exist_ok=True)
    if given.seed:
        for name, kind, _ in RANDOM:
            with open(os.path.join(out, name + ".txt"), "w") as file:
                file.write(random_hosts(kind, given.seed, given.count))
        return
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "scripts")
    made = ((name, random_hosts(kind, "a", min(given.count, most))) for name, kind, most in RANDOM if not wanted or name in wanted)
    for name, text in itertools.chain(scripts(here), made):
        if wanted and name not in wanted:
            continue
        with open(os.path.join(out, name + ".txt"), "w") as file:
            file.write(text)


if __name__ == "__main__":
    main()
