"""depends_on: who waits for whom, for how long, and what is said when it cannot be."""

from harness import expect
from harness.engine import seconds_of
from harness.scenario import scenario

# Ready 1.5 s after its start; the test of readiness is `test -f /tmp/ready`.
READY_LATER = """[sh, -c, "sleep 1.5; touch /tmp/ready; sleep inf"]"""
NEVER_READY = """
    services:
      db:
        image: ${IMAGE}
        command: [sh, -c, "echo no disk left; sleep inf"]
        healthcheck: {test: [CMD, test, -f, /tmp/ready], interval: %s, retries: %d}
      app:
        image: ${IMAGE}
        depends_on: {db: {condition: service_healthy}}
    """


@scenario("a dependant starts as soon as its dependency is ready, whatever the health interval", alone=True)
def healthy_at_once(project):
    services = ""
    for interval in (1, 30):
        services += f"""
          db-{interval}:
            image: ${{IMAGE}}
            command: {READY_LATER}
            healthcheck: {{test: [CMD, test, -f, /tmp/ready], interval: {interval}s}}
          app-{interval}:
            image: ${{IMAGE}}
            depends_on: {{db-{interval}: {{condition: service_healthy}}}}
        """
    project.compose(f"services:\n{services}")
    project.run("up -d")
    for interval in (1, 30):
        ready = project.started_at(f"db-{interval}") + 1.5
        delay = project.started_at(f"app-{interval}") - ready
        expect.true(delay > -0.2, f"interval {interval} s: started {-delay:.1f} s before the dependency was ready")
        # A wait for the interval would be 30 s; how short it is the benchmark shows, not a test on a busy machine.
        expect.at_most(delay, 10, f"interval {interval} s: seconds from ready to started")


@scenario("no time is lost on a chain of dependencies that are healthy already", alone=True)
def healthy_chain(project):
    services = ""
    for number in range(1, 6):
        gate = f"depends_on: {{s{number - 1}: {{condition: service_healthy}}}}" if number > 1 else ""
        services += f"""
          s{number}:
            image: ${{IMAGE}}
            healthcheck: {{test: [CMD, "true"], interval: 30s}}
            {gate}
        """
    project.compose(f"services:\n{services}")
    project.run("up -d --wait")
    before = project.ids()
    again = project.run("up -d --wait")
    expect.equal(project.ids(), before, "containers")
    expect.at_most(again.seconds, 10, "seconds of the second up, with health intervals of 30 s")


@scenario("a dependant starts when the one-shot before it has ended, and not before")
def completed(project):
    project.compose("""
        services:
          migrate:
            image: ${IMAGE}
            command: [sh, -c, "sleep 1"]
          app:
            image: ${IMAGE}
            depends_on: {migrate: {condition: service_completed_successfully}}
        """)
    project.run("up -d")
    project.expect_state(migrate="exited", app="running")
    delay = project.started_at("app") - seconds_of(project.inspect("migrate")["State"]["FinishedAt"])
    expect.true(delay > -0.1, f"app started {-delay:.1f} s before migrate ended")
    expect.at_most(delay, 10, "seconds from the end of migrate to the start of app")


@scenario("a one-shot that fails fails the up, with its exit code and last lines; the dependant is not started")
def completed_badly(project):
    project.compose("""
        services:
          migrate:
            image: ${IMAGE}
            command: [sh, -c, "echo column missing; exit 3"]
          app:
            image: ${IMAGE}
            depends_on: {migrate: {condition: service_completed_successfully}}
          other:
            image: ${IMAGE}
        """)
    failed = project.fails("up -d")
    project.expect_state(migrate="exited", app="created", other="running")
    expect.matches(failed.err, r"migrate.*\b3\b", "the message")
    expect.contains(failed.err, "column missing", "the message")
    project.run("down")
    project.expect_nothing_left()


@scenario("a dependency that exits instead of becoming healthy fails the up at once, with the reason")
def exits_instead(project):
    project.compose("""
        services:
          db:
            image: ${IMAGE}
            command: [sh, -c, "sleep 0.5; echo no such tablespace; exit 7"]
            healthcheck: {test: [CMD, test, -f, /tmp/ready], interval: 30s}
          app:
            image: ${IMAGE}
            depends_on: {db: {condition: service_healthy}}
        """)
    failed = project.fails("up -d")
    project.expect_state(db="exited", app="created")
    expect.at_most(failed.seconds, 20, "seconds until up gave up")
    expect.matches(failed.err, r"db.*\b7\b", "the message")
    expect.contains(failed.err, "no such tablespace", "the message")


