"""What is wrong with a file or a command line: one clear message with its place, a non-zero exit, nothing done."""

import json
import re
from dataclasses import dataclass

from harness import expect
from harness.scenario import scenario


@dataclass
class Case:
    name: str
    text: str
    place: str  # ":line:column" in compose.yaml
    words: tuple  # all of them are in the message


CASES = [
    Case("bad indentation", "services:\n  web:\n    image: a\n   ports: []\n", ":4:4", ()),
    Case("tab", "services:\n\tweb: {}\n", ":2:1", ("tab",)),
    Case("unterminated quote", 'services:\n  web:\n    image: "abc\n', ":3:12", ("quote",)),
    Case("duplicate key", "services:\n  web: {image: a}\n  web: {image: b}\n", ":3:3", ("web",)),
    Case("not a mapping", "- services\n", ":1:1", ("mapping",)),
    Case("wrong type", "services:\n  web:\n    image: a\n    ports: 5\n", ":4:12", ("ports",)),
    Case("services as a list", "services:\n  - web\n", ":2:3", ("services",)),
    Case("unknown attribute", "services:\n  web:\n    image: a\n    enviroment: {A: b}\n", ":4:5", ("enviroment", "environment")),
    Case("unknown top level", "servces:\n  web: {image: a}\n", ":1:1", ("servces", "services")),
    Case("no image", "services:\n  web:\n    ports: []\n", ":2:3", ("web", "image", "build")),
    Case("unknown dependency", "services:\n  web:\n    image: a\n    depends_on: [bd]\n  db: {image: a}\n", ":4:18", ("bd", "db")),
    Case("unknown network", "services:\n  web:\n    image: a\n    networks: [back]\n", ":4:16", ("back",)),
    Case("unknown volume", "services:\n  web:\n    image: a\n    volumes: ['data:/data']\n", ":4:15", ("data",)),
    Case("unknown secret", "services:\n  web:\n    image: a\n    secrets: [key]\n", ":4:15", ("key",)),
    Case(
        "dependency cycle",
        "services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, depends_on: [c]}\n  c: {image: x, depends_on: [a]}\n",
        r":\d:\d+",
        ("a → b → c → a|a -> b -> c -> a",),
    ),
    Case("required variable", "services:\n  web:\n    image: ${TAG:?set TAG to a version}\n", ":3:12", ("TAG", "set TAG to a version")),
    Case("broken interpolation", "services:\n  web:\n    image: ${TAG\n", ":3:12", ("\\$",)),
    Case("port out of range", "services:\n  web:\n    image: a\n    ports: ['99999:80']\n", ":4:13", ("99999", "65535")),
    Case("not a port", "services:\n  web:\n    image: a\n    ports: ['http:80']\n", ":4:13", ("http",)),
    Case("not a duration", "services:\n  web:\n    image: a\n    stop_grace_period: soon\n", ":4:24", ("soon",)),
    Case("not a size", "services:\n  web:\n    image: a\n    mem_limit: lots\n", ":4:16", ("lots",)),
    Case("unknown condition", "services:\n  web:\n    image: a\n    depends_on: {db: {condition: ready}}\n  db: {image: a}\n", ":4:34", ("ready", "service_healthy")),
    Case("empty file", "", "", ("empty",)),
]


def judge(project, case):
    """What is wrong with Berth's answer to the case; empty when nothing is."""
    project.compose("")
    (project.folder / "compose.yaml").write_text(case.text)
    result = project.attempt("up -d", within=10)
    wrong = []
    if result.code != 1:
        wrong.append(f"exit code {result.code}")
    if not re.search(rf"compose\.yaml{case.place}\b", result.err):
        wrong.append(f"no place {case.place}")
    wrong += [f"no {word!r}" for word in case.words if not re.search(word, result.err)]
    return [f"{case.name}: {', '.join(wrong)}\n{expect.indented(result.err)}"] if wrong else []


@scenario("files: each mistake is named with file:line:column, and nothing is made")
def files(project):
    wrong = [line for case in CASES for line in judge(project, case)]
    expect.true(not wrong, f"{len(wrong)} of {len(CASES)} messages are not as they should be\n" + "\n".join(wrong))
    project.expect_nothing_left()


@scenario("several mistakes of one file are told at once, in the order of their places")
def several(project):
    project.compose("""
        services:
          web:
            image: a
            enviroment: {A: b}
            ports: ["99999:80"]
          db:
            restart: 5
        """)
    failed = project.fails("config -q")
    lines = [int(line) for line in re.findall(r"compose\.yaml:(\d+):\d+", failed.err)]
    expect.equal(sorted(set(lines) & {4, 5, 7}), [4, 5, 7], f"lines that are named: {failed.err}")
    expect.equal(lines, sorted(lines), "order of the places")


