#!/usr/bin/env python3
"""Setting up a host's resolver, in a mount namespace whose /etc, /run and services are the test's.

  install.py BERTH

Exit code 77: no namespace can be made here.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NOTHING_TO_RUN_ON = 77
PLAIN = "# of this machine\nnameserver 192.0.2.1\n"
STUB = "nameserver 127.0.0.53\noptions edns0\nsearch lan\n"
SERVICES = ("systemctl",)


class Host:
    """A machine's files. `run` sees them as /etc and /run."""

    def __init__(self, program, files):
        self.program = program
        self.root = Path(tempfile.mkdtemp(prefix="dns-install."))
        for folder in ("etc", "run", "bin", "home"):
            (self.root / folder).mkdir()
        for path, text in {"etc/passwd": "root:x:0:0::/root:/bin/sh\n", **files}.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.mkdir() if text is None else file.write_text(text)
        for name in SERVICES:
            tool = self.root / "bin" / name
            tool.write_text(f'#!/bin/sh\necho "{name} $*" >>"{self.root}/services"\n')
            tool.chmod(0o755)

    def run(self, *words):
        """(exit code, output and errors)"""
        script = 'mount --bind "$0/etc" /etc && mount --bind "$0/run" /run && shift 0 && exec "$@"'
        done = subprocess.run(
            [*NAMESPACE, "sh", "-c", script, str(self.root), self.program, "dns", *words], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=60, check=False,
            env={"PATH": f"{self.root}/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(self.root / "home"),
                 "XDG_RUNTIME_DIR": str(self.root / "home"), "LANG": "C.UTF-8"},
        )
        return done.returncode, done.stdout

    def services(self):
        path = self.root / "services"
        return path.read_text().splitlines() if path.exists() else []

    def files(self):
        """{path: bytes}; of a folder None."""
        return {str(path.relative_to(self.root)): path.read_bytes() if path.is_file() else None
                for path in (self.root / "etc").rglob("*")}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.root, ignore_errors=True)


NAMESPACE = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]

# What the machine has, what is asked for, the file that has to come of it, its last lines, the service that is told.
CASES = (
    ("systemd-resolved", {"etc/resolv.conf": STUB, "etc/systemd/resolved.conf": "[Resolve]\n"}, [],
     "etc/systemd/resolved.conf.d/berth.conf", "[Resolve]\nDNS=127.0.0.1:5354\nDomains=~berth.test\n",
     "systemctl restart systemd-resolved"),
    ("systemd-resolved with drop-ins", {"etc/resolv.conf": STUB, "etc/systemd/resolved.conf.d/other.conf": "[Resolve]\n"},
     ["--port", "5300", "--suffix", "dev.test"],
     "etc/systemd/resolved.conf.d/berth.conf", "[Resolve]\nDNS=127.0.0.1:5300\nDomains=~dev.test\n",
     "systemctl restart systemd-resolved"),
    ("NetworkManager", {"etc/resolv.conf": "nameserver 127.0.0.1\n", "etc/NetworkManager/dnsmasq.d": None,
                        "etc/NetworkManager/NetworkManager.conf": "[main]\ndns=dnsmasq\n"}, [],
     "etc/NetworkManager/dnsmasq.d/berth.conf", "server=/berth.test/127.0.0.1#5354\n",
     "systemctl restart NetworkManager"),
    ("dnsmasq", {"etc/resolv.conf": "nameserver 127.0.0.1\n", "etc/dnsmasq.d": None}, [],
     "etc/dnsmasq.d/berth.conf", "server=/berth.test/127.0.0.1#5354\n", "systemctl restart dnsmasq"),
    ("resolv.conf", {"etc/resolv.conf": PLAIN}, ["--port", "53"], "etc/resolv.conf",
     f"nameserver 127.0.0.1\n# berth dns install: end\n{PLAIN}", None),
    ("resolv.conf without a line's end", {"etc/resolv.conf": "nameserver 192.0.2.1"}, ["--port", "53"],
     "etc/resolv.conf", "# berth dns install: end\nnameserver 192.0.2.1", None),
    ("macOS", {"etc/resolv.conf": PLAIN, "etc/resolver": None}, ["--with", "macos"], "etc/resolver/berth.test",
     "nameserver 127.0.0.1\nport 5354\n", None),
    ("one that is chosen", {"etc/resolv.conf": STUB, "etc/dnsmasq.d": None}, ["--with", "dnsmasq"],
     "etc/dnsmasq.d/berth.conf", "server=/berth.test/127.0.0.1#5354\n", "systemctl restart dnsmasq"),
)


