"""Running text with marks, breaks and voices in it → sentences.

A document walker pours runs of text in here, each with the `Style` it is said in; the builder finds the sentences in
what the runs spell together, normalises them, and lays down elements in order. Markup inside a sentence never ends
it; a clip or another voice cuts it into fragments that share its number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category

import msgspec

from engine.documents.errors import DocumentError
from engine.documents.lexicon import Found, apply
from engine.documents.prosody import cut_contour
from engine.documents.sentences import sentence_ends
from engine.interface import (
    PARAGRAPH_PAUSE_MS,
    PLAIN,
    SENTENCE_PAUSE_MS,
    Break,
    Clip,
    Element,
    Emphasis,
    LanguageFailure,
    Mark,
    Part,
    Prosody,
    Sentence,
    Span,
    VoiceSelection,
)
from engine.wording.normalize import normalize, unsaid_signs

if TYPE_CHECKING:
    from engine.documents.lexicon import Lexicon

ANY_VOICE = VoiceSelection()
STRONGER_BREAK_MS, STRONGER_BORDER_MS = 400, 700
"""A break without strength and time: inside a sentence, and where one or a paragraph ends anyway."""
# Stands for text that must not be searched for sentence ends; a capital, so that it can begin a sentence.
_ATOM = "X"


class Stretch:
    """The `text` of one prosody element with a duration or a contour, which its spans share by length, blanks aside."""

    __slots__ = ("characters", "position")

    def __init__(self, text: str) -> None:
        self.characters = max(_inked(text), 1)
        self.position = 0


class Origin(NamedTuple):
    """Where a run stands in what was written, for who follows it there (`engine.documents.word_list`)."""

    at: int
    """How many characters of text come before it, blanks not counted: those the walkers change."""
    size: int
    """How many it has, counted likewise."""
    by: str = ""
    """The element that gives its reading."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text is said: what the elements around it add up to."""

    voice: VoiceSelection = ANY_VOICE
    prosody: Prosody = PLAIN
    emphasis: Emphasis = ""
    language: str = ""
    """Set where it differs from that of `voice` (SSML lang)."""
    lexicons: tuple[Lexicon, ...] = ()
    token: bool = False
    stretch: Stretch | None = None
    on_language_failure: LanguageFailure = ""
    """onlangfailure; of the spans in `language`, and of what is still to change its language."""

    @property
    def spoken_language(self) -> str:
        return self.language or self.voice.language


@dataclass(slots=True)
class _Run:
    """Raw text; `spoken` or `ipa` is set where its reading is already known (say-as, sub, phoneme)."""

    raw: str
    style: Style
    spoken: str | None = None
    ipa: str = ""
    part: Mark | Break | None = None
    hush: bool = False
    """A break of strength none: only takes the natural pause away."""
    stronger: bool = False
    """A break without strength or time."""
    origin: Origin | None = None


MAX_MARKS_AT_ONCE = 1000
"""Each is told by an event of its own, those without speech between them all at once: 50,000 hold up all callers."""


