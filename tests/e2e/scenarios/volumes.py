"""Volumes, binds and tmpfs: what is kept, what is taken along, what is removed."""

from harness import expect
from harness.scenario import scenario


def mounts(project, service):
    """{"/data": ("volume", name or source)}"""
    found = project.inspect(service)["Mounts"]
    return {m["Destination"]: (m["Type"], m.get("Name") or m.get("Source")) for m in found}


@scenario("data in a named volume outlives a recreate and a down, and ends with down -v")
def named(project):
    project.compose("""
        services: {db: {image: "${IMAGE}", environment: {LEVEL: "${LEVEL:-info}"}, volumes: ["data:/data"]}}
        volumes: {data: {}}
        """)
    project.run("up -d")
    project.inside("db", "echo kept > /data/file")
    project.run("up -d", environment={"LEVEL": "debug"})
    expect.equal(project.inside("db", "cat /data/file"), "kept", "the file after a recreate")
    project.run("down")
    project.run("up -d")
    expect.equal(project.inside("db", "cat /data/file"), "kept", "the file after down and up")
    project.run("down -v")
    project.run("up -d")
    expect.equal(project.inside("db", "ls /data"), "", "files after down -v")


@scenario("an anonymous volume is taken over by the new container, and removed by down -v")
def anonymous(project):
    project.compose("""
        services: {db: {image: "${IMAGE}", environment: {LEVEL: "${LEVEL:-info}"}, volumes: ["/data"]}}
        """)
    project.run("up -d")
    kind, name = mounts(project, "db")["/data"]
    expect.equal(kind, "volume", "kind of the mount")
    project.inside("db", "echo kept > /data/file")
    project.run("up -d", environment={"LEVEL": "debug"})
    expect.equal(project.inside("db", "cat /data/file"), "kept", "the file after a recreate")
    expect.equal(mounts(project, "db")["/data"][1], name, "the anonymous volume")
    project.run("down -v")
    expect.true(name not in project.engine.all_volume_names(), f"the anonymous volume {name} is gone")


@scenario("-V makes anonymous volumes anew and leaves none behind")
def renewed(project):
    project.compose("services: {db: {image: '${IMAGE}', volumes: ['/data', 'named:/named']}}\nvolumes: {named: {}}")
    project.run("up -d")
    old = mounts(project, "db")["/data"][1]
    project.inside("db", "echo old > /data/file; echo kept > /named/file")
    project.run("up -d -V")
    new = mounts(project, "db")["/data"][1]
    expect.true(new != old, "the anonymous volume is another")
    expect.equal(project.inside("db", "ls /data; cat /named/file"), "kept", "files in both volumes")
    expect.true(old not in project.engine.all_volume_names(), f"the old anonymous volume {old} is gone")


@scenario("binds: folder and file, relative to the compose file, read-only when asked")
def binds(project):
    project.compose("""
        services:
          web:
            image: ${IMAGE}
            volumes:
              - ./site:/site
              - ./conf/web.conf:/etc/web.conf:ro
              - {type: bind, source: ./site, target: /again, read_only: true}
        """)
    project.write("site/index.html", "hello\n")
    project.write("conf/web.conf", "port 80\n")
    project.run("up -d")
    expect.equal(project.inside("web", "cat /site/index.html /etc/web.conf /again/index.html"), "hello\nport 80\nhello", "files")
    project.inside("web", "echo new > /site/new; ! touch /again/x; ! touch /etc/web.conf")
    expect.equal((project.folder / "site/new").read_text(), "new\n", "what the container wrote")


@scenario("a missing folder of a short bind is made; create_host_path: false is an error that names the place")
def missing_source(project):
    project.compose("services: {web: {image: '${IMAGE}', volumes: ['./made:/made']}}")
    project.run("up -d")
    expect.true((project.folder / "made").is_dir(), "the folder was made")
    project.compose("""
        services:
          strict:
            image: ${IMAGE}
            volumes:
              - {type: bind, source: ./absent, target: /absent, bind: {create_host_path: false}}
        """)
    failed = project.fails("up -d")
    expect.contains(failed.err, "absent", "the message")
    expect.true(not (project.folder / "absent").exists(), "the folder was not made")


@scenario("tmpfs, in both forms, is memory and empty after a restart")
def tmpfs(project):
    project.compose("""
        services:
          web:
            image: ${IMAGE}
            tmpfs: [/scratch]
            volumes: [{type: tmpfs, target: /small, tmpfs: {size: 1048576}}]
        """)
    project.run("up -d")
    kinds = project.inside("web", "grep -cE ' /(scratch|small) tmpfs ' /proc/mounts")
    expect.equal(kinds, "2", "number of tmpfs mounts")
    project.inside("web", "touch /scratch/file")
    project.run("restart -t 0")
    expect.equal(project.inside("web", "ls /scratch"), "", "files after a restart")


@scenario("an external volume is used and never removed; a missing one is an error that names it")
def external(project):
    name = project.name + "-outside"
    project.compose(f"""
        services: {{db: {{image: "${{IMAGE}}", volumes: ["data:/data"]}}}}
        volumes: {{data: {{external: true, name: {name}}}}}
        """)
    failed = project.fails("up -d")
    expect.contains(failed.err, name, "the message")
    expect.equal(project.state(), {}, "containers")
    project.engine.create_volume(name)
    project.remove_later("volume", name)
    project.run("up -d")
    expect.equal(mounts(project, "db")["/data"], ("volume", name), "the mount")
    project.run("down -v")
    expect.true(name in project.engine.all_volume_names(), "the external volume is still there")


@scenario("the volume of the image is kept across a recreate too")
def of_the_image(project):
    project.compose("services: {db: {build: ., environment: {LEVEL: '${LEVEL:-info}'}}}")
    project.write("Dockerfile", f"FROM {project.environment['IMAGE']}\nVOLUME /var/lib/db\n")
    project.run("up -d")
    project.inside("db", "echo kept > /var/lib/db/file")
    project.run("up -d", environment={"LEVEL": "debug"})
    expect.equal(project.inside("db", "cat /var/lib/db/file"), "kept", "the file after a recreate")
