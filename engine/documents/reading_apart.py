"""Documents read in another process (`engine.apart`): a long one takes seconds, and nobody else is to wait for it.

What comes back is the `Utterance` that `parse_ssml` and `parse_text` would have made here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from engine.documents.errors import DocumentError
from engine.documents.lexicon import Entry, Lexicon, lexicon_of
from engine.documents.markdown import without_markdown
from engine.documents.ssml import BASIC_ELEMENTS, parse_ssml
from engine.documents.text import parse_text
from engine.interface import PLAIN, Prosody, Utterance, VoiceSelection
from engine.wording.reading.readiness import when_ready

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.apart import Apart

FUNCTION = f"{__name__}:read_octets"
"""What the other process is to call."""
LONG_CHARACTERS = 2_000
"""Longer documents are read apart: as many hold the loop for some 15 ms, which no packet feels, but a call's set-up
would; the way there and back costs what some hundreds of characters do."""

Kind = Literal["markup", "text", "markdown"]


class _Lexicon(msgspec.Struct, frozen=True, array_like=True):
    language: str
    entries: dict[str, tuple[Entry, ...]]


class _Wanted(msgspec.Struct, frozen=True, array_like=True):
    text: str
    octets: bytes
    """Instead of `text`: markup names its encoding itself."""
    kind: Kind
    voice: VoiceSelection
    prosody: Prosody
    lexicons: dict[str, _Lexicon]
    session_lexicons: list[_Lexicon]
    base_uri: str
    basic: bool


class _Read(msgspec.Struct, frozen=True, array_like=True):
    utterance: Utterance | None = None
    refusal: str = ""
    line: int = 0


async def read_document(
    apart: Apart,
    document: str | bytes,
    kind: Kind,
    *,
    voice: VoiceSelection,
    prosody: Prosody = PLAIN,
    lexicons: Mapping[str, Lexicon] | None = None,
    session_lexicons: Sequence[Lexicon] = (),
    base_uri: str = "",
    basic: bool = False,
    source: str = "",
) -> Utterance:
    """Read a document, here if it is short and apart if it is long.

    Args:
        apart: where long ones are read.
        document: SSML for the `kind` "markup", else text, in "markdown" with its marks.
        voice, prosody: what applies where the document says nothing.
        lexicons: by the URIs that the document calls them by.
        session_lexicons: those of plain text, and behind what the markup names itself.
        base_uri: what the URIs in markup are relative to.
        basic: whether only the elements are allowed that RFC 6787's basicsynth has.
        source: whoever sent it.

    Raises:
        DocumentError: as of `parse_ssml` and `parse_text`.
        EngineError: as of `Apart.run`; for long documents only.
    """
    if len(document) <= LONG_CHARACTERS:
        return await when_ready(
            lambda: _read(document, kind, voice, prosody, lexicons or {}, session_lexicons, base_uri, basic)
        )
    wanted = _Wanted(
        document if isinstance(document, str) else "",
        document if isinstance(document, bytes) else b"",
        kind,
        voice,
        prosody,
        {uri: _told(lexicon) for uri, lexicon in (lexicons or {}).items()},
        [_told(lexicon) for lexicon in session_lexicons],
        base_uri,
        basic,
    )
    told = await apart.run(FUNCTION, msgspec.msgpack.encode(wanted), source=source)
    read = msgspec.msgpack.decode(told, type=_Read)
    if read.utterance is None:
        raise DocumentError(read.refusal, line=read.line)
    return read.utterance


def read_octets(data: bytes) -> bytes:
    """The other process's end of `read_document`."""
    wanted = msgspec.msgpack.decode(data, type=_Wanted)
    try:
        utterance = _read(
            wanted.octets or wanted.text,
            wanted.kind,
            wanted.voice,
            wanted.prosody,
            {uri: _made(lexicon) for uri, lexicon in wanted.lexicons.items()},
            [_made(lexicon) for lexicon in wanted.session_lexicons],
            wanted.base_uri,
            wanted.basic,
        )
    except DocumentError as error:
        return msgspec.msgpack.encode(_Read(refusal=error.reason, line=error.line))
    return msgspec.msgpack.encode(_Read(utterance))


def _read(
    document: str | bytes,
    kind: Kind,
    voice: VoiceSelection,
    prosody: Prosody,
    lexicons: Mapping[str, Lexicon],
    session_lexicons: Sequence[Lexicon],
    base_uri: str,
    basic: bool,
) -> Utterance:
    if kind == "markup":
        return parse_ssml(
            document,
            voice=voice,
            prosody=prosody,
            lexicons=lexicons,
            session_lexicons=session_lexicons,
            base_uri=base_uri,
            allowed=BASIC_ELEMENTS if basic else None,
        )
    text = document if isinstance(document, str) else document.decode()
    if kind == "markdown":
        text = without_markdown(text)
    return parse_text(text, voice=voice, prosody=prosody, lexicons=session_lexicons)


def _told(lexicon: Lexicon) -> _Lexicon:
    return _Lexicon(lexicon.language, lexicon.entries)


def _made(lexicon: _Lexicon) -> Lexicon:
    return lexicon_of(lexicon.language, lexicon.entries)
