"""A registry with one small image, on a port of this host: what an engine asks when it pulls."""

import gzip
import hashlib
import io
import json
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


class Registry:
    """Serves `repository:1` and says that nothing else is known. Use in a `with`."""

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
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.address = f"127.0.0.1:{self.server.server_address[1]}"

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

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
