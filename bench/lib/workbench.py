"""Where candidates work: a project of its own for each, a proxy that counts requests, and the results."""

import secrets
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from harness.engine import EngineRefused
from harness.proxy import Proxy
from lib.candidates import CommandFailed


class Workbench:
    """Use in a `with`: afterwards nothing is left on the engine."""

    def __init__(self, engine, candidates, repetitions):
        self.engine = engine
        self.candidates = candidates
        self.repetitions = repetitions
        self.folder = Path(tempfile.mkdtemp(prefix="berth-bench."))
        self.moments = []
        self.proxy = Proxy(
            engine.socket, self.folder / "proxy.sock", lambda line: self.moments.append((time.time(), line))
        )
        self.run_id = secrets.token_hex(3)
        self.projects = set()
        self.samples = defaultdict(lambda: defaultdict(list))  # scenario → candidate's name → [Sample]
        self.requests = defaultdict(dict)  # scenario → candidate's name → number

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.proxy.cut()
        for name in self.projects:
            try:
                self.engine.remove_project(name)
            except EngineRefused as error:  # the figures are there; the other projects have to go all the same
                print(f"left behind: {error}", file=sys.stderr)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def compose_candidates(self):
        return [candidate for candidate in self.candidates if not candidate.raw]

    def project(self, candidate, kind, text=""):
        """The name and the folder of a project, with its compose file."""
        name = f"bench-{kind}-{candidate.name}-{self.run_id}".lower()
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        (folder / "compose.yaml").write_text(text)
        self.projects.add(name)
        return name, folder

    def run(self, scenario, candidate, words, project, counted=False):
        """Runs and notes it: time and memory, or, through the proxy, the number of requests."""
        name, folder = project
        self.moments.clear()
        try:
            sample = candidate.run(words, name, folder, self.proxy.url if counted else self.engine.url)
        except CommandFailed as error:
            print(f"  {scenario}: {error}", file=sys.stderr)
            return
        if not scenario:
            return
        if counted:
            self.requests[scenario][candidate.name] = len(self.moments)
        else:
            self.note(scenario, candidate, sample)

    def note(self, scenario, candidate, sample):
        self.samples[scenario][candidate.name].append(sample)

    def take_away(self, project):
        """Without a candidate: quick, and not measured."""
        self.engine.remove_project(project[0])
