"""When each character of a text is spoken in the audio that is made of it."""

from dataclasses import dataclass, field

from mrcp_server.doors.web.services import Speech

# The engines know where words are; within a step the characters are spread evenly.
_STEP_MS = 100


@dataclass(slots=True, frozen=True)
class Aligned:
    """Characters in order, and the milliseconds of the stream between which each is spoken."""

    characters: list[str] = field(default_factory=list)
    starts_ms: list[float] = field(default_factory=list)
    ends_ms: list[float] = field(default_factory=list)

    def add(self, text: str, start_ms: float, end_ms: float) -> None:
        """More of it: `text` is spoken in this time."""
        width = (end_ms - start_ms) / max(1, len(text))
        for index, character in enumerate(text):
            self.characters.append(character)
            self.starts_ms.append(start_ms + index * width)
            self.ends_ms.append(start_ms + (index + 1) * width)

    def extend(self, other: "Aligned") -> None:
        """What comes behind it."""
        self.characters.extend(other.characters)
        self.starts_ms.extend(other.starts_ms)
        self.ends_ms.extend(other.ends_ms)


class Aligner:
    """Follows one speech while it is made."""

    def __init__(self, speech: Speech, rate_hz: int) -> None:
        self._speech = speech
        self._rate_hz = rate_hz
        self._step = rate_hz * _STEP_MS // 1000
        self._samples = 0
        self._told = ""

    def advance(self, samples: int) -> Aligned:
        """What is spoken in the next `samples`."""
        found = Aligned()
        end = self._samples + samples
        while self._samples < end:
            start, self._samples = self._samples, min(end, self._samples + self._step)
            spoken = self._speech.spoken(self._samples).text
            text, self._told = spoken.removeprefix(self._told), spoken
            if text:
                found.add(text, self._ms(start), self._ms(self._samples))
        return found

    def _ms(self, samples: int) -> float:
        return samples * 1000 / self._rate_hz
