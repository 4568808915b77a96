"""ls, port, images, top, volumes, stats, events: what they print, in every form that programs read."""

import json
import time

from harness import expect
from harness.project import free_port
from harness.scenario import scenario


@scenario("ls: the project with its states and file; -a those that are stopped; filters; templates")
def ls(project):
    project.compose("services: {web: {image: '${IMAGE}', scale: 2}}")
    project.run("up -d")

    def listed(options=""):
        found = json.loads(project.run(f"ls --format json --filter name=^{project.name}$ {options}").out)
        return [(p["Name"], p["Status"], p["ConfigFiles"]) for p in found]

    file = str(project.folder / "compose.yaml")
    expect.equal(listed(), [(project.name, "running(2)", file)], "project")
    expect.contains(project.run("ls").out, "NAME")
    expect.contains(project.run("ls -q").out.splitlines(), project.name, "names")
    template = project.run(f"ls --filter name={project.name} --format '{{{{.Name}}}} is {{{{.Status}}}}'").out
    expect.equal(template, f"{project.name} is running(2)\n", "template")
    project.run("stop -t 0")
    expect.equal(listed(), [], "without -a, stopped")
    expect.equal(listed("-a"), [(project.name, "exited(2)", file)], "with -a")
    expect.contains(project.fails("ls --filter x=y").err, "name=PATTERN")


@scenario("port: where a port is published, of which container, and what is published when it is not")
def port(project):
    number = free_port()
    project.compose(f"services: {{web: {{image: '${{IMAGE}}', ports: ['127.0.0.1:{number}:80', '53/udp']}}, db: {{image: '${{IMAGE}}', scale: 2}}}}")
    project.run("up -d")
    expect.equal(project.run("port web 80").out, f"127.0.0.1:{number}\n", "port")
    expect.equal(project.run("port --index 1 --protocol tcp web 80").out, f"127.0.0.1:{number}\n", "port by number")
    expect.matches(project.run("port --protocol udp web 53").out, r"^0\.0\.0\.0:\d+$")
    missing = project.fails("port web 81")
    expect.equal(missing.out, "", "standard output")
    expect.contains(missing.err, "no port 81/tcp for container")
    project.fails("port web eighty")


@scenario("images: the containers' images as a table, an array, ids")
def images(project):
    project.compose("services: {web: {image: '${IMAGE}', scale: 2}}")
    project.run("up -d")
    found = json.loads(project.run("images --format json").out)
    expect.equal(sorted(i["ContainerName"] for i in found), [f"{project.name}-web-{n}" for n in (1, 2)], "containers")
    image = project.engine.image(project.environment["IMAGE"])
    expect.equal({i["ID"].removeprefix("sha256:") for i in found}, {image["Id"].removeprefix("sha256:")}, "ids")
    names = {f"{i['Repository']}:{i['Tag']}".removeprefix("docker.io/") for i in found}  # which Podman writes before it
    expect.equal(names, {project.environment["IMAGE"]}, "names")
    expect.equal({type(i["Size"]) for i in found}, {int}, "sizes are numbers")
    expect.equal(project.run("images -q").out.strip(), image["Id"].removeprefix("sha256:"), "ids, each once")
    expect.contains(project.run("images").out.splitlines()[0], "REPOSITORY")


@scenario("top: processes of every container in one table")
def top(project):
    project.compose("services: {web: {image: '${IMAGE}'}, db: {image: '${IMAGE}', command: [sleep, '987654']}}")
    project.run("up -d")
    lines = project.run("top").out.splitlines()
    expect.equal(lines[0].split()[:2], ["SERVICE", "#"], "the first columns")
    expect.equal([line.split()[0] for line in lines[1:]], ["db", "web"], "services")
    expect.contains(lines[1], "sleep 987654")
    expect.equal(len(project.run("top db").out.splitlines()), 2, "lines of one service")
    project.run("stop -t 0")
    expect.equal(project.run("top").out, "", "what is said when nothing runs")


@scenario("volumes: all of the project, those of one service, as names and JSON")
def volumes(project):
    project.compose("services: {web: {image: '${IMAGE}', volumes: ['data:/d']}, db: {image: '${IMAGE}', volumes: ['store:/s']}}\nvolumes: {data: {}, store: {}}")
    project.run("up -d")
    names = [f"{project.name}_data", f"{project.name}_store"]
    expect.equal(project.run("volumes -q").out.split(), names, "names")
    expect.equal(project.run("volumes -q db").out.split(), names[1:], "names of one service")
    found = [json.loads(line) for line in project.run("volumes --format json").out.splitlines()]
    expect.equal([(v["Name"], v["Driver"]) for v in found], [(name, "local") for name in names], "as JSON")
    expect.contains(found[0]["Labels"], "com.docker.compose.volume=data")
    label = project.run("""volumes --format 'table {{.Name}}\\t{{.Label "com.docker.compose.volume"}}'""").out
    expect.equal([line.split() for line in label.splitlines()], [["VOLUME", "NAME", "VOLUME"], [names[0], "data"], [names[1], "store"]], "a table of one's own")


