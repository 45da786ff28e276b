"""Speech that comes as the body of an HTTP answer: raw samples, or a WAV file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.remote.errors import Fault, ServiceError
from engine.voices.remote.wav_reader import WavReader

if TYPE_CHECKING:
    from engine.remote.http_client import HttpAnswer
    from engine.voices.remote.speech_stream import SpeechStream

_RAW = frozenset({
    "", "application/octet-stream", "audio/pcm", "audio/raw", "audio/l16", "audio/x-raw", "binary/octet-stream",
    "audio/basic",
})  # fmt: skip
_WAV = frozenset({"audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"})
_RATE = re.compile(r";\s*rate=(\d{1,6})\b")
_SHORTEST_HEAD = 4


async def read_speech(answer: HttpAnswer, stream: SpeechStream, *, service: str, rate_hz: int, max_bytes: int) -> None:
    """The whole body into `stream`; raw samples are of `rate_hz` unless the answer's type says otherwise.

    Raises:
        ServiceError: GARBAGE for what is no sound that is understood here, and all that the body and stream raise.
    """
    content_type = answer.content_type
    if content_type not in _RAW | _WAV and not content_type.startswith("audio/"):
        raise ServiceError(Fault.GARBAGE, f"{service}: an answer of type {content_type[:60]}, which is no sound")
    told = _RATE.search(answer.headers.get("content-type", "").lower())
    raw_hz = int(told.group(1)) if told else rate_hz
    wav: WavReader | None = None
    head = b""
    decided = False
    async for chunk in answer.chunks(max_bytes):
        data = chunk
        if not decided:
            head += chunk
            if len(head) < _SHORTEST_HEAD:
                continue
            data, decided = head, True
            wav = _reader(head, content_type, service)
        if wav is None:
            stream.pcm(data, raw_hz)
        elif sound := wav.push(data):
            stream.pcm(sound, wav.rate_hz)
    if wav is not None:
        wav.finish()


def _reader(head: bytes, content_type: str, service: str) -> WavReader | None:
    """Who reads it: a file tells by itself what it is, whatever its type says."""
    if head.startswith(b"RIFF"):
        return WavReader(service)
    if content_type in _RAW and not head.startswith((b"ID3", b"OggS", b"fLaC")):
        return None
    raise ServiceError(Fault.GARBAGE, f"{service}: audio of type {content_type[:60]}, where samples were asked for")
