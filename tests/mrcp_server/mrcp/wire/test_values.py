"""Values of header fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mrcp_server.mrcp.wire import values

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD: list[tuple[Callable[[str], Any], str, Any]] = [
    (values.text, "Kate von Ürün", "Kate von Ürün"),
    (values.optional_text, "", ""),
    (values.optional_text, "x", "x"),
    (values.word, "987654321", "987654321"),
    (values.boolean, "TRUE", True),
    (values.boolean, "false", False),
    (values.integer, "0", 0),
    (values.integer, "1234567890123456789", 1234567890123456789),
    (values.positive, "1", 1),
    (values.unit_float, "0.5", 0.5),
    (values.unit_float, ".5", 0.5),
    (values.unit_float, "1.", 1.0),
    (values.unit_float, "0", 0.0),
    (values.age, "28", 28),
    (values.choice("male", "female"), "Male", "male"),
    (values.uri, "profiles/kate", "profiles/kate"),
    (values.uri, "<http://a/b?c#d>", "http://a/b?c#d"),
    (values.absolute_uri, "https://a/b", "https://a/b"),
    (values.uri_list, "<http://a/b> <session:x@y>", ("http://a/b", "session:x@y")),
    (values.language, "en-US", "en-US"),
    (values.language, "de_AT", "de-AT"),
    (values.cache_control, "", ""),
    (values.cache_control, "max-age=86400, Max-Stale ,min-fresh=3", "max-age=86400, Max-Stale ,min-fresh=3"),
    (values.request_ids, "1, 2,3", (1, 2, 3)),
]
BAD: list[tuple[Callable[[str], Any], str]] = [
    (values.text, ""),
    (values.text, "a\x00b"),
    (values.text, "caf\udce9"),
    (values.word, "a b"),
    (values.boolean, "yes"),
    (values.integer, "-1"),
    (values.integer, "12345678901234567890"),
    (values.integer, "٣"),
    (values.positive, "0"),
    (values.unit_float, "1.01"),
    (values.unit_float, "."),
    (values.unit_float, "1e-1"),
    (values.unit_float, "nan"),
    (values.age, "1000"),
    (values.age, "old"),
    (values.choice("male", "female"), "none"),
    (values.uri, "a b"),
    (values.absolute_uri, "//a/b"),
    (values.uri_list, "http://a/b"),
    (values.uri_list, "<http://a/b> x"),
    (values.uri_list, "<relative>"),
    (values.language, "engelsch-languages"),
    (values.language, ""),
    (values.cache_control, "no-cache"),
    (values.cache_control, "max-age"),
    (values.request_ids, "1,,2"),
    (values.request_ids, ""),
]


@pytest.mark.parametrize(("parse", "text", "value"), GOOD)
def test_good(parse: Callable[[str], Any], text: str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(("parse", "text"), BAD)
def test_bad(parse: Callable[[str], Any], text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)
