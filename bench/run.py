#!/usr/bin/env python3
"""Measures Berth beside other compose programs and beside a client that makes the bare engine calls:

  bench/run.py                                               build/release/berth and the raw client
  bench/run.py --peer compose=/usr/libexec/docker/cli-plugins/docker-compose
  bench/run.py --only gate,chain --repetitions 5 --json figures.json
  bench/run.py --goals --peer compose=/usr/libexec/docker/cli-plugins/docker-compose     # all that Berth wants to reach
  bench/run.py --goals --only logs --with figures.json                                   # one again, others from before

The candidates take turns in one run; compare within a run only. See README.md for what the columns mean.
"""

import argparse
import json
import os
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH), str(BENCH.parent / "tests" / "e2e")]

from harness.engine import Engine  # noqa: E402
from lib import goals, report, tools  # noqa: E402
from lib.candidates import Candidate, Sample  # noqa: E402
from lib.scenarios import SCENARIOS, USUAL  # noqa: E402
from lib.workbench import Workbench  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--berth", default=BENCH.parent / "build" / "release" / "berth", type=Path, metavar="PATH")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PATH", help="may be given several times")
    parser.add_argument("--no-raw", action="store_true", help="without the raw client")
    parser.add_argument("--engine", default=os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock"), metavar="URL")
    parser.add_argument("--raw-parallel", default="4", metavar="N", help="calls of the raw client at once")
    parser.add_argument("--only", metavar="NAME,…", help=f"of {', '.join(SCENARIOS)}; none: nothing")
    parser.add_argument("--goals", action="store_true", help="also the table of goals, as Markdown, with all it needs")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE", help="every sample, for programs")
    parser.add_argument(
        "--with", type=Path, action="append", default=[], dest="earlier", metavar="FILE", help="add what --json wrote"
    )
    given = parser.parse_args()
    usual = goals.SCENARIOS if given.goals else USUAL
    given.scenarios = given.only.split(",") if given.only else usual
    if given.only == "none":
        given.scenarios = ()
    for name in given.scenarios:
        if name not in SCENARIOS:
            parser.error(f"there is no scenario {name}: {', '.join(SCENARIOS)}")
    return given


def candidates(given):
    found = [Candidate("berth", given.berth)]
    found += [Candidate(name, Path(path)) for name, path in (peer.split("=", 1) for peer in given.peer)]
    for candidate in found:
        candidate.path = candidate.path.resolve()
        if not os.access(candidate.path, os.X_OK):
            sys.exit(f"{candidate.name}: there is no program {candidate.path}")
    raw = Candidate("raw", tools.program("raw_client"), raw=True, parallel=given.raw_parallel)
    return found if given.no_raw else [*found, raw]


def dump(bench, file):
    samples = {
        scenario: {name: [vars(sample) for sample in found] for name, found in by_name.items()}
        for scenario, by_name in bench.samples.items()
    }
    file.write_text(json.dumps({"samples": samples, "counts": bench.requests, "rows": list(report.rows(bench))}, indent=1))


def add_earlier(bench, file):
    """What --json wrote, of the scenarios that are not measured this time."""
    earlier = json.loads(file.read_text())
    for scenario, by_name in earlier["samples"].items():
        if scenario not in bench.samples:
            bench.samples[scenario] = {name: [Sample(**sample) for sample in found] for name, found in by_name.items()}
    for scenario, by_name in earlier["counts"].items():
        bench.requests.setdefault(scenario, by_name)


def main():
    given = arguments()
    engine = Engine("docker", given.engine)
    tools.program("measure")
    tools.ensure_image(engine)
    with Workbench(engine, candidates(given), given.repetitions) as bench:
        try:
            for name in given.scenarios:
                print(f"{name} …", file=sys.stderr, flush=True)
                SCENARIOS[name](bench)
        except KeyboardInterrupt:
            print("interrupted: this is what there is", file=sys.stderr)
        for file in given.earlier:
            add_earlier(bench, file)
        print(report.table(bench))
        if given.goals:
            print("\n" + goals.table(bench))
        if given.json:
            dump(bench, given.json)


if __name__ == "__main__":
    main()
