"""plan: what up would do, and why; it changes nothing."""

import json

from harness import expect
from harness.scenario import scenario

FILE = """
    services:
      web:
        image: ${IMAGE}
        depends_on: {db: {condition: service_healthy}}
        environment: {LEVEL: "${LEVEL:-info}", API_TOKEN: "${TOKEN:-hunter1}"}
      db:
        image: ${IMAGE}
        healthcheck: {test: [CMD, "true"], interval: 1s}
        volumes: ["data:/data"]
      other: {image: "${IMAGE}"}
    volumes: {data: {}}
    """


@scenario("before up it lists network, volume, containers and the gate, and makes none of them")
def before_up(project):
    project.compose(FILE)
    shown = project.run("plan").out
    for part in ("default", "data", "web", "db", "other", "healthy"):
        expect.contains(shown, part, "the plan")
    project.expect_nothing_left()


@scenario("after up there is nothing to do")
def after_up(project):
    project.compose(FILE)
    project.run("up -d")
    expect.contains(project.run("plan").out, "nothing to do", "the plan")
    expect.equal(json.loads(project.run("plan --format json").out)["steps"], [], "steps of the plan as JSON")


@scenario("after a change it names the variable with both values and recreates that service only")
def after_a_change(project):
    project.compose(FILE)
    project.run("up -d")
    before = project.ids()
    shown = project.run("plan", environment={"LEVEL": "debug"}).out
    expect.matches(shown, r"LEVEL.*info.*debug", "the plan")
    plan = json.loads(project.run("plan --format json", environment={"LEVEL": "debug"}).out)
    touched = {change["resource"].get("service") for change in plan["changes"]
               if change["kind"] not in ("up_to_date", "wait")}
    expect.equal(touched, {"web"}, f"services that are changed by {plan['changes']}")
    expect.equal(project.ids(), before, "containers")


@scenario("up --explain says what changes and why, and then does it")
def explained(project):
    project.compose('services: {web: {image: "${IMAGE}", environment: {LEVEL: info}}}')
    project.run("up -d")
    project.compose('services: {web: {image: "${IMAGE}", environment: {LEVEL: debug}}}')
    before = project.ids()
    told = project.run("up -d --explain")
    expect.contains(told.err, "environment.LEVEL: info → debug", "what up tells")
    expect.equal(told.out, "", "standard output")
    expect.true(project.ids() != before, "the container is another one")


@scenario("plan --dot and --svg draw the services with what they need, and what changes")
def drawn(project):
    project.compose("""
        services:
          web: {image: "${IMAGE}", depends_on: {db: {condition: service_healthy}}}
          db: {image: "${IMAGE}", healthcheck: {test: "true"}}
        """)
    dot = project.run("plan --dot").out
    for part in ("digraph", "web", "healthy", "create"):
        expect.contains(dot, part, "the graph")
    expect.true(project.run("plan --svg").out.startswith("<svg "), "a picture")
    expect.contains(project.fails("plan --dot --svg").err, "--svg", "the message")


@scenario("the values of secret-looking variables are not shown")
def secrets(project):
    project.compose(FILE)
    project.run("up -d")
    for form in ("plan", "plan --format json"):
        shown = project.run(form, environment={"TOKEN": "hunter2"}).text
        expect.contains(shown, "API_TOKEN", form)
        expect.lacks(shown, "hunter", form)


@scenario("what somebody stopped or removed is planned to be put right, with that cause")
def after_drift(project):
    project.compose(FILE)
    project.run("up -d")
    project.engine.stop(project.ids()["db-1"])
    project.engine.remove_container(project.ids()["other-1"])
    shown = project.run("plan").out
    expect.matches(shown, r"db.*(\n.*)?exited", "the plan")
    expect.contains(shown, "other", "the plan")


@scenario("--dry-run of up and down does nothing")
def dry_run(project):
    project.compose(FILE)
    project.run("--dry-run up -d")
    project.expect_nothing_left()
    project.run("up -d")
    before = project.ids()
    project.run("--dry-run down -v")
    expect.equal(project.ids(), before, "containers")
    expect.equal(project.volumes(), {"data"}, "volumes")


@scenario("the options of up shape the plan")
def options(project):
    project.compose(FILE)
    project.run("up -d")
    expect.contains(project.run("plan --force-recreate other").out, "other", "the plan of --force-recreate")
    shown = project.run("plan --scale other=3").out
    for name in ("other-2", "other-3"):
        expect.contains(shown, name, "the plan of --scale")
