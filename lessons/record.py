#!/usr/bin/env python3
"""Records a lesson on a real kernel: its scenario, its exercise's solution and each near miss.

    python3 lessons/record.py RECORDER lessons/content/02-dnat ...

RECORDER is a program that records a scenario file (`RECORDER record FILE --out DIR --gz`). Root is needed, and the tools
that the recorder names. What is written: recording.json, solution.json, near-miss-N.json.
"""

import json
import pathlib
import shlex
import subprocess
import sys
import tempfile
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "oracle"))
from readable import load, readable  # noqa: E402

TOOLS = ("iptables", "conntrack", "ip", "ipset")


def main(recorder, *folders):
    for folder in map(pathlib.Path, folders):
        for name, scenario in scenarios(folder):
            record(recorder, scenario, folder / f"{name}.json")


def scenarios(folder):
    lesson = json.loads((folder / "scenario.json").read_text())
    yield "recording", lesson
    exercise = tomllib.loads((folder / "lesson.toml").read_text())["exercise"]
    start = json.loads((folder / exercise["start"]).read_text()) if "start" in exercise else {**lesson, "actions": []}
    tries = [goal["try"] for goal in exercise["goal"] if "try" in goal]
    yield "solution", attempt(start, "solution", exercise["solution"], tries)
    for number, near_miss in enumerate(exercise["near_miss"], 1):
        yield f"near-miss-{number}", attempt(start, f"near miss {number}", near_miss["commands"], tries)


def attempt(start, name, commands, tries):
    actions = start["actions"] + [action(command) for command in commands] + tries
    return {**start, "name": f"{start['name']}: {name}", "actions": actions}


def action(command):
    tool, *rest = shlex.split(command["line"])
    host = command["host"]
    if tool == "iptables-restore":
        keep = "-n" in rest or "--noflush" in rest
        return {"do": "iptables_restore", "host": host, "text": command["input"], "noflush": keep}
    if tool == "sysctl":
        settings = dict(word.split("=", 1) for word in rest if "=" in word)
        return {"do": "sysctl", "host": host, "set": settings}
    if tool not in TOOLS:
        sys.exit(f"{command['line']}: the recorder knows {', '.join(TOOLS)}, iptables-restore and sysctl")
    return {"do": tool, "host": host, "args": command["line"].split(None, 1)[1]}


def record(recorder, scenario, target):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "scenario.json"
        file.write_text(json.dumps(scenario))
        out = pathlib.Path(folder) / "out"
        out.mkdir()
        subprocess.run([sys.executable, recorder, "record", str(file), "--out", str(out)], check=True, stdout=subprocess.DEVNULL)
        (recorded,) = out.iterdir()
        target.write_text(readable(load(recorded)))
        print(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
