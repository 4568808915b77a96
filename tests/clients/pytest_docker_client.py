"""pytest-docker: the project is a fixture."""
import os
import urllib.error
import urllib.request

import pytest


@pytest.fixture(scope="session")
def docker_compose_file():
    return os.environ["COMPOSE"]


def answers(url):
    try:
        return urllib.request.urlopen(url, timeout=2).status == 200
    except OSError:
        return False


def test_the_service_answers(docker_ip, docker_services):
    url = f"http://{docker_ip}:{docker_services.port_for('web', 80)}/passwd"
    docker_services.wait_until_responsive(timeout=60, pause=0.2, check=lambda: answers(url))
