"""up, down, ps, start, stop, restart, scale; what is recreated and what is left alone."""

import json
import time

from harness import expect
from harness.scenario import scenario

TWO = """
    services:
      web:
        image: ${IMAGE}
        depends_on: [db]
        environment:
          LEVEL: ${LEVEL:-info}
      db:
        image: ${IMAGE}
        volumes: [data:/data]
    volumes:
      data:
    """


@scenario("up makes network, volume and containers; down takes containers and network; down -v the volume too")
def up_and_down(project):
    project.compose(TWO)
    project.run("up -d")
    project.expect_state(web="running", db="running")
    expect.equal(project.networks(), {"default"}, "networks")
    expect.equal(project.volumes(), {"data"}, "volumes")
    project.run("down")
    expect.equal(project.state(), {}, "containers after down")
    expect.equal(project.networks(), set(), "networks after down")
    expect.equal(project.volumes(), {"data"}, "volumes after down")
    project.run("down -v")
    project.expect_nothing_left()


@scenario("down with nothing there is no error, also twice")
def down_of_nothing(project):
    project.compose(TWO)
    project.run("down -v")
    project.run("down -v")
    project.expect_nothing_left()


@scenario("up writes nothing to standard output: programs read it")
def standard_output_is_clean(project):
    project.compose(TWO)
    for command in ("up -d", "stop", "start", "restart -t 0", "down"):
        expect.equal(project.run(command).out, "", f"standard output of {command}")


@scenario("a second up touches nothing")
def second_up(project):
    project.compose(TWO)
    project.run("up -d")
    before = project.ids(), project.started_at("web")
    project.run("up -d")
    expect.equal((project.ids(), project.started_at("web")), before, "containers and the time of their start")


@scenario("one changed variable recreates that service only")
def recreates_what_changed(project):
    project.compose(TWO)
    project.run("up -d")
    before = project.ids()
    project.run("up -d", environment={"LEVEL": "debug"})
    after = project.ids()
    project.expect_state(web="running", db="running")
    expect.true(after["web-1"] != before["web-1"], "web is a new container")
    expect.equal(after["db-1"], before["db-1"], "db is left alone")
    expect.contains(project.inside("web", "echo $LEVEL"), "debug", "the new container's environment")


@scenario("a change of depends_on alone recreates nothing")
def depends_on_is_no_change(project):
    project.compose("services: {web: {image: '${IMAGE}'}, db: {image: '${IMAGE}'}}")
    project.run("up -d")
    before = project.ids()
    project.compose("services: {web: {image: '${IMAGE}', depends_on: [db]}, db: {image: '${IMAGE}'}}")
    project.run("up -d")
    expect.equal(project.ids(), before, "containers")


@scenario("--force-recreate makes all anew, --no-recreate nothing")
def recreate_options(project):
    project.compose(TWO)
    project.run("up -d")
    first = project.ids()
    project.run("up -d --no-recreate", environment={"LEVEL": "debug"})
    expect.equal(project.ids(), first, "containers after --no-recreate")
    project.run("up -d --force-recreate")
    second = project.ids()
    expect.true(not set(first.values()) & set(second.values()), "all containers are new after --force-recreate")
    project.expect_state(web="running", db="running")


@scenario("up of one service brings what it depends on, and with --no-deps only it")
def named_services(project):
    project.compose(TWO)
    project.run("up -d --no-deps web")
    project.expect_state(web="running")
    project.run("up -d web")
    project.expect_state(web="running", db="running")


@scenario("stop and start keep the containers; stop of one service leaves the others")
def stop_and_start(project):
    project.compose(TWO)
    project.run("up -d")
    before = project.ids()
    project.run("stop web")
    project.expect_state(web="exited", db="running")
    project.run("stop")
    project.expect_state(web="exited", db="exited")
    project.run("start")
    project.expect_state(web="running", db="running")
    expect.equal(project.ids(), before, "containers")


@scenario("stop ends what a restart policy would start again, in its own words and at once")
def stop_against_policy(project):
    project.compose("""
        services:
          web:
            image: ${IMAGE}
            restart: always
            stop_signal: SIGTERM
            stop_grace_period: 10s
            command: [sh, -c, "trap 'exit 3' TERM; while :; do sleep 0.1; done"]
        """)
    project.run("up -d")
    time.sleep(0.3)
    project.run("stop")
    time.sleep(1)
    project.expect_state(web="exited")
    expect.equal(project.exit_code("web"), 3, "exit code of web, which ended itself")


@scenario("up starts what somebody stopped or removed")
def drift(project):
    project.compose(TWO)
    project.run("up -d")
    before = project.ids()
    project.engine.remove_container(before["web-1"])
    project.engine.stop(before["db-1"])
    project.run("up -d")
    project.expect_state(web="running", db="running")
    expect.equal(project.ids()["db-1"], before["db-1"], "db, which was only stopped")


