"""run: a container of its own, what it needs before, what is left behind."""

from harness import expect
from harness.project import free_port
from harness.scenario import scenario

ONE = "services: {web: {image: '${IMAGE}'}}"
PREFIX = "com.docker.compose."


def one_offs(project):
    return [c for c in project.containers() if c["Labels"].get(PREFIX + "oneoff") == "True"]


def only_one_off(project):
    found = one_offs(project)
    expect.equal(len(found), 1, "one-off containers")
    return project.engine.inspect(found[0]["Id"])


@scenario("run --rm: output, exit code, and nothing is left but the network")
def run_and_remove(project):
    project.compose(ONE)
    result = project.start("run --rm -T web sh -c 'echo out; echo err >&2; exit 3'").wait()
    expect.equal((result.code, result.out), (3, "out\n"), "exit code and output")
    expect.contains(result.err, "err\n")
    expect.equal(project.containers(), [], "containers that are left")
    expect.equal(project.networks(), {"default"}, "networks")


@scenario("without --rm the container stays, with the labels of a one-off; the service's own are left alone")
def run_labels(project):
    project.compose(ONE)
    project.run("up -d")
    before = project.ids()["web-1"]
    project.run("run -T -l colour=blue web true")
    container = only_one_off(project)
    labels = container["Config"]["Labels"]
    expect.equal(labels["colour"], "blue", "label")
    expect.equal(labels[PREFIX + "service"], "web", "service")
    expect.true(PREFIX + "container-number" not in labels, "a one-off has no number")
    slug = labels[PREFIX + "slug"]
    expect.equal((len(slug), container["Name"]), (64, f"/{project.name}-web-run-{slug[:12]}"), "slug and name")
    expect.equal(project.ids()["web-1"], before, "the service's container")
    project.run("down")
    project.expect_nothing_left()


@scenario("run brings up what the service depends on, and waits for it")
def run_dependencies(project):
    project.compose("""
        services:
          web: {image: "${IMAGE}", depends_on: {db: {condition: service_healthy}, init: {condition: service_completed_successfully}}}
          db:
            image: ${IMAGE}
            command: ["sh", "-c", "sleep 1; touch /tmp/ready; sleep inf"]
            healthcheck: {test: ["CMD", "test", "-f", "/tmp/ready"], interval: 1s}
          init: {image: "${IMAGE}", command: ["true"]}
          other: {image: "${IMAGE}"}
        """)
    project.run("run --rm -T web true")
    expect.eventually(project.state, {"db-1": "running", "init-1": "exited"}, "containers")
    project.run("down")
    project.run("run --rm --no-deps -T web true")
    expect.eventually(project.state, {}, "containers with --no-deps")


@scenario("a dependency that fails keeps the command from running")
def run_failed_dependency(project):
    project.compose("""
        services:
          web: {image: "${IMAGE}", depends_on: {init: {condition: service_completed_successfully}}}
          init: {image: "${IMAGE}", command: ["sh", "-c", "exit 4"]}
        """)
    result = project.fails("run --rm -T web echo here")
    expect.lacks(result.out, "here")
    expect.contains(result.err, "init")


@scenario("run: entrypoint, variables, files of variables, user, folder, mounts, capabilities, name")
def run_options(project):
    project.compose("services: {web: {image: '${IMAGE}', command: [from, file], environment: {KEEP: kept, A: old}}}")
    project.write("vars.env", "FROM_FILE=1\nA=file\n")
    project.write("mounted.txt", "hello\n")
    out = project.run("run --rm -T -e A=new -e B --env-from-file vars.env web sh -c 'echo $KEEP $A $B $FROM_FILE'",
                      environment={"B": "shell"}).out
    expect.equal(out, "kept new shell 1\n", "variables")
    expect.equal(project.run("run --rm -T --entrypoint 'echo a \"b c\"' web").out, "a b c\n", "the entrypoint without the command")
    expect.equal(project.run("run --rm -T --entrypoint echo web x").out, "x\n", "the entrypoint with a command")
    expect.equal(project.run("run --rm -T -u 12:34 -w /tmp web sh -c 'id -u; id -g; pwd'").out, "12\n34\n/tmp\n", "user, folder")
    expect.equal(project.run("run --rm -T -v ./mounted.txt:/m:ro -v vol:/v web sh -c 'cat /m; touch /v/x'").out, "hello\n", "mounts")
    project.remove_later("volume", "vol")
    name = project.name + "-mine"
    project.run(f"run -T --name {name} --cap-add NET_ADMIN --cap-drop CHOWN web true")
    container = only_one_off(project)
    expect.equal(container["Name"], "/" + name, "name")
    host = container["HostConfig"]
    expect.equal([[c.removeprefix("CAP_") for c in host[k]] for k in ("CapAdd", "CapDrop")], [["NET_ADMIN"], ["CHOWN"]], "capabilities")


