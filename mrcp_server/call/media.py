"""Where engine and media plane meet: an engine's samples become a listener's bytes, an agreed audio line a stream.

`Finisher` runs in the engine workers, which get it by name because `engine` knows no codec.
"""

import numpy as np
from numpy.typing import NDArray

from engine.interface import AudioFormat
from rtp.audio.level import Leveller
from rtp.audio.resample import Resampler
from rtp.messages import StreamSpec, nearest_ptime
from rtp.wire.g711 import Law, encode
from sip.offer_answer import AudioAnswer
from sip.offer_answer import Codec as SdpCodec

FINISHER = "mrcp_server.call.media:Finisher"
"""What the worker pool is told to import."""
METER = "rtp.audio.level:gain_for"
"""Likewise: what a listener hears of a voice sets its gain (ITU-T P.56, 300-3,400 Hz, −19 dBm0)."""


class Finisher:
    """Resamples, levels and encodes one piece of speech: int16 at the engine's rate in, `fmt` out.

    The level is set at the listener's rate, behind the resampler, so that its ceiling holds for what is encoded.
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


def audio_format(codec: SdpCodec) -> AudioFormat:
    """What an engine is asked for when a line speaks `codec`; raises KeyError for one that is not offered."""
    return _FORMATS[codec.encoding, codec.clock_rate]


def codec_format(name: str) -> AudioFormat:
    """The same for a codec by its name in the configuration."""
    encoding, _, rate = SDP_ENCODINGS[name].partition("/")
    return _FORMATS[encoding, int(rate)]


_FORMATS = {
    ("PCMU", 8000): AudioFormat("PCMU", 8000),
    ("PCMA", 8000): AudioFormat("PCMA", 8000),
    ("L16", 8000): AudioFormat("L16", 8000),
    ("L16", 16000): AudioFormat("L16", 16000),
    # G.722 keeps state from sample to sample, so it is encoded for each stream, from 16 kHz samples.
    ("G722", 8000): AudioFormat("PCM", 16000),
}

SDP_ENCODINGS = {
    "PCMU": "PCMU/8000",
    "PCMA": "PCMA/8000",
    "G722": "G722/8000",
    "L16": "L16/8000",
    "L16/16000": "L16/16000",
}
"""Names of the configuration as `a=rtpmap` has them."""


def stream_spec(answer: AudioAnswer, *, is_listened_to: bool = False) -> StreamSpec:
    """The stream for an agreed audio line. Where a recognizer listens and the peer sends no telephone-event, keys are
    looked for in the audio."""
    codec = answer.codec
    event = answer.telephone_event
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
        detects_tones=is_listened_to and event is None,
        telephone_event_type=event.payload_type if event else None,
        comfort_noise_type=answer.comfort_noise.payload_type if answer.comfort_noise else None,
        remote_rtcp=answer.remote_rtcp,
        rtcp_mux=answer.rtcp_mux,
    )
