"""The command lines of the programs that call a compose binary, and what each of them reads from the answers."""

import json
import re

from harness import expect, plugin
from harness.scenario import scenario

APP = """
    services:
      web:
        image: "${IMAGE}"
        command: sh -c 'echo web is here; exec httpd -f -p 80 -h /etc'
        ports: ["127.0.0.1::80"]
        environment: {WORD: "a$$b<c>"}
        depends_on: [db]
      db:
        image: "${IMAGE}"
        volumes: ["data:/data"]
        healthcheck: {test: "true", interval: 1s}
    volumes: {data: }
    """


def lines_of_json(text):
    return [json.loads(line) for line in text.splitlines()]


def silent(project, arguments, program):
    """Progress belongs to standard error: callers read standard output."""
    expect.equal(project.run(arguments, program=program).out, "", f"standard output of `{arguments}`")


@scenario("Spring Boot (spring-boot-docker-compose): version, config, ps, up --wait, stop, start, down")
def spring_boot(project):
    project.compose(APP)
    compose = plugin.standalone(project)
    version = json.loads(project.run("version --format json", program=compose).out)["version"]
    number = [int(part) for part in expect.matches(version, r"^v(\d+)\.(\d+)\.\d+$").groups()]
    expect.true(number >= [2, 24], f"{version} has --orphans")
    before = "--file compose.yaml --ansi never"
    config = json.loads(project.run(f"{before} config --format=json", program=compose).out)
    expect.equal(config["name"], project.name, "the name")
    expect.equal(config["services"]["db"]["image"], project.environment["IMAGE"], "an image")
    expect.equal(config["services"]["web"]["environment"]["WORD"], "a$$b<c>", "a dollar sign, escaped")
    expect.true("command" in config["services"]["db"] and config["services"]["db"]["command"] is None, "null stays")
    expect.equal(project.run(f"{before} ps --orphans=false --format=json", program=compose).out, "", "before up")
    silent(project, f"{before} up --no-color --detach --wait", compose)
    found = lines_of_json(project.run(f"{before} ps --orphans=false --format=json", program=compose).out)
    expect.equal(sorted(each["Service"] for each in found), ["db", "web"], "services that run")
    for each in found:
        full = project.ids()[f"{each['Service']}-1"]
        expect.true(full.startswith(each["ID"]) and len(each["ID"]) == 12, f"{each['ID']} is short for {full}")
        expect.equal(each["State"], "running", f"state of {each['Name']}")
        # Podman writes the registry in front.
        expect.true(each["Image"].endswith(project.environment["IMAGE"]), f"image of {each['Name']}: {each['Image']}")
    expect.contains(project.run(f"{before} logs", program=compose).out, "web is here", "logs")
    silent(project, f"{before} stop --timeout 10", compose)
    project.expect_state(web="exited", db="exited")
    silent(project, f"{before} start", compose)
    project.expect_state(web="running", db="running")
    silent(project, f"{before} down --timeout 1", compose)
    expect.equal(project.state(), {}, "containers")


@scenario("Testcontainers for Java: the project by environment alone, --scale, names and labels, down -v")
def testcontainers_java(project):
    project.compose(APP.replace("127.0.0.1::80", "80"))
    compose = plugin.standalone(project)
    project.environment.update(COMPOSE_PROJECT_NAME=project.name, COMPOSE_FILE=str(project.folder / "compose.yaml"))
    project.run("up -d --build --scale web=2", program=compose, folder=project.home)
    names = sorted(container["Names"][0] for container in project.containers())
    expect.equal(names, [f"/{project.name}-db-1", f"/{project.name}-web-1", f"/{project.name}-web-2"], "names")
    for container in project.containers():
        labels = container["Labels"]
        expect.equal(labels["com.docker.compose.project"], project.name, "label project")
        expect.true(labels["com.docker.compose.service"] and labels["com.docker.compose.container-number"], "labels")
    project.run("down -v --rmi local", program=compose, folder=project.home)
    project.expect_nothing_left()


