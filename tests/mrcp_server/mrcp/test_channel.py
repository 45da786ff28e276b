"""Channel-Identifier, request-ids of a dialog."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.channel import Channel, ChannelIdentifier, RequestIds, refuse
from mrcp_server.mrcp.synthesizer.machine import Synthesizer
from mrcp_server.mrcp.wire.message import Headers, Request
from tests.mrcp_server.mrcp.dialogue import brief


def channel(identifier: str, request_ids: RequestIds | None = None) -> Channel:
    """A synthesizer channel."""
    synthesizer = Synthesizer(identifier, wall_offset_s=0.0)
    return Channel(ChannelIdentifier.parse(identifier), synthesizer, request_ids or RequestIds())


def request(request_id: int, identifier: str) -> Request:
    """A STOP."""
    return Request("STOP", request_id, Headers([("Channel-Identifier", identifier)]))


def test_identifier_both_ways() -> None:
    assert str(ChannelIdentifier.parse("32AECB23433802@speechsynth")) == "32AECB23433802@speechsynth"


@pytest.mark.parametrize("value", ["", "@", "a@", "@speechsynth", "a-b@speechsynth", "a@b@c", "a@b\n"])
def test_identifiers_that_are_none(value: str) -> None:
    with pytest.raises(ValueError, match="not a channel identifier"):
        ChannelIdentifier.parse(value)


def test_request_ids_grow_over_all_channels_of_a_dialog() -> None:
    """§5.2."""
    dialog = RequestIds()
    first, second = channel("1a@speechsynth", dialog), channel("1a@basicsynth", dialog)
    assert brief(first.receive(request(5, "1a@speechsynth"), 0.0)) == ["5: 200 COMPLETE"]
    assert brief(second.receive(request(5, "1a@basicsynth"), 0.0)) == ["5: 410 COMPLETE"]
    assert brief(second.receive(request(4, "1a@basicsynth"), 0.0)) == ["4: 410 COMPLETE"]
    assert brief(second.receive(request(4294967295, "1a@basicsynth"), 0.0)) == ["4294967295: 200 COMPLETE"]
    assert brief(first.receive(request(0, "1a@speechsynth"), 0.0)) == ["0: 410 COMPLETE"]


def test_an_id_far_ahead_on_another_connection_does_not_lock_the_owner_out() -> None:
    ids = RequestIds()
    assert ids.accept(5, "owner")
    assert ids.accept(4294967295, "other")
    assert ids.accept(6, "owner")
    assert not ids.accept(5, "owner")


def test_no_id_is_used_twice_over_connections() -> None:
    """§5.2: "unique across all TCP connections"."""
    ids = RequestIds()
    assert ids.accept(5, "one")
    assert not ids.accept(5, "other")
    assert ids.accept(7, "other")
    assert ids.accept(6, "one")
    assert not ids.accept(7, "one")


def test_what_overtakes_on_another_connection_is_no_disorder() -> None:
    ids = RequestIds()
    assert ids.accept(1, "one")
    assert ids.accept(3, "other")
    assert ids.accept(2, "one")


def test_a_connection_that_is_gone_is_forgotten_and_its_ids_are_not() -> None:
    ids = RequestIds()
    assert ids.accept(5, "one")
    ids.forget("one")
    ids.forget("never named")
    assert not ids.accept(5, "next")
    assert ids.accept(6, "next")


def test_a_long_session_is_bounded() -> None:
    ids = RequestIds()
    assert all(ids.accept(number, "one") for number in range(5000))
    assert len(ids._used) <= 1024


def test_another_dialog_has_its_own_ids() -> None:
    first, second = channel("1a@speechsynth"), channel("2b@speechsynth")
    assert brief(first.receive(request(5, "1a@speechsynth"), 0.0)) == ["5: 200 COMPLETE"]
    assert brief(second.receive(request(0, "2b@speechsynth"), 0.0)) == ["0: 200 COMPLETE"]


def test_refusal_names_request_and_channel() -> None:
    answer = refuse(request(3, "x@y"), 501, "internal error")
    assert (answer.request_id, answer.status, answer.channel_identifier) == (3, 501, "x@y")
    assert answer.headers.get("Completion-Reason") == '"internal error"'
