"""exec and attach: streams, terminals, signals, exit codes."""

from harness import expect
from harness.scenario import scenario

ONE = "services: {web: {image: '${IMAGE}'}}"
SHELL = "services: {web: {image: '${IMAGE}', command: [sh], tty: true, stdin_open: true}}"


def up(project, text=ONE):
    project.compose(text)
    project.run("up -d")


@scenario("exec keeps both streams apart and passes the exit code on")
def exec_streams(project):
    up(project)
    result = project.start("exec -T web sh -c 'echo out; echo err >&2; exit 7'").wait()
    expect.equal((result.code, result.out, result.err), (7, "out\n", "err\n"), "exit code and streams")


@scenario("exec passes standard input on, tells its end, and loses nothing of much")
def exec_input(project):
    up(project)
    expect.equal(project.run("exec -T web cat", stdin="one\ntwo\n").out, "one\ntwo\n", "what cat gives back")
    much = "0123456789abcdef" * 65536  # 1 MiB
    expect.equal(project.run("exec -T web wc -c", stdin=much).out.strip(), str(len(much)), "bytes that arrived")
    expect.equal(len(project.run("exec -T web sh -c 'head -c 3000000 /dev/zero'").out), 3000000, "bytes that came back")


@scenario("words behind the service belong to the command, whatever they look like")
def exec_verbatim(project):
    up(project)
    expect.equal(project.run("exec -T web echo -e -u --help -- '[ a, b ]' ''").out, "-u --help -- [ a, b ] \n", "output")
    expect.equal(project.run("exec -T -- web echo hi").out, "hi\n", "output behind --")


@scenario("exec: variables, user, folder, number, privileges")
def exec_options(project):
    up(project, "services: {web: {image: '${IMAGE}', scale: 2}}")
    out = project.run("exec -T -e A=1 -e B -e C=x=y web sh -c 'echo $A $B $C'", environment={"B": "2"}).out
    expect.equal(out, "1 2 x=y\n", "variables")
    expect.equal(project.run("exec -T -u 1234:5678 web sh -c 'id -u; id -g'").out, "1234\n5678\n", "user and group")
    expect.equal(project.run("exec -T -w /tmp web pwd").out, "/tmp\n", "folder")
    names = [project.inspect("web", n)["Config"]["Hostname"] for n in (1, 2)]
    seen = [project.run(f"exec -T --index {n} web hostname").out.strip() for n in (1, 2)]
    expect.equal(seen, names, "host names of the containers by number")
    if project.engine.kind == "docker":  # it is the engine's to allow
        expect.true(project.start("exec -T --privileged web true").wait().code in (0, 126), "exit code with --privileged")


@scenario("exec -d leaves the command running in the background")
def exec_detached(project):
    up(project)
    expect.equal(project.run("exec -d web sh -c 'echo done > /tmp/mark'").out, "", "output")
    expect.eventually(lambda: project.inside("web", "cat /tmp/mark 2>/dev/null || true"), "done", "the file that it writes")


@scenario("exec where nothing runs says so: an unknown service, a stopped one, a number that is not there")
def exec_refusals(project):
    up(project)
    expect.contains(project.fails("exec -T wbe true").err, 'did you mean "web"?')
    expect.contains(project.fails("exec -T --index 3 web true").err, 'service "web" is not running container #3')
    project.run("stop -t 0")
    expect.contains(project.fails("exec -T web true").err, 'service "web" is not running')
    expect.contains(project.fails("exec web").err, "exec needs a service and a command")


@scenario("a command that cannot be started gives the engine's exit code", engines=("docker",))  # Podman: its own words
def exec_of_nothing(project):
    up(project)
    expect.true(project.start("exec -T web /no/such").wait().code in (126, 127), "exit code")


@scenario("exec on a terminal: a shell, its prompt, a resize, Ctrl-C for the command and not for berth")
def exec_terminal(project):
    up(project)
    shell = project.start("exec web sh", tty=True)
    shell.resize(31, 99)
    shell.type("while [ \"$(stty size)\" != '31 99' ]; do :; done; echo re''ady\n")
    shell.says("ready\n")
    shell.resize(40, 120)
    shell.type("while [ \"$(stty size)\" != '40 120' ]; do :; done; echo resi''zed\n")
    shell.says("resized\n")
    shell.type("sleep 100 || echo interrupted\n")
    expect.eventually(lambda: "sleep 100" in project.inside("web", "ps"), True, "the sleep runs")
    shell.type("\x03")
    shell.type("echo ali''ve $?\n")
    shell.says("alive 130")
    shell.type("exit 5\n")
    expect.equal(shell.wait().code, 5, "exit code of the shell")


@scenario("the terminal is as before when exec ends")
def exec_restores_terminal(project):
    up(project)
    shell = project.start("-c 'stty -a > before; " + f"{project.berth} exec web true; stty -a > after'", program="/bin/sh", tty=True)
    shell.wait()
    before, after = ((project.folder / name).read_text() for name in ("before", "after"))
    expect.equal(after, before, "settings of the terminal")


@scenario("a signal ends exec with 130 and leaves the command alone")
def exec_interrupted(project):
    up(project)
    command = project.start("exec -T web sh -c 'echo on; sleep 100'")
    command.says("on")
    command.interrupt()
    expect.equal(command.wait(20).code, 130, "exit code")


@scenario("attach: input, output, the detach keys, and the container goes on")
def attach_and_detach(project):
    up(project, SHELL)
    attached = project.start("attach web", tty=True)
    attached.type("echo attached to $((6 * 7))\n")
    attached.says("attached to 42")
    attached.type("\x10\x11")
    expect.equal(attached.wait(20).code, 0, "exit code after the detach keys")
    project.expect_state(web="running")
    again = project.start("attach --detach-keys ctrl-x,d web", tty=True)
    again.type("\x10\x11echo still he''re\n")
    again.says("still here")
    again.type("\x18d")
    expect.equal(again.wait(20).code, 0, "exit code after keys of one's own")
    project.expect_state(web="running")


@scenario("attach ends with the container and its exit code")
def attach_exit_code(project):
    up(project, SHELL)
    attached = project.start("attach web", tty=True)
    attached.type("exit 9\n")
    expect.equal(attached.wait(30).code, 9, "exit code")
    expect.eventually(project.state, {"web-1": "exited"}, "the container")


@scenario("attach passes signals on, and without --sig-proxy only leaves")
def attach_signals(project):
    up(project, """
        services:
          web:
            image: ${IMAGE}
            command: ["sh", "-c", "trap 'echo caught; exit 4' INT; while :; do echo tick; sleep 0.1; done"]
        """)
    leaving = project.start("attach --sig-proxy=false --no-stdin web")
    leaving.says("tick")
    leaving.interrupt()
    expect.equal(leaving.wait(20).code, 130, "exit code without --sig-proxy")
    project.expect_state(web="running")
    passing = project.start("attach --no-stdin web")
    passing.says("tick")
    passing.interrupt()
    result = passing.wait(30)
    expect.equal((result.code, "caught" in result.out), (4, True), "exit code, and that the trap ran")


@scenario("--dry-run runs nothing", engines=("docker",))  # the same code on every engine
def exec_dry_run(project):
    up(project)
    for words in ("--dry-run exec -T web touch /tmp/x", "exec --dry-run -T web touch /tmp/x"):
        expect.matches(project.run(words).out, r"^would run touch /tmp/x in .*-web-1$")
    expect.equal(project.inside("web", "ls /tmp"), "", "files in the container")
