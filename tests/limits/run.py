#!/usr/bin/env python3
"""Runs the projects of bombs.py through `berth config --quiet`. A bomb ends in one error that says why (a file full of
mistakes in as many as are shown), below 64 MB of resident memory; what is large and meant so loads. A regression cannot
eat the machine: address space and CPU time of each run are bounded.

run.py BERTH [NAME...] [--table]    --table: what each took, as Markdown; NAME: only those whose names hold the word
"""
import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bombs import BOMBS, LARGE

ADDRESS_SPACE = 2 << 30
CPU_SECONDS = 60  # a debug build on a busy machine; a hang or an explosion is far above it


def bound():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    if not os.environ.get("BERTH_SANITIZED"):  # sanitizers reserve terabytes
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


class Outcome:
    def __init__(self, program, bomb):
        with tempfile.TemporaryDirectory(prefix="berth-limits-") as folder:
            folder = Path(folder)
            bomb.make(folder)
            environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
            with open(folder / ".error", "w+b") as error:
                start = time.monotonic()
                pipe, end = os.pipe()
                os.write(end, bomb.input)
                os.close(end)
                process = subprocess.Popen([program, *bomb.arguments, "config", "--quiet"], cwd=folder, stderr=error,
                                           stdin=pipe, env=environment, preexec_fn=bound)
                os.close(pipe)
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = 0  # waited for here
                self.seconds = time.monotonic() - start
                error.seek(0)
                self.error = error.read().decode(errors="replace")
        self.code = os.waitstatus_to_exitcode(status)
        self.cpu = usage.ru_utime + usage.ru_stime
        self.megabytes = usage.ru_maxrss / 1024

    def faults(self, bomb):
        if not bomb.says:
            return [] if self.code == 0 else [f"does not load: exit {self.code}: {self.error[:500]}"]
        faults = []
        errors = [line for line in self.error.splitlines() if "error: " in line]
        if self.code != 1 or len(errors) != bomb.errors:
            faults.append(f"exit {self.code} with {len(errors)} errors instead of 1 with {bomb.errors}: {self.error[:500]}")
        elif bomb.says not in errors[0]:
            faults.append(f"says {errors[0][:300]!r} instead of {bomb.says!r}")
        if len(self.error) > 2000 * bomb.errors:
            faults.append(f"the error has {len(self.error)} bytes")
        if not os.environ.get("BERTH_SANITIZED") and self.megabytes > bomb.megabytes:
            faults.append(f"takes {self.megabytes:.0f} MB, more than {bomb.megabytes}")
        return faults


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_intermixed_args()
    failed = 0
    if options.table:
        print("| project | ends with | CPU s | wall s | MB |\n|---|---|---|---|---|")
    for bomb in BOMBS + LARGE:
        if options.names and not any(name in bomb.name for name in options.names):
            continue
        outcome = Outcome(os.path.abspath(options.program), bomb)
        faults = outcome.faults(bomb)
        failed += bool(faults)
        if options.table:
            first = next((line for line in outcome.error.splitlines() if ": error: " in line), "loads")
            print(f"| {bomb.name} | {first[:150]} | {outcome.cpu:.2f} | {outcome.seconds:.2f} | "
                  f"{outcome.megabytes:.0f} |", flush=True)
        for fault in faults:
            print(f"{bomb.name}: {fault}", file=sys.stderr, flush=True)
    print(f"{failed} failed", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
