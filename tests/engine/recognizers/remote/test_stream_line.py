"""One connection: what is sent on it, how it fails, and how it is counted."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from engine.recognition import RecognitionSpec
from engine.recognizers.remote import stream_line
from engine.recognizers.remote.stream_line import StreamLine, all_closed
from engine.remote.errors import Fault, ServiceError
from engine.remote.guard import ServiceGuard
from tests.fakes.transcribing import FakeStreams, run, service, until

BYTES_PER_S = 16_000
SECOND = b"\1\2" * 8_000


class Line:
    """A line and what stands around it."""

    def __init__(self, streams: FakeStreams, **changes: Any) -> None:
        self.settings = service(**changes)
        self.guard = ServiceGuard(self.settings)
        self.audio = bytearray()
        self.line = StreamLine(
            lambda: streams.open(RecognitionSpec(), "en-US"), self.guard, self.settings, self.audio, BYTES_PER_S
        )

    def hear(self, pcm: bytes) -> None:
        self.audio += pcm
        self.line.wake()


def test_audio_waits_for_the_connection_and_goes_in_pieces() -> None:
    async def work() -> None:
        streams = FakeStreams()
        streams.opening.clear()
        made = Line(streams)
        made.hear(SECOND)
        await asyncio.sleep(0)
        assert made.line.partial() == []
        assert made.line.is_untouched
        streams.opening.set()
        told = await made.line.conclude(len(SECOND))
        assert told[0].text == f"heard {'x' * 10}"
        assert bytes(streams.streams[0].sent) == SECOND
        assert not made.line.is_untouched
        assert made.line.is_reusable
        assert made.guard.seconds.total == pytest.approx(1.0)
        made.line.end()
        made.line.end()
        assert made.guard.busy == 0
        await all_closed()
        assert streams.streams[0].is_closed
        assert not streams.streams[0].is_aborted

    run(work)


def test_forgetting_comes_before_what_follows() -> None:
    async def work() -> None:
        streams = FakeStreams()
        made = Line(streams)
        made.hear(SECOND)
        await made.line.conclude(len(SECOND))
        made.audio.clear()
        made.line.forget()
        assert made.line.is_untouched
        assert made.line.partial() == []
        made.hear(SECOND[:3200])
        assert (await made.line.conclude(3200))[0].text == "heard xx"
        assert streams.streams[0].forgotten == 1
        made.line.end()

    run(work)


def test_the_first_fault_stays_and_is_counted_once() -> None:
    async def work() -> None:
        streams = FakeStreams()
        made = Line(streams)
        await until(lambda: bool(streams.streams))
        streams.error = ServiceError(Fault.UNREACHABLE, "closed")
        made.hear(SECOND)
        await until(lambda: made.line.error is not None)
        with pytest.raises(ServiceError, match="closed"):
            await made.line.conclude(len(SECOND))
        with pytest.raises(ServiceError, match="closed"):
            made.line.partial()
        made.line.fail(ServiceError(Fault.TIMEOUT, "later"))
        made.line.end()
        assert made.line.error is streams.error
        assert dict(made.guard.faults) == {"unreachable": 1}
        assert made.guard.busy == 0
        assert not made.line.is_reusable

    run(work)


def test_no_connection() -> None:
    async def work() -> None:
        streams = FakeStreams()
        streams.error = ServiceError(Fault.KEY, "401")
        made = Line(streams)
        with pytest.raises(ServiceError, match="401"):
            await made.line.conclude(0)
        # A wrong key is not tried again with the next caller.
        with pytest.raises(ServiceError, match="401"):
            made.guard.admit(asyncio.get_running_loop().time())

    run(work)


@pytest.mark.parametrize("stage", ["opening", "concluding"])
def test_a_service_that_hangs_is_given_up_in_time(stage: str) -> None:
    async def work() -> None:
        streams = FakeStreams()
        getattr(streams, stage).clear()
        made = Line(streams, first_byte_timeout_s=0.05)
        made.hear(SECOND[:3200])
        with pytest.raises(ServiceError, match=r"cloud: no transcript in 0\.1 s") as caught:
            await made.line.conclude(3200)
        assert caught.value.fault is Fault.TIMEOUT
        assert dict(made.guard.faults) == {"timeout": 1}

    run(work)


def test_a_service_that_does_not_read_is_found_out_while_the_caller_speaks() -> None:
    async def work() -> None:
        streams = FakeStreams()
        streams.sending.clear()
        made = Line(streams, idle_timeout_s=0.05)
        made.hear(SECOND)
        await until(lambda: made.line.error is not None)
        with pytest.raises(ServiceError, match=r"took no audio for 0\.05 s"):
            made.line.partial()

    run(work)


def test_seconds_are_limited_while_they_go_out() -> None:
    async def work() -> None:
        streams = FakeStreams()
        made = Line(streams, seconds_per_minute=0.6)
        made.hear(SECOND)
        with pytest.raises(ServiceError) as caught:
            await made.line.conclude(len(SECOND))
        assert caught.value.fault is Fault.SPENT
        assert len(streams.streams[0].sent) == 2 * 4000

    run(work)


def test_callers_at_once_are_limited() -> None:
    async def work() -> None:
        streams = FakeStreams()
        made = Line(streams, concurrency=1)
        with pytest.raises(ServiceError) as caught:
            StreamLine(
                lambda: streams.open(RecognitionSpec(), "en-US"), made.guard, made.settings, bytearray(), BYTES_PER_S
            )
        assert caught.value.fault is Fault.BUSY
        made.line.end()
        assert made.guard.busy == 0

    run(work)


def test_an_idle_connection_is_kept_and_opened_again_when_it_was_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_line, "_KEEP_ALIVE_S", 0.01)

    async def work() -> None:
        streams = FakeStreams()
        made = Line(streams)
        await until(lambda: bool(streams.streams) and streams.streams[0].kept_alive > 1)
        streams.streams[0].is_lost = True
        await asyncio.sleep(0.03)
        made.hear(SECOND)
        assert (await made.line.conclude(len(SECOND)))[0].text == f"heard {'x' * 10}"
        assert len(streams.streams) == 2
        assert streams.streams[0].is_aborted
        made.line.end()

    run(work)
