"""Recordings become samples away from the voices, or nothing."""

import asyncio

import pytest

from engine.errors import DeadlyInputError, EngineError, OverloadedError, TooMuchWorkError
from engine.interface import AudioFormat, Recording
from engine.speaking.clip_decoding import ClipDecoder
from engine.workers.pool import Priority
from engine.workers.rendition import Rendition
from engine.workers.worker_messages import ClipCut
from tests.fakes.apart import DecodingDouble
from tests.fakes.engine import PoolDouble

pytestmark = pytest.mark.anyio

FMT = AudioFormat("PCM", 8000)


class Rig:
    """A decoder between doubles, and one reader."""

    def __init__(self) -> None:
        self.apart = DecodingDouble()
        self.pool = PoolDouble()
        self.decoder = ClipDecoder(self.pool, self.apart)  # type: ignore[arg-type]  # the double has what is used
        self.into = Rendition(2)
        self.into.acquire()

    async def play(self, recording: bytes = b"1234") -> Rendition:
        self.decoder.play(Recording(recording), ClipCut(), FMT, Priority.FIRST, into=self.into, source="me")
        async with asyncio.timeout(5):
            while not self.into.done:
                await self.into.changed(asyncio.get_running_loop())
        return self.into


async def test_the_voices_get_samples() -> None:
    rig = Rig()
    played = await rig.play()
    assert (played.payloads, played.error) == ([b"1234"], None)
    assert (rig.pool.asked, rig.apart.sources) == ([(b"1234", Priority.FIRST)], ["me"])


@pytest.mark.parametrize(
    "error", [TooMuchWorkError("it takes longer than 10 s"), DeadlyInputError("crashed"), OverloadedError("full")]
)
async def test_what_cannot_be_decoded_fails_and_reaches_no_voice(error: EngineError) -> None:
    rig = Rig()
    rig.apart.error = error
    assert (await rig.play()).error is error
    assert rig.pool.asked == []


async def test_what_is_no_recording_fails() -> None:
    played = await Rig().play(b"bad")
    assert played.error is not None
    assert played.error.reason == "not a recording"


async def test_what_nobody_waits_for_reaches_no_voice() -> None:
    rig = Rig()
    rig.apart.going_on = asyncio.Event()
    playing = asyncio.create_task(rig.play())
    await asyncio.sleep(0)
    rig.into.release()
    rig.apart.going_on.set()
    await playing
    assert (rig.pool.asked, str(rig.into.error)) == ([], "cancelled")


async def test_what_has_failed_meanwhile_stays_so() -> None:
    rig = Rig()
    rig.apart.going_on = asyncio.Event()
    playing = asyncio.create_task(rig.play())
    await asyncio.sleep(0)
    rig.into.fail(EngineError("the server ends"))
    rig.apart.going_on.set()
    await playing
    await asyncio.sleep(0)
    assert rig.pool.asked == []