@scenario("ports are published only when asked for: -P those of the service, -p others")
def run_ports(project):
    published, other = free_port(), free_port()
    project.compose(f"services: {{web: {{image: '${{IMAGE}}', ports: ['{published}:80']}}}}")
    ids = []
    for options, expected in (("", {}), ("-P", {"80/tcp": str(published)}), (f"-p {other}:81", {"81/tcp": str(other)})):
        container = project.run(f"run -d {options} web sleep inf").out.strip()
        bound = project.engine.inspect(container)["HostConfig"]["PortBindings"] or {}
        expect.equal({port: where[0]["HostPort"] for port, where in bound.items()}, expected, f"ports with {options!r}")
        project.engine.remove_container(container)
    expect.contains(project.fails("run -P -p 1:1 web true").err, "--publish")


@scenario("run -d prints the id and leaves; with --rm the engine removes it at its end")
def run_detached(project):
    project.compose(ONE)
    container = project.run("run -d --rm web sleep 1").out.strip()
    expect.equal(len(container), 64, "length of what is printed")
    expect.equal(project.engine.inspect(container)["State"]["Running"], True, "it runs")
    expect.eventually(lambda: project.containers(), [], "containers after its end")


@scenario("others find a one-off by the service's names only with --use-aliases")
def run_aliases(project):
    project.compose("services: {web: {image: '${IMAGE}', networks: {default: {aliases: [front]}}}, db: {image: '${IMAGE}'}}")
    project.run("up -d db")
    project.run("run -d web sleep inf")
    project.engine.remove_container(only_one_off(project)["Id"])
    for options, expected in (("", False), ("--use-aliases", True)):
        container = project.run(f"run -d {options} web sleep inf").out.strip()
        endpoints = project.engine.inspect(container)["NetworkSettings"]["Networks"]
        aliases = next(iter(endpoints.values()))["Aliases"] or []
        expect.equal(("web" in aliases, "front" in aliases), (expected, expected), f"aliases with {options!r}")
        project.engine.remove_container(container)


@scenario("run passes standard input on")
def run_input(project):
    project.compose(ONE)
    expect.equal(project.run("run --rm -T web cat", stdin="hello\n").out, "hello\n", "what cat gives back")
    expect.equal(project.run("run --rm -T web sh -c 'cat; echo end'", stdin="").out, "end\n", "an empty input")


@scenario("run on a terminal: a shell, a resize, its exit code")
def run_terminal(project):
    project.compose(ONE)
    shell = project.start("run --rm web sh", tty=True)
    shell.type("echo re''ady\n")
    shell.says("ready\n")
    shell.resize(41, 121)
    shell.type("while [ \"$(stty size)\" != '41 121' ]; do :; done; echo resi''zed\n")
    shell.says("resized\n")
    shell.type("exit 6\n")
    expect.equal(shell.wait().code, 6, "exit code")
    expect.eventually(lambda: project.containers(), [], "containers that are left")


@scenario("Ctrl-C without a terminal goes to the container, whose exit code it is")
def run_interrupted(project):
    project.compose("services: {web: {image: '${IMAGE}', stop_signal: SIGTERM}}")
    command = project.start("""run --rm -T web sh -c 'trap "echo caught; exit 4" INT; echo listening; while :; do sleep 0.1; done'""")
    command.says("listening")
    command.interrupt()
    result = command.wait(30)
    expect.equal((result.code, "caught" in result.out), (4, True), "exit code, and that the trap ran")


@scenario("the third Ctrl-C leaves a container that does not listen")
def run_left(project):
    project.compose(ONE)
    command = project.start("""run --name left-$$ -T web sh -c 'trap "echo no" INT; echo listening; while :; do sleep 0.1; done'""".replace("$$", project.name))
    command.says("listening")
    for _ in range(2):
        seen = command.out.count("no")
        command.interrupt()
        expect.eventually(lambda: command.out.count("no") > seen, True, "the container hears it")
    command.interrupt()
    expect.equal(command.wait(20).code, 130, "exit code")


@scenario("--build builds the service's image first")
def run_build(project):
    project.compose("services: {web: {build: .}}")
    project.write("Dockerfile", f"FROM {project.environment['IMAGE']}\nRUN echo built > /mark\n")
    expect.equal(project.run("run --rm --build --quiet-build -T web cat /mark", within=120).out, "built\n", "output")


@scenario("a plan instead of a run with --dry-run; nothing is made")
def run_dry(project):
    project.compose("services: {web: {image: '${IMAGE}', depends_on: [db]}, db: {image: '${IMAGE}'}}")
    out = project.run("--dry-run run web true").out
    expect.matches(out, r"^run of .*to create, 1 to run")
    expect.equal((project.containers(), project.networks()), ([], set()), "containers and networks")
