"""A proxy before the engine's socket: it counts requests, can cut the line, and answers wrongly when it is told to."""

import os
import re
import socket
import threading
import time
from dataclasses import dataclass


class RequestLines:
    """Finds the request lines in the bytes of one connection, bodies and upgrades skipped."""

    def __init__(self):
        self.rest = b""
        self.skip = 0
        self.chunked = False
        self.upgraded = False

    def feed(self, data):
        """The requests that begin in the bytes so far: ["GET /containers/json", …]"""
        if self.upgraded:
            return []
        self.rest += data
        found = []
        while self._step(found):
            pass
        return found

    def _step(self, found):
        if self.skip:
            taken = min(self.skip, len(self.rest))
            self.rest, self.skip = self.rest[taken:], self.skip - taken
            return taken > 0
        if self.chunked:
            size, separator, rest = self.rest.partition(b"\r\n")
            if not separator:
                return False
            self.rest, self.skip = rest, int(size.split(b";")[0], 16) + 2
            self.chunked = self.skip > 2
            return True
        head, separator, rest = self.rest.partition(b"\r\n\r\n")
        if not separator:
            return False
        self.rest = rest
        found.append(self._request(head.decode("latin-1")))
        return True

    def _request(self, head):
        method, target = head.split(" ", 2)[:2]
        length = re.search(r"^content-length: *(\d+)", head, re.IGNORECASE | re.MULTILINE)
        self.skip = int(length[1]) if length else 0
        self.chunked = bool(re.search(r"^transfer-encoding: *chunked", head, re.IGNORECASE | re.MULTILINE))
        if re.search(r"^upgrade:", head, re.IGNORECASE | re.MULTILINE):
            self.upgraded, self.rest = True, b""
        return f"{method} {re.sub(r'^/v[0-9.]+', '', target)}"


WORDS = set("""containers networks volumes images exec create json start stop restart kill wait rename connect disconnect
               archive logs attach events healthcheck libpod""".split())


def kind_of_call(line):
    """"POST /containers/…/start": the method, and the path without names, ids and parameters."""
    method, target = line.split(" ", 1)
    parts = target.split("?")[0].strip("/").split("/")
    return f"{method} /" + "/".join(part if part in WORDS else "…" for part in parts)


@dataclass
class Fault:
    """What becomes of the requests whose line, or its kind_of_call, contains `part`, or only of the `nth` one.

    "hang"      it is swallowed and never answered
    "close"     it is swallowed and the connection closed
    "answer"    it is swallowed and `data` is the answer, then the connection is closed
    "lose"      the engine does it, and the connection is closed in the place of its answer
    "truncate"  the engine does it, and only the first half of its answer comes, then the connection is closed
    "drip"      the engine does it, and its answer comes at one byte in a second
    """

    part: str
    kind: str
    nth: int | None = None
    data: bytes = b""
    seen: int = 0

    def hits(self, line):
        if self.part not in line and self.part not in kind_of_call(line):
            return False
        self.seen += 1
        return self.nth in (None, self.seen)


def http(body, status="200 OK", kind="application/json"):
    """An answer for a Fault."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


class Proxy:
    """Listens on `path` and forwards to `upstream`. `on_request(line)` is called before a request goes on,
    `on_answer(line)` when the first bytes of its answer have come from the engine and before they go on."""

    def __init__(self, upstream, path, on_request=None, on_answer=None):
        self.upstream = upstream
        self.path = str(path)
        self.url = f"unix://{path}"
        self.on_request = on_request or (lambda line: None)
        self.on_answer = on_answer or (lambda line: None)
        self.faults = []
        self.requests = []
        self.sent = 0  # bytes that went to the engine
        self.open = set()
        self.lines = []
        self.lock = threading.Lock()
        self.listener = None
        self.listen()

    def fault(self, part, kind, nth=None, data=b""):
        self.faults.append(Fault(part, kind, nth, data))

    def listen(self):
        """Also brings a cut line back."""
        if os.path.exists(self.path):
            os.unlink(self.path)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen(128)
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def cut(self):
        """As if the engine died: connections end, new ones are refused."""
        shut(self.listener, socket.SHUT_RDWR)
        self.listener.close()
        with self.lock:
            for end in self.open:
                shut(end, socket.SHUT_RDWR)
            self.open.clear()

    def close(self, *parts):
        """Closes the connections whose latest request contains one of them."""
        with self.lock:
            for line in self.lines:
                if line.last and any(part in line.last for part in parts):
                    shut(line.client, socket.SHUT_RDWR)

    def in_flight(self):
        """Requests that the engine is still at work on."""
        with self.lock:
            return [line.request for line in self.lines if line.request and not line.swallows()]

    def _accept(self, listener):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            engine = socket.socket(socket.AF_UNIX)
            engine.connect(self.upstream)
            with self.lock:
                self.open |= {client, engine}
            line = Line(client, engine)
            with self.lock:
                self.lines.append(line)
            threading.Thread(target=self._forward, args=(line,), daemon=True).start()
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _forward(self, line):
        lines = RequestLines()
        while data := receive(line.client):
            for request in lines.feed(data):
                self.requests.append(request)
                self.on_request(request)
                line.ask(request, next((fault for fault in self.faults if fault.hits(request)), None))
            if line.swallows():
                continue
            with self.lock:
                self.sent += len(data)
            if not send(line.engine, data):
                break
        shut(line.engine, socket.SHUT_WR)

    def _answer(self, line):
        while (data := receive(line.engine)) and line.pass_on(data, self.on_answer):
            pass
        shut(line.client, socket.SHUT_WR)
        line.request = None
        with self.lock:
            self.open -= {line.client, line.engine}


class Line:
    """One connection of a client, and the one to the engine that belongs to it."""

    def __init__(self, client, engine):
        self.client = client
        self.engine = engine
        self.request = None  # the one that is not answered yet
        self.last = None  # the one that came last
        self.fault = None

    def ask(self, request, fault):
        self.request = self.last = request
        self.fault = fault
        if fault and fault.kind == "answer":
            send(self.client, fault.data)
        if fault and fault.kind in ("answer", "close"):
            shut(self.client, socket.SHUT_RDWR)

    def swallows(self):
        return self.fault is not None and self.fault.kind in ("hang", "close", "answer")

    def pass_on(self, data, on_answer):
        """False: the connection has come to its end."""
        if self.request:
            on_answer(self.request)
        self.request = None
        if self.fault is None:
            return send(self.client, data)
        if self.fault.kind == "drip":
            return all(send(self.client, data[at : at + 1]) and time.sleep(1) is None for at in range(len(data)))
        if self.fault.kind == "truncate":
            send(self.client, data[: len(data) // 2])
        shut(self.client, socket.SHUT_RDWR)
        return False


def receive(end):
    try:
        return end.recv(65536)
    except OSError:
        return b""


def send(end, data):
    try:
        end.sendall(data)
        return True
    except OSError:
        return False


def shut(end, how):
    try:
        end.shutdown(how)
    except OSError:
        pass
