import asyncio

import numpy as np
import pytest

from engine.recognition import HearingSpec
from mrcp_server.doors.web.utterances import Began, Ear, Said
from tests.fakes.listeners import FakeListeners
from tests.fakes.recordings import two_utterances, wide

pytestmark = pytest.mark.anyio


def _ear(listeners: FakeListeners, rate_hz: int = 8000, silence_ms: int = 500, longest_ms: int = 60_000) -> Ear:
    session = listeners.open(HearingSpec(rate_hz=rate_hz))
    return Ear(session, rate_hz, silence_ms=silence_ms, longest_ms=longest_ms)


@pytest.mark.parametrize("rate_hz", [8000, 16000])
@pytest.mark.parametrize("size", [77, 160, 8000, 1 << 20])
async def test_two_utterances_however_the_audio_is_cut(rate_hz: int, size: int) -> None:
    listeners = FakeListeners()
    ear = _ear(listeners, rate_hz)
    audio = two_utterances() if rate_hz == 8000 else wide(two_utterances())
    found: list[Began | Said] = []
    for start in range(0, len(audio), size):
        found += await ear.push(audio[start : start + size])
    found += await ear.finish()
    ear.close()
    assert [type(one) for one in found] == [Began, Said, Began, Said]
    began, said = found[0], found[1]
    assert isinstance(began, Began)
    assert isinstance(said, Said)
    assert 700 <= began.at_ms <= 1150
    assert said.start_ms == began.at_ms
    assert said.end_ms > said.start_ms + 1000
    assert said.words[0].start_ms == said.start_ms
    assert said.text.startswith("word0 word1")
    assert said.final
    assert not said.asked
    assert listeners.sessions[0].closed


async def test_what_is_known_meanwhile_and_an_end_that_was_asked_for() -> None:
    ear = _ear(FakeListeners())
    assert await ear.partial() is None
    assert await ear.finish() == []
    await ear.push(two_utterances()[: 8000 * 2])
    partial = await ear.partial()
    assert partial is not None
    assert (partial.final, ear.is_hearing) == (False, True)
    said = (await ear.finish())[0]
    assert said.asked
    assert not ear.is_hearing


async def test_an_utterance_in_which_nothing_is_understood() -> None:
    listeners = FakeListeners()
    ear = _ear(listeners)
    await ear.push(two_utterances()[: 8000 * 2])
    listeners.sessions[0].heard_bytes = 0
    said = (await ear.finish())[0]
    assert (said.text, said.words, said.confidence) == ("", (), 0.0)


async def test_a_shorter_silence_ends_sooner() -> None:
    ends = []
    for silence_ms in (100, 800):
        ear = _ear(FakeListeners(), silence_ms=silence_ms)
        found = await ear.push(two_utterances())
        ends.append(next(one.end_ms for one in found if isinstance(one, Said)))
    assert ends[0] < ends[1]


async def test_speech_without_a_pause_is_cut() -> None:
    ear = _ear(FakeListeners(), longest_ms=400)
    found = await ear.push(two_utterances())
    assert sum(isinstance(one, Said) for one in found) > 2


async def test_others_go_between_whatever_is_heard() -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    others = asyncio.create_task(other())
    await _ear(FakeListeners()).push(np.zeros(80_000, np.int16))
    others.cancel()
    assert turns > 20


async def test_silence_brings_nothing() -> None:
    ear = _ear(FakeListeners())
    assert await ear.push(np.zeros(80_000, np.int16)) == []
    assert ear.heard_ms == 10_000
