#!/usr/bin/env python3
"""Runs the examples of a page of docs/ with the real program.

Each heading begins with an empty folder. A block with a file name behind its language ("```yaml compose.yaml") is a
file of it; a block "```console" has commands behind "$ " and below each what it prints, on both channels. A line with
nothing but "…" stands for any lines. The folder is shown as /home/me/shop.

run.py BERTH PAGE [--update]    --update writes what is printed into the page (examples with "…" stay as they are)
"""
import difflib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SHOWN = "/home/me/shop"
FENCE = re.compile(r"^```(\S+)(?: (\S+))?$")


class Example:
    def __init__(self, program):
        self.root = tempfile.TemporaryDirectory(prefix="berth-docs-")
        self.folder = Path(self.root.name) / "shop"
        self.folder.mkdir()
        self.environment = {"PATH": f"{Path(program).parent}:/usr/bin:/bin", "HOME": self.root.name, "LC_ALL": "C.UTF-8"}

    def write(self, name, lines):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(line + "\n" for line in lines))

    def run(self, command):
        done = subprocess.run(["sh", "-c", command], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        text = done.stdout.decode().replace(str(self.folder), SHOWN)
        return [line.rstrip() for line in text.splitlines()]


def matches(expected, printed):
    if not expected:
        return not printed
    if expected[0] == "…":
        return any(matches(expected[1:], printed[skip:]) for skip in range(len(printed) + 1))
    return bool(printed) and expected[0] == printed[0] and matches(expected[1:], printed[1:])


def commands_of(lines):
    """Each command with the lines below it."""
    commands = []
    for line in lines:
        if line.startswith("$ "):
            commands.append((line[2:], []))
        elif commands:
            commands[-1][1].append(line)
    return commands


def blocks_of(lines):
    """(first line, language, name, lines) of each block, and (number, None, None, []) of each heading."""
    number = 0
    while number < len(lines):
        fence = FENCE.match(lines[number])
        if fence:
            end = lines.index("```", number + 1)
            yield number, fence[1], fence[2], lines[number + 1:end]
            number = end
        elif lines[number].startswith("#"):
            yield number, None, None, []
        number += 1


def main():
    program, page = os.path.abspath(sys.argv[1]), Path(sys.argv[2])
    update = "--update" in sys.argv
    lines = page.read_text().splitlines()
    out = list(lines)
    shift = failed = count = 0
    example = Example(program)
    for number, language, name, block in list(blocks_of(lines)):
        if language is None:
            example = Example(program)
        elif language == "console":
            shown = []
            for command, expected in commands_of(block):
                printed = example.run(command)
                count += 1
                good = matches(expected, printed)
                shown += ["$ " + command] + (expected if good or "…" in expected else printed)
                if not good and not update:
                    failed += 1
                    print(f"{page}:{number + 1}: `{command}` prints something else:")
                    print("\n".join(difflib.unified_diff(expected, printed, "page", "program", lineterm="")))
            if update:
                begin = number + shift + 1
                out[begin:begin + len(block)] = shown
                shift += len(shown) - len(block)
        elif name:
            example.write(name, block)
    if update:
        page.write_text("\n".join(out) + "\n")
    print(f"{count} examples, {failed} failed")
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main())
