#!/usr/bin/env python3
"""Writes docs/commands/: a page for each command, with its help and examples as the program prints them.

  DOCKER_HOST=unix:///var/run/docker.sock scripts/command_pages.py build/release/berth    needs an engine and an image "busybox"
  scripts/command_pages.py build/release/berth --help-only                                only the helps, without an engine

The examples run in the folder of one project, in the order below. What differs from run to run stays as it was seen.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PAGES = Path(__file__).resolve().parent.parent / "docs" / "commands"
SHOWN = "/home/me/shop"
COMPOSE = """services:
  web:
    image: busybox
    command: httpd -f -p 8000 -h /etc
    ports: ["127.0.0.1:18080:8000"]
    environment:
      LOG_LEVEL: info
    depends_on:
      db: {condition: service_healthy}
  db:
    image: busybox
    command: sh -c 'touch /tmp/ready; echo ready; exec sleep 1d'
    volumes: [data:/data]
    healthcheck:
      test: test -f /tmp/ready
volumes:
  data:
"""

# name: what it is for beside the first line of its help, and commands to show, in an order in which they can be run.
COMMANDS = {
    "config": ("Reads the files, fills in variables, merges, and prints the result. No engine is needed.",
               ["berth config --services", "berth config --images", "berth config --explain services.web.environment.LOG_LEVEL"]),
    "plan": ("What `up` would do, in its order, and why. Nothing is changed.", ["berth plan"]),
    "up": ("Brings the project to what the files say: only what differs is touched. Without `-d` it stays and shows the "
           "output; Ctrl-C stops the containers, a second one kills them. On a terminal it takes keys: `w` begins and ends "
           "the watch of files, `v` shows what runs, `d` leaves and lets it run, `h` tells them; `--menu=false` or "
           "`COMPOSE_MENU=false` takes none.", ["berth up -d", "berth up -d"]),
    "ps": ("Running containers; `-a` shows stopped ones, too. `--format` takes `json` and Go templates.",
           ["berth ps", "berth ps --format '{{.Service}}: {{.State}}'", "berth ps -q db"]),
    "ls": ("The projects that the engine has containers of.", ["berth ls --filter name=^shop$", "berth ls --filter name=^shop$ --format json"]),
    "logs": ("Lines of all containers, with the names of their containers before them.", ["berth logs db", "berth logs --no-log-prefix --tail 1 db"]),
    "port": ("For scripts that need the port that the engine has chosen.", ["berth port web 8000", "berth port web 80"]),
    "images": ("Which image each container was made of.", ["berth images"]),
    "top": ("Processes as the host sees them.", ["berth top db"]),
    "volumes": ("With services, only the volumes that their containers mount.", ["berth volumes", "berth volumes -q db"]),
    "stats": ("Goes on until Ctrl-C; `--no-stream` looks once.", ["berth stats --no-stream --format 'table {{.Name}}\\t{{.CPUPerc}}\\t{{.PIDs}}'"]),
    "exec": ("A terminal is made where there is one on this side; `-T` does without. The exit code is that of the command, and "
             "options behind the service are its own.",
             ["berth exec -T web sh -c 'echo $LOG_LEVEL'", "berth exec -T db sh -c 'exit 3'; echo $?", "echo hello | berth exec -T db tee /data/greeting"]),
    "run": ("A container beside those of the service: without its ports unless asked for, without its restarts, after what the "
            "service depends on is ready. `--rm` removes it at its end.",
            ["berth run --rm -T web echo hello", "berth run --rm -T -e LOG_LEVEL=debug web sh -c 'echo $LOG_LEVEL'"]),
    "attach": ("Joins the main process. On a terminal ctrl-p ctrl-q leaves it running; other signals and keys are its own.", []),
    "cp": ("`-` stands for a tar archive on standard input or output. A folder that is there takes what is copied under its own "
           "name; `/.` behind the source means its content.",
           ["berth cp db:/data/greeting .", "cat greeting", "berth cp greeting web:/tmp/", "berth cp db:/data - | tar t"]),
    "events": ("Goes on until Ctrl-C, or up to `--until`.", ["berth restart -t 0 db", "berth events --since 20s --until 0s db"]),
    "restart": ("Changes of the files are not taken in: `up -d` does that.", ["berth restart -t 0 db"]),
    "pause": ("The processes keep their memory and get no time.", ["berth pause db"]),
    "unpause": ("", ["berth unpause db"]),
    "scale": ("", ["berth scale db=2", "berth scale db=1"]),
    "kill": ("", ["berth kill -s SIGHUP db"]),
    "stop": ("In the reverse order of dependencies, within each service's `stop_grace_period`.", ["berth stop -t 1"]),
    "start": ("In the order of dependencies, with their conditions.", ["berth start"]),
    "wait": ("Prints what ended, and exits with the code of the last one.", []),
    "create": ("`up --no-start`.", ["berth create --dry-run --force-recreate db"]),
    "rm": ("", ["berth rm -fs web"]),
    "pull": ("", ["berth pull --dry-run"]),
    "push": ("Of services that have `build` and `image`, under all their tags.", []),
    "build": ("", []),
    "keep": ("Goes on until Ctrl-C, which leaves the containers running.", []),
    "watch": ("What `develop.watch` says: files are sent (`sync`), and services are restarted, run a command, or are built "
              "anew. Images of watched services are built first. Of a row of changes the files go at once, and services "
              "are restarted once, when it is quiet. What .dockerignore and `ignore` leave out, `.git` and editors' "
              "temporary files are passed over. Goes on until Ctrl-C, which leaves the containers running; "
              "`berth up --watch` shows their output, too.", []),
    "install-plugin": ("A link in the user's folder of docker's plugins. A plugin of another program stays unless "
                       "`--force` puts it aside; `--remove` puts it back. See [migration.md](../migration.md).", []),
    "engine": ("", []),
    "completion": ("`source <(berth completion bash)`, `berth completion zsh > ~/.zfunc/_berth`, "
                   "`berth completion fish > ~/.config/fish/completions/berth.fish`. Services and profiles are looked up while you type.", []),
    "version": ("", ["berth version"]),
    "down": ("Volumes stay unless `-v` is given.", ["berth down -v"]),
}


class Program:
    def __init__(self, path, folder):
        self.folder = folder
        self.environment = {**os.environ, "PATH": f"{Path(path).resolve().parent}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}

    def run(self, command):
        done = subprocess.run(["sh", "-c", command], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        lines = done.stdout.decode().replace(str(self.folder), SHOWN).splitlines()
        return "\n".join(line.rstrip() for line in lines)


def page(name, help_text, about, examples):
    """`help_text` begins with what the command does, in one line."""
    first = help_text.splitlines()[0]
    parts = [f"# berth {name}", f"{first}." + (f" {about}" if about else ""), f"```\n{help_text}\n```"]
    if examples:
        shown = "\n\n".join(f"$ {command}" + (f"\n{output}" if output else "") for command, output in examples)
        parts.append(f"```console\n{shown}\n```")
    return "\n\n".join(parts) + "\n"


def old_examples(path):
    """Those that the page has."""
    found = re.search(r"```console\n(.*?)\n```", path.read_text() if path.exists() else "", re.DOTALL)
    if not found:
        return []
    blocks = re.split(r"\n\n(?=\$ )", found[1])
    return [(block.split("\n", 1)[0][2:], block.split("\n", 1)[1] if "\n" in block else "") for block in blocks]


def main():
    path, only_help = sys.argv[1], "--help-only" in sys.argv
    PAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "shop"
        folder.mkdir()
        (folder / "compose.yaml").write_text(COMPOSE)
        program = Program(path, folder)
        for name, (about, commands) in COMMANDS.items():
            target = PAGES / f"{name}.md"
            # Those without commands here have examples by hand: of what goes on until Ctrl-C, or changes this user's files.
            examples = old_examples(target) if only_help or not commands else [(command, program.run(command)) for command in commands]
            target.write_text(page(name, program.run(f"berth {name} --help"), about, examples))
    index = ["# Commands", "Examples are of a project `shop` with this file:", f"```yaml compose.yaml\n{COMPOSE}```"]
    index.append("\n".join(f"- [`{name}`]({name}.md)" for name in sorted(COMMANDS)))
    (PAGES / "README.md").write_text("\n\n".join(index) + "\n")


main()
