"""pre_start: containers that run to their end before a service starts."""

from harness import expect
from harness.scenario import scenario

HOOK_LABEL = "com.docker.compose.hook"


def hook_containers(project):
    return [c["Names"][0] for c in project.containers() if c["Labels"].get(HOOK_LABEL)]


@scenario("pre_start prepares volumes, in order, with the service's environment, networks and hosts; then it is gone")
def prepares(project):
    project.compose("""
        services:
          db: {image: "${IMAGE}", healthcheck: {test: "test -e /tmp/ready", interval: 1s}, command: "sh -c 'sleep 1; touch /tmp/ready; sleep inf'"}
          web:
            image: ${IMAGE}
            user: "1000"
            environment: {LEVEL: info}
            extra_hosts: ["lighthouse:10.9.8.7"]
            volumes: ["data:/data", "/anonymous"]
            depends_on: {db: {condition: service_healthy}}
            pre_start:
              - {user: root, command: "sh -c 'echo first:$$LEVEL:$$STEP > /data/log; chown 1000 /data /data/log'", environment: {STEP: "1"}}
              - command: ["sh", "-c", "nslookup db > /dev/null && grep -q 10.9.8.7 /etc/hosts && echo second:$$(id -u) >> /data/log && echo reached db"]
              - {image: "${IMAGE}", user: root, command: "touch /anonymous/prepared"}
        volumes: {data: {}}
        """)
    told = project.run("up -d").err
    expect.contains(told, "pre_start-1 reached db", "what up says of the second hook")
    expect.equal(project.inside("web", "cat /data/log"), "first:info:1\nsecond:1000", "what the hooks wrote")
    expect.equal(project.inside("web", "ls /anonymous"), "prepared", "what a hook left in an anonymous volume")
    project.expect_state(db="running", web="running")
    expect.equal(hook_containers(project), [], "containers of hooks that are left")
    expect.lacks(project.run("ps -a").out, "pre_start", "ps -a")
    before = project.ids()
    project.run("up -d")
    expect.equal(project.ids(), before, "containers after a second up")
    expect.equal(project.inside("web", "cat /data/log"), "first:info:1\nsecond:1000", "the log after a second up")
    project.run("up -d --scale web=2")
    expect.equal(project.inside("web", "wc -l < /data/log"), "2", "lines of the log after one more replica")
    project.run("stop web")
    project.run("start web")
    expect.equal(project.inside("web", "wc -l < /data/log"), "2", "lines of the log after stop and start")
    expect.equal(hook_containers(project), [], "containers of hooks that are left")


@scenario("a pre_start that fails keeps the service from starting, and tells its last words; nothing of it is left")
def fails(project):
    project.compose("""
        services:
          web:
            image: ${IMAGE}
            pre_start: [{command: "sh -c 'echo relation crew is not there; exit 7'"}]
          other: {image: "${IMAGE}"}
        """)
    failed = project.fails("up -d")
    expect.contains(failed.err, "the pre_start hook of web failed", "the message")
    expect.contains(failed.err, "exit code: 7", "the message")
    expect.contains(failed.err, "relation crew is not there", "the message")
    project.expect_state(other="running", web="created")
    expect.equal(hook_containers(project), [], "containers of hooks that are left")


@scenario("per_replica runs a pre_start for each container, with its own anonymous volumes")
def per_replica(project):
    project.compose("""
        services:
          web:
            image: ${IMAGE}
            scale: 2
            volumes: [/own]
            pre_start: [{command: "sh -c 'hostname > /own/prepared-by'", per_replica: true}]
        """)
    project.run("up -d")
    first, second = (project.inside("web", "cat /own/prepared-by", number) for number in (1, 2))
    expect.true(first and second and first != second, f"each has its own: {first!r}, {second!r}")


@scenario("Ctrl-C during a pre_start takes its container away")
def interrupted(project):
    project.compose("""
        services:
          web: {image: "${IMAGE}", pre_start: [{command: sleep 1000}]}
        """)
    command = project.start("up -d")
    expect.eventually(lambda: len(hook_containers(project)), 1, "containers of hooks", within=20)
    running = lambda: [c["State"] for c in project.containers() if c["Labels"].get(HOOK_LABEL)]
    expect.eventually(running, ["running"], "state of the hook", within=20)
    command.interrupt()
    expect.equal(command.wait(40).code, 130, "exit code")
    expect.equal(hook_containers(project), [], "containers of hooks that are left")
    project.run("up -d --no-start")
    project.expect_state(web="created")


@scenario("down finds a hook's container that a killed up left behind")
def killed(project):
    project.compose("""
        services:
          web: {image: "${IMAGE}", pre_start: [{command: sleep 1000}]}
        """)
    command = project.start("up -d")
    running = lambda: [c["State"] for c in project.containers() if c["Labels"].get(HOOK_LABEL)]
    expect.eventually(running, ["running"], "state of the hook", within=20)
    command.kill()
    command.wait(20)
    expect.contains(project.run("--dry-run down").out, "pre_start", "the plan of down")
    project.run("down -t 0", within=60)
    project.expect_nothing_left()
