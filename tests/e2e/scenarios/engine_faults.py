"""An engine that hangs, lies, hangs up or restarts: told within its time, never a crash, and mended by another up."""

import time

from harness import expect
from harness.proxy import http, kind_of_call
from harness.scenario import scenario

THREE = """
    services:
      a: {image: "${IMAGE}"}
      b: {image: "${IMAGE}", depends_on: [a]}
      c: {image: "${IMAGE}", depends_on: [b]}
    """
TICKER = """
    services:
      a: {image: "${IMAGE}", command: [sh, -c, "i=0; while :; do echo tick $$i; i=$$((i+1)); sleep 0.2; done"]}
    """
PATIENCE = 5  # seconds; a busy engine needs one or two for a start


def faulty(project, part, kind, **options):
    """The environment of a command whose engine has that fault."""
    proxy = project.proxy()
    proxy.fault(part, kind, **options)
    return {"DOCKER_HOST": proxy.url}


def impatient(project, part, kind):
    return {**faulty(project, part, kind), "BERTH_ENGINE_TIMEOUT": str(PATIENCE)}


def runs_after_all(project):
    """Whatever a command left behind, another up ends it, with one of everything."""
    project.run("up -d")
    project.expect_state(a="running", b="running", c="running")
    expect.equal(project.networks(), {"default"}, "networks")


def told_in_time(project, command, part, call, kind):
    failed = project.fails(command, within=30, environment=impatient(project, part, kind))
    expect.contains(failed.err, call, f"which call it was ({kind})")
    expect.contains(failed.err, f"within {PATIENCE}.0 s", f"how long it was waited for ({kind})")
    expect.at_most(failed.seconds, PATIENCE + 8, f"seconds until it was told ({kind})")


@scenario("no answer to a list: told at the deadline, with the call")
def hang_on_list(project):
    project.compose(THREE)
    told_in_time(project, "ps", "/containers/json", "GET /containers/json", "hang")


@scenario("an answer that comes byte by byte: the deadline holds for the whole of it")
def drip_on_list(project):
    project.compose(THREE)
    told_in_time(project, "ps", "/containers/json", "GET /containers/json", "drip")


@scenario("no answer to a create: told at the deadline, and another up does the rest")
def hang_on_create(project):
    project.compose(THREE)
    told_in_time(project, "up -d", "/containers/create", "POST /containers/create", "hang")
    runs_after_all(project)


@scenario("no answer to a start: what needs it is left out, and another up does the rest")
def hang_on_start(project):
    project.compose(THREE)
    told_in_time(project, "up -d", "/start", "/start", "hang")
    expect.equal(set(project.state().values()), {"created"}, "states of the containers")
    runs_after_all(project)


@scenario("BERTH_ENGINE_TIMEOUT that is no number of seconds is an error")
def bad_patience(project):
    project.compose(THREE)
    for given in ("soon", "0", "-1", "1.5"):
        failed = project.fails("ps", environment={"BERTH_ENGINE_TIMEOUT": given})
        expect.contains(failed.err, f'not "{given}"', "the message")


@scenario("a start that the engine refuses: its words, the service, what goes on and what does not")
def refused_start(project):
    project.compose("""
        services:
          a: {image: "${IMAGE}"}
          b: {image: "${IMAGE}", depends_on: [a]}
          c: {image: "${IMAGE}", depends_on: [b]}
          d: {image: "${IMAGE}"}
        """)
    refusal = http('{"message":"boom from engine"}', "500 Internal Server Error")
    environment = faulty(project, "/start", "answer", nth=3, data=refusal)
    failed = project.fails("up -d", environment=environment)
    expect.contains(failed.err, "boom from engine", "the engine's words")
    expect.equal(list(project.state().values()).count("running"), 2, "containers that run")
    project.run("up -d")
    project.expect_state(a="running", b="running", c="running", d="running")


GARBAGE = b"\x00\xff\xfeGARBAGE\r\n\r\n"
HTML = http("<html>\n<body>broken</body></html>", "500 Internal Server Error", "text/html")


@scenario("lists that are no lists: one error that names the call, no crash")
def bad_lists(project):
    project.compose(THREE)
    answers = {
        "garbage": GARBAGE,
        "HTML": HTML,
        "HTML with 200": http("<html>", kind="text/html"),
        "another type": http('{"message":"hello"}'),
        "null elements": http("[null,null]"),
        "an id that is null": http('[{"Id":null}]'),
        "labels that are a list": http('[{"Id":"x","Labels":[]}]'),
        "half of it": http('[{"Id":"x"},'),
    }
    for name, answer in answers.items():
        for command in ("ps", "up -d", "down"):
            environment = faulty(project, "/containers/json", "answer", data=answer)
            failed = project.fails(command, within=20, environment=environment)
            expect.contains(failed.err, "GET /containers/json", f"which call it was ({name}, {command})")
    expect.equal(project.state(), {}, "containers")


@scenario("a container without names and labels is shown as far as it is known")
def nameless(project):
    project.compose(THREE)
    answer = http('[{"Id":"0123456789abcdef","Names":null,"Labels":null,"State":"running"}]')
    for command in ("ps -a", "ps -q", "ps --format json"):
        project.run(command, environment=faulty(project, "/containers/json", "answer", data=answer))


@scenario("a create that answers nonsense: told with the service, and another up does the rest")
def bad_create(project):
    project.compose(THREE)
    for name, answer in {"garbage": GARBAGE, "HTML": HTML, "no id": http("{}"), "null": http("null")}.items():
        environment = faulty(project, "/containers/create", "answer", data=answer)
        failed = project.fails("up -d", within=20, environment=environment)
        expect.contains(failed.err, "POST /containers/create", f"which call it was ({name})")
        expect.contains(failed.err, f"{project.name}-a-1", f"which container it was ({name})")
    runs_after_all(project)


