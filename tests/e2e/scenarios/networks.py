"""Networks: names resolve where they should, and only there."""

from harness import expect
from harness.engine import EngineRefused
from harness.scenario import scenario, skip


def resolves(project, service, name):
    """Does a container of `service` find an address for `name`? (Newer Podmans do not let it send the ping itself.)"""
    _, output = project.engine.run_in(project.inspect(service)["Id"], ["ping", "-c", "1", "-w", "2", name])
    return f"PING {name} (" in output


def expect_resolves(project, service, name):
    expect.eventually(lambda: resolves(project, service, name), True, f"{service} reaches {name}", within=5)


def of(project, service):
    """{"default": {aliases}}"""
    attached = project.inspect(service)["NetworkSettings"]["Networks"]
    return {name.removeprefix(project.name + "_"): set(end.get("Aliases") or []) for name, end in attached.items()}


@scenario("service name, container name and aliases resolve")
def names(project):
    project.compose("""
        services:
          web: {image: "${IMAGE}"}
          db:
            image: ${IMAGE}
            networks: {default: {aliases: [database, storage]}}
        """)
    project.run("up -d")
    for name in ("db", "database", "storage", f"{project.name}-db-1"):
        expect_resolves(project, "web", name)
    expect_resolves(project, "db", "web")


@scenario("several networks: who shares none does not see the other")
def several(project):
    project.compose("""
        services:
          proxy: {image: "${IMAGE}", networks: [front]}
          app: {image: "${IMAGE}", networks: {front: {}, back: {aliases: [application]}}}
          db: {image: "${IMAGE}", networks: [back]}
        networks: {front: {}, back: {}}
        """)
    project.run("up -d")
    expect.equal(project.networks(), {"front", "back"}, "networks")
    expect.equal(set(of(project, "app")), {"front", "back"}, "networks of app")
    expect_resolves(project, "proxy", "app")
    expect_resolves(project, "app", "db")
    expect_resolves(project, "db", "application")
    expect.true(not resolves(project, "proxy", "db"), "proxy does not reach db")
    before = project.ids()
    project.run("up -d")
    expect.equal(project.ids(), before, "containers after a second up")


@scenario("internal, with its own subnet, a fixed address and a name of its own")
def settings(project):
    project.compose(f"""
        services:
          db: {{image: "${{IMAGE}}", networks: {{back: {{ipv4_address: 10.213.77.10}}}}}}
        networks:
          back:
            name: {project.name}-special
            internal: true
            ipam: {{config: [{{subnet: 10.213.77.0/24}}]}}
            labels: {{purpose: test}}
        """)
    project.run("up -d")
    (network,) = project.engine.networks(project.name)
    expect.equal(network["Name"], f"{project.name}-special", "name")
    expect.equal(network["Internal"], True, "internal")
    expect.equal(network["Labels"].get("purpose"), "test", "label")
    attached = project.inspect("db")["NetworkSettings"]["Networks"][f"{project.name}-special"]
    expect.equal(attached["IPAddress"], "10.213.77.10", "address")


@scenario("an external network is used and never removed; a missing one is an error that names it")
def external(project):
    name = project.name + "-outside"
    project.compose(f"""
        services: {{web: {{image: "${{IMAGE}}", networks: [shared]}}}}
        networks: {{shared: {{external: true, name: {name}}}}}
        """)
    failed = project.fails("up -d")
    expect.contains(failed.err, name, "the message")
    expect.equal(project.state(), {}, "containers")
    project.engine.create_network(name)
    project.remove_later("network", name)
    project.run("up -d")
    expect.contains(str(of(project, "web")), name, "networks of web")
    project.run("down")
    expect.equal(project.state(), {}, "containers after down")
    expect.true(project.engine.get(f"/networks/{name}"), "the external network is still there")


@scenario("network_mode: none has no network, service:x shares that of x")
def modes(project):
    project.compose("""
        services:
          web: {image: "${IMAGE}"}
          side: {image: "${IMAGE}", network_mode: "service:web"}
          lonely: {image: "${IMAGE}", network_mode: none}
        """)
    project.run("up -d")
    project.expect_state(web="running", side="running", lonely="running")
    own = "ip -4 addr show eth0 | sed -n 's/.*inet //p'"
    expect.equal(project.inside("side", own), project.inside("web", own), "address of side")
    expect.equal(project.inside("lonely", "ls /sys/class/net"), "lo", "interfaces of lonely")
    before = project.ids()
    project.run("up -d")
    expect.equal(project.ids(), before, "containers after a second up")


@scenario("who shares the network of a recreated service is made anew with it")
def shared_is_recreated(project):
    project.compose("""
        services:
          web: {image: "${IMAGE}", environment: {LEVEL: "${LEVEL:-info}"}}
          side: {image: "${IMAGE}", network_mode: "service:web"}
        """)
    project.run("up -d")
    project.run("up -d", environment={"LEVEL": "debug"})
    project.expect_state(web="running", side="running")
    mode = project.inspect("side")["HostConfig"]["NetworkMode"]
    expect.equal(mode, "container:" + project.ids()["web-1"], "network of side")


@scenario("a changed network is made anew, and names still resolve on it")
def changed(project):
    text = """
        services: {web: {image: "${IMAGE}"}, db: {image: "${IMAGE}"}}
        networks: {default: {labels: {version: "%d"}}}
        """
    project.compose(text % 1)
    project.run("up -d")
    project.compose(text % 2)
    project.run("up -d")
    project.expect_state(web="running", db="running")
    (network,) = project.engine.networks(project.name)
    expect.equal(network["Labels"].get("version"), "2", "label of the network")
    expect_resolves(project, "web", "db")
    project.run("up -d")
    expect_resolves(project, "web", "db")


@scenario("down says who keeps a network, and fails")
def still_used(project):
    stranger = project.name + "-stranger"
    project.compose("services: {web: {image: '${IMAGE}'}}")
    project.run("up -d")
    project.engine.run_container(
        stranger, project.environment["IMAGE"], None, host_config={"NetworkMode": f"{project.name}_default"}
    )
    project.remove_later("container", stranger)
    failed = project.fails("down")
    expect.contains(failed.err, f"{project.name}_default", "the message")
    expect.contains(failed.err, stranger, "the message")
    expect.equal(project.state(), {}, "containers of the project")
    project.engine.remove_container(stranger)
    project.run("down")
    project.expect_nothing_left()


@scenario("of two networks of one name the unused one is removed, and all joins the other; down takes both",
          engines=("docker",))  # Podman never has two
def namesakes(project):
    project.compose("services: {web: {image: '${IMAGE}', depends_on: [db]}, db: {image: '${IMAGE}'}}")
    project.run("up -d")
    second(project)
    project.run("up -d")
    expect.equal(len(project.engine.networks(project.name)), 1, "networks after up beside running containers")
    for container in project.containers():
        project.engine.remove_container(container["Id"])
    second(project)
    planned = project.run("plan")
    expect.contains(planned.out, "there are several of this name", "the plan")
    project.run("up -d")
    expect.equal(len(project.engine.networks(project.name)), 1, "networks after up")
    expect.equal(project.inside("web", "nslookup db >/dev/null && echo found"), "found", "the other's name")
    second(project)
    project.run("down")
    project.expect_nothing_left()


def second(project):
    """Another network with the name and the labels of the first."""
    there = project.engine.networks(project.name)[0]
    try:
        project.engine.call("POST", "/networks/create", {"Name": there["Name"], "Labels": there["Labels"]})
    except EngineRefused as refused:
        if refused.status != 409:
            raise
        skip("this engine never makes two networks of one name")
