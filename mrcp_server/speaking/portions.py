"""The portions of one talk's audio: which of them was played after so many samples, and where in the prompt that is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.interface import Element, Mark, Sentence, walk
from engine.speaking.position import START, Jump, Position, Unit
from engine.speaking.speaker import Speech
from mrcp_server.mrcp.synthesizer.length import SpeechLength

# The ring holds two seconds: what is played now is never older than the last few portions.
_MOST = 4


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
        self.written_samples = 0
        """Samples of the leg's utterance so far."""

    def add(self, speech: Speech, elements: int) -> None:
        """A speech follows behind what has been written; `elements` of the prompt lie before it."""
        self._portions.append(_Portion(speech, elements, self.written_samples))
        del self._portions[:-_MOST]

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

    def spoken_text(self, played_samples: int) -> str:
        """What was spoken of them after so much of the leg's utterance."""
        played = (one for one in self._portions if one.samples < played_samples)
        texts = (one.speech.spoken(played_samples - one.samples).text for one in played)
        return " ".join(text for text in texts if text)

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
