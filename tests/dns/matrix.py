#!/usr/bin/env python3
"""Twenty-seven crafted queries to Berth and, where they are installed, to knot and dnsmasq.

  matrix.py BERTH                as a test: Berth answers as docs/dns.md says, and as knot does
  matrix.py BERTH --update       writes the table into docs/dns.md

What knot leaves to a module of its own (cookies) is the only row that may differ.
"""

import argparse
import difflib
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from servers import Berth, Dnsmasq, Knot, NotThere  # noqa: E402
from engine import Container, Engine  # noqa: E402
from wire import *  # noqa: E402,F403

PAGE = HERE.parent.parent / "docs" / "dns.md"
BEGIN, END = "<!-- tests/dns/matrix.py --update -->", "<!-- end of the table -->"
NAME = "web.shop.berth.test"
NOT_AS_KNOT = ("cookie",)
COOKIE = 10


def asked(**options):
    return lambda port: show(over_udp(port, query(**{"name": NAME, **options})))


def sent(data):
    return lambda port: show(over_udp(port, data))


def version_one(port):
    answer = over_udp(port, query(NAME, edns=(1, b"")))
    return f"{show(answer).split()[0]} edns={opt_of(answer)[0] >> 16 & 255 if opt_of(answer) else '-'}"


def cookie(port):
    _, options = opt_of(over_udp(port, query(NAME, edns=(0, option(COOKIE, b"12345678")))))
    return f"{int.from_bytes(options[2:4], 'big')} bytes" if options[:2] == bytes([0, COOKIE]) else "none"


def case_kept(port):
    answer = over_udp(port, query("WeB.sHoP.BeRtH.tEsT"))
    return f"{'as asked' if encode('WeB.sHoP.BeRtH.tEsT') in answer else 'changed'}, {show(answer)}"


def tcp(port):
    return show(next(iter(over_tcp(port, [query(NAME)])), None))


def pipelined(port):
    return f"{len(over_tcp(port, [query(NAME)] * 5))} of 5"


def transfer(port):
    return show(next(iter(over_tcp(port, [query("berth.test", AXFR)])), None))


TOO_LONG = b"".join(b"\x3f" + b"a" * 63 for _ in range(4)) + b"\0" + bytes([0, A, 0, 1])

ROWS = (
    ("A of a name", asked()),
    ("AAAA of a name without", asked(kind=AAAA)),
    ("no such name", asked(name="nobody.shop.berth.test")),
    ("a name with names below only", asked(name="shop.berth.test")),
    ("SOA", asked(name="berth.test", kind=SOA)),
    ("MX of a name without", asked(kind=15)),
    ("a name elsewhere", asked(name="example.org")),
    ("ANY", asked(kind=ANY)),
    ("EDNS", asked(edns=(0, b""))),
    ("EDNS version 1", version_one),
    ("an unknown option", asked(edns=(0, option(65001, b"abc")))),
    ("cookie", cookie),
    ("capitals", case_kept),
    ("class CH, version.server", asked(name="version.server", kind=TXT, in_class=3)),
    ("NOTIFY", asked(opcode=4)),
    ("opcode 15", asked(opcode=15)),
    ("no question", sent(message(b"", counts=(0, 0, 0, 0)))),
    ("two questions", sent(message(question(NAME) * 2, counts=(2, 0, 0, 0)))),
    ("an answer", sent(message(question(NAME), flags=0x8000))),
    ("a name that points to itself", sent(message(b"\xc0\x0c" + bytes([0, A, 0, 1])))),
    ("five bytes", sent(b"\x12\x34\0\0\0")),
    ("junk behind", sent(query(NAME) + b"junk")),
    ("a name over 255 bytes", sent(message(TOO_LONG))),
    ("TCP", tcp),
    ("TCP, five at once", pipelined),
    ("AXFR over TCP", transfer),
    ("UPDATE", asked(opcode=5)),
)


def servers(program, stack):
    """The running ones; what is not installed is left out."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dns-matrix."))
    engine = stack.enter_context(Engine(Path(folder) / "engine.sock", [Container("web", 1, "10.0.0.1")]))
    yield stack.enter_context(Berth(program, engine, NAME))
    for kind in (Knot, Dnsmasq):
        try:
            yield stack.enter_context(kind({NAME: "10.0.0.1"}))
        except NotThere as missing:
            print(f"{missing} is not installed: its column is left out")


def measure(program):
    """{"knot": {"EDNS": "NOERROR AA 1/0/1"}}"""
    with ExitStack() as stack:
        running = list(servers(program, stack))
        columns = {server.name: {} for server in running}
        for title, ask in ROWS:
            for server in running:
                columns[server.name][title] = ask(server.port)
        for server in running:
            columns[server.name]["alive"] = show(over_udp(server.port, query(NAME)))
    return columns


def table(columns):
    names = list(columns)
    lines = [f"| query | {' | '.join(name.capitalize() if name == 'berth' else name for name in names)} |"]
    lines += ["|---" * (len(names) + 1) + "|"]
    lines += [f"| {title} | {' | '.join(columns[name][title] for name in names)} |" for title, _ in ROWS]
    return lines


def documented():
    lines = PAGE.read_text().splitlines()
    return lines, lines.index(BEGIN) + 1, lines.index(END)


def update(columns):
    lines, begin, end = documented()
    lines[begin:end] = ["", *table(columns), ""]
    PAGE.write_text("\n".join(lines) + "\n")


def column(rows, name):
    """{title: cell} of a table's lines."""
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("|")]
    at = [title.lower() for title in cells[0]].index(name)
    return {row[0]: row[at] for row in cells[2:]}


def complaints(columns):
    lines, begin, end = documented()
    expected = column(lines[begin:end], "berth")
    found = {title: columns["berth"][title] for title, _ in ROWS}
    as_text = [[f"{title}: {cell}" for title, cell in cells.items()] for cells in (expected, found)]
    yield from difflib.unified_diff(*as_text, "docs/dns.md", "Berth", lineterm="", n=0)
    for title, _ in ROWS:
        knots = columns.get("knot", columns["berth"])[title]
        if title not in NOT_AS_KNOT and found[title] != knots:
            yield f"{title}: Berth says {found[title]}, knot says {knots}"
    for name, cells in columns.items():
        if cells["alive"] != cells["A of a name"]:
            yield f"{name} is not well after all this: {cells['alive']}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("berth", type=os.path.abspath)
    parser.add_argument("--update", action="store_true")
    given = parser.parse_args()
    columns = measure(given.berth)
    if given.update:
        update(columns)
    found = list(complaints(columns))
    print("\n".join(found or table(columns)))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
