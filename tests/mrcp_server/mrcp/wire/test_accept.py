"""Accept and Accept-Charset (§6.2.2, §6.2.5)."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.wire.accept import named, preferred

OFFERED = ("application/a", "application/b")


@pytest.mark.parametrize(
    ("value", "best"),
    [
        ("application/b", "application/b"),
        ("APPLICATION/B ; charset=utf-8", "application/b"),
        ("text/plain, application/b;q=0.1", "application/b"),
        ("application/a;q=0.5, application/b;q=0.6", "application/b"),
        ("application/a;q=0, */*;q=0.1", "application/b"),
        ("application/a;q=0", None),
        ("text/*, image/png", None),
        ("", None),
        (",;q=1,/,;", None),
        # RFC 2616 leaves equals to us: what is named goes before what is covered, then by their order, then by ours.
        ("*/*", "application/a"),
        ("application/*", "application/a"),
        ("*/*, application/b", "application/b"),
        ("application/b, application/a", "application/b"),
        ("application/*;q=0, */*", None),
        # A quality that is none is 1.
        ("application/a;q=0.9, application/b;q=high", "application/b"),
        ("application/a;q=1.0000, application/b", "application/a"),
        ("application/a;q=0.5\x1f, application/b;q=0.6", "application/a"),
        ("application/a;q= 0.5 , application/b;q=0.6", "application/b"),
    ],
)
def test_what_is_preferred(value: str, best: str | None) -> None:
    assert preferred(value, OFFERED) == best


def test_charsets() -> None:
    assert preferred("iso-8859-1;q=0.5, UTF-16", ("utf-8", "utf-16", "iso-8859-1")) == "utf-16"
    assert preferred("*", ("utf-8", "utf-16")) == "utf-8"
    assert preferred("klingon", ("utf-8", "utf-16")) is None


def test_what_is_only_covered_is_not_named() -> None:
    assert named("application/sdp, */*", OFFERED) is None
    assert named("application/sdp, application/b, */*", OFFERED) == "application/b"
