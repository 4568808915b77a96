"""An engine that is away or goes away, a Berth that is killed, several at once: told clearly, and mended by another up."""

import contextlib
import socket
import threading
import time

from harness import expect
from harness.dockerfile import dockerfile
from harness.scenario import scenario

THREE = """
    services:
      a: {image: "${IMAGE}"}
      b: {image: "${IMAGE}", depends_on: [a]}
      c: {image: "${IMAGE}", depends_on: [b]}
    """


def when(count, part, action):
    """An on_request that does `action` at the count-th request that contains `part`."""
    seen = []

    def look(line):
        if part in line:
            seen.append(line)
            if len(seen) == count:
                action()

    return look


@scenario("no engine: which address, and what to do, quickly")
def nowhere(project):
    project.compose(THREE)
    for address in ("unix:///absent/engine.sock", "tcp://127.0.0.1:1"):
        failed = project.fails("up -d", within=10, environment={"DOCKER_HOST": address})
        expect.contains(failed.err, address.split("//")[1], "the message")
        expect.at_most(failed.seconds, 5, "seconds until it was told")
    project.fails("ps", environment={"DOCKER_HOST": "nonsense"})


@scenario("what needs no engine works without one")
def without_engine(project):
    project.compose(THREE)
    nowhere = {"DOCKER_HOST": "unix:///absent/engine.sock"}
    project.run("config -q", environment=nowhere)
    project.run("version", environment=nowhere)


@scenario("something that is no engine answers: an error, no crash and no hang")
def no_engine_at_all(project):
    project.compose(THREE)
    answers = [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
        b"\x00\xff\xfeGARBAGE\r\n\r\n",
        b"",
    ]
    for number, answer in enumerate(answers):
        path = project.home / f"false-{number}.sock"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            listener.listen()
            threading.Thread(target=answer_all, args=(listener, answer), daemon=True).start()
            project.fails("ps", within=20, environment={"DOCKER_HOST": f"unix://{path}"})


def answer_all(listener, answer):
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        with client, contextlib.suppress(OSError):
            client.recv(65536)
            client.sendall(answer)


@scenario("the engine goes away midway for good: what happened is told, and another up does the rest")
def engine_dies(project):
    project.compose(THREE)
    proxy = project.proxy(when(2, "/start", lambda: proxy.cut()))
    failed = project.fails("up -d", within=90, environment={"DOCKER_HOST": proxy.url})
    expect.contains(failed.err, "engine", "the message")
    expect.equal(project.state()["a-1"], "running", "what was started before")
    project.run("up -d")
    project.expect_state(a="running", b="running", c="running")


@scenario("the engine goes away for good during a build: told within seconds, with what to do", alone=True)
def gone_during_a_build(project):
    dockerfile(project, "RUN echo building && sleep 20")
    project.compose("services: {web: {build: .}}")
    proxy = project.proxy()
    for command, buildkit in (("build", "1"), ("up -d", "0")):
        building = project.start(command, environment={"DOCKER_HOST": proxy.url, "DOCKER_BUILDKIT": buildkit})
        expect.eventually(lambda: any("/build" in line or "/grpc" in line for line in proxy.requests), True, "a build")
        time.sleep(2)
        proxy.cut()
        cut = time.monotonic()
        ended = building.wait(within=60)
        expect.at_most(time.monotonic() - cut, 12, f"seconds until `{command}` has told it")
        expect.equal(ended.code, 1, f"exit code of `{command}`")
        expect.contains(ended.err, "the engine went away", f"what `{command}` says")
        proxy.requests.clear()
        proxy.listen()
    expect.equal(project.state(), {}, "containers")


