"""SET-PARAMS and GET-PARAMS (§6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.parameters import MAX_KEPT_CHARACTERS, MAX_VENDOR_PARAMETERS, SessionParameters
from mrcp_server.mrcp.recognizer.headers import SPEECHRECOG
from mrcp_server.mrcp.synthesizer.headers import SPEECHSYNTH, SYNTHESIZER_FIELDS
from mrcp_server.mrcp.wire.headers import FieldTable
from mrcp_server.mrcp.wire.message import Headers, Request

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLE = SPEECHSYNTH.field_table()
CHANNEL = ("Channel-Identifier", "a@speechsynth")


@pytest.fixture
def parameters() -> SessionParameters:
    """Of a fresh session."""
    return SessionParameters(TABLE, CookieJar())


def request(method: str, *fields: tuple[str, str]) -> Request:
    """A request with these fields."""
    return Request(method, 1, Headers([CHANNEL, *fields]))


def put(parameters: SessionParameters, *fields: tuple[str, str]) -> int:
    """SET-PARAMS."""
    return parameters.set(request("SET-PARAMS", *fields), 0.0)


def get(parameters: SessionParameters, *fields: tuple[str, str]) -> list[tuple[str, str]]:
    """GET-PARAMS."""
    return parameters.answer_get(request("GET-PARAMS", *fields), 0.0)


def test_what_was_set_comes_back_as_it_was_sent(parameters: SessionParameters) -> None:
    assert put(parameters, ("Voice-gender", "Female"), ("Voice-variant", "03")) == 200
    assert get(parameters, ("voice-Gender", ""), ("Voice-variant", "")) == [
        ("voice-Gender", "Female"),
        ("Voice-variant", "03"),
    ]
    assert parameters.get("voice-gender") == "female"
    assert parameters.get("voice-variant") == 3


def test_defaults_and_nothing(parameters: SessionParameters) -> None:
    assert get(parameters, ("Kill-On-Barge-In", ""), ("Voice-Name", "")) == [("Kill-On-Barge-In", "true")]
    assert parameters.get("kill-on-barge-in") is True
    assert parameters.get("voice-name") is None


def test_without_a_header_everything_settable_is_returned(parameters: SessionParameters) -> None:
    put(parameters, ("Voice-Age", "30"), ("Vendor-Specific-Parameters", "a=1"), ("Set-Cookie", "c=d"))
    answer = dict(get(parameters, ("Content-Length", "0")))
    assert answer["Voice-Age"] == "30"
    assert answer["Vendor-Specific-Parameters"] == "a=1"
    assert answer["Set-Cookie"] == "c=d; Age=0"
    assert "Prosody-Rate" not in answer
    assert all(answer.values())
    assert not {"Jump-Size", "Speak-Length", "Load-Lexicon", "Active-Request-Id-List"} & set(answer)


def test_an_error_sets_nothing(parameters: SessionParameters) -> None:
    with pytest.raises(MrcpError) as caught:
        put(parameters, ("Voice-Age", "30"), ("Voice-Gender", "robot"))
    assert (caught.value.status, caught.value.fields) == (404, (("Voice-Gender", "robot"),))
    assert parameters.get("voice-age") is None


@pytest.mark.parametrize(
    ("field", "status"),
    [
        (("Voice-Name", ""), 404),
        (("Vendor-Specific-Parameters", "novalue"), 404),
        (("Vendor-Specific-Parameters", ";".join(f"n{i}=1" for i in range(MAX_VENDOR_PARAMETERS + 1))), 404),
        (("Set-Cookie", "novalue"), 404),
        (("Jump-Size", "+1 Word"), 403),
        (("No-Such-Header", "1"), 403),
        (("Fetch-Timeout", "99999999"), 409),
    ],
)
def test_refused(parameters: SessionParameters, field: tuple[str, str], status: int) -> None:
    with pytest.raises(MrcpError) as caught:
        put(parameters, field)
    assert (caught.value.status, caught.value.fields) == (status, (field,))


@pytest.mark.parametrize("name", ["Vendor-Specific-Parameters", "Lexicon-Search-Order"])
def test_what_all_parameters_take_is_bounded(parameters: SessionParameters, name: str) -> None:
    """One call keeps no more than a message may have, however often it sets."""
    half = "x" * (MAX_KEPT_CHARACTERS // 2)
    values = {"Vendor-Specific-Parameters": f"first={half}", "Lexicon-Search-Order": f"<http://{half}>"}
    put(parameters, (name, values[name]))
    field = ("Vendor-Specific-Parameters", f"second={half}")
    with pytest.raises(MrcpError) as caught:
        put(parameters, ("Voice-Age", "30"), field)
    assert (caught.value.status, caught.value.fields) == (409, (("Voice-Age", "30"), field))
    assert parameters.get("voice-age") is None
    assert "second" not in parameters.vendor
    put(parameters, (name, values[name].replace("x", "y")), ("Voice-Age", "30"))
    assert parameters.get("voice-age") == 30


def test_what_is_safely_ignored_is_201(parameters: SessionParameters) -> None:
    assert put(parameters, ("Voice-Age", "30"), ("Active-Request-Id-List", "1")) == 201
    assert parameters.get("voice-age") == 30


def test_empty_where_empty_means_something(parameters: SessionParameters) -> None:
    put(parameters, ("Cache-Control", "max-age=5"))
    assert put(parameters, ("Cache-Control", ""), ("Vendor-Specific-Parameters", ""), ("Set-Cookie2", "")) == 200
    assert get(parameters, ("Cache-Control", "")) == []


def test_unsupported_names_come_back_without_values(parameters: SessionParameters) -> None:
    """§6.1.2."""
    with pytest.raises(MrcpError) as caught:
        get(parameters, ("Voice-Age", ""), ("jump-SIZE", "+1 Word"), ("X-What", ""))
    assert (caught.value.status, caught.value.fields) == (403, (("jump-SIZE", ""), ("X-What", "")))


def test_vendor_parameters_by_name(parameters: SessionParameters) -> None:
    put(parameters, ("Vendor-Specific-Parameters", 'com.example.param1="Company Name";tts_voice=x'))
    put(parameters, ("Vendor-Specific-Parameters", "tts_voice=y"))
    name = "Vendor-Specific-Parameters"
    assert get(parameters, (name, "tts_voice; unknown")) == [(name, "tts_voice=y")]
    assert get(parameters, (name, "unknown")) == []
    assert get(parameters, (name, "")) == [(name, 'com.example.param1="Company Name";tts_voice=y')]
    with pytest.raises(MrcpError) as caught:
        get(parameters, (name, "=1"))
    assert caught.value.status == 404


def test_vendor_parameters_of_a_request_alone(parameters: SessionParameters) -> None:
    name = "Vendor-Specific-Parameters"
    put(parameters, (name, "a=1"))
    assert parameters.changes_of(Request("CONTROL", 2, Headers([(name, 'b="x y"')]))) == ({"b": "x y"}, False)
    assert parameters.changes_of(Request("CONTROL", 3, Headers([]))) == ({}, False)


def test_legacy_set_cookie2_is_known_and_never_has_a_value(parameters: SessionParameters) -> None:
    assert put(parameters, ("Set-Cookie2", "a=b")) == 201
    assert get(parameters, ("Set-Cookie2", ""), ("Set-Cookie", "")) == []


class Means:
    """Has Kate, and speaks German."""

    def has(self, name: str, value: object) -> bool:
        return name != "voice-name" or value == "Kate"

    def heeds(self, vendor_name: str) -> bool:
        return vendor_name == "mood"

    def in_force(self, typed: Mapping[str, object]) -> Mapping[str, str]:
        return {"speech-language": "de-DE", "voice-age": "20" if typed.get("voice-name") else "30"}


def test_what_cannot_be_served_is_refused_and_what_holds_is_told() -> None:
    parameters = SessionParameters(TABLE, CookieJar(), Means())
    assert get(parameters, ("Speech-Language", ""), ("Voice-AGE", ""), ("Voice-Name", "")) == [
        ("Speech-Language", "de-DE"),
        ("Voice-AGE", "30"),
    ]
    with pytest.raises(MrcpError) as caught:
        put(parameters, ("Speech-Language", "fr"), ("Voice-Name", "Mallory"))
    assert (caught.value.status, caught.value.fields) == (409, (("Voice-Name", "Mallory"),))
    assert put(parameters, ("Speech-Language", "fr"), ("Voice-Name", "Kate")) == 200
    assert dict(get(parameters)).items() >= {("Speech-Language", "fr"), ("Voice-Name", "Kate"), ("Voice-Age", "20")}


def test_vendor_parameters_that_nobody_heeds_are_kept_and_201() -> None:
    parameters, name = SessionParameters(TABLE, CookieJar(), Means()), "Vendor-Specific-Parameters"
    assert put(parameters, (name, "mood=glad")) == 200
    assert put(parameters, (name, "hat=red")) == 201
    assert get(parameters, (name, "")) == [(name, "mood=glad;hat=red")]


def test_a_change_on_the_fly_is_what_somebody_heeds_and_has() -> None:
    parameters, name = SessionParameters(TABLE, CookieJar(), Means()), "Vendor-Specific-Parameters"
    request = Request("CONTROL", 2, Headers([(name, "mood=glad;hat=red"), ("Voice-Name", "Kate")]))
    assert parameters.changes_of(request) == ({"mood": "glad"}, True)
    with pytest.raises(MrcpError) as caught:
        parameters.changes_of(Request("CONTROL", 3, Headers([("Voice-Name", "Mallory")])))
    assert (caught.value.status, caught.value.fields) == (409, (("Voice-Name", "Mallory"),))


def test_what_changes_nothing_is_kept_and_201(parameters: SessionParameters) -> None:
    assert put(parameters, ("Accept", "text/plain")) == 201
    assert get(parameters, ("Accept", "")) == [("Accept", "text/plain")]
    assert put(parameters, ("Accept", "")) == 200


def test_empty_is_told_where_it_is_a_value() -> None:
    parameters = SessionParameters(SPEECHRECOG.field_table(), CookieJar())
    put(parameters, ("DTMF-Term-Char", "#"))
    put(parameters, ("DTMF-Term-Char", ""))
    assert get(parameters, ("DTMF-Term-Char", "")) == [("DTMF-Term-Char", "")]


def test_logging_tag(parameters: SessionParameters) -> None:
    assert parameters.logging_tag is None
    put(parameters, ("Logging-Tag", "call 7"))
    assert parameters.logging_tag == "call 7"


def test_request_values_stand_above_those_of_the_session(parameters: SessionParameters) -> None:
    put(parameters, ("Voice-Age", "30"), ("Voice-Name", "Kate"), ("Vendor-Specific-Parameters", 'a="1";b=2'))
    speak = request("SPEAK", ("Vendor-Specific-Parameters", "b=3"), ("Set-Cookie", "c=d"))
    values = parameters.values_for(speak, {"voice-age": 12}, 0.0)
    assert (values.typed["voice-age"], values.typed["voice-name"]) == (12, "Kate")
    assert values.typed["fetch-hint"] == "prefetch"
    assert values.vendor == {"a": "1", "b": "3"}
    assert get(parameters, ("Set-Cookie", "")) == [("Set-Cookie", "c=d; Age=0")]


def test_defaults_of_fields_that_are_not_supported_hold() -> None:
    table = FieldTable(SYNTHESIZER_FIELDS, unsupported=("Fetch-Hint",))
    parameters = SessionParameters(table, CookieJar())
    assert parameters.get("fetch-hint") == "prefetch"
    with pytest.raises(MrcpError):
        get(parameters, ("Fetch-Hint", ""))


def test_what_a_session_assumes_is_told_until_it_is_set(parameters: SessionParameters) -> None:
    """§6.2.2: "The current default value … can be found through a GET-PARAMS method"."""

    def told() -> str | None:
        return dict(parameters.answer_get(request("GET-PARAMS", ("Accept", "")), 0.0)).get("Accept")

    assert told() is None
    parameters.assume({"accept": "text/a"})
    assert told() == "text/a"
    parameters.set(request("SET-PARAMS", ("Accept", "text/b")), 0.0)
    assert told() == "text/b"
    parameters.set(request("SET-PARAMS", ("Accept", "")), 0.0)
    assert told() == "text/a"


def test_a_wish_that_cannot_be_met_is_ignored() -> None:
    table = FieldTable((), wishes={"accept": lambda value: value == "text/a"})
    parameters = SessionParameters(table, CookieJar())
    assert parameters.set(request("SET-PARAMS", ("Accept", "text/a"), ("Fetch-Timeout", "5")), 0.0) == 200
    assert parameters.set(request("SET-PARAMS", ("Accept", "text/b"), ("Fetch-Timeout", "6")), 0.0) == 201
    assert (parameters.get("accept"), parameters.get("fetch-timeout")) == ("text/a", 6)
