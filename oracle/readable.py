#!/usr/bin/env python3
"""Recordings as text that a person can read and git can compare: a line for each host, action, pass, hook, table and rule.

    python3 oracle/readable.py FILE...      # each .json or .json.gz is written beside itself as .json; a .json.gz goes

Whatever records here writes by `readable`, so that what is recorded again differs only in what the kernel did differently.
"""

import gzip
import json
import pathlib
import sys

WIDTH = 150

# What is read first comes first, what is long last; keys that are not here stand between them in the order of the alphabet.
FIRST = (
    "scenario name about action host do hook table packet end proto iface dir src sport dst dport in out flags state status "
    "ttl len tos mark policy pkts bytes rule local peer orig reply steps"
).split()
LAST = "ct after pkt ifaces addrs link routes sysctl ipset listen rules iptables conntrack tables hooks hosts actions passes wire result".split()
RANK = {key: rank for rank, key in enumerate(FIRST)} | {key: rank + 1000 for rank, key in enumerate(LAST)}

# What tells a story is opened behind what it is the story of.
STORIES = ("hooks", "tables", "rules")

# One step each, and so one line however long.
STEPS = ("pkt", "orig", "reply", "after")


def readable(recording):
    return "\n".join(lines("", recording)) + "\n"


def lines(head, value):
    """The lines of a value behind its key. What is too long for one is opened; short things before it stay with the bracket."""
    if not value or len(head) + len(flat(value)) <= WIDTH or is_step(value):
        return [head + flat(value)]
    if isinstance(value, list):
        return enclosed(head + "[", [lines("", part) for part in value], "]")
    members = [(json.dumps(key) + ": ", value[key]) for key in keys(value)]
    if keys(value)[-1] in STORIES:
        block = lines(head + "{" + "".join(name + flat(part) + ", " for name, part in members[:-1]) + members[-1][0], members[-1][1])
        return block[:-1] + [block[-1] + "}"]
    return enclosed(head + "{", [lines(name, part) for name, part in members], "}")


def is_step(value):
    """A packet, or something beside a packet and nothing that happened to it."""
    if not isinstance(value, dict):
        return not isinstance(value, list)
    return any(key in value for key in STEPS) and "tables" not in value or "proto" in value


def enclosed(opening, blocks, closing):
    for block in blocks[:-1]:
        block[-1] += ","
    return [opening, *(" " + line for block in blocks for line in block), closing]


def flat(value):
    if isinstance(value, dict):
        return "{" + ", ".join(json.dumps(key) + ": " + flat(value[key]) for key in keys(value)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flat, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def keys(value):
    return sorted(value, key=lambda key: (RANK.get(key, 500), key))


def load(path):
    data = path.read_bytes()
    return json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)


def main(paths):
    for path in map(pathlib.Path, paths):
        recording = load(path)
        target = path.with_suffix("") if path.suffix == ".gz" else path
        target.write_text(readable(recording))
        if target != path:
            path.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
