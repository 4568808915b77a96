"""A project of one scenario: a folder, a compose file, a name of its own, and the commands that were run in it."""

import os
import re
import secrets
import shlex
import shutil
import socket
import tempfile
import textwrap
from pathlib import Path

from harness import expect
from harness.command import Command
from harness.engine import NUMBER_LABEL, SERVICE_LABEL, EngineRefused, seconds_of
from harness.proxy import Proxy


class Project:
    """`berth` is the program under test, `image` an image with busybox that sleeps and dies at once when stopped."""

    def __init__(self, title, engine, berth, image):
        self.engine = engine
        self.berth = berth
        self.name = f"e2e-{re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-')[:24]}-{secrets.randbelow(10**6):06}"
        self.folder = Path(tempfile.mkdtemp(prefix=self.name + "."))
        self.home = Path(tempfile.mkdtemp(prefix="home."))
        self.commands = []
        self.proxies = []
        self.also_remove = []
        self.environment = {
            "COMPOSE_PROJECT_NAME": self.name,
            "DOCKER_HOST": engine.url,
            "HOME": str(self.home),
            "IMAGE": image,
            "LANG": "C.UTF-8",
            "PATH": os.environ["PATH"],
            "TERM": "xterm",
        }

    # ---- files ----

    def compose(self, text, file="compose.yaml"):
        """Writes the compose file; `${IMAGE}` in it is the test image."""
        self.write(file, text)

    def write(self, file, text):
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"))
        return path

    # ---- commands ----

    def start(self, arguments, program=None, environment=None, tty=False, stdin=None, folder=None):
        """Starts a command and goes on."""
        words = [program or self.berth, *shlex.split(arguments)]
        shown = f"{Path(words[0]).name} {arguments}"
        command = Command(
            words, shown, folder or self.folder, {**self.environment, **(environment or {})}, tty, stdin
        )
        self.commands.append(command)
        return command

    def attempt(self, arguments, within=60, **options):
        """Runs a command, whatever its exit code; but it must not crash."""
        result = self.start(arguments, **options).wait(within)
        expect.true(0 <= result.code < 126 or result.code == 130, f"`{arguments}` crashed with {result.code}")
        expect.lacks(result.err, "internal error", f"what `{arguments}` says")
        return result

    def run(self, arguments, within=60, **options):
        """Runs a command that must succeed."""
        result = self.attempt(arguments, within, **options)
        expect.equal(result.code, 0, f"exit code of `{arguments}`")
        return result

    def fails(self, arguments, within=60, code=1, **options):
        """Runs a command that must fail, and say why."""
        result = self.attempt(arguments, within, **options)
        expect.equal(result.code, code, f"exit code of `{arguments}`, which must fail")
        expect.true(result.err.strip(), f"`{arguments}` failed without a word on standard error")
        return result

    def proxy(self, on_request=None, on_answer=None):
        """A proxy before the engine; a command goes through it when its DOCKER_HOST is the proxy's url."""
        path = self.home / f"engine-{len(self.proxies)}.sock"
        self.proxies.append(Proxy(self.engine.socket, path, on_request, on_answer))
        return self.proxies[-1]

    # ---- what is there, as the engine tells ----

    def containers(self, service=None):
        """Summaries of the project's containers, by service and number."""
        found = [c for c in self.engine.containers(self.name) if service in (None, c["Labels"].get(SERVICE_LABEL))]
        return sorted(found, key=lambda c: (c["Labels"].get(SERVICE_LABEL, ""), int(c["Labels"].get(NUMBER_LABEL, 0))))

    @staticmethod
    def key(container):
        return f"{container['Labels'][SERVICE_LABEL]}-{container['Labels'].get(NUMBER_LABEL, 'x')}"

    def state(self):
        """{"web-1": "running", "job-1": "exited"}"""
        # Podman says "stopped" for a moment before it says "exited".
        states = {"stopped": "exited"}
        return {self.key(c): states.get(c["State"], c["State"]) for c in self.containers()}

    def ids(self):
        """{"web-1": "<id>"}: another id means another container."""
        return {self.key(c): c["Id"] for c in self.containers()}

    def inspect(self, service, number=1):
        for container in self.containers(service):
            if container["Labels"].get(NUMBER_LABEL) == str(number):
                return self.engine.inspect(container["Id"])
        raise expect.Unmet(f"there is no container {service}-{number}; there are {sorted(self.state())}")

    def exit_code(self, service):
        return self.inspect(service)["State"]["ExitCode"]

    def started_at(self, service):
        """Seconds since the epoch, or None when it never started."""
        return seconds_of(self.inspect(service)["State"]["StartedAt"])

    def inside(self, service, command, number=1):
        """Output of a command in a running container; the command must succeed."""
        code, output = self.engine.run_in(self.inspect(service, number)["Id"], ["sh", "-c", command])
        expect.equal(code, 0, f"exit code of `{command}` in {service}, which said {output!r}")
        return output.strip()

    def logs(self, service):
        return self.engine.logs(self.inspect(service)["Id"])

    def networks(self):
        """{"default"}: names without the project's."""
        return {network["Name"].removeprefix(self.name + "_") for network in self.engine.networks(self.name)}

    def volumes(self):
        return {volume["Name"].removeprefix(self.name + "_") for volume in self.engine.volumes(self.name)}

    def expect_state(self, **expected):
        """expect_state(web="running") means web-1; expect_state(web=["running"] * 2) means web-1 and web-2."""
        wanted = {}
        for service, state in expected.items():
            for number, one in enumerate([state] if isinstance(state, str) else state, 1):
                wanted[f"{service.replace('_', '-')}-{number}"] = one
        expect.equal(self.state(), wanted, "containers of the project")

    def expect_nothing_left(self):
        left = (sorted(self.state().items()), sorted(self.networks()), sorted(self.volumes()))
        expect.equal(left, ([], [], []), "containers, networks and volumes that are left")

    # ---- the end ----

    def remove_later(self, kind, name):
        """`kind` is container, network, volume or image: something beside the project that the scenario made."""
        self.also_remove.append((kind, name))

    def clean_up(self):
        """Whatever happened: no process, container, network, volume, image or folder stays."""
        for command in self.commands:
            command.kill()
        for proxy in self.proxies:
            proxy.cut()
        try:
            for kind, name in self.also_remove:
                if kind == "container":
                    self.engine.remove_container(name)
            self.engine.remove_project(self.name)
            for kind, name in self.also_remove:
                getattr(self.engine, f"remove_{kind}")(name)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
            shutil.rmtree(self.home, ignore_errors=True)

    def report(self):
        """For a failure: the files, the commands with what they said, the containers with their last lines."""
        parts = []
        for file in sorted(self.folder.glob("*.yaml")):
            parts += [f"--- {file.name}", file.read_text(errors="replace").rstrip()]
        parts += [str(command.result or command.so_far()).rstrip() for command in self.commands]
        parts.append("--- containers")
        try:
            for container in self.containers():
                parts.append(f"{container['Names'][0].lstrip('/')}: {container['State']}, {container['Status']}")
                parts.append(expect.indented(self.engine.logs(container["Id"], tail="5")))
            parts.append(f"--- networks {sorted(self.networks())}, volumes {sorted(self.volumes())}")
        except (OSError, EngineRefused) as error:
            parts.append(f"the engine does not tell: {error}")
        return "\n".join(parts)


def free_port():
    """A TCP port of this host that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