@scenario("the engine is away for three seconds while a dependency becomes ready: up goes on")
def engine_returns(project):
    project.compose("""
        services:
          db:
            image: ${IMAGE}
            command: [sh, -c, "sleep 4; touch /tmp/ready; sleep inf"]
            healthcheck: {test: [CMD, test, -f, /tmp/ready], interval: 1s, retries: 30}
          app: {image: "${IMAGE}", depends_on: {db: {condition: service_healthy}}}
        """)
    proxy = project.proxy()
    upward = project.start("up -d", environment={"DOCKER_HOST": proxy.url})
    expect.eventually(lambda: project.state().get("db-1"), "running", "db runs")
    proxy.cut()
    time.sleep(3)
    proxy.listen()
    ended = upward.wait(within=40)
    expect.equal(ended.code, 0, "exit code of up")
    project.expect_state(db="running", app="running")


@scenario("killed while it waits for a dependency: up goes on from there, with the same containers")
def killed_at_a_gate(project):
    project.compose("""
        services:
          db: {image: "${IMAGE}", healthcheck: {test: [CMD, test, -f, /tmp/ready], interval: 500ms, retries: 100}}
          app: {image: "${IMAGE}", depends_on: {db: {condition: service_healthy}}}
        """)
    upward = project.start("up -d")
    expect.eventually(lambda: project.state().get("db-1"), "running", "db runs")
    upward.kill()
    upward.wait()
    before = project.ids()
    project.inside("db", "touch /tmp/ready")
    project.run("up -d")
    project.expect_state(db="running", app="running")
    expect.equal(project.ids()["db-1"], before["db-1"], "container of db")


@scenario("killed in the middle of a recreate, at each of its steps: up ends it under the right name")
def killed_in_a_recreate(project):
    project.compose("services: {web: {image: '${IMAGE}', environment: {LEVEL: '${LEVEL:-0}'}}}")
    project.run("up -d")
    for level, step in enumerate(("/stop", "DELETE /containers", "/rename", "/start"), 1):
        change = {"LEVEL": str(level)}
        proxy = project.proxy(when(1, step, lambda: upward.kill()))
        upward = project.start("up -d", environment={**change, "DOCKER_HOST": proxy.url})
        upward.wait()
        project.run("up -d", environment=change)
        names = [name for container in project.containers() for name in container["Names"]]
        expect.equal(names, [f"/{project.name}-web-1"], f"containers after a kill at {step}")
        expect.equal(project.inside("web", "echo $LEVEL"), str(level), f"environment after a kill at {step}")


@scenario("killed in the middle of down: down again takes the rest")
def killed_in_down(project):
    project.compose(THREE)
    project.run("up -d")
    proxy = project.proxy(when(1, "DELETE /containers", lambda: downward.kill()))
    downward = project.start("down", environment={"DOCKER_HOST": proxy.url})
    downward.wait()
    project.run("down")
    project.expect_nothing_left()


@scenario("three ups at once: all succeed, and there is one of everything")
def three_at_once(project):
    project.compose(THREE)
    together = [project.start("up -d") for _ in range(3)]
    codes = [command.wait(within=60).code for command in together]
    expect.equal(codes, [0, 0, 0], "exit codes")
    project.expect_state(a="running", b="running", c="running")
    expect.equal(len(project.engine.networks(project.name)), 1, "number of networks")


@scenario("up and down at once: each waits for the other, and the end is all or nothing")
def up_against_down(project):
    project.compose(THREE)
    upward = project.start("up -d")
    expect.eventually(lambda: len(project.state()) > 0, True, "up has begun")
    down = project.start("down")
    expect.equal((upward.wait().code, down.wait().code), (0, 0), "exit codes of up and down")
    expect.true(len(project.state()) in (0, 3), f"all or nothing is there, not {project.state()}")


@scenario("--no-wait-lock fails at once while another command is at work, and names it")
def no_waiting(project):
    project.compose("""
        services:
          app: {image: "${IMAGE}", depends_on: {db: {condition: service_healthy}}}
          db: {image: "${IMAGE}", healthcheck: {test: "false", interval: 30s}}
        """)
    first = project.start("up -d")
    first.says("Service db Waiting")
    failed = project.fails("--no-wait-lock up -d", within=10)
    expect.contains(failed.err, "up -d", "who is at work")
    first.interrupt()
    expect.equal(first.wait(10).code, 130, "exit code of the first")
    project.run("--no-wait-lock down -t 0")
