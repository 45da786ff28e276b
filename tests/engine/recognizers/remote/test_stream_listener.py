"""A caller heard while he speaks."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from engine.recognition import RecognitionSpec
from engine.recognizers.remote.stream_listener import StreamListener
from engine.remote.errors import Fault, ServiceError
from engine.remote.guard import ServiceGuard
from tests.fakes.transcribing import FakeStreams, loud, quiet, run, service, words


class Heard:
    """A listener and what stands behind it."""

    def __init__(self, streams: FakeStreams, **changes: Any) -> None:
        self.settings = service(**changes)
        self.guard = ServiceGuard(self.settings)
        self.listener = StreamListener(streams, self.guard, self.settings, RecognitionSpec(), "en-US")


async def said(listener: StreamListener) -> str:
    return words(await listener.ask(final=True, interim=False))


def test_it_connects_before_anybody_speaks_and_asks_once_about_the_same() -> None:
    async def work() -> None:
        streams = FakeStreams()
        heard = Heard(streams)
        await asyncio.sleep(0.01)
        assert len(streams.streams) == 1
        heard.listener.push(loud(0.5))
        answers = tuple(await asyncio.gather(said(heard.listener), said(heard.listener)))
        assert answers == ("heard xxxxx", "heard xxxxx")
        assert streams.concluded == 1
        heard.listener.push(loud(0.1))
        assert await said(heard.listener) == "heard xxxxxx"
        heard.listener.close()
        assert heard.guard.busy == 0

    run(work)


def test_silence_is_asked_about_nobody() -> None:
    async def work() -> None:
        streams = FakeStreams()
        listener = Heard(streams).listener
        listener.push(quiet(0.5))
        assert await said(listener) == ""
        assert streams.concluded == 0
        listener.close()

    run(work)


def test_one_connection_serves_one_utterance_after_the_other() -> None:
    async def work() -> None:
        streams = FakeStreams()
        listener = Heard(streams).listener
        listener.reset()
        for length in (0.3, 0.2):
            listener.push(loud(length))
            assert await said(listener) == f"heard {'x' * round(length * 10)}"
            listener.reset()
        assert len(streams.streams) == 1
        listener.close()

    run(work)


@pytest.mark.parametrize("stage", ["sending", "concluded"])
def test_where_it_cannot_the_next_one_has_its_own(stage: str) -> None:
    async def work() -> None:
        streams = FakeStreams()
        streams.serves_one = True
        heard = Heard(streams)
        heard.listener.push(loud(0.3))
        if stage == "concluded":
            assert await said(heard.listener) == "heard xxx"
        else:
            await asyncio.sleep(0.02)
        heard.listener.reset()
        heard.listener.push(loud(0.2))
        assert await said(heard.listener) == "heard xx"
        assert len(streams.streams) == 2
        assert streams.streams[0].is_closed
        heard.listener.close()
        assert heard.guard.busy == 0

    run(work)


def test_a_spent_connection_is_followed_by_one_that_hears_it_all() -> None:
    async def work() -> None:
        streams = FakeStreams()
        streams.spends = True
        heard = Heard(streams)
        heard.listener.push(loud(0.3))
        assert await said(heard.listener) == "heard xxx"
        heard.listener.push(loud(0.2))
        assert await said(heard.listener) == "heard xxxxx"
        assert [len(stream.sent) for stream in streams.streams] == [4800, 8000]
        heard.listener.close()
        assert heard.guard.busy == 0

    run(work)


def test_a_fault_costs_the_utterance_and_the_next_one_is_tried_anew() -> None:
    async def work() -> None:
        streams = FakeStreams()
        heard = Heard(streams)
        heard.listener.push(loud(0.3))
        streams.error = ServiceError(Fault.BROKEN, "500")
        for interim in (False, True):
            with pytest.raises(ServiceError, match="500"):
                await heard.listener.ask(final=True, interim=interim)
        streams.error = None
        heard.listener.reset()
        heard.listener.push(loud(0.2))
        assert await said(heard.listener) == "heard xx"
        heard.listener.close()

    run(work)


def test_one_that_is_left_alone_says_so_at_once_and_after_a_reset() -> None:
    async def work() -> None:
        streams = FakeStreams()
        heard = Heard(streams, breaker_failures=1, breaker_pause_s=60.0)
        heard.listener.push(loud(0.3))
        streams.error = ServiceError(Fault.BROKEN, "500")
        with pytest.raises(ServiceError, match="500"):
            await said(heard.listener)
        with pytest.raises(ServiceError) as caught:
            StreamListener(streams, heard.guard, heard.settings, RecognitionSpec(), "en-US")
        assert caught.value.fault is Fault.PAUSED
        heard.listener.reset()
        heard.listener.push(loud(0.3))
        with pytest.raises(ServiceError) as caught:
            await said(heard.listener)
        assert caught.value.fault is Fault.PAUSED

    run(work)


def test_two_minutes_are_the_most() -> None:
    async def work() -> None:
        streams = FakeStreams()
        listener = Heard(streams).listener
        for _ in range(122):
            listener.push(loud(1.0))
        assert len(listener._audio) <= 121 * 16000
        with pytest.raises(ServiceError, match="over 120 s of speech"):
            await said(listener)

    run(work)
