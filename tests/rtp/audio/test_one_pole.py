"""The first-order low-pass against SciPy's, which is too heavy to be the filter of every worker."""

import numpy as np
import pytest
from scipy.signal import lfilter

from rtp.audio.one_pole import OnePole


@pytest.mark.parametrize(("time_constant_s", "rate_hz"), [(0.008, 8000), (0.03, 48000), (0.0001, 8000), (1e-6, 8000)])
def test_blocks_equal_the_recursion(time_constant_s: float, rate_hz: int) -> None:
    """Within 1e-9 of full scale, over many blocks and from a state of its own."""
    signal = np.random.default_rng(1).uniform(-1, 1, 9000)
    decay = np.exp(-1 / (time_constant_s * rate_hz))
    expected, _ = lfilter([1 - decay], [1, -decay], signal, zi=[decay * 0.5])
    out = OnePole(time_constant_s, rate_hz, initial=0.5).push(signal)
    assert np.allclose(out, expected, rtol=0, atol=1e-9)


def test_chunks_equal_one_call() -> None:
    signal = np.random.default_rng(2).standard_normal(5000)
    whole = OnePole(0.01, 8000).push(signal)
    filter_ = OnePole(0.01, 8000)
    parts = [filter_.push(part) for part in np.split(signal, [1, 1, 700, 4999])]
    assert np.allclose(np.concatenate(parts), whole, rtol=0, atol=1e-9)


def test_constant_passes() -> None:
    assert OnePole(0.008, 8000).push(np.full(2000, 500.0))[-1] == pytest.approx(500)
