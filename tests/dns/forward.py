#!/usr/bin/env python3
"""Forwarding, before a name server of the test that notes what it is asked.

  forward.py BERTH
"""

import os
import socket
import struct
import sys
import tempfile
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from engine import Container, Engine  # noqa: E402
from servers import Berth, free_port  # noqa: E402
from wire import *  # noqa: E402,F403
from harness.resolver import name_at  # noqa: E402

NAME = "web.shop.berth.test"
RD = 0x100
MANY = 60


class Upstream:
    """Answers by the first label: "www" an address, "no" a denial, "many" what needs TCP, "silent" nothing, "broken"
    SERVFAIL, "spoofed" first an answer to another id."""

    def __init__(self):
        self.port = free_port()
        self.asked = []  # (name, id, port of the asker, transport)
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.tcp = socket.create_server(("127.0.0.1", self.port))
        for serve in (self._serve_udp, self._serve_tcp):
            threading.Thread(target=serve, daemon=True).start()

    def names(self):
        return [name for name, *_ in self.asked]

    def _serve_udp(self):
        while True:
            data, asker = self.udp.recvfrom(4096)
            for answer in self._answers(data, asker, "udp"):
                self.udp.sendto(answer, asker)

    def _serve_tcp(self):
        while True:
            connection, asker = self.tcp.accept()
            with connection, connection.makefile("rb") as stream:
                data = stream.read(struct.unpack(">H", stream.read(2))[0])
                for answer in self._answers(data, asker, "tcp"):
                    connection.sendall(struct.pack(">H", len(answer)) + answer)

    def _answers(self, data, asker, transport):
        name, end = name_at(data, 12)
        number = struct.unpack(">H", data[:2])[0]
        self.asked.append((name, number, asker[1], transport))
        asked = data[12:end + 4]

        def reply(rcode=0, answers=(), authorities=(), flags=0, other_id=0):
            head = struct.pack(">6H", number ^ other_id, 0x8180 | flags | rcode, 1, len(answers), len(authorities), 0)
            return head + asked + b"".join([*answers, *authorities])

        def address(last):
            return b"\xc0\x0c" + struct.pack(">HHIH", A, 1, 300, 4) + bytes([192, 0, 2, last])

        soa = b"\xc0\x0c" + struct.pack(">HHIH", SOA, 1, 300, 22) + b"\0\0" + struct.pack(">5I", 1, 2, 3, 4, 60)
        kind = name.split(".")[0].lower()
        if kind == "www":
            yield reply(answers=[address(1)])
        elif kind == "no":
            yield reply(3, authorities=[soa])
        elif kind == "many":
            yield reply(answers=[address(i) for i in range(MANY)]) if transport == "tcp" else reply(flags=0x200)
        elif kind == "broken":
            yield reply(2)
        elif kind == "spoofed":
            yield reply(answers=[address(66)], other_id=1)
            yield reply(answers=[address(1)])
        elif kind != "silent":
            yield reply(answers=[address(2)])


def ask(server, name, **options):
    data = bytearray(query(name, **options))
    data[2] |= RD >> 8
    return over_udp_alone(server.port, bytes(data))


def over_udp_alone(port, data):
    """Answers of others come when they come: no good query behind it tells that there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(20)
        udp.sendto(data, ("127.0.0.1", port))
        return udp.recv(4096)


def ttl_of(answer):
    at = skip_name(answer, skip_name(answer, 12) + 4)
    return struct.unpack(">I", answer[at + 4:at + 8])[0]


def check(upstream, server):
    """Pairs of what is and what should be, with a title."""
    first, second = ask(server, "www.example.org"), ask(server, "WWW.example.org")
    yield "an answer", show(first), "NOERROR RA 1/0/0"
    yield "the address", first[-4:], bytes([192, 0, 2, 1])
    yield "from the cache", show(second), "NOERROR RA 1/0/0"
    yield "the letters of the question", encode("WWW.example.org") in second, True
    yield "asked for once", upstream.names().count("www.example.org"), 1
    yield "its TTL", 290 <= ttl_of(second) <= 300, True
    for _ in range(2):
        yield "a denial", show(ask(server, "no.example.org")), "NXDOMAIN RA 0/1/0"
    yield "a denial is kept", upstream.names().count("no.example.org"), 1
    yield "too much for a datagram", show(ask(server, "many.example.org")), "NOERROR TC RA 0/0/0"
    whole = over_tcp(server.port, [query("many.example.org", flags=RD)])
    yield "over TCP", show(next(iter(whole), None)), f"NOERROR RA {MANY}/0/0"
    yield "asked for over TCP", [t for name, _, _, t in upstream.asked if name == "many.example.org"], ["udp", "tcp"]
    yield "another server's failure", show(ask(server, "broken.example.org")), "SERVFAIL RA 0/0/0"
    yield "an answer to another id", ask(server, "spoofed.example.org")[-4:], bytes([192, 0, 2, 1])
    yield "EDNS", show(ask(server, "www.example.net", edns=(0, b""))), "NOERROR RA 1/0/1"
    yield "without RD", show(over_udp_alone(server.port, query("www.example.com"))), "REFUSED RA 0/0/0"
    mixed = over_tcp(server.port, [query(name, flags=RD) for name in ("silent.example.org", NAME, "www.example.org")])
    yield "answers as they come", [show(answer) for answer in mixed][:2], ["NOERROR AA RA 1/0/0", "NOERROR RA 1/0/0"]
    yield "one that is silent", show(ask(server, "silent.example.org")), "SERVFAIL RA 0/0/0"

    yield "a name of ours", show(ask(server, NAME)), "NOERROR AA RA 1/0/0"
    for name, expected in (("nobody.shop.berth.test", "NXDOMAIN AA RA 0/1/0"), ("other.test", "NXDOMAIN RA 0/0/0"),
                           ("printer.local", "NXDOMAIN RA 0/0/0"), ("a.localhost", "NXDOMAIN RA 0/0/0")):
        yield name, show(ask(server, name)), expected
    yield "what never leaves", [n for n in upstream.names() if n.endswith((".test", ".local", ".localhost"))], []

    before = server.resident_kib()
    for i in range(4000):
        ask(server, f"n{i}.example.org")
    yield "a full cache is small", server.resident_kib() - before < 4096, True
    seen = upstream.asked[-200:]
    yield "ids are random", len({number for _, number, _, _ in seen}) > 190, True
    yield "ports are random", len({port for _, _, port, _ in seen}) > 150, True


def main():
    program = os.path.abspath(sys.argv[1])
    upstream, failed = Upstream(), 0
    with tempfile.TemporaryDirectory(prefix="dns-forward.") as folder:
        with Engine(Path(folder) / "engine.sock", [Container("web", 1, "10.0.0.1")]) as engine:
            options = ["--forward", f"127.0.0.1:{upstream.port}"]
            with Berth(program, engine, NAME, options) as server:
                for title, found, expected in check(upstream, server):
                    if found != expected:
                        failed += 1
                        print(f"{title}: {found!r} instead of {expected!r}")
    print("all as it should be" if not failed else f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
