"""Programs beside the engine: providers of services, Docker's model runner; and the engine's socket in a container."""

import json

from harness import expect
from harness.scenario import scenario

PROVIDER = r"""#!/bin/sh
echo "$@" >> "$HOME/calls"
case "$2 $4" in
  "metadata ") echo '{"description": "ships", "up": {"parameters": [{"name": "size", "required": true}]}, "down": {}, "stop": {}}' ;;
  *) case "$3" in
    up)
      [ -e "$HOME/sunk" ] && { echo '{"type": "error", "message": "the ship has sunk"}'; exit 1; }
      echo '{"type": "info", "message": "rigging"}'
      echo '{"type": "setenv", "message": "URL=ship://'"$(cat "$HOME/harbour")"'"}' ;;
  esac ;;
esac
exit 0
"""

MODEL = r"""#!/bin/sh
echo "$@" >> "$HOME/calls"
case "$1" in
  ls) echo '[]' ;;
  status) echo '{"endpoint": "http://runner/v1/"}' ;;
esac
"""


def plugin(project, name, text):
    path = project.home / ".docker/cli-plugins" / f"docker-{name}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def calls(project):
    path = project.home / "calls"
    return [line for line in path.read_text().splitlines() if "metadata" not in line] if path.exists() else []


@scenario("provider: run by up, stop and down; its variables reach those that depend on it, and a new value makes them anew")
def provider(project):
    plugin(project, "ship", PROVIDER)
    (project.home / "harbour").write_text("hamburg")
    project.compose("""
        services:
          boat: {provider: {type: ship, options: {size: big, unknown: x}}}
          web: {image: "${IMAGE}", depends_on: [boat]}
          other: {image: "${IMAGE}"}
        """)
    planned = project.run("plan").out
    expect.contains(planned, "run ship up", "the plan")
    expect.equal(calls(project), [], "what the plan ran")
    project.run("up -d")
    expect.equal(calls(project), [f"compose --project-name={project.name} up --size=big boat"], "calls of the provider")
    expect.equal(project.inside("web", "echo $BOAT_URL"), "ship://hamburg", "the variable")
    expect.equal(project.inside("other", "echo ${BOAT_URL-none}"), "none", "the variable elsewhere")
    before = project.ids()
    project.run("up -d")
    expect.equal(project.ids(), before, "containers after a second up")
    expect.contains(project.run("plan").out, "recreated if boat sets other variables", "the plan")
    (project.home / "harbour").write_text("bremen")
    project.run("up -d")
    expect.equal(project.inside("web", "echo $BOAT_URL"), "ship://bremen", "the changed variable")
    expect.equal(project.ids()["other-1"], before["other-1"], "the container that depends on nothing")
    project.run("stop")
    project.run("down")
    expect.equal(
        calls(project)[-2:],
        [f"compose --project-name={project.name} stop boat", f"compose --project-name={project.name} down boat"],
        "the last calls of the provider",
    )


@scenario("keep puts right what depends on a provider without running it again")
def kept(project):
    plugin(project, "ship", PROVIDER)
    (project.home / "harbour").write_text("hamburg")
    project.compose("""
        services:
          boat: {provider: {type: ship, options: {size: big}}}
          web: {image: "${IMAGE}", depends_on: [boat]}
        """)
    command = project.start("keep")
    command.says("holding", within=40)
    before = project.started_at("web")
    project.engine.kill(project.ids()["web-1"])
    expect.eventually(lambda: project.state() == {"web-1": "running"} and project.started_at("web") > before, True,
                      "web runs again", 30)
    expect.equal(project.inside("web", "echo $BOAT_URL"), "ship://hamburg", "the variable")
    command.interrupt()
    expect.equal(command.wait(20).code, 0, "exit code of keep")
    expect.equal(len(calls(project)), 1, "calls of the provider")


@scenario("a provider that fails keeps everything from starting, and one that is not there is an error with its place")
def bad_provider(project):
    plugin(project, "ship", PROVIDER)
    (project.home / "sunk").write_text("")
    project.compose("""
        services:
          boat: {provider: {type: ship, options: {size: big}}}
          web: {image: "${IMAGE}", depends_on: [boat]}
        """)
    expect.contains(project.fails("up -d").err, "the ship has sunk", "the message")
    project.expect_nothing_left()
    project.compose('services:\n  boat:\n    provider: {type: submarine}\n  web: {image: "${IMAGE}", depends_on: [boat]}\n')
    failed = project.fails("up -d").err
    expect.matches(failed, r"compose\.yaml:3:5: error: services\.boat\.provider: there is no program", "the message")
    expect.contains(failed, "install docker-submarine", "the message")


@scenario("models: pulled, configured, and told to the services that use them; without the runner an error with its place")
def models(project):
    project.compose("""
        services:
          web:
            image: ${IMAGE}
            models:
              small-one:
              other: {endpoint_var: WHERE, model_var: WHICH}
        models:
          small-one: {model: ai/small, context_size: 2048}
          other: {model: ai/other}
        """)
    failed = project.fails("up -d").err
    expect.matches(failed, r"compose\.yaml:4:5: error: services\.web\.models: ", "the message")
    expect.contains(failed, "docker-model", "the message")
    plugin(project, "model", MODEL)
    project.run("up -d")
    told = project.inside("web", "echo $SMALL_ONE_MODEL $SMALL_ONE_URL $WHICH $WHERE")
    expect.equal(told, "ai/small http://runner/v1/ ai/other http://runner/v1/", "the variables")
    for call in ("pull ai/small", "configure --context-size 2048 ai/small", "configure ai/other"):
        expect.true(call in calls(project), f"the runner was asked to {call}: {calls(project)}")
    before = project.ids()
    project.run("up -d")
    expect.equal(project.ids(), before, "containers after a second up")


@scenario("use_api_socket gives a container the engine's socket and the user's credentials, and shows them nowhere")
def api_socket(project):
    docker = project.home / ".docker"
    docker.mkdir()
    (docker / "config.json").write_text(json.dumps({"auths": {"localhost:5000": {"auth": "bWU6aHVudGVyMg=="}}}))
    project.compose("""
        services:
          web: {image: "${IMAGE}", use_api_socket: true}
          other: {image: "${IMAGE}"}
        """)
    told = project.run("up -d").text
    expect.equal(project.inside("web", "test -S /var/run/docker.sock && echo $DOCKER_CONFIG"), "/run/secrets/docker", "DOCKER_CONFIG")
    credentials = json.loads(project.inside("web", "cat $DOCKER_CONFIG/config.json"))
    expect.equal(credentials["auths"]["localhost:5000"]["auth"], "bWU6aHVudGVyMg==", "the credentials")
    expect.equal(project.inside("other", "test -e /var/run/docker.sock || echo none"), "none", "the socket elsewhere")
    before = project.ids()
    told += project.run("up -d").text + project.run("plan --format json").out
    expect.equal(project.ids(), before, "containers after a second up")
    for secret in ("hunter2", "bWU6aHVudGVyMg"):
        expect.lacks(told, secret, "what up says")


@scenario("use_api_socket with an engine that is not on a unix socket is an error with its place")
def no_socket(project):
    project.compose("""
        services:
          web:
            image: ${IMAGE}
            use_api_socket: true
        """)
    failed = project.fails("plan", environment={"DOCKER_HOST": "tcp://127.0.0.1:9"})
    expect.matches(failed.err, r"compose\.yaml:4:5: error: services\.web\.use_api_socket: ", "the message")
