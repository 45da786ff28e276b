"""A double of the processes that take in strangers' content."""

import asyncio
from dataclasses import dataclass, field

import msgspec

from engine.errors import EngineError


@dataclass(slots=True)
class DecodingDouble:
    """Decodes recordings, as `engine.audio.decoding_apart` asks for it: what is in them is taken for their samples, but
    what begins with `bad` is no recording."""

    rate_hz: int = 8000
    error: EngineError | None = None
    """Raised in place of an answer."""
    going_on: asyncio.Event | None = None
    """Waited for before each answer."""
    sources: list[str] = field(default_factory=list)
    """Who asked."""

    async def run(self, function: str, data: bytes, *, source: str = "") -> bytes:
        self.sources.append(source)
        if self.going_on is not None:
            await self.going_on.wait()
        if self.error is not None:
            raise self.error
        recording = msgspec.msgpack.decode(data)[0]
        is_bad = recording.startswith(b"bad")
        return msgspec.msgpack.encode((b"", 0, "not a recording") if is_bad else (recording, self.rate_hz, ""))
