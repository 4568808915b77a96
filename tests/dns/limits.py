#!/usr/bin/env python3
"""Who may ask, how often, and what is written down: --allow, --rate, --log, and what `stats` counts.

  limits.py BERTH
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from engine import Container, Engine  # noqa: E402
from servers import Berth, free_port  # noqa: E402
from wire import *  # noqa: E402,F403

NAME = "web.shop.berth.test"
COOKIE = 10
RATE = 5
BURST = 60


class Told(Berth):
    """One whose standard output is kept, and says when it is there."""

    def __enter__(self):
        end = time.monotonic() + 30
        while "listening" not in self.told() and time.monotonic() < end and self.alive:
            time.sleep(0.02)
        return self

    def told(self):
        out = self.folder / "out"
        return out.read_text() if out.exists() else ""

    def command(self, names):
        words = " ".join(super().command(names))
        return ["sh", "-c", f"exec {words} >{self.folder}/out"]


def burst(port, data, count=BURST, within=0.5):
    """What comes back to many of the same, sent at once."""
    answers = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(within)
        udp.connect(("127.0.0.1", port))
        for _ in range(count):
            udp.send(data)
        try:
            while len(answers) < count:
                answers.append(udp.recv(4096))
        except socket.timeout:
            pass
    return answers


def check_rate(program, engine):
    with Berth(program, engine, NAME, ["--rate", str(RATE)]) as server:
        time.sleep(1)  # what the first questions have taken is there again
        answers = burst(server.port, query(NAME))
        whole = [answer for answer in answers if show(answer) == "NOERROR AA 1/0/0"]
        cut = [answer for answer in answers if show(answer) == "NOERROR TC 0/0/0"]
        yield "answers of a burst", len(whole) in range(1, 3 * RATE), True
        yield "every second of the others is cut", len(cut) in range(BURST // 4, BURST // 2 + 1), True
        yield "over TCP", len(over_tcp(server.port, [query(NAME)] * BURST)), BURST
        first = burst(server.port, query(NAME, edns=(0, option(COOKIE, b"12345678"))), BURST)
        cookies = [found[1][4:] for found in map(opt_of, first) if found and len(found[1]) == 28]
        yield "a cookie is given", len(cookies) > 0, True
        shown = burst(server.port, query(NAME, edns=(0, option(COOKIE, cookies[0]))))
        yield "who shows it is not limited", len([a for a in shown if show(a) == "NOERROR AA 1/0/1"]), BURST


def check_access(program, engine):
    with Told(program, engine, NAME, ["--allow", "10.0.0.0/8"]) as server:
        yield "who is not allowed", burst(server.port, query(NAME), 3), []
    with Told(program, engine, NAME, ["--allow", "127.0.0.1", "--log"]) as server:
        yield "who is", show(over_udp(server.port, query(NAME))), "NOERROR AA 1/0/0"
        over_tcp(server.port, [query("no\x1bbody.berth.test")])
        end = time.monotonic() + 10
        while "NXDOMAIN" not in server.told() and time.monotonic() < end:
            time.sleep(0.02)
        lines = [line for line in server.told().splitlines() if "probe.invalid" not in line][1:]
        yield "the log", [" ".join(line.split()[:5]) for line in lines], [
            f"udp 127.0.0.1 {NAME} A NOERROR", "tcp 127.0.0.1 no\\027body.berth.test A NXDOMAIN"]


def check_statistics(program, engine, folder):
    port = free_port()
    environment = {**os.environ, "DOCKER_HOST": engine.url, "HOME": folder, "XDG_RUNTIME_DIR": folder}

    def berth(*words):
        return subprocess.run([program, "dns", *words], env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout

    berth("start", "--port", str(port))
    try:
        for data in (query(NAME), query("nobody.berth.test"), query("example.org")):
            over_udp(port, data)
        over_tcp(port, [query(NAME)])
        counted = dict(line.rsplit(None, 1) for line in berth("stats").splitlines())
        wanted = {"tcp queries": "1", "no such name": "1", "refused": "4", "dropped": "0", "rate limited": "0"}
        yield "counters", {name: counted.get(name) for name in wanted}, wanted
    finally:
        berth("stop")


def main():
    program = os.path.abspath(sys.argv[1])
    failed = 0
    with tempfile.TemporaryDirectory(prefix="dns-limits.") as folder:
        with Engine(Path(folder) / "engine.sock", [Container("web", 1, "10.0.0.1")]) as engine:
            for checks in (check_rate(program, engine), check_access(program, engine), check_statistics(program, engine, folder)):
                for title, found, expected in checks:
                    if found != expected:
                        failed += 1
                        print(f"{title}: {found!r} instead of {expected!r}")
    print("all as it should be" if not failed else f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
