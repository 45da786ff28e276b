"""Recordings of callers that Save-Waveform asked for (RFC 6787 §9.4.22), under names nobody can guess (§12).

Kept in memory, bounded in bytes and age; a session's recordings go with the session, unless the policy keeps them a
while for an IVR that fetches them late.
"""

import secrets
import struct
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mrcp_server.mrcp.recognizer.recognition_result import Waveform
from rtp.audio.resample import resample
from rtp.wire.g711 import Law, encode

_WAV_TYPES = frozenset({"", "audio/wav", "audio/x-wav", "audio/vnd.wave"})
_BASIC, _BASIC_HZ = "audio/basic", 8000


@dataclass(frozen=True, slots=True)
class StoredWaveform:
    """One waveform as it is served."""

    content_type: str
    body: bytes
    session: str
    expires_at: float | None
    """Loop time; None while its session lives."""


class WaveformStore:
    """Recordings by name."""

    def __init__(
        self, base_url: Callable[[], str], *, max_bytes: int, keep_s: float, clock: Callable[[], float]
    ) -> None:
        """`base_url` is where the HTTP door serves them, with a trailing slash; `keep_s` how long they outlive their
        session."""
        self._base_url = base_url
        self._max_bytes = max_bytes
        self._keep_s = keep_s
        self._clock = clock
        self._recordings: OrderedDict[str, StoredWaveform] = OrderedDict()
        self.bytes = 0

    def change(self, *, max_bytes: int, keep_s: float) -> None:
        """Other bounds from now on; what is kept stays until the next recording needs its room."""
        self._max_bytes = max_bytes
        self._keep_s = keep_s

    def store(self, pcm: bytes, rate_hz: int, media_type: str | None, session: str) -> Waveform | None:
        """Keeps a recording of 16-bit little-endian samples; None when it is empty, too large, or of a type that is
        not written here."""
        kind = (media_type or "").partition(";")[0].strip().lower()
        duration_ms = len(pcm) * 500 // rate_hz
        if kind in _WAV_TYPES:
            content_type, suffix, body = "audio/wav", ".wav", wav_header(len(pcm), rate_hz) + pcm
        elif kind == _BASIC:
            samples = resample(np.frombuffer(pcm, "<i2").astype(np.int16), rate_hz, _BASIC_HZ)
            content_type, suffix, body = _BASIC, ".ulaw", encode(samples, Law.PCMU)
        else:
            return None
        if not pcm or len(body) > self._max_bytes:
            return None
        self._expire()
        name = secrets.token_urlsafe(24) + suffix
        self._recordings[name] = StoredWaveform(content_type, body, session, None)
        self.bytes += len(body)
        while self.bytes > self._max_bytes:
            self._drop(next(iter(self._recordings)))
        return Waveform(self._base_url() + name, len(body), duration_ms)

    def find(self, name: str) -> StoredWaveform | None:
        """The recording of that name, while it is kept."""
        self._expire()
        return self._recordings.get(name)

    def end_session(self, session: str) -> None:
        """The session is over: its recordings go, at once or after `keep_s`."""
        expires_at = self._clock() + self._keep_s
        for name, recording in list(self._recordings.items()):
            if recording.session == session:
                self._recordings[name] = StoredWaveform(recording.content_type, recording.body, session, expires_at)
        self._expire()

    def _expire(self) -> None:
        now = self._clock()
        for name, recording in list(self._recordings.items()):
            if recording.expires_at is not None and recording.expires_at <= now:
                self._drop(name)

    def _drop(self, name: str) -> None:
        self.bytes -= len(self._recordings.pop(name).body)


def wav_header(data_bytes: int, rate_hz: int) -> bytes:
    """RIFF header of one channel of 16-bit samples."""
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", 36 + data_bytes, b"WAVE", b"fmt ", 16, 1, 1, rate_hz, 2 * rate_hz, 2, 16, b"data", data_bytes,
    )  # fmt: skip
