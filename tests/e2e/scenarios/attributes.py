"""What the file says is what the container has: environment, configs, secrets, and the many small attributes."""

from harness import expect
from harness.scenario import scenario


@scenario("environment: env_file below environment, .env and the shell for interpolation, null takes the shell's")
def environment(project):
    project.compose("""
        services:
          web:
            image: ${IMAGE}
            env_file: [base.env, {path: absent.env, required: false}]
            environment:
              OVERRIDDEN: by-environment
              FROM_DOTENV: ${DOTENV}
              FROM_SHELL: ${SHELL_WINS}
              DEFAULTED: ${UNSET_VARIABLE:-default $$literal}
              PASSED:
        """)
    project.write("base.env", "OVERRIDDEN=by-file\nQUOTED='single quoted'\n# comment\nexport EXPORTED=yes\n")
    project.write(".env", "DOTENV=dotenv\nSHELL_WINS=no\n")
    project.run("up -d", environment={"SHELL_WINS": "shell", "PASSED": "passed on"})
    given = project.inside("web", "env").splitlines()
    for line in (
        "OVERRIDDEN=by-environment",
        "QUOTED=single quoted",
        "EXPORTED=yes",
        "FROM_DOTENV=dotenv",
        "FROM_SHELL=shell",
        "DEFAULTED=default $literal",
        "PASSED=passed on",
    ):
        expect.true(line in given, f"{line} is in the environment: {given}")


@scenario("configs: from a file, from content, from the environment; where and how they are asked for")
def configs(project):
    project.compose("""
        services:
          web:
            image: ${IMAGE}
            configs:
              - plain
              - {source: written, target: /etc/web/written.conf, mode: 0440}
              - {source: given, target: /etc/web/given.conf}
        configs:
          plain: {file: ./plain.conf}
          written: {content: "level=${LEVEL:-info}\\n"}
          given: {environment: GIVEN}
        """)
    project.write("plain.conf", "from a file\n")
    project.run("up -d", environment={"GIVEN": "from the environment"})
    expect.equal(project.inside("web", "cat /plain"), "from a file", "plain")
    expect.equal(project.inside("web", "cat /etc/web/written.conf"), "level=info", "written.conf")
    expect.equal(project.inside("web", "stat -c %a /etc/web/written.conf"), "440", "mode of written.conf")
    expect.equal(project.inside("web", "cat /etc/web/given.conf"), "from the environment", "given.conf")


@scenario("a changed content of a config makes the container anew, with the new bytes")
def changed_config(project):
    project.compose("""
        services: {web: {image: "${IMAGE}", configs: [{source: written, target: /written.conf}]}}
        configs: {written: {content: "level=${LEVEL:-info}"}}
        """)
    project.run("up -d")
    before = project.ids()
    project.run("up -d")
    expect.equal(project.ids(), before, "containers without a change")
    project.run("up -d", environment={"LEVEL": "debug"})
    expect.equal(project.inside("web", "cat /written.conf"), "level=debug", "the config")


@scenario("secrets are files below /run/secrets, and their bytes are in no output")
def secrets(project):
    project.compose("""
        services:
          db:
            image: ${IMAGE}
            secrets: [password, {source: token, target: api-token}]
        secrets:
          password: {file: ./password.txt}
          token: {environment: TOKEN}
        """)
    project.write("password.txt", "hunter2-from-file\n")
    token = {"TOKEN": "hunter2-from-environment"}
    project.run("up -d", environment=token)
    expect.equal(project.inside("db", "cat /run/secrets/password"), "hunter2-from-file", "password")
    expect.equal(project.inside("db", "cat /run/secrets/api-token"), "hunter2-from-environment", "api-token")
    for command in ("ps", "up -d", "logs", "down"):
        expect.lacks(project.run(command, environment=token).text, "hunter2", f"output of {command}")


@scenario("a missing file of a config, a secret or an env_file is an error with its place, before anything is made")
def missing_files(project):
    cases = {
        "config": "configs: {c: {file: ./absent.txt}}\nservices: {web: {image: '${IMAGE}', configs: [c]}}\n",
        "secret": "secrets: {c: {file: ./absent.txt}}\nservices: {web: {image: '${IMAGE}', secrets: [c]}}\n",
        "env_file": "services: {web: {image: '${IMAGE}', env_file: ./absent.txt}}\n",
    }
    for kind, text in cases.items():
        project.compose(text)
        failed = project.fails("up -d")
        expect.contains(failed.err, "absent.txt", f"the message for {kind}")
        expect.matches(failed.err, r"compose\.yaml:1:\d+", f"the message for {kind}")
        project.expect_nothing_left()


