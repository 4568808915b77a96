"""kill, rm, pause, unpause, create, wait, cp: what becomes of the containers."""

import io
import os
import tarfile

from harness import expect
from harness.scenario import scenario

TWO = "services: {web: {image: '${IMAGE}'}, db: {image: '${IMAGE}'}}"


@scenario("kill: all, one service, another signal; twice is no error")
def kill(project):
    project.compose(TWO)
    project.run("up -d")
    project.run("kill web")
    expect.eventually(project.state, {"web-1": "exited", "db-1": "running"}, "after the first")
    expect.equal(project.exit_code("web"), 137, "exit code of the container")
    project.run("kill")
    expect.eventually(project.state, {"web-1": "exited", "db-1": "exited"}, "after the second")
    expect.contains(project.run("kill").err, "no container to kill")


@scenario("kill -s sends the signal that is asked for")
def kill_signal(project):
    project.compose("""services: {web: {image: "${IMAGE}", command: ["sh", "-c", "trap 'echo got it' USR1; echo up; while :; do sleep 0.1; done"]}}""")
    project.run("up -d")
    expect.eventually(lambda: "up" in project.logs("web"), True, "the trap is set")
    project.run("kill -s SIGUSR1")
    expect.eventually(lambda: "got it" in project.logs("web"), True, "the signal arrives")
    project.expect_state(web="running")


@scenario("kill --remove-orphans reaches services that left the file; without it they live")
def kill_orphans(project):
    project.compose(TWO)
    project.run("up -d")
    project.compose("services: {web: {image: '${IMAGE}'}}")
    project.run("kill")
    expect.eventually(project.state, {"web-1": "exited", "db-1": "running"}, "without")
    project.run("kill --remove-orphans")
    expect.eventually(project.state, {"web-1": "exited", "db-1": "exited"}, "with")


@scenario("pause and unpause; doing it twice changes nothing", engines=("docker", "podman"))
def pause(project):
    project.compose(TWO)
    project.run("up -d")
    project.run("pause web")
    project.expect_state(web="paused", db="running")
    project.run("pause")
    project.expect_state(web="paused", db="paused")
    project.run("pause")
    project.run("unpause db")
    project.expect_state(web="paused", db="running")
    project.run("unpause")
    project.expect_state(web="running", db="running")


@scenario("rm removes what is stopped; -s what runs, too; without -f and a terminal nothing happens")
def rm(project):
    project.compose("services: {web: {image: '${IMAGE}', volumes: [/anon]}, db: {image: '${IMAGE}'}}")
    project.run("up -d")
    expect.contains(project.run("rm -f").err, "No stopped containers")
    project.expect_state(web="running", db="running")
    project.run("stop -t 0 web")
    project.run("rm")
    project.expect_state(web="exited", db="running")
    asked = project.start("rm web", tty=True)
    asked.says("Are you sure?")
    asked.type("y\n")
    expect.equal(asked.wait(20).code, 0, "exit code")
    project.expect_state(db="running")
    project.run("rm -fs db")
    expect.equal(project.state(), {}, "containers")


@scenario("rm -v takes anonymous volumes along, and leaves named ones")
def rm_volumes(project):
    project.compose("services: {web: {image: '${IMAGE}', volumes: ['/anon', 'named:/n']}}\nvolumes: {named: {}}")
    project.run("up -d")
    anonymous = next(m["Name"] for m in project.inspect("web")["Mounts"] if m["Destination"] == "/anon")
    project.run("rm -fsv")
    expect.true(anonymous not in project.engine.all_volume_names(), "the anonymous volume is gone")
    expect.equal(project.volumes(), {"named"}, "named volumes")


@scenario("create makes containers and starts none")
def create(project):
    project.compose("services: {web: {image: '${IMAGE}', depends_on: [db]}, db: {image: '${IMAGE}'}}")
    expect.equal(project.run("create --scale db=2").out, "", "standard output")
    project.expect_state(web="created", db=["created", "created"])
    project.run("start")
    project.expect_state(web="running", db=["running", "running"])
    before = project.ids()
    project.run("create --no-recreate")
    expect.equal(project.ids()["web-1"], before["web-1"], "the container")
    project.run("create --force-recreate web")
    expect.true(project.ids()["web-1"] != before["web-1"], "it is another one")


@scenario("wait ends with the service and its exit code")
def wait(project):
    project.compose("""services: {web: {image: "${IMAGE}", command: ["sh", "-c", "sleep 2; exit 5"]}, db: {image: "${IMAGE}"}}""")
    project.run("up -d")
    web = project.inspect("web")["Id"]
    result = project.start("wait web").wait(20)
    expect.equal((result.code, result.out), (5, f'container "{web}" exited with status code 5\n'), "exit code and output")
    expect.contains(project.fails("wait web").err, "no containers for project")
    project.expect_state(web="exited", db="running")


@scenario("wait --down-project takes everything down with the first that ends")
def wait_down(project):
    project.compose("""services: {web: {image: "${IMAGE}", command: ["sh", "-c", "sleep 2; exit 5"]}, db: {image: "${IMAGE}"}}""")
    project.run("up -d")
    expect.equal(project.start("wait --down-project web db").wait(30).code, 5, "exit code")
    project.expect_nothing_left()


