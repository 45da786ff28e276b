"""A piece as text for espeak-ng: embedded commands for prosody, `[[…]]` for phonemes, and the way back to our
characters.

Embedded commands (octet 1, a number, a letter) are what the library turns its own SSML into. They take exact values,
need no escaping, and leave the reported word positions right when each stands directly before a word.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from engine.emphasis import effective_prosody
from engine.wording.letters import lone_letters
from engine.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from engine.interface import Piece, Pitch, Prosody, Span

NORMAL_WPM, NORMAL_PITCH, NORMAL_RANGE = 175, 50, 50
"""The library's own values."""
MIN_WPM, MAX_WPM = 80, 450
"""Below 80 words a minute the library goes no slower; above 450 speech is no longer understood."""

_PITCH_VALUES = (0.0, 10.0, 25.0, 50.0, 75.0, 99.0)
"""Median pitch of the default voice, relative to that at 50, for values of the pitch parameter (measured, 1.52.0)."""
_PITCH_OCTAVES = tuple(math.log2(factor) for factor in (0.68, 0.75, 0.816, 1.0, 1.28, 1.66))
_OWN_RANGE = 0.36
"""The default voice moves over this share of its pitch."""

_COMMAND = "\x01"
SPELLED, AS_USUAL = f"{_COMMAND}18Y", f"{_COMMAND}0Y"
"""Around a letter that is to be named: alone, "A" would be an article."""
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f]")
"""Control characters would be commands, and "[[" would begin phonemes."""
_LONG_RUN = re.compile(r"\S{60}(?=\S)")
"""What has no blank for longer gets one: the library writes the phonemes of a word into 200 octets and on behind them,
and figures with periods in a row, 120 of them in Georgian, crash it."""
_LEADING_BLANKS = re.compile(r"\s*")


class Settings(NamedTuple):
    """The library's parameters for a stretch of text."""

    wpm: int = NORMAL_WPM
    pitch: int = NORMAL_PITCH
    range: int = NORMAL_RANGE


class Markup(NamedTuple):
    """Text for the library, whether it holds phonemes, and where its parts come from."""

    text: str
    has_phonemes: bool
    anchors: tuple[tuple[int, int, bool], ...]
    """(position in `text`, character of the piece, whether what follows is not our text but stands for it)."""

    def character(self, position: int) -> int:
        """The character of the piece that the library means by `position`."""
        index = bisect_right(self.anchors, position, key=lambda anchor: anchor[0]) - 1
        written, ours, stands_for_it = self.anchors[max(0, index)]
        return ours if stands_for_it else ours + max(0, position - written)


def settings(prosody: Prosody, own_pitch_hz: Callable[[], float]) -> Settings:
    """The parameters that come nearest to `prosody`; `own_pitch_hz` is asked only where the document speaks of Hz."""
    wpm = round(min(MAX_WPM, max(MIN_WPM, NORMAL_WPM * prosody.rate)))
    pitch = _factor(prosody.pitch, own_pitch_hz, 1.0)
    span = _factor(prosody.range, own_pitch_hz, _OWN_RANGE)
    octaves = math.log2(max(0.1, pitch))
    value = float(np.interp(octaves, _PITCH_OCTAVES, _PITCH_VALUES))
    return Settings(wpm, round(value), round(min(99.0, NORMAL_RANGE * span)))


def _factor(pitch: Pitch, own_pitch_hz: Callable[[], float], share: float) -> float:
    if not pitch.hz and not pitch.offset_hz:
        return pitch.factor
    own = own_pitch_hz() * share
    return pitch.resolve(own) / own


