"""The record of one utterance: four times and how it ended, the same for every door."""

from dataclasses import dataclass, field
from typing import Any

from engine.speaking.speech import Timings
from engine.workers.rendition import Substitution
from mrcp_server.observability.log import Logger, TextPolicy
from mrcp_server.observability.metrics import Metrics


@dataclass(slots=True)
class SpeakRecord:
    """What is known of one utterance. Times are seconds of the monotonic clock, None while they have not come."""

    door: str
    """mrcp, http or websocket."""
    utterance: str
    """Names the utterance beside the session's id: the MRCP request id, or the door's own."""
    received_at: float
    text: str = ""
    voice: str = ""
    text_ready_at: float | None = None
    """The document was parsed and normalised."""
    first_audio_at: float | None = None
    """The engine's or the cache's first audio reached the control process."""
    first_packet_at: float | None = None
    """The first packet, or the first byte of a response, left."""
    last_packet_at: float | None = None
    cause: str = ""
    reason: str = ""
    audio_ms: int = 0
    """Audio sent, in milliseconds of playing time."""
    heard_text: str | None = None
    """What was heard of the text when the caller interrupted it; None when nobody did."""
    underruns: int = 0
    pieces: int = 0
    """Pieces of text the speech was made of."""
    cached_pieces: int = 0
    """Those of them that no engine had to speak: they were in the prompt cache, or in work for somebody else."""
    substitutions: list[Substitution] = field(default_factory=list)
    """Voices whose service could not speak, and who spoke for them."""

    def count(self, timings: Timings) -> None:
        """One of the speeches it was made of has ended."""
        self.pieces += timings.pieces
        self.cached_pieces += timings.cached_pieces
        self.substitutions += [one for one in timings.substitutions if one not in self.substitutions]

    @property
    def cached(self) -> bool:
        """No engine had to speak."""
        return 0 < self.pieces == self.cached_pieces

    def write(self, logger: Logger, policy: TextPolicy, metrics: Metrics) -> None:
        """Writes the record as one line and counts it."""
        metrics.speaks.labels(self.cause or "none").inc()
        if self.first_packet_at is not None:
            metrics.first_audio.labels(self.door).observe(max(0.0, self.first_packet_at - self.received_at))
        for substitution in self.substitutions:
            metrics.fallbacks.labels(substitution.wanted).inc()
        logger.info("speak", **self.fields(policy))

    def fields(self, policy: TextPolicy) -> dict[str, Any]:
        """The line's fields: the four times as milliseconds after the request came in."""
        fields: dict[str, Any] = {
            "door": self.door,
            "utterance": self.utterance,
            "voice": self.voice,
            "cause": self.cause,
            **self.times_ms(),
            "audio_ms": self.audio_ms,
            **policy.fields(self.text),
        }
        if self.reason:
            fields["reason"] = self.reason
        if self.heard_text is not None:
            fields["heard"] = policy.fields(self.heard_text)
        if self.underruns:
            fields["underruns"] = self.underruns
        if self.cached:
            fields["cached"] = True
        if self.substitutions:
            fields["fallback"] = [one._asdict() for one in self.substitutions]
        return fields

    def times_ms(self) -> dict[str, float]:
        """The times that have come, in milliseconds after the request."""
        times = {
            "text_ready_ms": self.text_ready_at,
            "first_audio_ms": self.first_audio_at,
            "first_packet_ms": self.first_packet_at,
            "last_packet_ms": self.last_packet_at,
        }
        return {name: round((at - self.received_at) * 1000, 2) for name, at in times.items() if at is not None}
