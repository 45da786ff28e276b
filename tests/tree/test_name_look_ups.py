"""Nobody waits for a name server on the event loop: what looks a name up by itself says here where it does so."""

import ast
from collections.abc import Iterator

import pytest

from tests.tree.imports import PACKAGES, ROOT

BLOCKING = {"getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getnameinfo", "getfqdn"}
ALLOWED = {
    "mrcp_server/call/host_names.py": "in threads",
    "mrcp_server/doors/http.py": "the address to listen on, before anybody is served",
}
"""Modules that may, and why."""


def look_ups(source: str) -> Iterator[tuple[int, str]]:
    """(line, call) of each look-up by the socket module; that of an event loop is awaited, and none of them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "socket":
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name in BLOCKING)
        elif isinstance(node, ast.Attribute) and node.attr in BLOCKING and ast.unparse(node.value) == "socket":
            yield node.lineno, f"socket.{node.attr}"


@pytest.mark.parametrize("folder", PACKAGES)
def test_no_name_is_looked_up_on_the_loop(folder: str) -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}: {call}"
        for file in sorted((ROOT / folder).rglob("*.py"))
        if str(file.relative_to(ROOT)) not in ALLOWED
        for line, call in look_ups(file.read_text(encoding="utf-8"))
    ]
    assert not found


def test_a_look_up_is_found() -> None:
    assert list(look_ups("import socket\nsocket.gethostbyname('h')"))
    assert list(look_ups("from socket import getaddrinfo"))
    assert not list(look_ups("async def f(loop):\n    await loop.getaddrinfo('h', 80)"))
