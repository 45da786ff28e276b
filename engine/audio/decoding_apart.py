"""Recordings decoded in another process (`engine.apart`): FFmpeg's libraries meet strangers' octets there only."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from engine.audio.audio_file import MAX_SECONDS, AudioFileError, AudioReader, decode
from engine.recognition import recognizer_rate_hz

if TYPE_CHECKING:
    from engine.apart import Apart
    from engine.audio.audio_file import Samples


FUNCTION = f"{__name__}:decode_octets"
"""What the other process is to call."""


class _Wanted(msgspec.Struct, frozen=True, array_like=True):
    recording: bytes
    media_type: str
    name: str
    for_recognizer: bool
    max_s: float


class _Decoded(msgspec.Struct, frozen=True, array_like=True):
    pcm: bytes = b""
    rate_hz: int = 0
    refusal: str = ""


async def decode_apart(
    apart: Apart,
    recording: bytes,
    *,
    media_type: str = "",
    name: str = "",
    for_recognizer: bool = False,
    max_s: float = MAX_SECONDS,
    source: str = "",
) -> tuple[Samples, int]:
    """A whole recording as mono samples, and their rate: its own, or `for_recognizer` one that a recogniser takes.

    `source` is whoever sent it; the others are as of `engine.audio.audio_file.decode`.

    Raises:
        AudioFileError: no decodable audio, or longer than `max_s`.
        EngineError: as `Apart.run`.
    """
    wanted = _Wanted(recording, media_type, name, for_recognizer, max_s)
    told = await apart.run(FUNCTION, msgspec.msgpack.encode(wanted), source=source)
    decoded = msgspec.msgpack.decode(told, type=_Decoded)
    if decoded.refusal:
        raise AudioFileError(decoded.refusal)
    return np.frombuffer(decoded.pcm, np.int16), decoded.rate_hz


def decode_octets(data: bytes) -> bytes:
    """The other process's end of `decode_apart`."""
    wanted = msgspec.msgpack.decode(data, type=_Wanted)
    try:
        samples, rate_hz = _decode(wanted)
    except AudioFileError as error:
        return msgspec.msgpack.encode(_Decoded(refusal=error.reason))
    return msgspec.msgpack.encode(_Decoded(samples.tobytes(), rate_hz))


def _decode(wanted: _Wanted) -> tuple[Samples, int]:
    if not wanted.for_recognizer:
        return decode(wanted.recording, media_type=wanted.media_type, name=wanted.name, max_s=wanted.max_s)
    source = io.BytesIO(wanted.recording)
    with AudioReader(source, media_type=wanted.media_type, name=wanted.name, max_s=wanted.max_s) as reader:
        reader.rate_hz = recognizer_rate_hz(reader.source_rate_hz)
        return np.concatenate([np.zeros(0, np.int16), *reader]), reader.rate_hz