@scenario("config --check tells errors, warnings and advice, as text and as JSON, and asks no engine")
def check(project):
    project.compose("""
        version: "3"
        services:
          web:
            image: a
            ports: ["18080:80"]
            environment: {DB: "localhost:5432"}
          db:
            image: b
            expose: ["5432"]
        """)
    checked = project.run("-H unix:///absent.sock config --check")
    expect.contains(checked.err, "3 warnings", "the last line")
    expect.equal(checked.out, "", "standard output")
    expect.true(project.attempt("config --check --strict").code == 1, "--strict makes warnings failures")
    told = [json.loads(line) for line in project.run("--error-format json config --check").err.splitlines()]
    expect.equal([one["code"] for one in told], ["obsolete-version", "public-port", "localhost-reference"], "codes")
    expect.equal(told[1]["range"]["start"], {"line": 5, "column": 13}, "the place of the port")
    silenced = project.run("--silence public-port --silence obsolete-version config --check")
    expect.contains(silenced.err, "1 warning\n", "the last line")
    failed = project.fails("--error-format json upp")
    expect.equal(json.loads(failed.err)["code"], "failed", "an error without a place")


@scenario("a mistake in a second file, or in .env, is told with that file")
def other_files(project):
    project.compose("services: {web: {image: '${IMAGE}'}}")
    project.compose("services:\n  web:\n    prots: []\n", file="more.yaml")
    expect.matches(project.fails("-f compose.yaml -f more.yaml up -d").err, r"more\.yaml:3:5\b", "the message")
    project.write(".env", "GOOD=1\nBAD='never closed\n")
    expect.matches(project.fails("up -d").err, r"\.env:2\b", "the message")


@scenario("no file, a file that is none, a name that is none: each says what to do")
def no_file(project):
    expect.matches(project.fails("up -d").err, "compose.yaml", "the message without a file")
    expect.contains(project.fails("-f absent.yaml up -d").err, "absent.yaml", "the message for an absent file")
    project.compose("services: {web: {image: '${IMAGE}'}}")
    expect.contains(project.fails("-p 'Not A Name' up -d").err, "Not A Name", "the message for a bad name")


@scenario("unknown services, commands and options are told, with what was probably meant")
def command_line(project):
    project.compose("services: {web: {image: '${IMAGE}'}}")
    expect.matches(project.fails("up -d wbe").err, "wbe.*|.*web", "the message for a service")
    expect.contains(project.fails("up -d wbe").err, "web", "the message for a service")
    expect.contains(project.attempt("upp").err, "upp", "the message for a command")
    expect.contains(project.attempt("up --detch").err, "--detch", "the message for an option")
    for wrong in ("upp", "up --detch", "up --wait-timeout soon", "up --scale web=many", "logs --since yesterday-ish"):
        expect.true(project.attempt(wrong).code != 0, f"`{wrong}` fails")
    project.expect_nothing_left()


@scenario("control bytes of a file do not reach the terminal")
def control_bytes(project):
    project.compose(r"""
        services:
          web:
            image: a
            "evil\e]0;owned\a": 1
        """)
    failed = project.fails("up -d")
    expect.lacks(failed.err, "\x1b]0;", "the message")
    expect.lacks(failed.err, "\x07", "the message")


@scenario("a program that cannot be started: service and reason, the rest runs, and down works")
def bad_command(project):
    project.compose("""
        services:
          web: {image: "${IMAGE}", command: [/no/such/program]}
          other: {image: "${IMAGE}"}
        """)
    failed = project.fails("up -d")
    expect.contains(failed.err, "web", "the message")
    expect.contains(failed.err, "/no/such/program", "the message")
    expect.equal(project.state()["other-1"], "running", "the other service")
    project.run("down")
    project.expect_nothing_left()


@scenario("a container name that somebody else has: who has it is told, and down leaves that one alone")
def name_taken(project):
    stranger = project.name + "-taken"
    project.engine.run_container(stranger, project.environment["IMAGE"], None)
    project.remove_later("container", stranger)
    project.compose(f"services: {{web: {{image: '${{IMAGE}}', container_name: {stranger}}}}}")
    failed = project.fails("up -d")
    expect.contains(failed.err, stranger, "the message")
    project.run("down")
    project.expect_nothing_left()
    expect.true(project.engine.inspect(stranger)["State"]["Running"], "the stranger still runs")
