"""Compose files for the scenarios."""

from lib.tools import IMAGE


def services(count, extra=lambda index: ""):
    """A compose file with services s0 … s<count-1>."""
    parts = ["services:"]
    for index in range(count):
        parts.append(f"  s{index}:\n    image: {IMAGE}\n    environment:\n      NUMBER: '{index}'")
        if more := extra(index):
            parts.append(more)
    return "\n".join(parts) + "\n"
