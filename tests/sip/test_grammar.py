"""RFC 3261 §25: fragments and splitting."""

import re
import time

import pytest

from sip.grammar import HOST, is_call_id, is_token, parse_parameters, split_list, unquote


@pytest.mark.parametrize("text", ["INVITE", "!interesting-Method0123456789_*+`.%indeed'~"])
def test_tokens_are_taken(text: str) -> None:
    assert is_token(text)


@pytest.mark.parametrize("text", ["", "a b", "a@b", 'a"', "é"])
def test_other_text_is_no_token(text: str) -> None:
    assert not is_token(text)


@pytest.mark.parametrize(
    "host", ["example.com", "192.0.2.1", "[2001:db8::1]", "my_host", "asterisk1", "3com.net.", "-a"]
)
def test_hosts_of_the_field_are_taken(host: str) -> None:
    assert re.fullmatch(HOST, host)


@pytest.mark.parametrize("host", ["", "a b", "2001:db8::1", "a..b", "host;x"])
def test_other_text_is_no_host(host: str) -> None:
    assert not re.fullmatch(HOST, host)


def test_a_call_id_has_no_white_space() -> None:
    assert is_call_id("{a}#b@host")
    assert not is_call_id("a b")


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("a", ["a"]),
        ("a, b ,c", ["a", "b", "c"]),
        ("a,, b,", ["a", "b"]),
        ('"a, b" <sip:x,y>, c', ['"a, b" <sip:x,y>', "c"]),
        (r'"a\", b", c', [r'"a\", b"', "c"]),
        ('"open, c', ['"open, c']),
        ("<open, c", ["<open, c"]),
    ],
)
def test_lists_are_split_outside_quotes_and_brackets(value: str, parts: list[str]) -> None:
    assert split_list(value) == parts


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("", {}),
        (";tag=1", {"tag": "1"}),
        ("; Tag = 1 ;flag", {"tag": "1", "flag": None}),
        (';a="x;y";b', {"a": '"x;y"', "b": None}),
        (r';a="x\"y"', {"a": r'"x\"y"'}),
        (";", {}),
        (";a;", {"a": None}),
        (";;", None),
        (";a;;b", None),
        (";=1", None),
        (';a="open', None),
    ],
)
def test_parameters_are_read(text: str, parameters: dict[str, str | None] | None) -> None:
    assert parse_parameters(text) == parameters


@pytest.mark.parametrize("text", ['"' + "<" * 16_000 + ",", r'"\"\"' * 4_000 + ",", ";" * 16_000 + '"', '<"' * 8_000])
def test_hostile_values_cost_no_more_than_others(text: str) -> None:
    started = time.process_time()
    split_list(text)
    parse_parameters(text)
    assert time.process_time() - started < 0.2


def test_quotes_are_taken_off() -> None:
    assert unquote(r'"a \"b\""') == 'a "b"'
    assert unquote("plain") == "plain"
    assert unquote('"') == '"'
