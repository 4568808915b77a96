"""A proxy before the engine's socket: it counts requests, and can cut the line or keep it silent."""

import os
import re
import socket
import threading


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


class Proxy:
    """Listens on `path` and forwards to `upstream`. `on_request(line)` is called before a request goes on."""

    def __init__(self, upstream, path, on_request=None):
        self.upstream = upstream
        self.path = str(path)
        self.url = f"unix://{path}"
        self.on_request = on_request or (lambda line: None)
        self.requests = []
        self.sent = 0  # bytes that went to the engine
        self.open = set()
        self.lock = threading.Lock()
        self.listener = None
        self.listen()

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
            threading.Thread(target=self._forward, args=(client, engine), daemon=True).start()
            threading.Thread(target=self._answer, args=(engine, client), daemon=True).start()

    def _forward(self, client, engine):
        lines = RequestLines()
        while data := receive(client):
            for line in lines.feed(data):
                self.requests.append(line)
                self.on_request(line)
            with self.lock:
                self.sent += len(data)
            if not send(engine, data):
                break
        shut(engine, socket.SHUT_WR)

    def _answer(self, engine, client):
        while (data := receive(engine)) and send(client, data):
            pass
        shut(client, socket.SHUT_WR)
        with self.lock:
            self.open -= {client, engine}


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
