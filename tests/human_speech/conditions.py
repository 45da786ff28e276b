"""What telephone lines do to speech: noise, companding, lost packets, callers too loud and too quiet."""

import zlib
from collections.abc import Callable, Mapping

import numpy as np

from rtp.audio.pcm import to_int16
from tests.fakes import telephone_audio as audio
from tests.fakes.telephone_audio import Pcm
from tests.human_speech.recordings import ACTIVE_RMS

_PACKET_SAMPLES = 160

Condition = Callable[[Pcm, int], Pcm]
"""(speech at `ACTIVE_RMS`, int16 8 kHz; seed) → the same length as it arrives."""


def with_noise(pcm: Pcm, seed: int, ratio_db: float) -> Pcm:
    """White noise of the telephone band, that many dB below active speech."""
    noise = audio.noise(len(pcm) / audio.RATE_HZ + 0.01, ACTIVE_RMS / 10 ** (ratio_db / 20), seed)
    return audio.mix(pcm, noise[: len(pcm)])


def with_loss(pcm: Pcm, seed: int, share: float) -> Pcm:
    """Packets of 20 ms lost: silence in their place, as the jitter buffer hands it on."""
    out = pcm.copy()
    lost = np.random.default_rng(seed).random(len(pcm) // _PACKET_SAMPLES) < share
    out[: len(lost) * _PACKET_SAMPLES].reshape(-1, _PACKET_SAMPLES)[lost] = 0
    return out


def amplified(pcm: Pcm, gain_db: float) -> Pcm:
    """Louder or quieter; what does not fit is clipped."""
    return to_int16(pcm.astype(np.float64) * 10 ** (gain_db / 20))


CONDITIONS: Mapping[str, Condition] = {
    "clean": lambda pcm, seed: pcm,
    "noise_20_db": lambda pcm, seed: with_noise(pcm, seed, 20),
    "noise_10_db": lambda pcm, seed: with_noise(pcm, seed, 10),
    "mu_law": lambda pcm, seed: audio.through_g711(pcm),
    "packet_loss_3_percent": lambda pcm, seed: with_loss(pcm, seed, 0.03),
    "loud": lambda pcm, seed: amplified(pcm, 15),
    "quiet": lambda pcm, seed: amplified(pcm, -20),
}
"""`loud` clips the peaks of every voice; `clean` has the faint noise of a line that every utterance has."""


def seed_of(name: str) -> int:
    """Return the same number for the same name, in every process."""
    return zlib.crc32(name.encode())
