#!/usr/bin/env python3
"""Malformed messages to Berth's name server, over UDP and TCP: the fuzzer's seeds and good queries, mutated.

  malformed.py BERTH [--count 20000] [--seed 1]

It must neither crash nor grow, answer nothing but queries, and go on answering good ones.
"""

import argparse
import os
import random
import socket
import struct
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from engine import Container, Engine  # noqa: E402
from matrix import NAME, TOO_LONG  # noqa: E402
from servers import Berth  # noqa: E402
from wire import ANY, AXFR, PROBE_ID, SOA, TXT, message, option, over_udp, query, show  # noqa: E402

SEEDS = HERE.parent / "fuzz" / "seeds" / "dns"
BATCH = 100  # as many as surely have room in a socket
TCP_EVERY = 20  # batches
ALLOWED_GROWTH = 1024  # KiB, of the whole run after its first tenth
INTERESTING = (0, 1, 2, 0x0C, 0x3F, 0x40, 0x7F, 0x80, 0xC0, 0xFF)


def corpus():
    good = [query(NAME, kind) for kind in (1, SOA, TXT, 28, 33, ANY, AXFR, 4711)]
    good += [query(NAME, edns=(0, option(10, b"12345678"))), query(NAME, edns=(1, b"")), query("*.web.shop.berth.test")]
    return good + [message(TOO_LONG)] + [path.read_bytes() for path in sorted(SEEDS.iterdir())]


def mutated(chance, messages):
    """One to four changes of a message: bytes, bits, pieces that are missing, doubled or from another one."""
    data = bytearray(chance.choice(messages))
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(6)
        if kind == 0 and at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        elif kind == 1 and at < len(data):
            data[at] = chance.choice(INTERESTING)
        elif kind == 2:
            del data[at:at + chance.randint(1, 8)]
        elif kind == 3:
            data[at:at] = chance.randbytes(chance.randint(1, 8))
        elif kind == 4:
            data[at:] = chance.choice(messages)[at:]
        else:
            data[at:at] = data[at:at + 32] * chance.randint(1, 40)
    return bytes(data[:1400])


class Complaint(Exception):
    pass


class Flood:
    """Sends in batches, each followed by a good query: its answer says that the batch was read."""

    def __init__(self, server):
        self.server = server
        self.probe = struct.pack(">H", PROBE_ID) + query(NAME)[2:]
        self.expected = show(over_udp(server.port, query(NAME)))
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.settimeout(20)
        self.udp.connect(("127.0.0.1", server.port))
        self.answers = 0

    def over_udp(self, batch):
        for data in batch:
            self.udp.send(data)
        self.udp.send(self.probe)
        while True:
            try:
                answer = self.udp.recv(4096)
            except OSError as error:
                raise Complaint(f"a good query has no answer: {error}") from None
            if answer[:2] == self.probe[:2] and show_safely(answer) == self.expected:
                return
            self.answers += 1
            if not answer[2] & 0x80:
                raise Complaint(f"sent what is no answer: {answer.hex()}")

    def over_tcp(self, batch, chance):
        """With their right lengths, and sometimes wrong ones; whoever sends wrong ones may be waited for in vain."""
        stream = b"".join(
            struct.pack(">H", chance.randrange(1 << 16) if chance.random() < 0.01 else len(data)) + data for data in batch
        )
        with socket.create_connection(("127.0.0.1", self.server.port), 20) as tcp:
            try:
                tcp.sendall(stream)
                tcp.shutdown(socket.SHUT_WR)
                while tcp.recv(65536):
                    pass
            except ConnectionError:
                pass  # closing on garbage is a good answer, too


def show_safely(answer):
    try:
        return show(answer)
    except (IndexError, struct.error):
        raise Complaint(f"an answer is malformed: {answer.hex()}") from None


def flood(server, count, seed):
    chance, messages = random.Random(seed), corpus()
    sender = Flood(server)
    settled = None
    for sent in range(0, count, BATCH):
        batch = [mutated(chance, messages) for _ in range(BATCH)]
        if sent // BATCH % TCP_EVERY == TCP_EVERY - 1:
            sender.over_tcp(batch, chance)
        else:
            sender.over_udp(batch)
        if settled is None and sent >= count // 10:
            settled = server.resident_kib()
    if not server.alive:
        raise Complaint("the server is gone")
    grown = server.resident_kib() - settled
    print(f"{count:,} messages, {sender.answers:,} answers over UDP; {server.resident_kib():,} KiB resident, {grown} more than "
          "after the first tenth")
    if grown > ALLOWED_GROWTH:
        raise Complaint(f"it grew by {grown} KiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("berth", type=os.path.abspath)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    replicas = [Container("web", number, f"10.0.0.{number}") for number in range(1, 41)]
    with tempfile.TemporaryDirectory(prefix="dns-malformed.") as folder:
        with Engine(Path(folder) / "engine.sock", replicas) as engine, Berth(given.berth, engine, NAME) as server:
            try:
                flood(server, given.count, given.seed)
            except Complaint as complaint:
                print(f"{complaint} (seed {given.seed}); the server says: {(server.folder / 'log').read_text()}")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
