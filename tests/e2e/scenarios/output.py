"""Output that nobody reads, that cannot be written, or that is more than anybody wants."""

import os
import pty
import signal
import subprocess
import time

from harness import expect
from harness.scenario import scenario

FLOOD = """
    services:
      a: {image: "${IMAGE}", command: [sh, -c, "yes all work and no play makes jack a dull boy"]}
    """


@scenario("a full disk behind standard output: every command that prints fails and says so")
def full_disk(project):
    project.compose("services: {web: {image: '${IMAGE}', command: [sh, -c, 'echo hello; sleep inf']}}")
    project.run("up -d")
    expect.eventually(lambda: project.logs("web"), "hello\n", "output of web")
    commands = ("config", "config --services", "config --images", "config --hash web", "config --format json",
                "config --schema", "convert", "version", "--version", "--help", "up --help", "ps", "ps -a", "ps -q",
                "ps --format json", "ps --services", "logs", "plan", "plan --format json", "plan --dot", "plan --svg",
                "--dry-run up -d", "--dry-run down", "--dry-run stop", "engine status")
    for command in commands:
        words = f"-c '\"{project.berth}\" {command} > /dev/full'"
        ended = project.attempt(words, program="/bin/sh")
        expect.true(ended.code != 0, f"`{command} > /dev/full` fails")
        expect.contains(ended.err, "standard output", f"what `{command} > /dev/full` says")


@scenario("a full disk behind an attached up: it ends with an error, and says why")
def full_disk_attached(project):
    project.compose(FLOOD)
    ended = project.fails(f"-c '\"{project.berth}\" up > /dev/full'", program="/bin/sh", within=30)
    expect.contains(ended.err, "standard output", "the message")


@scenario("a full disk behind the progress does not keep up from its work")
def full_disk_of_errors(project):
    project.compose("services: {web: {image: '${IMAGE}'}}")
    project.start(f"-c '\"{project.berth}\" up -d 2> /dev/full'", program="/bin/sh").wait(within=30)
    project.run("up -d")
    project.expect_state(web="running")


@scenario("a reader that takes a line and leaves ends what was printed for it, without a word")
def one_line(project):
    services = "".join(f"  s{n}: {{image: '${{IMAGE}}', environment: {{TEXT: '{'x' * 400}'}}}}\n" for n in range(400))
    project.compose(f"services:\n{services}")
    for command in ("config", "plan"):
        piped = project.start(f"-c '\"{project.berth}\" {command} | head -n 1'", program="/bin/sh").wait(within=30)
        expect.equal(len(piped.out.splitlines()), 1, f"lines of {command}")
        expect.equal((piped.code, piped.err), (0, ""), f"exit code and errors of {command}")


class Unread:
    """A command whose output nobody reads: standard output alone, both channels in one pipe, or a terminal."""

    def __init__(self, project, arguments, how):
        self.ends = pty.openpty() if how == "terminal" else os.pipe()
        writing = self.ends[1]
        error = subprocess.DEVNULL if how == "output" else writing
        words = [project.berth, *arguments.split()]
        self.process = subprocess.Popen(words, cwd=project.folder, env=project.environment, stdin=subprocess.DEVNULL,
                                        stdout=writing, stderr=error, start_new_session=True)

    def memory(self):
        """Resident, in KiB; proc(5)."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))

    def ends_within(self, seconds, what):
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise expect.Unmet(f"{what} did not end within {seconds} s") from None

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for end in self.ends:
            os.close(end)


@scenario("a flood that nobody reads: memory stays small, and Ctrl-C ends it at once", alone=True)
def flood_unread(project):
    project.compose(FLOOD)
    for how in ("output", "both", "terminal"):
        up = Unread(project, "up", how)
        try:
            expect.eventually(lambda: project.state().get("a-1"), "running", "a runs", within=20)
            time.sleep(2)
            first = up.memory()
            time.sleep(3)
            expect.at_most(up.memory() - first, 1024, f"growth in KiB within three seconds ({how})")
            expect.at_most(up.memory(), 32 * 1024, f"resident memory in KiB ({how})")
            up.process.send_signal(signal.SIGINT)
            code = up.ends_within(10, f"an attached up after Ctrl-C ({how})")
            expect.equal(code, 130, f"exit code ({how})")
            expect.eventually(project.state, {"a-1": "exited"}, f"containers ({how})")
        finally:
            up.close()


@scenario("logs that nobody reads: memory stays small, and Ctrl-C ends it at once", alone=True)
def logs_unread(project):
    project.compose(FLOOD)
    project.run("up -d")
    for command in ("logs", "logs -f"):
        for how in ("output", "terminal"):
            logs = Unread(project, command, how)
            try:
                time.sleep(2)
                expect.at_most(logs.memory(), 32 * 1024, f"resident memory in KiB ({command}, {how})")
                logs.process.send_signal(signal.SIGINT)
                expect.equal(logs.ends_within(3, f"{command} after Ctrl-C ({how})"), 130, f"exit code ({how})")
            finally:
                logs.close()


@scenario("a terminal that takes nothing does not keep a waiting up from ending at Ctrl-C", alone=True)
def progress_unread(project):
    services = "".join(f"  s{n}: {{image: '${{IMAGE}}'}}\n" for n in range(4))
    project.compose(f"""
services:
  db: {{image: "${{IMAGE}}", healthcheck: {{test: "false", interval: 30s}}}}
  app: {{image: "${{IMAGE}}", depends_on: {{db: {{condition: service_healthy}}}}}}
{services}""")
    up = Unread(project, "--progress json up -d", "both")
    try:
        os.set_blocking(up.ends[1], False)  # the pipe is filled up: from now on it takes nothing
        try:
            while os.write(up.ends[1], b"x" * 4096):
                pass
        except BlockingIOError:
            pass
        os.set_blocking(up.ends[1], True)
        time.sleep(2)
        up.process.send_signal(signal.SIGINT)
        expect.equal(up.ends_within(15, "up after Ctrl-C"), 130, "exit code")
    finally:
        up.close()
    project.run("down -t 0")
    project.expect_nothing_left()
