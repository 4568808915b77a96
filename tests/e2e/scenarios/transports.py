"""Engines that are reached by TCP, TLS, ssh or under the name of a docker context."""

import hashlib
import json
import textwrap

from harness import expect
from harness.scenario import scenario
from harness.tls import TlsRelay, make_certificates

TWO = """
    services:
      web:
        image: "${IMAGE}"
        depends_on: {db: {condition: service_healthy}}
      db:
        image: "${IMAGE}"
        command: sh -c 'echo ready; touch /ready; exec sleep inf'
        healthcheck: {test: test -f /ready, interval: 30s}
    """


def up_and_down(project, environment):
    """What crosses the line: requests, events, a probe through exec, logs."""
    project.compose(TWO)
    project.run("up -d --wait", environment=environment)
    project.expect_state(web="running", db="running")
    expect.contains(project.run("logs db", environment=environment).out, "ready", "the logs")
    project.run("down -t 0", environment=environment)
    project.expect_nothing_left()


def tls_engine(project):
    folder = project.home / "certificates"
    folder.mkdir()
    make_certificates(folder)
    project.proxies.append(TlsRelay(project.engine.socket, folder))
    return folder, f"tcp://{project.proxies[-1].address}"


@scenario("TLS as DOCKER_TLS_VERIFY and DOCKER_CERT_PATH ask for it, with a client's certificate")
def over_tls(project):
    folder, address = tls_engine(project)
    up_and_down(project, {"DOCKER_HOST": address, "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(folder)})


@scenario("TLS to an engine that cannot prove who it is, and without a certificate: clear errors, nothing done")
def tls_refused(project):
    folder, address = tls_engine(project)
    project.compose(TWO)
    strangers = project.home / "strangers"
    strangers.mkdir()
    make_certificates(strangers)
    wrong = {"DOCKER_HOST": address, "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(strangers)}
    expect.contains(project.fails("up -d", environment=wrong).err, "could not prove who it is", "the message")
    nameless = project.home / ".docker"
    nameless.mkdir()
    (nameless / "ca.pem").write_bytes((folder / "ca.pem").read_bytes())
    bare = {"DOCKER_HOST": address, "DOCKER_TLS_VERIFY": "1"}
    expect.contains(project.fails("up -d", environment=bare).err, "this client's certificate", "the message")
    absent = {**bare, "DOCKER_CERT_PATH": str(project.home / "absent")}
    expect.contains(project.fails("up -d", environment=absent).err, "absent/ca.pem", "the message")
    project.fails("ps", environment={"DOCKER_HOST": address})


@scenario("a docker context brings its address and its TLS files along")
def docker_context(project):
    folder, address = tls_engine(project)
    settings = project.home / ".docker"
    name = hashlib.sha256(b"lab").hexdigest()
    described = {"Name": "lab", "Metadata": {}, "Endpoints": {"docker": {"Host": address, "SkipTLSVerify": False}}}
    (settings / "contexts/meta" / name).mkdir(parents=True)
    (settings / "contexts/meta" / name / "meta.json").write_text(json.dumps(described))
    files = settings / "contexts/tls" / name / "docker"
    files.mkdir(parents=True)
    for file in ("ca.pem", "cert.pem", "key.pem"):
        (files / file).write_bytes((folder / file).read_bytes())
    del project.environment["DOCKER_HOST"]
    up_and_down(project, {"DOCKER_CONTEXT": "lab"})
    project.compose(TWO)
    expect.contains(project.fails("-c absent ps").err, 'no docker context "absent"', "the message")


def false_ssh(project, body):
    """An ssh that goes nowhere: it writes down what it is asked to do, then does `body`."""
    folder = project.home / "bin"
    folder.mkdir()
    script = folder / "ssh"
    script.write_text(textwrap.dedent("""\
        #!/usr/bin/env python3
        import os, socket, sys, threading
        with open(os.environ["HOME"] + "/asked", "a") as file:
            file.write(repr(sys.argv[1:]) + "\\n")
        """) + textwrap.dedent(body))
    script.chmod(0o755)
    return {"PATH": f"{folder}:{project.environment['PATH']}"}


@scenario("ssh://: the system's ssh carries the conversation")
def over_ssh(project):
    environment = false_ssh(project, """\
        engine = socket.socket(socket.AF_UNIX)
        engine.connect(%r)
        def there():
            while data := os.read(0, 65536):
                engine.sendall(data)
            engine.shutdown(socket.SHUT_WR)
        threading.Thread(target=there, daemon=True).start()
        while data := engine.recv(65536):
            os.write(1, data)
        """ % project.engine.socket)
    up_and_down(project, {**environment, "DOCKER_HOST": "ssh://me@lab.example:2222"})
    asked = (project.home / "asked").read_text().splitlines()[0]
    expect.contains(asked, "'-T', '-l', 'me', '-p', '2222', '--', 'lab.example'", "what ssh is asked to do")
    expect.contains(asked, "docker system dial-stdio", "what ssh is asked to do")


@scenario("ssh that does not get through: its own words, at once")
def ssh_refused(project):
    project.compose(TWO)
    environment = false_ssh(project, """\
        sys.stderr.write("*** welcome ***\\nme@lab.example: Permission denied (publickey).\\n")
        sys.exit(255)
        """)
    failed = project.fails("up -d", environment={**environment, "DOCKER_HOST": "ssh://me@lab.example"})
    expect.contains(failed.err, "lab.example: me@lab.example: Permission denied (publickey).", "the message")
    for address, part in (("ssh://-oProxyCommand=true", "names no host"), ("ssh://me:word@lab", "has a password")):
        expect.contains(project.fails("ps", environment={"DOCKER_HOST": address}).err, part, "the message")
