"""Builds with BuildKit: what Dockerfiles of today need, and what a build may ask the host for."""

import hashlib
import io
import os
import re
import secrets
import shutil
import subprocess
import tarfile
import time

from harness import expect
from harness.dockerfile import dockerfile
from harness.scenario import scenario, skip

# Podman's builder is another one; what it knows of this is in build.py.
BUILDKIT = ("docker",)


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
        RUN echo first && echo out of ideas && exit 9
        COPY --from=slow /slow /slow
        """)
    failed = project.fails("build")
    expect.contains(failed.err, "RUN echo first && echo out of ideas && exit 9 failed: exit code: 9", "the message")
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
