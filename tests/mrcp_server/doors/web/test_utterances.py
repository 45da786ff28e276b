import asyncio

import numpy as np
import pytest

from engine.errors import EngineError
from engine.recognition import RecognitionSpec
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.utterances import (
    UtteranceBegan,
    UtteranceRecognized,
    UtteranceSegmenter,
    open_segmenter,
)
from tests.fakes import telephone_audio
from tests.fakes.listeners import FakeListeners, fake_recognition
from tests.fakes.recordings import two_utterances, wide

pytestmark = pytest.mark.anyio


def _segmenter(
    listeners: FakeListeners, rate_hz: int = 8000, silence_ms: int = 500, longest_ms: int = 60_000
) -> UtteranceSegmenter:
    session = listeners.open(RecognitionSpec(rate_hz=rate_hz))
    return UtteranceSegmenter(session, rate_hz, silence_ms=silence_ms, longest_ms=longest_ms)


@pytest.mark.parametrize("rate_hz", [8000, 16000])
@pytest.mark.parametrize("size", [77, 160, 8000, 1 << 20])
async def test_two_utterances_however_the_audio_is_cut(rate_hz: int, size: int) -> None:
    listeners = FakeListeners()
    segmenter = _segmenter(listeners, rate_hz)
    audio = two_utterances() if rate_hz == 8000 else wide(two_utterances())
    found: list[UtteranceBegan | UtteranceRecognized] = []
    for start in range(0, len(audio), size):
        found += await segmenter.push(audio[start : start + size])
    found += await segmenter.finish()
    segmenter.close()
    assert [type(one) for one in found] == [UtteranceBegan, UtteranceRecognized, UtteranceBegan, UtteranceRecognized]
    began, said = found[0], found[1]
    assert isinstance(began, UtteranceBegan)
    assert isinstance(said, UtteranceRecognized)
    assert 700 <= began.at_ms <= 1150
    assert said.start_ms == began.at_ms
    assert said.end_ms > said.start_ms + 1000
    assert said.words[0].start_ms == said.start_ms
    assert said.text.startswith("word0 word1")
    assert said.final
    assert not said.asked
    assert listeners.sessions[0].closed


async def test_what_is_known_meanwhile_and_an_end_that_was_asked_for() -> None:
    segmenter = _segmenter(FakeListeners())
    assert await segmenter.partial() is None
    assert await segmenter.finish() == []
    await segmenter.push(two_utterances()[: 8000 * 2])
    partial = await segmenter.partial()
    assert partial is not None
    assert (partial.final, segmenter.in_utterance) == (False, True)
    said = (await segmenter.finish())[0]
    assert said.asked
    assert not segmenter.in_utterance


async def test_an_utterance_in_which_nothing_is_understood() -> None:
    listeners = FakeListeners()
    segmenter = _segmenter(listeners)
    await segmenter.push(two_utterances()[: 8000 * 2])
    listeners.sessions[0].heard_bytes = 0
    said = (await segmenter.finish())[0]
    assert (said.text, said.words, said.confidence) == ("", (), 0.0)


async def test_a_shorter_silence_ends_sooner() -> None:
    ends = []
    for silence_ms in (100, 800):
        segmenter = _segmenter(FakeListeners(), silence_ms=silence_ms)
        found = await segmenter.push(two_utterances())
        ends.append(next(one.end_ms for one in found if isinstance(one, UtteranceRecognized)))
    assert ends[0] < ends[1]


async def test_speech_without_a_pause_is_cut() -> None:
    segmenter = _segmenter(FakeListeners(), longest_ms=400)
    found = await segmenter.push(two_utterances())
    assert sum(isinstance(one, UtteranceRecognized) for one in found) > 2


async def test_others_go_between_whatever_comes() -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    others = asyncio.create_task(other())
    await _segmenter(FakeListeners()).push(np.zeros(80_000, np.int16))
    others.cancel()
    assert turns > 20


async def test_silence_brings_nothing() -> None:
    segmenter = _segmenter(FakeListeners())
    assert await segmenter.push(np.zeros(80_000, np.int16)) == []
    assert segmenter.audio_ms == 10_000


async def test_the_engines_failures_are_refusals() -> None:
    listeners = FakeListeners()
    with pytest.raises(RefusedError) as caught:
        async with open_segmenter(fake_recognition(listeners), "xx", 8000):
            pass
    assert caught.value.reason is Reason.MODEL
    listeners.error = EngineError("broken")
    with pytest.raises(RefusedError, match="broken"):
        async with open_segmenter(fake_recognition(listeners), "en-US", 8000) as segmenter:
            await segmenter.push(two_utterances())
    assert listeners.sessions[0].closed


async def test_long_speech_without_a_pause_is_cut() -> None:
    listeners = FakeListeners()
    samples = np.concatenate([telephone_audio.speech("a long sentence that goes on and on and on and on")] * 10)
    async with open_segmenter(fake_recognition(listeners), "en-US", 8000) as segmenter:
        found = [*await segmenter.push(np.tile(samples, 3)[: 65 * 8000]), *await segmenter.finish()]
    assert sum(isinstance(one, UtteranceRecognized) for one in found) == 3
    assert listeners.sessions[0].closed
