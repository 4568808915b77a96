#!/usr/bin/env python3
"""Measures Berth's name server beside knot, dnsmasq and an echo that only receives and sends:

  bench/dns/run.py                                   build/release/berth; all three parts
  bench/dns/run.py --only cost --rounds 5            of cost, memory and changes
  bench/dns/run.py --markdown                        tables for docs/performance.md

cost: CPU per query of 100 names, servers in turns on one CPU, the asker on another one. memory: resident, with 1,000
names. changes: 10,000 names of which 100 a second change while they are asked for; every answer is checked.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT / "tests" / "dns"), str(HERE.parent)]

from changes import Changes, members_of, service  # noqa: E402
from engine import Engine  # noqa: E402
from lib import tools  # noqa: E402
from servers import Berth, Dnsmasq, Knot, NotThere, Resolver, Server  # noqa: E402

tools.PROGRAMS.update({
    "dns_echo": (tools.CXX, "dns/echo.cpp", ["-O2", "-std=c++20"]),
    "dns_load": (tools.CXX, "dns/load.cpp", ["-O2", "-std=c++20"]),
})
NAMES_OF_A_CONTAINER = 5  # its service's, its number's, its own, that of its port, that of its address


class Echo(Server):
    name = "echo"

    def command(self, _):
        return [str(tools.program("dns_echo")), str(self.port)]


class Background(Berth):
    """As users have it: `dns start` goes to the background."""

    def command(self, names):
        return [word for word in super().command(names) if word != "--foreground"]

    def __enter__(self):
        if self.process.wait(60) != 0:
            raise RuntimeError((self.folder / "log").read_text())
        self.process.pid = int(self._record().split('"pid":')[1].split(",")[0])
        return self

    def _record(self):
        return next(self.folder.rglob("dns.json")).read_text().replace(" ", "")

    def __exit__(self, *_):
        subprocess.run([self.program_path, "dns", "stop"], env={**os.environ, **self.environment()},
                       stdout=subprocess.DEVNULL, check=False)
        super().__exit__()


def names_file(folder, lines):
    path = Path(folder) / "names"
    path.write_text("".join(line + "\n" for line in lines))
    return path


class Load:
    """The asker, on a CPU of its own where there are several."""

    def __init__(self, port, window, seconds, names, rate=0):
        cpus = sorted(os.sched_getaffinity(0))
        self.process = subprocess.Popen(
            [str(tools.program("dns_load")), str(port), str(window), str(seconds), str(names), str(rate)],
            stdout=subprocess.PIPE, text=True, preexec_fn=lambda: os.sched_setaffinity(0, {cpus[-1]}),
        )

    def result(self):
        """{"queries", "seconds", "lost", "wrong", "median", "late"}"""
        words = self.process.communicate()[0].split()
        return dict(zip(("queries", "seconds", "lost", "wrong", "median", "late"), map(float, words)))


def pin(server):
    os.sched_setaffinity(server.process.pid, {min(os.sched_getaffinity(0))})
    for task in Path(f"/proc/{server.process.pid}/task").iterdir():
        os.sched_setaffinity(int(task.name), {min(os.sched_getaffinity(0))})


# ---- cost ----

def cost(given, folder):
    """{server: {"window 50": µs, ...}}: the best of the rounds."""
    members = members_of(100)
    names = {service(container): container.address for container in members}
    best = {}
    with Engine(Path(folder) / "cost.sock", members) as engine:
        started = []
        try:
            for make in (lambda: Echo(names), lambda: Background(given.berth, engine, next(iter(names))),
                         lambda: Knot(names), lambda: Dnsmasq(names)):
                try:
                    started.append(make().__enter__())
                    pin(started[-1])
                except NotThere as missing:
                    print(f"{missing} is not installed: it is left out", file=sys.stderr)
            listed = names_file(folder, names)
            for _ in range(given.rounds):
                for window in (50, 1):
                    for server in started:
                        measured = one_round(server, window, given.seconds, listed)
                        key = (server.name, window)
                        best[key] = min(best.get(key, (1e9, 0, 0)), measured)
        finally:
            for server in started:
                server.__exit__()
    echo = {window: best["echo", window][0] for window in (50, 1)}
    rows = [("", "µs CPU a query, 50 at once", "x echo", "a second", "µs CPU, one at a time", "x echo")]
    for server in started:
        many, single = best[server.name, 50], best[server.name, 1]
        rows.append((server.name, f"{many[0]:.2f}", f"{many[0] / echo[50]:.2f}", f"{many[1]:,.0f}", f"{single[0]:.2f}",
                     f"{single[0] / echo[1]:.2f}"))
    return rows


def one_round(server, window, seconds, names):
    """(µs of CPU a query, queries a second, lost)"""
    before = server.cpu_seconds()
    result = Load(server.port, window, seconds, names).result()
    used = server.cpu_seconds() - before
    return used / result["queries"] * 1e6, result["queries"] / result["seconds"], result["lost"]


# ---- memory ----

def memory(given, folder):
    rows = [("names", "KiB resident", "of it its own")]
    for count in (0, 1_000, 10_000):
        members = members_of(max(1, count // NAMES_OF_A_CONTAINER))
        with Engine(Path(folder) / f"memory{count}.sock", members) as engine:
            with Background(given.berth, engine, service(members[0])) as server:
                resolver = Resolver(server.port)
                for container in members:
                    resolver.ask(service(container))
                own = int(Path(f"/proc/{server.process.pid}/status").read_text().split("RssAnon:")[1].split()[0])
                rows.append((f"{count:,}", f"{server.resident_kib():,}", f"{own:,}"))
    return rows


# ---- changes ----

def changes(given, folder):
    members = members_of(10_000 // NAMES_OF_A_CONTAINER)
    with Engine(Path(folder) / "changes.sock", members) as engine:
        made = Changes(engine, members)
        lines = [f"{service(c)} {','.join(sorted(made.answers.get(c.id, {c.address})))}" for c in members]
        with Background(given.berth, engine, service(members[0])) as server:
            load = Load(server.port, 20, given.changing + 1, names_file(folder, lines), rate=given.rate)
            before = server.cpu_seconds()
            done = made.during(given.changing)
            result = load.result()
            used = server.cpu_seconds() - before
            resolver = Resolver(server.port)
            wrong = [c.name for c in members if resolver.ask(service(c)) != made.settled(c)]
            resident = server.resident_kib()
    header = ("names", "changes", "queries", "lost", "wrong", "wrong at the end", "µs median", "µs 99 %", "CPU", "KiB resident")
    return [header, (f"{len(members) * NAMES_OF_A_CONTAINER:,}", f"{done:,}", f"{result['queries']:,.0f}", f"{result['lost']:.0f}",
                     f"{result['wrong']:.0f}", str(len(wrong)), f"{result['median']:.0f}", f"{result['late']:.0f}",
                     f"{100 * used / result['seconds']:.0f} %", f"{resident:,}")]


PARTS = {"cost": cost, "memory": memory, "changes": changes}


def show(rows, markdown):
    if markdown:
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]]) + "\n"
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--berth", default=str(ROOT / "build" / "release" / "berth"), type=os.path.abspath)
    parser.add_argument("--only", default=",".join(PARTS), metavar="PART,…")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1, help="of each measurement")
    parser.add_argument("--changing", type=float, default=10, help="seconds of changes")
    parser.add_argument("--rate", type=int, default=2000, help="queries a second meanwhile")
    parser.add_argument("--markdown", action="store_true")
    given = parser.parse_args()
    for part in given.only.split(","):
        with tempfile.TemporaryDirectory(prefix="bench-dns.") as folder:
            print(show(PARTS[part](given, folder), given.markdown), flush=True)


if __name__ == "__main__":
    main()
