"""The tree of errors and what they carry."""

import errno

from sip.errors import ListenError, MessageError, SdpError, SipError
from sip.message import UnreadableMessageError


def test_every_error_says_what_to_answer() -> None:
    assert str(SipError(481, "gone")) == "481 gone"
    assert SipError(420, "x", [("Unsupported", "y")]).headers == (("Unsupported", "y"),)
    assert MessageError("bad").status == 400
    assert (SdpError("none").status, SdpError("none", warning=305).warning) == (488, 305)
    unreadable = UnreadableMessageError("bad", method="INVITE")
    assert isinstance(unreadable, MessageError)
    assert (unreadable.method, unreadable.fields) == ("INVITE", None)


def test_a_port_that_cannot_be_had_is_named() -> None:
    error = ListenError(5061, OSError(errno.EADDRINUSE, "Address already in use"))
    assert (error.port, error.errno, error.strerror) == (5061, errno.EADDRINUSE, "Address already in use")
    assert isinstance(error, OSError)
