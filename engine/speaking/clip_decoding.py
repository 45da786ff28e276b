"""Recordings of documents: decoded apart from the voices, whose workers get samples.

A recording comes from wherever a document says. What stalls or crashes its decoder costs a content worker, and the
prompt goes on as it does where a recording cannot be fetched.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from engine.audio.decoding_apart import decode_apart
from engine.errors import EngineError

if TYPE_CHECKING:
    from engine.apart import Apart
    from engine.interface import AudioFormat, Recording
    from engine.workers.pool import Priority, WorkerPool
    from engine.workers.rendition import Rendition
    from engine.workers.worker_messages import ClipCut


class ClipDecoder:
    """One for the whole server; in one event loop."""

    def __init__(self, pool: WorkerPool, apart: Apart) -> None:
        """`apart` decodes, `pool` finishes."""
        self._pool = pool
        self._apart = apart
        self._running: set[asyncio.Task[None]] = set()

    def play(
        self, recording: Recording, cut: ClipCut, fmt: AudioFormat, priority: Priority, *, into: Rendition, source: str
    ) -> None:
        """Have `cut` of `recording` played into a rendition, which fails where that cannot be. Returns at once.

        `source` is whose recording it is, for turns. One that nobody waits for any more is decoded all the same: to
        end that would cost others the worker.
        """
        task = asyncio.get_running_loop().create_task(self._play(recording, cut, fmt, priority, into, source))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _play(
        self, recording: Recording, cut: ClipCut, fmt: AudioFormat, priority: Priority, into: Rendition, source: str
    ) -> None:
        try:
            samples, rate_hz = await decode_apart(
                self._apart,
                recording.data,
                media_type=recording.media_type,
                name=recording.name,
                max_s=self._pool.options.max_clip_ms / 1000,
                source=source,
            )
            if into.done:  # the server ends
                return
            if not into.readers:
                raise EngineError("cancelled")
            self._pool.play(samples.astype("<i2", copy=False).tobytes(), rate_hz, cut, fmt, priority, into=into)
        except EngineError as error:
            into.fail(error)
