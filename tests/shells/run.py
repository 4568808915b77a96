#!/usr/bin/env python3
"""The completion scripts in the shells that they are made for: what a person gets by the Tab key.

run.py BERTH    exit code 77: none of bash, zsh and fish is here
"""
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMPOSE = """services:
  web: {image: i}
  worker: {image: i, profiles: [extra]}
  db: {image: i}
"""

# What is typed, and words that must be offered; "!word" must not.
CASES = [
    ("berth u", ["up", "unpause", "!ps"]),
    ("berth up --wa", ["--wait", "--wait-timeout", "--watch", "!--build"]),
    ("berth logs w", ["web", "!db"]),
    ("berth -f other.yaml logs o", ["one", "!web"]),
    ("berth up --pull m", ["missing", "!always"]),
    ("berth --ansi ", ["never", "always", "auto"]),
    ("berth --profile e", ["extra"]),
    ("berth -f oth", ["other.yaml"]),
]


def environment(folder, program):
    return {"PATH": f"{Path(program).parent}:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8", "TERM": "dumb",
            "XDG_CONFIG_HOME": str(folder / "config"), "XDG_DATA_HOME": str(folder / "data")}


def run(words, folder, program, text=None):
    done = subprocess.run(words, cwd=folder, env=environment(folder, program), input=text, text=True, timeout=60,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout


def bash(folder, program, typed):
    script = f"""
        source <({program} completion bash)
        COMP_WORDS=({typed.rstrip()}{" ''" if typed.endswith(' ') else ''}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
        _berth; printf '%s\\n' "${{COMPREPLY[@]}}"
        """
    return run(["bash", "--norc", "-c", script], folder, program).split()


def fish(folder, program, typed):
    completions = folder / "config/fish/completions"
    completions.mkdir(parents=True, exist_ok=True)
    (completions / "berth.fish").write_text(run([program, "completion", "fish"], folder, program))
    offered = run(["fish", "--private", "-c", f"complete --do-complete '{typed}'"], folder, program)
    return [line.split("\t")[0] for line in offered.splitlines()]


class Terminal:
    def __init__(self, words, folder, program):
        pid, self.descriptor = pty.fork()
        if pid == 0:
            os.chdir(folder)
            os.execvpe(words[0], words, environment(folder, program))

    def say(self, text):
        os.write(self.descriptor, text.encode())

    def read_until(self, pattern, within=30):
        text, end = "", time.monotonic() + within
        while not re.search(pattern, text):
            left = end - time.monotonic()
            if left < 0 or not select.select([self.descriptor], [], [], left)[0]:
                break
            text += os.read(self.descriptor, 65536).decode("utf-8", "replace")
        return text

    def close(self):
        os.close(self.descriptor)


def zsh(folder, program, typed):
    functions = folder / "functions"
    functions.mkdir(exist_ok=True)
    (functions / "_berth").write_text(run([program, "completion", "zsh"], folder, program))
    terminal = Terminal(["zsh", "-f"], folder, program)
    try:
        # What is offered is listed, even a single word, and nothing is put in; a mark ends the list.
        terminal.say("fpath=($HOME/functions $fpath); autoload -U compinit; compinit -u -D; PS1=; LISTMAX=1000\n"
                     "zstyle ':completion:*' force-list always; setopt no_beep; stty -echo\n"
                     "list() { zle list-choices; print -n LISTED }; zle -N list; bindkey '^X' list; print REA''DY\n")
        terminal.read_until(r"READY\r?\n")
        terminal.say(typed + "\x18")
        shown = terminal.read_until(r"LISTED")
        # Words that go on alike are put in and not listed.
        terminal.say("\t\x01: '\x05'; print -r -- $_ END\n")
        inserted = terminal.read_until(r"END\r?\n")
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|[';]", " ", shown + " " + inserted).split()
    finally:
        terminal.close()


def problems(shell, folder, program):
    for typed, wanted in CASES:
        offered = shell(folder, program, typed)
        for word in wanted:
            if word.startswith("!") == (word.lstrip("!") in offered):
                yield f"{shell.__name__}: `{typed}` offers {offered}, not as wanted: {word}"


def main():
    program = os.path.abspath(sys.argv[1])
    shells = [shell for shell in (bash, zsh, fish) if shutil.which(shell.__name__)]
    if not shells:
        return 77
    found = []
    with tempfile.TemporaryDirectory(prefix="berth-shells-") as root:
        folder = Path(root)
        (folder / "compose.yaml").write_text(COMPOSE)
        (folder / "other.yaml").write_text("services: {one: {image: i}}\n")
        for shell in shells:
            found += problems(shell, folder, program)
    print("\n".join(found) if found else f"{len(CASES)} lines in {', '.join(s.__name__ for s in shells)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
