"""watch and up --watch: files that change on the host, and what becomes of it in the containers."""

import os
import shutil
import subprocess
import time
import urllib.request
import zipfile
from pathlib import Path

from harness import expect
from harness.scenario import scenario, skip

SYNC = """
    services:
      web:
        image: "${IMAGE}"
        develop:
          watch:
            - {path: ./site, action: sync, target: /srv/site, ignore: [private, "*.log"]}
    """


def watching(project, command="watch"):
    watcher = project.start(command)
    watcher.says("watching")
    return watcher


def content(project, path, service="web"):
    """What a file in the container says; None when there is none."""
    code, output = project.engine.run_in(project.containers(service)[0]["Id"], ["cat", path])
    return output.strip() if code == 0 else None


def becomes(project, path, expected, within=10, service="web"):
    expect.eventually(lambda: content(project, path, service), expected, path, within)


@scenario("a change arrives in the container by itself, new folders and moved trees with all they hold")
def sync(project):
    project.compose(SYNC)
    project.write("site/index.html", "first")
    project.write("outside/tree/deep/file", "moved")
    watcher = watching(project)
    project.expect_state(web="running")
    expect.equal(content(project, "/srv/site/index.html"), None, "what was there before is not sent")
    project.write("site/index.html", "second")
    becomes(project, "/srv/site/index.html", "second")
    project.write("site/new/folder/page.html", "new")
    becomes(project, "/srv/site/new/folder/page.html", "new")
    os.rename(project.folder / "outside/tree", project.folder / "site/tree")
    becomes(project, "/srv/site/tree/deep/file", "moved")
    project.write("site/tree/deep/later", "later")
    becomes(project, "/srv/site/tree/deep/later", "later")
    expect.contains(watcher.err, "web: sent", "what it tells")
    watcher.interrupt()
    expect.equal(watcher.wait(10).code, 130, "exit code after Ctrl-C")
    project.expect_state(web="running")


@scenario("what is removed here is removed there, files and whole folders")
def deletions(project):
    project.compose(SYNC)
    for name in ("a", "b/c", "b/d", "keep"):
        project.write(f"site/{name}", name)
    watcher = watching(project)
    for name in ("a", "b/c", "b/d", "keep"):
        project.write(f"site/{name}", f"{name} again")
    becomes(project, "/srv/site/b/d", "b/d again")
    becomes(project, "/srv/site/keep", "keep again")
    (project.folder / "site/a").unlink()
    becomes(project, "/srv/site/a", None)
    shutil.rmtree(project.folder / "site/b")
    expect.eventually(lambda: project.inside("web", "ls /srv/site"), "keep", "what is left")
    expect.contains(watcher.err, "removed", "what it tells")
    shutil.rmtree(project.folder / "site")  # the watched folder itself
    expect.eventually(lambda: project.inside("web", "ls /srv/site"), "", "what is left")
    project.write("site/back", "back")
    becomes(project, "/srv/site/back", "back")


@scenario("what is ignored is not sent: by the rule, by .dockerignore, and editors' temporary files")
def ignored(project):
    project.compose("""
        services:
          web:
            image: "${IMAGE}"
            build: {context: ., dockerfile_inline: "FROM ${IMAGE}"}
            pull_policy: never
            develop:
              watch:
                - {path: ./site, action: sync, target: /srv/site, ignore: [private, "*.log"]}
        """)
    project.write(".dockerignore", "site/target\n")
    project.write("site/first", "first")
    watching(project, "watch --no-up")
    # The container is there already: its image is the one that is tested with.
    project.run("up -d --no-build")
    for name in ("private/key", "x.log", "target/out", ".x.swp", "x~", "4913", ".git/index"):
        project.write(f"site/{name}", "never")
    project.write("site/last", "last")
    becomes(project, "/srv/site/last", "last")
    expect.equal(project.inside("web", "find /srv/site -mindepth 1"), "/srv/site/last", "what was sent")


