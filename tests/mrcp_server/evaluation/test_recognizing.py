"""With a scripted recogniser in real workers, and PocketSphinx where sound matters."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence

import numpy as np
import pytest

from engine.errors import EngineError
from engine.grammars.active import GrammarSet
from engine.grammars.interpretation import InputInterpreter
from engine.grammars.store import GrammarStore
from engine.registry import EngineSpec
from engine.workers.listener_pool import ListenerEngine, ListenerOptions
from mrcp_server.evaluation.recognizing import EngineUnderTest, Task, recognize_all
from mrcp_server.evaluation.recorded_speech import Expectation, Sound, expect, find_speech
from mrcp_server.evaluation.trials import Trial
from tests.fakes import telephone_audio as audio
from tests.fakes.recognizer import FACTORY, said

_SCRIPTED = ListenerEngine(EngineSpec("scripted", {"transcription": ("en-US",)}, FACTORY))
_MENU = (
    "#ABNF 1.0;\nlanguage en-US;\ntag-format <semantics/1.0>;\nroot $a;\n"
    "$a = sales {out = 1;} | support | wait sales;\n"
)


async def _grammars(document: str) -> GrammarSet:
    store = GrammarStore()
    try:
        if not document:
            return await store.activate([], transcribe="builtin:speech/transcribe")
        return await store.activate([await store.load(document.encode())])
    finally:
        store.close()


def _spelled(text: str) -> Sound:
    pcm = np.frombuffer(said(text), "<i2").astype(np.int16)
    return Sound(pcm, 8000, 1, len(pcm))


def _recognize(
    spoken: Sequence[tuple[str, Sound]],
    document: str = _MENU,
    engine: ListenerEngine = _SCRIPTED,
    *,
    at_once: int = 1,
    realtime: bool = False,
) -> list[Trial]:
    async def run() -> list[Trial]:
        interpreter, grammars = InputInterpreter(), await _grammars(document)
        under_test = EngineUnderTest(engine, ListenerOptions(), interpreter, workers=at_once)

        async def tasks() -> AsyncIterator[Task]:
            for number, (text, sound) in enumerate(spoken):
                yield Task(str(number), text, sound, grammars, await expect(text, grammars, interpreter))

        try:
            await under_test.start()
            return await recognize_all(under_test, tasks(), at_once=at_once, realtime=realtime)
        finally:
            await under_test.close()
            interpreter.close()

    return asyncio.run(run())


def test_what_was_heard_is_judged_by_the_grammar() -> None:
    right, other, none, foreign = _recognize(
        [
            ("Sales.", _spelled("sales")),
            ("sales", _spelled("support")),
            ("support", _spelled("nonsense")),
            ("billing", _spelled("sales")),
        ]
    )
    assert (right.heard, right.is_match, right.is_right, right.is_meant) == ("sales", True, True, True)
    assert (other.heard, other.is_match, other.is_right, other.is_meant) == ("support", True, False, False)
    assert (none.heard, none.is_match, none.is_right, none.is_meant) == ("nonsense", False, False, False)
    assert (foreign.in_grammar, foreign.is_match, foreign.is_right) == (False, True, False)
    assert (right.errors, other.errors, none.errors) == (0, 1, 1)
    assert right.confidence == pytest.approx(0.9)


def test_open_speech_is_right_when_no_word_is_wrong() -> None:
    right, wrong = _recognize(
        [("Press 1, please!", _spelled("press one please")), ("hello there", _spelled("hello bear"))], ""
    )
    assert (right.is_right, right.errors, right.words) == (True, 0, 3)
    assert (wrong.is_right, wrong.is_match, wrong.errors, wrong.words) == (False, True, 1, 2)


def test_where_nobody_speaks_no_recogniser_is_asked() -> None:
    (trial,) = _recognize([("sales", Sound(np.zeros(800, np.int16), 8000, 0, 0))])
    assert (trial.has_speech, trial.is_match, trial.heard, trial.failure, trial.words) == (False, False, "", "", 1)


def test_an_engine_that_fails_costs_its_recording_only() -> None:
    failed, right = _recognize([("sales", _spelled("refuse")), ("sales", _spelled("sales"))])
    assert failed.failure == "refused"
    assert failed.errors == 1
    assert right.is_right


def test_answers_stand_in_the_order_of_the_recordings_however_many_callers_there_are() -> None:
    begin = time.monotonic()
    trials = _recognize([("wait sales", _spelled("wait sales"))] + [("sales", _spelled("sales"))] * 5, at_once=2)
    assert [one.name for one in trials] == ["0", "1", "2", "3", "4", "5"]
    assert all(one.is_right for one in trials)
    assert trials[0].answer_s > 0.19
    assert time.monotonic() - begin < 30


def test_no_more_recordings_are_read_ahead_than_are_recognised_at_once() -> None:
    taken: list[int] = []
    done: list[str] = []

    async def run() -> None:
        interpreter, grammars = InputInterpreter(), await _grammars(_MENU)
        under_test = EngineUnderTest(_SCRIPTED, ListenerOptions(), interpreter, workers=1)

        async def tasks() -> AsyncIterator[Task]:
            for number in range(6):
                taken.append(number - len(done))
                yield Task(str(number), "sales", _spelled("sales"), grammars, Expectation(frozenset({"sales"})))

        recognize = under_test.recognize

        async def counted(task: Task, *, realtime: bool = False) -> Trial:
            trial = await recognize(task, realtime=realtime)
            done.append(trial.name)
            return trial

        under_test.recognize = counted  # type: ignore[method-assign]  # counts what it passes on
        await under_test.start()
        assert len(under_test.pids) == 1
        try:
            await recognize_all(under_test, tasks(), at_once=2)
        finally:
            await under_test.close()
            interpreter.close()

    asyncio.run(run())
    assert max(taken) <= 1


def test_real_speech_is_recognised_at_once_and_as_it_comes() -> None:
    pcm = audio.mix(
        np.concatenate([audio.silence(0.4), audio.speech("support"), audio.silence(0.8)]), audio.noise(1.0, 8.0)
    )
    sound = find_speech(pcm, 8000)
    sphinx = ListenerEngine(EngineSpec("sphinx"))
    (quick,) = _recognize([("support", sound)], engine=sphinx)
    begin = time.monotonic()
    (slow,) = _recognize([("support", sound)], engine=sphinx, realtime=True)
    assert quick.is_right
    assert slow.is_right
    assert slow.answer_s > 0
    assert time.monotonic() - begin > (sound.ends - sound.begins) / 8000


def test_an_engine_that_cannot_be_set_up_says_why() -> None:
    broken = ListenerEngine(EngineSpec("scripted", {"broken": "no model"}, FACTORY))
    with pytest.raises(EngineError, match="no model"):
        _recognize([], engine=broken)
