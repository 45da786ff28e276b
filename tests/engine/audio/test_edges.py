import numpy as np
import pytest

from engine.audio.edges import FADE_MS, LEAD_MS, SILENCE_PEAK, TAIL_MS, EdgeShaper
from engine.interface import Samples

RATE = 8000
LEAD, TAIL, FADE = (RATE * ms // 1000 for ms in (LEAD_MS, TAIL_MS, FADE_MS))


def sine(count: int, hz: float = 440) -> Samples:
    wave: Samples = np.rint(8000 * np.sin(2 * np.pi * hz / RATE * np.arange(count))).astype(np.int16)
    return wave


def silence(count: int) -> Samples:
    return np.zeros(count, np.int16)


def shaped(samples: Samples, size: int, *, trim: bool = True) -> tuple[Samples, EdgeShaper]:
    shaper = EdgeShaper(RATE, trim=trim)
    parts = [shaper.push(samples[begin : begin + size]) for begin in range(0, len(samples), size)]
    return np.concatenate([*parts, shaper.finish()]), shaper


@pytest.mark.parametrize("size", [1, 7, 160, 10_000])
def test_silence_at_the_edges_is_cut_to_known_lengths(size: int) -> None:
    inside = np.concatenate((sine(900)[1:], silence(2000), sine(500)[1:-2]))
    audio, shaper = shaped(np.concatenate((silence(1000), inside, silence(3000))), size)
    assert len(audio) == LEAD + len(inside) + TAIL
    assert shaper.cut_samples == 1000 - LEAD
    assert np.array_equal(audio[LEAD + FADE : LEAD + len(inside) - FADE], inside[FADE:-FADE])


@pytest.mark.parametrize("size", [1, 33, 10_000])
def test_without_trimming_every_sample_stays(size: int) -> None:
    whole = np.concatenate((silence(100), sine(800), silence(200)))
    audio, shaper = shaped(whole, size, trim=False)
    assert len(audio) == len(whole)
    assert shaper.cut_samples == 0


@pytest.mark.parametrize("size", [1, 50, 10_000])
def test_a_sine_that_begins_and_ends_anywhere_joins_without_a_click(size: int) -> None:
    piece = sine(1013)[7:]
    audio, _ = shaped(piece, size, trim=False)
    joined = np.concatenate((audio, audio)).astype(np.int32)
    assert np.abs(np.diff(joined)).max() <= np.abs(np.diff(piece.astype(np.int32))).max()
    assert abs(int(audio[0])) < 100
    assert abs(int(audio[-1])) < 100


def test_nothing_but_silence_leaves_nothing() -> None:
    audio, shaper = shaped(silence(5000), 160)
    assert len(audio) == 0
    assert not shaper._started
    assert len(shaper.finish()) == 0


def test_a_piece_shorter_than_the_fade_is_kept() -> None:
    audio, _ = shaped(np.full(5, 1000, np.int16), 5, trim=False)
    assert len(audio) == 5


def test_the_threshold_counts_both_ways_and_at_full_scale() -> None:
    for loud in (SILENCE_PEAK + 1, -SILENCE_PEAK - 1, -32768, 32767):
        audio, _ = shaped(np.concatenate((silence(400), np.full(100, loud, np.int16))), 100)
        assert len(audio) == LEAD + 100
