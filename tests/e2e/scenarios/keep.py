"""up --keep and keep: the declared state is held."""

from harness import expect
from harness.engine import EngineRefused
from harness.scenario import scenario

TWO = """
    services:
      web: {image: "${IMAGE}", depends_on: [db]}
      db: {image: "${IMAGE}"}
    """


def kept(project, command="up --keep"):
    keeper = project.start(command)
    keeper.says("holding")
    return keeper


@scenario("what is killed is started, what is removed is made anew, each with its cause; a signal ends it well")
def puts_right(project):
    project.compose(TWO)
    keeper = kept(project)
    project.expect_state(web="running", db="running")
    before = project.ids()
    project.engine.kill(before["web-1"])
    keeper.says("repairing")
    expect.eventually(lambda: project.state().get("web-1"), "running", "web, which was killed")
    expect.equal(project.ids(), before, "the containers")
    expect.contains(keeper.err, "exited (137)", "the cause")
    project.engine.remove_container(before["db-1"])
    expect.eventually(lambda: project.state().get("db-1"), "running", "db, which was removed")
    expect.contains(keeper.err, "not there", "the cause")
    keeper.terminate()
    expect.equal(keeper.wait(10).code, 0, "exit code of the keeper")
    project.expect_state(web="running", db="running")


@scenario("a one-shot that has done its work is left alone, and a service that cannot live is not hammered")
def knows_its_limits(project):
    project.compose("""
        services:
          job: {image: "${IMAGE}", command: "true"}
          crash: {image: "${IMAGE}", command: sh -c 'echo run; exit 7'}
          web: {image: "${IMAGE}"}
        """)
    keeper = kept(project, "keep")
    expect.eventually(lambda: project.logs("crash").count("run") >= 3, True, "crash was tried several times", within=20)
    runs = project.logs("crash").count("run")
    expect.true(runs <= 6, f"with growing pauses, not {runs} times")
    expect.equal(project.state()["job-1"], "exited", "the job")
    expect.lacks(keeper.err, "container " + project.name + "-job-1: not running", "what was repaired")
    keeper.interrupt()
    expect.equal(keeper.wait(10).code, 0, "exit code of the keeper")
    expect.equal(project.state()["web-1"], "running", "what was kept goes on")


@scenario("other commands wait for the keeper and say so")
def holds_the_lock(project):
    project.compose(TWO)
    keeper = kept(project)
    down = project.start("down -t 0")
    down.says("--keep")
    expect.equal(len(project.state()), 2, "containers while it waits")
    keeper.interrupt()
    expect.equal(keeper.wait(10).code, 0, "exit code of the keeper")
    expect.equal(down.wait(20).code, 0, "exit code of down")
    project.expect_nothing_left()


@scenario("a network that somebody takes a container off is put right, at once where the engine tells of it")
def taken_off_a_network(project):
    project.compose(TWO)
    keeper = kept(project)
    network = f"{project.name}_default"
    before = project.ids()
    project.engine.call("POST", f"/networks/{network}/disconnect", {"Container": before["web-1"], "Force": True})
    if project.engine.kind == "podman":  # tells nothing of networks: it is seen with the next event of a container
        project.engine.kill(before["db-1"])
    keeper.says(f"not on network {network}")
    expect.eventually(lambda: finds(project, "db"), True, "web finds db by its name", within=20)
    keeper.interrupt()
    expect.equal(keeper.wait(10).code, 0, "exit code of the keeper")


def finds(project, name):
    """Does web run, and find an address for the name?"""
    try:
        return project.engine.run_in(project.containers("web")[0]["Id"], ["nslookup", name])[0] == 0
    except (EngineRefused, IndexError):  # it is being made anew
        return False
