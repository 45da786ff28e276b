"""Between 16 and 8 kHz, all rows at once: half of the samples for what measures at 8 kHz, twice as many for the rest.

A half-band filter of 31 taps: flat to 3 kHz, −40 dB from 5 kHz on. That is enough for measures; audio for engines
and recordings goes through `rtp.audio.resample`.
"""

import numpy as np
from numpy.typing import NDArray

from rtp.audio.pcm import to_int16

_REACH = 15

# scipy.signal.firwin(31, 0.5, window="hamming") from its centre outwards; every second tap of a half-band filter is 0.
# Written down, because importing scipy.signal costs the plane's process 0.7 s and 74 MB; the test repeats the call.
_FROM_CENTRE = (
    0.5008082269469846, 0.31561956332448227, 0.0, -0.0969383327763008, 0.0, 0.04909896059357542,
    0.0, -0.026785035820053864, 0.0, 0.014093887903991936, 0.0, -0.006730091366404419,
    0.0, 0.002937331570890683, 0.0, -0.0017003969036736089,
)  # fmt: skip
TAPS = np.array((*_FROM_CENTRE[:0:-1], *_FROM_CENTRE))


class Halver:
    """16 kHz in frames of an even length to 8 kHz, with the state of `rows` streams; lags by 1 ms."""

    def __init__(self, rows: int) -> None:
        self._tail = np.zeros((rows, 2 * _REACH), np.int16)

    def open(self, rows: NDArray[np.integer] | int) -> None:
        """Begin these rows anew."""
        self._tail[rows] = 0

    def push(self, rows: NDArray[np.integer], frames: NDArray[np.int16]) -> NDArray[np.int16]:
        """[n, m] samples of n rows, each once; the result is [n, m / 2]."""
        joined = np.concatenate((self._tail[rows], frames), axis=1)
        self._tail[rows] = joined[:, -2 * _REACH :]
        windows = np.lib.stride_tricks.sliding_window_view(joined, 2 * _REACH + 1, axis=1)[:, ::2]
        return to_int16(windows @ TAPS)


def doubled(packets: NDArray[np.int16]) -> NDArray[np.int16]:
    """8 kHz packets at 16 kHz, each for itself, [n, m] to [n, 2 m]: a straight line between neighbours.

    For the peer that switches to a narrow codec on a wide line; its band ends at 4 kHz, whatever is done.
    """
    wide = np.repeat(packets.astype(np.int32), 2, axis=1)
    wide[:, 1:-1:2] = (wide[:, 1:-1:2] + wide[:, 2::2]) >> 1
    return wide.astype(np.int16)
