"""Names of services for this host: `dns start`, `ls`, `stats`, `stop` and `exec`."""

import re

from harness import expect
from harness.project import free_port
from harness.resolver import Resolver
from harness.scenario import scenario

WEB = """
    services:
      web:
        image: ${IMAGE}
        scale: 3
        expose: ["8080"]
        networks: {default: {aliases: [front]}}
        healthcheck: {test: [CMD, test, "!", -e, /sick], interval: 1s, retries: 1}
    """


def serve(project):
    port = free_port()
    server = project.start(f"dns start --foreground --port {port}")
    server.says("listening")
    return server, Resolver(port)


def addresses(project):
    """{"web-1": "172.31.0.2"}, as the engine tells."""
    found = {}
    for container in project.containers():
        networks = project.engine.inspect(container["Id"])["NetworkSettings"]["Networks"].values()
        found[project.key(container)] = next(network["IPAddress"] for network in networks)
    return found


def answers(resolver, name, expected, what):
    expect.eventually(lambda: resolver.ask(name), ("NOERROR", sorted(expected)), what, within=5)


@scenario("every name of a service, over UDP and TCP, and what is nobody's name")
def names(project):
    project.compose(WEB)
    project.run("up -d --wait")
    server, resolver = serve(project)
    at = addresses(project)
    suffix = f"{project.name}.berth.test"
    expect.equal(resolver.ask(f"web.{suffix}"), ("NOERROR", sorted(at.values())), "the service")
    expect.equal(resolver.ask(f"web.{suffix}", tcp=True), ("NOERROR", sorted(at.values())), "the service over TCP")
    expect.equal(resolver.ask(f"WEB.{suffix}"), ("NOERROR", sorted(at.values())), "the service in capitals")
    expect.equal(resolver.ask(f"2.web.{suffix}"), ("NOERROR", [at["web-2"]]), "a replica")
    expect.equal(resolver.ask(f"{project.name}-web-3.berth.test"), ("NOERROR", [at["web-3"]]), "a container")
    expect.equal(resolver.ask(f"front.{suffix}"), ("NOERROR", sorted(at.values())), "an alias")
    expect.equal(resolver.ask(f"web.{suffix}", "AAAA"), ("NOERROR", []), "no IPv6 address")
    expect.equal(resolver.ask(f"_8080._tcp.web.{suffix}", "SRV"),
                 ("NOERROR", [f"{n}.web.{suffix}:8080" for n in (1, 2, 3)]), "a port")
    reverse = ".".join(reversed(at["web-1"].split("."))) + ".in-addr.arpa"
    expect.equal(resolver.ask(reverse, "PTR"), ("NOERROR", [f"1.web.{suffix}"]), "an address's name")
    expect.equal(resolver.ask(f"nobody.{suffix}"), ("NXDOMAIN", []), "nobody's name")
    expect.equal(resolver.ask("example.org"), ("REFUSED", []), "a name elsewhere")
    server.terminate()
    server.wait(10)
    project.run("down")


@scenario("who is stopped, paused, killed or not healthy leaves the answer, and comes back with his health")
def health(project):
    project.compose(WEB)
    project.run("up -d --wait")
    server, resolver = serve(project)
    at = addresses(project)
    name = f"web.{project.name}.berth.test"
    ids = project.ids()
    project.engine.pause(ids["web-1"])
    answers(resolver, name, [at["web-2"], at["web-3"]], "one is paused")
    project.engine.unpause(ids["web-1"])
    answers(resolver, name, at.values(), "it goes on")
    project.engine.kill(ids["web-2"])
    answers(resolver, name, [at["web-1"], at["web-3"]], "one is killed")
    project.run("up -d --wait")
    answers(resolver, name, addresses(project).values(), "it is started again")
    project.run("up -d --wait --scale web=1")
    answers(resolver, name, [addresses(project)["web-1"]], "one is left")
    project.run("down")
    expect.eventually(lambda: resolver.ask(name), ("NXDOMAIN", []), "nobody is left", within=5)
    server.terminate()
    server.wait(10)


@scenario("a container that falls ill leaves the answer", engines=("docker",))  # nobody runs Podman's checks
def illness(project):
    project.compose(WEB)
    project.run("up -d --wait")
    server, resolver = serve(project)
    at = addresses(project)
    name = f"web.{project.name}.berth.test"
    project.engine.execute(project.ids()["web-3"], ["touch", "/sick"])
    answers(resolver, name, [at["web-1"], at["web-2"]], "one is ill")
    expect.equal(resolver.ask(f"3.{name}"), ("NOERROR", [at["web-3"]]), "asked for by its number")
    project.engine.execute(project.ids()["web-3"], ["rm", "/sick"])
    answers(resolver, name, at.values(), "it is well again")
    server.terminate()
    server.wait(10)
    project.run("down")


@scenario("one server in the background, found again, counted and ended")
def background(project):
    project.compose('services: {web: {image: "${IMAGE}"}}')
    project.run("up -d")
    project.environment["XDG_RUNTIME_DIR"] = str(project.home)
    port = free_port()
    expect.contains(project.run(f"dns start --port {port}").out, f"port {port}", "where it listens")
    expect.contains(project.run("dns start").out, "already", "a second start")
    resolver = Resolver(port)
    expect.equal(resolver.ask(f"web.{project.name}.berth.test"), ("NOERROR", list(addresses(project).values())), "web")
    expect.true(re.search(r"udp queries +2\n", project.run("dns stats").out), "its counters")
    expect.contains(project.run("dns ls").out, f"web.{project.name}.berth.test", "the names")
    expect.contains(project.fails(f"dns start --foreground --port {port}").err, "--port", "a port that is taken")
    project.run("dns stop")
    expect.contains(project.run("dns stop").out, "not running", "a second stop")
    expect.contains(project.fails("dns stats").err, "dns start", "what to do without a server")
    project.run("down")


@scenario("a program finds services by their names, live, and this host stays as it was")
def run_with_names(project):
    project.compose(WEB)
    project.run("up -d --wait")
    at = addresses(project)
    hosts = open("/etc/hosts").read()
    out = project.run(f"dns exec -- getent ahostsv4 web.{project.name}.berth.test").out
    expect.equal({line.split()[0] for line in out.splitlines()}, set(at.values()), "what getent finds")
    expect.contains(project.run("dns exec -- getent hosts 2.web").out, at["web-2"], "a short name")
    expect.equal(project.attempt("dns exec -- sh -c 'exit 7'").code, 7, "exit code of the program")
    expect.equal(project.start("dns exec -- /no/such/program").wait(20).code, 127, "exit code without a program")
    waits = project.start("dns exec -- sh -c 'while getent hosts 3.web >/dev/null; do sleep 0.1; done; echo gone'")
    project.run("up -d --scale web=2")
    expect.contains(waits.wait(20).out, "gone", "what a running program sees")
    expect.equal(open("/etc/hosts").read(), hosts, "the host's own file")
    project.run("down")
