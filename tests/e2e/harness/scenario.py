"""@scenario: a function of a project, with its intent in one line."""

from dataclasses import dataclass
from typing import Callable

ENGINES = ("docker", "podman")


class Skipped(Exception):
    """This scenario cannot be run here; the reason is its text."""


@dataclass
class Scenario:
    intent: str
    body: Callable
    engines: tuple
    alone: bool

    @property
    def name(self):
        return self.body.__name__


_found = []


def scenario(intent, engines=ENGINES, alone=False):
    """`engines`: where it makes sense, with a comment when that is not everywhere. `alone`: it measures time, or
    changes what others see, so nothing runs beside it."""

    def add(body):
        _found.append(Scenario(intent, body, engines, alone))
        return body

    return add


def take_found():
    """Those that were declared since the last call: the scenarios of the module that was just loaded."""
    taken = list(_found)
    _found.clear()
    return taken


def skip(reason):
    raise Skipped(reason)
