"""How often what somebody says is heard again while he goes on, so that others pay little for it."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHARE = 8.0
"""What was said so far is heard again when so many times the work of the last time has passed: so much of a core's time
belongs to others."""


class Pace:
    """Of one listener."""

    def __init__(self) -> None:
        self._again_ms = 0

    def allows(self, audio_ms: int) -> bool:
        """Whether there is so much audio by now that hearing all of it again is worth its price."""
        return audio_ms >= self._again_ms

    @contextlib.contextmanager
    def work(self, audio_ms: int) -> Iterator[None]:
        """Hear `audio_ms` of audio within."""
        began = time.thread_time()
        yield
        self._again_ms = audio_ms + round(_SHARE * 1000 * (time.thread_time() - began))
