"""docs/conformance.md has a row for each clause test, and nothing that is missing or failed."""

from __future__ import annotations

from tests.conformance.table import TABLE, clauses, render

# Sections of §5, §6.1, §6.2 and §8 that hold a rule for a server. (5 itself, 5.4 and so on are counted by their tests.)
GENERIC: list[tuple[int, ...]] = [*((5, n) for n in range(1, 6)), (6, 1, 1), (6, 1, 2), (6, 3)]
GENERIC += [(6, 2, n) for n in (1, 3, 4, *range(6, 17))]
SYNTHESIZER: list[tuple[int, ...]] = [(8, n) for n in (1, 2, *range(6, 15))] + [
    (8, 4, n) for n in (*range(1, 13), *range(14, 18))
]
SYNTHESIZER += [(8, 5, n) for n in (1, 2)]
RECOGNIZER: list[tuple[int, ...]] = [(9, n) for n in (2, 8, 9, 10, 11, 12, 13, 14, 20, 21, 22)]
# 9.4.3, 9.4.16, 9.4.21 and 9.4.29 share a test with their neighbours; 9.4.34 stands for all of enrollment.
RECOGNIZER += [(9, 4, n) for n in range(1, 35) if n not in (3, 16, 21, 29)] + [(9, 5, 1), (9, 6, 3)]


def test_the_table_is_up_to_date() -> None:
    """If not: `python -m tests.conformance.table`."""
    everything_passed = {clause.function: "passed" for clause in clauses()}
    assert TABLE.read_text(encoding="utf-8") == render(everything_passed)


def test_no_clause_is_missing() -> None:
    tested = {clause.number for clause in clauses()}
    assert [number for number in GENERIC + SYNTHESIZER + RECOGNIZER if number not in tested] == []


def test_every_clause_test_says_what_it_shows() -> None:
    assert [clause.function for clause in clauses() if len(clause.sentence) < 15] == []
