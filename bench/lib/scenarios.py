"""What is measured. In each repetition all candidates have their turn, so that what else the machine does meets all."""

import signal
import time
from pathlib import Path

from harness.engine import seconds_of
from lib.candidates import Sample
from lib.tools import IMAGE


def services(count, extra=lambda index: ""):
    """A compose file with services s0 … s<count-1>."""
    parts = ["services:"]
    for index in range(count):
        parts.append(f"  s{index}:\n    image: {IMAGE}\n    environment:\n      NUMBER: '{index}'")
        if more := extra(index):
            parts.append(more)
    return "\n".join(parts) + "\n"


def version(bench):
    for _ in range(bench.repetitions * 3):
        for candidate in bench.compose_candidates:
            bench.run("version", candidate, ["version"], bench.project(candidate, "version"))


def read(bench, title, text):
    for _ in range(bench.repetitions):
        for candidate in bench.compose_candidates:
            bench.run(f"config, {title}", candidate, ["config"], bench.project(candidate, "config", text))


def config(bench):
    for count in (10, 100, 1000):
        read(bench, f"{count} services", services(count))


def big_config(bench):
    """Files that are generated: many services, many lines in one service, a long chain of dependencies."""
    for count in (500, 5000):
        read(bench, f"{count} services", services(count))
    for count in (5000, 50000):
        lines = "".join(f"      V{index}: value {index}\n" for index in range(count))
        read(bench, f"{count} lines", f"services:\n  s:\n    image: {IMAGE}\n    environment:\n{lines}")
    for count in (100, 1000):
        read(bench, f"chain of {count}", services(count, lambda index: f"    depends_on: [s{index - 1}]" if index else ""))


def lifecycle(count):
    """up cold, up with nothing to do, ps and down of so many services."""

    def measure(bench):
        for repetition in range(bench.repetitions + 1):
            for candidate in bench.candidates:
                # The last time round goes through the proxy, for the number of requests.
                lifecycle_once(bench, candidate, count, counted=repetition == bench.repetitions)

    return measure


def lifecycle_once(bench, candidate, count, counted):
    project = bench.project(candidate, "life", services(count))
    words = {
        "up, cold": ["up", project[0], str(count)] if candidate.raw else ["up", "-d"],
        "up, no-op": ["no-op", project[0]] if candidate.raw else ["up", "-d"],
        "ps": ["ps", project[0]] if candidate.raw else ["ps"],
        "down": ["down", project[0]] if candidate.raw else ["down"],
    }
    for step in words:
        for _ in range(3 if step in ("up, no-op", "ps") and not counted else 1):
            bench.run(f"{step}, {count} services", candidate, words[step], project, counted)


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
    found = {c["Labels"]["com.docker.compose.service"]: c["Id"] for c in bench.engine.containers(project[0])}
    starts = [moment for moment, line in bench.moments if line.startswith("POST") and "/start" in line and "/exec/" not in line]
    if set(found) == {"a", "b"} and len(starts) >= 2:
        ready = float(bench.engine.logs(found["a"]).split()[1])
        started = seconds_of(bench.engine.inspect(found["b"])["State"]["StartedAt"])
        bench.note(f"gate, interval {interval} s: ready to start call", candidate, Sample(starts[-1] - ready))
        bench.note(f"gate, interval {interval} s: ready to started", candidate, Sample(started - ready))
    bench.take_away(project)


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
    for repetition in range(bench.repetitions + 1):
        for candidate in bench.compose_candidates:
            counted = repetition == bench.repetitions
            bench.run("up, no-op, chain of 6 healthy", candidate, ["up", "-d"], projects[candidate.name], counted)
    for project in projects.values():
        bench.take_away(project)


def logs(bench, lines=100_000):
    """One project for all: its labels mean the same to each."""
    text = services(4, lambda _: f"    command: [chatty, '{lines // 4}', '100']")
    first = bench.compose_candidates[0]
    project = bench.project(first, "logs", text)
    bench.run("", first, ["up", "-d"], project)
    wait_for_lines(bench, project[0], lines // 4)
    for repetition in range(bench.repetitions + 1):
        for candidate in bench.candidates:
            words = ["logs", project[0]] if candidate.raw else ["logs", "--no-color"]
            bench.run(f"logs, {lines:,} lines", candidate, words, project, counted=repetition == bench.repetitions)
    bench.take_away(project)


def wait_for_lines(bench, name, count):
    last = f"line {count:09}"
    for container in bench.engine.containers(name):
        while not bench.engine.logs(container["Id"], tail="1").startswith(last):
            time.sleep(0.1)


def attached_idle(bench, seconds=10):
    """What an attached up costs while its ten services say nothing: CPU, and how often it wakes up."""
    for candidate in bench.compose_candidates:
        project = bench.project(candidate, "idle", services(10))
        process = candidate.start(["up"], project[0], project[1], bench.engine.url)
        wait_until_running(bench, project[0], 10)
        time.sleep(2)
        cpu, wakes = usage(process.pid)
        time.sleep(seconds)
        later_cpu, later_wakes = usage(process.pid)
        peak = peak_mib(process.pid)
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        bench.note(f"attached, idle for {seconds} s", candidate, Sample(None, later_cpu - cpu, peak))
        bench.requests[f"attached, idle for {seconds} s: wake-ups"][candidate.name] = later_wakes - wakes
        bench.take_away(project)


def wait_until_running(bench, name, count):
    end = time.monotonic() + 60
    while [c["State"] for c in bench.engine.containers(name)].count("running") < count and time.monotonic() < end:
        time.sleep(0.2)


def usage(pid):
    """CPU seconds and times it went to sleep, of all its threads."""
    cpu = wakes = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        cpu += int((task / "schedstat").read_text().split()[0]) / 1e9
        wakes += int((task / "status").read_text().rsplit("\nvoluntary_ctxt_switches:")[1].split()[0])
    return cpu, wakes


def peak_mib(pid):
    return int(Path(f"/proc/{pid}/status").read_text().split("VmHWM:")[1].split()[0]) / 1024


SCENARIOS = {
    "version": version,
    "config": config,
    "config-big": big_config,
    "lifecycle": lifecycle(10),
    "lifecycle-100": lifecycle(100),
    "gate": gate(1),
    "gate-5": gate(5),
    "gate-30": gate(30, repetitions=1),
    "chain": healthy_chain,
    "logs": logs,
    "idle": attached_idle,
}
# What is run when nothing is asked for: minutes, not a quarter of an hour.
USUAL = ("version", "config", "lifecycle", "gate", "gate-5", "gate-30", "chain", "logs", "idle")
