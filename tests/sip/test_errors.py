"""The tree of errors and what they carry."""

from sip.errors import MessageError, SdpError, SipError
from sip.message import UnreadableMessageError


def test_every_error_says_what_to_answer() -> None:
    assert str(SipError(481, "gone")) == "481 gone"
    assert SipError(420, "x", [("Unsupported", "y")]).headers == (("Unsupported", "y"),)
    assert MessageError("bad").status == 400
    assert (SdpError("none").status, SdpError("none", warning=305).warning) == (488, 305)
    unreadable = UnreadableMessageError("bad", method="INVITE")
    assert isinstance(unreadable, MessageError)
    assert (unreadable.method, unreadable.fields) == ("INVITE", None)
