#!/usr/bin/env python3
"""Real programs that call `docker compose`, with Berth as that: each brings the same project up, uses it and takes it
down. They are installed once, through this machine's own package configuration, into ~/.cache/berth/clients.

BERTH=build/release/berth BERTH_TEST_DOCKER=unix:///var/run/docker.sock tests/clients/run.py [NAME...]
Exit code 77: there is nothing to run them on.
"""

import hashlib
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "berth" / "clients"
PYTHON = CACHE / "venv" / "bin" / "python"
NODE = CACHE / "npm"
NOTHING_TO_RUN_ON = 77
PYTHON_PACKAGES = ["pytest", "pytest-docker", "testcontainers", "python-on-whales"]
NODE_PACKAGES = ["docker-compose", "@devcontainers/cli"]


class Case:
    """A folder with the project, a name for it, and an environment in which `docker compose` is Berth."""

    def __init__(self, name):
        self.project = f"clients-{name.replace('_', '-')}-{secrets.randbelow(10**6):06}"
        self.folder = Path(tempfile.mkdtemp(prefix=self.project + "."))
        shutil.copy(HERE / "compose.yaml", self.folder)
        self.environment = {**os.environ, "DOCKER_HOST": os.environ["BERTH_TEST_DOCKER"], "IMAGE": image(),
                            "DOCKER_CONFIG": str(self.folder / "docker-config"), "COMPOSE_PROJECT_NAME": self.project,
                            "COMPOSE": str(self.folder / "compose.yaml"), "NODE_PATH": str(NODE / "node_modules"),
                            "TESTCONTAINERS_RYUK_DISABLED": "true"}
        self.run(os.environ["BERTH"], "install-plugin")
        said = self.run("docker", "compose", "version")
        assert "Berth" in said, f"docker compose is not Berth: {said}"

    def run(self, *words, within=300, **options):
        done = subprocess.run([str(word) for word in words], cwd=self.folder, env=self.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=within, **options)
        assert done.returncode == 0, f"`{' '.join(map(str, words))}` ended with {done.returncode}:\n{done.stdout}"
        return done.stdout

    def states(self):
        """{"web": "running"}, as docker itself tells."""
        listed = self.run("docker", "ps", "-a", "--filter", f"label=com.docker.compose.project={self.project}",
                          "--format", '{{.Label "com.docker.compose.service"}} {{.State}}')
        return dict(line.split() for line in listed.splitlines())

    def clean_up(self):
        subprocess.run([os.environ["BERTH"], "-p", self.project, "down", "-v", "-t", "0"], cwd=self.folder,
                       env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
        shutil.rmtree(self.folder, ignore_errors=True)


def image():
    return os.environ.get("BERTH_TEST_IMAGE", "berth-test/busybox:1")


# ---- installing ----

def install(*words):
    subprocess.run([str(word) for word in words], check=True, timeout=900, stdout=subprocess.DEVNULL)


def install_python():
    if not PYTHON.exists():
        install(sys.executable, "-m", "venv", PYTHON.parents[1])
    missing = [name for name in PYTHON_PACKAGES if not list(PYTHON.parents[1].glob(
        f"lib/*/site-packages/{name.replace('-', '_')}-*.dist-info"))]
    if missing:
        install(PYTHON, "-m", "pip", "install", "--quiet", *missing)


def install_node():
    if not all((NODE / "node_modules" / name).exists() for name in NODE_PACKAGES):
        install("npm", "install", "--silent", "--prefix", NODE, *NODE_PACKAGES)


def packaged_spring():
    """The jar of a Spring Boot application, of the sample's version of Spring Boot."""
    pom = (ROOT / "samples/polar-bookshop/pom.xml").read_text()
    version = re.search(r"<artifactId>spring-boot-starter-parent</artifactId>\s*<version>([^<]+)<", pom)[1]
    sources = b"".join(path.read_bytes() for path in sorted((HERE / "spring").rglob("*")) if path.is_file())
    folder = CACHE / f"spring-{version}-{hashlib.sha256(sources).hexdigest()[:12]}"
    jar = folder / "target/demo.jar"
    if not jar.exists():
        shutil.copytree(HERE / "spring", folder, dirs_exist_ok=True)
        pom = folder / "pom.xml"
        pom.write_text(pom.read_text().replace("@SPRING_BOOT@", version))
        subprocess.run(["mvn", "--batch-mode", "--quiet", "package"], cwd=folder, check=True, timeout=900)
    return jar


# ---- clients ----

def pytest_docker(case):
    install_python()
    test = shutil.copy(HERE / "pytest_docker_client.py", case.folder / "test_client.py")
    said = case.run(PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", test)
    assert "1 passed" in said, said


def testcontainers_python(case):
    install_python()
    case.run(PYTHON, HERE / "testcontainers_client.py")
    assert case.states() == {}, case.states()


def python_on_whales(case):
    install_python()
    case.run(PYTHON, HERE / "python_on_whales_client.py")
    assert case.states() == {}, case.states()


def npm_docker_compose(case):
    install_node()
    case.run("node", HERE / "npm_client.js")
    assert case.states() == {}, case.states()


def devcontainers(case):
    install_node()
    folder = case.folder / ".devcontainer"
    folder.mkdir()
    (folder / "devcontainer.json").write_text(json.dumps(
        {"name": "demo", "dockerComposeFile": "../compose.yaml", "service": "web", "workspaceFolder": "/",
         "remoteUser": "root", "updateRemoteUserUID": False}))
    cli = [NODE / "node_modules/.bin/devcontainer"]
    said = case.run(*cli, "up", "--workspace-folder", case.folder)
    outcome = json.loads(said.strip().splitlines()[-1])
    assert outcome["outcome"] == "success", said
    assert case.states() == {"web": "running", "db": "running"}, case.states()
    assert "hi" in case.run(*cli, "exec", "--workspace-folder", case.folder, "echo", "hi")


def spring_boot(case):
    jar = packaged_spring()
    application = subprocess.Popen(["java", "-jar", str(jar)], cwd=case.folder, env=case.environment, text=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = []
    for line in application.stdout:
        said.append(line)
        if "READY" in line:
            break
    assert application.poll() is None, "".join(said)
    assert case.states() == {"web": "running", "db": "running"}, case.states()
    application.stdin.close()
    said += application.stdout.readlines()
    assert application.wait(120) == 0, "".join(said)
    assert set(case.states().values()) == {"exited"}, case.states()


CLIENTS = [pytest_docker, testcontainers_python, python_on_whales, npm_docker_compose, devcontainers, spring_boot]
TOOLS = {npm_docker_compose: ["node", "npm"], devcontainers: ["node", "npm"], spring_boot: ["java", "mvn"]}


def attempt(client):
    """"ok", "skipped: why", or what went wrong."""
    missing = [tool for tool in TOOLS.get(client, []) if not shutil.which(tool)]
    if missing:
        return f"skipped: there is no {missing[0]}"
    case = Case(client.__name__)
    try:
        client(case)
        return "ok"
    except Exception:  # whatever goes wrong with one, the others are run
        return traceback.format_exc()
    finally:
        case.clean_up()


def main():
    if not os.environ.get("BERTH_TEST_DOCKER") or not shutil.which("docker"):
        print("BERTH_TEST_DOCKER names no engine, or there is no docker command line: nothing is run")
        return NOTHING_TO_RUN_ON
    os.environ["BERTH"] = str(Path(os.environ["BERTH"]).resolve())
    failed = 0
    for client in CLIENTS:
        if len(sys.argv) > 1 and client.__name__ not in sys.argv[1:]:
            continue
        outcome = attempt(client)
        failed += outcome != "ok" and not outcome.startswith("skipped")
        print(f"{client.__name__}: {outcome}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