@scenario("testcontainers-python: up --wait, ps, exec, logs, down --volumes")
def testcontainers_python(project):
    project.compose(APP)
    compose = plugin.standalone(project)
    silent(project, "-f compose.yaml up --wait", compose)
    found = lines_of_json(project.run("-f compose.yaml ps --format json", program=compose).out)
    web = next(each for each in found if each["Service"] == "web")
    expect.equal({"URL", "TargetPort", "PublishedPort", "Protocol"} - set(web["Publishers"][0]), set(), "of a port")
    expect.equal(web["Publishers"][0]["TargetPort"], 80, "the port in the container")
    expect.equal(project.run("-f compose.yaml exec -T db echo hi", program=compose).out, "hi\n", "exec")
    expect.contains(project.run("-f compose.yaml logs web", program=compose).out, "web is here", "logs")
    project.run("-f compose.yaml down --volumes", program=compose)
    project.expect_nothing_left()


@scenario("testcontainers-node and npm docker-compose: every command line with what is parsed of its answer")
def npm_docker_compose(project):
    project.compose(APP)
    compose = plugin.standalone(project)
    p = f"-p {project.name}"
    expect.matches(project.run(f"{p} version --short", program=compose).out, r"^\d+\.\d+\.\d+\n$", "the short version")
    silent(project, f"{p} up --wait -d", compose)
    table = project.run(f"{p} ps", program=compose).out.splitlines()
    expect.equal(table[0].split(), "NAME IMAGE COMMAND SERVICE CREATED STATUS PORTS".split(), "columns of ps")
    expect.equal(len(table), 3, "lines of ps")
    keys = set(lines_of_json(project.run(f"{p} ps --format json", program=compose).out)[0])
    wanted = ("Command CreatedAt ExitCode Health ID Image Labels LocalVolumes Mounts Name Names Networks Ports Project "
              "Publishers RunningFor Service Size State Status")
    expect.equal(set(wanted.split()) - keys, set(), "keys of ps that are missing")
    expect.matches(project.run(f"{p} port web 80", program=compose).out, r"^127\.0\.0\.1:\d+\n$", "port")
    expect.equal(project.run(f"{p} exec -T db echo hi", program=compose).out, "hi\n", "exec")
    expect.contains(project.run(f"{p} config", program=compose).out, f"name: {project.name}\n", "config")
    expect.equal(sorted(project.run(f"{p} config --services", program=compose).out.split()), ["db", "web"], "services")
    expect.equal(project.run(f"{p} config --volumes", program=compose).out, "data\n", "volumes")
    images = json.loads(project.run(f"{p} images --format json", program=compose).out)
    for key in ("ID", "ContainerName", "Repository", "Tag", "Platform", "Size", "Created"):
        expect.true(all(key in each for each in images), f"{key} of images")
    expect.true(isinstance(images[0]["Size"], int), "sizes are numbers of bytes")
    expect.contains(project.run(f"{p} logs web", program=compose).out, "web is here", "logs")
    # The quotes are a part of the argument: npm's docker-compose passes them on.
    stats = project.run(f"""{p} stats --no-stream --format '"{{{{ json . }}}}"' web""", program=compose).out
    expect.matches(stats, r'^"\{.*\}"$', "stats")
    numbers = json.loads(stats.strip()[1:-1])
    expect.equal(set("BlockIO CPUPerc Container ID MemPerc MemUsage Name NetIO PIDs".split()) - set(numbers), set(),
                 "keys of stats that are missing")
    project.run(f"{p} down -v -t 1", program=compose)
    project.expect_nothing_left()


@scenario("pytest-docker: the fixture's command lines, with both channels read as one")
def pytest_docker(project):
    project.compose(APP)
    compose = plugin.standalone(project)
    before = f'-f "{project.folder}/compose.yaml" -p {project.name}'
    project.run(f"{before} up --build --wait", program=compose)
    port = project.run(f"{before} port web 80", program=compose)
    expect.equal(port.err, "", "what else `port` says")
    address = port.out.strip().split(":")
    expect.true(len(address) == 2 and int(address[1]) > 0, f"{port.out!r} is ADDRESS:PORT")
    project.run(f"{before} down -v", program=compose)
    project.expect_nothing_left()


