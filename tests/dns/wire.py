"""Queries as bytes, also such as no honest client sends, and what comes back as a few words."""

import socket
import struct

from harness.resolver import encode

QUERY_ID = 0x1234
PROBE_ID = 0x4321
RCODES = {
    0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED", 9: "NOTAUTH", 16: "BADVERS",
    23: "BADCOOKIE",
}
A, SOA, TXT, AAAA, OPT, AXFR, ANY = 1, 6, 16, 28, 41, 252, 255


def question(name, kind=A, in_class=1):
    return encode(name) + struct.pack(">2H", kind, in_class)


def message(body, opcode=0, flags=0, counts=(1, 0, 0, 0)):
    return struct.pack(">6H", QUERY_ID, opcode << 11 | flags, *counts) + body


def query(name, kind=A, in_class=1, opcode=0, edns=None, flags=0):
    """`edns`: (version, options in wire form)."""
    body = question(name, kind, in_class)
    if edns is None:
        return message(body, opcode, flags)
    version, options = edns
    return message(body + b"\0" + struct.pack(">HHIH", OPT, 1232, version << 16, len(options)) + options, opcode, flags,
                   counts=(1, 0, 0, 1))


def option(code, data):
    return struct.pack(">2H", code, len(data)) + data


def over_udp(port, data, within=5):
    """None: no answer. What says so is the answer to a good query that is sent after it."""
    probe = struct.pack(">H", PROBE_ID) + query("probe.invalid")[2:]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(within)
        udp.connect(("127.0.0.1", port))
        udp.send(data)
        udp.send(probe)
        answer = udp.recv(4096)
        return None if answer.startswith(probe[:2]) else answer


def over_tcp(port, datas, within=8):
    """The answers that come to messages which are sent all at once."""
    answers = []
    with socket.create_connection(("127.0.0.1", port), within) as tcp:
        tcp.sendall(b"".join(struct.pack(">H", len(data)) + data for data in datas))
        stream = tcp.makefile("rb")
        try:
            while len(answers) < len(datas):
                head = stream.read(2)
                if len(head) < 2:
                    break
                answers.append(stream.read(struct.unpack(">H", head)[0]))
        except socket.timeout:
            pass
    return answers


def rcode_of(answer):
    return answer[3] & 15 | extended_rcode(answer) << 4


def opt_of(answer):
    """(TTL field, options) of its OPT record, or None. Records before it have names that are pointers or roots."""
    questions, *counts = struct.unpack(">4H", answer[4:12])
    at = 12
    for _ in range(questions):
        at = skip_name(answer, at) + 4
    for _ in range(sum(counts)):
        at = skip_name(answer, at)
        kind, _, ttl, size = struct.unpack(">HHIH", answer[at:at + 10])
        if kind == OPT:
            return ttl, answer[at + 10:at + 10 + size]
        at += 10 + size
    return None


def skip_name(answer, at):
    while answer[at]:
        if answer[at] >= 0xC0:
            return at + 2
        at += 1 + answer[at]
    return at + 1


def extended_rcode(answer):
    found = opt_of(answer)
    return found[0] >> 24 if found else 0


def show(answer):
    """"NOERROR AA 1/0/0": what became of it, flags, answers, authorities and additional records."""
    if answer is None:
        return "no reply"
    flags = struct.unpack(">H", answer[2:4])[0]
    words = [RCODES.get(rcode_of(answer), f"RCODE{rcode_of(answer)}")]
    words += [word for bit, word in ((0x400, "AA"), (0x200, "TC"), (0x80, "RA")) if flags & bit]
    return " ".join([*words, "/".join(str(count) for count in struct.unpack(">3H", answer[6:12]))])
