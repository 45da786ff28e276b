"""An utterance as a list of things to do, one after another, made as it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.interface import Break, Clip, Mark, Sentence
from engine.speaking.pieces import PiecePlan, plan_sentence
from engine.speaking.position import START

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.interface import Element, VoiceInfo, VoiceSelection
    from engine.speaking.position import Position


class SpeakPiece(NamedTuple):
    """Have a piece spoken."""

    element: int
    """Index in the utterance."""
    plan: PiecePlan


class PlayClip(NamedTuple):
    """Play a recording."""

    element: int
    clip: Clip


class Silence(NamedTuple):
    """Be silent for `ms`."""

    element: int
    ms: int
    natural: bool = False
    """The pause of the sentence at `element`, not a break of the document's."""


class PassMark(NamedTuple):
    """A mark is here."""

    element: int
    name: str


Step = SpeakPiece | PlayClip | Silence | PassMark


def steps(
    elements: Sequence[Element],
    choose: Callable[[VoiceSelection], VoiceInfo],
    *,
    start: Position = START,
    end: Position | None = None,
    parameters: tuple[tuple[str, str], ...] = (),
    within: int | None = None,
) -> Iterator[Step]:
    """What to do from `start` up to, without, `end`.

    The natural pause of a sentence comes before the next sound, so that none is left at the end. `within` is the
    index that every step is to bear, for the fallback of a clip.

    Raises:
        LanguageUnsupportedError, VoiceUnavailableError: while it is read, when that sentence's turn comes.
    """
    pause_ms = 0
    paused = 0
    for index in range(start.element, len(elements)):
        element = elements[index]
        if end is not None and (index > end.element or (index == end.element and end.word == 0)):
            return
        number = index if within is None else within
        if isinstance(element, Mark):
            yield PassMark(number, element.name)
            continue
        if pause_ms and not isinstance(element, Break):
            yield Silence(paused, pause_ms, natural=True)
            pause_ms = 0
        if isinstance(element, Sentence):
            first_word = start.word if index == start.element else 0
            end_word = end.word if end is not None and index == end.element else None
            for part in plan_sentence(element, choose, first_word=first_word, end_word=end_word, parameters=parameters):
                yield _step(number, part)
            pause_ms, paused = (element.pause_ms if end_word is None else 0), number
        elif isinstance(element, Clip):
            yield PlayClip(number, element)
        else:
            yield Silence(number, pause_ms + element.ms)
            pause_ms = 0


def _step(number: int, part: PiecePlan | Break | Mark) -> Step:
    if isinstance(part, PiecePlan):
        return SpeakPiece(number, part)
    if isinstance(part, Break):
        return Silence(number, part.ms)
    return PassMark(number, part.name)