def check_case(program, files, options, path, ending, service):
    """What is not as it should be."""
    with Host(program, files) as host:
        before = host.files()
        code, shown = host.run("install", "--dry-run", *options)
        if code != 0 or host.files() != before or host.services():
            yield f"--dry-run changes something or fails ({code}): {shown}"
        if f"/{path}" not in shown or any(f"+ {line}" not in shown for line in ending.splitlines() if line not in PLAIN):
            yield f"--dry-run does not show {path}: {shown}"
        code, shown = host.run("install", *options)
        text = (host.root / path).read_text() if (host.root / path).exists() else ""
        if code != 0 or not text.endswith(ending):
            yield f"install ends with {code}, {path} is {text!r}: {shown}"
        if host.services() != ([service] if service else []):
            yield f"told {host.services()}"
        after = host.files()
        code, shown = host.run("install", *options)
        if code != 0 or "already" not in shown or host.files() != after:
            yield f"a second install ends with {code}: {shown}"
        suffix = options[options.index("--suffix"):][:2] if "--suffix" in options else []
        code, shown = host.run("uninstall", *suffix)
        if code != 0 or host.files() != before:
            yield f"uninstall ends with {code} and leaves {host.files()} instead of {before}: {shown}"
        code, shown = host.run("uninstall", *suffix)
        if code != 0 or "not set up" not in shown:
            yield f"a second uninstall ends with {code}: {shown}"


def check_others(program):
    with Host(program, {"etc/resolv.conf": PLAIN}) as host:
        host.run("install", "--port", "53")
        path = host.root / "etc/resolv.conf"
        path.write_text(path.read_text() + "nameserver 192.0.2.2\n")  # somebody else has written meanwhile
        host.run("uninstall")
        if path.read_text() != PLAIN + "nameserver 192.0.2.2\n":
            yield f"what others wrote is lost: {path.read_text()!r}"
        code, shown = host.run("install")
        if code != 1 or "--port 53" not in shown or path.read_text() != PLAIN + "nameserver 192.0.2.2\n":
            yield f"a port in resolv.conf: {code} {shown}"
        code, shown = host.run("install", "--with", "magic")
        if code != 1 or "networkmanager" not in shown:
            yield f"a way that there is not: {code} {shown}"
    with Host(program, {"etc/resolv.conf": STUB, "etc/systemd/resolved.conf.d/berth.conf": "[Resolve]\n"}) as host:
        code, shown = host.run("install")
        if code != 1 or "/etc/systemd/resolved.conf.d/berth.conf" not in shown:
            yield f"a file of somebody else: {code} {shown}"
        host.run("uninstall")
        if (host.root / "etc/systemd/resolved.conf.d/berth.conf").read_text() != "[Resolve]\n":
            yield "a file of somebody else is gone"


def main():
    program = os.path.abspath(sys.argv[1])
    if subprocess.run([*NAMESPACE, "true"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        print("no mount namespace can be made here")
        return NOTHING_TO_RUN_ON
    before = Path("/etc/resolv.conf").read_bytes()
    found = [f"{name}: {what}" for name, *case in CASES for what in check_case(program, *case)]
    found += check_others(program)
    if Path("/etc/resolv.conf").read_bytes() != before:
        found.append("the machine's own resolv.conf has changed")
    print("\n".join(found) or f"{len(CASES)} ways to set up a host, done and undone")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
