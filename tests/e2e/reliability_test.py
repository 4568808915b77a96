"""tests/reliability.txt: every row that must be there is there, and every test that it names exists."""

import importlib.util
import re
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
TABLE = HERE.parent / "reliability.txt"
sys.path.insert(0, str(HERE))

from harness.scenario import take_found  # noqa: E402

ROWS = """
    kill-while-waiting kill-in-a-recreate kill-in-a-scale kill-in-down sigint-detached sigterm-detached ctrl-c-once
    ctrl-c-twice ctrl-c-twice-without-a-terminal concurrent-up concurrent-up-and-down port-taken image-missing
    bad-command dependency-exits never-healthy name-taken orphans-on-up orphans-on-down foreign-container-on-a-network
    drift several-networks-of-one-name full-disk reader-leaves reader-blocked hang-on-create hang-on-start hang-on-list
    drip-on-list refused-start refusal-in-html closed-on-create closed-on-start closed-on-removal truncated-answer
    garbage wrong-type null-elements no-labels-no-names create-without-id inspect-null engine-refused
    engine-socket-missing events-cut output-cut engine-away-while-waiting engine-restarts-in-the-middle engine-gone
    """.split()


def table():
    """{row: [test]}"""
    rows = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("  "):
            rows[row].append(line.strip())
        else:
            row, expected = line.split(": ", 1)
            assert row not in rows and expected, line
            rows[row] = []
    return rows


def scenarios():
    """{"theme.name"}"""
    names = set()
    for path in sorted((HERE / "scenarios").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"scenarios.{path.stem}", path)
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
        names |= {f"{path.stem}.{scenario.name}" for scenario in take_found()}
    return names


def unit_cases():
    """{"layer: name"}, the names without what stands behind a colon or semicolon."""
    cases = set()
    for path in (HERE.parent / "unit").glob("*/*_test.cpp"):
        for name in re.findall(r'TEST_CASE\("((?:[^"\\]|\\.)*)"', path.read_text(encoding="utf-8")):
            cases |= {f"{path.parent.name}: {name}", f"{path.parent.name}: {re.split('[:;]', name)[0]}"}
    return cases


class Table(unittest.TestCase):
    def test_no_row_is_missing_and_none_is_unknown(self):
        self.assertEqual(sorted(table()), sorted(ROWS))

    def test_every_test_exists(self):
        known = {f"scenario {name}" for name in scenarios()} | {f"unit {name}" for name in unit_cases()}
        for row, tests in table().items():
            self.assertTrue(tests, f"{row} names no test")
            for test in tests:
                self.assertIn(test, known, f"row {row}")


if __name__ == "__main__":
    unittest.main()
