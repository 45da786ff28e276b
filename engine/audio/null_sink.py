"""A sink for what is synthesized only to warm up or to measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.interface import Samples


class NullSink:
    """Takes all audio and keeps none of it; see `interface.Sink`."""

    def write(self, samples: Samples) -> bool:
        return True

    def word(self, character: int, offset: int) -> None:
        """Nobody waits for it."""

    def on_cancel(self, stop: object) -> None:
        """Too short to be cancelled."""
