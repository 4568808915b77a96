"""Builds with BuildKit: what Dockerfiles of today need, and what a build may ask the host for."""

import base64
import functools
import hashlib
import io
import json
import os
import re
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
from harness.project import free_port
from harness.registry import TakingRegistry
from harness.scenario import scenario, skip

# Podman's builder is another one; what it knows of this is in build.py.
BUILDKIT = ("docker",)


def dockerfile(project, *lines, file="Dockerfile", base=None):
    project.write(file, "\n".join([f"FROM {base or project.environment['IMAGE']}", *lines]) + "\n")


def image_files(project, reference):
    """{path: content} of all layers of an image, and its configuration under ""."""
    status, data = project.engine.request("GET", f"/images/{reference}/get")
    expect.equal(status, 200, f"status of saving {reference}")
    found = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as image:
        for entry in image:
            content = image.extractfile(entry).read() if entry.isfile() else b""
            try:
                with tarfile.open(fileobj=io.BytesIO(content)) as layer:
                    found |= {file.name: layer.extractfile(file).read() for file in layer if file.isfile()}
            except tarfile.ReadError:
                found[""] = found.get("", b"") + content
    return found


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def mentions(project, reference, text):
    return [path for path, content in image_files(project, reference).items() if text.encode() in content]


@scenario("a cache mount keeps its files from one build to the next")
def cache_mount(project):
    key = secrets.token_hex(4)
    project.compose("services: {web: {build: .}}")
    for round_ in ("one", "two"):
        project.write("round", round_)
        dockerfile(project, "COPY round /round",
                   f"RUN --mount=type=cache,id={key},target=/cache echo x >> /cache/n && wc -l < /cache/n > /count")
        project.run("build")
    project.run("up -d")
    expect.equal(project.inside("web", "cat /count"), "2", "lines in the cache at the second build")


@scenario("secrets from a file and from the environment reach the step that mounts them, and nothing else")
def secret_mount(project):
    in_file, in_environment = secrets.token_hex(16), secrets.token_hex(16)
    project.compose("""
        services:
          web:
            build:
              context: app
              secrets: [token, {source: key, target: other}]
        secrets:
          token: {file: ./token.txt}
          key: {environment: KEY}
        """)
    project.write("token.txt", in_file)
    dockerfile(project, file="app/Dockerfile", *[
        f"RUN echo {secrets.token_hex(4)} > /anew",  # what a secret holds is no part of a step's cache key
        "RUN --mount=type=secret,id=token cat /run/secrets/token | md5sum > /token",
        "RUN --mount=type=secret,id=other,target=/key cat /key | md5sum > /key.sum",
        "RUN ls /run/secrets/token 2>&1 | wc -l > /left",
    ])
    environment = {"KEY": in_environment}
    said = project.run("--progress plain build", environment=environment)
    project.run("up -d", environment=environment)
    for path, value in (("/token", in_file), ("/key.sum", in_environment)):
        expect.equal(project.inside("web", f"cat {path}").split()[0], md5(value), f"what the step saw of {path}")
    for value in (in_file, in_environment):
        for command in ("--progress json build --no-cache", "plan", "--dry-run build", "build --print"):
            said = project.run(command, environment=environment)
            expect.lacks(said.out + said.err, value, f"what `{command}` says")
        expect.equal(mentions(project, f"{project.name}-web", value), [], "files of the image that hold a secret")
        expect.true(mentions(project, f"{project.name}-web", md5(value)), "the image holds what the step made of it")


@scenario("a secret that is not there is an error that names it; a missing file is found before anything is built",
          engines=BUILDKIT)
def secret_absent(project):
    project.compose("""
        services: {web: {build: {context: ., secrets: [token]}}}
        secrets: {token: {environment: NOT_SET_ANYWHERE}}
        """)
    dockerfile(project, "RUN --mount=type=secret,id=token,required cat /run/secrets/token")
    expect.contains(project.fails("build").err, "NOT_SET_ANYWHERE", "the message")
    dockerfile(project, "RUN --mount=type=secret,id=elsewhere,required cat /run/secrets/elsewhere")
    expect.contains(project.fails("build").err, "elsewhere", "the message")