@scenario("restart starts the same containers again")
def restart(project):
    project.compose(TWO)
    project.run("up -d")
    before, started = project.ids(), project.started_at("web")
    project.run("restart web -t 0")
    expect.equal(project.ids(), before, "containers")
    expect.true(project.started_at("web") > started, "web was started again")


@scenario("scale adds replicas with the next numbers and takes the highest away")
def scale(project):
    project.compose("services: {web: {image: '${IMAGE}'}}")
    project.run("up -d --scale web=3")
    project.expect_state(web=["running"] * 3)
    before = project.ids()
    project.run("up -d --scale web=1")
    project.expect_state(web="running")
    expect.equal(project.ids()["web-1"], before["web-1"], "the first replica")


@scenario("deploy.replicas is the number of containers")
def replicas(project):
    project.compose("services: {web: {image: '${IMAGE}', deploy: {replicas: 2}}}")
    project.run("up -d")
    project.expect_state(web=["running"] * 2)


@scenario("--no-start creates and does not start; up then starts the same containers")
def no_start(project):
    project.compose(TWO)
    project.run("up --no-start")
    project.expect_state(web="created", db="created")
    before = project.ids()
    project.run("up -d")
    project.expect_state(web="running", db="running")
    expect.equal(project.ids(), before, "containers")


@scenario("down --rmi local removes what was built and keeps what was named")
def remove_images(project):
    project.compose("services: {web: {build: .}, db: {image: '${IMAGE}'}}")
    project.write("Dockerfile", f"FROM {project.environment['IMAGE']}\n")
    project.run("up -d")
    built = f"{project.name}-web"
    expect.true(project.engine.image(built), "the built image is there")
    project.run("down --rmi local")
    expect.true(not project.engine.image(built), "the built image is gone")
    expect.true(project.engine.image(project.environment["IMAGE"]), "the named image stays")


@scenario("ps: running ones, -a all, -q ids, --services, --status, json for programs")
def ps(project):
    project.compose("""
        services:
          web: {image: "${IMAGE}"}
          job: {image: "${IMAGE}", command: ["true"]}
        """)
    project.run("up -d")
    expect.eventually(project.state, {"web-1": "running", "job-1": "exited"}, "job ends")
    expect.contains(project.run("ps").out, f"{project.name}-web-1")
    expect.lacks(project.run("ps").out, f"{project.name}-job-1")
    expect.contains(project.run("ps -a").out, f"{project.name}-job-1")
    expect.equal(project.run("ps -q").out.split(), [project.ids()["web-1"]], "ids of ps -q")
    expect.equal(project.run("ps --services").out.split(), ["web"], "services of ps --services")
    expect.contains(project.run("ps --status exited").out, f"{project.name}-job-1")
    lines = [json.loads(line) for line in project.run("ps -a --format json").out.splitlines()]
    expect.equal({line["Service"]: line["State"] for line in lines}, {"web": "running", "job": "exited"}, "json")
    expect.equal({line["Project"] for line in lines}, {project.name}, "json: project")


@scenario("the file of the folder is found from a subfolder, -f names another, and -p another project")
def which_file(project):
    project.compose("services: {web: {image: '${IMAGE}'}}")
    (project.folder / "below").mkdir()
    project.run("up -d", folder=project.folder / "below")
    project.expect_state(web="running")
    project.compose("services: {other: {image: '${IMAGE}'}}", file="other.yaml")
    expect.equal(project.run("-f other.yaml config --services").out.split(), ["other"], "services of -f other.yaml")
    project.run(f"-p {project.name} down", folder="/", environment={"COMPOSE_PROJECT_NAME": "something-else"})
    project.expect_nothing_left()


@scenario("a grace period is kept: a container that ends itself in time is not killed")
def grace_period(project):
    project.compose("""
        services:
          web:
            image: ${IMAGE}
            command: [sh, -c, "trap 'sleep 0.5; exit 7' TERM; sleep inf & wait"]
            stop_signal: SIGTERM
            stop_grace_period: 10s
          stubborn:
            image: ${IMAGE}
            command: [sh, -c, "trap '' TERM; sleep inf & wait"]
            stop_signal: SIGTERM
            stop_grace_period: 1s
        """)
    project.run("up -d")
    stopped = project.run("stop")
    expect.equal(project.exit_code("web"), 7, "exit code of what ended itself")
    expect.equal(project.exit_code("stubborn"), 137, "exit code of what had to be killed")
    expect.at_most(stopped.seconds, 9, "seconds that stop took")
