"""Answers as bytes, copied from the request as RFC 3261 §8.2.6.2 says, also when the request cannot be fully read."""

from collections.abc import Iterable

from sip.configuration import Header
from sip.errors import MessageError
from sip.flow import Flow
from sip.headers import Headers, Via
from sip.status import phrase

_MAX_REASON_CHARACTERS = 120


def via_lines(headers: Headers, flow: Flow, top: Via | None = None) -> str:
    """The Via lines of an answer: the request's, with received and rport in the first (§18.2.1, RFC 3581).

    `top` is the first one, where it has been read already. One that cannot be read is echoed as it is: the answer,
    a 400 then, goes to where the request came from.

    Raises:
        MessageError: there is none: then nobody can be answered.
    """
    elements = headers.elements("Via")
    if not elements:
        raise MessageError("Via missing")
    try:
        value = (top or Via.parse(elements[0])).received_from(*flow.remote)
    except MessageError:
        value = elements[0]
    first = f"Via: {value}\r\n"
    return first if len(elements) == 1 else "".join([first, *(f"Via: {other}\r\n" for other in elements[1:])])


def to_with_tag(value: str, tag: str) -> str:
    """A To value with our tag, unless it has one."""
    return value if not tag or ";tag=" in value.replace(" ", "").lower() else f"{value};tag={tag}"


def build_response(
    headers: Headers,
    vias: str,
    status: int,
    *,
    to_tag: str = "",
    reason: str | None = None,
    extra: Iterable[Header] = (),
    body: bytes = b"",
) -> bytes:
    """The whole answer. `headers` are the request's; `vias` what `via_lines` gave.

    Raises:
        ValueError: a line break in `extra`.
    """
    parts = [f"SIP/2.0 {status} {_clean(reason) if reason else phrase(status)}\r\n", vias]
    for name in ("From", "To", "Call-ID", "CSeq"):
        value = headers.get(name)
        if value is not None:
            parts.append(f"{name}: {to_with_tag(value, to_tag) if name == 'To' else value}\r\n")
    for name, value in extra:
        if "\r" in value or "\n" in value:
            raise ValueError(f"line break in a {name} header")
        parts.append(f"{name}: {value}\r\n")
    parts.append(f"Content-Length: {len(body)}\r\n\r\n")
    return "".join(parts).encode("utf-8", "surrogateescape") + body


def _clean(reason: str) -> str:
    """A reason phrase from text that may hold what the peer sent."""
    return "".join(c if c.isprintable() else "?" for c in reason[:_MAX_REASON_CHARACTERS])
