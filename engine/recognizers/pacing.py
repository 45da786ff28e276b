"""When what somebody says is heard again: where there is something new, and not so often that others pay for it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from engine.recognition import RecognizerResult

_SHARE = 8.0
"""What was said so far is heard again when so many times the work of the last time has passed: so much of a core's time
belongs to others."""


class PacedHearing:
    """Of one listener."""

    def __init__(self) -> None:
        self._last: tuple[Hashable, RecognizerResult] | None = None
        self._again_ms = 0

    def result(
        self, what: Hashable, audio_ms: int, hear: Callable[[], RecognizerResult], *, may_wait: bool
    ) -> RecognizerResult:
        """What was said.

        Args:
            what: the same for the same speech; more silence says nothing new.
            audio_ms: how much audio there is.
            hear: does the work.
            may_wait: what was heard before will do, `final` False, if hearing it all again would cost too much: the
                caller speaks on.
        """
        if self._last is not None:
            known, last = self._last
            if known == what:
                return msgspec.structs.replace(last, audio_ms=audio_ms)
            if may_wait and audio_ms < self._again_ms:
                return msgspec.structs.replace(last, final=False)
        began = time.thread_time()
        heard = msgspec.structs.replace(hear(), audio_ms=audio_ms)
        self._again_ms = audio_ms + round(_SHARE * 1000 * (time.thread_time() - began))
        self._last = (what, heard)
        return heard
