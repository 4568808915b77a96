"""A small DNS client: what a name server on loopback answers."""

import random
import socket
import struct

TYPES = {"A": 1, "PTR": 12, "TXT": 16, "AAAA": 28, "SRV": 33}
RCODES = {0: "NOERROR", 1: "FORMERR", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"}


class Resolver:
    def __init__(self, port, address="127.0.0.1"):
        self.where = (address, port)

    def ask(self, name, kind="A", tcp=False, within=5):
        """(RCODE, sorted data): addresses, names, "name:port"; texts are left as bytes."""
        query_id = random.randrange(1 << 16)
        query = struct.pack(">6H", query_id, 0x0100, 1, 0, 0, 0) + encode(name) + struct.pack(">2H", TYPES[kind], 1)
        answer = self._over_tcp(query, within) if tcp else self._over_udp(query, within)
        answer_id, flags, _, count = struct.unpack(">4H", answer[:8])
        assert answer_id == query_id and flags & 0x8000, "this answers something else"
        return RCODES[flags & 15], sorted(records(answer, count, TYPES[kind]))

    def _over_udp(self, query, within):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.settimeout(within)
            udp.sendto(query, self.where)
            return udp.recv(4096)

    def _over_tcp(self, query, within):
        with socket.create_connection(self.where, within) as tcp:
            tcp.sendall(struct.pack(">H", len(query)) + query)
            stream = tcp.makefile("rb")
            return stream.read(struct.unpack(">H", stream.read(2))[0])


def encode(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def name_at(message, at):
    """The name, and where what follows it begins."""
    labels, end = [], None
    while message[at]:
        if message[at] >= 0xC0:
            end = end or at + 2
            at = struct.unpack(">H", message[at:at + 2])[0] & 0x3FFF
            continue
        labels.append(message[at + 1:at + 1 + message[at]].decode())
        at += 1 + message[at]
    return ".".join(labels), end or at + 1


def records(message, count, wanted):
    _, at = name_at(message, 12)
    at += 4
    for _ in range(count):
        _, at = name_at(message, at)
        kind, _, _, size = struct.unpack(">HHIH", message[at:at + 10])
        at += 10
        if kind == wanted:
            yield data(message, at, size, kind)
        at += size


def data(message, at, size, kind):
    if kind == TYPES["A"]:
        return socket.inet_ntop(socket.AF_INET, message[at:at + size])
    if kind == TYPES["AAAA"]:
        return socket.inet_ntop(socket.AF_INET6, message[at:at + size])
    if kind == TYPES["PTR"]:
        return name_at(message, at)[0]
    if kind == TYPES["SRV"]:
        return f"{name_at(message, at + 6)[0]}:{struct.unpack('>H', message[at + 4:at + 6])[0]}"
    return message[at:at + size]
