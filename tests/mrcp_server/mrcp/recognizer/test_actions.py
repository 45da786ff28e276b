"""What a recognizer asks for is plain values, and each of them is carried out."""

import pytest

from mrcp_server.mrcp.actions import ResourceAction
from mrcp_server.mrcp.recognizer import actions
from mrcp_server.recognizing.channel import RecognizerChannel

KINDS = {one for one in vars(actions).values() if isinstance(one, type) and one.__module__ == actions.__name__}


def test_actions_compare_by_value_and_do_not_change() -> None:
    assert actions.StopRecognizing(1) == actions.StopRecognizing(1)
    with pytest.raises(AttributeError):
        actions.StopRecognizing(1).request_id = 2  # type: ignore[misc]  # that it cannot be done is the point


def test_every_action_is_the_resources_own() -> None:
    assert all(issubclass(kind, ResourceAction) for kind in KINDS)


def test_the_channel_carries_out_every_action() -> None:
    assert set(RecognizerChannel.HANDLERS) >= KINDS
