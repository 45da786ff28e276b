"""Generic methods and refusals, the same for every resource."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.contents import Contents
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.message import Headers, Request
from mrcp_server.mrcp.resource import Resource
from mrcp_server.mrcp.synthesizer.headers import SPEECHSYNTH
from tests.mrcp_server.mrcp.dialogue import brief, response_of, synthesizer_client


def test_unknown_methods_are_401() -> None:
    client = synthesizer_client()
    assert brief(client.say("RECOGNIZE")) == ["1: 401 COMPLETE"]
    assert brief(client.say("DANCE")) == ["2: 401 COMPLETE"]


def test_answers_carry_the_channel_first() -> None:
    answer = response_of(synthesizer_client().say("STOP"))
    assert next(iter(answer.headers)) == ("Channel-Identifier", "32AECB23433802@speechsynth")


def test_set_and_get() -> None:
    client = synthesizer_client()
    assert brief(client.say("SET-PARAMS", "Voice-Gender: female", "Logging-Tag: t1")) == ["1: 200 COMPLETE", "tag t1"]
    answer = response_of(client.say("GET-PARAMS", "Voice-Gender:", "Logging-Tag:"))
    assert list(answer.headers)[1:] == [("Voice-Gender", "female"), ("Logging-Tag", "t1")]
    answer = response_of(client.say("GET-PARAMS", "Jump-Size:"))
    assert (answer.status, list(answer.headers)[1:]) == (403, [("Jump-Size", "")])


def test_session_values_do_not_touch_a_running_speak() -> None:
    """§6.1.1."""
    client = synthesizer_client()
    client.speak()
    client.say("SET-PARAMS", "Kill-On-Barge-In: false")
    assert client.resource.killable


def test_stores_are_those_of_the_dialog_or_own_ones() -> None:
    jar, contents = CookieJar(), Contents()
    shared = synthesizer_client(cookies=jar, contents=contents).resource
    assert shared.cookies is jar
    assert shared.contents is contents
    own = synthesizer_client().resource
    assert own.cookies is not jar


def test_a_resource_is_more_than_this() -> None:
    bare = Resource(
        "a@b",
        methods=SPEECHSYNTH.methods,
        table=SPEECHSYNTH.field_table(),
        wall_offset_s=0.0,
        cookies=None,
        contents=None,
    )
    request = Request("SPEAK", 1, Headers())
    with pytest.raises(NotImplementedError):
        bare.handle(request, 0.0)
    with pytest.raises(NotImplementedError):
        bare._serve(request, 0.0)
