"""Header fields and bodies of what a recognizer sends (§9.4, §9.12, §9.14)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from lxml import etree

from mrcp_server.mrcp.recognizer import emma, nlsml
from mrcp_server.mrcp.recognizer.result_form import EMMA, NLSML, UTF_8
from mrcp_server.mrcp.wire.codes import RecognitionCause

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mrcp_server.mrcp.recognizer.recognition import Done
    from mrcp_server.mrcp.recognizer.recognition_result import Alternative, Waveform
    from mrcp_server.mrcp.recognizer.result_form import ResultForm

# Somebody spoke or pressed keys, and it was no match.
_NO_MATCHES: Final = frozenset(
    {
        RecognitionCause.NO_MATCH,
        RecognitionCause.HOTWORD_MAXTIME,
        RecognitionCause.PARTIAL_MATCH,
        RecognitionCause.PARTIAL_MATCH_MAXTIME,
        RecognitionCause.NO_MATCH_MAXTIME,
    }
)


class ResultWriter(Protocol):
    """How results are written in one media type: see `nlsml`."""

    def matches(self, alternatives: Sequence[Alternative], wall_offset_s: float, *, meaning: bool = True) -> str:
        """One or more matches, best first."""

    def no_match(self, rejected: Alternative | None, grammar: str = "", mode: str = "speech") -> str:
        """Something that matches nothing."""

    def no_input(self, grammar: str = "", mode: str = "speech") -> str:
        """Nothing at all."""


_WRITERS: Final[Mapping[str, ResultWriter]] = {NLSML: nlsml, EMMA: emma}


def writer_of(media_type: str) -> ResultWriter:
    """The one for a media type of `result_form.MEDIA_TYPES`."""
    return _WRITERS[media_type]


def result_entity(
    done: Done,
    grammar: str,
    wall_offset_s: float,
    form: ResultForm,
    *,
    also_failures: bool = True,
    mode: str = "speech",
) -> tuple[list[tuple[str, str]], bytes]:
    """Header fields and body of a result as its receiver wants it; neither where the cause says it all (errors,
    cancelled).

    `also_failures` False leaves no-match and no-input without a body: mod_unimrcp's dial plan then sees the cause.
    `mode` is what was listened for, "dtmf" where that was nothing but keys, "text" where nobody listened (INTERPRET).
    """
    writer = writer_of(form.media_type)
    if done.accepted:
        told = done.accepted if form.word_times else [replace(one, words=()) for one in done.accepted]
        xml = writer.matches(told, wall_offset_s, meaning=done.cause is not RecognitionCause.SEMANTICS_FAILURE)
    elif done.cause in _NO_MATCHES and also_failures:
        xml = writer.no_match(done.rejected, grammar, mode)
    elif done.cause is RecognitionCause.NO_INPUT_TIMEOUT and also_failures:
        xml = writer.no_input(grammar, mode)
    else:
        return [], b""
    charset, body = encode_document(xml, form.charset)
    content_type = form.media_type if charset == UTF_8 else f"{form.media_type};charset={charset}"
    return [("Content-Type", content_type)], body


def encode_document(xml: str, charset: str = UTF_8) -> tuple[str, bytes]:
    """`xml` as a document, and the charset it is in: the one that is wanted, of `result_form.CHARSETS`. What that lacks
    is written as its number; where it cannot be, in a name, the document is in UTF-8 after all."""
    document = f'<?xml version="1.0" encoding="{charset.upper()}"?>\n{xml}'.encode(charset, "xmlcharrefreplace")
    if charset != UTF_8 and not _is_well_formed(document):
        return encode_document(xml)
    return charset, document


def _is_well_formed(document: bytes) -> bool:
    try:
        etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return False
    return True


def waveform_uri(waveform: Waveform | None) -> tuple[str, str]:
    """§9.4.8; empty "if there was some error condition preventing the server from recording"."""
    return ("Waveform-URI", str(waveform) if waveform is not None else "")
