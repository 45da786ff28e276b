"""What somebody else calls a URI may be none: urllib raises ValueError for it ("https://["), and whoever asks it says
what becomes of that."""

import ast
from collections.abc import Iterator

import pytest

from tests.tree.imports import PACKAGES, ROOT

READERS = {"urlsplit", "urljoin", "urlparse"}
ELSEWHERE = {
    "engine/remote/wyoming_stream.py": "of the configuration, which has checked it",
    "engine/remote/settings.py": "likewise; a model's validators may raise it",
    "mrcp_server/fetching/fetcher.py": "`Fetcher.fetch` catches it for all that it calls",
    "mrcp_server/call/document_sources.py": "it has been fetched by then",
}
"""Modules that need not catch it where they read a URI, and why."""


def careless(source: str) -> Iterator[tuple[int, str]]:
    """(line, what) of every look at a URI outside of a `try` that catches ValueError."""

    def visit(node: ast.AST, *, is_safe: bool) -> Iterator[tuple[int, str]]:
        if isinstance(node, ast.Try):
            catches = any("ValueError" in ast.unparse(one.type) for one in node.handlers if one.type is not None)
            for statement in node.body:
                yield from visit(statement, is_safe=is_safe or catches)
            for outside in (*node.handlers, *node.orelse, *node.finalbody):
                yield from visit(outside, is_safe=is_safe)
            return
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS and not is_safe:
            yield node.lineno, node.func.id
        for child in ast.iter_child_nodes(node):
            yield from visit(child, is_safe=is_safe)

    yield from visit(ast.parse(source), is_safe=False)


@pytest.mark.parametrize("folder", PACKAGES)
def test_every_look_at_a_uri_says_what_becomes_of_one_that_is_none(folder: str) -> None:
    found = []
    for file in sorted((ROOT / folder).rglob("*.py")):
        path = str(file.relative_to(ROOT))
        if path not in ELSEWHERE:
            found += [f"{path}:{line}: {what}" for line, what in careless(file.read_text(encoding="utf-8"))]
    assert not found


def test_what_is_told() -> None:
    source = "try:\n  urlsplit(a)\nexcept (ValueError, KeyError):\n  urljoin(a, b)\nelse:\n  urlparse(a)\n"
    assert list(careless(source)) == [(4, "urljoin"), (6, "urlparse")]
