"""What is uploaded, and when: every upload costs money."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest

from engine.errors import EngineError
from engine.recognition import RecognitionSpec
from engine.recognizers.remote.transcript import Transcript
from engine.recognizers.remote.upload_listener import UploadListener
from engine.remote.breaker import BreakerState
from engine.remote.errors import Fault, ServiceError
from engine.remote.guard import ServiceGuard
from tests.fakes.transcribing import FakeUploads, loud, quiet, run, service, words

YES = [Transcript("yes", confidence=0.8)]


class Heard:
    """A listener and what stands behind it."""

    def __init__(self, uploads: FakeUploads, **changes: Any) -> None:
        self.settings = service(**changes)
        self.guard = ServiceGuard(self.settings)
        self.listener = UploadListener(uploads, self.guard, self.settings, RecognitionSpec(), "en-US")


def test_a_pause_uploads_all_since_the_last_reset_once() -> None:
    async def work() -> None:
        uploads = FakeUploads(YES)
        heard = Heard(uploads)
        listener = heard.listener
        assert words(await listener.ask(final=False, interim=True)) == ""
        listener.push(loud(0.5))
        listener.push(quiet(0.2))
        answer = await listener.ask(final=False, interim=False)
        assert words(answer) == "yes"
        assert answer.final
        assert answer.audio_ms == 700
        assert uploads.heard == [5600]
        listener.push(loud(0.1))
        looking = await listener.ask(final=False, interim=True)
        assert (words(looking), looking.final, looking.audio_ms) == ("yes", False, 800)
        assert uploads.heard == [5600]
        await listener.ask(final=True, interim=False)
        assert uploads.heard == [5600, 6400]
        listener.reset()
        assert words(await listener.ask(final=False, interim=True)) == ""
        listener.push(loud(0.1))
        await listener.ask(final=True, interim=False)
        assert uploads.heard[-1] == 800
        assert heard.guard.seconds.total == pytest.approx(0.7 + 0.8 + 0.1)
        listener.close()

    run(work)


def test_silence_is_not_uploaded() -> None:
    async def work() -> None:
        uploads = FakeUploads(YES)
        listener = Heard(uploads).listener
        assert words(await listener.ask(final=True, interim=False)) == ""
        listener.push(quiet(1.0))
        answer = await listener.ask(final=True, interim=False)
        assert (words(answer), answer.audio_ms, uploads.heard) == ("", 1000, [])

    run(work)


def test_what_is_longer_than_the_service_takes_is_not_uploaded_and_not_kept() -> None:
    async def work() -> None:
        uploads = FakeUploads(YES)
        listener = Heard(uploads).listener
        for _ in range(30):
            listener.push(loud(1.0))
        with pytest.raises(EngineError, match=r"cloud: 30\.0 s of speech, and it takes 10 s"):
            await listener.ask(final=True, interim=False)
        assert uploads.heard == []
        assert sum(map(len, listener._parts)) == 80_000

    run(work)


def test_a_service_that_fails_again_and_again_is_left_alone() -> None:
    async def work() -> None:
        uploads = FakeUploads(ServiceError(Fault.BROKEN, "500"))
        heard = Heard(uploads, breaker_failures=2, breaker_pause_s=60.0)
        heard.listener.push(loud())
        for _ in range(2):
            with pytest.raises(ServiceError, match="500"):
                await heard.listener.ask(final=True, interim=False)
        assert heard.guard.state is BreakerState.OPEN
        with pytest.raises(ServiceError) as caught:
            await heard.listener.ask(final=True, interim=False)
        assert caught.value.fault is Fault.PAUSED
        assert len(uploads.heard) == 2
        assert heard.guard.busy == 0

    run(work)


def test_another_try_where_it_may_help() -> None:
    async def work() -> None:
        uploads = FakeUploads(ServiceError(Fault.UNREACHABLE, "closed"), YES)
        heard = Heard(uploads, retries=1)
        heard.listener.push(loud())
        assert words(await heard.listener.ask(final=True, interim=False)) == "yes"
        assert len(uploads.heard) == 2
        assert heard.guard.seconds.total == pytest.approx(0.5)

    run(work)


def test_seconds_and_requests_are_limited() -> None:
    async def work() -> None:
        uploads = FakeUploads(YES)
        heard = Heard(uploads, seconds_per_minute=1.2, concurrency=1)
        heard.listener.push(loud(0.5))
        uploads.gate.clear()
        first = asyncio.create_task(heard.listener.ask(final=True, interim=False))
        await asyncio.sleep(0)
        with pytest.raises(ServiceError) as caught:
            await heard.listener.ask(final=True, interim=False)
        assert caught.value.fault is Fault.BUSY
        uploads.gate.set()
        await first
        await heard.listener.ask(final=True, interim=False)
        with pytest.raises(ServiceError, match=r"the limit of 1\.2 seconds of audio a minute") as caught:
            await heard.listener.ask(final=True, interim=False)
        assert caught.value.fault is Fault.SPENT

    run(work)


def test_an_upload_that_nobody_waits_for_is_given_up() -> None:
    async def work() -> None:
        uploads = FakeUploads(YES)
        uploads.gate.clear()
        heard = Heard(uploads)
        heard.listener.push(loud())
        asked = asyncio.create_task(heard.listener.ask(final=True, interim=False))
        await asyncio.sleep(0)
        assert heard.guard.busy == 1
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert heard.guard.busy == 0

    run(work)


def test_its_confidence_can_be_configured() -> None:
    async def work() -> None:
        listener = Heard(FakeUploads(YES), transcription_even=0.8).listener
        listener.push(np.concatenate([loud(), loud()]))
        answer = await listener.ask(final=True, interim=False)
        assert answer.best is not None
        assert answer.best.confidence == 0.5

    run(work)
