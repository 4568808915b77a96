"""Name servers on loopback ports, with the same names: Berth before an engine of the test, and what Debian has."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))

from harness.resolver import Resolver  # noqa: E402

ZONE = "berth.test"


class NotThere(Exception):
    """The program is not installed."""


def program(name):
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if not found:
        raise NotThere(name)
    return found


def free_port():
    """One that both UDP and TCP have free."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            udp.bind(("127.0.0.1", 0))
            try:
                tcp.bind(udp.getsockname())
            except OSError:
                continue
            return udp.getsockname()[1]


class Server:
    """A running one; ends with the `with`. `names`: {"web.shop.berth.test": "10.0.0.1"}."""

    name = ""

    def __init__(self, names):
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix=f"dns-{self.name}."))
        self.probe = next(iter(names))
        self.process = subprocess.Popen(
            self.command(names), stdout=subprocess.DEVNULL, stderr=(self.folder / "log").open("w"),
            env={**os.environ, **self.environment()},
        )

    def command(self, names):
        raise NotImplementedError

    def environment(self):
        return {}

    def __enter__(self):
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if Resolver(self.port).ask(self.probe, within=0.2)[0] == "NOERROR":
                    return self
            except OSError:
                time.sleep(0.02)  # nothing but asking says when a server of others is there
        log = (self.folder / "log").read_text()
        self.__exit__()
        raise RuntimeError(f"{self.name} does not answer: {log}")

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def alive(self):
        return self.process.poll() is None

    def resident_kib(self):
        return int(Path(f"/proc/{self.process.pid}/status").read_text().split("VmRSS:")[1].split()[0])

    def cpu_seconds(self):
        return sum(int(path.read_text().split()[0]) for path in Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")) / 1e9


class Berth(Server):
    """Knows what the engine of the test has."""

    name = "berth"

    def __init__(self, program_path, engine, probe, options=()):
        self.program_path, self.engine, self.options = program_path, engine, options
        super().__init__({probe: None})

    def command(self, _):
        return [self.program_path, "dns", "start", "--foreground", "--address", "127.0.0.1", "--port", str(self.port),
                *self.options]

    def environment(self):
        return {"DOCKER_HOST": self.engine.url, "HOME": str(self.folder), "XDG_RUNTIME_DIR": str(self.folder)}


class Knot(Server):
    name = "knot"

    def command(self, names):
        daemon = program("knotd")
        zone = [f"$ORIGIN {ZONE}.", "$TTL 1", "@ SOA ns hostmaster 1 3600 600 86400 1", "@ NS ns", "ns A 127.0.0.1"]
        zone += [f"{name}. A {address}" for name, address in names.items()]
        (self.folder / f"{ZONE}.zone").write_text("\n".join(zone) + "\n")
        (self.folder / "knot.conf").write_text(f"""
server:
    rundir: {self.folder}
    listen: 127.0.0.1@{self.port}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
log:
  - target: stderr
    any: error
database:
    storage: {self.folder}
template:
  - id: default
    storage: {self.folder}
    semantic-checks: off
zone:
  - domain: {ZONE}
    file: {ZONE}.zone
    journal-content: none
""")
        return [daemon, "-c", str(self.folder / "knot.conf")]


class Dnsmasq(Server):
    name = "dnsmasq"

    def command(self, names):
        daemon = program("dnsmasq")
        hosts = self.folder / "hosts"
        hosts.write_text("".join(f"{address} {name}\n" for name, address in names.items()))
        user = ["--user=root"] if os.getuid() == 0 else []
        return [daemon, "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--bind-interfaces",
                "--listen-address=127.0.0.1", f"--port={self.port}", f"--addn-hosts={hosts}", f"--local=/{ZONE}/",
                "--pid-file=", "--log-facility=-", "--cache-size=10000", *user]
