"""What the kinds of services have in common, for the listeners that use them.

A service either takes an utterance as one upload (`UploadService`), or hears while somebody speaks (`StreamService`).
Both say what they could not do by `ServiceError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from engine.remote.errors import Fault, ServiceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.interface import Samples
    from engine.recognition import RecognitionSpec
    from engine.recognizers.remote.transcript import Transcript

MAX_ANSWER_BYTES = 1 << 20
"""A transcript of two minutes with every time and alternative is a tenth of it."""

MAX_CHARACTERS = 5_000
"""Two minutes of fast speech are 3,000; to read more would hold up all others."""


class UploadService(Protocol):
    """Hears one utterance at a time, whole."""

    max_audio_s: float
    """The longest that it takes."""
    even: float
    """Its confidence at which right and wrong are as likely."""

    async def transcribe(
        self, samples: Samples, spec: RecognitionSpec, language: str, limit_s: float
    ) -> list[Transcript]:
        """What is said in `samples` (int16 at `spec.rate_hz`), best reading first; [] where there are no words.
        `language` is the configured one that serves `spec`; the answer must come in `limit_s`.

        Raises:
            ServiceError: there is no answer.
        """

    def keep_warm(self) -> None:
        """Have a connection ready."""

    async def close(self) -> None:
        """End all connections."""


class Stream(Protocol):
    """One connection on which a caller is heard. Its methods are called one at a time."""

    serves_one: bool
    """It hears one utterance only."""
    is_spent: bool
    """It takes no more audio; what follows needs another one, and all audio again."""

    @property
    def is_lost(self) -> bool:
        """It ended without being asked to."""

    async def send(self, pcm: bytes) -> None:
        """More audio, 16-bit little-endian at the rate of the spec. Raises ServiceError."""

    async def keep_alive(self) -> None:
        """No audio for some seconds. Raises ServiceError."""

    async def conclude(self) -> list[Transcript]:
        """What was said in all that was sent since `forget`, best reading first. Audio may follow, unless it is spent
        now. May be cancelled, and is when it takes too long. Raises ServiceError."""

    def partial(self) -> list[Transcript]:
        """What it has told of that so far."""

    async def forget(self) -> None:
        """What was sent counts no more; it may not even be heard to the end. Raises ServiceError."""

    async def close(self) -> None:
        """End the connection in good order. Never raises."""

    def abort(self) -> None:
        """End the connection, at once."""


class StreamService(Protocol):
    """Hears while somebody speaks."""

    even: float
    """As in `UploadService`."""

    async def open(self, spec: RecognitionSpec, language: str) -> Stream:
        """Connect. Raises ServiceError."""

    async def close(self) -> None:
        """Give back what it holds; its streams are aborted before."""


def hints(words: Sequence[str], most: int, *, longest: int = 50) -> list[str]:
    """The words of a grammar that a service may be told to expect; [] where they are more than `most`: to hear any of a
    thousand words is what it does anyway."""
    wanted = [word for word in words if len(word) <= longest]
    return wanted if len(wanted) <= most else []


def check_length(transcripts: Sequence[Transcript], service: str) -> None:
    """Raise ServiceError where nobody can have said so much."""
    if sum(len(one.text) + sum(len(word.text) for word in one.words) for one in transcripts) > 4 * MAX_CHARACTERS:
        raise ServiceError(Fault.GARBAGE, f"{service}: a transcript longer than speech can be")
