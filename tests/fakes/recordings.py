"""Recordings with speech and pauses in them, made once."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from mrcp_server.doors.web.formats import OutputFormat, wav_header
from rtp.audio.resample import resample
from tests.fakes.telephone_audio import speech

Samples = NDArray[np.int16]
RATE_HZ = 8000


@cache
def two_utterances() -> Samples:
    """Silence, a sentence, a second of silence, another, silence; 8 kHz."""
    quiet = np.zeros(RATE_HZ, np.int16)
    return np.concatenate([quiet, speech("Hello, how are you today?"), quiet, speech("Goodbye, my friend."), quiet])


def wav(samples: Samples, rate_hz: int = RATE_HZ) -> bytes:
    """As a file."""
    payload = samples.astype("<i2").tobytes()
    return wav_header(OutputFormat("pcm", rate_hz, "wav"), len(payload)) + payload


def wide(samples: Samples) -> Samples:
    """At 16 kHz."""
    return resample(samples, RATE_HZ, 16000)
