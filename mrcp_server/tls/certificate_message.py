"""The Certificate message of a handshake (RFC 8446 §4.4.2, RFC 5246 §7.4.2): the sender's own certificate in it."""

CERTIFICATE_MESSAGE = 11
_HEADER_BYTES = 4
"""msg_type and a length of 24 bits."""


def leaf_of(kind: object, message: bytes) -> bytes | None:
    """The first certificate in DER; None for another message, an empty list, or one that cannot be read.

    A server's sight of a client's message. TLS 1.3 puts the request's context before the list, which is empty in a
    handshake: one octet, and the lengths tell which of the two forms it is.
    """
    if kind != CERTIFICATE_MESSAGE or len(message) < _HEADER_BYTES:
        return None
    body = message[_HEADER_BYTES:]
    if _number(body) != len(body) - 3:
        body = body[1 + body[0] :] if body else b""
    if _number(body) != len(body) - 3:
        return None
    size = _number(body[3:])
    leaf = body[6 : 6 + size]
    return leaf if size and len(leaf) == size else None


def _number(data: bytes) -> int:
    """A length of 24 bits; -1 where there is none."""
    return int.from_bytes(data[:3], "big") if len(data) >= 3 else -1