class Builder:
    """Collects runs, lays down elements. Call `finish` at the end and take `elements`."""

    traces = False
    """Whether it wants to know where what is poured in comes from."""

    def __init__(self, paragraph: int = 0, sentence: int = 0) -> None:
        self.elements: list[Element] = []
        self._spoken_at: int | None = None
        """Index of the last sentence, unless a clip came after it."""
        self._has_break = False
        """A break stands behind it."""
        self.paragraph = paragraph
        self.sentence = sentence
        self._runs: list[_Run] = []
        self._marks_left = MAX_MARKS_AT_ONCE
        self._last_voice: VoiceSelection | None = None
        """That of the text in `_runs`; None while there is none."""
        self._in_fragment = False
        """The sentence numbered `sentence` has begun and not ended."""
        self._laid = False
        """The paragraph numbered `paragraph` has a sentence or clip."""

    # --- what a walker pours in ---------------------------------------------------------------------------------

    def text(self, raw: str, style: Style, origin: Origin | None = None) -> None:
        """Add running text as the document wrote it; blanks are collapsed here."""
        if raw:
            self._marks_left += _inked(raw)
            if not raw.isspace():
                self._voice_border(style.voice)
            self._runs.append(_Run(raw, style, origin=origin))

    def reading(
        self, raw: str, style: Style, *, spoken: str | None = None, ipa: str = "", origin: Origin | None = None
    ) -> None:
        """Add text whose reading is given: words to say in its place, or its pronunciation."""
        if raw.strip() or spoken or ipa:
            self._voice_border(style.voice)
            self._marks_left += _inked(raw)
            self._runs.append(_Run(raw, style, spoken=raw if spoken is None else spoken, ipa=ipa, origin=origin))

    def mark(self, name: str) -> None:
        """Raises DocumentError: there are many more marks than there is text so far."""
        self._marks_left -= 1
        if self._marks_left < 0:
            raise DocumentError(f"{MAX_MARKS_AT_ONCE} marks more than there are characters of text before them")
        self._runs.append(_Run("", _NO_STYLE, part=Mark(name)))

    def pause(self, ms: int) -> None:
        """Add a break; 0 ms takes away the natural pause of a border it stands at."""
        self._runs.append(_Run("", _NO_STYLE, part=Break(ms) if ms else None, hush=not ms))

    def stronger_pause(self) -> None:
        """Add a break stronger than what would be there without it (SSML 1.1 §3.2.3)."""
        self._runs.append(_Run("", _NO_STYLE, part=Break(STRONGER_BREAK_MS), stronger=True))

    def clip(self, clip: Clip, origin: Origin | None = None) -> None:
        """Add recorded audio; the sentence around it goes on behind it. `origin` is for who traces."""
        self._flush(closes=False)
        self._add(clip)
        self._laid = True

    def end_sentence(self) -> None:
        """Close the sentence: the text so far is one whatever its punctuation (s, p, end of document)."""
        self._flush(closes=True)

    def end_paragraph(self) -> None:
        """Close the paragraph; without any text in it nothing is counted."""
        self._flush(closes=True)
        _, last = self._last_sentence()
        if last is not None and last.paragraph == self.paragraph and last.pause_ms:
            self._set_pause(PARAGRAPH_PAUSE_MS)
        if self._laid:
            self.paragraph += 1
            self._laid = False

    def finish(self) -> tuple[Element, ...]:
        """Close what is open and return all elements."""
        self.end_sentence()
        return tuple(self.elements)

    def take(self) -> list[Element]:
        """Give away what is laid down: what comes next does not touch it any more."""
        elements, self.elements = self.elements, []
        self._spoken_at = None
        return elements

    # --- sentences ----------------------------------------------------------------------------------------------

    def _voice_border(self, voice: VoiceSelection) -> None:
        # A fragment has one voice.
        if self._last_voice is not None and self._last_voice != voice:
            self._flush(closes=False)
        self._last_voice = voice

    def _flush(self, *, closes: bool) -> None:
        runs, self._runs, self._last_voice = self._runs, [], None
        groups = _sentences(runs)
        for index, group in enumerate(groups):
            last = index == len(groups) - 1
            self._lay(group, ends=closes or not last or _ends_itself(group))
        if closes and self._in_fragment:
            self._close()

    def _lay(self, group: list[_Run], *, ends: bool) -> None:
        """Put one sentence, or a fragment, behind what is there."""
        lead, runs, tail = _trim(group)
        self._lay_silences(lead)
        parts = tuple(_parts(runs)) if runs else ()
        spans = [part for part in parts if isinstance(part, Span)]
        if not any(_speakable(span.text) or span.ipa for span in spans):
            # "." behind a voice element: nothing to say, but it may end the sentence before.
            self._lay_silences([run for run in runs if run.part or run.hush])
        else:
            voice = next(run.style.voice for run in runs if run.part is None and not run.hush)
            unsaid = sum(unsaid_signs(run.raw, _language(run.style)) for run in runs if run.spoken is None and run.raw)
            self._add(Sentence(parts, voice, self.paragraph, self.sentence, unsaid_signs=unsaid))
            self._in_fragment = self._laid = True
        if ends and self._in_fragment:
            self._close()
        self._lay_silences(tail)

    def _close(self) -> None:
        """End the current sentence: give its last fragment the natural pause."""
        self._set_pause(SENTENCE_PAUSE_MS)
        self.sentence += 1
        self._in_fragment = False

    def _lay_silences(self, runs: list[_Run]) -> None:
        for run in runs:
            part = run.part
            if run.hush or isinstance(part, Break):
                _, last = self._last_sentence()
                if run.stronger and last is not None and last.pause_ms:
                    part = Break(STRONGER_BORDER_MS)
                # The document's own break stands in for the natural one.
                self._set_pause(0)
            if part is not None:
                self._add(part)

    def _set_pause(self, ms: int) -> None:
        index, sentence = self._last_sentence()
        if sentence is None or (ms and self._has_break):
            return
        self.elements[index] = msgspec.structs.replace(sentence, pause_ms=ms)

    def _last_sentence(self) -> tuple[int, Sentence | None]:
        """Find the last sentence, with its index; None when there is none, or a clip came after it."""
        index = self._spoken_at
        if index is None:
            return 0, None
        sentence = self.elements[index]
        assert isinstance(sentence, Sentence)  # noqa: S101  # `_add` says so
        return index, sentence

    def _add(self, element: Element) -> None:
        """Lay down an element. What stands at the end is noted: thousands of breaks may follow a sentence."""
        if isinstance(element, Sentence):
            self._spoken_at, self._has_break = len(self.elements), False
        elif isinstance(element, Clip):
            self._spoken_at = None
        elif isinstance(element, Break):
            self._has_break = True
        self.elements.append(element)