@scenario("python-on-whales: full ids, ports by index and protocol, pause, ls, logs without colours")
def python_on_whales(project):
    project.compose(APP)
    compose = plugin.standalone(project)
    before = f"--file compose.yaml --project-name {project.name}"
    expect.matches(project.run(f"{before} version", program=compose).out, r"version v\d+\.\d+\.\d+", "the version")
    json.loads(project.run(f"{before} config --format json", program=compose).out)
    silent(project, f"{before} up --detach --wait", compose)
    ids = project.run(f"{before} ps --quiet", program=compose).out.split()
    expect.equal(sorted(ids), sorted(project.ids().values()), "full ids")
    port = project.run(f"{before} port --index 1 --protocol tcp web 80", program=compose).out
    expect.matches(port, r"^127\.0\.0\.1:\d+$", "port")
    greeting = project.run(f"{before} exec --index 1 --no-TTY db echo hi", program=compose).out
    expect.equal(greeting, "hi\n", "exec")
    expect.lacks(project.run(f"{before} logs --no-color", program=compose).out, "\x1b", "logs")
    listed = json.loads(project.run("ls --format json", program=compose).out)
    mine = next(each for each in listed if each["Name"] == project.name)
    expect.equal(mine["Status"], "running(2)", "status in ls")
    expect.equal(mine["ConfigFiles"], str(project.folder / "compose.yaml"), "files in ls")
    for command in ("pause", "unpause", "restart web", "down --timeout 1 --volumes"):
        silent(project, f"{before} {command}", compose)
    project.expect_nothing_left()


@scenario("Dev Containers: config of all profiles as YAML, build, up with an override, the labels that it looks for")
def devcontainers(project):
    project.compose("""
        services:
          web:
            build: {context: ., dockerfile_inline: "FROM ${IMAGE}"}
            profiles: [dev]
          db: {image: "${IMAGE}"}
        """)
    project.write("override.yaml", """
        services:
          web:
            entrypoint: ["/bin/sh", "-c", "echo started; exec sleep 1000"]
            labels: ["devcontainer.local_folder=/here"]
        """)
    compose = plugin.standalone(project)
    project.run("version --short", program=compose)
    config = project.run("-f compose.yaml --profile * config", program=compose).out
    expect.matches(config, r"^  web:$", "a service of a profile")
    silent(project, f"--project-name {project.name} -f compose.yaml build web db", compose)
    project.remove_later("image", f"{project.name}-web")
    silent(project, f"--project-name {project.name} -f compose.yaml -f override.yaml up -d web db", compose)
    labels = project.inspect("web")["Config"]["Labels"]
    files = f"{project.folder}/compose.yaml,{project.folder}/override.yaml"
    expect.equal(labels["com.docker.compose.project.config_files"], files, "label config_files")
    expect.equal(labels["devcontainer.local_folder"], "/here", "its own label")
    expect.contains(project.logs("web"), "started", "its entry point")


@scenario("Tilt: up without dependencies, ps -q of stopped ones, events as JSON, rm, down")
def tilt(project):
    project.compose(APP)
    compose = plugin.standalone(project)
    expect.matches(project.run("version", program=compose).out, r"version v?\d+\.\d+\.\d+", "the version")
    silent(project, "up --no-deps --remove-orphans --no-build -d db", compose)
    project.expect_state(db="running")
    events = project.start("events --json", program=compose)
    silent(project, "up --no-deps --remove-orphans --no-build -d --wait web", compose)
    expect.eventually(lambda: '"start"' in events.out, True, "an event of the start")
    event = next(each for each in lines_of_json(events.out) if each["action"] == "start")
    expect.equal(set(event) >= {"time", "type", "service", "id", "action", "attributes"}, True, f"keys of {event}")
    expect.equal(event["service"], "web", "the service of the event")
    events.interrupt()
    silent(project, "stop web", compose)
    expect.equal(project.run("ps -a -q web", program=compose).out.strip(), project.ids()["web-1"], "ps -a -q")
    silent(project, "rm --stop --force web", compose)
    project.expect_state(db="running")
    silent(project, "down --remove-orphans --volumes", compose)
    project.expect_nothing_left()


@scenario("through the docker command line: what Spring, Testcontainers and Dev Containers call first")
def through_docker(project):
    project.compose(APP)
    docker = plugin.docker(project)
    expect.matches(project.run("compose version --format json", program=docker).out, r'^\{"version":"v\d+\.\d+', "version")
    expect.matches(project.run("compose version --short", program=docker).out, r"^\d+\.\d+\.\d+$", "short version")
    silent(project, "compose -f compose.yaml up -d", docker)
    ids = project.run("compose ps -q", program=docker).out.split()
    expect.true(all(re.fullmatch("[0-9a-f]{64}", each) for each in ids) and len(ids) == 2, f"full ids: {ids}")
    listed = project.run(f"ps -q -a --filter label=com.docker.compose.project={project.name}", program=docker).out.split()
    expect.equal(len(listed), 2, "containers that docker itself finds by the label")
    silent(project, "compose down -v", docker)
    project.expect_nothing_left()
