"""What of a socket's audio was played, and so which text was spoken and which was not.

A client that plays what it gets plays in real time from the moment a portion arrives, or behind the portion before
it. Where it tells how much it has played, that counts instead.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.interface import AudioFormat
from mrcp_server.doors.web.services import Speech

# A client that takes audio faster than it can be played may get hours of it; what is so far ahead is told as unspoken
# only back to here.
_MOST_PIECES = 2000


@dataclass(slots=True, frozen=True)
class Interruption:
    """What an interruption found, of the speech that was still to be played."""

    played_ms: int
    """Audio of the whole socket that was played."""
    text_spoken: str
    text_remaining: str
    active: bool
    """Something was still to be played."""


@dataclass(slots=True)
class SentPiece:
    """A piece of text whose audio is on its way to the client."""

    text: str
    speech: Speech
    format: AudioFormat
    start_ms: float
    turn: object
    turn_ended: bool = False
    samples: int = 0
    complete: bool = False
    _told: str = ""

    def add(self, samples: int) -> str:
        """Notes that `samples` more are sent; the words that are spoken in them."""
        self.samples += samples
        told = self.speech.spoken(self.samples).text
        fresh = told.removeprefix(self._told)
        self._told = told
        return fresh

    @property
    def end_ms(self) -> float:
        return self.start_ms + self.samples * 1000 / self.format.rate_hz

    def split(self, played_ms: float) -> tuple[str, str]:
        """The text that was spoken after `played_ms` of the socket's audio, and the rest."""
        if played_ms <= self.start_ms:
            return "", self.text
        if self.complete and played_ms >= self.end_ms:
            return self.text, ""
        played = int((min(played_ms, self.end_ms) - self.start_ms) * self.format.rate_hz / 1000)
        return _divide(self.text, self.speech.spoken(played).text)


@dataclass(slots=True)
class PlaybackTracker:
    """Follows one socket's audio. Times are seconds of the monotonic clock, audio positions milliseconds from the
    socket's first sample."""

    playing_until: float = 0.0
    """When the client will have played all it was sent."""
    sent_ms: float = 0.0
    _pieces: deque[SentPiece] = field(default_factory=lambda: deque(maxlen=_MOST_PIECES))

    def begin(self, text: str, speech: Speech, audio_format: AudioFormat, turn: object = None) -> SentPiece:
        """A new piece, behind all that were sent."""
        piece = SentPiece(text, speech, audio_format, self.sent_ms, turn)
        self._pieces.append(piece)
        return piece

    def end_turn(self, turn: object) -> None:
        """Nothing more will be sent of it: once played to its end it is no longer of interest."""
        for piece in self._pieces:
            piece.turn_ended = piece.turn_ended or piece.turn is turn

    def send(self, piece: SentPiece, samples: int, now: float) -> str:
        """Notes that `samples` more of a piece are sent now; the words that are spoken in them."""
        words = piece.add(samples)
        self.note_sent(samples * 1000 / piece.format.rate_hz, now)
        return words

    def note_sent(self, duration_ms: float, now: float) -> None:
        """So much more audio left now."""
        if self.playing_until <= now:
            self._forget(self.sent_ms)
        self.sent_ms += duration_ms
        self.playing_until = max(self.playing_until, now) + duration_ms / 1000

    def played_ms(self, now: float) -> float:
        """As much as can have been played by now."""
        return self.sent_ms - max(0.0, self.playing_until - now) * 1000

    def interrupt(self, now: float, played_ms: int | None, unsent: Iterable[str]) -> Interruption:
        """Divides what was to be played at the place that is played now; afterwards nothing is to be played."""
        played = self.played_ms(now) if played_ms is None else float(min(played_ms, self.sent_ms))
        self._forget(played)
        spoken, remaining = [], []
        for piece in self._pieces:
            before, after = piece.split(played)
            spoken.append(before)
            remaining.append(after)
        remaining.extend(unsent)
        text_remaining = _join(remaining)
        active = bool(self._pieces) or bool(text_remaining)
        self._pieces.clear()
        self.playing_until = now
        # What was dropped unplayed no longer counts: later positions go on from what was played.
        self.sent_ms = played
        return Interruption(round(played), _join(spoken), text_remaining, active)

    def _forget(self, played_ms: float) -> None:
        """Drops the turns that were played to their end; of the others the played pieces stay, to be told as spoken."""
        while self._pieces and self._pieces[0].turn_ended:
            turn = self._pieces[0].turn
            pieces = [piece for piece in self._pieces if piece.turn is turn]
            if not all(piece.complete and piece.end_ms <= played_ms for piece in pieces):
                return
            for _ in pieces:
                self._pieces.popleft()


def _divide(text: str, spoken: str) -> tuple[str, str]:
    """`text` cut behind as many visible characters as `spoken` has; blanks may differ between the two."""
    wanted = sum(not character.isspace() for character in spoken)
    if not wanted:
        return "", text
    for index, character in enumerate(text):
        wanted -= not character.isspace()
        if not wanted:
            return text[: index + 1], text[index + 1 :]
    return text, ""


def _join(texts: Iterable[str]) -> str:
    """Pieces as one text, with a blank between two that have none."""
    joined = ""
    for text in texts:
        gap = " " if joined and text and not joined[-1].isspace() and not text[0].isspace() else ""
        joined += gap + text
    return joined.strip()
