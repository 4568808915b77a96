#!/usr/bin/env python3
"""Makes the manual pages of docs/commands/: berth(1), and berth-COMMAND(1) for each command.

  scripts/man_pages.py FOLDER VERSION    docs/commands/ has the helps of the program and examples (command_pages.py)
"""

import re
import sys
from pathlib import Path

PAGES = Path(__file__).resolve().parent.parent / "docs" / "commands"
ABOUT = "runs the services of a compose file on this host's container engine"
ROOT_TEXT = """A compose file says which services there are. berth reads it, looks at what the engine has of the project,
and does what is missing. It takes the commands, options and files of Docker Compose; installed as
.B docker\\-compose
or with
.B berth install\\-plugin
it stands in its place."""


def escaped(text):
    """Text as roff takes it: a line never begins with a request."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = "".join(c if ord(c) < 128 else f"\\[u{ord(c):04X}]" for c in text)
    return re.sub(r"(?m)^([.'])", r"\\&\1", text)


def inline(text):
    """Words between backticks in bold."""
    parts = re.split(r"`([^`]*)`", text)
    return "".join(f"\\fB{escaped(part)}\\fR" if at % 2 else escaped(part) for at, part in enumerate(parts))


def sections(help_text):
    """{"": lines, "Usage": …, "Options": [(names, text)…]}"""
    found, name = {"": []}, ""
    for line in help_text.splitlines():
        heading = re.match(r"^(Usage|Arguments|Options|Subcommands|\[[^]]+\]):?( .*)?$", line)
        if heading:
            name = heading[1]
            found[name] = [heading[2].strip()] if heading[2] else []
        elif line.strip():
            found[name].append(line)
    return found


def entries(lines):
    """Pairs of what stands left and right in a table of a help; a long left side has its text on the next line."""
    out = []
    for line in lines:
        split = re.match(r"^  (\S.*?)(?:  +(\S.*))?$", line)
        if split:
            out.append([split[1], split[2] or ""])
        elif out:
            out[-1][1] = f"{out[-1][1]} {line.strip()}".strip()
    return out


def option_list(title, lines):
    out = [f".SH {title}"]
    for names, text in entries(lines):
        out += [".TP", f".B {escaped(names)}", inline(text)]
    return out


def examples(page):
    found = re.search(r"```console\n(.*?)\n```", page, re.DOTALL)
    return [".SH EXAMPLES", ".EX", escaped(found[1]), ".EE"] if found else []


def help_of(page):
    return next(text for text in re.findall(r"```\n(.*?)\n```", page, re.DOTALL) if "\nUsage: " in text)


def page_of(name, page, version):
    help_text = help_of(page)
    about = page.split("\n\n")[1]
    parts = sections(help_text)
    first = parts[""][0]
    title = f"berth-{name}"
    out = [f'.TH {title.upper()} 1 "" "Berth {version}" "Berth"', ".SH NAME",
           f"{escaped(title)} \\- {escaped(first[0].lower() + first[1:])}", ".SH SYNOPSIS",
           f".B {escaped(parts['Usage'][0])}", ".SH DESCRIPTION", inline(about)]
    if "Arguments" in parts:
        out += option_list("ARGUMENTS", parts["Arguments"])
    out += option_list("OPTIONS", parts["Options"])
    if "Subcommands" in parts:
        out += option_list("COMMANDS", parts["Subcommands"])
    out += examples(page) + [".SH SEE ALSO", ".BR berth (1)"]
    return "\n".join(out) + "\n"


def root_page(names, firsts, version):
    out = [f'.TH BERTH 1 "" "Berth {version}" "Berth"', ".SH NAME", f"berth \\- {escaped(ABOUT)}", ".SH SYNOPSIS",
           ".B berth", "[OPTIONS] COMMAND [ARGUMENT...]", ".SH DESCRIPTION", ROOT_TEXT, ".SH COMMANDS"]
    for name in names:
        out += [".TP", f".BR berth\\-{escaped(name)} (1)", escaped(firsts[name])]
    out += [".SH SEE ALSO", ".B berth \\-\\-help", "shows the options that stand before the command."]
    return "\n".join(out) + "\n"


def main():
    folder, version = Path(sys.argv[1]), sys.argv[2]
    folder.mkdir(parents=True, exist_ok=True)
    firsts = {}
    for path in sorted(PAGES.glob("*.md")):
        if path.stem == "README":
            continue
        page = path.read_text()
        firsts[path.stem] = help_of(page).splitlines()[0]
        (folder / f"berth-{path.stem}.1").write_text(page_of(path.stem, page, version))
    (folder / "berth.1").write_text(root_page(list(firsts), firsts, version))


main()
