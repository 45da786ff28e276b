"""Errors carry what the answer needs."""

from mrcp_server.mrcp.errors import FramingError, LocalProtocolError, MessageError, MrcpError


def test_tree() -> None:
    assert issubclass(FramingError, MessageError)
    assert issubclass(MessageError, MrcpError)
    assert not issubclass(LocalProtocolError, MrcpError)


def test_error_carries_the_answer() -> None:
    error = MessageError(404, "why", request_id=3, channel_identifier="a@b", fields=[("X", "y")])
    assert (error.status, error.reason, error.request_id) == (404, "why", 3)
    assert (error.channel_identifier, error.fields) == ("a@b", (("X", "y"),))
    assert str(error) == "404 why"
