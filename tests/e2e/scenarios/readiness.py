"""x-berth.ready: who waits for a service as healthy waits for this, when it has no health check."""

from harness import expect
from harness.scenario import scenario

BEFORE = """
    services:
      app: {{image: "${{IMAGE}}", depends_on: {{db: {{condition: service_healthy}}}}}}
      db:
        image: "${{IMAGE}}"
        command: ["sh", "-c", {command}]
        x-berth: {{ready: {ready}}}
    """


def waited(project):
    """Seconds from the start of the dependency, which is ready a second and a half later, to that of its dependant."""
    seconds = project.started_at("app") - project.started_at("db")
    expect.true(1.4 < seconds < 8, f"app starts soon after db is ready (1.5 s), not {seconds:.1f} s after its start")


def starts_after(project, ready, command):
    project.compose(BEFORE.format(ready=ready, command=repr(command)))
    project.run("up -d")
    project.expect_state(app="running", db="running")
    waited(project)


@scenario("tcp: a port of the container takes connections, none of it published")
def by_tcp(project):
    starts_after(project, "{tcp: 8000}", "sleep 1.5; exec httpd -f -p 8000")


@scenario("http: the status that is asked for, not any answer")
def by_http(project):
    serve = "mkdir /www; httpd -p 8000 -h /www; sleep 1.5; echo up > /www/health; exec sleep inf"
    starts_after(project, "{http: {port: 8000, path: /health, status: 200}}", serve)


@scenario("log: a line that matches, of this run and not of an earlier one")
def by_log(project):
    talk = "echo starting; sleep 1.5; echo 'ready to accept connections on 5432' >&2; exec sleep inf"
    starts_after(project, "{log: 'ready to accept connections'}", talk)
    project.run("stop -t 0")
    project.run("up -d")
    waited(project)


@scenario("exec: a command in the container ends with success")
def by_exec(project):
    starts_after(project, "{exec: test -e /ready}", "sleep 1.5; touch /ready; exec sleep inf")


@scenario("--wait waits for readiness, and --wait-timeout tells what was missing")
def with_wait(project):
    project.compose("""
        services:
          web:
            image: "${IMAGE}"
            command: sh -c 'sleep 1; exec httpd -f -p 8000'
            x-berth: {ready: {tcp: 8000}}
        """)
    project.run("up --wait")
    expect.equal(project.inside("web", "wget -q -O /dev/null http://127.0.0.1:8000/ 2>&1 | grep -c refused || true"), "0",
                 "refused connections after --wait")
    project.run("down -t 0")
    project.compose("""
        services:
          web: {image: "${IMAGE}", x-berth: {ready: {tcp: 8000}}}
        """)
    failed = project.fails("up --wait --wait-timeout 8")  # long enough for a first probe on a busy machine
    expect.contains(failed.err, "is not ready after", "the message")
    expect.contains(failed.err, "tcp 8000: ", "what was missing")
    project.run("down -t 0")


@scenario("a service that ends before it is ready fails those who wait, at once")
def ends_before(project):
    project.compose(BEFORE.format(ready="{tcp: 8000}", command=repr("echo no database here; exit 3")))
    failed = project.fails("up -d")
    expect.contains(failed.err, "exited (3)", "the message")
    expect.contains(failed.err, "no database here", "its last lines")
    project.expect_state(app="created", db="exited")


@scenario("a mistake in it is told with its place, before anything is made")
def mistaken(project):
    project.compose("""
        services:
          web:
            image: "${IMAGE}"
            x-berth:
              ready: {tpc: 8000}
        """)
    expect.contains(project.fails("up -d").err, 'compose.yaml:5:15: error', "the place")
    expect.contains(project.fails("up -d").err, 'did you mean "tcp"?', "the message")
    project.expect_nothing_left()