@scenario("the files belong to the user that runs in the container, keep their mode, and links stay links")
def owners(project):
    project.compose("""
        services:
          web:
            image: "${IMAGE}"
            user: "1234:4321"
            develop:
              watch: [{path: ./site, action: sync, target: /srv/site}]
        """)
    project.write("site/first", "first")
    watching(project)
    script = project.write("site/sub/run.sh", "#!/bin/sh\n")
    script.chmod(0o755)
    os.symlink("run.sh", project.folder / "site/sub/link")
    os.symlink("/etc", project.folder / "site/sub/out")
    expect.eventually(lambda: project.inside("web", "ls /srv/site/sub 2>/dev/null | xargs"), "link out run.sh", "the files")
    expect.equal(project.inside("web", "stat -c '%u:%g %a' /srv/site/sub/run.sh"), "1234:4321 755", "owner and mode")
    expect.equal(project.inside("web", "readlink /srv/site/sub/out"), "/etc", "a link out of the folder")
    shutil.rmtree(project.folder / "site/sub")
    expect.eventually(lambda: project.inside("web", "ls /srv/site"), "", "what is left")


@scenario("sync+restart restarts once for a row of changes, and a stopped container gets files, too")
def sync_and_restart(project):
    project.compose("""
        services:
          web:
            image: "${IMAGE}"
            command: sh -c 'echo "runs with $$(cat /srv/conf)"; exec sleep 1000'
            develop:
              watch: [{path: ./conf, action: sync+restart, target: /srv/conf}]
        """)
    project.write("conf", "one")
    watcher = watching(project)
    before = project.ids()
    project.write("conf", "two")
    expect.eventually(lambda: project.logs("web").count("runs with two"), 1, "it read the new file", within=20)
    watcher.says("restarting web")
    for number in range(10):
        project.write("conf", f"row {number}")
        time.sleep(0.03)
    expect.eventually(lambda: project.logs("web").count("runs with row 9"), 1, "it read the last one", within=20)
    expect.at_most(project.logs("web").count("runs with row"), 2, "restarts for ten changes")
    project.engine.kill(project.inspect("web")["Id"])
    expect.eventually(lambda: project.state()["web-1"], "exited", "web, which was killed")
    project.write("conf", "after the crash")
    expect.eventually(lambda: "runs with after the crash" in project.logs("web"), True, "it runs again", within=20)
    expect.equal(project.ids(), before, "the containers")


@scenario("sync+exec runs the command after the files, and a command that fails is told and ends nothing")
def sync_and_exec(project):
    project.compose("""
        services:
          web:
            image: "${IMAGE}"
            develop:
              watch:
                - path: ./conf
                  action: sync+exec
                  target: /srv/conf
                  exec: {command: ["sh", "-c", "cp /srv/conf /srv/seen && echo took over && grep -q good /srv/conf"]}
        """)
    project.write("conf", "start")
    watcher = watching(project)
    project.write("conf", "good one")
    becomes(project, "/srv/seen", "good one")
    watcher.says("web: took over")
    project.write("conf", "bad one")
    watcher.says("exit code 1")
    project.write("conf", "good again")
    becomes(project, "/srv/seen", "good again")


@scenario("rebuild builds, replaces the container, and keeps what was sent before")
def rebuild(project):
    project.compose(f"""
        services:
          web:
            build: .
            image: {project.name}-web:1
            command: sleep 1000
            stop_grace_period: 0s
            develop:
              watch:
                - {{path: ./recipe, action: rebuild}}
                - {{path: ./site, action: sync, target: /srv/site}}
          other:
            image: "${{IMAGE}}"
            depends_on: [web]
        """)
    project.remove_later("image", f"{project.name}-web:1")
    project.write("Dockerfile", f"FROM {project.environment['IMAGE']}\nCOPY recipe /recipe\n")
    project.write(".dockerignore", "site\n!site/x\n")
    project.write("recipe", "one")
    project.write("site/index.html", "zero")
    watcher = project.start("watch")
    watcher.says("watching", within=60)
    before = project.ids()
    expect.equal(content(project, "/recipe"), "one", "what the image was built from")
    project.write("recipe", "two")
    expect.eventually(lambda: project.ids().get("web-1") not in (None, before["web-1"]), True, "web is new", within=60)
    watcher.says("rebuilding web")
    expect.eventually(lambda: project.state().get("web-1"), "running", "web", within=30)
    becomes(project, "/recipe", "two", within=20)
    expect.equal(project.ids()["other-1"], before["other-1"], "the other service")
    project.write("recipe", "two")  # written again: another time, the same bytes
    project.write("Dockerfile", "FROM nothing-that-is-there:1\n")
    project.write("recipe", "three")
    watcher.says("nothing-that-is-there", within=60)
    expect.true(not watcher.ended, "a build that fails does not end the watch")
    expect.equal(content(project, "/recipe"), "two", "the container is the old one")


