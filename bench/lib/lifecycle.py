"""Creating, starting, stopping, changing and removing the containers of a project."""

from lib.compose_files import services

OFTEN = {"up, no-op": 3, "ps": 3}  # quick ones are run several times each time round
CHANGED = "NUMBER: 'changed'"


def lifecycle(count, counted_round=False):
    """Every step in the life of a project of so many services, of which none depends on another."""

    def measure(bench):
        for _ in range(bench.repetitions):
            for candidate in bench.candidates:
                life(bench, candidate, count)
        if counted_round:  # through the proxy, for the number of requests
            for candidate in bench.candidates:
                life(bench, candidate, count, counted=True)

    return measure


def life(bench, candidate, count, counted=False):
    project = bench.project(candidate, "life", services(count))
    words = {
        "up, cold": ["up", project[0], str(count)] if candidate.raw else ["up", "-d"],
        "up, no-op": ["no-op", project[0]] if candidate.raw else ["up", "-d"],
        "ps": ["ps", project[0]] if candidate.raw else ["ps"],
        "stop": ["stop", project[0]] if candidate.raw else ["stop"],
        "start": ["start", project[0]] if candidate.raw else ["start"],
        "down": ["down", project[0]] if candidate.raw else ["down"],
    }
    for step in words:
        title = f"{step}, {count} services"
        for _ in range(1 if counted else OFTEN.get(step, 1)):
            bench.run(title, candidate, words[step], project, counted)
        if step in OFTEN and not counted:  # their requests are what the goal is about, and cost nothing to count
            bench.run(title, candidate, words[step], project, counted=True)


def change(bench, count=10):
    """One service of ten changed, then another scaled from one container to ten."""
    for repetition in range(bench.repetitions + 1):
        for candidate in bench.candidates:
            change_once(bench, candidate, count, counted=repetition == bench.repetitions)


def change_once(bench, candidate, count, counted):
    text = services(count)
    project = bench.project(candidate, "change", text)
    bench.run("", candidate, ["up", project[0], str(count)] if candidate.raw else ["up", "-d"], project)
    bench.project(candidate, "change", text.replace("NUMBER: '1'", CHANGED))
    changing = ["change", project[0], "s1"] if candidate.raw else ["up", "-d"]
    bench.run(f"up, 1 of {count} services changed", candidate, changing, project, counted)
    scaling = ["scale", project[0], "s0", str(count)] if candidate.raw else ["up", "-d", "--scale", f"s0={count}"]
    bench.run(f"up, 1 service scaled to {count}", candidate, scaling, project, counted)
    bench.take_away(project)