ASK_AGENT = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
int main(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, getenv("SSH_AUTH_SOCK"), sizeof address.sun_path - 1);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) return perror("connect"), 1;
  if (write(fd, "\0\0\0\1\13", 5) != 5) return perror("write"), 1; /* SSH_AGENTC_REQUEST_IDENTITIES */
  unsigned char head[4];
  if (read(fd, head, 4) != 4) return perror("read"), 1;
  for (int left = head[2] * 256 + head[3]; left > 0; --left) {
    unsigned char c;
    if (read(fd, &c, 1) != 1) return perror("read"), 1;
    putchar(c);
  }
  return 0;
}
"""


@scenario("an ssh agent is forwarded to the step that mounts it", engines=BUILDKIT)
def ssh_agent(project):
    compiler = next((found for found in map(shutil.which, ("cc", "clang-16", "clang")) if found), None)
    if not compiler or not shutil.which("ssh-agent"):
        skip("there is no ssh-agent, or no C compiler")
    project.compose("services: {web: {build: {context: ., ssh: [default]}}}")
    source = project.write("ask.c", ASK_AGENT)
    subprocess.run([compiler, "-static", "-o", str(project.folder / "ask"), str(source)], check=True)
    dockerfile(project, "COPY ask /ask", "RUN --mount=type=ssh /ask > /answer")
    expect.contains(project.fails("build").err, "SSH_AUTH_SOCK", "the message without an agent")
    path, key = str(project.home / "agent.sock"), str(project.home / "key")
    expect.contains(project.fails("build", environment={"SSH_AUTH_SOCK": path}).err, path, "the message without a socket")
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", path], stdout=subprocess.DEVNULL)
    try:
        expect.eventually(lambda: os.path.exists(path), True, "the agent's socket")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "berth-e2e-key", "-f", key], check=True)
        subprocess.run(["ssh-add", "-q", key], env={**os.environ, "SSH_AUTH_SOCK": path}, check=True)
        project.run("up -d", environment={"SSH_AUTH_SOCK": path})
        expect.equal(project.inside("web", "grep -c berth-e2e-key /answer"), "1", "the agent's answer has the key")
    finally:
        agent.terminate()
        agent.wait(10)


@scenario("a Dockerfile outside of the context, one within the compose file, and one with its own .dockerignore",
          engines=BUILDKIT)
def dockerfiles(project):
    image = project.environment["IMAGE"]
    project.compose(f"""
        services:
          outside: {{build: {{context: app, dockerfile: ../other/Prod}}}}
          inline:
            build:
              context: app
              dockerfile_inline: |
                FROM {image}
                COPY file /inline
          own: {{build: {{context: app, dockerfile: Own}}}}
        """)
    project.write("app/file", "content\n")
    project.write("app/.dockerignore", "ignored\n")
    project.write("app/ignored", "x\n")
    project.write("app/Own.dockerignore", "file\n")
    dockerfile(project, "COPY . /all", "COPY file /outside", file="other/Prod")
    dockerfile(project, "COPY . /all", file="app/Own")
    project.run("up -d")
    expect.equal(project.inside("outside", "cat /outside; ls /all"), "content\nOwn\nOwn.dockerignore\nfile", "the context")
    expect.equal(project.inside("inline", "cat /inline"), "content", "the file")
    expect.equal(project.inside("own", "ls -A /all"), ".dockerignore\nOwn\nOwn.dockerignore\nignored", "the context")


@scenario("a changed file of the same size and time of a Dockerfile is seen", engines=BUILDKIT)
def same_size(project):
    project.compose("services: {web: {build: .}}")
    for word in ("aaa", "bbb"):
        path = project.folder / "Dockerfile"
        dockerfile(project, f"RUN echo {word} > /word")
        os.utime(path, (1_000_000_000, 1_000_000_000))
        project.run("up -d --build")
        expect.equal(project.inside("web", "cat /word"), word, "the word")


@scenario("a step that fails: the instruction, its last lines and its exit code; a parallel step is not blamed",
          engines=BUILDKIT)
def failing_step(project):
    project.compose("services: {web: {build: .}}")
    image = project.environment["IMAGE"]
    project.write("Dockerfile", f"""
        FROM {image} AS slow
        RUN sleep 20 && touch /slow
        FROM {image}
        RUN echo first && echo out of ideas >&2 && exit 9
        COPY --from=slow /slow /slow
        """)
    failed = project.fails("build")
    expect.contains(failed.err, "RUN echo first && echo out of ideas >&2 && exit 9 failed: exit code: 9", "the message")
    report = failed.err[failed.err.index("berth: error"):]
    expect.contains(report, "    | first\n    | out of ideas\n", "the last lines")
    expect.lacks(report, "sleep 20", "the report")


@scenario("a copy of what is not there names the file", engines=BUILDKIT)
def missing_file(project):
    project.compose("services: {web: {build: .}}")
    dockerfile(project, "COPY absent /x")
    failed = project.fails("build")
    expect.contains(failed.err, "COPY absent /x", "the message")
    expect.contains(failed.err, "/absent", "the message")


@scenario("attributes reach the builder: labels, tags, target, extra_hosts, network, args", engines=BUILDKIT)
def attributes(project):
    tag = f"{project.name}:tagged"
    project.remove_later("image", tag)
    project.compose(f"""
        services:
          web:
            build:
              context: .
              target: wanted
              labels: {{made.by: berth}}
              tags: ['{tag}']
              network: none
              extra_hosts: ["db:10.1.2.3", "host:host-gateway"]
              args: {{WORD: "a b"}}
        """)
    dockerfile(project, "ARG WORD", 'RUN echo "$WORD" > /word; cat /etc/hosts > /seen; ls /sys/class/net > /net',
               "FROM wanted", "RUN exit 1", base=project.environment["IMAGE"] + " AS wanted")
    project.run("up -d")
    expect.equal(project.inside("web", "cat /word /net"), "a b\nlo", "what the step saw")
    expect.matches(project.inside("web", "cat /seen"), r"10\.1\.2\.3\s+db", "the hosts that the step saw")
    expect.matches(project.inside("web", "cat /seen"), r"\n\d+\.\d+\.\d+\.\d+\s+host(\s|$)", "the way to this host")
    image = project.engine.image(tag)
    expect.true(image, f"there is an image {tag}")
    expect.equal(image["Config"]["Labels"].get("made.by"), "berth", "the label")
    expect.equal(image["Config"]["Labels"].get("com.docker.compose.service"), "web", "the label")


@scenario("no_cache_filter builds one stage anew and leaves the others", engines=BUILDKIT)
def cache_of_stages(project):
    image = project.environment["IMAGE"]
    project.write("Dockerfile", f"""
        FROM {image} AS kept
        RUN cat /proc/sys/kernel/random/uuid > /kept
        FROM {image} AS fresh
        RUN cat /proc/sys/kernel/random/uuid > /fresh
        FROM {image}
        COPY --from=kept /kept /
        COPY --from=fresh /fresh /
        """)
    project.compose("services: {web: {build: {context: ., no_cache_filter: [fresh]}}}")
    seen = []
    for _ in range(2):
        project.run("up -d --build")
        seen.append(project.inside("web", "cat /kept /fresh").split())
    expect.equal(seen[0][0], seen[1][0], "what the stage `kept` made")
    expect.true(seen[0][1] != seen[1][1], "the stage `fresh` is built anew")


@scenario("an additional context is used where the engine's Dockerfile frontend knows it, and refused where it does not",
          engines=BUILDKIT)
def additional_contexts(project):
    project.compose("""
        services:
          base: {build: base}
          web:
            build:
              context: .
              additional_contexts:
                starting: service:base
                files: ./files
        """)
    dockerfile(project, "RUN echo from base > /base", file="base/Dockerfile")
    project.write("files/one", "first\n")
    project.write("files/.dockerignore", "two\n")
    project.write("files/two", "second\n")
    project.write("Dockerfile", "FROM starting\nCOPY --from=files / /files\n")
    major = int(project.engine.get("/version")["Version"].split(".")[0])
    if major < 23:
        failed = project.fails("build")
        expect.contains(failed.err, "services.web.build.additional_contexts", "the message")
        expect.contains(failed.err, "Docker 23", "the hint")
        return
    project.run("up -d web")
    expect.equal(project.inside("web", "cat /base; ls /files; cat /files/one"), "from base\none\nfirst", "the image")
    expect.true("base-1" not in project.state(), "the other service is built, not started")


@scenario("only what has changed is sent, and an unchanged build leaves the containers", engines=BUILDKIT)
def unchanged(project):
    project.compose("services: {web: {build: .}}")
    (project.folder / "big").write_bytes(os.urandom(8 << 20))
    project.write("small", "one\n")
    dockerfile(project, "COPY . /context")
    line = project.proxy()
    project.run("up -d", environment={"DOCKER_HOST": line.url})
    before = project.ids()
    first = line.sent
    project.run("up -d --build", environment={"DOCKER_HOST": line.url})
    expect.equal(project.ids(), before, "containers of an unchanged image")
    second = line.sent - first
    project.write("small", "changed\n")
    project.run("up -d --build", environment={"DOCKER_HOST": line.url})
    third = line.sent - first - second
    expect.true(project.ids() != before, "a changed image makes a new container")
    expect.true(first > 8 << 20, f"the first build sends all: {first} bytes")
    expect.true(second < 1 << 20, f"the second sends next to nothing: {second} bytes")
    expect.true(third < 1 << 20, f"the third sends what has changed: {third} bytes")


@scenario("a big context takes no big memory", engines=BUILDKIT, alone=True)
def big_context(project):
    project.compose("services: {web: {build: .}}")
    with open(project.folder / "big", "wb") as file:
        for _ in range(300):
            file.write(os.urandom(1 << 20))
    dockerfile(project, "COPY big /big", "RUN stat -c %s /big > /size && rm /big")
    command = project.start("build")
    most = 0
    while not command.ended:
        try:
            status = open(f"/proc/{command.process.pid}/status", encoding="ascii").read()
            most = max(most, int((re.search(r"VmHWM:\s+(\d+) kB", status) or [0, 0])[1]))
        except (FileNotFoundError, ProcessLookupError):
            break
        time.sleep(0.02)
    expect.equal(command.wait(120).code, 0, "exit code of the build")
    expect.true(0 < most < 64 * 1024, f"memory at its most: {most} KiB")


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
