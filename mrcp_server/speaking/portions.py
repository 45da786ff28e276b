"""The portions of one talk's audio: which was played after so many samples, where in the prompt that is, what was
heard.

An utterance of the leg that ends early (a CONTROL jumps, a media plane dies) leaves behind what was heard of it; what
had been made and was not played is forgotten. So the same words count twice where somebody jumped back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.interface import Element, Mark, Sentence, walk
from engine.speaking.position import START, Jump, Position, Unit
from engine.speaking.speaker import Speech
from mrcp_server.mrcp.synthesizer.length import SpeechLength


@dataclass(frozen=True, slots=True)
class _Portion:
    """One speech of a talk, and what lies before it."""

    speech: Speech
    elements: int
    """Elements of the whole prompt before its utterance."""
    samples: int
    """Samples of the leg's utterance before its first one: lead-in, earlier portions."""


class Portions:
    """The speeches that may still be playing, by where they begin in the leg's utterance."""

    def __init__(self) -> None:
        self._portions: list[_Portion] = []
        self._heard: list[str] = []
        """What was heard before them."""
        self.written_samples = 0
        """Samples of the leg's utterance so far."""

    def add(self, speech: Speech, elements: int) -> None:
        """A speech follows behind what has been written; `elements` of the prompt lie before it."""
        self._portions.append(_Portion(speech, elements, self.written_samples))

    def forget_played(self, ring_samples: int) -> None:
        """All that was written lies in a ring that holds so much, or has left it: what has left is over for good."""
        played = self.written_samples - ring_samples
        while len(self._portions) > 1 and self._portions[1].samples <= played:
            self._note_heard(self._texts(self._portions[1].samples)[:1])
            del self._portions[0]

    def leave(self, played_samples: int) -> None:
        """The leg's utterance ended after so much of it; another one will follow."""
        self._note_heard(self._texts(played_samples))
        self._portions.clear()
        self.written_samples = 0

    def restart(self, lead_in_samples: int) -> None:
        """Another utterance of the leg begins. Its clock starts here; speeches that were added before begin behind the
        lead-in."""
        self.written_samples = lead_in_samples
        self._portions = [replace(one, samples=lead_in_samples) for one in self._portions]

    def position(self, played_samples: int) -> Position:
        """The place in the whole prompt that is played after so much of the leg's utterance."""
        portion = next((one for one in reversed(self._portions) if one.samples <= played_samples), None)
        if portion is None:
            return START
        here = portion.speech.position(played_samples - portion.samples)
        return Position(here.element + portion.elements, here.word, here.skip_ms)

    def heard_text(self, played_samples: int) -> str:
        """What was heard of the talk, after so much of the leg's utterance, in the order in which it was heard."""
        return " ".join([*self._heard, *filter(None, self._texts(played_samples))])

    def _texts(self, played_samples: int) -> list[str]:
        """What was spoken of each portion."""
        ends = [one.samples for one in self._portions[1:]]
        return [
            one.speech.spoken(end - one.samples).text
            for one, end in zip(
                self._portions, [*(min(end, played_samples) for end in ends), played_samples], strict=False
            )
            if end > one.samples
        ]

    def _note_heard(self, texts: Sequence[str]) -> None:
        self._heard += filter(None, texts)

    def cancel(self) -> None:
        """No more audio is made of them."""
        for portion in self._portions:
            portion.speech.cancel()


def jump_of(length: SpeechLength | None) -> Jump | None:
    """A Jump-Size or Speak-Length in the engine's words."""
    return None if length is None else Jump(Unit(length.unit.value), length.count, length.tag)


def has_mark(elements: Sequence[Element], name: str) -> bool:
    """Whether a mark of this name stands anywhere in a prompt."""
    for element in walk(elements):
        parts = element.parts if isinstance(element, Sentence) else (element,)
        if any(isinstance(part, Mark) and part.name == name for part in parts):
            return True
    return False
