"""Text is read in a coroutine by `when_ready` only.

A language that has to be made first takes a few tenths of a second, and nobody else is to wait for it.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.tree.imports import PACKAGES, ROOT

READING = {"normalize", "say_as", "tokens", "unsaid_signs", "parse_ssml", "parse_text", "read_piece", "read_marked_up"}
READING |= {"list_words", "answer_octets", "reader_of"}


def read_in_coroutines(source: str) -> Iterator[tuple[int, str]]:
    """(line, call) of each function in `READING` that a coroutine calls itself."""
    for coroutine in ast.walk(ast.parse(source)):
        if isinstance(coroutine, ast.AsyncFunctionDef):
            for call in _own_calls(coroutine):
                if isinstance(call.func, ast.Name) and call.func.id in READING:
                    yield call.lineno, call.func.id


def _own_calls(node: ast.AST) -> Iterator[ast.Call]:
    """Without those of functions that are defined in it: they are called by others."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _own_calls(child)


@pytest.mark.parametrize("folder", PACKAGES)
def test_no_text_is_read_in_a_coroutine(folder: str) -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}: {call}"
        for file in sorted((ROOT / folder).rglob("*.py"))
        for line, call in read_in_coroutines(file.read_text(encoding="utf-8"))
    ]
    assert not found


def test_a_reading_is_found() -> None:
    assert list(read_in_coroutines("async def f(x):\n    return parse_text(x)"))
    assert not list(read_in_coroutines("async def f(x):\n    return await when_ready(lambda: parse_text(x))"))
    assert not list(read_in_coroutines("async def f(x):\n    return await when_ready(partial(parse_text, x))"))
    assert not list(read_in_coroutines("def f(x):\n    return parse_text(x)"))
