"""Images that are built from a Dockerfile."""

from harness import expect
from harness.dockerfile import dockerfile
from harness.scenario import scenario


def says(project, service, text):
    expect.eventually(lambda: project.logs(service).strip(), text, f"what {service} says")


@scenario("up builds what is not there, with args and target; the image gets the project's name")
def built_by_up(project):
    project.compose("""
        services:
          web:
            build:
              context: ./app
              dockerfile: Containerfile
              target: wanted
              args: {WORD: hello, FROM_SHELL: }
        """)
    image = project.environment["IMAGE"]
    project.write("app/greeting", "ahoy\n")
    project.write("app/Containerfile", f"""
        FROM {image} AS wanted
        ARG WORD
        ARG FROM_SHELL=none
        COPY greeting /greeting
        RUN echo "$WORD $(cat /greeting) $FROM_SHELL" > /said
        CMD ["sh", "-c", "cat /said; sleep inf"]
        FROM wanted
        RUN exit 1
        """)
    project.run("up -d", environment={"FROM_SHELL": "shell"})
    says(project, "web", "hello ahoy shell")
    expect.true(project.engine.image(f"{project.name}-web"), f"there is an image {project.name}-web")


@scenario("a second up builds nothing, --build builds, and only a changed image makes a new container")
def built_again(project):
    project.compose("services: {web: {build: .}, other: {image: '${IMAGE}'}}")
    dockerfile(project, "RUN echo one > /version")
    project.run("up -d")
    before = project.ids()
    dockerfile(project, "RUN echo two > /version")
    project.run("up -d")
    expect.equal(project.ids(), before, "containers without --build")
    project.run("up -d --build")
    expect.equal(project.inside("web", "cat /version"), "two", "the version after --build")
    expect.equal(project.ids()["other-1"], before["other-1"], "the other service")
    before = project.ids()
    project.run("up -d --build")
    expect.equal(project.ids(), before, "containers when the image is the same")


@scenario(".dockerignore keeps files out of the context, exceptions in")
def ignored(project):
    project.compose("services: {web: {build: .}}")
    project.write(".dockerignore", "# comment\nsecret.txt\nlogs/\n**/*.tmp\n!kept.tmp\n")
    for name in ("secret.txt", "plain.txt", "logs/a.log", "deep/er/x.tmp", "deep/er/x.txt", "kept.tmp"):
        project.write(name, name + "\n")
    dockerfile(project, "COPY . /context")
    project.run("up -d")
    files = project.inside("web", "cd /context && find . -type f | sort").split()
    for name in ("./plain.txt", "./deep/er/x.txt", "./kept.tmp"):
        expect.true(name in files, f"{name} is in the context: {files}")
    for name in ("./secret.txt", "./logs/a.log", "./deep/er/x.tmp"):
        expect.true(name not in files, f"{name} is not in the context: {files}")


@scenario("a build that fails: what the step said, a non-zero exit, nothing started; up works once it is mended")
def failing(project):
    project.compose("services: {web: {build: .}, other: {image: '${IMAGE}'}}")
    dockerfile(project, "RUN echo the compiler is out of ideas && exit 9")
    failed = project.fails("up -d")
    expect.contains(failed.err, "the compiler is out of ideas", "the message")
    expect.contains(failed.err, "web", "the message")
    expect.lacks(str(project.state()), "web", "containers")
    dockerfile(project)
    project.run("up -d")
    project.expect_state(web="running", other="running")


@scenario("a missing Dockerfile, context or unknown instruction is an error that says which, and where it is named")
def broken(project):
    project.compose("services: {web: {build: {context: ., dockerfile: Absentfile}}}")
    for command in ("build", "up -d"):
        expect.contains(project.fails(command).err, "Absentfile", "the message")
        expect.contains(project.fails(command).err, "compose.yaml:1:50: error", "the place")
    project.compose("services: {web: {build: ./absent}}")
    expect.contains(project.fails("build").err, "absent", "the message")
    expect.contains(project.fails("build").err, "compose.yaml:1:25: error", "the place")
    project.compose("services: {web: {build: .}}")
    dockerfile(project, "DANCE")
    expect.contains(project.fails("build").err, "DANCE", "the message")


@scenario("build of one service builds that one; its name is that of image when there is one")
def named(project):
    tag = f"{project.name}-special:2"
    project.compose(f"services: {{web: {{build: ., image: '{tag}'}}, other: {{build: .}}}}")
    dockerfile(project)
    project.remove_later("image", tag)
    project.run("build web")
    expect.true(project.engine.image(tag), f"there is an image {tag}")
    expect.true(not project.engine.image(f"{project.name}-other"), "the other one is not built")


@scenario("links, modes and empty folders of the context arrive as they are")
def context_as_it_is(project):
    project.compose("services: {web: {build: .}}")
    project.write("run.sh", "#!/bin/sh\necho ran\n").chmod(0o755)
    (project.folder / "link").symlink_to("run.sh")
    (project.folder / "empty").mkdir()
    dockerfile(project, "COPY . /context", "RUN /context/run.sh > /ran")
    project.run("up -d")
    expect.equal(project.inside("web", "cat /ran; readlink /context/link; ls -d /context/empty"), "ran\nrun.sh\n/context/empty", "the context")
