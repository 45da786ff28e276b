"""Where long speech is cut."""

import numpy as np
import pytest

from engine.recognizers.sherpa.windows import cut_at_pause


def frames(*runs: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Speech and silence in turn, each so many frames."""
    return np.repeat(np.arange(len(runs)) % 2 == 0, runs)


@pytest.mark.parametrize(
    ("runs", "cut"),
    [
        ((60, 4, 100), 62),
        ((60, 2, 20, 6, 100), 85),
        # A pause in the first half would make the window short.
        ((10, 20, 200), 100),
        ((200,), 100),
        ((95, 30, 50), 97),
    ],
)
def test_the_cut_is_in_the_longest_pause_of_the_later_half(runs: tuple[int, ...], cut: int) -> None:
    assert cut_at_pause(frames(*runs), 100) == cut
