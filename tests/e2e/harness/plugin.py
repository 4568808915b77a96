"""Berth under the names that clients call: `docker-compose`, and the plugin of the docker command line."""

import os
import shutil

from harness.scenario import skip


def standalone(project):
    """The path of a `docker-compose` that is Berth."""
    path = project.home / "bin" / "docker-compose"
    path.parent.mkdir(exist_ok=True)
    if not path.is_symlink():
        os.symlink(project.berth, path)
    project.environment["PATH"] = f"{path.parent}:{os.environ['PATH']}"
    return str(path)


def docker(project):
    """The docker command line, whose `compose` is Berth in this project."""
    found = shutil.which("docker")
    if not found:
        skip("there is no docker command line here")
    project.environment["DOCKER_CONFIG"] = str(project.home / "docker-config")
    project.run("install-plugin")
    return found
