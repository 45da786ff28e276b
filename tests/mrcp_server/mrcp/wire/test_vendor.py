"""Vendor-Specific-Parameters."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.wire import vendor


def test_pairs_keep_order_and_quotes() -> None:
    pairs = vendor.parse_pairs('com.example.a=256; tts_voice = "a;b \\" c" ;x=;')
    assert pairs == {"com.example.a": "256", "tts_voice": '"a;b \\" c"', "x": ""}
    assert vendor.format_pairs(pairs) == 'com.example.a=256;tts_voice="a;b \\" c";x='
    assert [vendor.unquote(raw) for raw in pairs.values()] == ["256", 'a;b " c', ""]


def test_a_value_may_hold_equal_signs() -> None:
    assert vendor.parse_pairs(";url=http://a?b=c;;") == {"url": "http://a?b=c"}


def test_names() -> None:
    assert vendor.parse_names("com.example.a; com.example.b") == ["com.example.a", "com.example.b"]
    assert vendor.parse_names("a=1;b") == ["a", "b"]
    assert vendor.parse_names("") == []
    assert vendor.format_pairs({"a": "1", "b": '"2"'}) == 'a=1;b="2"'


@pytest.mark.parametrize("value", ["=5", "a=1;=2", '"quoted"=1', "a;b=1", 'a="open', "a"])
def test_bad_pairs(value: str) -> None:
    if value == 'a="open':
        assert vendor.parse_pairs(value) == {"a": '"open'}
        return
    with pytest.raises(ValueError, match="vendor parameter"):
        vendor.parse_pairs(value)