class _Writer:
    """Text and anchors under construction."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.anchors: list[tuple[int, int, bool]] = []
        self.length = 0
        self.now = Settings()

    def write(self, text: str, character: int, *, stands_for_it: bool = False) -> None:
        self.anchors.append((self.length, character, stands_for_it))
        self.parts.append(text)
        self.length += len(text)

    def change(self, wanted: Settings, character: int) -> None:
        """Commands for what differs."""
        commands = "".join(
            f"{_COMMAND}{value}{letter}"
            for value, old, letter in zip(wanted, self.now, "SPR", strict=True)
            if value != old
        )
        self.now = wanted
        if commands:
            self.write(commands, character, stands_for_it=True)


def compose(
    piece: Piece,
    mnemonics: Callable[[str], str],
    own_pitch_hz: Callable[[], float],
    rates: Mapping[int, float] | None = None,
) -> Markup:
    """`piece` for the library. `rates` replaces the rate of spans by index, where a duration was asked for."""
    writer = _Writer()
    has_phonemes = False
    character = 0
    letters = frozenset(lone_letters(piece.text, piece.language))
    for index, span in enumerate(piece.spans):
        prosody = effective_prosody(span)
        wpm = rates.get(index) if rates else None
        phonemes = mnemonics(span.ipa) if span.ipa else ""
        for begin, end, target in _stretches(span, prosody):
            wanted = settings(prosody, own_pitch_hz) if target is None else settings(target, own_pitch_hz)
            if wpm is not None:
                wanted = wanted._replace(wpm=round(min(MAX_WPM, max(MIN_WPM, wpm))))
            _write_stretch(writer, span.text[begin:end], character + begin, wanted, phonemes, letters)
        has_phonemes = has_phonemes or bool(phonemes)
        character += len(span.text)
    if not piece.closes and "".join(writer.parts).rstrip()[-1:].isalnum():
        writer.write(",", character)  # the sentence goes on: the voice stays up
    return Markup("".join(writer.parts), has_phonemes, tuple(writer.anchors) or ((0, 0, False),))


def _write_stretch(
    writer: _Writer, text: str, character: int, wanted: Settings, phonemes: str, letters: Collection[int]
) -> None:
    blanks = _LEADING_BLANKS.match(text)
    lead = blanks.end() if blanks else 0
    writer.write(" " * lead, character)
    if lead == len(text):
        return
    writer.change(wanted, character + lead)
    if phonemes:
        body = text[lead:].rstrip()
        writer.write(f"[[{phonemes}]]", character + lead, stands_for_it=True)
        writer.write(" " * (len(text) - lead - len(body)), character + lead + len(body))
        return
    speakable = _UNSPEAKABLE.sub(" ", text[lead:]).replace("[[", "[ ")
    begin = 0
    for run in _LONG_RUN.finditer(speakable):
        _write_letters(writer, speakable[begin : run.end()], character + lead + begin, letters)
        begin = run.end()
        writer.write(" ", character + lead + begin, stands_for_it=True)
    _write_letters(writer, speakable[begin:], character + lead + begin, letters)


def _write_letters(writer: _Writer, text: str, character: int, letters: Collection[int]) -> None:
    begin = 0
    for place, char in enumerate(text) if letters else ():
        if character + place in letters:
            writer.write(text[begin:place], character + begin)
            writer.write(f"{SPELLED}{char}{AS_USUAL}", character + place, stands_for_it=True)
            begin = place + 1
    if begin < len(text) or not begin:
        writer.write(text[begin:], character + begin)


def with_letters(text: str, language: str) -> str:
    """`text` with its lone letters marked, for those that want its phonemes."""
    letters = frozenset(lone_letters(text, language))
    return "".join([f"{SPELLED}{char}{AS_USUAL}" if place in letters else char for place, char in enumerate(text)])


def _stretches(span: Span, prosody: Prosody) -> Iterator[tuple[int, int, Prosody | None]]:
    """Parts of a span with a prosody of their own: the whole, or with a contour word by word."""
    found = words([span]) if prosody.contour and not span.ipa else []
    if not found:
        yield 0, len(span.text), None
        return
    for index, word in enumerate(found):
        begin = 0 if index == 0 else word.start
        end = found[index + 1].start if index + 1 < len(found) else len(span.text)
        yield begin, end, _at_contour(prosody, 100 * (word.start + word.end) / 2 / len(span.text))


def _at_contour(prosody: Prosody, percent: float) -> Prosody:
    """`prosody` with the pitch that its contour has at `percent` of the span."""
    points = sorted(prosody.contour, key=lambda point: point[0])
    before = [point for point in points if point[0] <= percent]
    behind = [point for point in points if point[0] > percent]
    if not before or not behind:
        pitch = (before[-1:] or behind[:1])[0][1]
        return msgspec.structs.replace(prosody, pitch=pitch, contour=())
    (left, low), (right, high) = before[-1], behind[0]
    share = (percent - left) / (right - left)
    mixed = msgspec.structs.replace(
        low if share < 0.5 else high,
        factor=low.factor * (high.factor / low.factor) ** share if low.factor > 0 < high.factor else low.factor,
        offset_hz=low.offset_hz + (high.offset_hz - low.offset_hz) * share,
        hz=low.hz + (high.hz - low.hz) * share if low.hz and high.hz else (low.hz or high.hz),
    )
    return msgspec.structs.replace(prosody, pitch=mixed, contour=())
