"""From the moment when a dependency is ready or has ended to the start of its dependant."""

import json
import re
import time
from urllib.parse import quote

from harness.engine import seconds_of
from lib.candidates import Sample
from lib.compose_files import services
from lib.tools import IMAGE

READY_AFTER = 1500  # milliseconds

GATE = """
services:
  a:
    image: {image}
    command: [ready, "{milliseconds}", /ready]
    healthcheck: {{test: [CMD, /container, check, /ready], interval: {interval}s, retries: 100}}
  b:
    image: {image}
    depends_on: {{a: {{condition: service_healthy}}}}
"""


def gate(interval, repetitions=None):
    """From the moment a dependency is ready to the call that starts its dependant, and to the dependant's start."""

    def measure(bench):
        for _ in range(repetitions or bench.repetitions):
            for candidate in bench.candidates:
                gate_once(bench, candidate, interval)

    return measure


def gate_once(bench, candidate, interval):
    text = GATE.format(image=IMAGE, milliseconds=READY_AFTER, interval=interval)
    project = bench.project(candidate, "gate", text)
    words = ["gate", project[0], str(READY_AFTER)] if candidate.raw else ["up", "-d"]
    bench.run("", candidate, words, project, counted=True)
    found, starts = containers(bench, project), start_calls(bench)
    if set(found) == {"a", "b"} and len(starts) >= 2:
        ready = float(bench.engine.logs(found["a"]).split()[1])
        started = seconds_of(bench.engine.inspect(found["b"])["State"]["StartedAt"])
        bench.note(f"gate, interval {interval} s: ready to start call", candidate, Sample(starts[-1] - ready))
        bench.note(f"gate, interval {interval} s: ready to started", candidate, Sample(started - ready))
    bench.take_away(project)


def containers(bench, project):
    """service → id"""
    return {c["Labels"]["com.docker.compose.service"]: c["Id"] for c in bench.engine.containers(project[0])}


def start_calls(bench):
    """When the last command asked the engine to start containers."""
    return [moment for moment, line in bench.moments if re.fullmatch("POST /containers/[^/]+/start(\\?.*)?", line)]


COMPLETED = """
services:
  a:
    image: {image}
    command: [end, "{milliseconds}"]
  b:
    image: {image}
    depends_on: {{a: {{condition: service_completed_successfully}}}}
"""


def completed(bench):
    """From the moment at which the engine tells that a dependency has ended to the call that starts its dependant."""
    for _ in range(bench.repetitions * 2):
        for candidate in bench.candidates:
            completed_once(bench, candidate)


def completed_once(bench, candidate):
    project = bench.project(candidate, "completed", COMPLETED.format(image=IMAGE, milliseconds=READY_AFTER))
    words = ["completed", project[0], str(READY_AFTER)] if candidate.raw else ["up", "-d"]
    began = int(time.time())
    bench.run("", candidate, words, project, counted=True)
    found, starts = containers(bench, project), start_calls(bench)
    if set(found) == {"a", "b"} and len(starts) >= 2:
        told = exit_told(bench, found["a"], began)
        bench.note("completed: exit event to start call", candidate, Sample(starts[-1] - told))
    bench.take_away(project)


def exit_told(bench, container, since):
    """The time of the engine's event."""
    filters = quote(json.dumps({"container": [container], "event": ["die"]}))
    path = f"/events?since={since}&until={int(time.time()) + 1}&filters={filters}"
    _, answer = bench.engine.request("GET", path)
    return json.loads(answer.splitlines()[0])["timeNano"] / 1e9


def healthy_chain(bench):
    """up with nothing to do, of six services of which each waits for the health of the one before."""

    def link(index):
        health = "    healthcheck: {test: [CMD, /container, check, /container], interval: 2s}\n"
        return health + (f"    depends_on: {{s{index - 1}: {{condition: service_healthy}}}}\n" if index else "")

    projects = {}
    for candidate in bench.compose_candidates:
        project = projects[candidate.name] = bench.project(candidate, "chain", services(6, link))
        bench.run("", candidate, ["up", "-d"], project)
    time.sleep(3)  # until the engine has seen all of them healthy
    reference = next(iter(projects.values()))
    for repetition in range(bench.repetitions + 1):
        for candidate in bench.candidates:
            project = projects.get(candidate.name, reference)
            words = ["no-op", project[0]] if candidate.raw else ["up", "-d"]
            counted = repetition == bench.repetitions
            bench.run("up, no-op, chain of 6 healthy", candidate, words, project, counted)
    for project in projects.values():
        bench.take_away(project)
