"""No HTTP client of ours keeps cookies: what one caller was given must never be sent for another.

Every library has its own way to keep them, so the ways in are told apart here: one that is not known is a finding too.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.tree.imports import PACKAGES, ROOT

JAR = "engine/no_cookies.py"
"""The one module that knows what a jar is."""
CLIENTS = {
    "httpx.AsyncClient": ("cookies", "NoCookies"),
    "httpx.Client": ("cookies", "NoCookies"),
    "aiohttp.ClientSession": ("cookie_jar", "aiohttp.DummyCookieJar"),
}
"""What makes a client, with the argument that it has to be given, and what makes that."""
_FUNCTIONS = ("get", "post", "put", "patch", "delete", "head", "options", "request", "stream")
OWN_CLIENTS = {
    *(f"httpx.{name}" for name in _FUNCTIONS),
    "aiohttp.request",
    "urllib.request.build_opener",
    "urllib.request.HTTPCookieProcessor",
}
"""Calls that make a client of their own, with a jar, or a jar."""
LIBRARIES = {"requests", "urllib3", "http.cookiejar", "pycurl"}
"""Not to be imported: each would need a rule of its own here."""


def clients_with_a_jar(source: str) -> Iterator[tuple[int, str]]:
    """(line, what) of everything that keeps cookies, or may."""
    tree = ast.parse(source)
    names = dict(_imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            yield from ((node.lineno, name) for name in modules if _is_in(name, LIBRARIES))
        elif isinstance(node, ast.Call):
            called = _full_name(node.func, names)
            if called in OWN_CLIENTS or (called in CLIENTS and not _has_no_jar(node, *CLIENTS[called], names)):
                yield node.lineno, called


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Names of this module, and what they stand for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname, alias.name) for alias in node.names if alias.asname)
        elif isinstance(node, ast.ImportFrom):
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def _full_name(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_full_name(node.value, names)}.{node.attr}"
    return names.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def _is_in(module: str, libraries: set[str]) -> bool:
    return any(module == one or module.startswith(f"{one}.") for one in libraries)


def _has_no_jar(call: ast.Call, argument: str, maker: str, names: dict[str, str]) -> bool:
    given = next((keyword.value for keyword in call.keywords if keyword.arg == argument), None)
    made = _full_name(given.func, names) if isinstance(given, ast.Call) else ""
    return made == maker or made.endswith(f".{maker}")


@pytest.mark.parametrize("folder", [*PACKAGES, "bench"])
def test_no_client_of_ours_has_a_jar(folder: str) -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}: {what}"
        for file in sorted((ROOT / folder).rglob("*.py"))
        if str(file.relative_to(ROOT)) != JAR
        for line, what in clients_with_a_jar(file.read_text(encoding="utf-8"))
    ]
    assert not found


@pytest.mark.parametrize(
    "source",
    [
        "import httpx\nhttpx.AsyncClient(timeout=5)",
        "import httpx\nhttpx.Client(cookies={})",
        "import httpx as h\nh.AsyncClient()",
        "from httpx import AsyncClient as Client\nClient()",
        "import httpx\nhttpx.get('http://h/')",
        "import aiohttp\naiohttp.ClientSession()",
        "import aiohttp\naiohttp.ClientSession(cookie_jar=aiohttp.CookieJar())",
        "import requests",
        "from requests.sessions import Session",
        "from http.cookiejar import CookieJar",
        "from urllib.request import build_opener\nbuild_opener()",
    ],
)
def test_a_client_with_a_jar_is_found(source: str) -> None:
    assert list(clients_with_a_jar(source))


@pytest.mark.parametrize(
    "source",
    [
        "import httpx\nfrom engine.no_cookies import NoCookies\nhttpx.AsyncClient(cookies=NoCookies())",
        "import aiohttp\naiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())",
        "from http.client import HTTPResponse\nimport urllib.request\nurllib.request.urlopen('http://127.0.0.1/')",
    ],
)
def test_a_client_without_one_is_left_alone(source: str) -> None:
    assert not list(clients_with_a_jar(source))
