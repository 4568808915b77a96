"""Ctrl-C, once and twice, with a terminal and without."""

import time

from harness import expect
from harness.scenario import scenario

# Ends itself half a second after it was asked to; says so.
POLITE = """
    services:
      web:
        image: ${IMAGE}
        command: [sh, -c, "trap 'sleep 0.5; echo goodbye; exit 0' TERM; echo ready; sleep inf & wait"]
        stop_signal: SIGTERM
      db:
        image: ${IMAGE}
        command: [sh, -c, "trap 'exit 0' TERM; echo ready; sleep inf & wait"]
        stop_signal: SIGTERM
    """
STUBBORN = """
    services:
      web:
        image: ${IMAGE}
        command: [sh, -c, "trap '' TERM; echo ready; while :; do sleep 1; done"]
        stop_signal: SIGTERM
        stop_grace_period: 25s
    """


def attached(project, **options):
    command = project.start("up", **options)
    command.says("ready")
    expect.eventually(lambda: set(project.state().values()), {"running"}, "containers run")
    return command


@scenario("Ctrl-C of an attached up stops the containers politely and shows their last words")
def once(project):
    project.compose(POLITE)
    up = attached(project)
    up.interrupt()
    ended = up.wait(within=15)
    expect.equal(ended.code, 130, "exit code")
    project.expect_state(web="exited", db="exited")
    expect.equal(project.exit_code("web"), 0, "exit code of web, which ended itself")
    expect.contains(ended.out, "goodbye", "the output")


@scenario("SIGTERM does the same")
def terminated(project):
    project.compose(POLITE)
    up = attached(project)
    up.terminate()
    expect.equal(up.wait(within=15).code, 130, "exit code")
    project.expect_state(web="exited", db="exited")


@scenario("a second Ctrl-C kills at once, with a terminal and without", alone=True)
def twice(project):
    project.compose(STUBBORN)
    for tty in (False, True):
        up = attached(project, tty=tty)
        up.interrupt()
        time.sleep(1)
        expect.true(project.state()["web-1"] in ("running", "stopping"), "web runs on within its grace period")
        interrupted = time.monotonic()
        up.interrupt()
        ended = up.wait(within=20)
        expect.at_most(time.monotonic() - interrupted, 12, f"seconds after the second Ctrl-C, terminal {tty}")
        expect.equal(ended.code, 130, "exit code")
        expect.eventually(project.state, {"web-1": "exited"}, "web is killed", within=3)


@scenario("a second Ctrl-C kills at once what a restart policy would start again", alone=True)
def twice_with_a_restart_policy(project):
    project.compose(STUBBORN.rstrip() + "\n        restart: always\n")
    up = attached(project)
    up.interrupt()
    time.sleep(2)
    interrupted = time.monotonic()
    up.interrupt()
    ended = up.wait(within=20)
    expect.at_most(time.monotonic() - interrupted, 12, "seconds after the second Ctrl-C")
    expect.equal(ended.code, 130, "exit code")
    expect.eventually(project.state, {"web-1": "exited"}, "web is killed and stays so", within=3)


WAITING = """
    services:
      db: {image: "${IMAGE}", healthcheck: {test: [CMD, test, -f, /tmp/ready], interval: 500ms, retries: 100}}
      app: {image: "${IMAGE}", depends_on: {db: {condition: service_healthy}}}
    """


def ended_while_waiting(project, end):
    project.compose(WAITING)
    up = project.start("up -d")
    expect.eventually(lambda: project.state().get("db-1"), "running", "db runs")
    time.sleep(0.5)
    end(up)
    ended = up.wait(within=5)
    expect.equal(ended.code, 130, "exit code")
    project.expect_state(db="running", app="created")
    project.inside("db", "touch /tmp/ready")
    project.run("up -d")
    project.expect_state(db="running", app="running")


@scenario("SIGTERM while a detached up waits does the same as Ctrl-C")
def terminated_while_waiting(project):
    ended_while_waiting(project, lambda up: up.terminate())


@scenario("Ctrl-C while a detached up waits: it ends at once, what was done stays, and up goes on from there")
def while_waiting(project):
    ended_while_waiting(project, lambda up: up.interrupt())


@scenario("Ctrl-C in the middle of starting many leaves no half-made thing: down takes all away")
def while_starting(project):
    services = "".join(f"  s{n}: {{image: '${{IMAGE}}'}}\n" for n in range(8))
    project.compose(f"services:\n{services}")
    up = project.start("up -d")
    expect.eventually(lambda: len(project.state()) >= 2, True, "some containers are there")
    up.interrupt()
    expect.true(up.wait(within=10).code in (0, 130), "up was interrupted, or had just ended")
    project.run("down")
    project.expect_nothing_left()


@scenario("a reader of the output that goes away does not leave an attached up hanging")
def reader_gone(project):
    project.compose("services: {web: {image: '${IMAGE}', command: [sh, -c, 'while :; do echo tick; sleep 0.1; done']}}")
    piped = project.start(f"-c '\"{project.berth}\" up | head -n 3'", program="/bin/sh")
    piped.wait(within=20)
    expect.contains(piped.out, "tick")


@scenario("containers that end while attached are told; the others go on")
def one_ends(project):
    project.compose("""
        services:
          web: {image: "${IMAGE}", command: [sh, -c, "while :; do echo tick; sleep 0.2; done"]}
          job: {image: "${IMAGE}", command: [sh, -c, "echo working; exit 5"]}
        """)
    up = project.start("up")
    expect.eventually(lambda: "5" in up.out + up.err and "exited" in up.out + up.err, True, "up tells of job's end")
    ticks = up.out.count("tick")
    expect.eventually(lambda: up.out.count("tick") > ticks + 2, True, "web is still heard")
    up.interrupt()
    up.wait(within=15)
