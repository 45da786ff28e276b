"""A Channel-Identifier opens its channel: no log line, record, metric or page is ever given one."""

import ast
from collections.abc import Iterator

import pytest

from tests.tree.imports import ROOT

SECRETS = {"channel_id", "_channel_id", "identifier", "channel_identifier", "CHANNEL_IDENTIFIER", "Channel-Identifier"}
TELLING = {
    "debug", "info", "warning", "error", "exception", "bind", "get_logger", "tell", "record", "labels", "set_attribute",
    "Sample", "SessionRow", "json_response",
}  # fmt: skip
"""What writes to the log, the feed of the console, metrics and HTTP answers."""


def told_secrets(source: str) -> Iterator[tuple[int, str]]:
    """(line, call) of each call that tells people something and is given what names a channel."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if name in TELLING and any(_names_secret(part) for value in given for part in ast.walk(value)):
            yield node.lineno, ast.unparse(node)[:100]


def _names_secret(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in SECRETS
    if isinstance(node, ast.Name):
        return node.id in SECRETS
    return isinstance(node, ast.Constant) and node.value in SECRETS


@pytest.mark.parametrize("folder", ["mrcp_server"])
def test_nobody_is_told_what_opens_a_channel(folder: str) -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}: {call}"
        for file in sorted((ROOT / folder).rglob("*.py"))
        if "client" not in file.relative_to(ROOT).parts
        for line, call in told_secrets(file.read_text(encoding="utf-8"))
    ]
    assert not found


@pytest.mark.parametrize(
    "source",
    [
        "log.warning('no such channel', channel=identifier)",
        "feed.record(now, 'MRCP', 'in', f'{request.method} {request.channel_identifier}')",
        "logger.bind(id=str(channel.identifier))",
        "log.info('x', id=request.headers.get('Channel-Identifier'))",
    ],
)
def test_one_that_is_told_is_found(source: str) -> None:
    assert list(told_secrets(source))


def test_what_is_harmless_is_not_found() -> None:
    assert not list(told_secrets("log.warning('no such channel', session=session.session_id)"))
    assert not list(told_secrets("self.table.find(identifier)"))
