"""What one RECOGNIZE takes in, how long it is remembered, and when it was said."""

import asyncio
from typing import cast

import pytest

from engine.grammars.abnf import parse_abnf
from engine.grammars.active import ActiveGrammar, GrammarSet
from engine.grammars.compiler import compile_network
from engine.grammars.interpretation import InputInterpreter, InterpretedInput, Meaning
from engine.grammars.matcher import Status
from engine.recognition import RecognizedWord, RecognizerResult
from mrcp_server.mrcp.recognizer.recognition_result import MatchState
from mrcp_server.mrcp.recognizer.recognize_parameters import RecognizeParameters
from mrcp_server.recognizing.recognize_input import LoadedGrammars, RecognizeInput, result_of
from tests.fakes.recognition_pool import FakeRecognition, FakeRecognitionPool

SECOND = b"\1\0" * 8000
SPEECH = ActiveGrammar("session:a", compile_network(parse_abnf("#ABNF 1.0;language en-US;root $a;public $a = yes;")))
KEYS = ActiveGrammar("session:b", compile_network(parse_abnf("#ABNF 1.0;mode dtmf;root $a;public $a = 1 [2];")))


class CountingInterpreter:
    """An interpreter that counts."""

    def __init__(self) -> None:
        self.read = 0

    async def speech(
        self, recognized: RecognizerResult, grammars: GrammarSet, n_best: int, *, spot: bool, is_cut: bool, source: str
    ) -> InterpretedInput:
        self.read += 1
        text = recognized.best.text if recognized.best else ""
        return InterpretedInput((Meaning(text, 1.0, words=recognized.best.words if recognized.best else ()),))


def make(
    *grammars: ActiveGrammar, transcribe: str = "", **parameters: object
) -> tuple[RecognizeInput, FakeRecognition | None, CountingInterpreter, FakeRecognitionPool]:
    pool, interpreter = FakeRecognitionPool(), CountingInterpreter()
    recognize_input = RecognizeInput(
        1,
        GrammarSet(grammars, transcribe),
        RecognizeParameters.defaults(**parameters),
        interpreter=cast("InputInterpreter", interpreter),
        rate_hz=8000,
    )
    recognize_input.open(pool.as_pool())
    return recognize_input, pool.sessions[0] if pool.sessions else None, interpreter, pool


def test_the_same_answer_is_read_once() -> None:
    async def run() -> None:
        recognize_input, _, interpreter, pool = make(SPEECH)
        pool.say("yes")
        recognize_input.push(SECOND, 8000, 11.0)
        first = await recognize_input.interpret(final=False)
        assert await recognize_input.interpret(final=True) is first
        recognize_input.push(b"\0\0", 8000, 11.1, silent=True)
        assert await recognize_input.interpret(final=True) is first
        assert interpreter.read == 1
        recognize_input.push(SECOND, 8000, 12.0)
        pool.say("yes yes")
        assert await recognize_input.interpret(final=True) is not first

    asyncio.run(run())


