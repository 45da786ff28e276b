"""What a request wants spoken, and how it becomes an utterance."""

from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import escape

import msgspec

from engine.apart import Apart
from engine.documents.errors import DocumentError
from engine.documents.markdown import without_markdown
from engine.documents.reading_apart import read_document
from engine.documents.ssml import parse_ssml
from engine.documents.ssml_dialects import begins_as_ssml
from engine.documents.text import parse_text
from engine.errors import EngineError
from engine.interface import PLAIN, Break, Clip, Element, Prosody, Sentence, Span, Utterance, VoiceSelection
from engine.tokens.spoken_text import without_tags
from mrcp_server.doors.web.formats import OutputFormat
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.speech_service import refused_by_engine

_SPEAK_START = '<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="'
_SLOWEST, _FASTEST = 0.25, 4.0


@dataclass(slots=True, frozen=True)
class SpeakInput:
    """One text, plain or a whole SSML document, in one voice and format."""

    text: str
    voice: VoiceSelection
    format: OutputFormat
    speed: float = 1.0
    """A factor on the voice's own."""


def check_text(text: str, most: int, field: str) -> None:
    """Raises RefusedError for a text that is empty, binary or too long."""
    if len(text) > most:
        message = f"the text has {len(text)} characters, at most {most} are accepted"
        raise RefusedError(Reason.TEXT_TOO_LONG, message, field)
    if "\0" in text:
        raise RefusedError(Reason.INVALID, "the text is binary data", field)
    if not text.strip():
        raise RefusedError(Reason.EMPTY_TEXT, "the text is empty", field)


def check_speed(speed: float, field: str = "speed", slowest: float = _SLOWEST, fastest: float = _FASTEST) -> float:
    """`speed`, which may be an integer of any size; raises RefusedError outside its limits."""
    if not slowest <= speed <= fastest:
        raise RefusedError(Reason.INVALID, f"{field} must lie between {slowest} and {fastest}", field)
    return float(speed)


def read(speak_input: SpeakInput, field: str = "text") -> Utterance:
    """The utterance of an speak_input. Raises RefusedError for SSML that is not valid."""
    try:
        # No vendor has another way to say so.
        if begins_as_ssml(speak_input.text):
            return _at_speed(parse_ssml(speak_input.text, voice=speak_input.voice), speak_input.speed)
        text = without_markdown(speak_input.text)
        return parse_text(text, voice=speak_input.voice, prosody=Prosody(rate=speak_input.speed))
    except DocumentError as error:
        raise RefusedError(Reason.DOCUMENT, f"the document cannot be read: {error}", field) from None


async def read_long(speak_input: SpeakInput, apart: Apart, source: str, field: str = "text") -> Utterance:
    """As `read`, of a text of any length that the host `source` sent. Raises RefusedError also for too much work."""
    is_markup = begins_as_ssml(speak_input.text)
    try:
        utterance = await read_document(
            apart,
            speak_input.text,
            "markup" if is_markup else "markdown",
            voice=speak_input.voice,
            prosody=PLAIN if is_markup else Prosody(rate=speak_input.speed),
            source=source,
        )
    except DocumentError as error:
        raise RefusedError(Reason.DOCUMENT, f"the document cannot be read: {error}", field) from None
    except EngineError as error:
        raise refused_by_engine(error) from None
    return _at_speed(utterance, speak_input.speed) if is_markup else utterance


def read_marked_up(speak_input: SpeakInput) -> Utterance:
    """Text with SSML elements in it but none around it, as language models write it; without them if they are wrong."""
    wrapped = f'{_SPEAK_START}{escape(speak_input.voice.language or "en")}">{speak_input.text}</speak>'
    try:
        # A model writes whatever it likes: that is nothing to be told of.
        return msgspec.structs.replace(read(replace(speak_input, text=wrapped)), notes=())
    except RefusedError:
        return read(replace(speak_input, text=without_tags(speak_input.text)))


def after_pause(utterance: Utterance, pause_ms: int) -> Utterance:
    """The utterance behind so much silence."""
    if not pause_ms:
        return utterance
    return msgspec.structs.replace(utterance, elements=(Break(pause_ms), *utterance.elements))


def _at_speed(utterance: Utterance, speed: float) -> Utterance:
    """The document's own rates stay relative to each other."""
    if speed == 1.0:
        return utterance
    return msgspec.structs.replace(utterance, elements=_all_at_speed(utterance.elements, speed))


def _all_at_speed(elements: tuple[Element, ...], speed: float) -> tuple[Element, ...]:
    return tuple(_element_at_speed(element, speed) for element in elements)


def _element_at_speed(element: Element, speed: float) -> Element:
    if isinstance(element, Sentence):
        return msgspec.structs.replace(element, parts=tuple(_part_at_speed(part, speed) for part in element.parts))
    if isinstance(element, Clip):
        return msgspec.structs.replace(element, fallback=_all_at_speed(element.fallback, speed))
    return element


def _part_at_speed(part: Any, speed: float) -> Any:
    if not isinstance(part, Span):
        return part
    return msgspec.structs.replace(part, prosody=msgspec.structs.replace(part.prosody, rate=part.prosody.rate * speed))
