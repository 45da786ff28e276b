"""Errors of the SIP package.

    SipError                what a request must be answered with: status, phrase, headers
    ├── MessageError        bytes or headers that mean nothing (400, 413, 414)
    │   └── UnreadableMessageError   the same for a whole message, with what could be read of it (sip.message)
    └── SdpError            a session description that cannot be read or answered (488)
    ListenError             an address that we cannot listen at; of `open` only

Nothing else is ever raised for what a peer sent.
"""

from collections.abc import Sequence


class SipError(Exception):
    """A fault with the status code that names it to the peer."""

    def __init__(self, status: int, reason: str, headers: Sequence[tuple[str, str]] = ()) -> None:
        """`reason` says in a few words what is wrong; it becomes the reason phrase of the answer."""
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason
        self.headers = tuple(headers)


class MessageError(SipError):
    """Not a SIP message, or one that contradicts itself."""

    def __init__(self, reason: str, *, status: int = 400) -> None:
        super().__init__(status, reason)


class SdpError(SipError):
    """A session description that cannot be read, or that leaves nothing to agree on (RFC 3261 §21.4.26)."""

    def __init__(self, reason: str, *, status: int = 488, warning: int = 399) -> None:
        """`warning` is the warn-code of RFC 3261 §20.43 that fits; see `sip.status.warning`."""
        super().__init__(status, reason)
        self.warning = warning


class ListenError(OSError):
    """An address that we cannot listen at: in use, or not ours."""

    def __init__(self, port: int, error: OSError) -> None:
        self.port = port
        """Of the listener."""
        super().__init__(error.errno, error.strerror or str(error))
