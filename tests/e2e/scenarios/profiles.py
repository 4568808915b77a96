"""Profiles: which services are meant."""

from harness import expect
from harness.scenario import scenario

FILE = """
    services:
      web: {image: "${IMAGE}"}
      debugger: {image: "${IMAGE}", profiles: [debug]}
      tool: {image: "${IMAGE}", profiles: [tools], depends_on: [helper]}
      helper: {image: "${IMAGE}", profiles: [tools]}
    """


@scenario("without a profile the services that have none; with --profile or COMPOSE_PROFILES those too")
def chosen(project):
    project.compose(FILE)
    project.run("up -d")
    project.expect_state(web="running")
    project.run("--profile debug up -d")
    project.expect_state(web="running", debugger="running")
    project.run("up -d", environment={"COMPOSE_PROFILES": "tools"})
    project.expect_state(web="running", debugger="running", tool="running", helper="running")
    project.run("--profile '*' down")
    project.expect_nothing_left()


@scenario("naming a service turns its profile on, and with it what it depends on")
def named(project):
    project.compose(FILE)
    project.run("up -d tool")
    project.expect_state(tool="running", helper="running")


@scenario("containers of another profile are no orphans")
def left_alone(project):
    project.compose(FILE)
    project.run("--profile debug up -d")
    again = project.run("up -d --remove-orphans")
    expect.lacks(again.err, "orphan", "what up says")
    project.expect_state(web="running", debugger="running")


@scenario("config lists the profiles, and the services of the chosen ones")
def listed(project):
    project.compose(FILE)
    expect.equal(project.run("config --profiles").out.split(), ["debug", "tools"], "profiles")
    expect.equal(project.run("config --services").out.split(), ["web"], "services")
    expect.equal(sorted(project.run("--profile debug config --services").out.split()), ["debugger", "web"], "services")
