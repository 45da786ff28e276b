"""A prompt → what will be said of it, token by token, each with its class and its place in what was written.

The prompt goes the way it goes when it is spoken, through the same walkers and the same builder; this one notes, for
each sentence that it lays down, what its words are made of. For authors of prompts who want to see before callers hear,
and for whoever ties times in the audio to places in the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import quoteattr

from engine.documents.builder import Builder, Origin, Style
from engine.documents.lexicon import apply
from engine.documents.markdown import without_markdown_at
from engine.documents.ssml import parse_ssml
from engine.documents.ssml_dialects import begins_as_ssml
from engine.documents.ssml_origins import places_in
from engine.documents.text import CONTROLS, read_text
from engine.interface import BLEEP_URI, Clip, Sentence, Span, Utterance, VoiceSelection
from engine.wording.classes.signs import SYMBOL
from engine.wording.normalize import is_known, tokens
from engine.wording.token import Token

if TYPE_CHECKING:
    from engine.documents.builder import _Run
    from engine.documents.lexicon import Lexicon
    from engine.documents.ssml_origins import Place

_WORD, _SIGN = "word", "sign"


class SaidToken(NamedTuple):
    """One token of a prompt."""

    kind: str
    """Its class: as in `engine.wording.token.Token`, or what gives its reading: "say-as", "sub", "phoneme", "lexicon",
    "ruby"; "bleep" and "recording" are heard in place of the text."""
    start: int
    """Characters `start` to `end` of the prompt, of a document with its markup."""
    end: int
    written: str
    """The text there, its blanks single, without markup; a recording's URI."""
    words: str
    """What is said; "" where nothing is."""
    sentence: int
    """Its sentence, from 0, among those of which something is said; one that says nothing has the next one's."""
    language: str
    """BCP 47 tag of the language that it is read in."""
    ipa: str = ""
    """Its pronunciation, where that is given."""


@dataclass(slots=True)
class WordList:
    """All of a prompt."""

    said: list[str] = field(default_factory=list)
    """What each sentence says."""
    tokens: list[SaidToken] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    """What in the markup means nothing or was taken otherwise than written."""
    unknown_languages: list[str] = field(default_factory=list)
    """Tags of the languages that were left to their engines: their text is passed on as it is."""

    @property
    def unsaid_signs(self) -> int:
        """Signs, or rows of them, that have no name and are said as a mere "symbol"."""
        return sum(token.kind == SYMBOL for token in self.tokens)


def list_words(
    prompt: str,
    language: str = "en-US",
    *,
    ssml: bool | None = None,
    markdown: bool = True,
    lexicons: Sequence[Lexicon] = (),
) -> WordList:
    """Tell what will be said of `prompt` in `language`, a BCP 47 tag, where it names no other itself.

    Args:
        prompt: plain text, or SSML.
        language: that of the voice.
        ssml: whether it is SSML; text with elements in it but none around it is taken too. None: where it begins so.
        markdown: whether the marks of markdown and emoji are taken off plain text, as doors do.
        lexicons: apply to all of it. Those that a document names are not fetched.

    Raises:
        DocumentError: not well-formed or not valid SSML, or too long.
    """
    voice = VoiceSelection(language=language)
    if ssml if ssml is not None else begins_as_ssml(prompt):
        document, offset = prompt, 0
        if not begins_as_ssml(prompt):
            lead = f"<speak version='1.1' xml:lang={quoteattr(language)}>"
            document, offset = f"{lead}{prompt}</speak>", len(lead)
        builder = _WordBuilder()
        utterance = parse_ssml(document, voice=voice, session_lexicons=lexicons, builder=builder)
        places = [(start - offset, end - offset) for start, end in places_in(document)]
        return builder.word_list(places, len(prompt), utterance)
    text, positions = without_markdown_at(prompt) if markdown else (prompt, list(range(len(prompt))))
    builder = _WordBuilder()
    elements = tuple(read_text(text, voice=voice, lexicons=lexicons, builder=builder))
    places = [
        (position, position + 1)
        for char, position in zip(text, positions, strict=True)
        if not char.isspace() and ord(char) not in CONTROLS
    ]
    return builder.word_list(places, len(prompt), Utterance(elements))


