"""What the doors send: raw samples and G.711 as the engines finish them, WAV around them, or a coded container.

Samples come finished from the workers. Raw and WAV cost control nothing but copying; mp3, Opus, FLAC and AAC are
made by PyAV in a thread, because encoding would hold up every other door.
"""

import asyncio
import struct
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from engine.interface import AudioFormat, Encoding
from mrcp_server.doors.web.refusal import Reason, RefusedError

Codec = Literal["pcm", "mulaw", "alaw", "mp3", "opus", "flac", "aac"]
Container = Literal["none", "wav", "coded"]

_ENGINE_ENCODINGS: dict[str, Encoding] = {"mulaw": "PCMU", "alaw": "PCMA"}
_CONTENT_TYPES = {
    "pcm": "audio/pcm",
    "mulaw": "audio/basic",
    "alaw": "audio/x-alaw-basic",
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "aac": "audio/aac",
}
_WAV_TAGS = {"pcm": 1, "alaw": 6, "mulaw": 7}
# What the coders can be fed; anything else is refused before work begins.
_CODED_RATES = {
    "mp3": (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000),
    "opus": (8000, 12000, 16000, 24000, 48000),
    "flac": (8000, 16000, 22050, 24000, 32000, 44100, 48000),
    "aac": (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000),
}
_LOWEST_RATE_HZ, _HIGHEST_RATE_HZ = 8000, 48000
# A stream's length is not known when its header leaves; players read such a file to its end.
_UNKNOWN_SIZE = 0xFFFFFFFF
_WAV_HEADER_BYTES = 44


@dataclass(slots=True, frozen=True)
class OutputFormat:
    """How audio is coded for a client, always mono."""

    codec: Codec
    rate_hz: int
    container: Container = "none"
    bitrate: int = 0
    """Bits a second, a wish to the lossy coders; 0 is theirs."""

    @property
    def engine_format(self) -> AudioFormat:
        """What the engines are asked for."""
        return AudioFormat(_ENGINE_ENCODINGS.get(self.codec, "PCM"), self.rate_hz)

    @property
    def content_type(self) -> str:
        """The media type of a response."""
        return "audio/wav" if self.container == "wav" else _CONTENT_TYPES[self.codec]

    def check(self, field: str) -> None:
        """Raises RefusedError when it cannot be made."""
        rates = _CODED_RATES.get(self.codec)
        fine = self.rate_hz in rates if rates else _LOWEST_RATE_HZ <= self.rate_hz <= _HIGHEST_RATE_HZ
        if not fine:
            raise RefusedError(Reason.FORMAT, f"{self.codec} is not available at {self.rate_hz} Hz", field)

    def packager(self) -> "Packager":
        """A new packager for one stream."""
        if self.codec in _CODED_RATES:
            return _Coded(self)
        return _Wav(self) if self.container == "wav" else _Raw()


class Packager(Protocol):
    """Turns finished samples into the bytes of the format, in order."""

    async def push(self, payload: bytes) -> bytes:
        """What can be sent now; perhaps nothing yet."""

    async def finish(self) -> bytes:
        """The rest. Nothing may be pushed afterwards."""


def wav_header(fmt: OutputFormat, data_bytes: int | None = None) -> bytes:
    """44 bytes before the samples; without a length it is that of an endless stream."""
    sample_bytes = fmt.engine_format.sample_bytes
    riff_bytes = _UNKNOWN_SIZE if data_bytes is None else data_bytes + _WAV_HEADER_BYTES - 8
    data = _UNKNOWN_SIZE if data_bytes is None else data_bytes
    described = (_WAV_TAGS[fmt.codec], 1, fmt.rate_hz, fmt.rate_hz * sample_bytes, sample_bytes, 8 * sample_bytes)
    return struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", riff_bytes, b"WAVE", b"fmt ", 16, *described, b"data", data)


def whole_file(fmt: OutputFormat, body: bytes) -> bytes:
    """`body` as it came out of a packager, with its WAV header telling the true length."""
    if fmt.container != "wav" or len(body) < _WAV_HEADER_BYTES:
        return body
    return wav_header(fmt, len(body) - _WAV_HEADER_BYTES) + body[_WAV_HEADER_BYTES:]


class _Raw:
    async def push(self, payload: bytes) -> bytes:
        return payload

    async def finish(self) -> bytes:
        return b""


class _Wav:
    def __init__(self, fmt: OutputFormat) -> None:
        self._header = wav_header(fmt)

    async def push(self, payload: bytes) -> bytes:
        header, self._header = self._header, b""
        return header + payload

    async def finish(self) -> bytes:
        return self._header


class _Coded:
    def __init__(self, fmt: OutputFormat) -> None:
        from engine.audio.audio_file import Encoder  # PyAV takes 100 ms to load, and most streams are raw

        self._encoder = Encoder(fmt.codec, fmt.rate_hz, bitrate=fmt.bitrate)

    async def push(self, payload: bytes) -> bytes:
        return await asyncio.to_thread(self._encoder.push, np.frombuffer(payload, "<i2"))

    async def finish(self) -> bytes:
        return await asyncio.to_thread(self._encoder.flush)
