"""Published ports: they answer, and one that is taken is told of."""

import http.client
import os
import socket

from harness import expect
from harness.project import free_port
from harness.scenario import scenario

SERVER = """command: [sh, -c, "mkdir /www; hostname > /www/index.html; exec httpd -f -p 80 -h /www"]"""


def answers(port, host="127.0.0.1"):
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/index.html")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def expect_answer(port, host="127.0.0.1"):
    expect.eventually(lambda: answers(port, host), True, f"port {port} of {host} answers", within=5)


def published(project, service, number=1, port="80/tcp"):
    bindings = project.inspect(service, number)["NetworkSettings"]["Ports"].get(port) or []
    return sorted({int(binding["HostPort"]) for binding in bindings})


@scenario("short form with an address, long form, and a port that the engine chooses")
def forms(project):
    first, second = free_port(), free_port()
    project.compose(f"""
        services:
          short:
            image: ${{IMAGE}}
            {SERVER}
            ports: ["127.0.0.1:{first}:80"]
          long:
            image: ${{IMAGE}}
            {SERVER}
            ports: [{{target: 80, published: "{second}", host_ip: 127.0.0.1, protocol: tcp}}]
          chosen:
            image: ${{IMAGE}}
            {SERVER}
            ports: ["80"]
        """)
    project.run("up -d")
    expect.equal(published(project, "short"), [first], "port of short")
    expect.equal(published(project, "long"), [second], "port of long")
    chosen = published(project, "chosen")
    expect.equal(len(chosen), 1, f"number of ports of chosen, {chosen}")
    for port in (first, second, chosen[0]):
        expect_answer(port)


@scenario("ports that did not change recreate nothing, a changed one does")
def changed_port(project):
    first, second = free_port(), free_port()
    text = "services: {web: {image: '${IMAGE}', ports: ['127.0.0.1:%d:80']}}"
    project.compose(text % first)
    project.run("up -d")
    before = project.ids()
    project.run("up -d")
    expect.equal(project.ids(), before, "containers")
    project.compose(text % second)
    project.run("up -d")
    expect.true(project.ids() != before, "the container is new")
    expect.equal(published(project, "web"), [second], "port")


@scenario("a range gives each port its own")
def ranges(project):
    start = consecutive_free_ports(2)
    project.compose(f"services: {{web: {{image: '${{IMAGE}}', ports: ['127.0.0.1:{start}-{start + 1}:80-81']}}}}")
    project.run("up -d")
    expect.equal(published(project, "web", port="80/tcp"), [start], "port 80")
    expect.equal(published(project, "web", port="81/tcp"), [start + 1], "port 81")


@scenario("udp is published as udp")
def udp(project):
    port = free_port()
    project.compose(f"services: {{web: {{image: '${{IMAGE}}', ports: ['127.0.0.1:{port}:53/udp']}}}}")
    project.run("up -d")
    expect.equal(published(project, "web", port="53/udp"), [port], "port 53/udp")


@scenario("a port that another process holds: the message names it, the rest runs, and up works when it is free")
def taken_by_a_process(project):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        project.compose(f"""
            services:
              web: {{image: "${{IMAGE}}", ports: ["127.0.0.1:{port}:80"]}}
              other: {{image: "${{IMAGE}}"}}
            """)
        failed = project.fails("up -d")
        expect.contains(failed.err, str(port), "the message")
        expect.contains(failed.err, "web", "the message")
        expect.contains(failed.err, f"(pid {os.getpid()}) listens on port {port}", "the message")
        expect.equal(project.state()["other-1"], "running", "the other service")
        expect.equal(project.state().get("web-1"), "created", "the service whose port is taken")
        listed = project.run("ps -a").out
        expect.contains(listed, f"{project.name}-web-1", "ps -a")
    project.run("up -d")
    project.expect_state(web="running", other="running")


@scenario("a port that another container holds: the message names it, and down takes all away")
def taken_by_a_container(project):
    port = free_port()
    project.compose(f"""
        services:
          first: {{image: "${{IMAGE}}", ports: ["127.0.0.1:{port}:80"]}}
          second: {{image: "${{IMAGE}}", ports: ["127.0.0.1:{port}:81"], depends_on: [first]}}
        """)
    failed = project.fails("up -d")
    expect.contains(failed.err, str(port), "the message")
    expect.equal(project.state()["first-1"], "running", "who came first")
    project.run("down")
    project.expect_nothing_left()


def consecutive_free_ports(count):
    while True:
        start = free_port()
        sockets = []
        try:
            for port in range(start, start + count):
                sockets.append(socket.socket())
                sockets[-1].bind(("127.0.0.1", port))
            return start
        except OSError:
            continue
        finally:
            for opened in sockets:
                opened.close()
