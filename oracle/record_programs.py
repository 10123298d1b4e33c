#!/usr/bin/env python3
"""Asks the real nc, curl, ping, telnet and bash what they print, in three network namespaces, for `engine/tests/shell.rs`.

    python3 oracle/record_programs.py engine/tests/data/programs/asked.txt > engine/tests/data/programs/recorded.txt

The first file has `= what follows is about` and `$ command` lines, the further lines of a command behind `<`; it runs on `client`, in a folder of its own. Needs root, Debian 12's
netcat-openbsd, curl, iputils-ping and inetutils-telnet. The lab below is `lab()` of the test.
"""

import os
import pty
import re
import subprocess
import sys
import tempfile

HOSTS = {"client": ["10.0.0.1"], "router": ["10.0.0.254"], "server": ["10.0.1.2"]}
SERVER = r"""
import select, socket
HTTP = b"HTTP/1.0 200 OK\r\nServer: lab\r\nContent-Length: 6\r\n\r\nhello\n"
ANSWERS = {80: b"pong", 22: b"", 8080: HTTP}
listeners, readers = {}, {}
for port in ANSWERS:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("0.0.0.0", port))
    listening.listen(8)
    listeners[listening] = port
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.bind(("0.0.0.0", 53))
print("ready", flush=True)
while True:
    for ready in select.select([*listeners, *readers, datagrams], [], [])[0]:
        if ready is datagrams:
            text, peer = ready.recvfrom(2048)
            ready.sendto(b"pong", peer)
        elif ready in listeners:
            readers[ready.accept()[0]] = listeners[ready]
        else:
            try:
                data = ready.recv(65536)
                if data and ANSWERS[readers[ready]]:
                    ready.sendall(ANSWERS[readers[ready]])
            except OSError:
                data = b""
            if not data:
                del readers[ready]
                ready.close()
"""
RULES = """*filter
-A INPUT -p tcp --dport 81 -j REJECT
-A INPUT -p tcp --dport 82 -j DROP
-A INPUT -p tcp --dport 83 -j REJECT --reject-with tcp-reset
-A INPUT -p tcp --dport 84 -j REJECT --reject-with icmp-host-prohibited
-A INPUT -p tcp --dport 85 -j REJECT --reject-with icmp-net-unreachable
-A INPUT -p tcp --dport 86 -j REJECT --reject-with icmp-admin-prohibited
-A INPUT -p udp --dport 81 -j REJECT
-A INPUT -p udp --dport 82 -j DROP
-A INPUT -d 10.0.1.3 -p icmp -j DROP
-A INPUT -d 10.0.1.4 -p icmp -j REJECT
-A INPUT -d 10.0.1.5 -p icmp -j REJECT --reject-with icmp-admin-prohibited
-A INPUT -d 10.0.1.10 -p icmp -j REJECT --reject-with icmp-net-unreachable
-A INPUT -d 10.0.1.11 -p icmp -j REJECT --reject-with icmp-host-unreachable
-A INPUT -d 10.0.1.12 -p icmp -j REJECT --reject-with icmp-proto-unreachable
-A INPUT -d 10.0.1.13 -p icmp -j REJECT --reject-with icmp-net-prohibited
-A INPUT -d 10.0.1.14 -p icmp -j REJECT --reject-with icmp-host-prohibited
COMMIT
"""
CLIENT_RULES = """*filter
-A OUTPUT -d 10.0.1.6 -j DROP
-A OUTPUT -d 10.0.1.7 -j REJECT
COMMIT
"""


def sh(command, **more):
    return subprocess.run(command, shell=True, check=True, **more)


