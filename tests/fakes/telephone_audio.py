"""Audio as a telephone brings it, made on the spot: speech, tones, noise, line band. The tree keeps no recordings."""

import _ctypes
import ctypes
import functools
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

from rtp.audio.pcm import to_int16
from rtp.audio.resample import resample
from rtp.wire import g711

RATE_HZ = 8000

Pcm = NDArray[np.int16]

SENTENCES = (
    "call the sales department",
    "yes",
    "no",
    "one two three four",
    "I would like to speak to somebody about my last invoice",
    "help",
    "operator",
    "zero",
    "please transfer me to technical support",
    "four",
    "main menu",
    "hello, is anybody there",
)
VOICES = ("en-us", "gmw/en-GB-x-rp", "en-us+f3", "en-us+m3", "en-us+f2", "de", "es")


@functools.cache
def speech(text: str, voice: str = "en-us", speed: int = 175) -> Pcm:
    """Speech at 8 kHz, silence before and after it cut off, at an active level of −19 dBm0."""
    pcm, rate_hz = _spoken(text, voice, speed)
    narrow = resample(pcm, rate_hz, RATE_HZ).astype(np.float64)
    loud = np.flatnonzero(np.abs(narrow) > 0.02 * np.abs(narrow).max())
    narrow = narrow[loud[0] : loud[-1] + 1]
    return set_rms(narrow, 1810.0)


def set_rms(signal: NDArray[Any], rms: float) -> Pcm:
    """Scaled so that its louder half has this RMS."""
    frames = signal[: len(signal) // 160 * 160].astype(np.float64).reshape(-1, 160)
    energy = np.sort((frames**2).mean(axis=1))
    active = np.sqrt(energy[len(energy) // 3 :].mean())
    return to_int16(signal * (rms / active))


def joined(*parts: Pcm | float) -> Pcm:
    """Sounds and pauses (seconds), one behind the other."""
    return np.concatenate([silence(one) if isinstance(one, float) else one for one in parts])


def silence(seconds: float) -> Pcm:
    """Digital silence."""
    return np.zeros(int(seconds * RATE_HZ), np.int16)


def noise(seconds: float, rms: float, seed: int = 1, colour: str = "white") -> Pcm:
    """White or brownish noise in the telephone band."""
    count = int(seconds * RATE_HZ)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    frequency = np.fft.rfftfreq(count, 1 / RATE_HZ)
    spectrum[(frequency < 200) | (frequency > 3500)] = 0
    if colour == "brown":
        spectrum[1:] /= np.sqrt(frequency[1:])
    out = np.fft.irfft(spectrum, count)
    return to_int16(out * (rms / np.sqrt((out**2).mean())))


def tone(frequencies: Sequence[float], seconds: float, rms: float, phase: float = 0.3) -> Pcm:
    """Steady sines of equal level; `rms` is that of each."""
    time_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    waves = [np.sin(2 * np.pi * f * time_s + phase * i) for i, f in enumerate(frequencies)]
    return to_int16(sum(waves, np.zeros(len(time_s))) * rms * np.sqrt(2))


def ringback(seconds: float = 6.0, country: str = "us", rms: float = 1500.0) -> Pcm:
    """Ringing tone with its cadence: us 440 + 480 Hz, 2 s of 6; gb 400 + 450 Hz, double; de 425 Hz, 1 s of 5."""
    frequencies, cadence = {
        "us": ((440.0, 480.0), (2.0, 4.0)),
        "gb": ((400.0, 450.0), (0.4, 0.2, 0.4, 2.0)),
        "de": ((425.0,), (1.0, 4.0)),
    }[country]
    return _cadence(frequencies, cadence, seconds, rms)


def busy(seconds: float = 4.0, rms: float = 1500.0) -> Pcm:
    """US busy tone: 480 + 620 Hz, half a second on and off."""
    return _cadence((480.0, 620.0), (0.5, 0.5), seconds, rms)


def dtmf(key: str, seconds: float = 0.1, rms: float = 1000.0, twist_db: float = 0.0) -> Pcm:
    """One key; `twist_db` raises the high group against the low one."""
    low = (697.0, 770.0, 852.0, 941.0)["123A456B789C*0#D".index(key) // 4]
    high = (1209.0, 1336.0, 1477.0, 1633.0)["123A456B789C*0#D".index(key) % 4]
    total = tone((low,), seconds, rms).astype(np.int32)
    return (total + tone((high,), seconds, rms * 10 ** (twist_db / 20), 1.0)).clip(-32768, 32767).astype(np.int16)


def mix(*signals: Pcm) -> Pcm:
    """Sum of signals that begin together; as long as the longest."""
    out = np.zeros(max(map(len, signals)), np.int32)
    for signal in signals:
        out[: len(signal)] += signal
    return out.clip(-32768, 32767).astype(np.int16)


def through_g711(pcm: Pcm, law: g711.Law = g711.Law.PCMU) -> Pcm:
    """What is left after the line."""
    return g711.decode_array(g711.encode_array(pcm, law), law)


def frames(pcm: Pcm, frame_samples: int = 160) -> Pcm:
    """[n, 160] whole frames; the rest is cut off."""
    return pcm[: len(pcm) // frame_samples * frame_samples].reshape(-1, frame_samples)


def _cadence(frequencies: Sequence[float], cadence: Sequence[float], seconds: float, rms: float) -> Pcm:
    parts = [
        tone(frequencies, length, rms) if index % 2 == 0 else silence(length) for index, length in enumerate(cadence)
    ]
    period = np.concatenate(parts)
    count = int(seconds * RATE_HZ)
    return np.tile(period, -(-count // len(period)))[:count]


def _spoken(text: str, voice: str, speed: int) -> tuple[Pcm, int]:
    """What espeak-ng says, and its rate, the same whatever was said before.

    The library goes on with its random numbers and the phase of its waves from one text to the next, also behind its
    `espeak_Terminate`. So each text has a library of its own: a copy under another name, which shares no state.
    """
    parts: list[NDArray[np.int16]] = []

    def collect(wave: Any, count: int, _events: Any) -> int:
        if wave and count:
            parts.append(np.ctypeslib.as_array(wave, (count,)).copy())
        return 0

    with tempfile.TemporaryDirectory(prefix="espeak") as folder:
        copy = Path(folder) / "libtelephone-audio.so"
        shutil.copy(espeakng_loader.get_library_path(), copy)
        library = ctypes.CDLL(str(copy))
        try:
            rate_hz = library.espeak_Initialize(2, 200, espeakng_loader.get_data_path().encode(), 0x8000)
            prototype = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
            callback = prototype(collect)
            library.espeak_SetSynthCallback(callback)
            if library.espeak_SetVoiceByName(voice.encode()) != 0:
                raise ValueError(f"no espeak voice {voice}")
            library.espeak_SetParameter(1, speed, 0)
            data = text.encode()
            library.espeak_Synth(data, len(data) + 1, 0, 1, 0, 1, None, None)
            library.espeak_Terminate()
        finally:
            _ctypes.dlclose(library._handle)
    return np.concatenate(parts), rate_hz
