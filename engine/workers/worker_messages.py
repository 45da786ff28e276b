"""What control and a worker say to each other, and how it is cut into frames.

A worker has two socket pairs, so that a cancel never waits behind audio:

=============  ==================================  =====================================
pipe           control → worker                    worker → control
=============  ==================================  =====================================
commands       Setup, Render, Play, Cancel         Ready, Broken, Retiring
audio          the recording a Play speaks of      Audio, Failed
=============  ==================================  =====================================

A frame is its length in four octets, big endian, and that many octets of MessagePack.
"""

from __future__ import annotations

import struct
from typing import Any

import msgspec

from engine.interface import AudioFormat, Piece, VoiceInfo
from engine.registry import EngineSpec

_LENGTH = struct.Struct(">I")

#: A frame beyond this is a fault of the peer. The largest that is meant is the list of some 2,000 voices; recordings
#: are sent as plain octets of a length that `Play` tells.
MAX_FRAME_BYTES = 16 << 20


class Setup(msgspec.Struct, frozen=True, array_like=True, tag=0):
    """The first frame: what the worker is to be. `gains` are those that are already known."""

    engines: tuple[EngineSpec, ...]
    finisher: str
    warm_voices: tuple[str, ...]
    gains: dict[str, float]
    memory_bytes: int
    meter: str = ""


class Render(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """Speak `piece` and finish it as `fmt`."""

    job: int
    piece: Piece
    fmt: AudioFormat


class ClipCut(msgspec.Struct, frozen=True, array_like=True):
    """Which part of a recording is to be heard and how; the fields are those of `interface.Clip`."""

    begin_ms: int = 0
    end_ms: int | None = None
    repeat_count: float = 1.0
    repeat_ms: int | None = None
    sound_level_db: float = 0.0
    speed: float = 1.0


class Play(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """Decode the recording of `size_bytes` that comes on the audio pipe, and finish `cut` of it as `fmt`.

    `media_type` and `name` tell how, where the recording itself does not.
    """

    job: int
    size_bytes: int
    cut: ClipCut
    fmt: AudioFormat
    max_ms: int
    media_type: str = ""
    name: str = ""


class Cancel(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """Give up `job`. It is answered by whatever ends the job, normally Failed."""

    job: int


class Ready(msgspec.Struct, frozen=True, array_like=True, tag=0):
    """Warm and waiting. `gains` are all that were measured, those of Setup included, by `loudness.gain_key`."""

    voices: tuple[VoiceInfo, ...]
    gains: dict[str, float]


class Broken(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """The engines cannot be set up; the worker ends."""

    reason: str


class Retiring(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """The worker has grown too large and ends, holding nothing."""

    resident_bytes: int


class Measured(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """The gain of a voice, `voice` being its `loudness.gain_key`."""

    voice: str
    gain: float


class Audio(msgspec.Struct, frozen=True, array_like=True, tag=0):
    """Finished audio. `words`: (character of the piece's text, sample of the finished piece) of words that start here
    or later, told once. `last` ends the job."""

    job: int
    payload: bytes
    words: tuple[tuple[int, int], ...] = ()
    last: bool = False


class Failed(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """The job has ended without its last audio. `cancelled`: because it was asked to."""

    job: int
    reason: str
    retryable: bool = False
    cancelled: bool = False


Command = Setup | Render | Play | Cancel
Notice = Ready | Broken | Retiring | Measured
Sound = Audio | Failed


class FrameError(Exception):
    """The peer sent what is not a frame."""


class FrameReader:
    """Octets in, messages of one type out."""

    def __init__(self, message_type: Any) -> None:
        self._decoder: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(message_type)
        self._buffer = bytearray()

    def receive_data(self, data: bytes) -> list[Any]:
        """The messages that `data` completes.

        Raises:
            FrameError: too long, or not a message of this type.
        """
        buffer = self._buffer
        buffer += data
        messages = []
        position = 0
        view = memoryview(buffer)
        try:
            while len(buffer) - position >= _LENGTH.size:
                (length,) = _LENGTH.unpack_from(buffer, position)
                if length > MAX_FRAME_BYTES:
                    raise FrameError(f"frame of {length} octets")
                end = position + _LENGTH.size + length
                if end > len(buffer):
                    break
                messages.append(self._decoder.decode(view[position + _LENGTH.size : end]))
                position = end
        except msgspec.MsgspecError as error:
            raise FrameError(str(error)) from error
        finally:
            view.release()
            del buffer[:position]
        return messages


_encoder = msgspec.msgpack.Encoder()


def frame(message: msgspec.Struct) -> bytes:
    """`message` as a frame."""
    body = bytearray(_LENGTH.size)
    _encoder.encode_into(message, body, _LENGTH.size)
    _LENGTH.pack_into(body, 0, len(body) - _LENGTH.size)
    return bytes(body)