@scenario("the attributes of a process: command, entrypoint, user, working_dir, hostname, stop_signal, init, tty")
def process(project):
    project.compose("""
        services:
          web:
            image: ${IMAGE}
            entrypoint: [sh, -c]
            command: ["echo $$HOSTNAME in $$PWD as $$(id -u):$$(id -g); sleep inf"]
            user: "1000:1001"
            working_dir: /tmp
            hostname: harbour
            stop_grace_period: 1m30s
          talker: {image: "${IMAGE}", command: "sh -c 'echo \\"two  words\\"; sleep inf'"}
          screen: {image: "${IMAGE}", tty: true, stdin_open: true}
        """)
    project.run("up -d")
    expect.eventually(lambda: project.logs("web").strip(), "harbour in /tmp as 1000:1001", "what web says")
    expect.eventually(lambda: project.logs("talker").strip(), "two  words", "what talker says")
    config = project.inspect("screen")["Config"]
    expect.equal((config["Tty"], config["OpenStdin"]), (True, True), "tty and stdin_open")
    expect.equal(project.inspect("web")["Config"].get("StopTimeout", 90), 90, "stop_grace_period")


@scenario("the attributes of a host: limits, capabilities, read_only, extra_hosts, dns, sysctls, shm_size, labels, restart")
def host(project):
    project.compose("""
        services:
          web:
            image: ${IMAGE}
            read_only: true
            mem_limit: 64m
            cpus: 0.5
            shm_size: 8m
            ulimits: {nofile: {soft: 100, hard: 200}, nproc: 4000}
            cap_drop: [ALL]
            cap_add: [CHOWN]
            extra_hosts: ["lighthouse:10.9.8.7"]
            dns: [10.9.8.6]
            sysctls: {net.ipv4.ip_unprivileged_port_start: 99}
            restart: on-failure:3
            labels: {colour: red, size: "10"}
            security_opt: [no-new-privileges:true]
        """)
    project.run("up -d")
    seen = project.inspect("web")
    host_config = seen["HostConfig"]
    for field, value in {
        "ReadonlyRootfs": True,
        "Memory": 64 << 20,
        "NanoCpus": 500_000_000,
        "ShmSize": 8 << 20,
        "Dns": ["10.9.8.6"],
    }.items():
        expect.equal(host_config.get(field), value, field)
    expect.equal(host_config["RestartPolicy"], {"Name": "on-failure", "MaximumRetryCount": 3}, "restart policy")
    expect.equal(seen["Config"]["Labels"].get("colour"), "red", "label colour")
    expect.contains(project.inside("web", "cat /etc/hosts"), "10.9.8.7", "/etc/hosts")
    # Of the first process: runc gives a command that is run beside it the hard limit now and then.
    expect.equal(project.inside("web", "awk '/open files/ {print $4, $5}' /proc/1/limits"), "100 200", "open files")
    expect.equal(project.inside("web", "cat /proc/sys/net/ipv4/ip_unprivileged_port_start"), "99", "sysctl")
    expect.equal(project.inside("web", "sed -n 's/CapEff:\\t*//p' /proc/1/status"), "0000000000000001", "capabilities")
    before = project.ids()
    project.run("up -d")
    expect.equal(project.ids(), before, "containers after a second up")


@scenario("container_name is the container's name, and two projects cannot have the same")
def container_name(project):
    name = project.name + "-own"
    project.compose(f"services: {{web: {{image: '${{IMAGE}}', container_name: {name}}}}}")
    project.run("up -d")
    expect.equal(project.inspect("web")["Name"].lstrip("/"), name, "name of the container")
    other = {"COMPOSE_PROJECT_NAME": project.name + "-b"}
    try:
        failed = project.fails("up -d", environment=other)
        expect.contains(failed.err, name, "the message")
        project.run("down", environment=other)
    finally:
        project.engine.remove_project(other["COMPOSE_PROJECT_NAME"])
    project.expect_state(web="running")


@scenario("several files are merged, the later one wins; anchors and x- attributes work")
def merged(project):
    project.compose("""
        x-common: &common
          image: ${IMAGE}
          environment: {A: "1", B: "1"}
        services:
          web:
            <<: *common
            labels: [from=base]
        """)
    project.compose("services: {web: {environment: [B=2, C=2], labels: {from: override}}}", file="compose.override.yaml")
    project.run("up -d")
    expect.equal(project.inside("web", "echo $A$B$C"), "122", "environment")
    expect.equal(project.inspect("web")["Config"]["Labels"]["from"], "override", "label")
    project.run("-f compose.yaml up -d")
    expect.equal(project.inside("web", "echo $A$B$C"), "11", "environment with -f compose.yaml alone")


