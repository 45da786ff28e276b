"""Generic methods and refusals, the same for every resource."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from mrcp_server.mrcp.actions import LogTag
from mrcp_server.mrcp.contents import Contents
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.errors import LocalProtocolError
from mrcp_server.mrcp.resource import Resource
from mrcp_server.mrcp.state_table import refused, row
from mrcp_server.mrcp.synthesizer.headers import SynthesizerFeatures
from mrcp_server.mrcp.wire.codes import EventName, Method
from mrcp_server.mrcp.wire.message import Headers, Request
from tests.mrcp_server.mrcp.dialogue import brief, response_of, synthesizer_client

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mrcp_server.mrcp.actions import Action
    from mrcp_server.mrcp.wire.message import Response


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


class Door(StrEnum):
    """States of the smallest resource there is."""

    OPEN = "open"
    SHUT = "shut"


class Act(StrEnum):
    """What it does."""

    SHUT = "200"
    SLAM = "nothing is answered"


class Porter(Resource[Door, Act]):
    """Shuts a door once. A table, its steps and whether an answer is open are all it takes to make a resource."""

    def __init__(self) -> None:
        super().__init__(
            "a@b",
            rows={
                (Door.OPEN, Method.STOP): row(Act.SHUT, Door.SHUT),
                (Door.OPEN, EventName.SPEAK_COMPLETE): row(Act.SLAM),
                (Door.SHUT, Method.STOP): refused(Door.SHUT),
            },
            state=Door.OPEN,
            features=SynthesizerFeatures(methods=frozenset({Method.STOP})),
            table=None,
            wall_offset_s=0.0,
            cookies=None,
            contents=None,
            means=None,
        )

    def _is_waiting(self) -> bool:
        return False

    def _shut(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        self._enter(Door.SHUT, Method.STOP)
        return [self._success(request, [("Logging-Tag", f"{typed.get('logging-tag')} {now:.0f}")])]

    def _slam(self, loudness: int) -> list[Action]:
        return [LogTag(f"slammed {loudness}")]

    _STEPS: ClassVar[Mapping[Act, Callable[..., list[Action]]]] = {Act.SHUT: _shut, Act.SLAM: _slam}


def ask(resource: Resource[Door, Act], *fields: tuple[str, str]) -> Response:
    """STOP."""
    return response_of(resource.handle(Request("STOP", 1, Headers(fields)), 3.0))


def test_a_row_is_carried_out_with_typed_fields() -> None:
    porter = Porter()
    answer = ask(porter, ("Logging-Tag", "x"))
    assert (answer.status, answer.headers.get("Logging-Tag"), porter.state) == (200, "x 3", Door.SHUT)


def test_fields_are_looked_at_after_the_state() -> None:
    porter, wrong = Porter(), ("No-Such-Field", "1")
    assert (ask(porter, wrong).status, porter.state) == (403, Door.OPEN)
    ask(porter)
    assert ask(porter, wrong).status == 402


def test_a_report_without_a_row_is_stale() -> None:
    porter = Porter()
    assert brief(porter._take(EventName.SPEAK_COMPLETE, 5)) == ["tag slammed 5"]
    ask(porter)
    assert porter._take(EventName.SPEAK_COMPLETE, 5) == []


def test_an_arrow_that_is_not_in_the_table_is_our_bug() -> None:
    porter = Porter()
    with pytest.raises(LocalProtocolError, match="STOP does not lead from open to open"):
        porter._enter(Door.OPEN, Method.STOP)
    with pytest.raises(LocalProtocolError):
        porter._enter(Door.SHUT, EventName.SPEAK_COMPLETE)
    assert porter.state is Door.OPEN


def test_closing_goes_back_to_where_it_began() -> None:
    porter = Porter()
    ask(porter)
    assert porter.close() == []
    assert porter.state is Door.OPEN


def test_whether_an_answer_is_open_only_a_kind_of_resource_knows() -> None:
    with pytest.raises(NotImplementedError):
        Resource._is_waiting(Porter())