def test_times_are_those_of_the_line_also_after_forgetting() -> None:
    async def run() -> None:
        recognize_input, session, _, pool = make(SPEECH, hotword=True)
        assert session is not None
        assert session.spec.spot
        pool.say("one two")
        recognize_input.push(SECOND, 8000, 11.0)
        recognize_input.push(SECOND, 8000, 12.0)
        (best,) = recognize_input.result(await recognize_input.interpret(final=True)).alternatives
        assert (best.start, best.end) == pytest.approx((10.0, 10.4))
        recognize_input.has_spoken = True
        recognize_input.speech_ended(11.44)
        recognize_input.push(SECOND, 8000, 13.0, silent=True)
        recognize_input.forget()
        assert not recognize_input.has_spoken
        # What came since the caller fell silent, and nothing of what he said before.
        assert session.pushed == [(len(SECOND) // 2, False), (len(SECOND), True)]
        (best,) = recognize_input.result(await recognize_input.interpret(final=True)).alternatives
        assert best.start == pytest.approx(11.5)

    asyncio.run(run())


def test_of_a_long_silence_no_more_is_kept_than_an_utterance_may_last() -> None:
    async def run() -> None:
        recognize_input, session, *_ = make(SPEECH, hotword=True)
        assert session is not None
        for second in range(1, 100):
            recognize_input.push(SECOND, 8000, second, silent=True)
        recognize_input.forget()
        assert sum(size for size, _ in session.pushed) == 30 * len(SECOND)

    asyncio.run(run())


def test_without_hotwords_nothing_is_kept_for_later() -> None:
    async def run() -> None:
        recognize_input, session, *_ = make(SPEECH)
        assert session is not None
        recognize_input.push(SECOND, 8000, 1.0)
        recognize_input.forget()
        assert (session.spec.spot, session.pushed) == (False, [])

    asyncio.run(run())


def test_a_look_that_shows_nothing_new_is_none() -> None:
    async def run() -> None:
        recognize_input, session, interpreter, pool = make(SPEECH)
        assert session is not None
        pool.say("yes")
        assert await recognize_input.look() is not None
        assert await recognize_input.look() is None
        pool.say("yes yes")
        recognize_input.push(SECOND, 8000, 1.0)
        assert await recognize_input.look() is not None
        assert (interpreter.read, len(session.looks), session.asks) == (2, 3, [])

    asyncio.run(run())


@pytest.mark.parametrize(
    ("interpreted", "state"),
    [
        (InterpretedInput((Meaning("yes", 0.6),), status=Status.COMPLETE), MatchState.COMPLETE),
        (InterpretedInput((Meaning("yes", 0.4),), status=Status.COMPLETE), MatchState.NONE),
        (InterpretedInput(partial=Meaning("ye", 0.6), status=Status.PARTIAL), MatchState.PARTIAL),
        (InterpretedInput(partial=Meaning("ye", 0.4), status=Status.PARTIAL), MatchState.NONE),
        (InterpretedInput(rejected=Meaning("no", 0.6)), MatchState.NONE),
        (InterpretedInput(status=Status.PARTIAL), MatchState.PARTIAL),
    ],
)
def test_what_would_be_refused_begins_nothing(interpreted: InterpretedInput, state: MatchState) -> None:
    async def run() -> None:
        recognize_input, *_ = make(SPEECH)
        assert recognize_input.match_state(interpreted) is state

    asyncio.run(run())


def test_words_of_open_speech_are_words_however_sure() -> None:
    async def run() -> None:
        recognize_input, *_ = make(transcribe="builtin:speech/transcribe")
        mumbled = InterpretedInput((Meaning("yes", 0.1),), status=Status.COMPLETE)
        assert recognize_input.match_state(mumbled) is MatchState.COMPLETE

    asyncio.run(run())


def test_without_speech_grammars_nobody_is_asked() -> None:
    async def run() -> None:
        recognize_input, session, interpreter, _ = make(KEYS, save_waveform=True)
        assert session is None
        assert not recognize_input.recognizes_speech
        recognize_input.push(SECOND, 8000, 1.0)
        recognize_input.forget()
        assert await recognize_input.interpret(final=True) == InterpretedInput()
        assert await recognize_input.look() is None
        assert (len(recognize_input.recording), interpreter.read) == (len(SECOND), 0)
        recognize_input.close()

    asyncio.run(run())


def test_the_machine_is_told_of_keys_in_its_own_words() -> None:
    loaded = LoadedGrammars(GrammarSet((KEYS,)))
    keys = loaded.digits()
    assert (loaded.speech, loaded.dtmf) == (False, True)
    assert keys.feed("1") is MatchState.COMPLETE
    assert keys.feed("2") is MatchState.COMPLETE_NO_MORE
    assert keys.feed("3") is MatchState.NONE


def test_a_result_without_a_beginning_has_no_times() -> None:
    word = RecognizedWord("yes", 0, 200, 0.8)
    meaning = Meaning("yes", 0.9, 0, "session:a", instance="Y", words=(word,), semantics_failed=True)
    result = result_of(InterpretedInput(partial=meaning, rejected=meaning))
    assert result.partial == result.rejected
    assert result.partial is not None
    assert (result.partial.words, result.partial.start, result.partial.semantics_failed) == ((), None, True)
    timed = result_of(InterpretedInput((meaning,)), 5.0).alternatives[0].words[0]
    assert (timed.start, timed.end, timed.confidence) == (5.0, 5.2, 0.8)
