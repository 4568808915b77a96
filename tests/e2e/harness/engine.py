"""The engine as the tests see it: its HTTP API over a unix socket, and nothing of Berth."""

import http.client
import json
import re
import socket
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

PROJECT_LABEL = "com.docker.compose.project"
SERVICE_LABEL = "com.docker.compose.service"
NUMBER_LABEL = "com.docker.compose.container-number"


class EngineRefused(Exception):
    def __init__(self, call, status, body):
        super().__init__(f"{call}: {status} {body[:300]!r}")
        self.status = status


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("engine", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Engine:
    """One Docker or Podman. `kind` is "docker" or "podman"; `url` is unix:///path."""

    def __init__(self, kind, url):
        if not url.startswith("unix://"):
            raise ValueError(f"the tests reach engines by unix://, not by {url}")
        self.kind = kind
        self.url = url
        self.socket = url.removeprefix("unix://")

    # ---- calls ----

    def request(self, method, path, body=None, content_type="application/json", timeout=60):
        """The status and the bytes of the answer."""
        connection = UnixConnection(self.socket, timeout)
        try:
            headers = {"Content-Type": content_type} if body is not None else {}
            connection.request(method, "/v1.41" + path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def call(self, method, path, body=None, **options):
        """The answer as JSON (None when it is empty); raises EngineRefused."""
        encoded = json.dumps(body).encode() if body is not None else None
        status, data = self.request(method, path, encoded, **options)
        if status >= 400:
            raise EngineRefused(f"{method} {path}", status, data)
        try:
            return json.loads(data) if data.strip() else None
        except ValueError:
            return None

    def get(self, path):
        return self.call("GET", path)

    def filtered(self, path, label, **parameters):
        return self.get(f"{path}?{urlencode({**parameters, 'filters': json.dumps({'label': [label]})})}")

    # ---- what belongs to a project ----

    def containers(self, project):
        return self.filtered("/containers/json", f"{PROJECT_LABEL}={project}", all="true")

    def networks(self, project):
        return self.filtered("/networks", f"{PROJECT_LABEL}={project}")

    def volumes(self, project):
        return self.filtered("/volumes", f"{PROJECT_LABEL}={project}")["Volumes"] or []

    def all_volume_names(self):
        return {volume["Name"] for volume in self.get("/volumes")["Volumes"] or []}

    def images(self, project):
        return self.filtered("/images/json", f"{PROJECT_LABEL}={project}")

    def inspect(self, container):
        return self.get(f"/containers/{quote(container)}/json")

    def image(self, reference):
        """Its inspection, or None."""
        status, data = self.request("GET", f"/images/{reference}/json")
        return json.loads(data) if status == 200 else None

    def logs(self, container, tail="all"):
        status, data = self.request("GET", f"/containers/{container}/logs?stdout=1&stderr=1&tail={tail}")
        return b"".join(frames(data)).decode("utf-8", "replace") if status == 200 else ""

    def run_in(self, container, command):
        """Runs a command in a running container: its exit code and its output."""
        exec_id = self.call(
            "POST", f"/containers/{container}/exec", {"AttachStdout": True, "AttachStderr": True, "Cmd": command}
        )["Id"]
        _, data = self.request("POST", f"/exec/{exec_id}/start", b'{"Detach":false,"Tty":false}')
        code = self.get(f"/exec/{exec_id}/json")["ExitCode"]
        return code, b"".join(frames(data)).decode("utf-8", "replace")

    # ---- changes that a scenario makes behind Berth's back, and the cleaning up ----

    def create_network(self, name, labels=None):
        self.call("POST", "/networks/create", {"Name": name, "Driver": "bridge", "Labels": labels or {}})

    def create_volume(self, name, labels=None):
        self.call("POST", "/volumes/create", {"Name": name, "Labels": labels or {}})

    def run_container(self, name, image, command, labels=None, host_config=None):
        body = {"Image": image, "Cmd": command, "Labels": labels or {}, "HostConfig": host_config or {}}
        self.call("POST", f"/containers/create?name={name}", body)
        self.call("POST", f"/containers/{name}/start")

    def kill(self, container, signal="KILL"):
        self.call("POST", f"/containers/{container}/kill?signal={signal}")

    def stop(self, container):
        self.call("POST", f"/containers/{container}/stop?t=0")

    def pause(self, container):
        self.call("POST", f"/containers/{container}/pause")

    def unpause(self, container):
        self.call("POST", f"/containers/{container}/unpause")

    def execute(self, container, command):
        """Starts a command in a container, and does not wait for it."""
        made = self.call("POST", f"/containers/{container}/exec", {"Cmd": command})
        self.call("POST", f"/exec/{made['Id']}/start", {"Detach": True})

    def remove_container(self, container):
        self.remove(f"/containers/{container}?force=true&v=true")

    def remove_network(self, name):
        self.remove(f"/networks/{quote(name)}")

    def remove_volume(self, name):
        self.remove(f"/volumes/{quote(name)}?force=true")

    def remove_image(self, reference):
        self.remove(f"/images/{reference}?force=true")

    def remove(self, path):
        status, data = self.request("DELETE", path)
        if status >= 400 and status != 404:
            raise EngineRefused(f"DELETE {path}", status, data)

    def remove_project(self, project):
        """Everything that carries the project's label. Goes on after a refusal and raises the first one."""
        refused = self._remove_each(self.containers(project), lambda found: self.remove_container(found["Id"]))
        if refused:
            # Podman keeps a container whose network another one shares: that one is gone now.
            refused = self._remove_each(self.containers(project), lambda found: self.remove_container(found["Id"]))
        refused += self._remove_each(self.networks(project), lambda found: self.remove_network(found["Id"]))
        refused += self._remove_each(self.volumes(project), lambda found: self.remove_volume(found["Name"]))
        refused += self._remove_each(self.images(project), lambda found: self.remove_image(found["Id"]))
        if refused:
            raise refused[0]

    @staticmethod
    def _remove_each(things, remove):
        refused = []
        for thing in things:
            try:
                remove(thing)
            except EngineRefused as error:
                refused.append(error)
        return refused


def frames(data):
    """The payloads of Docker's multiplexed stream; a stream that is not framed is one payload."""
    position = 0
    while position + 8 <= len(data):
        kind, length = struct.unpack(">B3xI", data[position : position + 8])
        if kind > 2 or data[position + 1 : position + 4] != b"\0\0\0":
            yield data[position:]
            return
        yield data[position + 8 : position + 8 + length]
        position += 8 + length


def seconds_of(timestamp):
    """RFC 3339 with nanoseconds to seconds since the epoch; None for a time that has not come."""
    match = re.fullmatch(r"(.{19})(\.\d+)?(Z|[+-]\d\d:\d\d)", timestamp)
    if not match or timestamp.startswith("0001"):
        return None
    offset = "+00:00" if match[3] == "Z" else match[3]
    return datetime.fromisoformat(match[1] + offset).timestamp() + float(match[2] or 0)
