#!/usr/bin/env python3
"""Measures Berth beside other compose programs and beside a client that makes the bare engine calls:

  bench/run.py                                               build/release/berth and the raw client
  bench/run.py --peer compose=/usr/libexec/docker/cli-plugins/docker-compose
  bench/run.py --only gate,chain --repetitions 5 --json figures.json

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
from lib import report, tools  # noqa: E402
from lib.candidates import Candidate  # noqa: E402
from lib.scenarios import SCENARIOS, USUAL  # noqa: E402
from lib.workbench import Workbench  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--berth", default=BENCH.parent / "build" / "release" / "berth", type=Path, metavar="PATH")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PATH", help="may be given several times")
    parser.add_argument("--no-raw", action="store_true", help="without the raw client")
    parser.add_argument("--engine", default=os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock"), metavar="URL")
    parser.add_argument("--only", default=",".join(USUAL), metavar="NAME,…", help=f"of {', '.join(SCENARIOS)}")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE", help="every sample, for programs")
    given = parser.parse_args()
    for name in given.only.split(","):
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
    return found if given.no_raw else [*found, Candidate("raw", tools.program("raw_client"), raw=True)]


def dump(bench, file):
    samples = {
        scenario: {name: [vars(sample) for sample in found] for name, found in by_name.items()}
        for scenario, by_name in bench.samples.items()
    }
    file.write_text(json.dumps({"samples": samples, "counts": bench.requests, "rows": list(report.rows(bench))}, indent=1))


def main():
    given = arguments()
    engine = Engine("docker", given.engine)
    tools.program("measure")
    tools.ensure_image(engine)
    with Workbench(engine, candidates(given), given.repetitions) as bench:
        try:
            for name in given.only.split(","):
                print(f"{name} …", file=sys.stderr, flush=True)
                SCENARIOS[name](bench)
        except KeyboardInterrupt:
            print("interrupted: this is what there is", file=sys.stderr)
        print(report.table(bench))
        if given.json:
            dump(bench, given.json)


if __name__ == "__main__":
    main()
