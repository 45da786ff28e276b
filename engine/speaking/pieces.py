"""Sentences into pieces: what one engine call gets, with the marks and words that lie in it.

A sentence is cut at its breaks, where another language begins, and where it is longer than an engine may be given at
once: there behind a comma or the like if possible, else between words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from engine.interface import MAX_PIECE_CHARACTERS, NOBODY, Break, Mark, Piece, Span
from engine.speaking.scripts import has_han, readable
from engine.words import Word, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.interface import LanguageFailure, Part, Sentence, VoiceInfo, VoiceSelection

_CLAUSE_END = re.compile(r"[,;:.!?–—)\]،؛。、，；：](?=\s)")
"""A clause ends here; a cut behind it passes for the pause that is there anyway."""
_BLANK = re.compile(r"\s")
_LEAST = MAX_PIECE_CHARACTERS // 3
"""A cut for the sake of a clause leaves at least so much, or the pieces would be scraps."""
_SENTENCE_END = re.compile(r"[.!?。！？…][\"')\]»”’]*$")


class PiecePlan(NamedTuple):
    """A piece, its words, and how many words of the sentence precede them."""

    piece: Piece
    marks: tuple[tuple[int, str], ...]
    """Where its marks stand: (character, name)."""
    words: tuple[Word, ...]
    first_word: int
    sources: tuple[Span, ...]
    """The spans as the document has them, for reports."""


def plan_sentence(
    sentence: Sentence,
    choose: Callable[[VoiceSelection], VoiceInfo],
    *,
    first_word: int = 0,
    end_word: int | None = None,
    parameters: tuple[tuple[str, str], ...] = (),
) -> Iterator[PiecePlan | Break | Mark]:
    """What is to be done for the words `first_word` up to `end_word` of `sentence`, in order.

    Marks and breaks before `first_word` are left out, and so are those behind `end_word`; a mark without words beside
    it, as between two breaks, comes by itself.

    Raises:
        LanguageUnsupportedError, VoiceUnavailableError: from `choose`.
    """
    voice = choose(sentence.voice)
    word = first_word
    for group in _groups(window(sentence.parts, first_word, end_word)):
        if isinstance(group, Break):
            yield group
            continue
        spans = [part for part in group if isinstance(part, Span)]
        if not "".join(span.text for span in spans).strip():
            yield from (part for part in group if isinstance(part, Mark))
            continue
        speaker, language = _speaker(sentence, spans[0], voice, choose)
        if speaker is not NOBODY:
            group = readable(group, speaker, language, _policy(sentence, spans[0]))  # noqa: PLW2901
        if speaker is NOBODY or not any(isinstance(part, Span) for part in group):
            yield from (part for part in group if isinstance(part, Mark))
            word += len(words(spans))
            continue
        for plan in _cut(group, speaker, language, parameters):
            yield plan._replace(first_word=word)
            word += len(plan.words)


def check_readable(sentence: Sentence, choose: Callable[[VoiceSelection], VoiceInfo]) -> None:
    """See before anything is heard whether the voices of `sentence` can read its script.

    Raises:
        LanguageUnsupportedError, VoiceUnavailableError: as `plan_sentence`, where it is written in Han characters.
    """
    if has_han([part for part in sentence.parts if isinstance(part, Span)]):
        for _ in plan_sentence(sentence, choose):
            pass


def sentence_words(sentence: Sentence) -> list[Word]:
    """The words of a sentence, as positions count them: those of its pieces, one after another."""
    return _words_of(sentence.parts)


def marks_with_words(sentence: Sentence) -> Iterator[tuple[str, int]]:
    """Each mark of `sentence` and how many words lie before it."""
    found = sentence_words(sentence)
    character = 0
    for part in sentence.parts:
        if isinstance(part, Mark):
            yield part.name, sum(word.start < character for word in found)
        elif isinstance(part, Span):
            character += len(part.text)


def window(parts: tuple[Part, ...], first_word: int, end_word: int | None) -> list[Part]:
    """`parts` from word `first_word` up to, without, `end_word`.

    A mark directly before `first_word` is kept, and so is one directly before `end_word`.
    """
    if first_word == 0 and end_word is None:
        return list(parts)
    found = _words_of(parts)
    total = sum(len(part.text) for part in parts if isinstance(part, Span))
    begin = found[first_word].start if first_word < len(found) else total
    end = total if end_word is None or end_word >= len(found) else found[end_word].start
    # From the very beginning and to the very end, everything is kept.
    lower = -1 if first_word == 0 else begin
    upper = total + 1 if end == total else end
    kept: list[Part] = []
    character = 0
    for part in parts:
        if isinstance(part, Span):
            kept += _sliced([part], max(0, lower - character), max(0, end - character))
            character += len(part.text)
        elif lower < character < upper or (isinstance(part, Mark) and lower <= character <= upper):
            kept.append(part)
    return kept


def _words_of(parts: tuple[Part, ...]) -> list[Word]:
    found: list[Word] = []
    offset = 0
    for group in _groups(list(parts)):
        if not isinstance(group, Break):
            spans = [part for part in group if isinstance(part, Span)]
            found += [Word(word.start + offset, word.end + offset) for word in words(spans)]
            offset += sum(len(span.text) for span in spans)
    return found


def _groups(parts: list[Part]) -> Iterator[list[Span | Mark] | Break]:
    """Runs of spans and marks in one language, and the breaks between them."""
    group: list[Span | Mark] = []
    language: str | None = None
    for part in parts:
        if isinstance(part, Break):
            if group:
                yield group
            yield part
            group, language = [], None
            continue
        if isinstance(part, Span):
            if language is not None and part.language != language and part.text.strip():
                yield group
                group = []
            language = part.language if part.text.strip() or language is None else language
        group.append(part)
    if group:
        yield group


def _speaker(
    sentence: Sentence, span: Span, voice: VoiceInfo, choose: Callable[[VoiceSelection], VoiceInfo]
) -> tuple[VoiceInfo, str]:
    """Who speaks a span: its sentence's voice, unless the span is in a language which that one does not speak.

    Where the document wants the language ignored, the piece is in that of the voice.
    """
    if not span.language:
        return voice, _spoken_language(sentence.voice, voice)
    if _speaks(voice, span.language):
        return voice, span.language
    wanted = msgspec.structs.replace(
        sentence.voice, language=span.language, around=sentence.voice, on_language_failure=span.on_language_failure
    )
    chosen = choose(wanted)
    return chosen, _spoken_language(wanted, chosen)


def _policy(sentence: Sentence, span: Span) -> LanguageFailure:
    return span.on_language_failure if span.language else sentence.voice.on_language_failure


def _spoken_language(selection: VoiceSelection, voice: VoiceInfo) -> str:
    """The innermost language of the document that `voice` speaks; that of the text if there is none."""
    around: VoiceSelection | None = selection
    while around is not None and not _speaks(voice, around.language):
        around = around.around
    return (around or selection).language


def _speaks(voice: VoiceInfo, language: str) -> bool:
    primary = language.partition("-")[0].lower()
    return any(spoken.partition("-")[0].lower() == primary for spoken in voice.languages)


def _cut(
    group: list[Span | Mark], voice: VoiceInfo, language: str, parameters: tuple[tuple[str, str], ...]
) -> Iterator[PiecePlan]:
    """The pieces of one group."""
    spans = [part for part in group if isinstance(part, Span)]
    text = "".join(span.text for span in spans)
    ends = [*_borders(text, spans), len(text)]
    marks = list(_placed(group))
    heeded = tuple(parameter for parameter in parameters if parameter[0] in voice.parameters)
    begin = 0
    for index, end in enumerate(ends):
        # Blanks at the edges say nothing, and would keep equal sentences from being equal for the cache.
        left = end - len(text[begin:end].lstrip())
        right = begin + len(text[begin:end].rstrip())
        last = index == len(ends) - 1
        sources = tuple(_sliced(spans, left, right))
        within = [
            (min(max(0, at - left), right - left), name)
            for at, name in marks
            if begin <= at < end or (last and at >= end)
        ]
        piece = Piece(
            spans=tuple(map(_canonical, sources)),
            voice=voice.name,
            language=language,
            closes=last and bool(_SENTENCE_END.search(text[begin:right])),
            parameters=heeded,
        )
        yield PiecePlan(piece, tuple(within), tuple(words(sources)), 0, sources)
        begin = end


def _placed(group: list[Span | Mark]) -> Iterator[tuple[int, str]]:
    character = 0
    for part in group:
        if isinstance(part, Mark):
            yield character, part.name
        else:
            character += len(part.text)


def _borders(text: str, spans: list[Span]) -> Iterator[int]:
    """Where to cut `text`, without its end."""
    unbreakable = list(_unbreakable(spans))
    begin = 0
    while (latest := _latest(begin, unbreakable)) < len(text):
        clauses = [match.end() for match in _CLAUSE_END.finditer(text, begin + _LEAST, latest)]
        blanks = [match.end() for match in _BLANK.finditer(text, begin + 1, latest)]
        allowed = [at for at in clauses if not _inside(at, unbreakable)][-1:] or [
            at for at in blanks if not _inside(at, unbreakable)
        ][-1:]
        begin = allowed[0] if allowed else _forced(latest, begin, unbreakable)
        if begin >= len(text):
            return
        yield begin


class _Unbreakable(NamedTuple):
    """A span whose pronunciation belongs to it as a whole."""

    begin: int
    end: int
    added: int
    """How much longer its pronunciation is than its text: that counts as well for what a piece may hold."""


def _unbreakable(spans: list[Span]) -> Iterator[_Unbreakable]:
    character = 0
    for span in spans:
        if span.ipa:
            yield _Unbreakable(character, character + len(span.text), max(0, len(span.ipa) - len(span.text)))
        character += len(span.text)


def _latest(begin: int, unbreakable: list[_Unbreakable]) -> int:
    """Where a piece from `begin` on ends at the latest; one thing that must stay whole may be too long for any."""
    latest = begin + MAX_PIECE_CHARACTERS
    for index in range(bisect_left(unbreakable, begin, key=lambda one: one.begin), len(unbreakable)):
        one = unbreakable[index]
        if one.begin >= latest:
            break
        latest -= one.added
        if latest < one.end:
            return one.begin if one.begin > begin else one.end
    return latest


def _around(at: int, unbreakable: list[_Unbreakable]) -> _Unbreakable | None:
    """What would be cut apart by a cut at `at`."""
    index = bisect_right(unbreakable, at - 1, key=lambda one: one.begin) - 1
    return unbreakable[index] if index >= 0 and at < unbreakable[index].end else None


def _inside(at: int, unbreakable: list[_Unbreakable]) -> bool:
    return _around(at, unbreakable) is not None


def _forced(latest: int, begin: int, unbreakable: list[_Unbreakable]) -> int:
    """A cut where there is no good place: before or behind what must stay whole."""
    whole = _around(latest, unbreakable)
    if whole is None:
        return latest
    return whole.begin if whole.begin > begin else whole.end


def _sliced(spans: list[Span], begin: int, end: int) -> Iterator[Span]:
    character = 0
    for span in spans:
        low, high = max(begin - character, 0), min(end - character, len(span.text))
        if low < high:
            whole = low == 0 and high == len(span.text)
            # What is cut off at the edges of a piece is mostly a blank: the source is still that of the rest.
            source = span.source if whole or span.text[low:high].strip() == span.text.strip() else ""
            yield span if whole else msgspec.structs.replace(span, text=span.text[low:high], source=source)
        character += len(span.text)


def _canonical(span: Span) -> Span:
    """What matters for the sound."""
    if not span.source and not span.token and not span.on_language_failure:
        return span
    return msgspec.structs.replace(span, source="", token=False, on_language_failure="")
