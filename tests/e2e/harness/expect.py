"""Expectations that say what was seen when they do not hold."""

import re
import time


class Unmet(AssertionError):
    """An expectation of a scenario does not hold."""


def equal(actual, expected, what):
    if actual != expected:
        raise Unmet(f"{what}\n  expected: {expected!r}\n  seen:     {actual!r}")


def true(condition, what):
    if not condition:
        raise Unmet(what)


def contains(text, part, what="the output"):
    if part not in text:
        raise Unmet(f"{what} does not contain {part!r}:\n{indented(text)}")


def lacks(text, part, what="the output"):
    if part in text:
        raise Unmet(f"{what} contains {part!r}:\n{indented(text)}")


def matches(text, pattern, what="the output"):
    """A match anywhere in the text; returned."""
    match = re.search(pattern, text, re.MULTILINE)
    if not match:
        raise Unmet(f"{what} does not match /{pattern}/:\n{indented(text)}")
    return match


def at_most(actual, limit, what):
    if actual > limit:
        raise Unmet(f"{what}: {actual:.3f}, but {limit} at most")


def eventually(seen, expected, what, within=10):
    """`seen()` becomes `expected`: for what the engine does in its own time."""
    end = time.monotonic() + within
    while (value := seen()) != expected:
        if time.monotonic() > end:
            raise Unmet(f"{what}, within {within} s\n  expected: {expected!r}\n  seen:     {value!r}")
        time.sleep(0.05)


def indented(text):
    return "\n".join("    " + line for line in text.splitlines()) or "    (nothing)"
