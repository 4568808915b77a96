"""Around a build: it is interrupted, loses its engine, gets its context elsewhere, has its image pushed."""

import base64
import functools
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tarfile
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from harness import expect
from harness.dockerfile import dockerfile
from harness.project import free_port
from harness.registry import TakingRegistry
from harness.scenario import scenario, skip

# Podman's builder is another one; what it knows of this is in build.py.
BUILDKIT = ("docker",)


@scenario("Ctrl-C ends a build at once, on the engine too", engines=BUILDKIT)
def interrupted(project):
    word = secrets.token_hex(6)
    project.compose("services: {web: {build: .}}")
    dockerfile(project, f"RUN echo begun-{word} && sleep 600")
    command = project.start("--progress plain build")
    command.says(f" begun-{word}\n")
    asked = time.monotonic()
    command.interrupt()
    result = command.wait(10)
    expect.equal(result.code, 130, "exit code")
    expect.at_most(time.monotonic() - asked, 5, "seconds to the end")
    expect.eventually(lambda: running_steps(word), [], "processes of the step on the engine's host", 15)


def running_steps(word):
    """Command lines of this host that hold the word: the engine runs here."""
    found = []
    for entry in os.listdir("/proc"):
        try:
            line = open(f"/proc/{entry}/cmdline", "rb").read() if entry.isdigit() else b""
        except OSError:
            continue
        if f"begun-{word}".encode() in line:
            found.append(line)
    return found


@scenario("an engine that goes away during a build: it is said, within seconds", engines=BUILDKIT)
def engine_gone(project):
    project.compose("services: {web: {build: .}}")
    dockerfile(project, "RUN echo begun && sleep 600")
    line = project.proxy()
    command = project.start("--progress plain build", environment={"DOCKER_HOST": line.url})
    command.says(" begun\n")
    line.cut()
    result = command.wait(60)
    expect.equal(result.code, 1, "exit code")
    expect.matches(result.err, "cannot be reached|broke off|closed", "the message")


@scenario("a context that the engine fetches: a folder of a git repository, a tar by HTTP, with a Dockerfile of its own",
          engines=BUILDKIT)
def remote_contexts(project):
    if not shutil.which("git"):
        skip("there is no git")
    repository = project.home / "served/repo"
    (repository / "sub").mkdir(parents=True)
    (repository / "sub/file").write_text("from git\n")
    (repository / "sub/Dockerfile").write_text(f"FROM {project.environment['IMAGE']}\nCOPY file /file\n")
    git = ["git", "-c", "user.name=e2e", "-c", "user.email=e2e@localhost", "-C", str(repository)]
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "All"]):
        subprocess.run([*git, *words], check=True)
    with tarfile.open(project.home / "served/context.tar.gz", "w:gz") as tar:
        tar.add(repository / "sub/file", "file")
    port = free_port()
    daemon = subprocess.Popen(["git", "daemon", "--reuseaddr", "--export-all", f"--port={port}", "--listen=127.0.0.1",
                               f"--base-path={project.home}/served"], stderr=subprocess.DEVNULL, start_new_session=True)
    handler = functools.partial(SilentFiles, directory=str(project.home / "served"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        expect.eventually(lambda: listens(port), True, "the git daemon")
        project.compose(f"""
            services:
              git: {{build: 'git://127.0.0.1:{port}/repo#main:sub'}}
              tar:
                build:
                  context: http://127.0.0.1:{server.server_address[1]}/context.tar.gz
                  dockerfile_inline: |
                    FROM {project.environment['IMAGE']}
                    COPY file /tarred
            """)
        project.run("up -d")
        expect.equal(project.inside("git", "cat /file"), "from git", "what the repository gave")
        expect.equal(project.inside("tar", "cat /tarred"), "from git", "what the tar gave")
    finally:
        server.shutdown()
        server.server_close()
        os.killpg(daemon.pid, signal.SIGTERM)
        daemon.wait(10)


class SilentFiles(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@scenario("DOCKER_BUILDKIT=0 asks for the classic builder, which refuses what it does not know", engines=BUILDKIT)
def classic_on_request(project):
    project.compose("services: {web: {build: {context: ., ssh: [default]}}}")
    dockerfile(project, "RUN echo built > /built")
    failed = project.fails("build", environment={"DOCKER_BUILDKIT": "0"})
    expect.contains(failed.err, "compose.yaml:1:", "the place")
    expect.contains(failed.err, "ssh", "the message")
    project.compose("services: {web: {build: .}}")
    said = project.run("--progress plain build", environment={"DOCKER_BUILDKIT": "0"})
    expect.contains(said.err, "Step 2/", "the classic builder's words")


@scenario("what this engine's builder cannot do is refused at its place, or in its own words with advice", engines=BUILDKIT)
def beyond_the_engine(project):
    dockerfile(project, "RUN true")
    refusals = {"network: foo": "compose.yaml:1:47: error",
                "cache_to: ['type=local,dest=x']": "compose.yaml:1:48: error",
                "privileged: true": "hint: the engine's builder must allow it"}
    if int(project.engine.get("/version")["Version"].split(".")[0]) < 23:
        refusals |= {"platforms: [linux/amd64, linux/arm64]": "compose.yaml:1:49: error",
                     "sbom: true": "compose.yaml:1:44: error",
                     "shm_size: 64m": "services.web.build.shm_size",
                     "cache_to: ['type=registry,ref=127.0.0.1:9/x']": "hint: this engine exports caches of type=inline"}
    for attribute, words in refusals.items():
        project.compose(f"services: {{web: {{build: {{context: ., {attribute}}}}}}}")
        expect.contains(project.fails("build").err, words, f"the message for {attribute}")


@scenario("build --push pushes the image under all its names, with the credentials of this user", engines=BUILDKIT)
def push(project):
    with TakingRegistry("me", "pass") as registry:
        project.compose(f"""
            services:
              web: {{image: '{registry.address}/shop/web:1', build: {{context: ., tags: ['{registry.address}/shop/web:2']}}}}
            """)
        for tag in "12":
            project.remove_later("image", f"{registry.address}/shop/web:{tag}")
        dockerfile(project, "RUN echo pushed > /pushed")
        expect.contains(project.fails("build --push").err, "push of", "the message without a login")
        expect.equal(registry.manifests, {}, "what was pushed without a login")
        login = base64.b64encode(b"me:pass").decode()
        (project.home / ".docker").mkdir()
        (project.home / ".docker/config.json").write_text(json.dumps({"auths": {registry.address: {"auth": login}}}))
        said = project.run("build --push")
        expect.contains(said.err, "Pushed", "what is said")
        expect.equal(sorted(registry.manifests), ["shop/web:1", "shop/web:2"], "what was pushed")


@scenario("build --quiet prints ids, --print a bake file, --builder and --check say what there is instead",
          engines=BUILDKIT)
def options(project):
    project.compose("services: {web: {build: .}}")
    dockerfile(project)
    quiet = project.run("build --quiet")
    expect.equal(quiet.out.strip(), project.engine.image(f"{project.name}-web")["Id"], "the id")
    expect.equal(quiet.err, "", "what is said beside it")
    expect.contains(project.run("build --print").out, f'"{project.name}-web"', "the bake file")
    expect.contains(project.fails("build --builder other").err, "--builder other", "the message")
    expect.contains(project.fails("build --check").err, "--check", "the message")
    expect.contains(project.fails("build --memory lots").err, "lots", "the message")
