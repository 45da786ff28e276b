"""An engine of an event loop that does what the text says: for tests of the worker of services."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Sequence

import numpy as np

from engine.errors import EngineError
from engine.interface import Piece, Sink, VoiceInfo
from engine.remote.errors import Fault, ServiceError

RATE_HZ = 8000


class ScriptedService:
    """Each word of a text is something to do; other words sound for 100 ms each.

    ===========  ======================================================
    wait         wait 100 ms
    stall        wait for ever
    stubborn     the same, and take no notice of a cancel
    block        hold up the whole event loop
    fail         raise a ServiceError that says to come back in 7 s
    refuse       raise an EngineError
    bug          raise what no engine should
    crash        end the process
    ===========  ======================================================
    """

    trims_silence = False

    def __init__(self, voices: Sequence[str] = ("far/one",), broken: str = "") -> None:
        if broken:
            raise EngineError(broken)
        self._voices = [
            VoiceInfo(name, name.partition("/")[0], ("en-US",), rate_hz=RATE_HZ, revision="1") for name in voices
        ]

    async def open(self) -> None:
        """Nothing to do."""

    def voices(self) -> Sequence[VoiceInfo]:
        return self._voices

    async def synthesize(self, piece: Piece, sink: Sink) -> None:
        for word in piece.text.split():
            match word:
                case "wait":
                    await asyncio.sleep(0.1)
                case "stall":
                    await asyncio.sleep(3600)
                case "stubborn":
                    await _stubborn()
                case "block":
                    time.sleep(3600)  # noqa: ASYNC251 (that is what is to be survived)
                case "fail":
                    raise ServiceError(Fault.LIMITED, "not now", retry_after_s=7)
                case "refuse":
                    raise EngineError("no")
                case "bug":
                    raise KeyError("bug")
                case "crash":
                    os.kill(os.getpid(), signal.SIGKILL)
                case _:
                    sink.write(np.full(RATE_HZ // 10, 1000, np.int16))

    async def close(self) -> None:
        """Nothing to do."""


async def _stubborn() -> None:
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            continue