@scenario("stats: one look as a table, as JSON, as a template")
def stats(project):
    project.compose("services: {web: {image: '${IMAGE}'}, db: {image: '${IMAGE}'}}")
    project.run("up -d")
    found = [json.loads(line) for line in project.run("stats --no-stream --format json").out.splitlines()]
    expect.equal([s["Name"] for s in found], [f"{project.name}-{s}-1" for s in ("db", "web")], "containers")
    expect.equal(sorted(found[0]), ["BlockIO", "CPUPerc", "Container", "ID", "MemPerc", "MemUsage", "Name", "NetIO", "PIDs"], "fields")
    expect.matches(found[0]["MemUsage"], r"^[\d.]+[KMG]?i?B / [\d.]+[KMGT]iB$")
    quoted = project.run("""stats --no-stream --format '"{{ json . }}"' web""").out
    expect.matches(quoted, r'^"\{.*\}"$')
    expect.contains(project.run("stats --no-stream").out.splitlines()[0], "MEM USAGE / LIMIT")
    project.run("stop -t 0 web")
    gone = project.run("stats --no-stream -a --format '{{.Name}} {{.CPUPerc}}'").out
    expect.contains(gone, f"{project.name}-web-1 --")


@scenario("stats goes on until it is interrupted")
def stats_stream(project):
    project.compose("services: {web: {image: '${IMAGE}'}}")
    project.run("up -d")
    command = project.start("stats --format '{{.Name}}'")
    expect.eventually(lambda: command.out.count("-web-1") >= 2, True, "two samples", within=20)
    command.interrupt()
    expect.equal(command.wait(5).code, 130, "exit code")


@scenario("events: as they happen, as JSON, of one service; the past up to a time, and then the end")
def events(project):
    project.compose("services: {web: {image: '${IMAGE}'}, db: {image: '${IMAGE}'}}")
    project.run("up -d")
    begin = time.time()
    command = project.start("events --json web")
    time.sleep(0.5)  # the subscription is made in its own time, and nothing tells when
    project.run("restart -t 0")
    expect.eventually(lambda: '"action":"start"' in command.out, True, "the start is told")
    command.interrupt()
    expect.equal(command.wait(5).code, 130, "exit code")
    found = [json.loads(line) for line in command.out.splitlines()]
    expect.equal({e["service"] for e in found}, {"web"}, "services")
    expect.equal(sorted(found[0]), ["action", "attributes", "id", "service", "time", "type"], "fields")
    expect.equal([k for e in found for k in e["attributes"] if k.startswith("com.docker.compose.")], [], "labels of compose")
    past = project.run(f"events --since {begin:.3f} --until {time.time():.3f} db").out
    expect.matches(past, rf"^\d{{4}}-\d\d-\d\d [\d:.]+ container start [0-9a-f]{{64}} \(.*name={project.name}-db-1")


@scenario("ps prints templates, too", engines=("docker",))  # the same code on every engine
def ps_templates(project):
    project.compose("services: {web: {image: '${IMAGE}'}}")
    project.run("up -d")
    name = f"{project.name}-web-1"
    expect.equal(project.run("ps --format '{{.Name}} {{.State | upper}}'").out, f"{name} RUNNING\n", "fields and functions")
    expect.equal(json.loads(project.run("ps --format '{{ json . }}'").out)["Service"], "web", "json")
    expect.equal(project.run("""ps --format '{{.Label "com.docker.compose.service"}}'""").out, "web\n", "label")
    expect.contains(project.fails("ps --format '{{.Nmae}}'").err, "did you mean .Name?")


@scenario("config -o with --dry-run writes nothing and says what it would write")
def config_dry_run(project):
    project.compose('services: {web: {image: "${IMAGE}"}}')
    expect.contains(project.run("--dry-run config -o out.yaml").out, "would write out.yaml", "what it says")
    expect.true(not (project.folder / "out.yaml").exists(), "the file is not there")
    project.run("config -o out.yaml")
    expect.contains((project.folder / "out.yaml").read_text(), "services:", "the file")
