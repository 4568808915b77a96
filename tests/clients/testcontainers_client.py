"""testcontainers-python: a compose file as a context."""
import os
import sys
import urllib.request
from pathlib import Path

from testcontainers.compose import DockerCompose

compose_file = Path(os.environ["COMPOSE"])
with DockerCompose(str(compose_file.parent), compose_file_name=compose_file.name, wait=True) as compose:
    host, port = compose.get_service_host_and_port("web", 80)
    assert urllib.request.urlopen(f"http://{host}:{port}/passwd", timeout=30).status == 200
    out, _, code = compose.exec_in_container(["echo", "hi"], "db")
    assert (out.strip(), code) == ("hi", 0), (out, code)
    assert "web is here" in "".join(compose.get_logs("web"))
    assert sorted(each.Service for each in compose.get_containers()) == ["db", "web"]
sys.exit(0)
