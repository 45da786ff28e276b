import asyncio
from collections.abc import Sequence

import pytest

from mrcp_server.doors.web.sockets.incoming_audio import StreamFormat
from mrcp_server.doors.web.sockets.stream_recognition import RecognitionParameters, RecognitionSink, StreamRecognition
from mrcp_server.doors.web.utterances import UtteranceBegan, UtteranceRecognized, UtteranceSegmenter
from tests.fakes.listeners import FakeListeners, fake_recognition
from tests.fakes.recordings import two_utterances

pytestmark = pytest.mark.anyio
PARAMETERS = RecognitionParameters(StreamFormat("linear16", 8000), "en-US", 500)
AUDIO = two_utterances().astype("<i2").tobytes()


class _Sink(RecognitionSink):
    """Keeps what happens, in words."""

    def __init__(self) -> None:
        self.happened: list[str] = []
        self.advances = 0

    async def began(self, began: UtteranceBegan) -> None:
        self.happened.append("began")

    async def recognized(self, said: UtteranceRecognized) -> None:
        self.happened.append(f"recognized {bool(said.text)}")

    async def finalized(self, said: UtteranceRecognized) -> None:
        assert said.asked
        self.happened.append(f"finalized {bool(said.text)}")

    async def advanced(self, segmenter: UtteranceSegmenter) -> None:
        self.advances += 1

    async def finished(self, said: Sequence[UtteranceRecognized], audio_ms: int) -> None:
        self.happened.append(f"finished {len(said)} {audio_ms}")


async def test_what_is_put_in_is_told_in_order() -> None:
    sink, listeners = _Sink(), FakeListeners()
    stream = StreamRecognition(fake_recognition(listeners), PARAMETERS, sink)
    running = asyncio.create_task(stream.run())
    await stream.finalize()
    await stream.push(AUDIO[: 2 * 16_000])
    await stream.finalize()
    await stream.push(b"")
    await stream.push(AUDIO[2 * 16_000 :])
    await stream.finish()
    async with asyncio.timeout(5):
        await running
    assert sink.happened[:3] == ["finalized False", "began", "finalized True"]
    assert sink.happened[-3:-1] == ["began", "recognized True"]
    assert sink.happened[-1] == f"finished 0 {len(AUDIO) // 16 // 20 * 20}"
    assert sink.advances > 10
    assert listeners.sessions[0].closed


async def test_an_utterance_that_goes_on_ends_with_the_stream() -> None:
    sink = _Sink()
    stream = StreamRecognition(fake_recognition(), PARAMETERS, sink)
    await stream.push(AUDIO[: 2 * 16_000])
    await stream.finish()
    await stream.run()
    assert sink.happened == ["began", "finished 1 2000"]


async def test_a_sink_may_leave_everything_untold() -> None:
    stream = StreamRecognition(fake_recognition(), PARAMETERS, RecognitionSink())
    running = asyncio.create_task(stream.run())
    await stream.push(AUDIO)
    await stream.finalize()
    await stream.finish()
    async with asyncio.timeout(5):
        await running


async def test_a_socket_that_closes_gives_the_recogniser_back() -> None:
    listeners = FakeListeners()
    stream = StreamRecognition(fake_recognition(listeners), PARAMETERS, _Sink())
    running = asyncio.create_task(stream.run())
    await stream.push(AUDIO[:16_000])
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert listeners.sessions[0].closed
