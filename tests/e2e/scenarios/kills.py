"""kill -9 at a call of the engine, before the engine had it and after: up or down from there ends as if nothing had been.

Each scenario kills at several calls, in turns; what it leaves is looked at through the engine."""

from harness import expect
from harness.scenario import scenario

SHOP = """
    services:
      db:
        image: ${IMAGE}
        environment: {LEVEL: "${LEVEL:-0}"}
        networks: [back]
        volumes: ["data:/data"]
        configs: [conf]
      web:
        image: ${IMAGE}
        environment: {LEVEL: "${LEVEL:-0}"}
        networks: {front: {}, back: {aliases: [shop]}}
        volumes: [/anonymous]
        depends_on: [db]
    networks: {front: {}, back: {}}
    volumes: {data: {}}
    configs: {conf: {content: text}}
    """


def killed_at(project, command, call, after, environment=None, nth=1):
    """Runs the command and kills it when the nth such call comes, which then never reaches the engine, or, `after`,
    when the engine has done it. The call must come: a kill that never happens shows nothing. Returns when the engine
    has done what it was asked for before."""
    seen = []

    def kill(line):
        if call in line:
            seen.append(line)
            if len(seen) == nth:
                running.kill()

    proxy = project.proxy(*((None, kill) if after else (kill, None)))
    if not after:
        proxy.fault(call, "close", nth)
    running = project.start(command, environment={"DOCKER_HOST": proxy.url, **(environment or {})})
    code = running.wait(within=60).code
    expect.true(len(seen) >= nth, f"`{command}` comes to call {nth} of {call}")
    expect.equal(code, -9, f"`{command}` is killed at {call}")
    expect.eventually(proxy.in_flight, [], "requests that are not answered", within=30)


def as_declared(project, what, environment=None, **services):
    """up reaches the declared state: these containers under their own names and nothing beside; then there is nothing
    to do."""
    project.run("up -d", environment=environment)
    project.expect_state(**services)
    names = sorted(name for container in project.containers() for name in container["Names"])
    wanted = sorted(f"/{project.name}-{key}" for key in project.state())
    expect.equal(names, wanted, f"names of the containers after {what}")
    plan = project.run("plan --brief", environment=environment)
    expect.contains(plan.out, "nothing to do", f"the plan after {what}")


def gone(project, what):
    project.run("down -v -t 0")
    left = (sorted(project.state()), sorted(project.networks()), sorted(project.volumes()))
    expect.equal(left, ([], [], []), f"containers, networks and volumes after {what} and down")


def anonymous_volume(project):
    return next(mount["Name"] for mount in project.inspect("web")["Mounts"] if mount["Destination"] == "/anonymous")


@scenario("killed while it makes everything: up ends it, or down takes it away")
def in_the_first_up(project):
    project.compose(SHOP)
    calls = ("/networks/create", "/volumes/create", "/containers/create", "/archive", "/start")
    for number, call in enumerate(calls):
        for after in (False, True):
            what = f"a kill {'after' if after else 'before'} {call}"
            killed_at(project, "up -d", call, after)
            if (number + after) % 2:
                as_declared(project, what, db="running", web="running")
            gone(project, what)


@scenario("killed at the connect of a second network: up ends it", engines=("docker",))  # Podman takes all at the create
def at_a_connect(project):
    project.compose(SHOP)
    capable = int(project.engine.get("/version")["ApiVersion"].split(".")[1]) >= 44
    if not capable:
        for after in (False, True):
            killed_at(project, "up -d", "/connect", after)
            as_declared(project, "a kill at /connect", db="running", web="running")
            expect.equal(project.inside("db", "nslookup shop >/dev/null && echo found"), "found", "the alias")
            gone(project, "a kill at /connect")
    else:
        project.run("up -d")  # one call makes and connects: nothing to kill between


@scenario("killed in the middle of a recreate: up ends it under the right name, with the data and nothing beside")
def in_a_recreate(project):
    project.compose(SHOP)
    project.run("up -d")
    volume = anonymous_volume(project)
    level = 0
    # Before each of them the engine is as after the one before: what differs is a call that is done and not answered.
    for call in ("/containers/create", "/stop", "DELETE /containers", "/rename", "/start"):
        level += 1
        change = {"LEVEL": str(level)}
        what = f"a kill after {call} of a recreate"
        killed_at(project, "up -d", call, True, change)
        as_declared(project, what, change, db="running", web="running")
        for service in ("db", "web"):
            expect.equal(project.inside(service, "echo $LEVEL"), str(level), f"environment of {service} after {what}")
        expect.equal(anonymous_volume(project), volume, f"volume at /anonymous after {what}")
    gone(project, "all of it")


@scenario("killed in the middle of a recreate: down takes both containers away")
def down_after_a_recreate(project):
    project.compose(SHOP)
    for number, call in enumerate(("/containers/create", "DELETE /containers", "/rename")):
        project.run("up -d", environment={"LEVEL": str(number)})
        killed_at(project, "up -d", call, True, {"LEVEL": str(number + 1)})
        gone(project, f"a kill after {call} of a recreate")


@scenario("killed while it scales: up has the right number")
def in_a_scale(project):
    project.compose("services: {web: {image: '${IMAGE}'}}")
    for call in ("/containers/create", "/start"):
        project.run("up -d --scale web=1")
        killed_at(project, "up -d --scale web=3", call, True, nth=2)
        project.run("up -d --scale web=3")
        project.expect_state(web=["running"] * 3)
    for call in ("/stop", "DELETE /containers"):
        project.run("up -d --scale web=3")
        killed_at(project, "up -d --scale web=1", call, True)
        as_declared(project, f"a kill after {call}", web="running")
    gone(project, "all of it")


@scenario("killed in the middle of down: down takes the rest, and up brings all back")
def in_a_down(project):
    project.compose(SHOP)
    calls = ("/stop", "DELETE /containers", "DELETE /networks", "DELETE /volumes")
    for number, call in enumerate(calls):
        what = f"a kill after {call} of down"
        project.run("up -d")
        killed_at(project, "down -v -t 0", call, True)
        if number % 2 == 0:
            as_declared(project, what, db="running", web="running")
        gone(project, what)
