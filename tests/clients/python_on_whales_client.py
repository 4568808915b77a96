"""python-on-whales: the commands as methods."""
import os

from python_on_whales import DockerClient

name = os.environ["COMPOSE_PROJECT_NAME"]
docker = DockerClient(compose_files=[os.environ["COMPOSE"]], compose_project_name=name)
assert "5" in docker.compose.version()
assert sorted(docker.compose.config().services) == ["db", "web"]
docker.compose.up(detach=True, wait=True)
try:
    assert sorted(each.config.labels["com.docker.compose.service"] for each in docker.compose.ps()) == ["db", "web"]
    address, port = docker.compose.port("web", 80)
    assert address == "127.0.0.1" and int(port) > 0
    assert docker.compose.execute("db", ["echo", "hi"], tty=False) == "hi"
    assert "web is here" in docker.compose.logs(services=["web"])
    assert name in [each.name for each in docker.compose.ls()]
    docker.compose.pause(["db"])
    docker.compose.unpause(["db"])
    docker.compose.restart(["web"], timeout=1)
finally:
    docker.compose.down(timeout=1, volumes=True)
assert docker.compose.ps(all=True) == []