@scenario("every attribute of the project in config comes out of config and goes in again unchanged")
def config_round_trip(project):
    project.compose("""
        services:
          web:
            image: ${IMAGE}
            ports: ["127.0.0.1:0:80"]
            depends_on: [db]
            environment: {PRICE: "5 $$"}
          db: {image: "${IMAGE}", volumes: ["data:/data:ro"], healthcheck: {test: "exit 0", interval: 1m30s}}
        volumes: {data: {}}
        """)
    once = project.run("config").out
    project.write("again.yaml", once)
    expect.equal(project.run("-f again.yaml config").out, once, "config of what config wrote")
    expect.equal(project.run("config --services").out.split(), ["db", "web"], "config --services")
    expect.equal(project.run("config --volumes").out.split(), ["data"], "config --volumes")
    expect.equal(project.run("config --quiet").out, "", "config --quiet")


@scenario("secrets and configs of files get the owner and the mode that a service asks for; new bytes make it anew")
def owned_files(project):
    project.compose("""
        services:
          web:
            image: ${IMAGE}
            secrets:
              - plain
              - {source: plain, target: owned, uid: "1000", gid: "1001", mode: 0400}
            configs:
              - {source: settings, target: /etc/web/settings, mode: 0640}
        secrets: {plain: {file: ./word}}
        configs: {settings: {file: ./settings}}
        """)
    project.write("word", "hunter2\n")
    project.write("settings", "level=1\n")
    project.run("up -d")
    expect.equal(project.inside("web", "cat /run/secrets/owned /run/secrets/plain"), "hunter2\nhunter2", "the secret")
    owner = project.inside("web", "stat -c '%a %u:%g' /run/secrets/owned")
    expect.equal(owner, "400 1000:1001", "mode and owner of the secret")
    expect.equal(project.inside("web", "stat -c %a /etc/web/settings"), "640", "mode of the config")
    before = project.ids()
    project.run("up -d")
    expect.equal(project.ids(), before, "containers without a change")
    project.write("word", "correct horse\n")
    planned = project.run("plan").out
    expect.contains(planned, "the content of /run/secrets/owned changed", "the plan")
    told = project.run("up -d").text
    expect.equal(project.inside("web", "cat /run/secrets/owned"), "correct horse", "the changed secret")
    for text in (planned, told):
        expect.lacks(text, "horse", "what is said of the secret")
        expect.lacks(text, "hunter2", "what is said of the secret")


@scenario("security_opt: a seccomp profile from a file, and systempaths=unconfined")
def security_options(project):
    project.compose("""
        services:
          web: {image: "${IMAGE}", security_opt: ["seccomp=./profile.json"]}
          open: {image: "${IMAGE}", security_opt: ["systempaths=unconfined"]}
          usual: {image: "${IMAGE}"}
        """)
    project.write(
        "profile.json",
        """
        {
          "defaultAction": "SCMP_ACT_ALLOW",
          "syscalls": [ { "names": [ "mkdir", "mkdirat" ], "action": "SCMP_ACT_ERRNO" } ]
        }
        """,
    )
    project.run("up -d")
    expect.equal(project.inside("usual", "mkdir /tmp/x && echo made"), "made", "mkdir without the profile")
    expect.contains(project.inside("web", "mkdir /tmp/x 2>&1 || true"), "not permitted", "mkdir under the profile")
    hidden = "grep -c ' /proc/timer_list ' /proc/mounts || true"
    expect.equal(project.inside("usual", hidden), "1", "mounts over a path of the system")
    expect.equal(project.inside("open", hidden), "0", "the same with systempaths=unconfined")
    before = project.ids()
    project.run("up -d")
    expect.equal(project.ids(), before, "containers without a change")
    project.write("profile.json", '{"defaultAction": "SCMP_ACT_ALLOW"}')
    project.run("up -d")
    expect.equal(project.inside("web", "mkdir /tmp/x && echo made"), "made", "mkdir under the changed profile")


@scenario("a seccomp profile that is missing or no JSON is an error with its place, before anything is made")
def bad_profiles(project):
    project.compose("""
        services:
          web:
            image: ${IMAGE}
            security_opt: ["seccomp:profile.json"]
        """)
    expect.matches(project.fails("up -d").err, r"compose\.yaml:4:20: .*there is no seccomp profile", "the message")
    project.write("profile.json", "{\n  oops\n}\n")
    expect.matches(project.fails("up -d").err, r"compose\.yaml:4:20: .*line 2, column 3", "the message")
    project.expect_nothing_left()


@scenario("deploy: mode global is one container here, a job runs once, and what only a cluster knows is told")
def deployed(project):
    project.compose("""
        services:
          web: {image: "${IMAGE}", deploy: {mode: global, labels: {a: b}}}
          job: {image: "${IMAGE}", command: "true", deploy: {mode: replicated-job, replicas: 2}}
        """)
    told = project.run("up -d --wait").err
    expect.matches(told, r"compose\.yaml:2:\d+: warning: services.web: deploy.labels", "the warning")
    project.expect_state(web="running", job=["exited", "exited"])
    started = project.started_at("job")
    project.run("up -d")
    expect.equal(project.started_at("job"), started, "start of the job after a second up")
