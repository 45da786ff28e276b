"""Where engine and media plane meet: an engine's samples become a line's bytes, an agreed audio line a stream.

`Finisher` runs in the engine workers, which get it by name because `engine` knows no codec.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.interface import AudioFormat
from rtp.audio.level import Leveller
from rtp.audio.resample import Resampler
from rtp.messages import SrtpKeys, StreamSpec, nearest_ptime
from rtp.wire.g711 import Law, encode
from rtp.wire.g722 import SAMPLES_PER_BYTE, G722Encoder
from sip.offer_answer import AudioAnswer, Codec

FINISHER = "mrcp_server.call.media:Finisher"
"""What the worker pool is told to import."""
METER = "rtp.audio.level:gain_for"
"""Likewise: what a caller hears of a voice sets its gain (ITU-T P.56, 300-3,400 Hz, −19 dBm0)."""


class Finisher:
    """Resamples, levels and encodes one piece of speech: int16 at the engine's rate in, `fmt` out.

    The level is set at the line's rate, behind the resampler, so that its ceiling holds for what is encoded.
    """

    def __init__(self, source_rate_hz: int, fmt: AudioFormat, voice_gain: float) -> None:
        """`voice_gain` is the factor that brings the voice to telephony level (`rtp.audio.level.gain_for`)."""
        self._resampler = Resampler(source_rate_hz, fmt.rate_hz)
        self._leveller = Leveller(fmt.rate_hz, voice_gain)
        self._encoding = fmt.encoding

    def push(self, samples: NDArray[np.int16], last: bool) -> bytes:
        """Encoded audio that is ready; with `last` all of the rest."""
        pcm = self._leveller.push(self._resampler.push(samples, last), last)
        if self._encoding in ("PCMU", "PCMA"):
            return encode(pcm, Law(self._encoding))
        order = ">i2" if self._encoding == "L16" else "<i2"
        return pcm.astype(order).tobytes()


class LineEncoder(Protocol):
    """Encodes what one line plays, from its first utterance to its last: its state goes from sample to sample."""

    def push(self, pcm: bytes, last: bool = False) -> bytes:
        """The payload of audio in the line's `LineCodec.format`, cut anywhere; `last` ends an utterance."""


@dataclass(frozen=True, slots=True)
class LineCodec:
    """How speech gets onto a line: what engines are asked for, and what is left to be done with it there."""

    format: AudioFormat
    """What the engine workers make and the cache keeps. With an `encoder` that is what it takes, else the payload."""
    samples_per_tick: int = 1
    """Samples of `format` to a tick of the line's RTP clock, in which marks are counted."""
    encoder: Callable[[], LineEncoder] | None = None
    """Makes the encoder of a line, for a codec with a state that no two lines can share; None where there is none."""


def line_codec(codec: Codec) -> LineCodec:
    """What a line that speaks `codec` needs; raises KeyError for one that is not offered."""
    return _LINE_CODECS[codec.encoding, codec.clock_rate]


def codec_format(name: str) -> AudioFormat:
    """What engines are asked for when a line speaks the codec of that name in the configuration."""
    encoding, _, rate = SDP_ENCODINGS[name].partition("/")
    return _LINE_CODECS[encoding, int(rate)].format


_LINE_CODECS = {
    ("PCMU", 8000): LineCodec(AudioFormat("PCMU", 8000)),
    ("PCMA", 8000): LineCodec(AudioFormat("PCMA", 8000)),
    ("L16", 8000): LineCodec(AudioFormat("L16", 8000)),
    ("L16", 16000): LineCodec(AudioFormat("L16", 16000)),
    # Samples of 16 kHz under a clock of 8,000 Hz (RFC 3551 §4.5.2), two a byte.
    ("G722", 8000): LineCodec(AudioFormat("PCM", 16000), SAMPLES_PER_BYTE, G722Encoder),
}

SDP_ENCODINGS = {
    "PCMU": "PCMU/8000",
    "PCMA": "PCMA/8000",
    "G722": "G722/8000",
    "L16": "L16/8000",
    "L16/16000": "L16/16000",
}
"""Names of the configuration as `a=rtpmap` has them."""


def stream_spec(answer: AudioAnswer, *, has_recognizer: bool = False) -> StreamSpec:
    """The stream for an agreed audio line. Where it has a recognizer and the peer sends no telephone-event, keys are
    looked for in the audio."""
    codec = answer.codec
    event, crypto = answer.telephone_event, answer.crypto
    known = set(SDP_ENCODINGS.values())
    return StreamSpec(
        remote=answer.remote,
        payload_type=codec.payload_type,
        encoding=codec.encoding,
        clock_rate=codec.clock_rate,
        ptime_ms=nearest_ptime(answer.ptime_ms),
        send=answer.direction.sends,
        receive=answer.direction.receives,
        receive_types=tuple(
            (other.payload_type, f"{other.encoding}/{other.clock_rate}")
            for other in answer.peer_codecs
            if other.payload_type != codec.payload_type and f"{other.encoding}/{other.clock_rate}" in known
        ),
        detects_tones=has_recognizer and event is None,
        telephone_event_type=event.payload_type if event else None,
        comfort_noise_type=answer.comfort_noise.payload_type if answer.comfort_noise else None,
        remote_rtcp=answer.remote_rtcp,
        rtcp_mux=answer.rtcp_mux,
        srtp=None if crypto is None else SrtpKeys(crypto.suite, send=crypto.key, receive=crypto.offered.key),
    )