@scenario("cp into a container: a file, a folder, its content; into all replicas; under another name")
def cp_in(project):
    project.compose("services: {web: {image: '${IMAGE}', scale: 2}}")
    project.run("up -d")
    project.write("dir/sub/file", "hello\n")
    os.chmod(project.folder / "dir/sub/file", 0o751)
    os.symlink("sub/file", project.folder / "dir/link")
    project.run("cp dir/sub/file web:/tmp/")
    for number in (1, 2):
        expect.equal(project.inside("web", "cat /tmp/file; stat -c '%a %u' /tmp/file", number), "hello\n751 0", "file")
    project.run("cp dir/sub/file web:/tmp/renamed")
    project.run("cp dir web:/tmp/new")
    project.run("cp dir web:/tmp/new")
    expect.equal(project.inside("web", "cd /tmp; find renamed new | sort"),
                 "\n".join(["new", "new/dir", "new/dir/link", "new/dir/sub", "new/dir/sub/file", "new/link", "new/sub", "new/sub/file", "renamed"]), "files")
    expect.equal(project.inside("web", "readlink /tmp/new/link"), "sub/file", "a link stays one")
    project.run("cp --index 2 -L dir/link web:/tmp/followed")
    expect.equal(project.inside("web", "cat /tmp/followed", 2), "hello", "what the link points to")
    expect.equal(project.inside("web", "ls /tmp/followed 2>/dev/null || true", 1), "", "the other replica")
    expect.contains(project.fails("cp absent web:/tmp").err, "there is no absent")
    expect.contains(project.fails("cp dir web:/etc/hostname").err, "is a folder and")


@scenario("cp out of a container: a file, a folder, its content, a stopped one, a stream")
def cp_out(project):
    project.compose("""services: {web: {image: "${IMAGE}"}}""")
    project.run("up -d")
    project.inside("web", "mkdir -p /d/sub; echo hello > /d/sub/file; chmod 640 /d/sub/file; ln -s sub/file /d/link; chown 12:34 /d/sub/file")
    project.run("cp web:/d/sub/file .")
    expect.equal((project.folder / "file").read_text(), "hello\n", "file")
    expect.equal(oct((project.folder / "file").stat().st_mode & 0o777), "0o640", "its mode")
    project.run("cp web:/d out")
    project.run("cp web:/d out")
    names = sorted(str(p.relative_to(project.folder / "out")) for p in (project.folder / "out").rglob("*"))
    expect.equal(names, ["d", "d/link", "d/sub", "d/sub/file", "link", "sub", "sub/file"], "files")
    project.run("cp -a web:/d/sub/file owned")
    if os.getuid() == 0 and project.engine.kind == "docker":  # Podman 4.3 gives all files to root
        expect.equal(((project.folder / "owned").stat().st_uid, (project.folder / "owned").stat().st_gid), (12, 34), "owner with -a")
    project.run("cp -L web:/d/link followed")
    expect.equal((project.folder / "followed").read_text(), "hello\n", "what the link points to")
    project.run("stop -t 0")
    project.run("cp web:/d/sub/file stopped")
    expect.equal((project.folder / "stopped").read_text(), "hello\n", "from a stopped container")
    expect.contains(project.fails("cp web:/absent .").err, "there is no /absent")
    expect.contains(project.fails("cp a b").err, "SERVICE:PATH")
    expect.contains(project.fails("cp web:/a web:/b").err, "from one service to another")


@scenario("cp streams tar archives: from standard input, to standard output")
def cp_streams(project):
    project.compose("services: {web: {image: '${IMAGE}'}}")
    project.run("up -d")
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        entry = tarfile.TarInfo("streamed")
        entry.size = 6
        tar.addfile(entry, io.BytesIO(b"bytes\n"))
    (project.folder / "in.tar").write_bytes(archive.getvalue())
    project.run(f"-c '{project.berth} cp - web:/tmp < in.tar'", program="/bin/sh")
    expect.equal(project.inside("web", "cat /tmp/streamed"), "bytes", "what came in")
    project.run(f"-c '{project.berth} cp web:/tmp/streamed - > out.tar'", program="/bin/sh")
    with tarfile.open(project.folder / "out.tar") as tar:
        expect.equal([(e.name, tar.extractfile(e).read()) for e in tar], [("streamed", b"bytes\n")], "what came out")


@scenario("commands that are not part of Berth say so in one line", engines=("docker",))  # no engine is asked
def absent(project):
    for command in ("export web", "commit web", "publish x", "bridge convert", "alpha viz --help"):
        said = project.fails(command).err
        expect.matches(said, rf'^berth: error: "{command.split()[0]}" is not part of Berth$')


@scenario("push sends what services build, and nothing else; failures can be ignored", engines=("docker",))  # the plan is the same
def push_plan(project):
    project.compose("services: {web: {image: 'localhost:1/x/web', build: .}, db: {image: '${IMAGE}'}, tool: {build: .}}")
    expect.matches(project.run("--dry-run push").out, r"(?s)^push of .*1 to push\n.*localhost:1/x/web")
    project.run("push --ignore-push-failures -q")
    project.fails("push -q")
