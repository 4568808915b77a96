#!/usr/bin/env python3
"""Runs scenarios against a real engine:

  BERTH=build/release/berth BERTH_TEST_DOCKER=unix:///var/run/docker.sock tests/e2e/run.py --engine docker lifecycle gates
  … tests/e2e/run.py --engine podman gates --only completed     those whose name contains the word
  … tests/e2e/run.py --engine docker --list

BERTH_TEST_DOCKER, BERTH_TEST_PODMAN: the engines. BERTH_TEST_IMAGE: an image with busybox (samples/images/make.sh).
Exit code 0: all passed; 1: some failed; 77: there is nothing to run them on.
"""

import argparse
import importlib.util
import os
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from harness import image  # noqa: E402
from harness.engine import Engine, EngineRefused  # noqa: E402
from harness.expect import Unmet  # noqa: E402
from harness.project import Project  # noqa: E402
from harness.scenario import ENGINES, Skipped, take_found  # noqa: E402

NOTHING_TO_RUN_ON = 77
KNOWN_DEFECTS = HERE / "known_defects.txt"


def known_defects(engine):
    """Names of scenarios that are known to fail on the engine: they are run and told, and do not fail the run."""
    lines = (line.split("#")[0].split() for line in KNOWN_DEFECTS.read_text(encoding="utf-8").splitlines())
    return {words[1] for words in lines if words and words[0] in (engine, "both")}


def themes():
    return sorted(path.stem for path in (HERE / "scenarios").glob("*.py"))


def load(theme):
    spec = importlib.util.spec_from_file_location(f"scenarios.{theme}", HERE / "scenarios" / f"{theme}.py")
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return take_found()


class Outcome:
    def __init__(self, scenario, word, seconds, details=""):
        self.scenario = scenario
        self.seconds = seconds
        self.details = details
        self.rename(word)

    def rename(self, word):
        self.word = word
        self.line = f"{word:7} {self.seconds:6.1f} s  {self.scenario.name}: {self.scenario.intent}"


def run_one(scenario, engine, berth, test_image):
    started = time.monotonic()
    project = Project(scenario.name, engine, berth, test_image)
    word, details = "ok", ""
    try:
        scenario.body(project)
    except Skipped as reason:
        word, details = "skipped", str(reason)
    except Exception as error:  # whatever goes wrong in a scenario is its failure, and the others go on
        word, details = "FAILED", "\n".join([why(error), project.report()])
    try:
        project.clean_up()
    except (OSError, EngineRefused) as error:
        word, details = "FAILED", f"{details}\nnot cleaned up: {error}"
    return Outcome(scenario, word, time.monotonic() - started, details)


def why(error):
    """The place in the scenario and the message; a whole trace when the scenario itself is broken."""
    if not isinstance(error, Unmet):
        return "".join(traceback.format_exception(error))
    places = [frame for frame in traceback.extract_tb(error.__traceback__) if "/scenarios/" in frame.filename]
    at = f"{Path(places[-1].filename).name}:{places[-1].lineno}: {places[-1].line}\n" if places else ""
    return f"{at}{error}"


def run_all(scenarios, engine, berth, test_image, jobs):
    """Outcomes as they come: first those that bear company, then the others one by one."""
    together = [s for s in scenarios if not s.alone]
    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(lambda s: run_one(s, engine, berth, test_image), together)
    for scenario in scenarios:
        if scenario.alone:
            yield run_one(scenario, engine, berth, test_image)


def judge(outcome, known):
    if outcome.scenario.name in known:
        if outcome.word == "FAILED":
            outcome.rename("known")
        elif outcome.word == "ok":
            outcome.details = f"is mended: take it off {KNOWN_DEFECTS.name}"


def show(outcome):
    print(outcome.line, flush=True)
    if outcome.details:
        print("\n".join("    " + line for line in outcome.details.splitlines()), flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("themes", nargs="*", metavar="THEME", help=f"all when none is named: {', '.join(themes())}")
    parser.add_argument("--engine", choices=ENGINES, default="docker")
    parser.add_argument("--only", default="", metavar="WORD", help="scenarios whose name contains it")
    parser.add_argument("--jobs", type=int, default=3, help="scenarios at once")
    parser.add_argument("--list", action="store_true")
    given = parser.parse_args()
    for theme in given.themes:
        if theme not in themes():
            parser.error(f"there is no theme {theme}: {', '.join(themes())}")
    return given


def main():
    given = arguments()
    chosen = [s for theme in given.themes or themes() for s in load(theme)]
    chosen = [s for s in chosen if given.engine in s.engines and given.only in s.name]
    if given.list:
        print("\n".join(f"{s.name}: {s.intent}" for s in chosen))
        return 0
    variable = f"BERTH_TEST_{given.engine.upper()}"
    if not os.environ.get(variable):
        print(f"{variable} names no engine (unix:///path): nothing is run")
        return NOTHING_TO_RUN_ON
    if not os.environ.get("BERTH"):
        sys.exit("BERTH names no program: set it to the berth to be tested")
    engine = Engine(given.engine, os.environ[variable])
    berth = str(Path(os.environ["BERTH"]).resolve())
    test_image = image.ensure(engine, os.environ.get("BERTH_TEST_IMAGE", "berth-test/busybox:1"))
    counts = {"ok": 0, "skipped": 0, "known": 0, "FAILED": 0, "tripped": 0}
    known = known_defects(given.engine)
    for outcome in run_all(chosen, engine, berth, test_image, given.jobs):
        judge(outcome, known)
        show(outcome)
        if outcome.word == "FAILED":
            # Old engines trip now and then under load: what fails is asked once more, alone, and both are shown.
            outcome = run_one(outcome.scenario, engine, berth, test_image)
            show(outcome)
            outcome.word = "tripped" if outcome.word == "ok" else outcome.word
        counts[outcome.word] += 1
    print(f"{counts['ok']} passed, {counts['tripped']} at the second try, {counts['FAILED']} failed, "
          f"{counts['skipped']} skipped, {counts['known']} known to fail")
    if counts["FAILED"]:
        return 1
    return 0 if counts["ok"] + counts["tripped"] else NOTHING_TO_RUN_ON


if __name__ == "__main__":
    sys.exit(main())