@scenario("initial_sync sends at the beginning what is there")
def initial_sync(project):
    project.compose("""
        services:
          web:
            image: "${IMAGE}"
            develop:
              watch: [{path: ./site, action: sync, target: /srv/site, initial_sync: true, ignore: [no]}]
        """)
    project.write("site/a/b", "there before")
    project.write("site/no", "never")
    watching(project)
    becomes(project, "/srv/site/a/b", "there before")
    expect.equal(content(project, "/srv/site/no"), None, "what is ignored")


@scenario("up --watch: output and watch beside each other; a restarted container goes on writing; Ctrl-C stops all")
def up_watch(project):
    project.compose("""
        services:
          web:
            image: "${IMAGE}"
            command: sh -c 'echo "runs with $$(cat /srv/conf)"; exec sleep 1000'
            develop:
              watch: [{path: ./conf, action: sync+restart, target: /srv/conf}]
          job: {image: "${IMAGE}", command: echo done}
        """)
    project.write("conf", "one")
    up = project.start("up --watch")
    up.says("watching")
    up.says("runs with")
    project.write("conf", "two")
    up.says("runs with two")
    up.interrupt()
    expect.equal(up.wait(20).code, 130, "exit code")
    expect.equal(up.out.count("runs with two"), 1, "each line once")
    project.expect_state(web="exited", job="exited")


@scenario("up --watch shows the container that a rebuild brought, and holds out while there is none")
def up_watch_rebuild(project):
    project.compose(f"""
        services:
          web:
            build: .
            image: {project.name}-web:1
            command: sh -c 'cat /recipe; exec sleep 1000'
            stop_grace_period: 0s
            develop:
              watch: [{{path: ./recipe, action: rebuild}}]
        """)
    project.remove_later("image", f"{project.name}-web:1")
    project.write("Dockerfile", f"FROM {project.environment['IMAGE']}\nCOPY recipe /recipe\n")
    project.write("recipe", "recipe one\n")
    up = project.start("up -w --build")
    up.says("watching", within=60)
    up.says("recipe one")
    project.write("recipe", "recipe two\n")
    up.says("recipe two", within=60)
    expect.true(not up.ended, "it goes on")
    up.interrupt()
    up.wait(20)
    expect.equal(up.out.count("recipe two"), 1, "each line once")


@scenario("keys of an attached up: w begins and ends the watch, v shows what runs, d leaves it running")
def keys(project):
    project.compose(SYNC)
    project.write("site/x", "first")
    up = project.start("up", tty=True)
    up.says("keys: w")
    up.type("v")
    up.says("SERVICE")
    up.type("w")
    up.says("watching")
    project.write("site/x", "second")
    becomes(project, "/srv/site/x", "second")
    up.type("w")
    up.says("no longer watched")
    up.type("d")
    expect.equal(up.wait(15).code, 0, "exit code after detaching")
    project.expect_state(web="running")


@scenario("without rules w says so; Ctrl-C still stops all; --menu=false and COMPOSE_MENU take no keys")
def keys_that_cannot(project):
    project.compose('services: {web: {image: "${IMAGE}"}}')
    up = project.start("up", tty=True)
    up.says("keys: w")
    up.type("w")
    up.says("develop.watch")
    up.interrupt()
    expect.equal(up.wait(20).code, 130, "exit code")
    project.expect_state(web="exited")
    for command, environment in (("up --menu=false", {}), ("up", {"COMPOSE_MENU": "false"})):
        up = project.start(command, tty=True, environment=environment)
        up.says("Started")
        up.interrupt()
        up.wait(20)
        expect.lacks(up.out, "keys:", f"what `{command}` says")


