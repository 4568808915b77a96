"""Containers of services that are no longer in the file."""

from harness import expect
from harness.scenario import scenario

BOTH = "services: {web: {image: '${IMAGE}'}, old: {image: '${IMAGE}'}}"
ONE = "services: {web: {image: '${IMAGE}'}}"


def with_orphan(project):
    project.compose(BOTH)
    project.run("up -d")
    project.compose(ONE)


@scenario("up warns of an orphan by name and leaves it alone")
def warned(project):
    with_orphan(project)
    before = project.ids()
    warned = project.run("up -d")
    expect.contains(warned.err, f"{project.name}-old-1", "the warning")
    expect.contains(warned.err, "--remove-orphans", "the warning")
    expect.equal(project.ids(), before, "containers")


@scenario("up --remove-orphans removes it")
def removed_by_up(project):
    with_orphan(project)
    project.run("up -d --remove-orphans")
    project.expect_state(web="running")


@scenario("down without --remove-orphans says what stays and fails; with it all is gone")
def removed_by_down(project):
    with_orphan(project)
    left = project.attempt("down")
    project.expect_state(old="running")
    expect.contains(left.err, "old", "what down says")
    expect.true(left.code != 0, "down did not do all, and its exit code says so")
    project.run("down --remove-orphans")
    project.expect_nothing_left()


@scenario("down without a file works by the name of the project")
def without_a_file(project):
    project.compose(BOTH)
    project.run("up -d")
    (project.folder / "compose.yaml").unlink()
    project.run("ps")
    project.run(f"-p {project.name} down")
    project.expect_nothing_left()