class _Found(NamedTuple):
    """A token whose place is told by characters of text, blanks left out."""

    token: SaidToken
    first: int
    behind: int


class _WordBuilder(Builder):
    """Lays sentences down as any builder, and notes what they are made of."""

    traces = True

    def __init__(self) -> None:
        super().__init__()
        self._found: list[_Found] = []
        self._said: list[str] = []
        self._unknown: dict[str, None] = {}

    def word_list(self, places: Sequence[Place], length: int, utterance: Utterance) -> WordList:
        """What was noted, `places` being those of the characters of text in a prompt of so many characters."""
        placed = []
        for token, first, behind in self._found:
            start, end = _span(first, behind, places, length)
            placed.append(token._replace(start=start, end=end))
        return WordList(self._said, placed, utterance.notes, list(self._unknown))

    def clip(self, clip: Clip, origin: Origin | None = None) -> None:
        super().clip(clip, origin)
        if origin is not None:
            uri = "" if clip.uri == BLEEP_URI else clip.uri
            self._note(origin.by, uri, "", origin.at, origin.at + origin.size, Style())

    def _lay(self, group: list[_Run], *, ends: bool) -> None:
        laid = len(self.elements)
        for run in group:
            if run.origin is not None:
                self._read(run, run.origin)
        super()._lay(group, ends=ends)
        for element in self.elements[laid:]:
            if isinstance(element, Sentence):
                text = "".join(part.text for part in element.parts if isinstance(part, Span))
                self._said.append(" ".join(text.split()))

    def _read(self, run: _Run, origin: Origin) -> None:
        core = " ".join(run.raw.split())
        first, behind, style = origin.at, origin.at + origin.size, run.style
        if run.spoken is not None:
            words = " ".join(run.spoken.split()) or core
            self._note(origin.by, core, words, first, behind, style, run.ipa)
            return
        if not core:
            return
        position = first
        for piece in apply(core, style.lexicons) if style.lexicons else ():
            size = sum(map(len, piece.text.split()))
            if piece.entry is None:
                self._running(piece.text, style, position)
            else:
                written = " ".join(piece.text.split())
                words = " ".join((piece.entry.alias or written).split())
                self._note("lexicon", written, words, position, position + size, style, piece.entry.ipa)
            position += size
        if not style.lexicons:
            self._running(core, style, first)

    def _running(self, text: str, style: Style, first: int) -> None:
        """Note the tokens of running text whose first character, blanks left out, is the one numbered `first`."""
        language = style.spoken_language or "en-US"
        known = tokens(text, language) if is_known(language) else None
        if known is None:
            self._unknown[language] = None
            known = _as_written(text)
        blanks = [index for index, char in enumerate(text) if char.isspace()]
        for token in known:
            written = " ".join(token.written.split())
            if written:
                begin = token.start - bisect_right(blanks, token.start)
                size = sum(map(len, written.split()))
                self._note(token.kind, written, token.words, first + begin, first + begin + size, style)

    def _note(self, kind: str, written: str, words: str, first: int, behind: int, style: Style, ipa: str = "") -> None:
        sentence = len(self._said)
        language = style.spoken_language or "en-US"
        self._found.append(_Found(SaidToken(kind, 0, 0, written, words, sentence, language, ipa), first, behind))


def _as_written(text: str) -> list[Token]:
    """The words of a language that is left to its engine, between blanks."""
    found: list[Token] = []
    position = 0
    for word in text.split():
        position = text.index(word, position)
        kind = _WORD if any(map(str.isalnum, word)) else _SIGN
        found.append(Token(kind, position, position + len(word), word, word))
        position += len(word)
    return found


def _span(first: int, behind: int, places: Sequence[Place], length: int) -> Place:
    if first >= len(places):
        return length, length
    start = places[first][0]
    return (start, places[min(behind, len(places)) - 1][1]) if behind > first else (start, start)
