"""Message bodies: media types, charsets, content codings, multipart/mixed, URI lists (§6.2.6-6.2.10, §8.5, §9.5).

A body becomes a tuple of `Entity`, one for a plain body, one a part for multipart/mixed, so that whoever speaks,
compiles or interprets never looks at MIME again.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

import msgspec

from engine.charsets import is_charset
from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.wire.codes import Status
from mrcp_server.mrcp.wire.message import Headers, parse_header_block

if TYPE_CHECKING:
    from collections.abc import Mapping

MULTIPART_MIXED: Final = "multipart/mixed"
URI_LIST: Final = "text/uri-list"
GRAMMAR_REF_LIST: Final = "text/grammar-ref-list"

# Parts of parts of parts… are legal MIME and of no use here; three levels are more than any IVR was seen to send.
_MAX_DEPTH: Final = 3
# More parts than this are an attack, not a prompt.
_MAX_PARTS: Final = 256
# What a compressed body may grow to. A gzip bomb grows a thousandfold; 16 MiB of markup is far beyond any prompt.
MAX_DECODED_BYTES: Final = 16 * 1024 * 1024

_NAME: Final = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_MEDIA_TYPE: Final = re.compile(rf"\s*({_NAME}/{_NAME})\s*((?:;.*)?)", re.DOTALL)
_PARAMETER: Final = re.compile(rf";\s*(?:({_NAME})\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;\"]*))\s*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class MediaType:
    """A Content-Type value: `text/plain; charset=utf-8`. Names are lower case."""

    name: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, value: str) -> MediaType:
        """Raises: ValueError when it is not `type "/" subtype *( ";" parameter )`."""
        match = _MEDIA_TYPE.fullmatch(value)
        if match is None:
            raise ValueError(f"not a media type: {value!r}")
        tail, position = match[2], 0
        parameters: dict[str, str] = {}
        while position < len(tail):
            found = _PARAMETER.match(tail, position)
            if found is None:
                raise ValueError(f"not a media type parameter: {tail[position:]!r}")
            if found[1]:
                quoted = found[2]
                text = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else found[3]
                parameters.setdefault(found[1].lower(), text)
            position = found.end()
        return cls(match[1].lower(), parameters)


class Entity(msgspec.Struct, frozen=True):
    """One piece of content, decoded (Content-Encoding is undone), with the headers that say what it is."""

    content_type: str
    """Media type, lower case, without parameters."""
    body: bytes
    charset: str | None = None
    """As declared in Content-Type; None when it was not."""
    content_id: str | None = None
    """Without angle brackets."""
    content_base: str | None = None
    content_location: str | None = None
    declared_type: str = ""
    """Content-Type with its parameters, for what needs them (audio/L16;rate=16000); empty: nothing was declared."""

    def text(self) -> str:
        """The body as characters: declared charset, else UTF-8 (§5); bytes that do not fit are read as
        windows-1252, which is what clients that forgot to declare one mean. Never raises."""
        for charset in (self.charset, "utf-8-sig", "cp1252"):
            if charset and is_charset(charset):
                try:
                    return self.body.decode(charset).removeprefix("\ufeff")
                except UnicodeDecodeError:
                    continue
        return self.body.decode("latin-1")


def normalize_content_id(value: str) -> str:
    """`<name@domain>` and `name` alike become the bare name; mod_unimrcp sends it without brackets."""
    return value.strip().removeprefix("<").removesuffix(">").strip()


def parse_body(headers: Headers, body: bytes, *, encodings: frozenset[str] = frozenset()) -> tuple[Entity, ...]:
    """The entities of a message with these headers and this body; multipart/mixed is flattened in order.

    Raises: MrcpError 406 when Content-Type is missing, 404 when it cannot be parsed, 409 for a charset or a
    Content-Encoding we do not have, 408 when multipart or a coding is broken.
    """
    return tuple(_entities(headers, body, encodings, depth=0))


def _entities(headers: Headers, body: bytes, encodings: frozenset[str], depth: int) -> list[Entity]:
    index = headers.index()
    declared = index.get("content-type")
    if declared is None:
        if depth == 0:
            raise MrcpError(Status.MANDATORY_FIELD_MISSING, "Content-Type is missing")
        declared = "text/plain"  # RFC 2046 §5.1: the type of a part that does not name one
    try:
        media_type = _parse_media_type(declared)
    except ValueError as error:
        raise MrcpError(Status.ILLEGAL_FIELD_VALUE, str(error), headers.raw("Content-Type")) from error
    if "content-encoding" in index:
        body = _decode(headers, body, encodings)
    if media_type.name == MULTIPART_MIXED:
        return _parts(media_type, headers, body, encodings, depth)
    charset = media_type.parameters.get("charset")
    if charset is not None and not is_charset(charset):
        raise MrcpError(Status.UNSUPPORTED_FIELD_VALUE, f"unknown charset {charset!r}", headers.raw("Content-Type"))
    content_id = index.get("content-id")
    return [
        Entity(
            content_type=media_type.name,
            body=body,
            charset=charset,
            content_id=normalize_content_id(content_id) if content_id else None,
            content_base=index.get("content-base"),
            content_location=index.get("content-location"),
            declared_type=declared,
        )
    ]


@lru_cache(maxsize=64)
def _parse_media_type(declared: str) -> MediaType:
    """IVRs send the same few values all day."""
    return MediaType.parse(declared)


def _decode(headers: Headers, body: bytes, encodings: frozenset[str]) -> bytes:
    """Undo Content-Encoding (§6.2.9). One coding: what is pressed twice is a bomb, and every one costs a body more."""
    value = headers.index()["content-encoding"]
    codings = [name for one in value.split(",") if (name := one.strip().lower()) not in ("", "identity")]
    if any(coding not in encodings for coding in codings) or len(codings) > 1:
        raise MrcpError(
            Status.UNSUPPORTED_FIELD_VALUE, f"Content-Encoding {value[:80]!r}", headers.raw("Content-Encoding")
        )
    return _inflate(body, codings[0]) if codings else body


def _inflate(body: bytes, coding: str) -> bytes:
    """gzip, x-gzip or deflate (zlib); bounded, so that a bomb costs MAX_DECODED_BYTES and no more."""
    inflater = zlib.decompressobj(wbits=15 + (16 if "gzip" in coding else 0))
    try:
        decoded = inflater.decompress(body, MAX_DECODED_BYTES)
    except zlib.error as error:
        raise MrcpError(Status.UNRECOGNIZED_ENTITY, f"broken {coding} content") from error
    if not inflater.eof:
        raise MrcpError(Status.UNRECOGNIZED_ENTITY, f"{coding} content is cut short or too large")
    return decoded


def _parts(media_type: MediaType, headers: Headers, body: bytes, encodings: frozenset[str], depth: int) -> list[Entity]:
    """RFC 2046 §5.1.1: delimiter lines `--boundary`, the last one `--boundary--`."""
    boundary = media_type.parameters.get("boundary", "")
    if not boundary:
        raise MrcpError(Status.ILLEGAL_FIELD_VALUE, "multipart without a boundary", headers.raw("Content-Type"))
    if depth >= _MAX_DEPTH:
        raise MrcpError(Status.UNRECOGNIZED_ENTITY, "multipart nested too deep")
    delimiter = re.compile(
        rb"(?:^|\r?\n)--" + re.escape(boundary.encode("utf-8", "surrogateescape")) + rb"(--)?[ \t]*(?:\r?\n|$)"
    )
    marks = list(islice(delimiter.finditer(body), _MAX_PARTS + 1))
    if not marks or len(marks) > _MAX_PARTS:
        raise MrcpError(Status.UNRECOGNIZED_ENTITY, "multipart without parts, or with too many")
    entities: list[Entity] = []
    for position, mark in enumerate(marks):
        if mark[1]:
            break
        end = marks[position + 1].start() if position + 1 < len(marks) else len(body)
        part_headers, part_body = _split_part(body[mark.end() : end])
        if part_headers.get("Content-Base") is None and (base := headers.get("Content-Base")) is not None:
            part_headers.add("Content-Base", base)  # §6.2.8: the outer base holds unless the part has its own
        entities += _entities(part_headers, part_body, encodings, depth + 1)
    return entities


def _split_part(part: bytes) -> tuple[Headers, bytes]:
    """A part is headers, an empty line, content. Its Content-Length is not needed: the delimiter ends it."""
    if part.startswith((b"\r\n", b"\n")):
        return Headers(), part.split(b"\n", 1)[1]
    head, separator, content = part.partition(b"\r\n\r\n")
    if not separator:
        head, separator, content = part.partition(b"\n\n")
    try:
        return parse_header_block(head), content
    except ValueError as error:
        raise MrcpError(Status.UNRECOGNIZED_ENTITY, f"broken part header: {error}") from error


def parse_uri_list(text: str) -> list[str]:
    """text/uri-list, RFC 2483 §5: one URI a line; lines that begin with "#" are comments."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


@dataclass(frozen=True, slots=True)
class GrammarReference:
    """One line of text/grammar-ref-list (§13.5.1)."""

    uri: str
    weight: float = 1.0


_NOT_BARE: Final = re.compile(r"[\s<>;]")
_REFERENCE: Final = re.compile(r"<([^<>]+)>\s*((?:;.*)?)", re.DOTALL)


def parse_grammar_ref_list(text: str) -> list[GrammarReference]:
    """`<uri>;weight="0.85"` a line; a bare URI, as in a uri-list, is taken too. Raises: ValueError."""
    references = []
    for line in parse_uri_list(text):
        match = _REFERENCE.fullmatch(line)
        if match is None and not _NOT_BARE.search(line):
            references.append(GrammarReference(line))
            continue
        if match is None:
            raise ValueError(f"not a grammar reference: {line!r}")
        weight = 1.0
        for found in _PARAMETER.finditer(match[2]):
            if found[1] and found[1].lower() == "weight":
                weight = float(found[2] if found[2] is not None else found[3])
        if not 0.0 <= weight < float("inf"):
            raise ValueError(f"not a weight: {line!r}")
        references.append(GrammarReference(match[1].strip(), weight))
    return references
