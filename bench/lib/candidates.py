"""Who is measured, and what one run took."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from lib import tools


@dataclass
class Sample:
    """`wall` and `cpu` in seconds, `peak` in MiB. None: not measured."""

    wall: Optional[float]
    cpu: Optional[float] = None
    peak: Optional[float] = None


class CommandFailed(Exception):
    pass


@dataclass
class Candidate:
    """A compose program, or the raw client, which knows other commands."""

    name: str
    path: Path
    raw: bool = False
    parallel: str = "4"  # of the raw client

    def environment(self, project, url):
        """The same for all: nothing of the caller's own COMPOSE_ variables."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("COMPOSE_", "BERTH_"))}
        ours = {"COMPOSE_PROJECT_NAME": project, "BENCH_IMAGE": tools.IMAGE, "BENCH_PARALLEL": self.parallel}
        return {**kept, "DOCKER_HOST": url, **ours}

    def run(self, words, project, folder, url, within=300):
        """One measured run, with its output thrown away; raises CommandFailed."""
        report, errors = folder / "measured", folder / "errors"
        with open(errors, "wb") as to:
            subprocess.run(
                [tools.program("measure"), report, self.path, *words],
                cwd=folder,
                env=self.environment(project, url),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=to,
                timeout=within,
                check=False,
            )
        wall, cpu, peak, code = report.read_text().split()
        if code != "0":
            raise CommandFailed(f"{self.name} {' '.join(words)}: exit code {code}: {errors.read_text()[-300:]}")
        return Sample(float(wall), float(cpu), int(peak) / 1024)

    def start(self, words, project, folder, url):
        """A command that goes on, its output thrown away."""
        return subprocess.Popen(
            [self.path, *words],
            cwd=folder,
            env=self.environment(project, url),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
