"""One RECOGNIZE while it listens (§9.9)."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.recognizer.recognition import Decide, Done, InputStarted, Phase, Recognition, TooEarly, judge
from mrcp_server.mrcp.recognizer.recognition_result import Alternative, MatchState, RecognitionResult
from mrcp_server.mrcp.recognizer.recognize_parameters import RecognizeParameters
from mrcp_server.mrcp.wire.codes import RecognitionCause as Cause
from tests.mrcp_server.mrcp.recognizer.scripted_grammars import BOTH, OPEN, PIN, SPEECH, ScriptedGrammars

YES = Alternative("yes", 0.9, "g")
NO = Alternative("no", 0.6, "g")
MATCHED = RecognitionResult((YES,))
BOTH_PIN = ScriptedGrammars("1234", speech=True)


def speaking(*, until: float | None = None, **options: object) -> Recognition:
    """Speech began at 1 s, and fell silent at `until`."""
    recognition = Recognition(SPEECH, RecognizeParameters.defaults(**options), 0.0)
    recognition.speech_started(1.0)
    if until is not None:
        recognition.speech_ended(until)
    return recognition


def pressed(digits: str) -> Alternative:
    """What is told of keys that fit nothing."""
    return Alternative(digits, 0.0, "", mode="dtmf")


class TestTimers:
    """What starts when."""

    def test_no_input_from_the_beginning(self) -> None:
        recognition = Recognition(SPEECH, RecognizeParameters.defaults(no_input_timeout_ms=3000), 10.0)
        assert recognition.next_timer() == pytest.approx(13.0)
        assert recognition.handle_timer(12.0) == []
        assert recognition.handle_timer(13.0) == [Done(Cause.NO_INPUT_TIMEOUT)]
        assert recognition.next_timer() is None

    def test_a_recording_is_not_waited_for(self) -> None:
        recognition = Recognition(SPEECH, RecognizeParameters.defaults(input_waveform_uri="http://h/a"), 10.0)
        assert recognition.next_timer() is None

    def test_no_input_from_start_input_timers(self) -> None:
        recognition = Recognition(SPEECH, RecognizeParameters.defaults(start_input_timers=False), 10.0)
        assert recognition.next_timer() is None
        recognition.start_timers(20.0)
        recognition.start_timers(21.0)
        assert recognition.next_timer() == pytest.approx(25.0)
        recognition.speech_started(21.0)
        recognition.start_timers(22.0)
        assert recognition.next_timer() == pytest.approx(31.0)

    def test_recognition_timeout_counts_from_speech(self) -> None:
        """Field guide §3.6, 20."""
        recognition = Recognition(SPEECH, RecognizeParameters.defaults(start_input_timers=False), 0.0)
        recognition.speech_started(500.0)
        assert recognition.next_timer() == pytest.approx(510.0)
        assert recognition.handle_timer(510.0) == [Decide()]
        assert recognition.recognized(MATCHED) == [Done(Cause.SUCCESS_MAXTIME, (YES,))]

    @pytest.mark.parametrize(
        ("state", "deadline"),
        [
            (None, 2.7),
            (MatchState.COMPLETE_NO_MORE, 2.7),
            (MatchState.NONE, 2.7),
            (MatchState.COMPLETE, 3.5),
            (MatchState.PARTIAL, 3.5),
        ],
    )
    def test_silence_after_speech(self, state: MatchState | None, deadline: float) -> None:
        recognition = speaking(until=2.0)
        if state is not None:
            assert recognition.recognized_so_far(state) == []
        assert recognition.next_timer() == pytest.approx(deadline)
        assert recognition.handle_timer(deadline) == [Decide()]
        assert recognition.next_timer() is None

    @pytest.mark.parametrize(
        ("state", "deadline"), [(None, 2.7), (MatchState.COMPLETE_NO_MORE, 2.7), (MatchState.PARTIAL, 3.5)]
    )
    def test_the_complete_timer_waits_for_the_engine_that_was_asked(
        self, state: MatchState | None, deadline: float
    ) -> None:
        """However late it answers, a beginning is not taken for all."""
        recognition = speaking()
        recognition.speech_ended(2.0, is_asked=True)
        assert recognition.next_timer() == pytest.approx(3.5)
        assert recognition.handle_timer(3.0) == []
        recognition.recognized_so_far(state)
        assert recognition.next_timer() == pytest.approx(deadline)
        assert recognition.handle_timer(deadline) == [Decide()]

    def test_an_engine_that_does_not_answer_is_asked_for_its_last_word_in_the_end(self) -> None:
        recognition = speaking()
        recognition.speech_ended(2.0, is_asked=True)
        assert recognition.handle_timer(3.5) == [Decide()]

    def test_what_was_told_of_an_earlier_silence_does_not_hold_for_this_one(self) -> None:
        recognition = speaking()
        recognition.speech_ended(2.0, is_asked=True)
        recognition.recognized_so_far(MatchState.PARTIAL)
        recognition.speech_started(2.5)
        recognition.speech_ended(3.0, is_asked=True)
        recognition.recognized_so_far(None)
        assert recognition.next_timer() == pytest.approx(3.7)

    def test_speech_that_goes_on_stops_the_silence_timer(self) -> None:
        recognition = speaking(until=2.0)
        assert recognition.speech_started(2.5) == []
        assert recognition.next_timer() == pytest.approx(11.0)
        recognition.speech_ended(4.0)
        assert recognition.next_timer() == pytest.approx(4.7)


class TestSpeech:
    """Normal mode."""

    def test_start_of_input_once(self) -> None:
        recognition = Recognition(SPEECH, RecognizeParameters.defaults(), 0.0)
        assert recognition.speech_started(1.0) == [InputStarted("speech")]
        assert recognition.speech_started(1.1) == []
        assert recognition.phase is Phase.SPEECH

    def test_too_early_ends_it_at_once_where_that_is_wanted(self) -> None:
        recognition = Recognition(SPEECH, RecognizeParameters.defaults(), 0.0, too_early=TooEarly.ALWAYS)
        assert recognition.speech_started(0.0, too_early=True) == [Done(Cause.SPEECH_TOO_EARLY)]

    @pytest.mark.parametrize(
        ("too_early", "result", "expected"),
        [
            (TooEarly.NO_MATCH, RecognitionResult(), Done(Cause.SPEECH_TOO_EARLY)),
            (TooEarly.NO_MATCH, RecognitionResult(rejected=NO), Done(Cause.SPEECH_TOO_EARLY, rejected=NO)),
            (TooEarly.NO_MATCH, MATCHED, Done(Cause.SUCCESS, (YES,))),
            (TooEarly.NO_MATCH, RecognitionResult(partial=NO), Done(Cause.PARTIAL_MATCH, rejected=NO)),
            (TooEarly.NEVER, RecognitionResult(), Done(Cause.NO_MATCH)),
        ],
    )
    def test_too_early_is_why_the_rest_of_a_word_matches_nothing(
        self, too_early: TooEarly, result: RecognitionResult, expected: Done
    ) -> None:
        recognition = Recognition(SPEECH, RecognizeParameters.defaults(), 0.0, too_early=too_early)
        assert recognition.speech_started(0.1, too_early=True) == [InputStarted("speech")]
        recognition.speech_ended(1.0)
        recognition.handle_timer(60.0)
        assert recognition.recognized(result) == [expected]

    def test_nothing_is_too_early_for_a_hotword_or_for_keys(self) -> None:
        hotword = Recognition(SPEECH, RecognizeParameters.defaults(hotword=True), 0.0, too_early=TooEarly.ALWAYS)
        assert hotword.speech_started(0.0, too_early=True) == []
        assert hotword.phase is Phase.SPEECH
        both = Recognition(BOTH, RecognizeParameters.defaults(), 0.0)
        both.speech_started(0.0, too_early=True)
        both.press("2", 1.0)
        assert both.recognized(RecognitionResult()) == [Done(Cause.NO_MATCH)]

    def test_nobody_listens_to_speech_without_a_speech_grammar(self) -> None:
        assert Recognition(PIN, RecognizeParameters.defaults(), 0.0).speech_started(1.0) == []
        assert Recognition(BOTH, RecognizeParameters.defaults(), 0.0, speech=False).speech_started(1.0) == []

    def test_reports_out_of_turn_mean_nothing(self) -> None:
        recognition = Recognition(SPEECH, RecognizeParameters.defaults(), 0.0)
        assert recognition.speech_ended(1.0) == []
        assert recognition.recognized_so_far(MatchState.NONE) == []
        assert recognition.recognized(MATCHED) == []
        assert recognition.press("1", 1.0) == ([], False)

    def test_early_no_match(self) -> None:
        assert speaking(early_no_match=True).recognized_so_far(MatchState.NONE) == [Decide()]
        assert speaking(early_no_match=True).recognized_so_far(MatchState.PARTIAL) == []
        assert speaking().recognized_so_far(MatchState.NONE) == []

    def test_end_of_a_waveform(self) -> None:
        assert speaking().input_ended(3.0) == [Decide()]
        recognition = Recognition(SPEECH, RecognizeParameters.defaults(), 0.0)
        assert recognition.input_ended(1.0) == [Done(Cause.NO_INPUT_TIMEOUT)]
        assert recognition.input_ended(1.0) == []

    def test_a_waveform_without_the_hotword_ends_too(self) -> None:
        recognition = speaking(hotword=True)
        assert recognition.input_ended(3.0) == [Decide()]
        assert recognition.recognized(RecognitionResult()) == [Done(Cause.NO_MATCH)]


class TestKeysOfAWaveform:
    """Input-Waveform-URI with tones in it."""

    def test_they_are_input(self) -> None:
        recognition = Recognition(PIN, RecognizeParameters.defaults(), 0.0)
        assert recognition.input_ended(1.0, "12") == [
            InputStarted("dtmf"),
            Done(Cause.NO_MATCH, rejected=pressed("12")),
        ]
        recognition = Recognition(PIN, RecognizeParameters.defaults(), 0.0)
        assert recognition.input_ended(1.0, "12345") == [InputStarted("dtmf"), Decide("1234")]

    def test_no_more_are_waited_for(self) -> None:
        recognition = Recognition(OPEN, RecognizeParameters.defaults(dtmf_term_char="#"), 0.0)
        assert recognition.input_ended(1.0, "12") == [InputStarted("dtmf"), Decide("12")]
        recognition = Recognition(OPEN, RecognizeParameters.defaults(dtmf_term_char="#"), 0.0)
        assert recognition.input_ended(1.0, "12#99") == [InputStarted("dtmf"), Decide("12")]

    def test_without_a_grammar_for_keys_they_are_none(self) -> None:
        recognition = Recognition(SPEECH, RecognizeParameters.defaults(), 0.0)
        assert recognition.input_ended(1.0, "12") == [Done(Cause.NO_INPUT_TIMEOUT)]

    def test_hotword(self) -> None:
        recognition = Recognition(PIN, RecognizeParameters.defaults(hotword=True), 0.0)
        assert recognition.input_ended(1.0, "9912349") == [Decide("1234")]
        recognition = Recognition(PIN, RecognizeParameters.defaults(hotword=True), 0.0)
        assert recognition.input_ended(1.0, "12") == [Done(Cause.NO_MATCH, rejected=pressed("12"))]


class TestKeys:
    """DTMF in normal mode."""

    def test_start_of_input_then_match(self) -> None:
        recognition = Recognition(BOTH, RecognizeParameters.defaults(), 0.0)
        assert recognition.press("2", 1.0) == ([InputStarted("dtmf"), Decide("2")], True)
        assert not recognition.wants_keys
        assert recognition.recognized(RecognitionResult((YES,))) == [Done(Cause.SUCCESS, (YES,))]

    def test_keys_win_over_speech(self) -> None:
        recognition = Recognition(BOTH, RecognizeParameters.defaults(), 0.0)
        recognition.speech_started(1.0)
        assert recognition.press("2", 1.5) == ([Decide("2")], True)

    def test_interdigit_timeout(self) -> None:
        recognition = Recognition(OPEN, RecognizeParameters.defaults(), 0.0)
        recognition.press("1", 1.0)
        assert recognition.next_timer() == pytest.approx(6.0)
        assert recognition.handle_timer(6.0) == [Decide("1")]

    def test_no_match(self) -> None:
        recognition = Recognition(PIN, RecognizeParameters.defaults(), 0.0)
        recognition.press("9", 1.0)
        [done] = recognition.handle_timer(6.0)
        assert done == Done(Cause.NO_MATCH, rejected=Alternative("9", 0.0, "", mode="dtmf"))

    def test_key_of_the_next_one(self) -> None:
        recognition = Recognition(PIN, RecognizeParameters.defaults(dtmf_term_char="#"), 0.0)
        for key in "1234":
            recognition.press(key, 1.0)
        assert recognition.press("5", 1.0) == ([Decide("1234")], False)

    @pytest.mark.parametrize("keys", ["1", "9", "1234"])
    def test_recognition_timeout_ends_no_keys(self, keys: str) -> None:
        """VoiceXML 2.0, appendix D.1: keys have their own timers."""
        parameters = RecognizeParameters.defaults(
            recognition_timeout_ms=1000,
            dtmf_interdigit_timeout_ms=60_000,
            dtmf_term_char="#",
            dtmf_term_timeout_ms=60_000,
        )
        recognition = Recognition(BOTH_PIN, parameters, 0.0)
        recognition.speech_started(0.5)
        for key in keys:
            recognition.press(key, 1.0)
        assert recognition.handle_timer(60.9) == []
        assert recognition.next_timer() == pytest.approx(61.0)
        [outcome] = recognition.handle_timer(61.0)
        assert outcome == (Decide("1234") if keys == "1234" else Done(Cause.NO_MATCH, rejected=pressed(keys)))

    def test_keys_as_long_as_somebody_presses_some(self) -> None:
        recognition = Recognition(OPEN, RecognizeParameters.defaults(recognition_timeout_ms=1000), 0.0)
        for second, key in enumerate("123"):
            assert not any(isinstance(one, Done) for one in recognition.press(key, 4.0 * second)[0])
            assert recognition.handle_timer(4.0 * second + 3.9) == []


class TestHotword:
    """§9.9, hotword mode."""

    def test_no_start_of_input_and_match_at_any_point(self) -> None:
        recognition = Recognition(SPEECH, RecognizeParameters.defaults(hotword=True), 0.0)
        assert recognition.speech_started(1.0) == []
        assert recognition.recognized_so_far(MatchState.PARTIAL) == []
        assert recognition.recognized_so_far(MatchState.COMPLETE) == [Decide(None, goes_on=True)]
        assert recognition.recognized(MATCHED) == [Done(Cause.SUCCESS, (YES,))]

    def test_what_does_not_match_resets_the_timeout(self) -> None:
        recognition = speaking(until=2.0, hotword=True)
        assert recognition.handle_timer(2.7) == [Decide(None, goes_on=True)]
        assert recognition.recognized(RecognitionResult()) == []
        assert recognition.phase is Phase.WAITING
        recognition.speech_started(4.0)
        assert recognition.next_timer() == pytest.approx(14.0)

    def test_silence_behind_what_does_not_match_is_no_input(self) -> None:
        recognition = speaking(until=2.0, hotword=True, no_input_timeout_ms=3000)
        recognition.handle_timer(2.7)
        recognition.recognized(RecognitionResult())
        assert recognition.next_timer() == pytest.approx(5.0)
        assert recognition.handle_timer(5.0) == [Done(Cause.NO_INPUT_TIMEOUT)]

    def test_so_is_silence_behind_keys_that_do_not_match(self) -> None:
        recognition = Recognition(PIN, RecognizeParameters.defaults(hotword=True, no_input_timeout_ms=3000), 0.0)
        recognition.press("9", 2.0)
        assert recognition.handle_timer(5.0) == [Done(Cause.NO_INPUT_TIMEOUT)]

    def test_timers_that_nobody_started_do_not_run_behind_it_either(self) -> None:
        recognition = speaking(until=2.0, hotword=True, start_input_timers=False)
        recognition.handle_timer(2.7)
        recognition.recognized(RecognitionResult())
        assert recognition.next_timer() is None
        recognition.start_timers(9.0)
        assert recognition.next_timer() == pytest.approx(14.0)

    def test_timers_started_while_something_is_said_run_when_it_was_not_the_hotword(self) -> None:
        recognition = speaking(hotword=True, start_input_timers=False)
        recognition.start_timers(1.5)
        recognition.speech_ended(2.0)
        recognition.handle_timer(2.7)
        recognition.recognized(RecognitionResult())
        assert recognition.next_timer() == pytest.approx(7.0)

    def test_timeout_without_and_with_a_match(self) -> None:
        for result, cause in ((RecognitionResult(), Cause.HOTWORD_MAXTIME), (MATCHED, Cause.SUCCESS_MAXTIME)):
            recognition = speaking(hotword=True)
            assert recognition.handle_timer(11.0) == [Decide()]
            [done] = recognition.recognized(result)
            assert isinstance(done, Done)
            assert done.cause is cause

    @pytest.mark.parametrize(
        ("shortest", "longest", "taken"), [(500, None, True), (1500, None, False), (0, 900, False), (500, 1500, True)]
    )
    def test_length_of_the_utterance(self, shortest: int, longest: int | None, taken: bool) -> None:
        recognition = speaking(
            until=2.0, hotword=True, hotword_min_duration_ms=shortest, hotword_max_duration_ms=longest
        )
        assert recognition.handle_timer(2.7) == ([Decide(None, goes_on=True)] if taken else [])
        assert recognition.phase is (Phase.DECIDING if taken else Phase.WAITING)

    @pytest.mark.parametrize(
        ("shortest", "longest", "taken"), [(500, None, True), (1500, None, False), (0, 900, False), (500, 1500, True)]
    )
    def test_length_of_an_utterance_that_goes_on(self, shortest: int, longest: int | None, taken: bool) -> None:
        recognition = speaking(hotword=True, hotword_min_duration_ms=shortest, hotword_max_duration_ms=longest)
        outcomes = recognition.recognized_so_far(MatchState.COMPLETE_NO_MORE, 2.0)
        assert outcomes == ([Decide(None, goes_on=True)] if taken else [])
        assert recognition.phase is (Phase.DECIDING if taken else Phase.SPEECH)

    def test_digits(self) -> None:
        recognition = Recognition(PIN, RecognizeParameters.defaults(hotword=True), 0.0)
        assert recognition.press("9", 1.0) == ([], True)
        assert recognition.phase is Phase.WAITING
        for key in "123":
            assert recognition.press(key, 2.0) == ([], True)
        assert recognition.press("4", 2.0) == ([Decide("1234", goes_on=True)], True)

    def test_digits_that_do_not_go_on_are_forgotten(self) -> None:
        """They do not match: "the Recognition-Timeout MUST be stopped and reset"."""
        recognition = Recognition(PIN, RecognizeParameters.defaults(hotword=True, recognition_timeout_ms=1000), 0.0)
        recognition.press("1", 1.0)
        assert recognition.next_timer() == pytest.approx(6.0)
        assert recognition.handle_timer(6.0) == []
        assert recognition.phase is Phase.WAITING
        for key in "234":
            assert recognition.press(key, 7.0) == ([], True)
        for key, told in zip("1234", ([], [], [], [Decide("1234", goes_on=True)]), strict=True):
            assert recognition.press(key, 8.0) == (told, True)


class TestJudge:
    """§9.4.1, §9.4.4, §9.4.11."""

    def test_threshold_and_length_of_the_list(self) -> None:
        result = RecognitionResult((NO, YES, Alternative("maybe", 0.3, "g")))
        assert judge(result, RecognizeParameters.defaults()).accepted == (YES,)
        assert judge(result, RecognizeParameters.defaults(n_best_list_length=5)).accepted == (YES, NO)
        done = judge(result, RecognizeParameters.defaults(confidence_threshold=0.95))
        assert (done.cause, done.accepted, done.rejected) == (Cause.NO_MATCH, (), YES)

    def test_semantics_failure(self) -> None:
        broken = Alternative("yes", 0.9, "g", semantics_failed=True)
        done = judge(RecognitionResult((broken, NO)), RecognizeParameters.defaults())
        assert done == Done(Cause.SEMANTICS_FAILURE, (broken,))

    @pytest.mark.parametrize(
        ("result", "timed_out", "cause"),
        [
            (RecognitionResult(partial=NO), False, Cause.PARTIAL_MATCH),
            (RecognitionResult(partial=NO), True, Cause.PARTIAL_MATCH_MAXTIME),
            (RecognitionResult(rejected=NO), False, Cause.NO_MATCH),
            (RecognitionResult(rejected=NO), True, Cause.NO_MATCH_MAXTIME),
        ],
    )
    def test_no_full_match(self, result: RecognitionResult, timed_out: bool, cause: Cause) -> None:
        done = judge(result, RecognizeParameters.defaults(), timed_out=timed_out)
        assert (done.cause, done.rejected) == (cause, NO)

    @pytest.mark.parametrize(("timed_out", "cause"), [(False, Cause.NO_MATCH), (True, Cause.NO_MATCH_MAXTIME)])
    def test_what_begins_no_sentence_surely_enough_is_no_partial_match(self, timed_out: bool, cause: Cause) -> None:
        parameters = RecognizeParameters.defaults(confidence_threshold=0.7)
        done = judge(RecognitionResult(partial=NO), parameters, timed_out=timed_out)
        assert (done.cause, done.rejected) == (cause, NO)
