"""Synthetic callers beside the one person who recorded English: timbres of espeak-ng and the voice of hibari."""

import functools
from collections.abc import Callable, Mapping

import hibari
import numpy as np

from rtp.audio.pcm import to_int16
from rtp.audio.resample import resample
from tests.fakes import telephone_audio as audio
from tests.fakes.telephone_audio import Pcm
from tests.human_speech.recordings import ACTIVE_RMS

_TIMBRES = {
    "tuning": ("en-us", "en-us+f3", "en-us+m3"),
    "held_out": ("gmw/en-GB-x-rp", "en-us+f2", "en-us+m1"),
}
_NATURAL_SPEEDS = {"tuning": 0.9, "held_out": 1.0}


def synthetic_voices(half: str) -> Mapping[str, Callable[[str], Pcm]]:
    """Return voices by name, none in both halves: text → int16 at 8 kHz, at the level of the recordings."""
    voices = {voice.rpartition("/")[2]: functools.partial(audio.speech, voice=voice) for voice in _TIMBRES[half]}
    return {**voices, "natural": functools.partial(_natural, speed=_NATURAL_SPEEDS[half])}


@functools.cache
def _natural(text: str, speed: float) -> Pcm:
    model = _model()
    sound = np.asarray(model(text, speed=speed), np.float32)
    return audio.set_rms(resample(to_int16(sound * 32767.0), model.sample_rate, audio.RATE_HZ), ACTIVE_RMS)


@functools.cache
def _model() -> hibari.Hibari:
    return hibari.Hibari()
