"""Back to 16 bits."""

import numpy as np

from rtp.audio.pcm import to_int16


def test_values_are_rounded_and_held_at_full_scale() -> None:
    signal = np.array([0.4, 0.6, -0.6, 40000.0, -40000.0, 32767.4])
    assert to_int16(signal).tolist() == [0, 1, -1, 32767, -32768, 32767]
    assert to_int16(signal).dtype == np.int16
