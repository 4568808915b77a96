"""A running command: its output as it comes, signals, a time limit."""

import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios
import threading
import time
from dataclasses import dataclass

from harness import expect


@dataclass
class Result:
    words: list
    code: int
    out: str
    err: str
    seconds: float

    @property
    def text(self):
        return self.out + self.err

    def __str__(self):
        streams = "".join(f"{mark} {line}\n" for mark, text in ((" ", self.out), ("!", self.err)) for line in text.splitlines())
        end = "still running" if self.code is None else f"-> {self.code}"
        return f"$ {' '.join(self.words)}\n{streams}  {end} after {self.seconds:.2f} s\n"


class Command:
    """Starts at once. With `tty` all three streams are one terminal, read as `out`."""

    def __init__(self, words, shown, folder, environment, tty=False, stdin=None):
        self.shown = shown
        self.started = time.monotonic()
        self.chunks = {"out": [], "err": []}
        self.result = None
        streams, files = self._terminal() if tty else self._pipes(stdin)
        self.process = subprocess.Popen(
            words, cwd=folder, env=environment, start_new_session=True, **streams
        )
        for file in files:
            os.close(file)
        readers = {"out": self.terminal} if tty else {"out": self.process.stdout, "err": self.process.stderr}
        self.threads = [threading.Thread(target=self._read, args=item, daemon=True) for item in readers.items()]
        for thread in self.threads:
            thread.start()
        if stdin is not None:
            self.process.stdin.write(stdin.encode())
            self.process.stdin.close()

    def _terminal(self):
        main, other = pty.openpty()
        self.terminal = os.fdopen(main, "r+b", buffering=0)
        return {"stdin": other, "stdout": other, "stderr": other}, [other]

    @staticmethod
    def _pipes(stdin):
        given = subprocess.DEVNULL if stdin is None else subprocess.PIPE
        return {"stdin": given, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}, []

    def _read(self, name, stream):
        while True:
            try:
                chunk = os.read(stream.fileno(), 65536)
            except OSError:  # a terminal whose other side is closed
                return
            if not chunk:
                return
            self.chunks[name].append(chunk)

    def text(self, name):
        return b"".join(self.chunks[name]).decode("utf-8", "replace").replace("\r\n", "\n")

    @property
    def out(self):
        return self.text("out")

    @property
    def err(self):
        return self.text("err")

    @property
    def ended(self):
        return self.process.poll() is not None

    def type(self, text):
        """Keys on the terminal of a command that has one."""
        os.write(self.terminal.fileno(), text.encode())

    def resize(self, rows, columns):
        """Another size of that terminal, as a window manager tells it."""
        fcntl.ioctl(self.terminal.fileno(), termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process.send_signal(signal.SIGWINCH)

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def kill(self):
        """kill -9, of the command and what it started."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def says(self, part, within=15):
        """Waits until the output contains `part`."""
        expect.eventually(lambda: part in self.out + self.err, True, f"`{self.shown}` says {part!r}", within)

    def wait(self, within=60):
        """Its result; a command that takes longer is killed, and that is an unmet expectation."""
        if self.result:
            return self.result
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.wait()
            self._finish()
            raise expect.Unmet(f"`{self.shown}` did not end within {within} s") from None
        return self._finish()

    def so_far(self):
        return Result(self.shown.split(), self.process.poll(), self.out, self.err, time.monotonic() - self.started)

    def _finish(self):
        for thread in self.threads:
            thread.join(5)
        self.result = self.so_far()
        return self.result
