"""Long speech cut at its pauses into windows that a model takes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.audio.speech_activity import Flags


def cut_at_pause(speech: Flags, most: int) -> int:
    """Where to cut speech that is longer than `most` frames.

    It is the middle of the longest pause in the later half of the first `most` frames, or where the window ends when
    nobody drew breath.

    Args:
        speech: for each frame whether it is speech; more than `most` of them.
        most: frames of a window.

    Returns:
        The first frame of what comes next, between `most` // 2 and `most`.
    """
    first = most // 2
    silent = np.flatnonzero(~speech[first:most]) + first
    if not len(silent):
        return most
    runs = np.split(silent, np.flatnonzero(np.diff(silent) > 1) + 1)
    longest = max(runs, key=len)
    return int(longest[len(longest) // 2])