def build():
    for name in HOSTS:
        subprocess.run(f"ip netns del shl-{name}", shell=True, stderr=subprocess.DEVNULL)
        sh(f"ip netns add shl-{name} && ip -n shl-{name} link set lo up")
        os.makedirs(f"/etc/netns/shl-{name}", exist_ok=True)
        lines = ["127.0.0.1 localhost"] + [f"{addresses[0]} {host}" for host, addresses in HOSTS.items()]
        with open(f"/etc/netns/shl-{name}/hosts", "w") as hosts:
            hosts.write("\n".join(lines) + "\n")
        open(f"/etc/netns/shl-{name}/resolv.conf", "w").close()
    sh("ip link add eth0 netns shl-client type veth peer name eth0 netns shl-router")
    sh("ip link add eth1 netns shl-router type veth peer name eth0 netns shl-server")
    for host, interface, address in [
        ("client", "eth0", "10.0.0.1/24"), ("router", "eth0", "10.0.0.254/24"), ("router", "eth1", "10.0.1.254/24"),
        *[("server", "eth0", f"10.0.1.{last}/24") for last in (2, 3, 4, 5, 10, 11, 12, 13, 14)],
    ]:
        sh(f"ip -n shl-{host} addr add {address} dev {interface} && ip -n shl-{host} link set {interface} up")
    sh("ip -n shl-client route add default via 10.0.0.254 && ip -n shl-server route add default via 10.0.1.254")
    sh("ip -n shl-client route add unreachable 10.9.0.0/16 && ip -n shl-client route add prohibit 10.8.0.0/16")
    sh("ip -n shl-client route add blackhole 10.7.0.0/16")
    sh("ip netns exec shl-router sysctl -qw net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0")
    sh("ip netns exec shl-server sysctl -qw net.ipv4.icmp_ratelimit=0")
    sh("ip netns exec shl-server iptables-restore", input=RULES, text=True)
    sh("ip netns exec shl-client iptables-restore", input=CLIENT_RULES, text=True)
    server = subprocess.Popen(["ip", "netns", "exec", "shl-server", "python3", "-c", SERVER], stdout=subprocess.PIPE)
    server.stdout.readline()
    return server


def main():
    server = build()
    try:
        folder = tempfile.mkdtemp()
        for block in re.split(r"\n(?=[$=] )", open(sys.argv[1]).read().rstrip("\n")):
            if block.startswith("$ "):
                ask(block[2:].replace("\n< ", "\n").replace("\n<", "\n"), folder)
            else:
                print(block)
    finally:
        server.kill()
        for name in HOSTS:
            subprocess.run(f"ip netns del shl-{name}; rm -r /etc/netns/shl-{name}", shell=True)


def ask(command, folder):
    """`#c SECONDS` at the line's end: it would wait for ever, and is stopped as by Ctrl+C. `#t`: it is asked on a terminal."""
    shown, _, manner = command.partition(" #")
    words = ["ip", "netns", "exec", "shl-client", "timeout", "-s", "INT", manner[2:] if manner.startswith("c") else "200"]
    words += ["bash", "-c", shown]
    print("$ " + command.replace("\n", "\n< "))
    if manner == "t":
        on_terminal(words, folder)
        return
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        code = subprocess.run(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=ENVIRONMENT).returncode
        for mark, stream in ((">", out), ("!", err)):
            stream.seek(0)
            tell(mark, stream.read().decode("latin-1"))
        if code:
            print("? stopped" if code == 124 else f"? {code}")
        sys.stdout.flush()


ENVIRONMENT = {**os.environ, "LC_ALL": "C", "COLUMNS": "80"}


def on_terminal(words, folder):
    read, write = pty.openpty()
    process = subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=write, stderr=write, env=ENVIRONMENT)
    os.close(write)
    text = b""
    while True:
        try:
            found = os.read(read, 65536)
        except OSError:
            break
        if not found:
            break
        text += found
    code = process.wait()
    tell("|", text.decode("latin-1").replace("\r\n", "\n"))
    if code:
        print(f"? {code}")


def tell(mark, text):
    if text and not text.endswith("\n"):
        text += "\\c\n"
    for line in text.split("\n")[:-1]:
        if not re.match(r"bash: -c: line \d+: `", line):
            print(f"{mark} {steady(line)}" if line else mark)


def tenths(milliseconds):
    """Minutes are never the same twice: the kernel's timers come a little late each time."""
    return "minutes in" if milliseconds > 100_000 else milliseconds // 100 * 100


def steady(line):
    """What a clock says is not compared, except for whole tenths of a second."""
    line = re.sub(r"time=[0-9.]+ ms", "time=X ms", line)
    line = re.sub(r"(rtt min/avg/max/mdev =) [0-9./]+ ms", r"\1 X ms", line)
    line = re.sub(r"time ([0-9]+)ms", lambda found: f"time {int(found[1]) // 100 * 100}ms", line)
    line = re.sub(r"after ([0-9]+) (ms|milliseconds)", lambda found: f"after {tenths(int(found[1]))} {found[2]}", line)
    line = re.sub(r"^bash: (-c: )?line \d+: ", "bash: ", line)
    return line.replace("\r", "\\r")


if __name__ == "__main__":
    main()
