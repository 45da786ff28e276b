"""How a result is to be written."""

from __future__ import annotations

import codecs
from typing import Any

import pytest

from mrcp_server.mrcp.recognizer.result_form import (
    CHARSETS,
    EMMA,
    NLSML,
    WISHES,
    WORD_TIMES,
    ResultForm,
    settle_form,
)

NOTHING: dict[str, Any] = {}


def test_where_nobody_asks_it_is_what_was_negotiated() -> None:
    assert settle_form(NOTHING, NOTHING.get, {}, NLSML) == ResultForm()
    assert settle_form(NOTHING, NOTHING.get, {}, EMMA) == ResultForm(EMMA)


def test_the_request_goes_before_the_session() -> None:
    session = {"accept": EMMA, "accept-charset": "iso-8859-1"}
    assert settle_form(NOTHING, session.get, {}, NLSML) == ResultForm(EMMA, "iso-8859-1")
    asked = {"accept": NLSML, "accept-charset": "utf-16"}
    assert settle_form(asked, session.get, {}, NLSML) == ResultForm(NLSML, "utf-16")


@pytest.mark.parametrize("asked", [{"accept": "text/plain"}, {"accept-charset": "klingon"}])
def test_what_cannot_be_had_is_ignored_and_told(asked: dict[str, Any]) -> None:
    session = {"accept": EMMA, "accept-charset": "utf-16"}
    assert settle_form(asked, session.get, {}, NLSML) == ResultForm(EMMA, "utf-16", status=201)


def test_word_times_are_asked_for_by_a_vendor_parameter() -> None:
    assert settle_form(NOTHING, NOTHING.get, {WORD_TIMES: "TRUE"}, NLSML).word_times
    assert not settle_form(NOTHING, NOTHING.get, {WORD_TIMES: "yes"}, NLSML).word_times


def test_which_wishes_can_be_met() -> None:
    assert {name: (can("*/*"), can("*"), can(""), can("nonsense")) for name, can in WISHES.items()} == {
        "accept": (True, False, True, False),
        "accept-charset": (False, True, True, False),
    }


@pytest.mark.parametrize("charset", CHARSETS)
def test_python_knows_the_charsets(charset: str) -> None:
    assert codecs.lookup(charset)
