"""References are resolved, and nonsense stays nonsense."""

import pytest

from mrcp_server.mrcp.wire.uri import join_uri


@pytest.mark.parametrize(
    ("base", "reference", "joined"),
    [
        ("http://a/b/c", "d", "http://a/b/d"),
        ("", "http://a/b", "http://a/b"),
        ("http://a/", "http://[x", "http://[x"),
        ("http://[", "b", "b"),
    ],
)
def test_references(base: str, reference: str, joined: str) -> None:
    assert join_uri(base, reference) == joined
