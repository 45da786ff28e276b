"""Actions are plain values, and a resource's own are known by their base."""

import pytest

from mrcp_server.mrcp.actions import Emit, LogTag, ResourceAction, Respond
from mrcp_server.mrcp.wire.codes import RequestState
from mrcp_server.mrcp.wire.message import Headers, Response


def test_actions_compare_by_value_and_do_not_change() -> None:
    response = Response(1, 200, RequestState.COMPLETE, Headers(()), b"")
    assert Respond(response) == Respond(response)
    assert LogTag("a") != LogTag("b")
    with pytest.raises(AttributeError):
        LogTag("a").tag = "b"  # type: ignore[misc]  # that it cannot be done is the point


def test_what_every_resource_asks_for_is_no_resources_own() -> None:
    assert not any(issubclass(kind, ResourceAction) for kind in (Respond, Emit, LogTag))
