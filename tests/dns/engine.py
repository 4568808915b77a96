"""An engine that has nothing but containers of one project, told and changed by the test: for the name server, which
reads an engine's lists and events and does nothing to it."""

import asyncio
import json
import threading
import time
from urllib.parse import unquote, urlparse

HEADERS = "Server: Docker/20.10.24\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\n"
GATEWAY = "127.0.0.1"  # an address of every host: one that the host is a member of


class Container:
    def __init__(self, service, number, address, project="shop", health=None, labels=None):
        self.service, self.number, self.address, self.project = service, number, address, project
        self.name = f"{project}-{service}-{number}"
        self.id = f"{abs(hash((self.name, 1))):016x}".ljust(64, "0")
        self.health = health
        self.state = "running"
        self.labels = {
            "com.docker.compose.project": project,
            "com.docker.compose.service": service,
            "com.docker.compose.container-number": str(number),
            "com.docker.compose.oneoff": "False",
            **(labels or {}),
        }

    def summary(self):
        return {"Id": self.id, "Names": ["/" + self.name], "Labels": self.labels, "State": self.state, "Created": 1}

    def inspect(self):
        state = {"Status": self.state, "Running": self.state != "exited", "Paused": self.state == "paused"}
        if self.health:
            state["Health"] = {"Status": self.health, "FailingStreak": 0, "Log": []}
        endpoint = {"IPAddress": self.address, "Gateway": GATEWAY, "Aliases": [], "IPPrefixLen": 8}
        return {
            "Id": self.id,
            "Name": "/" + self.name,
            "Created": "2026-01-01T00:00:00Z",
            "State": state,
            "Config": {
                "Hostname": self.id[:12], "Image": "img:1", "Labels": self.labels, "ExposedPorts": {"8080/tcp": {}}
            },
            "HostConfig": {"NetworkMode": f"{self.project}_default"},
            "NetworkSettings": {"Networks": {f"{self.project}_default": endpoint}, "Ports": {}},
        }

    def event(self, action):
        now = time.time_ns()
        return {
            "Type": "container",
            "Action": action,
            "Actor": {"ID": self.id, "Attributes": {**self.labels, "name": self.name, "image": "img:1"}},
            "scope": "local",
            "time": now // 10**9,
            "timeNano": now,
        }


class Engine:
    """Answers at a unix socket while the `with` lasts."""

    def __init__(self, path, containers):
        self.path = str(path)
        self.containers = {container.id: container for container in containers}
        self.listeners = set()
        self.inspects = 0

    def __enter__(self):
        self.loop = asyncio.new_event_loop()
        started = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self.thread.start()
        started.wait(10)
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    @property
    def url(self):
        return f"unix://{self.path}"

    def _run(self, started):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_unix_server(self._serve, self.path))
        started.set()
        self.loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    # ---- changes, from any thread ----

    def tell(self, container, action, **change):
        """Changes the container, and sends the event of it."""
        self.loop.call_soon_threadsafe(self._tell, container, action, change)

    def _tell(self, container, action, change):
        for name, value in change.items():
            setattr(container, name, value)
        if action == "destroy":
            self.containers.pop(container.id, None)
        else:
            self.containers[container.id] = container
        self._send(container.event(action))

    def _send(self, event):
        line = json.dumps(event) + "\n"
        for writer in list(self.listeners):
            writer.write(f"{len(line):x}\r\n{line}\r\n".encode())

    # ---- requests ----

    async def _serve(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await self._answer(unquote(head.split(b" ")[1].decode()), writer, reader)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        finally:
            self.listeners.discard(writer)
            writer.close()

    async def _answer(self, target, writer, reader):
        path = urlparse(target).path
        if path.startswith("/v1."):
            path = "/" + path.split("/", 2)[2]
        if path == "/events":
            writer.write(f"HTTP/1.1 200 OK\r\n{HEADERS}Transfer-Encoding: chunked\r\n\r\n".encode())
            self.listeners.add(writer)
            await reader.read()
            return
        status, body = self._body(path)
        text = json.dumps(body)
        writer.write(f"HTTP/1.1 {status}\r\n{HEADERS}Content-Length: {len(text)}\r\n\r\n{text}".encode())
        await writer.drain()

    def _body(self, path):
        words = path.strip("/").split("/")
        if path == "/containers/json":
            return "200 OK", [container.summary() for container in self.containers.values()]
        if words[0] == "containers" and words[-1] == "json":
            self.inspects += 1
            found = self.containers.get(words[1])
            return ("200 OK", found.inspect()) if found else ("404 Not Found", {"message": "no such container"})
        if path in ("/version", "/info"):
            return "200 OK", {"Version": "20.10.24", "ApiVersion": "1.41", "ServerVersion": "20.10.24"}
        return "200 OK", "OK"