_NO_STYLE = Style()


def _inked(text: str) -> int:
    return sum(map(len, text.split()))


def _speakable(text: str) -> bool:
    """Whether there is anything to say: letters and figures, or signs that an engine may have a name for."""
    return any(char.isalnum() for char in text) or any(category(char)[0] == "S" for char in text)


def _ends_itself(group: list[_Run]) -> bool:
    """Tell whether a fragment before a border is a whole sentence by its own punctuation."""
    text = _searched(group).rstrip()
    return bool(text) and text[-1] in ".!?…。！？।؟។\"'”’)" and sentence_ends(text + " The")[0] <= len(text)


def _searched(runs: list[_Run]) -> str:
    return "".join([run.raw if run.spoken is None else _ATOM * max(len(run.raw), 1) for run in runs])


def _sentences(runs: list[_Run]) -> list[list[_Run]]:
    """Cut runs at the sentence ends of the text that they spell together."""
    if not runs:
        return []
    text = _searched(runs)
    language = next((run.style.spoken_language for run in runs if run.raw), "") or "en"
    ends = sentence_ends(text, language)
    if len(ends) <= 1:
        return [runs]
    groups: list[list[_Run]] = [[]]
    position = 0
    remaining = iter(ends[:-1])
    end = next(remaining, len(text) + 1)
    for run in runs:
        if run.spoken is not None or not run.raw:
            # No end lies in an atom, nor right behind one.
            groups[-1].append(run)
            position += max(len(run.raw), 1) if run.spoken is not None else 0
            continue
        start = 0
        while position + len(run.raw) - start >= end:
            size = end - position
            groups[-1].append(_part_of(run, start, start + size))
            start += size
            position = end
            groups.append([])
            end = next(remaining, len(text) + 1)
        if start < len(run.raw):
            groups[-1].append(_part_of(run, start, len(run.raw)) if start else run)
            position += len(run.raw) - start
    return [group for group in groups if group]


def _part_of(run: _Run, start: int, end: int) -> _Run:
    raw, origin = run.raw[start:end], run.origin
    if origin is not None:
        origin = Origin(origin.at + _inked(run.raw[:start]), _inked(raw), origin.by)
    return replace(run, raw=raw, origin=origin)


def _trim(group: list[_Run]) -> tuple[list[_Run], list[_Run], list[_Run]]:
    """Split off the marks and breaks before the first and behind the last text; blank runs at the edges are dropped."""
    spoken = [index for index, run in enumerate(group) if run.raw.strip() or run.spoken]
    if not spoken:
        return [run for run in group if run.part or run.hush], [], []
    first, last = spoken[0], spoken[-1]
    lead = [run for run in group[:first] if run.part or run.hush]
    tail = [run for run in group[last + 1 :] if run.part or run.hush]
    return lead, group[first : last + 1], tail


# --- spans -----------------------------------------------------------------------------------------------------------


def _parts(runs: list[_Run]) -> list[Part]:
    """Turn the runs of one sentence into its parts: words normalised, blanks single and none at the edges."""
    parts: list[Part] = []
    blank = True
    for index, run in enumerate(runs):
        if run.part is not None:
            parts.append(run.part)
        elif not run.hush:
            blank = _spans(run, parts, blank=blank, last=index == len(runs) - 1)
    return parts


