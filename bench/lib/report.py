"""The table: medians, and ratios to the first candidate."""

from statistics import median


def rows(bench):
    """One for each scenario and candidate: medians of wall and CPU seconds, highest peak, requests."""
    names = [candidate.name for candidate in bench.candidates]
    for scenario in {**bench.samples, **bench.requests}:
        for name in names:
            samples = bench.samples.get(scenario, {}).get(name, [])
            requests = bench.requests.get(scenario, {}).get(name)
            if not samples and requests is None:
                continue
            yield {
                "scenario": scenario,
                "candidate": name,
                "n": len(samples),
                "wall": middle([s.wall for s in samples]),
                "cpu": middle([s.cpu for s in samples]),
                "peak": max((s.peak for s in samples if s.peak is not None), default=None),
                "requests": requests,
            }


def middle(values):
    known = [value for value in values if value is not None]
    return median(known) if known else None


def table(bench):
    """Text with one line for each row; the ratios compare with the first candidate of the same scenario."""
    lines = [f"{'':44}{'':10}{'n':>3}{'s':>9}{'CPU s':>9}{'MiB':>8}{'count':>7}{'x s':>8}{'x CPU':>8}{'x MiB':>8}"]
    first, scenario = {}, None
    for row in rows(bench):
        if row["scenario"] != scenario:
            first, scenario = row, row["scenario"]
        lines.append(
            f"{scenario if first is row else '':44}{row['candidate']:10}{row['n']:3}"
            f"{number(row['wall'], 3):>9}{number(row['cpu'], 4):>9}{number(row['peak'], 1):>8}{number(row['requests'], 0):>7}"
            + "".join(f"{ratio(row[field], first[field]):>8}" for field in ("wall", "cpu", "peak"))
        )
    return "\n".join(lines)


def number(value, digits):
    return "-" if value is None else f"{value:.{digits}f}"


def ratio(value, base):
    return "-" if value is None or not base else f"{value / base:.2f}"
