"""Berth as `docker compose` and as `docker-compose`."""

import json
import os
import signal

from harness import expect, plugin
from harness.scenario import scenario

ONE = 'services: {web: {image: "${IMAGE}"}, db: {image: "${IMAGE}", profiles: [extra]}}'


@scenario("docker compose up, ps, exec and down are Berth's, with docker's own options before them")
def docker_compose(project):
    project.compose(ONE)
    docker = plugin.docker(project)
    expect.contains(project.run("compose version", program=docker).out, "Berth", "docker compose version")
    project.run("compose up -d", program=docker)
    project.expect_state(web="running")
    host = project.environment.pop("DOCKER_HOST")
    project.environment["DOCKER_HOST"] = "unix:///nowhere.sock"
    names = project.run(f"-H {host} -l error compose ps --format {{{{.Service}}}}", program=docker).out
    expect.equal(names.split(), ["web"], "services that docker -H … compose ps shows")
    project.environment["DOCKER_HOST"] = host
    failed = project.attempt("compose exec -T web sh -c 'exit 7'", program=docker)
    expect.equal(failed.code, 7, "exit code that is passed on")
    expect.contains(project.run("compose up --help", program=docker).out, "Usage: docker compose up", "the help")
    expect.contains(project.run("help compose", program=docker).out, "Usage: docker compose", "docker help compose")
    expect.contains(project.fails("compose upp", program=docker).err, 'did you mean "up"', "a slip")
    project.run("compose down", program=docker)
    project.expect_nothing_left()


@scenario("docker that is told to end ends the command of its plugin, though no signal reaches that")
def cancel_socket(project):
    project.compose(ONE)
    docker = plugin.docker(project)
    up = project.start("compose up", program=docker)
    expect.eventually(lambda: project.state().get("web-1"), "running", "web")
    os.kill(up.process.pid, signal.SIGTERM)  # docker alone
    expect.true(up.wait(30).code != 0, "docker tells that it was ended")
    project.expect_state(web="exited")


@scenario("the answers to docker's questions: who it is, what could come next, hints after commands")
def questions(project):
    project.compose(ONE)
    compose = plugin.standalone(project)
    answer = json.loads(project.run("docker-cli-plugin-metadata", program=compose).out)
    expect.equal(answer["SchemaVersion"], "0.1.0", "the schema")
    expect.true(answer["Vendor"] and answer["Version"] and answer["ShortDescription"], f"all there: {answer}")
    by_docker = {"DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND": "docker"}

    def complete(words):
        return project.run(f"__complete {words}", program=compose, environment=by_docker).out.splitlines()

    expect.equal(complete("compose up --wa"), complete("compose up --wa"), "it is always the same")
    expect.true(any(line.startswith("--wait\t") for line in complete("compose up --wa")), "options with their texts")
    expect.equal(complete("compose ex")[-1], ":4", "no file names")
    expect.equal(complete("compose logs ''"), ["db", "web", ":4"], "services")
    expect.equal(complete("compose --profile ''"), ["extra", ":4"], "profiles")
    project.write("broken/compose.yaml", "services: [")
    expect.equal(complete("compose -f broken/compose.yaml logs ''"), [":4"], "of a project that cannot be read")
    hooks = """compose docker-cli-plugin-hooks '{"RootCmd":"compose up","Flags":{"d":""},"CommandError":""}'"""
    expect.equal(project.run(hooks, program=compose, environment=by_docker).out, "", "hints")


@scenario("install-plugin replaces nothing that is not Berth's unless forced, and gives it back")
def install(project):
    folder = project.home / "docker-config"
    project.environment["DOCKER_CONFIG"] = str(folder)
    link = folder / "cli-plugins/docker-compose"
    told = project.run("install-plugin --dry-run").out
    expect.contains(told, "would link", "what --dry-run says")
    expect.true(not folder.exists(), "nothing was made")
    project.run("install-plugin")
    expect.equal(os.readlink(link), project.berth, "the link")
    expect.contains(project.run("install-plugin").out, "already", "a second time")
    project.run("install-plugin --remove")
    expect.true(not link.is_symlink(), "the link is gone")
    expect.contains(project.run("install-plugin --remove").out, "nothing to remove", "a second time")
    link.write_text("somebody's")
    expect.contains(project.fails("install-plugin").err, "--force", "what the refusal says")
    expect.contains(project.fails("install-plugin --remove").err, "not Berth's", "what the refusal says")
    expect.equal(link.read_text(), "somebody's", "the other program")
    project.run("install-plugin --force")
    expect.equal(os.readlink(link), project.berth, "the link")
    project.run("install-plugin --remove")
    expect.equal(link.read_text(), "somebody's", "the other program, back in its place")
