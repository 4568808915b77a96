"""One project, two programs: what Docker Compose started Berth shows and takes down, and the other way round.
BERTH_TEST_PEER is the path of a docker-compose; without it these are skipped."""

import json
import os

from harness import expect
from harness.scenario import scenario, skip

# On Podman 4 Docker Compose recreates every container at each up, its own too.
WHERE_IT_WORKS = ("docker",)

FILE = """
    services:
      web:
        image: ${IMAGE}
        depends_on: [db]
        environment: {LEVEL: "${LEVEL:-info}", EMPTY: ""}
        ports: ["127.0.0.1::80"]
        labels: {colour: red}
        networks: {default: {aliases: [front]}, back: {}}
      db:
        image: ${IMAGE}
        volumes: ["data:/data"]
        healthcheck: {test: [CMD, "true"], interval: 1m30s, retries: 3}
        deploy: {replicas: 2}
    networks: {back: {}}
    volumes: {data: {}}
    """


def peer():
    return os.environ.get("BERTH_TEST_PEER") or skip("BERTH_TEST_PEER names no docker-compose")


@scenario("what Docker Compose started is shown, left alone by up, and taken down", engines=WHERE_IT_WORKS)
def started_by_the_other(project):
    project.compose(FILE)
    project.run("up -d", program=peer())
    project.expect_state(web="running", db=["running"] * 2)
    before = project.ids()
    shown = [json.loads(line)["Name"] for line in project.run("ps --format json").out.splitlines()]
    expect.equal(sorted(shown), [f"{project.name}-{name}" for name in ("db-1", "db-2", "web-1")], "names that ps shows")
    project.run("up -d")
    expect.equal(project.ids(), before, "containers after up")
    project.run("down -v")
    project.expect_nothing_left()


@scenario("what Berth started is shown, left alone by up, and taken down by Docker Compose", engines=WHERE_IT_WORKS)
def started_by_berth(project):
    project.compose(FILE)
    project.run("up -d")
    project.expect_state(web="running", db=["running"] * 2)
    before = project.ids()
    shown = [json.loads(line)["Name"] for line in project.run("ps --format json", program=peer()).out.splitlines()]
    expect.equal(sorted(shown), [f"{project.name}-{name}" for name in ("db-1", "db-2", "web-1")], "names that ps shows")
    project.run("up -d", program=peer())
    expect.equal(project.ids(), before, "containers after up")
    project.run("down -v", program=peer())
    project.expect_nothing_left()


@scenario("stop, start and logs work on the other's containers; a change recreates that service alone", engines=WHERE_IT_WORKS)
def in_turns(project):
    project.compose(FILE)
    project.run("up -d", program=peer())
    before = project.ids()
    project.run("stop web")
    project.expect_state(web="exited", db=["running"] * 2)
    project.run("start web", program=peer())
    project.run("logs")
    project.run("up -d", environment={"LEVEL": "debug"})
    after = project.ids()
    expect.equal({name for name in after if after[name] != before[name]}, {"web-1"}, "containers that are new")
    project.run("up -d", program=peer(), environment={"LEVEL": "debug"})
    expect.equal(project.ids(), after, "containers after the other's up")
    project.run("down -v")
    project.expect_nothing_left()


def configuration_hashes(project):
    return {project.key(c): c["Labels"]["com.docker.compose.config-hash"] for c in project.containers()}


@scenario("variables of a provider and the engine's socket count for both alike", engines=WHERE_IT_WORKS)
def programs(project):
    plugin = project.home / ".docker/cli-plugins/docker-ship"
    plugin.parent.mkdir(parents=True)
    plugin.write_text("""#!/bin/sh
        [ "$3" = up ] && echo '{"type": "setenv", "message": "URL=ship://harbour"}'
        exit 0
        """.replace("\n        ", "\n"))
    plugin.chmod(0o755)
    (project.home / ".docker/config.json").write_text("{}")
    # The other mounts /var/run/docker.sock, whatever engine it talks to, and an engine elsewhere would make a folder there.
    usual = project.engine.socket == "/var/run/docker.sock"
    project.compose("""
        services:
          boat: {provider: {type: ship}}
          web: {image: "${IMAGE}", depends_on: [boat]}
        """ + ('  api: {image: "${IMAGE}", use_api_socket: true}\n' if usual else ""))
    project.run("up -d")
    before = project.ids()
    hashes = configuration_hashes(project)
    project.run("up -d", program=peer())
    expect.equal(project.ids(), before, "containers after the other's up")
    project.run("up -d --force-recreate", program=peer())
    expect.equal(configuration_hashes(project), hashes, "configuration hashes")
    before = project.ids()
    project.run("up -d")
    expect.equal(project.ids()["web-1"], before["web-1"], "the container with a variable of the provider")
    project.run("down")
    project.expect_nothing_left()


@scenario("down by name alone takes away what Docker Compose started", engines=WHERE_IT_WORKS)
def down_by_name(project):
    project.compose(FILE)
    project.run("up -d", program=peer())
    project.run(f"-p {project.name} down -v", folder="/")
    project.expect_nothing_left()
