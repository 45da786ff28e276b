"""Plain text → Utterance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.documents.builder import ANY_VOICE, Builder, Style
from engine.documents.errors import DocumentError
from engine.interface import PLAIN, Prosody, Utterance, VoiceSelection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.documents.lexicon import Lexicon
    from engine.interface import Element

# An hour and a half of speech is 100,000 characters; 1 MB is spoken, more is a mistake.
MAX_TEXT_CHARACTERS = 4_000_000

_PARAGRAPH = re.compile(r"\n[ \t\r\f]*\n\s*|\u2029")
# Control characters that slip into text bodies; no engine has a sound for them.
_CONTROLS = dict.fromkeys(
    [*range(0x09), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFEFF, 0xFFFD, *range(0xD800, 0xE000)]
)
# A text without paragraphs is worked through in portions of about this size, cut at a line or a sentence.
_PORTION_CHARACTERS = 4000


def parse_text(
    text: str,
    *,
    voice: VoiceSelection = ANY_VOICE,
    prosody: Prosody = PLAIN,
    lexicons: Sequence[Lexicon] = (),
) -> Utterance:
    """Read text/plain; blank lines part paragraphs.

    `prosody` is that of the request's headers, which apply to plain text only (RFC 6787 §8.4.7). For long texts see
    `read_text`, which this exhausts.

    Raises:
        DocumentError: longer than `MAX_TEXT_CHARACTERS`.
    """
    return Utterance(tuple(read_text(text, voice=voice, prosody=prosody, lexicons=lexicons)))


def read_text(
    text: str,
    *,
    voice: VoiceSelection = ANY_VOICE,
    prosody: Prosody = PLAIN,
    lexicons: Sequence[Lexicon] = (),
) -> Iterator[Element]:
    """Yield the sentences of a plain text a portion at a time (4,000 characters): a megabyte starts as fast as a line.

    Raises:
        DocumentError: on the first step, longer than `MAX_TEXT_CHARACTERS`.
    """
    if len(text) > MAX_TEXT_CHARACTERS:
        raise DocumentError(f"text of {len(text)} characters, at most {MAX_TEXT_CHARACTERS} are accepted")
    style = Style(voice=voice, prosody=prosody, lexicons=tuple(lexicons))
    builder = Builder()
    for portion, ends_paragraph in _portions(text):
        builder.text(portion.translate(_CONTROLS), style)
        if ends_paragraph:
            builder.end_paragraph()
        else:
            builder.end_sentence()
        yield from builder.elements
        builder.elements.clear()


def _portions(text: str) -> Iterator[tuple[str, bool]]:
    """Cut into (portion, whether a paragraph ends there)."""
    start = 0
    while start < len(text):
        gap = _PARAGRAPH.search(text, start, start + _PORTION_CHARACTERS)
        if gap is not None:
            yield text[start : gap.start()], True
            start = gap.end()
            continue
        if len(text) - start <= _PORTION_CHARACTERS:
            yield text[start:], True
            return
        end = _portion_end(text, start, start + _PORTION_CHARACTERS)
        yield text[start:end], False
        start = end


def _portion_end(text: str, start: int, limit: int) -> int:
    for stop in (". ", "! ", "? ", "。", "\n", " "):
        at = text.rfind(stop, start + 1, limit)
        if at > start:
            return at + len(stop)
    return limit
