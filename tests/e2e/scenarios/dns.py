"""Names of services for this host: `dns start`, `ls`, `stats`, `stop`, `check` and `exec`."""

import json
import os
import re
import shutil
import time
from pathlib import Path

from harness import expect
from harness.project import free_port
from harness.resolver import Resolver
from harness.scenario import Skipped, scenario

WEB = """
    services:
      web:
        image: ${IMAGE}
        scale: 3
        hostname: wwwhost
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
    """Waits for it, and prints how long that took after the engine's call: a machine with nothing else to do needs some
    milliseconds, and a busy one must not fail for its load."""
    begin = time.monotonic()
    wanted = ("NOERROR", sorted(expected))
    while resolver.ask(name) != wanted and time.monotonic() < begin + 5:
        pass
    expect.equal(resolver.ask(name), wanted, what)
    print(f"{what}: answered after {(time.monotonic() - begin) * 1000:.0f} ms", flush=True)


@scenario("every name of a service, over UDP and TCP, and what is nobody's name")
def names(project):
    project.compose(WEB)
    project.run("up -d --wait")
    server, resolver = serve(project)
    at = addresses(project)
    suffix = f"{project.name}.berth.test"
    answers(resolver, f"web.{suffix}", at.values(), "the service")  # when the engine, too, says that all are healthy
    expect.equal(resolver.ask(f"web.{suffix}", tcp=True), ("NOERROR", sorted(at.values())), "the service over TCP")
    expect.equal(resolver.ask(f"WEB.{suffix}"), ("NOERROR", sorted(at.values())), "the service in capitals")
    expect.equal(resolver.ask(f"2.web.{suffix}"), ("NOERROR", [at["web-2"]]), "a replica")
    expect.equal(resolver.ask(f"{project.name}-web-3.berth.test"), ("NOERROR", [at["web-3"]]), "a container")
    expect.equal(resolver.ask(f"front.{suffix}"), ("NOERROR", sorted(at.values())), "an alias")
    expect.equal(resolver.ask(f"wwwhost.{suffix}"), ("NOERROR", sorted(at.values())), "a hostname")
    expect.equal(resolver.ask(f"web.{suffix}", "AAAA"), ("NOERROR", []), "no IPv6 address")
    texts = resolver.ask(f"2.web.{suffix}", "TXT")[1]
    expect.equal([b"service=web" in text and b"state=running" in text for text in texts], [True], "a text")
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


@scenario("x-berth.dns: a suffix and names of its own, wildcards, a TTL; a change of it is a reason to recreate")
def settings(project):
    text = """
        services:
          web: {image: "${IMAGE}"}
        x-berth:
          dns: {suffix: SUFFIX, names: {www: web, api.v1: web}, wildcard: true, ttl: 5}
        """
    own = f"{project.name[-6:]}.test"
    project.compose(text.replace("SUFFIX", own))
    project.run("up -d")
    server, resolver = serve(project)
    at = list(addresses(project).values())
    for name in (f"web.{own}", f"1.web.{own}", f"www.{own}", f"api.v1.{own}", f"tenant.web.{own}",
                 f"{project.name}-web-1.berth.test"):
        expect.equal(resolver.ask(name), ("NOERROR", at), name)
    expect.equal(resolver.ask(f"nobody.{own}"), ("NXDOMAIN", []), "nobody's name below its own suffix")
    expect.equal(resolver.ask(f"web.{project.name}.berth.test"), ("NXDOMAIN", []), "the name without it")
    label = json.loads(project.containers()[0]["Labels"]["berth.dns"])
    expect.equal(label["names"], {"api.v1": "web", "www": "web"}, "what the container carries")
    before = project.ids()
    project.run("up -d")
    expect.equal(project.ids(), before, "the same file makes nothing anew")
    project.compose(text.replace("SUFFIX", own).replace("ttl: 5", "ttl: 6"))
    expect.contains(project.run("plan up").out, "x-berth.dns", "why it is made anew")
    project.run("up -d")
    expect.true(project.ids() != before, "it is made anew")
    project.compose(text.replace("SUFFIX", "shop.local"))
    expect.contains(project.fails("up -d").err, "compose.yaml:4:17: error: x-berth.dns.suffix", "a suffix that is multicast's")
    project.compose(text.replace("SUFFIX", own))
    server.terminate()
    server.wait(10)
    project.run("down")


@scenario("check says which way a name goes, and tries it")
def check(project):
    project.compose("""
        services:
          web:
            image: ${IMAGE}
            command: sh -c "mkdir -p /tmp/www && exec busybox httpd -f -p 8080 -h /tmp/www"
            expose: ["8080"]
          quiet: {image: "${IMAGE}", expose: ["9"]}
        """)
    project.run("up -d")
    project.environment["XDG_RUNTIME_DIR"] = str(project.home)
    at = addresses(project)
    expect.eventually(lambda: "is taken" in project.attempt("dns check web").out, True, "it listens", within=10)
    out = project.run("dns check web").out
    for part in (f"web.{project.name}.berth.test", f"{project.name}-web-1 running", at["web-1"], "none runs", "dns exec",
                 f"{at['web-1']} port 8080: is taken"):
        expect.contains(out, part, "check")
    expect.equal(project.attempt("dns check quiet").code, 1, "a port that nobody takes")
    project.run(f"dns start --port {free_port()}")
    expect.contains(project.run(f"dns check _8080._tcp.web.{project.name}.berth.test").out, "name server    127.0.0.1 port",
                    "what the name server says")
    expect.contains(project.fails("dns check nobody").err, "dns ls", "nobody's name")
    project.run("dns stop")
    project.run("down")


def resolves(tool, command, expected=None, needs_server=False, files=(), within=60):
    """A scenario: the tool finds the service through `dns exec`. `command` and `expected` with NAME and ADDRESS in them."""

    @scenario(f"{tool} finds a service through dns exec")
    def body(project):
        if not shutil.which(tool):
            raise Skipped(f"{tool} is not installed")
        if needs_server and os.geteuid() != 0:
            raise Skipped(f"{tool} reads no hosts file, and only root may listen on port 53")
        for file, text in files:
            project.write(file, text)
        project.compose("""
            services:
              web:
                image: ${IMAGE}
                command: sh -c "mkdir -p /tmp/www && echo hello >/tmp/www/index.html && exec busybox httpd -f -p 8080 -h /tmp/www"
            """)
        project.run("up -d")
        address = addresses(project)["web-1"]
        name = f"web.{project.name}.berth.test"
        # Its standard library is compiled once for all runs, and what resolves is Go's own resolver.
        project.environment.update({"GOCACHE": str(Path.home() / ".cache" / "go-build"), "CGO_ENABLED": "0"})
        words = command.replace("NAME", name)
        wanted = (expected or "ADDRESS").replace("ADDRESS", address)
        expect.eventually(lambda: wanted in project.attempt(f"dns exec -- {words}", within=within).out, True,
                          f"what {tool} finds", within=within)
        project.run("down")

    body.__name__ = f"resolve_{tool}"
    return body


NODE = "require('dns').lookup(process.argv[1], (error, address) => console.log(error || address))"
JAVA = """
    public class Find {
      public static void main(String[] names) throws Exception {
        System.out.println(java.net.InetAddress.getByName(names[0]).getHostAddress());
      }
    }
    """
GO = """
    package main

    import (
    	"fmt"
    	"net"
    	"os"
    )

    func main() { fmt.Println(net.LookupHost(os.Args[1])) }
    """
PYTHON = "import socket, sys; print(socket.gethostbyname(sys.argv[1]))"

resolves("getent", "getent ahostsv4 NAME")
resolves("curl", "curl -s --max-time 5 http://NAME:8080/", "hello")
resolves("python3", f'python3 -c "{PYTHON}" NAME')
resolves("node", f'node -e "{NODE}" NAME')
resolves("java", "java Find.java NAME", files=[("Find.java", JAVA)])
resolves("go", "go run find.go NAME", files=[("find.go", GO)], within=180)
resolves("dig", "dig +short NAME", needs_server=True)
resolves("kdig", "kdig +short NAME", needs_server=True)
resolves("drill", "drill NAME", needs_server=True)