@scenario("a dependency that is declared unhealthy fails the up, with the health check's output")
def unhealthy(project):
    project.compose("""
        services:
          db:
            image: ${IMAGE}
            healthcheck: {test: [CMD-SHELL, "echo refused by pg_hba; exit 1"], interval: 300ms, retries: 2}
          app:
            image: ${IMAGE}
            depends_on: {db: {condition: service_healthy}}
        """)
    failed = project.fails("up -d", within=30)
    project.expect_state(db="running", app="created")
    expect.contains(failed.err, "unhealthy", "the message")
    expect.contains(failed.err, "refused by pg_hba", "the message")


@scenario("--wait-timeout ends the waiting and says for whom")
def wait_timeout(project):
    project.compose(NEVER_READY % ("30s", 100))
    failed = project.fails("up -d --wait --wait-timeout 2")
    expect.at_most(failed.seconds, 20, "seconds until up gave up")
    project.expect_state(db="running", app="created")
    expect.contains(failed.err, "db", "the message")
    project.run("down")
    project.expect_nothing_left()


@scenario("what failed once goes up when its cause is gone")
def up_after_failure(project):
    project.compose(NEVER_READY % ("200ms", 1))
    project.fails("up -d", within=30)
    before = project.ids()
    project.inside("db", "touch /tmp/ready")
    project.run("up -d", within=40)
    project.expect_state(db="running", app="running")
    expect.equal(project.ids(), before, "containers")


@scenario("--wait returns when all is running and healthy, one-shots that ended well included")
def wait(project):
    project.compose(f"""
        services:
          web:
            image: ${{IMAGE}}
            command: {READY_LATER}
            healthcheck: {{test: [CMD, test, -f, /tmp/ready], interval: 30s}}
          plain:
            image: ${{IMAGE}}
          job:
            image: ${{IMAGE}}
            command: ["true"]
        """)
    project.run("up --wait")
    project.expect_state(web="running", plain="running", job="exited")
    project.inside("web", "test -f /tmp/ready")


@scenario("--wait fails when a service ends badly while another is waited for, and names it")
def wait_for_a_failure(project):
    project.compose(f"""
        services:
          web:
            image: ${{IMAGE}}
            command: {READY_LATER}
            healthcheck: {{test: [CMD, test, -f, /tmp/ready], interval: 1s}}
          job: {{image: "${{IMAGE}}", command: [sh, -c, "exit 4"]}}
        """)
    failed = project.fails("up --wait")
    expect.matches(failed.err, r"job.*\b4\b", "the message")
    project.expect_state(web="running", job="exited")


@scenario("a dependency that is not required only warns when it fails")
def not_required(project):
    project.compose("""
        services:
          migrate: {image: "${IMAGE}", command: ["false"]}
          app:
            image: ${IMAGE}
            depends_on: {migrate: {condition: service_completed_successfully, required: false}}
        """)
    warned = project.run("up -d")
    project.expect_state(migrate="exited", app="running")
    expect.contains(warned.err, "migrate", "the warning")


@scenario("restart: true restarts the dependant when its dependency is made anew")
def restarts_dependants(project):
    project.compose("""
        services:
          db: {image: "${IMAGE}", environment: {LEVEL: "${LEVEL:-info}"}}
          app: {image: "${IMAGE}", depends_on: {db: {condition: service_started, restart: true}}}
          other: {image: "${IMAGE}", depends_on: [db]}
        """)
    project.run("up -d")
    ids, app, other = project.ids(), project.started_at("app"), project.started_at("other")
    project.run("up -d", environment={"LEVEL": "debug"})
    expect.true(project.ids()["db-1"] != ids["db-1"], "db is a new container")
    expect.equal(project.ids()["app-1"], ids["app-1"], "container of app")
    expect.true(project.started_at("app") > app, "app was started again")
    expect.equal(project.started_at("other"), other, "start of other")


@scenario("a chain starts from its end, and stops from its beginning")
def order(project):
    project.compose("""
        services:
          a: {image: "${IMAGE}", depends_on: [b]}
          b: {image: "${IMAGE}", depends_on: [c]}
          c: {image: "${IMAGE}"}
        """)
    project.run("up -d")
    starts = [project.started_at(service) for service in "cba"]
    expect.equal(starts, sorted(starts), "times of start of c, b, a")
    project.run("stop")
    ends = [seconds_of(project.inspect(service)["State"]["FinishedAt"]) for service in "abc"]
    expect.equal(ends, sorted(ends), "times of end of a, b, c")
