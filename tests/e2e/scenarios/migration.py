"""docs/migration.md: its file, and each of its commands, in their order."""

import os
import re
from pathlib import Path

from harness import expect, plugin
from harness.scenario import scenario, skip

PAGE = Path(__file__).resolve().parents[3] / "docs" / "migration.md"


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)\n```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)


# On Podman 4 Docker Compose recreates every container at each up, its own too.
@scenario("each command of the page works, and the containers are the same from the beginning to the end",
          engines=("docker",))
def page(project):
    peer = os.environ.get("BERTH_TEST_PEER") or skip("BERTH_TEST_PEER names no docker-compose")
    plugin.docker(project)  # is there one?
    project.run("install-plugin --remove")
    project.compose(blocks("yaml compose.yaml")[0])
    tools = project.home / "tools"
    tools.mkdir()
    os.symlink(peer, tools / "docker-compose")
    os.symlink(project.berth, tools / "berth")
    (project.home / "bin").mkdir()
    project.environment["PATH"] = f"{tools}:{project.environment['PATH']}"
    commands = [line[2:] for block in blocks("console") for line in block.splitlines() if line.startswith("$ ")]
    expect.true(len(commands) > 15, f"the page has commands: {commands}")
    said, first = {}, None
    for command in commands:
        # In a script of its own, so that quotes and variables are the shell's.
        project.write("command.sh", command + "\n")
        before_down = project.ids()
        said[command] = project.run("command.sh", program="sh").out
        first = first or project.ids()
        if "down" in command:
            expect.equal(before_down, first, "the containers before the last command")
        else:
            expect.equal(project.ids(), first, f"the containers after `{command}`")
    expect.contains(said["docker compose version"], "Berth", "docker compose is Berth by then")
    expect.contains(said['"$HOME/bin/docker-compose" version'], "Berth", "and so is docker-compose")
    expect.lacks(said["berth plan"], "create", "what plan says")
    project.expect_nothing_left()
