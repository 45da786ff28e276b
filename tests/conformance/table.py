"""Writes docs/conformance.md from the clause tests: `python -m tests.conformance.table`.

A clause test is a function test_8_7_what_is_shown in test_rfc6787_*.py; its name begins with the clause, its
docstring quotes the words that are tested. The table has a row for each, with the result of the run that wrote it;
`test_table.py` fails when the table no longer has the rows of the tests.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

HERE: Final = Path(__file__).parent
TABLE: Final = HERE.parents[1] / "docs" / "conformance.md"

# `test_9_4_2_and_9_4_3_tuning_between_0_and_1`,
# `test_9_4_34_to_9_4_45_enrollment_fields_are_refused`.
_NAME: Final = re.compile(r"test_((?:\d+_)+)(?:(and|to)_((?:\d+_)+))?(.+)")

_HEAD: Final = """# Conformance to RFC 6787

One test a normative clause, in `tests/conformance/`: bytes of a client go through framing, routing and the state
machine of the resource, and bytes come back; what the media plane and the engines do is told by the test. The words of
the RFC that a test is about stand in its docstring. Which choices were made where the RFC is silent:
[`decisions.md`](decisions.md). Sections 4 (SIP and SDP), 10 and 11 are not in this table.

Written by `python -m tests.conformance.table`; a test keeps it complete.
"""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause test."""

    number: tuple[int, ...]
    label: str
    """`§8.4.12`, `§9.4.2, §9.4.3`."""
    what: str
    sentence: str
    file: str
    function: str


def clauses() -> list[Clause]:
    """All clause tests, in order of the RFC."""
    found = [
        _clause(match, ast.get_docstring(node) or "", path.name, node.name)
        for path in HERE.glob("test_rfc6787_*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and (match := _NAME.fullmatch(node.name))
    ]
    # Sections in the order of the RFC, tests of one section by name.
    return sorted(found, key=lambda clause: (clause.number, clause.function))


def _clause(match: re.Match[str], sentence: str, file: str, function: str) -> Clause:
    number = tuple(int(part) for part in match[1].strip("_").split("_"))
    label = "§" + ".".join(map(str, number))
    if match[3]:
        label += (" to §" if match[2] == "to" else ", §") + match[3].strip("_").replace("_", ".")
    return Clause(number, label, match[4].replace("_", " "), " ".join(sentence.split()), file, function)


def render(outcomes: dict[str, str]) -> str:
    """The document; `outcomes` are results by function name."""
    sections: dict[int, list[Clause]] = defaultdict(list)
    for clause in clauses():
        sections[clause.number[0]].append(clause)
    titles = {
        4: "Connections",
        5: "Messages",
        6: "Generic methods and headers",
        3: "Resources",
        8: "Synthesizer",
        9: "Recognizer",
    }
    lines = [_HEAD]
    for number, members in sorted(sections.items()):
        lines += [
            f"## {number}. {titles[number]}",
            "",
            "| clause | what is shown | test | result |",
            "|---|---|---|---|",
        ]
        for clause in members:
            test = f"`{clause.file.removeprefix('test_rfc6787_').removesuffix('.py')}::{clause.function}`"
            lines.append(f"| {clause.label} | {clause.what} | {test} | {outcomes.get(clause.function, 'not run')} |")
        lines.append("")
    return "\n".join(lines)


class _Outcomes:
    """A pytest plugin that remembers the worst result of each function over its parameters."""

    def __init__(self) -> None:
        self.by_function: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest for set-up, call and tear-down of each test."""
        if report.when == "call" or report.outcome != "passed":
            name = report.nodeid.rpartition("::")[2].partition("[")[0]
            if self.by_function.get(name) in (None, "passed"):
                self.by_function[name] = report.outcome


def main() -> int:
    """Run the clause tests and write the table; the exit status is pytest's."""
    outcomes = _Outcomes()
    status = pytest.main(
        ["-q", "-p", "no:cacheprovider", *map(str, HERE.glob("test_rfc6787_*.py"))], plugins=[outcomes]
    )
    TABLE.write_text(render(outcomes.by_function), encoding="utf-8")
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
