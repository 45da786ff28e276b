"""The recognizer machine: every state with every method, queue, DTMF, results, time-outs."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.errors import LocalProtocolError
from mrcp_server.mrcp.recognizer.actions import BargeIn, InterpretText, LoadGrammars, StopRecognizing, StoreWaveform
from mrcp_server.mrcp.recognizer.headers import DTMFRECOG, RecognizerFeatures
from mrcp_server.mrcp.recognizer.machine import MAX_QUEUED
from mrcp_server.mrcp.recognizer.recognition_result import Alternative, MatchState, RecognitionResult, Waveform
from mrcp_server.mrcp.recognizer.reports import RecognitionFailure, RecognizerReports
from mrcp_server.mrcp.recognizer.table import State
from mrcp_server.mrcp.wire.codes import Method
from mrcp_server.mrcp.wire.codes import RecognitionCause as Cause
from tests.mrcp_server.mrcp.dialogue import (
    GRAMMAR,
    RecognizerClient,
    brief,
    event_of,
    recognizer_client,
    response_of,
)
from tests.mrcp_server.mrcp.recognizer.scripted_grammars import BOTH, PIN, SPEECH, ScriptedGrammars

SALES = Alternative("the sales department", 0.9, "session:menu@x", instance="sales")
DEBT = Alternative("the debt department", 0.6, "session:menu@x", instance="debt")
MATCHED = RecognitionResult((SALES, DEBT))
BROKEN = RecognitionFailure(Cause.GRAMMAR_COMPILATION_FAILURE, "line 1: no root rule")


def entry(*lines: str, **options: object) -> RecognizerClient:
    """RECOGNIZE 1 listens to speech."""
    client = recognizer_client(**options)
    client.listen(SPEECH, *lines)
    return client


def recognized(*lines: str, **options: object) -> RecognizerClient:
    """RECOGNIZE 1 has matched."""
    client = entry(*lines, **options)
    client.resource.speech_started(1, client.now)
    client.resource.speech_ended(1, client.now)
    client.after(0.7)
    client.resource.recognized(1, MATCHED, client.now)
    return client


def queued(count: int, first: str = "Cancel-If-Queue: false") -> RecognizerClient:
    """RECOGNIZE 1 listens, 2…count wait."""
    client = entry(first)
    for _ in range(count - 1):
        client.load()
    return client


class TestRecognize:
    """§9.9."""

    def test_from_request_to_result(self) -> None:
        client = recognizer_client()
        assert brief(client.load()) == ["load 1"]
        assert brief(client.resource.grammars_loaded(1, SPEECH, client.now)) == ["1: 200 IN-PROGRESS", "listen 1"]
        actions = client.resource.speech_started(1, client.now)
        assert brief(actions) == ["START-OF-INPUT 1 speech", "barge 1"]
        assert event_of(actions).headers.get("Proxy-Sync-Id") == "s1"
        assert actions[1] == BargeIn(1, "s1")
        assert client.resource.speech_ended(1, client.now) == []
        assert brief(client.after(0.7)) == ["decode 1"]
        actions = client.resource.recognized(1, MATCHED, client.now)
        assert brief(actions) == ["deaf 1", "RECOGNITION-COMPLETE 1 000 success"]
        event = event_of(actions)
        assert event.headers.get("Content-Type") == "application/nlsml+xml"
        assert b"<instance>sales</instance>" in event.body
        assert b"debt" not in event.body
        assert client.resource.state is State.RECOGNIZED

    def test_inline_grammar_is_kept_for_the_session(self) -> None:
        assert "session:menu@x" in entry().resource.contents

    def test_tags_that_mean_nothing_are_told_with_the_definition(self) -> None:
        client = recognizer_client()
        client.load(method="DEFINE-GRAMMAR")
        dropped = ScriptedGrammars("1", dropped_tags="tags of x/1 are ignored")
        answer = response_of(client.resource.grammars_loaded(1, dropped, client.now))
        assert (answer.status, answer.headers.get("Completion-Cause")) == (200, "000 success")
        assert answer.headers.get("Completion-Reason") == '"tags of x/1 are ignored"'

    def test_failed_grammar_is_407_with_cause(self) -> None:
        client = recognizer_client()
        client.load()
        answer = response_of(client.resource.grammars_failed(1, BROKEN, client.now))
        assert (answer.status, answer.request_state) == (407, "COMPLETE")
        assert answer.headers.get("Completion-Cause") == "005 grammar-compilation-failure"
        assert answer.headers.get("Completion-Reason") == '"line 1: no root rule"'
        assert client.resource.state is State.IDLE
        assert "session:menu@x" not in client.resource.contents

    def test_failed_uri_is_named(self) -> None:
        client = recognizer_client()
        client.load()
        failure = RecognitionFailure(Cause.URI_FAILURE, "", "http://a/b", "404")
        answer = response_of(client.resource.grammars_failed(1, failure, client.now))
        assert (answer.headers.get("Failed-URI"), answer.headers.get("Failed-URI-Cause")) == ("http://a/b", "404")

    def test_grammars_that_never_come_are_407(self) -> None:
        client = recognizer_client()
        client.load()
        assert client.say("STOP") == []
        assert client.resource.next_timer() == pytest.approx(1015.0)
        assert client.resource.handle_timer(1014.0) == []
        assert brief(client.after(15)) == ["deaf 1", "1: 407 COMPLETE", "2: 200 COMPLETE"]

    def test_no_room_is_407_016(self) -> None:
        client = recognizer_client()
        client.resource.contents._max_bytes = 5
        answer = response_of(client.listen(SPEECH))
        assert answer.headers.get("Completion-Cause") == "016 grammar-definition-failure"

    def test_no_input(self) -> None:
        actions = entry().after(5)
        assert brief(actions) == ["deaf 1", "RECOGNITION-COMPLETE 1 002 no-input-timeout"]
        assert b"noinput" in event_of(actions).body

    def test_failures_without_a_body(self) -> None:
        """mod_unimrcp shows the cause to the dial plan when there is no body."""
        assert event_of(entry(failure_bodies=False).after(5)).body == b""

    def test_no_match_has_the_best_of_the_rejected(self) -> None:
        client = entry("Confidence-Threshold: 0.95")
        client.resource.speech_started(1, client.now)
        client.resource.input_ended(1, client.now)
        actions = client.resource.recognized(1, MATCHED, client.now)
        assert brief(actions)[-1] == "RECOGNITION-COMPLETE 1 001 no-match"
        assert b"<nomatch>the sales department</nomatch>" in event_of(actions).body

    def test_hotword_listens_on(self) -> None:
        client = entry("Recognition-Mode: hotword")
        assert client.resource.speech_started(1, client.now) == []
        assert brief(client.resource.recognized_so_far(1, MatchState.COMPLETE, client.now)) == ["decode 1 on"]
        assert client.resource.recognized(1, RecognitionResult(), client.now) == []
        assert client.resource.next_timer() == client.now + 5  # no input, again

    def test_engine_that_breaks_off(self) -> None:
        client = entry()
        failure = RecognitionFailure(Cause.LANGUAGE_UNSUPPORTED, "no model for xx")
        actions = client.resource.recognition_failed(1, failure, client.now)
        assert brief(actions) == ["deaf 1", "RECOGNITION-COMPLETE 1 010 language-unsupported"]
        assert event_of(actions).headers.get("Completion-Reason") == '"no model for xx"'
        assert client.resource.recognition_failed(1, failure, client.now) == []

    def test_engine_that_never_answers(self) -> None:
        client = entry()
        client.resource.speech_started(1, client.now)
        client.resource.input_ended(1, client.now)
        assert brief(client.after(10)) == ["deaf 1", "deaf 1", "RECOGNITION-COMPLETE 1 006 recognizer-error"]
        assert client.resource.recognized(1, MATCHED, client.now) == []

    def test_emma(self) -> None:
        client = entry(result_format="application/emma+xml")
        client.resource.speech_started(1, client.now)
        client.resource.input_ended(1, client.now)
        event = event_of(client.resource.recognized(1, MATCHED, client.now))
        assert event.headers.get("Content-Type") == "application/emma+xml"
        assert b"emma:interpretation" in event.body

    def test_semantics_failure_has_input_only(self) -> None:
        client = entry()
        client.resource.speech_started(1, client.now)
        client.resource.input_ended(1, client.now)
        broken = Alternative("yes", 0.9, "g", instance="x", semantics_failed=True, reason="'x' is not defined")
        event = event_of(client.resource.recognized(1, RecognitionResult((broken,)), client.now))
        assert event.headers.get("Completion-Cause") == "012 semantics-failure"
        assert event.headers.get("Completion-Reason") == "\"'x' is not defined\""
        assert b"<instance/>" in event.body

    def test_missing_cancel_if_queue_is_406_only_when_strict(self) -> None:
        client = recognizer_client(features=RecognizerFeatures(strict_cancel_if_queue=True))
        assert brief(client.load()) == ["1: 406 COMPLETE"]
        assert brief(client.load("Cancel-If-Queue: true")) == ["load 2"]

    def test_reports_about_others_are_stale(self) -> None:
        client = entry()
        reports: RecognizerReports = client.resource
        assert reports.speech_started(9, 0.0) == []
        assert reports.recognized(1, MATCHED, 0.0) == []
        assert reports.interpreted(1, MATCHED, 0.0) == []
        assert reports.waveform_stored(1, None, 0.0) == []
        assert reports.grammars_loaded(1, SPEECH, 0.0) == []
        assert reports.grammars_failed(1, BROKEN, 0.0) == []
        assert reports.recognized_so_far(9, MatchState.NONE, 0.0) == []

    def test_timer_that_is_not_due(self) -> None:
        assert recognizer_client().resource.handle_timer(0.0) == []
        assert entry().resource.handle_timer(0.0) == []


class TestQueue:
    """§9.4.27."""

    def test_false_queues_and_success_starts_the_next(self) -> None:
        client = entry("Cancel-If-Queue: false")
        assert brief(client.load()) == ["2: 200 PENDING", "load 2"]
        assert client.resource.grammars_loaded(2, SPEECH, client.now) == []
        client.resource.speech_started(1, client.now)
        client.resource.input_ended(1, client.now)
        assert brief(client.resource.recognized(1, MATCHED, client.now)) == [
            "deaf 1",
            "RECOGNITION-COMPLETE 1 000 success",
            "listen 2",
        ]
        assert client.resource.state is State.RECOGNIZING
        assert client.resource.request_ids == (2,)

    def test_true_cancels_the_running_one(self) -> None:
        client = entry("Cancel-If-Queue: true")
        assert brief(client.load()) == ["deaf 1", "RECOGNITION-COMPLETE 1 011 cancelled", "load 2"]
        assert brief(client.resource.grammars_loaded(2, SPEECH, client.now)) == ["2: 200 IN-PROGRESS", "listen 2"]

    def test_a_cancelled_one_hands_over_what_it_heard_before_the_newer_one_begins(self) -> None:
        client = entry("Cancel-If-Queue: true", "Save-Waveform: true")
        assert brief(client.load()) == ["deaf 1", "store 1"]
        assert client.say("STOP") == []
        # Nothing of the input counts any more.
        assert client.resource.speech_started(1, client.now) == []
        assert client.after(0.5) == []
        event, *actions = client.resource.waveform_stored(1, Waveform("http://h/a.wav", 5, 6), client.now)
        assert event_of([event]).headers.get("Completion-Cause") == "011 cancelled"
        assert event_of([event]).headers.get("Waveform-URI") == "<http://h/a.wav>;size=5;duration=6"
        assert brief(actions) == ["load 2"]
        assert brief(client.resource.grammars_loaded(2, SPEECH, client.now)) == [
            "2: 200 IN-PROGRESS",
            "listen 2",
            "deaf 2",
            "3: 200 COMPLETE [2]",
        ]

    def test_a_waveform_that_does_not_come_holds_up_nobody(self) -> None:
        client = entry("Cancel-If-Queue: true", "Save-Waveform: true")
        client.load()
        assert brief(client.after(1)) == ["RECOGNITION-COMPLETE 1 011 cancelled", "load 2"]
        assert client.resource.waveform_stored(1, None, client.now) == []

    def test_one_that_has_its_result_is_not_cancelled_while_its_waveform_is_stored(self) -> None:
        client = entry("Cancel-If-Queue: true", "Save-Waveform: true")
        client.resource.speech_started(1, client.now)
        client.resource.input_ended(1, client.now)
        assert brief(client.resource.recognized(1, MATCHED, client.now)) == ["deaf 1", "store 1"]
        assert client.load() == []
        assert brief(client.resource.waveform_stored(1, None, client.now)) == [
            "RECOGNITION-COMPLETE 1 000 success",
            "load 2",
        ]

    def test_a_recognize_that_is_refused_cancels_nothing(self) -> None:
        client = entry("Cancel-If-Queue: true")
        assert brief(client.say("RECOGNIZE")) == ["2: 407 COMPLETE"]
        assert client.resource.request_ids == (1,)

    def test_failure_cancels_those_behind(self) -> None:
        client = queued(3)
        assert brief(client.after(5)) == [
            "deaf 1",
            "RECOGNITION-COMPLETE 1 002 no-input-timeout",
            "deaf 2",
            "RECOGNITION-COMPLETE 2 011 cancelled",
            "deaf 3",
            "RECOGNITION-COMPLETE 3 011 cancelled",
        ]
        assert client.resource.state is State.RECOGNIZED

    def test_next_one_may_still_wait_for_its_grammars(self) -> None:
        client = queued(2)
        assert brief(client.say("STOP")) == ["deaf 1", "3: 200 COMPLETE [1]"]
        assert client.resource.state is State.RECOGNIZING
        assert brief(client.say("START-INPUT-TIMERS")) == ["4: 200 COMPLETE"]
        assert brief(client.resource.grammars_loaded(2, SPEECH, client.now)) == ["listen 2"]
        assert client.resource.next_timer() == pytest.approx(1005.0)

    def test_next_one_whose_grammars_never_come(self) -> None:
        client = queued(2)
        client.say("STOP")
        assert client.resource.handle_timer(1001.0) == []
        assert brief(client.after(15)) == ["deaf 2", "RECOGNITION-COMPLETE 2 004 grammar-load-failure"]

    def test_next_one_whose_grammars_have_failed(self) -> None:
        client = queued(3)
        assert client.resource.grammars_failed(2, BROKEN, client.now) == []
        assert brief(client.say("STOP")) == [
            "deaf 1",
            "4: 200 COMPLETE [1]",
            "RECOGNITION-COMPLETE 2 005 grammar-compilation-failure",
            "deaf 3",
            "RECOGNITION-COMPLETE 3 011 cancelled",
        ]

    def test_next_one_whose_grammars_fail_when_it_is_its_turn(self) -> None:
        client = queued(2)
        client.say("STOP")
        assert brief(client.resource.grammars_failed(2, BROKEN, client.now)) == [
            "RECOGNITION-COMPLETE 2 005 grammar-compilation-failure"
        ]

    def test_queued_grammars_that_do_not_fit(self) -> None:
        client = recognizer_client(features=DTMFRECOG)
        client.listen(PIN, "Cancel-If-Queue: false")
        client.load()
        assert client.resource.grammars_loaded(2, SPEECH, client.now) == []
        assert brief(client.say("STOP"))[2:] == ["RECOGNITION-COMPLETE 2 005 grammar-compilation-failure"]

    def test_failure_report_for_a_pending_one_is_its_grammars_business(self) -> None:
        client = queued(2)
        assert client.resource.recognition_failed(2, BROKEN, client.now) == []

    def test_queue_is_bounded(self) -> None:
        client = queued(MAX_QUEUED)
        assert brief(client.load()) == [f"{MAX_QUEUED + 1}: 501 COMPLETE"]


class TestStop:
    """§9.10."""

    def test_active_one_is_listed_and_has_no_event(self) -> None:
        client = entry()
        assert brief(client.say("STOP")) == ["deaf 1", "2: 200 COMPLETE [1]"]
        assert client.resource.state is State.IDLE
        assert client.resource.speech_started(1, client.now) == []

    def test_nothing_active(self) -> None:
        assert brief(recognizer_client().say("STOP")) == ["1: 200 COMPLETE"]
        client = recognized()
        assert brief(client.say("STOP")) == ["2: 200 COMPLETE"]
        assert client.resource.state is State.IDLE

    def test_pending_ones_by_list(self) -> None:
        client = queued(3)
        assert brief(client.say("STOP", "Active-Request-Id-List: 2,3")) == ["deaf 2", "deaf 3", "4: 200 COMPLETE [2,3]"]
        assert client.resource.request_ids == (1,)
        assert brief(client.say("STOP", "Active-Request-Id-List: 7")) == ["5: 200 COMPLETE"]

    def test_while_the_engine_decides(self) -> None:
        client = entry()
        client.resource.speech_started(1, client.now)
        client.resource.input_ended(1, client.now)
        assert brief(client.say("STOP")) == ["deaf 1", "2: 200 COMPLETE [1]"]
        assert client.resource.recognized(1, MATCHED, client.now) == []


class TestDtmf:
    """§9.22, §9.4.31, §9.4.32."""

    def test_digits(self) -> None:
        client = recognizer_client()
        client.listen(PIN)
        assert brief(client.resource.key("1", client.now)) == ["START-OF-INPUT 1 dtmf", "barge 1"]
        for key in "23":
            assert client.resource.key(key, client.now) == []
        assert brief(client.resource.key("4", client.now)) == ["decode 1 1234"]
        match = Alternative("1 2 3 4", 1.0, "builtin:dtmf/digits", mode="dtmf")
        event = event_of(client.resource.recognized(1, RecognitionResult((match,)), client.now))
        assert b'<input mode="dtmf" confidence="1.00">1 2 3 4</input>' in event.body

    def test_typed_ahead(self) -> None:
        client = recognizer_client()
        for key in "12345":
            assert client.resource.key(key, client.now) == []
        assert brief(client.listen(PIN)) == [
            "1: 200 IN-PROGRESS",
            "listen 1",
            "START-OF-INPUT 1 dtmf",
            "barge 1",
            "decode 1 1234",
        ]
        client.resource.recognized(1, MATCHED, client.now)
        assert brief(client.listen(ScriptedGrammars("5")))[-1] == "decode 2 5"

    def test_stale_and_cleared_keys(self) -> None:
        client = recognizer_client()
        client.say("SET-PARAMS", "DTMF-Buffer-Time: 500")
        client.resource.key("1", client.now - 0.6)
        assert brief(client.listen(PIN)) == ["2: 200 IN-PROGRESS", "listen 2"]
        client.say("STOP")
        client.resource.key("1", client.now)
        assert brief(client.listen(PIN, "Clear-DTMF-Buffer: true"))[1:] == ["listen 4"]
        client.say("STOP")
        client.resource.key("1", client.now)
        assert brief(client.listen(PIN, "New-Audio-Channel: true"))[1:] == ["listen 6"]

    def test_keys_nobody_wants_wait_for_the_next(self) -> None:
        client = entry()
        assert client.resource.key("1", client.now) == []
        client.say("STOP")
        assert brief(client.listen(ScriptedGrammars("1")))[-1] == "decode 3 1"

    def test_key_after_a_complete_input_goes_to_the_next(self) -> None:
        client = recognizer_client()
        client.listen(PIN, "DTMF-Term-Char: #")
        for key in "1234":
            client.resource.key(key, client.now)
        assert brief(client.resource.key("5", client.now)) == ["decode 1 1234"]
        client.resource.recognized(1, MATCHED, client.now)
        assert brief(client.listen(ScriptedGrammars("5")))[-1] == "decode 2 5"

    def test_dtmfrecog_takes_no_speech_grammar_and_hears_no_speech(self) -> None:
        client = recognizer_client(features=DTMFRECOG)
        answer = response_of(client.listen(BOTH))
        assert (answer.status, answer.headers.get("Completion-Cause")) == (407, "005 grammar-compilation-failure")
        client.listen(PIN)
        assert client.resource.speech_started(2, client.now) == []

    def test_no_match_by_timeout(self) -> None:
        client = recognizer_client()
        client.listen(PIN)
        client.resource.key("9", client.now)
        actions = client.after(5)
        assert brief(actions) == ["deaf 1", "RECOGNITION-COMPLETE 1 001 no-match"]
        assert b"<nomatch>9</nomatch>" in event_of(actions).body

    def test_what_barges_in(self) -> None:
        client = recognizer_client()
        assert client.resource.barges_in_on == (False, False)
        client.listen(BOTH)
        assert client.resource.barges_in_on == (True, True)
        client.resource.speech_started(1, client.now)
        assert client.resource.barges_in_on == (False, False)
        assert not client.resource.awaits_input
        hotword = entry("Recognition-Mode: hotword").resource
        assert (hotword.awaits_input, hotword.barges_in_on) == (True, (False, False))
        assert entry("Input-Waveform-URI: http://h/a").resource.barges_in_on == (False, False)


class TestTimers:
    """§9.13."""

    def test_start_input_timers(self) -> None:
        client = entry("Start-Input-Timers: false", "No-Input-Timeout: 3000")
        assert client.resource.next_timer() is None
        assert brief(client.say("START-INPUT-TIMERS")) == ["2: 200 COMPLETE"]
        assert client.resource.next_timer() == pytest.approx(1003.0)

    def test_idle_is_402(self) -> None:
        assert brief(recognizer_client().say("START-INPUT-TIMERS")) == ["1: 402 COMPLETE"]

    def test_too_late_is_200(self) -> None:
        client = entry("No-Input-Timeout: 3000")
        client.resource.handle_timer(1003.0)
        assert brief(client.say("START-INPUT-TIMERS")) == ["2: 200 COMPLETE"]
        assert (client.resource.state, client.resource.next_timer()) == (State.RECOGNIZED, None)


class TestDefineGrammar:
    """§9.8."""

    def test_success(self) -> None:
        client = recognizer_client()
        actions = client.load(method="DEFINE-GRAMMAR")
        assert isinstance(actions[0], LoadGrammars)
        assert actions[0].define
        answer = response_of(client.resource.grammars_loaded(1, SPEECH, client.now, new_cookies=["a=b"]))
        assert (answer.status, answer.headers.get("Completion-Cause")) == (200, "000 success")
        assert answer.headers.get("Set-Cookie") == "a=b"
        assert "session:menu@x" in client.resource.contents

    def test_failure(self) -> None:
        client = recognizer_client()
        client.load(method="DEFINE-GRAMMAR")
        assert brief(client.resource.grammars_failed(1, BROKEN, client.now)) == ["1: 407 COMPLETE"]

    def test_busy(self) -> None:
        client = entry()
        assert brief(client.load(method="DEFINE-GRAMMAR")) == ["2: 402 COMPLETE"]

    def test_recognized_becomes_idle(self) -> None:
        client = recognized()
        client.load(method="DEFINE-GRAMMAR")
        client.resource.grammars_loaded(2, SPEECH, client.now)
        assert client.resource.state is State.IDLE
        assert brief(client.say("GET-RESULT")) == ["3: 402 COMPLETE"]

    def test_empty_redefinition_unsets_the_name(self) -> None:
        client = recognizer_client()
        client.load(method="DEFINE-GRAMMAR")
        client.resource.grammars_loaded(1, SPEECH, client.now)
        answer = client.say("DEFINE-GRAMMAR", "Content-Type: application/srgs+xml", "Content-ID: <menu@x>")
        assert response_of(answer).headers.get("Completion-Cause") == "000 success"
        assert "session:menu@x" not in client.resource.contents

    def test_inline_without_a_name_is_406(self) -> None:
        client = recognizer_client()
        answer = client.send("DEFINE-GRAMMAR", [("Content-Type", "application/srgs+xml")], GRAMMAR)
        assert brief(answer) == ["1: 406 COMPLETE"]


class TestGetResult:
    """§9.11."""

    def test_other_constraints(self) -> None:
        client = recognized()
        body = response_of(client.say("GET-RESULT", "N-Best-List-Length: 2")).body
        assert body.index(b"sales") < body.index(b"debt")
        answer = response_of(client.say("GET-RESULT", "Confidence-Threshold: 0.95"))
        assert answer.status == 200
        assert b"nomatch" in answer.body
        assert client.resource.state is State.RECOGNIZED

    def test_kept_until_the_next_recognize(self) -> None:
        client = recognized()
        client.listen(SPEECH)
        assert brief(client.say("GET-RESULT")) == ["3: 402 COMPLETE"]

    def test_of_a_recognition_without_a_match(self) -> None:
        client = entry()
        client.after(5)
        assert b"noinput" in response_of(client.say("GET-RESULT")).body

    def test_of_a_cancelled_one_there_is_nothing(self) -> None:
        client = entry("Cancel-If-Queue: true")
        client.load()
        client.resource.grammars_failed(2, BROKEN, client.now)
        assert brief(client.say("GET-RESULT")) == ["3: 402 COMPLETE"]
        client = entry()
        client.resource.recognition_failed(1, RecognitionFailure(Cause.RECOGNIZER_ERROR), client.now)
        assert response_of(client.say("GET-RESULT")).body == b""


class TestInterpret:
    """§9.20, §9.21."""

    def test_from_request_to_result(self) -> None:
        client = recognizer_client()
        assert brief(client.load("Interpret-Text: sales please", method="INTERPRET")) == ["load 1"]
        actions = client.resource.grammars_loaded(1, SPEECH, client.now)
        assert brief(actions) == ["1: 200 IN-PROGRESS", "interpret 1"]
        assert isinstance(actions[1], InterpretText)
        assert actions[1].text == "sales please"
        assert brief(client.load("Interpret-Text: x", method="INTERPRET")) == ["2: 402 COMPLETE"]
        assert brief(client.load()) == ["3: 402 COMPLETE"]
        actions = client.resource.interpreted(1, MATCHED, client.now)
        assert brief(actions) == ["INTERPRETATION-COMPLETE 1 000 success"]
        assert client.resource.state is State.IDLE

    def test_no_match(self) -> None:
        client = recognizer_client()
        client.load("Interpret-Text: x", method="INTERPRET")
        client.resource.grammars_loaded(1, SPEECH, client.now)
        actions = client.resource.interpreted(1, RecognitionResult(), client.now)
        assert brief(actions) == ["INTERPRETATION-COMPLETE 1 001 no-match"]

    def test_stopped_and_failed_and_late(self) -> None:
        client = recognizer_client()
        client.load("Interpret-Text: x", method="INTERPRET")
        client.resource.grammars_loaded(1, SPEECH, client.now)
        assert brief(client.say("STOP")) == ["deaf 1", "2: 200 COMPLETE [1]"]
        client.load("Interpret-Text: x", method="INTERPRET")
        client.resource.grammars_loaded(3, SPEECH, client.now)
        failure = RecognitionFailure(Cause.RECOGNIZER_ERROR, "worker died")
        assert brief(client.resource.recognition_failed(3, failure, client.now)) == [
            "INTERPRETATION-COMPLETE 3 006 recognizer-error"
        ]
        client.load("Interpret-Text: x", method="INTERPRET")
        client.resource.grammars_loaded(4, SPEECH, client.now)
        assert client.resource.handle_timer(client.now) == []
        assert brief(client.after(10)) == ["deaf 4", "INTERPRETATION-COMPLETE 4 006 recognizer-error"]

    def test_without_text_is_406_and_in_recognizing_402(self) -> None:
        assert brief(recognizer_client().load(method="INTERPRET")) == ["1: 406 COMPLETE"]
        assert brief(entry().load("Interpret-Text: x", method="INTERPRET")) == ["2: 402 COMPLETE"]


class TestWaveform:
    """§9.4.8, §9.4.22."""

    def saved(self) -> RecognizerClient:
        client = entry("Save-Waveform: true", "Media-Type: audio/wav")
        client.resource.speech_started(1, client.now)
        client.resource.input_ended(1, client.now)
        actions = client.resource.recognized(1, MATCHED, client.now)
        assert actions == [StopRecognizing(1), StoreWaveform(1, "audio/wav")]
        return client

    def test_event_waits_for_the_uri(self) -> None:
        client = self.saved()
        waveform = Waveform("http://h/w/abc.wav", 423523, 25432)
        event = event_of(client.resource.waveform_stored(1, waveform, client.now))
        assert event.headers.get("Waveform-URI") == "<http://h/w/abc.wav>;size=423523;duration=25432"
        assert event.headers.get("Completion-Cause") == "000 success"

    def test_uri_is_empty_when_it_failed(self) -> None:
        client = self.saved()
        assert event_of(client.resource.waveform_stored(1, None, client.now)).headers.get("Waveform-URI") == ""

    def test_event_does_not_wait_for_ever(self) -> None:
        client = self.saved()
        assert client.resource.recognized(1, MATCHED, client.now) == []
        assert client.resource.recognition_failed(1, BROKEN, client.now) == []
        event = event_of(client.after(1))
        assert event.headers.get("Waveform-URI") == ""
        assert event.headers.get("Completion-Cause") == "000 success"

    def test_unsupported_type_is_409(self) -> None:
        answer = response_of(recognizer_client().load("Media-Type: audio/flac"))
        assert (answer.status, answer.headers.get("Media-Type")) == (409, "audio/flac")


class TestContextBlock:
    """§9.4.13."""

    FIELDS = (
        ("Recognizer-Context-Block", "<ctx@x>"),
        ("Content-Type", "application/octets"),
        ("Content-ID", "<ctx@x>"),
    )

    def test_set_and_get(self) -> None:
        client = recognizer_client()
        assert response_of(client.say("GET-PARAMS", "Recognizer-Context-Block:")).body == b""
        assert brief(client.send("SET-PARAMS", self.FIELDS, b"\x00\x01")) == ["2: 200 COMPLETE"]
        answer = response_of(client.say("GET-PARAMS", "Recognizer-Context-Block:"))
        assert answer.body == b"\x00\x01"
        assert answer.headers.get("Content-ID") == "<ctx@x>"
        assert answer.headers.get("Recognizer-Context-Block") == "<ctx@x>"

    def test_body_and_name_must_fit(self) -> None:
        client = recognizer_client()
        assert brief(client.send("SET-PARAMS", self.FIELDS)) == ["1: 406 COMPLETE"]
        assert brief(client.send("SET-PARAMS", [("Recognizer-Context-Block", "a"), *self.FIELDS[1:]], b"x")) == [
            "2: 404 COMPLETE"
        ]


@pytest.mark.parametrize(
    "method",
    [
        "START-PHRASE-ENROLLMENT",
        "ENROLLMENT-ROLLBACK",
        "END-PHRASE-ENROLLMENT",
        "MODIFY-PHRASE",
        "DELETE-PHRASE",
    ],
)
def test_enrollment_is_refused(method: str) -> None:
    assert brief(recognizer_client().say(method)) == ["1: 401 COMPLETE"]


@pytest.mark.parametrize("line", ["Enroll-Utterance: true", "Ver-Buffer-Utterance: true", "Phrase-Id: x"])
def test_fields_of_what_we_do_not_have_are_403(line: str) -> None:
    assert brief(recognizer_client().load(line)) == ["1: 403 COMPLETE"]


def test_the_end_of_the_session_is_told_to_what_listens_and_what_waits() -> None:
    client = queued(2)
    assert brief(client.resource.end_all("the server stops", 1.0)) == [
        "RECOGNITION-COMPLETE 1 006 recognizer-error", "RECOGNITION-COMPLETE 2 011 cancelled",
    ]  # fmt: skip
    assert client.resource.end_all("the server stops", 1.0) == []


def test_the_end_of_the_session_answers_what_is_being_loaded_and_what_waits_for_it() -> None:
    client = recognizer_client()
    client.load()
    client.say("GET-PARAMS")
    assert brief(client.resource.end_all("over", 1.0)) == ["1: 407 COMPLETE", "2: 407 COMPLETE"]


def test_close_forgets_everything() -> None:
    client = entry()
    assert brief(client.resource.close()) == ["deaf 1"]
    client.load()
    assert brief(client.resource.close()) == ["deaf 2"]
    assert client.resource.close() == []
    assert client.resource.next_timer() is None


def test_an_arrow_that_is_not_in_the_table_raises() -> None:
    client = recognizer_client()
    with pytest.raises(LocalProtocolError, match="does not lead"):
        client.resource._enter(State.RECOGNIZED, Method.STOP)
