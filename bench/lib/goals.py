"""What Berth wants to reach, and the table that says whether it does."""

from dataclasses import dataclass
from typing import Optional

from lib import report


@dataclass
class Goal:
    """`value` ("wall", "cpu", "peak", "requests") of Berth is to be at most `limit`, or `limit` times that of the
    candidate `of`; and it is to make at most so many `requests`."""

    title: str
    scenario: str
    value: str
    limit: float
    of: Optional[str] = None
    requests: Optional[int] = None

    def wording(self):
        unit = {"wall": " s", "cpu": " CPU s", "peak": " MiB", "requests": ""}[self.value]
        text = f"≤ {self.limit:.3g}{unit}"
        if self.of:
            text = f"≤ {self.limit:.2g}x {self.of}" + (" in CPU" if self.value == "cpu" else "")
        return text + (f", ≤ {self.requests} requests" if self.requests else "")


def against_raw(title, scenario, limit=1.1, **more):
    return Goal(title, scenario, "wall", limit, of="raw", **more)


COUNTS = (10, 50, 100)
GATED = "ready to start call"
GOALS = [
    against_raw("`up -d` with nothing to do, 10 services", "up, no-op, 10 services", 2, requests=3),
    against_raw("`up -d` with nothing to do, 100 services", "up, no-op, 100 services", 2, requests=3),
    against_raw("the same, a chain of 6 that waits for health", "up, no-op, chain of 6 healthy", 2, requests=3),
    *[
        Goal(f"ready → dependant's start call, interval {n} s", f"gate, interval {n} s: {GATED}", "wall", 0.15)
        for n in (1, 5, 30)
    ],
    Goal("exit event → dependant's start call", "completed: exit event to start call", "wall", 0.05),
    *[against_raw(f"`up -d` from nothing, {n} services", f"up, cold, {n} services") for n in COUNTS],
    *[
        against_raw(f"`{step}`, {n} services", f"{step}, {n} services")
        for step in ("start", "stop", "down")
        for n in COUNTS
    ],
    against_raw("scale from 1 to 10", "up, 1 service scaled to 10"),
    against_raw("change of 1 in 10", "up, 1 of 10 services changed"),
    *[against_raw(f"`ps`, {n} services", f"ps, {n} services", 2, requests=2) for n in (10, 100)],
    Goal("resident memory of `up -d`, 100 services", "up, cold, 100 services", "peak", 12),
    Goal("100,000 lines through `logs`", "logs, 100,000 lines", "cpu", 1 / 3, of="compose"),
    Goal("resident memory of that", "logs, 100,000 lines", "peak", 12),
    Goal("wake-ups of an attached `up` in 10 s of silence", "attached, idle for 10 s: wake-ups", "requests", 0),
]
# The scenarios that these need, in the order in which they are run.
SCENARIOS = (
    *("lifecycle", "lifecycle-50", "lifecycle-100", "change"),
    *("gate", "gate-5", "gate-30", "completed", "chain", "logs", "idle"),
)


def table(bench):
    """Markdown: a line for each goal, a column for each candidate."""
    found = {(row["scenario"], row["candidate"]): row for row in report.rows(bench)}
    names = [candidate.name for candidate in bench.candidates]
    first, others = names[0], names[1:]
    head = ["", "goal", *names, *[f"{first} / {name}" for name in others], "reached"]
    lines = ["| " + " | ".join(head) + " |", "|---|---|" + "---:|" * (len(head) - 3) + "---|"]
    for goal in GOALS:
        rows = {name: found.get((goal.scenario, name), {}) for name in names}
        cells = [shown(goal, rows[name]) for name in names]
        ratios = [report.ratio(rows[first].get(goal.value), rows[name].get(goal.value)) for name in others]
        line = [goal.title, goal.wording(), *cells, *ratios, verdict(goal, rows, first)]
        lines.append("| " + " | ".join(line) + " |")
    return "\n".join(lines)


def shown(goal, row):
    value = row.get(goal.value)
    if value is None:
        return "-"
    text = {
        "wall": f"{value:.3f} s",
        "cpu": f"{value:.3f} CPU s",
        "peak": f"{value:.1f} MiB",
        "requests": f"{value:.0f}",
    }[goal.value]
    count = row.get("requests") if goal.requests else None
    return text + ("" if count is None else f", {count} request{'' if count == 1 else 's'}")


def verdict(goal, rows, first):
    mine, base = rows[first], rows.get(goal.of, {}).get(goal.value) if goal.of else 1
    if mine.get(goal.value) is None or base is None:
        return "not measured"
    reached = mine[goal.value] <= goal.limit * base
    if goal.requests:
        reached = reached and mine.get("requests") is not None and mine["requests"] <= goal.requests
    return "yes" if reached else "no"
