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
import argparse, ctypes, fcntl, os, random, re, shlex, struct, subprocess, sys, time

CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454ca, 2, 0x1000
libc = ctypes.CDLL(None, use_errno=True)


class Host:
    """One namespace, in this process; what happens is appended to `lines`."""

    def __init__(self, name, interfaces):
        if libc.unshare(CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "unshare")
        self.lines = ["= " + name]
        self.taps = []
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
                self.taps.append(fd)
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
    lines, members = [], 0
    for line in text.splitlines():
        line = re.sub(r" initval .*", " initval X", line)
        line = re.sub(r"^Size in memory: .*", "Size in memory: X", line)
        is_member = line.startswith("add ") or (members and line) or line == "Members:"
        members = members + 1 if is_member else 0
        lines.append(line)
        if members > 1:
            start = len(lines) - members + (lines[len(lines) - members] == "Members:")
            lines[start:] = sorted(lines[start:])
    return "".join(line + "\n" for line in lines)


def steady_connections(text):
    """The kernel lists its hash from end to end, and the identities are hashes, too."""
    if "src=" not in text:
        return text
    return "".join(sorted(re.sub(r"(use=\d+) id=\d+", r"\1 id=X", line) for line in text.splitlines(True)))


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
        for _ in range(r.randint(1, 4)):
            self.change(host)
        self.dump(host)
        self.ask(host, 8)


def random_hosts(seed, count):
    texts = []
    for number in range(count):
        scenario = Random("%s.%d" % (seed, number))
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
        with open(os.path.join(out, "random.txt"), "w") as file:
            file.write(random_hosts(given.seed, given.count))
        return
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "scripts")
    for name, text in list(scripts(here)) + [("random", None)]:
        if wanted and name not in wanted:
            continue
        if text is None:
            text = random_hosts("a", given.count)
        with open(os.path.join(out, name + ".txt"), "w") as file:
            file.write(text)


if __name__ == "__main__":
    main()
