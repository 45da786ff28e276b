"""Plain text → Utterance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.documents.builder import ANY_VOICE, Builder, Origin, Style
from engine.documents.errors import DocumentError
from engine.documents.sentences import TERMINATOR, is_end
from engine.interface import PLAIN, Prosody, Utterance, VoiceSelection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.documents.lexicon import Lexicon
    from engine.interface import Element

# An hour and a half of speech is 100,000 characters; 1 MB is spoken, more is a mistake.
MAX_TEXT_CHARACTERS = 4_000_000

_PARAGRAPH = re.compile(r"\n[ \t\r\f]*\n\s*|\u2029")
# Control characters that slip into text bodies; no engine has a sound for them.
CONTROLS = dict.fromkeys(
    [*range(0x09), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFEFF, 0xFFFD, *range(0xD800, 0xE000)]
)
# A long text is worked through in portions that end where a paragraph or a sentence does: of the first size that has
# such a place. The first portion is what the listener waits for, at some 100 characters in 0.15 ms.
_PORTION_CHARACTERS = (400, 4000)


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
    builder: Builder | None = None,
) -> Iterator[Element]:
    """Yield the sentences of a plain text a portion at a time (400 characters): a megabyte starts as fast as a line.

    `builder` takes the text, in place of one that only builds.

    Raises:
        DocumentError: on the first step, longer than `MAX_TEXT_CHARACTERS`.
    """
    if len(text) > MAX_TEXT_CHARACTERS:
        raise DocumentError(f"text of {len(text)} characters, at most {MAX_TEXT_CHARACTERS} are accepted")
    style = Style(voice=voice, prosody=prosody, lexicons=tuple(lexicons))
    builder = builder or Builder()
    written = 0
    for portion, ends_paragraph in _portions(text, voice.language or "en"):
        raw, origin = portion.translate(CONTROLS), None
        if builder.traces:
            origin = Origin(written, sum(map(len, raw.split())))
            written += origin.size
        builder.text(raw, style, origin)
        if ends_paragraph:
            builder.end_paragraph()
        else:
            builder.end_sentence()
        yield from builder.take()


def _portions(text: str, language: str) -> Iterator[tuple[str, bool]]:
    """Cut into (portion, whether a paragraph ends there)."""
    start = 0
    while start < len(text):
        end, next_start, ends_paragraph = _portion_end(text, start, language)
        yield text[start:end], ends_paragraph
        start = next_start


def _portion_end(text: str, start: int, language: str) -> tuple[int, int, bool]:
    """Where the portion from `start` ends, where the next one begins, and whether a paragraph ends between them."""
    for size in _PORTION_CHARACTERS:
        limit = start + size
        gap = _PARAGRAPH.search(text, start, limit)
        if gap is not None:
            return gap.start(), gap.end(), True
        if len(text) <= limit:
            return len(text), len(text), True
        end = _last_sentence_end(text, start, limit, language)
        if end:
            return end, end, False
    # No sentence is so long: anywhere between words will do, or anywhere.
    end = max(text.rfind(blank, start + 1, limit) for blank in "\n ") + 1 or limit
    return end, end, False


def _last_sentence_end(text: str, start: int, limit: int, language: str) -> int:
    """The last one before `limit`, 0 if there is none."""
    begin = start
    end = 0
    for match in TERMINATOR.finditer(text, start, limit):
        if match.end() < limit and is_end(text, match, complete=False, start=begin, language=language):
            begin = end = match.end()
    return end
