"""People's voices at 8 kHz: the prompts of Asterisk as Debian packs them, read where they are installed.

The packages are asterisk-core-sounds-{en,es,fr,it,ru}-wav (CC-BY-SA 3.0), one speaker a language; `tests/install-tools`
installs them. What was said is in core-sounds-LANGUAGE.txt.gz of the package without -wav.
"""

import functools
import gzip
import os
import re
import wave
from pathlib import Path

import numpy as np

from tests.fakes import telephone_audio as audio
from tests.fakes.telephone_audio import Pcm
from tests.human_speech import words

SOUNDS = Path("/usr/share/asterisk/sounds")
DOCUMENTS = Path("/usr/share/doc")
SPEAKERS = {
    "en-US": "en_US_f_Allison",
    "es-MX": "es_MX_f_Allison",
    "fr-CA": "fr_CA_f_June",
    "it-IT": "it_IT_m_Carlo",
    "ru-RU": "ru_RU_f_IvrvoiceRU",
}
ACTIVE_RMS = 1810.0
"""−19 dBm0 in int16 units: the level to which every recording is brought."""
_FRAME_SAMPLES = 80
_SILENT_SHARE = 0.02
_MARGIN_SAMPLES = 400


def missing(*languages: str) -> str:
    """Why there are no recordings of a language (English unless told), as a reason to skip; empty where they are.

    Raises:
        AssertionError: they are missing on a machine of continuous integration, where nothing may be skipped.
    """
    absent = [one for one in languages or ("en-US",) if not (SOUNDS / SPEAKERS[one] / "digits/0.wav").exists()]
    if not absent:
        return ""
    packages = " ".join(f"asterisk-core-sounds-{one[:2]}-wav" for one in absent)
    assert not os.environ.get("CI"), f"not installed: {packages}; run tests/install-tools"
    return f"needs people's voices: apt-get install {packages}"


def is_there(name: str, language: str = "en-US") -> bool:
    return _file(name, language).exists()


@functools.cache
def recording(name: str, language: str = "en-US") -> Pcm:
    """Return a recording such as "digits/4": int16 at 8 kHz, its silent ends cut off, at `ACTIVE_RMS`."""
    with wave.open(str(_file(name, language))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2), name
        pcm = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    return audio.set_rms(_without_silent_ends(pcm), ACTIVE_RMS)


def beginning(pcm: Pcm, from_s: float, to_s: float) -> Pcm:
    """Return what is spoken before the quietest place between two times: a word cut out of a longer one."""
    first = int(from_s * audio.RATE_HZ)
    loudness = _loudness(pcm[first : int(to_s * audio.RATE_HZ)])
    return pcm[: first + int(loudness.argmin()) * _FRAME_SAMPLES]


@functools.cache
def texts() -> dict[str, str]:
    """Return what is said in each English recording, as one would write it; sounds and fragments left out."""
    with gzip.open(DOCUMENTS / "asterisk-core-sounds-en/core-sounds-en.txt.gz", "rt", encoding="utf-8") as file:
        lines = [line.partition(":") for line in file if re.match(r"[\w/-]+:", line)]
    return {
        name: words.CORRECTIONS.get(name) or re.sub(r"[*#]", lambda symbol: words.SYMBOLS[symbol[0]], text.strip())
        for name, _, text in lines
        if is_there(name) and not re.search(r"[\[<(]|\.\.\.", text)
    }


def _file(name: str, language: str) -> Path:
    return SOUNDS / SPEAKERS[language] / f"{name}.wav"


def _without_silent_ends(pcm: Pcm) -> Pcm:
    loudness = _loudness(pcm)
    sounding = np.flatnonzero(loudness > _SILENT_SHARE * loudness.max()) * _FRAME_SAMPLES
    return pcm[max(0, sounding[0] - _MARGIN_SAMPLES) : sounding[-1] + _FRAME_SAMPLES + _MARGIN_SAMPLES]


def _loudness(pcm: Pcm) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Mean amplitude of each 10 ms."""
    whole = len(pcm) // _FRAME_SAMPLES * _FRAME_SAMPLES
    loudness: np.ndarray[tuple[int], np.dtype[np.float64]] = (
        np.abs(pcm[:whole].astype(np.float64)).reshape(-1, _FRAME_SAMPLES).mean(axis=1)
    )
    return loudness
