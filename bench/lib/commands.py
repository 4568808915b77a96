"""The quick commands, on ten services that run: what looks, and what works in one container."""

from lib.compose_files import services

COUNT = 10
# The title, the words of a compose program, and those of the raw client, where it has some.
STARTING = [("--help", ["--help"]), ("plugin metadata", ["docker-cli-plugin-metadata"])]
QUICK = [
    ("ps", ["ps"], ["ps"]),
    ("port", ["port", "s0", "80"], None),
    ("ls", ["ls"], None),
    ("images", ["images"], None),
    ("top", ["top"], ["top"]),
    ("exec -T", ["exec", "-T", "s0", "/container", "check", "/"], ["exec", "s0"]),
    ("run --rm", ["run", "--rm", "-T", "s0", "end", "0"], ["run"]),
]


def raw_words(words, project):
    return [words[0], project[0], *words[1:]]


def commands(bench):
    """One project for all: its labels mean the same to each."""
    first = bench.compose_candidates[0]
    project = bench.project(first, "commands", services(COUNT, lambda index: "" if index else "    ports: ['80']"))
    bench.run("", first, ["up", "-d"], project)
    for repetition in range(bench.repetitions * 3 + 1):
        counted = repetition == bench.repetitions * 3
        for candidate in bench.candidates:
            for title, words in [] if candidate.raw or counted else STARTING:
                bench.run(title, candidate, words, project)
            for title, words, raw in QUICK:
                if candidate.raw and raw is None:
                    continue
                chosen = raw_words(raw, project) if candidate.raw else words
                bench.run(f"{title}, {COUNT} services", candidate, chosen, project, counted)
    bench.take_away(project)
