"""Each promise of SECURITY.md names tests that are there."""

import ast
import re

from tests.tree.imports import ROOT


def promises(text: str) -> dict[str, list[tuple[str, str]]]:
    """By promise, the file and name of each of its tests."""
    table = text.partition("## What is promised")[2]
    rows = [line for line in table.splitlines() if line.startswith("| ") and not line.startswith("| promise |")]
    return {row.split("|")[1].strip(): re.findall(r"`(tests/[^`:]+\.py)::(test_\w+)`", row) for row in rows}


def functions_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_promise_has_its_tests() -> None:
    found = promises((ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    assert len(found) > 20
    assert [promise for promise, tests in found.items() if not tests] == []
    named = {test for tests in found.values() for test in tests}
    assert [f"{file}::{name}" for file, name in sorted(named) if name not in functions_of(file)] == []


def test_a_promise_without_a_test_is_found() -> None:
    text = "## What is promised\n| promise | test |\n|---|---|\n| a | `tests/a/test_b.py::test_c` |\n| d | later |\n"
    assert promises(text) == {"a": [("tests/a/test_b.py", "test_c")], "d": []}
