"""logs and the output of an attached up."""

import re
import time

from harness import expect
from harness.scenario import scenario

SPEAKERS = """
    services:
      one:
        image: ${IMAGE}
        command: [sh, -c, "for n in 1 2 3 4 5; do echo one says $$n; done; sleep inf"]
      two:
        image: ${IMAGE}
        command: [sh, -c, "echo two says 1; echo two warns >&2; sleep inf"]
    """


def all_said(project):
    project.run("up -d")
    expect.eventually(lambda: len(project.logs("one").splitlines() + project.logs("two").splitlines()), 7, "lines")


@scenario("every line has the container's name before it, each service its own order")
def prefixes(project):
    project.compose(SPEAKERS)
    all_said(project)
    lines = project.run("logs").out.splitlines()
    expect.equal(len(lines), 7, f"number of lines in {lines}")
    ones = [line for line in lines if line.startswith("one-1")]
    expect.equal([line.split("| ")[1] for line in ones], [f"one says {n}" for n in range(1, 6)], "lines of one")
    expect.matches("\n".join(lines), r"^two-1 +\| two warns$", "the output")


@scenario("--tail, --no-log-prefix, -t and a service's name")
def options(project):
    project.compose(SPEAKERS)
    all_said(project)
    expect.equal(project.run("logs --no-log-prefix --tail 2 one").out, "one says 4\none says 5\n", "the last two lines")
    expect.equal(project.run("logs --no-log-prefix -n 0 one").out, "", "no lines")
    expect.matches(project.run("logs -t --tail 1 one").out, r"\| \d{4}-\d\d-\d\dT[0-9:.]+Z one says 5", "with a time")
    failed = project.fails("logs absent")
    expect.contains(failed.err, "absent", "the message")


@scenario("--since leaves out what is older")
def since(project):
    project.compose("""
        services:
          one: {image: "${IMAGE}", command: [sh, -c, "echo early; sleep 2; echo late; sleep inf"]}
        """)
    project.run("up -d")
    expect.eventually(lambda: "late" in project.logs("one"), True, "one says late")
    time.sleep(0.1)
    expect.equal(project.run("logs --no-log-prefix --since 1s").out, "late\n", "the last second")
    expect.equal(project.run("logs --no-log-prefix --since 1h").out, "early\nlate\n", "the last hour")


@scenario("-f follows what comes, also after a restart, without a line twice, and ends when interrupted")
def follow(project):
    project.compose("""
        services:
          one: {image: "${IMAGE}", command: [sh, -c, "echo begin $$(cat /proc/uptime); sleep inf"]}
          two: {image: "${IMAGE}", command: [sh, -c, "while :; do echo tick; sleep 0.2; done"]}
        """)
    project.run("up -d")
    following = project.start("logs -f")
    following.says("begin")
    following.says("tick")
    project.run("restart -t 0 one")
    expect.eventually(lambda: following.out.count("begin"), 2, "beginnings in the followed log")
    following.interrupt()
    ended = following.wait(within=5)
    expect.equal(ended.code, 130, "exit code after an interrupt")
    begins = re.findall("begin .*", ended.out)
    expect.equal(len(begins), len(set(begins)), "each line once")


@scenario("-f ends by itself when all containers have ended")
def follow_to_the_end(project):
    project.compose("services: {job: {image: '${IMAGE}', command: [sh, -c, 'sleep 1; echo done']}}")
    project.run("up -d")
    followed = project.run("logs -f", within=10)
    expect.contains(followed.out, "done")


@scenario("an attached up shows the output and ends when all containers have ended, with success")
def attached(project):
    project.compose("""
        services:
          one: {image: "${IMAGE}", command: [sh, -c, "echo hello from one; sleep 0.5; exit 3"]}
          two: {image: "${IMAGE}", command: [sh, -c, "echo hello from two"]}
        """)
    ended = project.run("up", within=20)
    for name in ("one", "two"):
        expect.matches(ended.out, rf"^{name}-1 +\| hello from {name}$")
    expect.matches(ended.text, r"one-1.*exited.*\b3\b")


@scenario("a hundred thousand lines come whole and in order", alone=True)
def many_lines(project):
    project.compose("services: {one: {image: '${IMAGE}', command: [sh, -c, 'seq 1 100000; sleep inf']}}")
    project.run("up -d")
    expect.eventually(lambda: project.engine.logs(project.ids()["one-1"], tail="1").strip(), "100000", "last line", within=60)
    lines = project.run("logs --no-log-prefix").out.splitlines()
    expect.true(lines == [str(n) for n in range(1, 100001)], f"{len(lines)} lines came, the last {lines[-1:]}")


@scenario("a long line, a line without an end, an empty line and bytes that are no text come as they are")
def odd_lines(project):
    project.compose(r"""
        services:
          one:
            image: ${IMAGE}
            command: [sh, -c, "head -c 40000 /dev/zero | tr '\\0' x; printf '\\n\\ncaf\\303\\251\\nno end'"]
        """)
    project.run("up -d")
    expect.eventually(lambda: project.state()["one-1"], "exited", "one ends")
    expect.equal(project.run("logs --no-log-prefix").out.splitlines(), ["x" * 40000, "", "café", "no end"], "lines")
