"""What is measured. In each repetition all candidates have their turn, so that what else the machine does meets all."""

import signal
import time
from pathlib import Path

from lib.candidates import Sample
from lib.commands import commands
from lib.compose_files import services
from lib.gates import completed, gate, healthy_chain
from lib.lifecycle import change, lifecycle
from lib.tools import IMAGE


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
    "lifecycle": lifecycle(10, counted_round=True),
    "lifecycle-50": lifecycle(50),
    "lifecycle-100": lifecycle(100),
    "change": change,
    "gate": gate(1),
    "gate-5": gate(5),
    "gate-30": gate(30, repetitions=1),
    "completed": completed,
    "chain": healthy_chain,
    "logs": logs,
    "idle": attached_idle,
    "commands": commands,
}
# What is run when nothing is asked for: minutes, not a quarter of an hour.
USUAL = [name for name in SCENARIOS if name not in ("config-big", "lifecycle-50", "lifecycle-100")]
