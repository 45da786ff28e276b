"""A socket's incoming audio: what its query says it is, and the samples that the recogniser gets.

Raw encodings only; a socket that is read for control messages meanwhile must not wait for a container to be parsed.
"""

import asyncio
from dataclasses import dataclass

import numpy as np
from starlette.datastructures import QueryParams

from engine.recognition import NARROW_HZ, recognizer_rate_hz
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.sockets.query import read_number
from mrcp_server.doors.web.utterances import Samples
from rtp.audio.resample import Resampler
from rtp.wire.g711 import Law, decode

_HIGHEST_HZ = 48000
# A quarter of a megabyte at most: eight seconds of wide-band audio.
_MOST_PARTS, _PART_BYTES = 64, 4096
_LAWS = {"mulaw": Law.PCMU, "ulaw": Law.PCMU, "alaw": Law.PCMA}


@dataclass(slots=True, frozen=True)
class StreamFormat:
    """What comes, one channel."""

    encoding: str
    """linear16 (little-endian), mulaw, ulaw or alaw."""
    rate_hz: int


def read_format(query: QueryParams, default_hz: int = NARROW_HZ) -> StreamFormat:
    """The format of an upgrade's query. Raises RefusedError for one that is not taken here."""
    encoding = query.get("encoding", "linear16")
    if encoding != "linear16" and encoding not in _LAWS:
        raise RefusedError(Reason.FORMAT, f"encoding {encoding[:40]!r} is not one of linear16, mulaw, alaw", "encoding")
    if query.get("channels", "1") != "1":
        raise RefusedError(Reason.FORMAT, "one channel is heard", "channels")
    rate_hz = read_number(query, "sample_rate", default_hz)
    if not NARROW_HZ <= rate_hz <= _HIGHEST_HZ:
        raise RefusedError(Reason.FORMAT, "sample_rate must lie between 8000 and 48000", "sample_rate")
    return StreamFormat(encoding, rate_hz)


class InputQueue:
    """Audio and control messages of a socket, in order, until the recogniser has time for them.

    `put` waits while there is much: then the client is not read. Bounded by bytes, because a message may be large.
    """

    def __init__(self) -> None:
        self._queue: asyncio.Queue[bytes | str] = asyncio.Queue(_MOST_PARTS)

    async def put(self, message: bytes | str) -> None:
        """One more; audio is cut in parts."""
        if isinstance(message, str):
            await self._queue.put(message)
            return
        for start in range(0, len(message), _PART_BYTES):
            await self._queue.put(message[start : start + _PART_BYTES])

    async def get(self) -> bytes | str:
        """The oldest part or message."""
        return await self._queue.get()


class IncomingAudio:
    """Turns messages of any length into samples at `rate_hz`, 8000 or 16000."""

    def __init__(self, fmt: StreamFormat) -> None:
        self._law = _LAWS.get(fmt.encoding)
        self._half = b""
        self.rate_hz = recognizer_rate_hz(fmt.rate_hz)
        self._resampler = Resampler(fmt.rate_hz, self.rate_hz)

    def samples(self, payload: bytes) -> Samples:
        """The samples that are ready; half a sample waits for its other half."""
        if self._law is not None:
            return self._resampler.push(decode(payload, self._law))
        payload = self._half + payload
        whole = len(payload) // 2 * 2
        self._half = payload[whole:]
        return self._resampler.push(np.frombuffer(payload[:whole], "<i2").astype(np.int16))