@scenario("what cannot be watched is refused before anything is started")
def refusals(project):
    project.compose('services: {web: {image: "${IMAGE}"}}')
    expect.contains(project.fails("watch").err, "develop.watch", "without rules")
    project.compose("""
        services:
          web:
            image: "${IMAGE}"
            develop: {watch: [{path: ., action: rebuild}]}
        """)
    expect.contains(project.fails("watch").err, "no build", "rebuild without a build")
    project.compose("""
        services:
          web:
            image: "${IMAGE}"
            develop: {watch: [{path: ., action: sync, target: /t, ignore: ["[a"]}]}
        """)
    expect.contains(project.fails("watch").err, "watch[0].ignore", "a broken pattern")
    expect.equal(project.state(), {}, "containers")


@scenario("a path that is a bind mount anyway is not sent, and that is said")
def bind_mounted(project):
    project.compose("""
        services:
          web:
            image: "${IMAGE}"
            volumes: ["./site:/srv/site"]
            develop:
              watch:
                - {path: ./site, action: sync, target: /srv/site}
                - {path: ./conf, action: sync, target: /srv/conf}
        """)
    project.write("site/x", "x")
    project.write("conf", "one")
    watcher = watching(project)
    watcher.says("is a bind mount already")
    project.write("conf", "two")
    becomes(project, "/srv/conf", "two")


APPLICATION = """
    package demo;

    import org.springframework.boot.SpringApplication;
    import org.springframework.boot.autoconfigure.SpringBootApplication;
    import org.springframework.web.bind.annotation.GetMapping;
    import org.springframework.web.bind.annotation.RestController;

    @SpringBootApplication
    @RestController
    public class Demo {
      @GetMapping("/")
      String greeting() { return "GREETING"; }

      public static void main(String[] arguments) { SpringApplication.run(Demo.class, arguments); }
    }
    """
BOOKSHOP = Path(__file__).resolve().parents[3] / "samples" / "polar-bookshop"


def compiled(project, greeting):
    """The application's class, written anew where the compiler of an IDE writes it."""
    project.write("Demo.java", APPLICATION.replace("GREETING", greeting))
    javac = [shutil.which("javac"), "--release", "17", "-proc:none", "-cp", "lib/*", "-d", "classes", "Demo.java"]
    subprocess.run(javac, cwd=project.folder, check=True, timeout=120)


def answer(project):
    try:
        port = project.inspect("web")["NetworkSettings"]["Ports"]["8080/tcp"][0]["HostPort"]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as reply:
            return reply.read().decode()
    except (OSError, KeyError, TypeError):  # it is about to start
        return None


@scenario("a Spring service whose class is compiled anew answers with the new code, in the same container")
def spring(project):
    jar = BOOKSHOP / "config-service/target/config-service.jar"
    image = os.environ.get("JRE_IMAGE", "berth-sample/jre:17")
    if not shutil.which("javac") or not jar.exists():
        skip("there is no javac, or the sample's jar is not packaged")
    if not project.engine.image(image):
        skip(f"there is no image {image}")
    with zipfile.ZipFile(jar) as archive:
        for entry in archive.namelist():
            if entry.startswith("BOOT-INF/lib/") and entry.endswith(".jar"):
                path = project.folder / "lib" / Path(entry).name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(archive.read(entry))
    compiled(project, "one")
    project.write("Dockerfile", f"FROM {image}\nCOPY lib /app/lib\nCOPY classes /app/classes\n")
    project.compose("""
        services:
          web:
            build: .
            command: [java, -XX:TieredStopAtLevel=1, -XX:+UseSerialGC, -Dspring.cloud.config.enabled=false,
                      -cp, "/app/classes:/app/lib/*", demo.Demo]
            ports: ["127.0.0.1::8080"]
            stop_grace_period: 2s
            develop:
              watch: [{path: ./classes, action: sync+restart, target: /app/classes}]
        """)
    project.remove_later("image", f"{project.name}-web")
    watcher = project.start("watch")
    watcher.says("watching", within=120)
    expect.eventually(lambda: answer(project), "one", "what the service says", within=120)
    before = project.ids()
    compiled(project, "two")
    watcher.says("web: sent demo/Demo.class")
    expect.eventually(lambda: answer(project), "two", "what the service says", within=120)
    expect.equal(project.ids(), before, "the container")