@scenario("an inspect that answers null, while a dependency is waited for: told, no crash")
def bad_inspect(project):
    project.compose("""
        services:
          db: {image: "${IMAGE}", healthcheck: {test: "true", interval: 1s}}
          app: {image: "${IMAGE}", depends_on: {db: {condition: service_healthy}}}
        """)
    for answer in (http("null"), http("[]"), http('{"State":null}'), HTML, GARBAGE):
        project.run("down -t 0")
        environment = faulty(project, "GET /containers/…/json", "answer", data=answer)
        project.fails("up -d", within=20, environment=environment)
    project.run("up -d")
    project.expect_state(db="running", app="running")


@scenario("the connection is closed in the place of an answer, at each change: up goes on, with one of everything")
def closed(project):
    project.compose(THREE)
    for part in ("/networks/create", "/containers/create", "/start"):
        for kind in ("close", "lose"):
            project.run("up -d", within=40, environment=faulty(project, part, kind, nth=1))
            project.expect_state(a="running", b="running", c="running")
            expect.equal(len(project.engine.networks(project.name)), 1, f"networks ({kind} at {part})")
            project.run("down -t 0")
    project.expect_nothing_left()


@scenario("the connection is closed in the place of an answer while taking down: down goes on to the end")
def closed_in_down(project):
    project.compose(THREE)
    for part, kind in (("/stop", "close"), ("DELETE /containers", "lose"), ("DELETE /networks", "lose")):
        project.run("up -d")
        project.run("down -t 0", within=40, environment=faulty(project, part, kind, nth=1))
        project.expect_nothing_left()


@scenario("every call of a life, each once without an answer of use: an error or none, never a crash, and up and down work")
def every_call(project):
    project.compose("""
        services:
          db: {image: "${IMAGE}", healthcheck: {test: "true", interval: 1s}, volumes: ["data:/data"]}
          app:
            image: ${IMAGE}
            environment: {LEVEL: "${LEVEL:-0}"}
            depends_on: {db: {condition: service_healthy}}
            configs: [conf]
        configs: {conf: {content: text}}
        volumes: {data: {}}
        """)
    life = ("up -d", "up -d", "ps", "logs", "restart -t 0", "stop -t 0", "start", "down -v -t 0")
    calls = {}
    proxy = project.proxy()
    for number, command in enumerate(life):
        before = len(proxy.requests)
        level = {"LEVEL": str(number)}
        project.run(command, environment={"DOCKER_HOST": proxy.url, **level})
        for line in proxy.requests[before:]:
            calls.setdefault(kind_of_call(line), command)
    answers = [HTML, GARBAGE, http("null"), http("["), http("")]
    expect.true(len(calls) >= 12, f"many kinds of calls, not {sorted(calls)}")
    for number, (call, command) in enumerate(sorted(calls.items())):
        if command in ("restart -t 0", "stop -t 0", "start", "ps", "logs", "down -v -t 0"):
            project.run("up -d")
        environment = faulty(project, call, "answer", data=answers[number % len(answers)])
        ended = project.attempt(command, within=40, environment=environment)
        expect.true(ended.code in (0, 1), f"exit code {ended.code} of `{command}` with a bad answer to {call}")
        expect.true(ended.code == 0 or ended.err.strip(), f"a word about {call}")
    project.run("up -d")
    project.expect_state(db="running", app="running")
    project.run("down -v")
    project.expect_nothing_left()


@scenario("the stream of events is cut in an attached up: output goes on, and an end is still noticed")
def events_cut(project):
    project.compose(TICKER)
    proxy = project.proxy()
    up = project.start("up", environment={"DOCKER_HOST": proxy.url})
    up.says("tick 3")
    proxy.close("GET /events")
    time.sleep(1)
    ticks = up.out.count("tick")
    expect.eventually(lambda: up.out.count("tick") > ticks + 3, True, "the output goes on")
    project.engine.kill(project.ids()["a-1"])
    ended = up.wait(within=15)
    expect.contains(ended.text, "137", "the end of the container")


@scenario("the streams of output are cut in an attached up: they are taken up again, without a line twice or left out")
def output_cut(project):
    project.compose(TICKER)
    proxy = project.proxy()
    up = project.start("up --no-log-prefix", environment={"DOCKER_HOST": proxy.url})
    up.says("tick 3")
    proxy.close("/attach", "/logs")
    time.sleep(1)
    expect.eventually(lambda: "tick 15\n" in up.out, True, "the output goes on")
    up.interrupt()
    numbers = [int(line.split()[1]) for line in up.wait(within=20).out.splitlines() if line.startswith("tick ")]
    expect.equal(numbers, list(range(numbers[0], numbers[0] + len(numbers))), "the numbers of the ticks")


@scenario("the engine is away for three seconds in the middle of starting: up goes on, with one of everything")
def restarted_in_the_middle(project):
    project.compose(THREE)
    hit = []

    def away(line):
        if "/start" in line and not hit:
            hit.append(line)
            proxy.cut()

    proxy = project.proxy(away)
    up = project.start("up -d", environment={"DOCKER_HOST": proxy.url})
    expect.eventually(lambda: bool(hit), True, "the first start")
    time.sleep(3)
    proxy.listen()
    expect.equal(up.wait(within=60).code, 0, "exit code of up")
    runs_after_all(project)
