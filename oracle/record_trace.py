#!/usr/bin/env python3
"""Ask the real kernel what a TRACE rule tells: `xtables-monitor --trace` beside the actions of cli/tests/data/trace.json.

    sudo python3 oracle/record_trace.py > cli/tests/data/trace.txt

Python 3 standard library, root, iproute2, iptables-nft, ping. `cli/tests/trace.rs` compares. What is a matter of chance is
made plain: packets are numbered 1, 2, ... in the order they are told, and their IP identification is 0.
"""
import ctypes, json, os, re, socket, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
LAB = json.load(open(os.path.join(HERE, "../cli/tests/data/trace.json")))
CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)
NAME = "cwtrace%d" % os.getpid()


def run(host, *words, **more):
    return subprocess.run(["ip", "netns", "exec", NAME + host, *words], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)


def inside(host):
    """This process in the host's namespace, for sockets made from now on."""
    with open("/run/netns/" + NAME + host) as place:
        if libc.setns(place.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")


def build():
    ends = {}
    for host in LAB["hosts"]:
        subprocess.run(["ip", "netns", "add", NAME + host["name"]], check=True)
        run(host["name"], "ip", "link", "set", "lo", "up")
        run(host["name"], "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1")
        for iface in host["ifaces"]:
            ends.setdefault(iface["link"], []).append((host, iface))
    for (one, first), (two, second) in ends.values():
        subprocess.run(["ip", "link", "add", first["name"], "netns", NAME + one["name"], "type", "veth",
                        "peer", "name", second["name"], "netns", NAME + two["name"]], check=True)
    for host in LAB["hosts"]:
        number = LAB["hosts"].index(host)
        for place, iface in enumerate(host["ifaces"]):
            run(host["name"], "ip", "link", "set", iface["name"], "address", "02:00:00:00:%02x:%02x" % (number, place))
            run(host["name"], "ip", "addr", "add", iface["addrs"][0], "dev", iface["name"])
            run(host["name"], "ip", "link", "set", iface["name"], "up")
    for host in LAB["hosts"]:
        for route in host.get("routes", []):
            run(host["name"], "ip", "route", "add", *route.split())
        for key, value in host.get("sysctl", {}).items():
            run(host["name"], "sysctl", "-qw", "%s=%s" % (key, value))
        run(host["name"], "iptables-restore", input="\n".join(host.get("iptables", [])) + "\n", text=True)


def listen():
    sockets = []
    for host in LAB["hosts"]:
        inside(host["name"])
        for text in host.get("listen", []):
            protocol, port = text.split("/")
            made = socket.socket(socket.AF_INET, socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM)
            made.bind(("0.0.0.0", int(port)))
            made.settimeout(0.3)
            if protocol == "tcp":
                made.listen()
            sockets.append((protocol, made))
    return sockets


def act(action, sockets):
    inside(action["host"])
    if action["do"] == "ping":
        return run(action["host"], "ping", "-c1", "-W1", action["to"])
    address, port = action["to"].split(":")
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM if action["do"] == "tcp_connect" else socket.SOCK_DGRAM)
    made.bind(("0.0.0.0", action["sport"]))
    made.settimeout(0.5)
    try:
        made.connect((address, int(port)))
        if action["do"] == "udp_send":
            made.send(action["send"].encode())
            for protocol, server in sockets:
                if protocol == "udp":
                    _, who = server.recvfrom(100)
                    server.sendto(b"pong", who)
    except OSError:
        made.close()
    return made


def plain(text):
    names = {}
    text = re.sub(r"(?<=: 2 )[0-9a-f]{8}", lambda found: "%08x" % names.setdefault(found[0], len(names) + 1), text)
    return re.sub(r" ID=\d+", " ID=0", text)


def main():
    build()
    sockets = listen()
    kept = []
    monitor = subprocess.Popen(["ip", "netns", "exec", NAME + "host", "xtables-monitor", "--trace"], stdout=subprocess.PIPE, text=True)
    time.sleep(1)
    for action in LAB["actions"]:
        kept.append(act(action, sockets))
        time.sleep(0.2)
    monitor.terminate()
    print(plain(monitor.communicate()[0]), end="")
    sys.stdout.flush()


try:
    main()
finally:
    for host in LAB["hosts"]:
        subprocess.run(["ip", "netns", "del", NAME + host["name"]], check=False)
