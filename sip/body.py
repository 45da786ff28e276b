"""Bodies: finding the SDP in what an INVITE carries (RFC 3261 §7.4, RFC 5621).

Genesys sends the platform's SessionXML beside the SDP as multipart/mixed. The parts nobody asked for are handed on,
never refused: RFC 5621 §5.3 lets a part that must be understood be marked so, and none of ours are.
"""

import re
from typing import NamedTuple

from sip.errors import MessageError
from sip.grammar import parse_parameters, unquote
from sip.headers import Headers
from sip.message import Message

SDP_TYPE = "application/sdp"
MAX_PARTS = 16
_LINE_END = re.compile(rb"\r?\n")
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")


class BodyPart(NamedTuple):
    """One part of a body."""

    content_type: str
    """Media type, lower case, without parameters."""
    headers: Headers
    content: bytes


def parts_of(message: Message) -> tuple[BodyPart, ...]:
    """The body as parts: none for an empty one, one for an ordinary one, the flattened parts of a multipart.

    Raises:
        MessageError: a multipart without boundary, without parts, or with too many.
    """
    if not message.body:
        return ()
    return _parts(BodyPart(message.content_type, message.headers, message.body), depth=0)


def find_sdp(parts: tuple[BodyPart, ...]) -> BodyPart | None:
    """The first SDP among the parts."""
    for part in parts:
        if part.content_type == SDP_TYPE:
            return part
    return None


def sdp_of(message: Message) -> str | None:
    """The text of a message's SDP, None when it has none or none that can be found."""
    try:
        part = find_sdp(parts_of(message))
    except MessageError:
        return None
    return None if part is None else text_of(part)


def text_of(part: BodyPart) -> str:
    """A part's content as text; bytes that are no UTF-8 stay as surrogates."""
    return part.content.decode("utf-8", "surrogateescape")


def _parts(part: BodyPart, depth: int) -> tuple[BodyPart, ...]:
    # Two levels are seen in the field (mixed around alternative); a third is somebody trying.
    if not part.content_type.startswith("multipart/") or depth == 2:
        return (part,)
    parameters = parse_parameters((part.headers.get("Content-Type") or "").partition(";")[2])
    boundary = unquote((parameters or {}).get("boundary") or "")
    if not 1 <= len(boundary) <= 70:
        raise MessageError("multipart without boundary")
    found: list[BodyPart] = []
    for chunk in _split(part.content, b"--" + boundary.encode("utf-8", "surrogateescape")):
        found.extend(_parts(_parse_part(chunk), depth + 1))
        if len(found) > MAX_PARTS:
            raise MessageError("too many body parts")
    if not found:
        raise MessageError("multipart without parts")
    return tuple(found)


def _split(content: bytes, delimiter: bytes) -> list[bytes]:
    """What stands between the delimiters (RFC 2046 §5.1.1). A missing closing delimiter is forgiven."""
    pieces = (b"\n" + content).split(b"\n" + delimiter, MAX_PARTS + 2)
    chunks = []
    for piece in pieces[1:]:
        if piece.startswith(b"--"):
            break
        # The line break before a delimiter belongs to the delimiter.
        chunks.append(piece.removesuffix(b"\r"))
    return chunks


def _parse_part(chunk: bytes) -> BodyPart:
    """Headers and content behind a delimiter; `chunk` begins with the rest of the delimiter's line."""
    first = _LINE_END.search(chunk)
    chunk = chunk[first.end() :] if first else b""
    headers = Headers()
    empty = _EMPTY_LINE.search(b"\n" + chunk)
    if empty is None:
        head, content = b"", chunk
    else:
        head, content = chunk[: max(0, empty.start() - 1)], chunk[empty.end() - 1 :]
    for line in _LINE_END.split(head):
        name, colon, value = line.decode("utf-8", "surrogateescape").partition(":")
        if colon and name.strip():
            headers.add(name.strip(), value.strip().replace("\r", " "))
    kind = (headers.get("Content-Type") or "text/plain").partition(";")[0].strip().lower()
    return BodyPart(kind, headers, content)
