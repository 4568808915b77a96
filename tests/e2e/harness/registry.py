"""A registry with one small image, on a port of this host: what an engine asks when it pulls."""

import base64
import gzip
import hashlib
import io
import json
import re
import secrets
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
CONFIG = "application/vnd.docker.container.image.v1+json"
LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def layer(name, text):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = len(text)
        tar.addfile(entry, io.BytesIO(text))
    return out.getvalue()


class Server:
    """Answers with `handler` on a port of loopback, whose `address` is "127.0.0.1:port". Use in a `with`."""

    def __init__(self, handler):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Registry(Server):
    """Serves `repository:1` and says that nothing else is known."""

    def __init__(self, repository):
        self.repository = repository
        self.asked = []
        plain = layer("hello", b"ahoy\n")
        packed = gzip.compress(plain, mtime=0)
        config = json.dumps({
            "architecture": "amd64",
            "os": "linux",
            "config": {"Cmd": ["/hello"]},
            "rootfs": {"type": "layers", "diff_ids": [digest(plain)]},
        }).encode()
        manifest = json.dumps({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": {"mediaType": CONFIG, "size": len(config), "digest": digest(config)},
            "layers": [{"mediaType": LAYER, "size": len(packed), "digest": digest(packed)}],
        }).encode()
        self.digest = digest(manifest)
        self.files = {
            "/v2/": ("application/json", b"{}"),
            f"/v2/{repository}/manifests/1": (MANIFEST, manifest),
            f"/v2/{repository}/manifests/{self.digest}": (MANIFEST, manifest),
            f"/v2/{repository}/blobs/{digest(config)}": ("application/octet-stream", config),
            f"/v2/{repository}/blobs/{digest(packed)}": ("application/octet-stream", packed),
        }
        super().__init__(self.handler())

    def handler(registry):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                registry.asked.append(self.path)
                unknown = json.dumps({"errors": [{"code": "MANIFEST_UNKNOWN", "message": "manifest unknown"}]}).encode()
                kind, data = registry.files.get(self.path, ("application/json", unknown))
                self.send_response(200 if self.path in registry.files else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.send_header("Docker-Content-Digest", digest(data))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(data)

            do_HEAD = do_GET

            def log_message(self, *_):
                pass

        return Handler


class TakingRegistry(Server):
    """Takes what is pushed and keeps it: `manifests` is {"repository:tag": manifest}. With a login, when one is
    given."""

    def __init__(self, user=None, password=None):
        self.login = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode() if user else None
        self.blobs = {}
        self.manifests = {}
        super().__init__(self.handler())

    def handler(registry):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self, status, data=b"", **headers):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

            def body(self):
                if self.headers.get("Transfer-Encoding") != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length") or 0))
                data = b""
                while size := int(self.rfile.readline(), 16):
                    data += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return data

            def serve(self):
                data = self.body()
                path, _, query = self.path.partition("?")
                if registry.login and self.headers.get("Authorization") != registry.login:
                    return self.answer(401, WWW_Authenticate='Basic realm="e2e"')
                if path == "/v2/":
                    return self.answer(200)
                repository, kind, name = re.fullmatch(r"/v2/(.+)/(blobs/uploads|blobs|manifests)/(.*)", path).groups()
                if kind == "blobs":
                    found = registry.blobs.get(name)
                    return self.answer(200 if found is not None else 404, found or b"")
                if kind == "manifests":
                    return self.manifest(repository, name, data)
                if self.command == "POST":
                    name = str(len(registry.blobs)) + "-" + secrets.token_hex(8)
                registry.blobs[name] = registry.blobs.get(name, b"") + data
                if self.command == "PUT":
                    whole = registry.blobs.pop(name)
                    registry.blobs[digest(whole)] = whole
                    return self.answer(201)
                size = len(registry.blobs[name])
                return self.answer(202, Location=f"/v2/{repository}/blobs/uploads/{name}", Range=f"0-{max(size - 1, 0)}")

            def manifest(self, repository, name, data):
                if self.command == "PUT":
                    registry.manifests[f"{repository}:{name}"] = json.loads(data)
                    return self.answer(201, Docker_Content_Digest=digest(data))
                return self.answer(404)

            do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = serve

            def log_message(self, *_):
                pass

        return Handler
