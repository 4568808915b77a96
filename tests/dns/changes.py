#!/usr/bin/env python3
"""Many changes, quickly, while names are asked for: what does not change is always answered right, and in the end all is.

  changes.py BERTH [--containers 400] [--seconds 4]
"""

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from engine import Container, Engine  # noqa: E402
from servers import Berth, Resolver  # noqa: E402

CHANGES_A_SECOND = 100


def members_of(count):
    return [Container(f"s{i}", 1, f"10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}") for i in range(1, count + 1)]


def service(container):
    return f"{container.service}.{container.project}.berth.test"


class Changes:
    """Pauses, goes on, falls ill, gets well, is replaced at another address: what a project does, quickly."""

    def __init__(self, engine, members):
        self.engine, self.chance = engine, random.Random(1)
        self.members = members[: len(members) // 10]
        self.other = {container.id: f"172.16.{i >> 8}.{i & 255}" for i, container in enumerate(self.members)}
        self.answers = {c.id: {c.address, self.other[c.id], "-"} for c in self.members}

    def one(self):
        container = self.chance.choice(self.members)
        if container.state == "paused":
            return self.engine.tell(container, "unpause", state="running")
        kind = self.chance.randrange(3)
        if kind == 0:
            return self.engine.tell(container, "pause", state="paused")
        if kind == 1:
            health = "unhealthy" if container.health != "unhealthy" else "healthy"
            return self.engine.tell(container, f"health_status: {health}", health=health)
        self.other[container.id], address = container.address, self.other[container.id]
        self.engine.tell(container, "die", state="exited")
        return self.engine.tell(container, "start", state="running", address=address)

    def during(self, seconds):
        begin, done = time.monotonic(), 0
        while (passed := time.monotonic() - begin) < seconds:
            while done < passed * CHANGES_A_SECOND:
                self.one()
                done += 1
            time.sleep(1 / CHANGES_A_SECOND)
        return done

    def settled(self, container):
        """What is right when all is quiet."""
        gone = container.state != "running"
        ill = container.health == "unhealthy"
        return ("NXDOMAIN", []) if gone else ("NOERROR", [] if ill else [container.address])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("berth", type=os.path.abspath)
    parser.add_argument("--containers", type=int, default=400)
    parser.add_argument("--seconds", type=float, default=4)
    given = parser.parse_args()
    members = members_of(given.containers)
    wrong, asked, chance = [], 0, random.Random(2)
    with tempfile.TemporaryDirectory(prefix="dns-changes.") as folder:
        with Engine(Path(folder) / "engine.sock", members) as engine, Berth(given.berth, engine, service(members[0])) as server:
            made, resolver = Changes(engine, members), Resolver(server.port)
            changing = threading.Thread(target=made.during, args=(given.seconds,))
            changing.start()
            while changing.is_alive():
                container = chance.choice(members[len(made.members):])
                answer = resolver.ask(service(container))
                asked += 1
                if answer != ("NOERROR", [container.address]):
                    wrong.append(f"{service(container)} meanwhile: {answer}")
            for container in members:
                expected, end = made.settled(container), time.monotonic() + 10
                while resolver.ask(service(container)) != expected and time.monotonic() < end:
                    time.sleep(0.01)  # the last events are on their way
                if resolver.ask(service(container)) != expected:
                    wrong.append(f"{service(container)} at the end: {resolver.ask(service(container))}, not {expected}")
    print("\n".join(wrong[:20]) or f"{asked:,} questions, each answered right")
    return 1 if wrong or not asked else 0


if __name__ == "__main__":
    sys.exit(main())