def _spans(run: _Run, parts: list[Part], *, blank: bool, last: bool) -> bool:
    """Append the spans of `run`; `blank` says that what is before ends in a blank, and so does the answer."""
    before = run.style.stretch.position if run.style.stretch else 0
    if run.style.stretch:
        run.style.stretch.position += _inked(run.raw)
    core = " ".join(run.raw.split())
    lead = " " if run.raw[:1].isspace() and not blank else ""
    trail = " " if run.raw[-1:].isspace() and not last and core else ""
    if run.spoken is not None:
        spoken = " ".join(run.spoken.split()) or core
        _append(parts, run.style, lead, spoken, trail, source=core, ipa=run.ipa)
        return bool(trail)
    if not core:
        if not blank:
            _add_blank(parts)
        return True
    style = _styled(run, before)
    if not style.lexicons:
        _append(parts, style, lead, _words(core, style), trail, source=core)
        return bool(trail)
    pieces = apply(core, style.lexicons)
    for index, piece in enumerate(pieces):
        head, tail = (lead if not index else ""), (trail if index == len(pieces) - 1 else "")
        if piece.entry is None:
            inner = piece.text.strip()
            left = " " if index and piece.text[:1].isspace() else head
            right = " " if index < len(pieces) - 1 and piece.text[-1:].isspace() and inner else tail
            _append(parts, style, left, _words(inner, style), right, source=inner)
        else:
            _append_found(parts, style, head, piece, tail)
    return bool(trail)


def _append_found(parts: list[Part], style: Style, lead: str, found: Found, trail: str) -> None:
    """Append what a lexicon has for a word. The words of an alias are said as any others are (PLS §4.7)."""
    entry, lexicon = found.entry, found.lexicon
    assert entry is not None and lexicon is not None  # noqa: S101, PT018 (the caller has looked)
    if entry.ipa:
        _append(parts, style, lead, found.text, trail, source=found.text, ipa=entry.ipa)
        return
    said = lexicon.said(entry.alias)
    for index, (part, ipa) in enumerate(said):
        inner = part.strip()
        left = lead if not index else " " if part[:1].isspace() else ""
        right = trail if index == len(said) - 1 else " " if part[-1:].isspace() and inner else ""
        source = found.text if len(said) == 1 else inner
        _append(parts, style, left, inner if ipa else _words(inner, style), right, source=source, ipa=ipa)


def _add_blank(parts: list[Part]) -> None:
    """Put a blank that stands between two elements behind the last span; a sentence begins with one."""
    index, span = [(index, part) for index, part in enumerate(parts) if isinstance(part, Span)][-1]
    source = f"{span.source} " if span.source else ""
    parts[index] = msgspec.structs.replace(span, text=f"{span.text} ", source=source)


def _words(text: str, style: Style) -> str:
    return normalize(text, _language(style))


def _language(style: Style) -> str:
    return style.spoken_language or "en-US"


def _styled(run: _Run, before: int) -> Style:
    """Give a run its share of a duration or contour that spans several runs."""
    stretch, prosody = run.style.stretch, run.style.prosody
    characters = 0 if stretch is None else _inked(run.raw)
    if stretch is None or characters >= stretch.characters:
        return run.style
    share = characters / stretch.characters
    start = 100 * before / stretch.characters
    duration = None if prosody.duration_ms is None else max(1, round(prosody.duration_ms * share))
    contour = cut_contour(prosody.contour, start, start + 100 * share)
    changed = Prosody(prosody.rate, prosody.pitch, prosody.range, prosody.volume_db, contour, duration)
    return replace(run.style, prosody=changed)


def _append(parts: list[Part], style: Style, lead: str, core: str, trail: str, *, source: str, ipa: str = "") -> None:
    text = f"{lead}{core}{trail}"
    written = source if source != core else ""
    span = Span(
        text,
        style.prosody,
        style.emphasis,
        ipa,
        style.language,
        f"{lead}{written}{trail}" if written else "",
        style.token,
        style.on_language_failure if style.language else "",
    )
    last = parts[-1] if parts else None
    if isinstance(last, Span) and _same_manner(last, span):
        joined = (last.source or last.text) + (span.source or span.text)
        whole = last.text + span.text
        span = msgspec.structs.replace(span, text=whole, source="" if joined == whole else joined)
        parts.pop()
    parts.append(span)


def _same_manner(one: Span, two: Span) -> bool:
    if one.token or two.token or one.ipa or two.ipa:
        return False
    if one.language != two.language or one.on_language_failure != two.on_language_failure:
        return False
    return one.prosody == two.prosody and one.emphasis == two.emphasis
