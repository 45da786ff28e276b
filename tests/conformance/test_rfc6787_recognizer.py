"""RFC 6787 §9: the recognizer, clause by clause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mrcp_server.mrcp.recognizer.actions import Decode, LoadGrammars, StartRecognizing
from mrcp_server.mrcp.recognizer.headers import DTMFRECOG, SPEECHRECOG, RecognizerFeatures
from mrcp_server.mrcp.recognizer.recognition import TooEarly
from mrcp_server.mrcp.recognizer.recognition_result import Alternative, MatchState, RecognitionResult, Waveform
from mrcp_server.mrcp.recognizer.reports import RecognitionFailure
from mrcp_server.mrcp.recognizer.table import State
from mrcp_server.mrcp.wire.codes import RecognitionCause as Cause
from mrcp_server.mrcp.wire.message import Event, Message, Response
from tests.conformance.peer import RECOG, SRGS, YES, Peer, ids
from tests.mrcp_server.mrcp.recognizer.scripted_grammars import BOTH, OPEN, PIN, SPEECH, ScriptedGrammars

if TYPE_CHECKING:
    from collections.abc import Callable

NOTHING = RecognitionResult()


def cause(messages: list[Message]) -> str | None:
    """Completion-Cause of the event that ends a request."""
    return Peer.event(messages).headers.get("Completion-Cause")


def press(peer: Peer, keys: str) -> list[Message]:
    """The caller presses these keys; all that comes back."""
    return [message for key in keys for message in peer.report(peer.recognizer.key(key, peer.now))]


def parameters(peer: Peer, *lines: str) -> LoadGrammars:
    """RECOGNIZE with these lines: what is to be loaded, with the settled parameters."""
    peer.ask_grammar("RECOGNIZE", *lines)
    [load] = peer.actions
    assert isinstance(load, LoadGrammars)
    return load


def load(peer: Peer, method: str, grammars: ScriptedGrammars = SPEECH, *lines: str) -> Response:
    """A request whose grammars load; its response."""
    peer.ask_grammar(method, *lines)
    response = peer.report(peer.recognizer.grammars_loaded(peer.last_id, grammars, peer.now))[0]
    assert isinstance(response, Response)
    return response


def fail(peer: Peer, method: str, why: Cause) -> Response:
    """A request whose grammars do not load; its response."""
    peer.ask_grammar(method)
    failure = RecognitionFailure(why, "reason", "http://a/g", "404")
    response = peer.report(peer.recognizer.grammars_failed(peer.last_id, failure, peer.now))[0]
    assert isinstance(response, Response)
    return response


def test_9_dtmfrecog_takes_dtmf_grammars_only() -> None:
    """“the recognizer resource … capable of … DTMF” (§3.1): speech grammars are refused, speech is not heard."""
    peer = Peer(recognizer={"features": DTMFRECOG})
    assert load(peer, "RECOGNIZE", BOTH).status == 407
    assert load(peer, "RECOGNIZE", PIN).status == 200


@pytest.mark.parametrize(
    "method", ["DEFINE-GRAMMAR", "RECOGNIZE", "INTERPRET", "GET-RESULT", "START-INPUT-TIMERS", "STOP"]
)
def test_9_2_methods(method: str) -> None:
    """“The recognizer supports the following methods.”"""
    assert Peer().answer(method, channel=RECOG).status != 401


@pytest.mark.parametrize(
    "method",
    ["START-PHRASE-ENROLLMENT", "ENROLLMENT-ROLLBACK", "END-PHRASE-ENROLLMENT", "MODIFY-PHRASE", "DELETE-PHRASE"],
)
def test_9_2_enrollment_is_optional_and_refused(method: str) -> None:
    """“It is OPTIONAL for a recognizer resource to support voice enrolled grammars.”"""
    assert Peer().answer(method, channel=RECOG).status == 401


# ---- §9.4 header fields ----------------------------------------------------------------------------------------


def test_9_4_1_confidence_threshold() -> None:
    """“no candidate match with a confidence that is greater than the confidence threshold …: no-match”"""
    peer = Peer()
    event = peer.hear(peer.recognize(SPEECH, "Confidence-Threshold: 0.95"))
    assert event.headers.get("Completion-Cause") == "001 no-match"
    assert peer.answer("SET-PARAMS", "Confidence-Threshold: 1.1", channel=RECOG).status == 404


@pytest.mark.parametrize(
    ("features", "name", "status"),
    [
        (SPEECHRECOG, "Sensitivity-Level", 200),
        (SPEECHRECOG, "Speed-Vs-Accuracy", 201),  # the engines have no such trade-off
        (DTMFRECOG, "Sensitivity-Level", 201),
        (DTMFRECOG, "Speed-Vs-Accuracy", 201),
    ],
)
def test_9_4_2_and_9_4_3_tuning_between_0_and_1(features: RecognizerFeatures, name: str, status: int) -> None:
    """“a float value between 0.0 and 1.0”; RECOGNIZE, SET-PARAMS, GET-PARAMS, of either resource (§9: “The difference
    … is in their level of support for recognition grammars”)."""
    peer = Peer(recognizer={"features": features})
    assert peer.answer("SET-PARAMS", f"{name}: 0.8", channel=RECOG).status == status
    assert peer.answer("GET-PARAMS", f"{name}:", channel=RECOG).headers.get(name) == "0.8"
    assert peer.answer("SET-PARAMS", f"{name}: 2", channel=RECOG).status == 404


def test_9_4_4_n_best_list_length_is_one_unless_asked_otherwise() -> None:
    """“by default, the recognizer resource returns only the best match”"""
    peer = Peer()
    assert peer.hear(peer.recognize(SPEECH)).body.count(b"<interpretation") == 1
    assert peer.hear(peer.recognize(SPEECH, "N-Best-List-Length: 5")).body.count(b"<interpretation") == 2


@pytest.mark.parametrize("kind", ["speech", "dtmf"])
def test_9_4_5_input_type_of_start_of_input(kind: str) -> None:
    """“that event MUST carry this header field to specify whether the input … was DTMF or speech”"""
    peer = Peer()
    request_id = peer.recognize(BOTH)
    messages = press(peer, "1") if kind == "dtmf" else peer.report(peer.recognizer.speech_started(request_id, peer.now))
    assert peer.event(messages, "START-OF-INPUT").headers.get("Input-Type") == kind


def test_9_4_6_no_input_timeout_in_milliseconds() -> None:
    """“a Completion-Cause of "no-input-timeout"”"""
    peer = Peer()
    peer.recognize(SPEECH, "No-Input-Timeout: 3000")
    assert peer.after(2.9) == []
    assert cause(peer.after(0.1)) == "002 no-input-timeout"


def test_9_4_7_recognition_timeout_is_ten_seconds_by_default() -> None:
    """“The default value is 10 seconds.”"""
    peer = Peer()
    assert (
        peer.answer("GET-PARAMS", "Recognition-Timeout:", channel=RECOG).headers.get("Recognition-Timeout") == "10000"
    )


def test_9_4_8_waveform_uri_when_save_waveform_is_true() -> None:
    """“MUST be present in the RECOGNITION-COMPLETE event if the Save-Waveform header field was set to "true"”"""
    peer = Peer()
    request_id = peer.recognize(SPEECH, "Save-Waveform: true")
    peer.report(peer.recognizer.speech_started(request_id, peer.now))
    peer.report(peer.recognizer.input_ended(request_id, peer.now))
    assert peer.report(peer.recognizer.recognized(request_id, YES, peer.now)) == []
    waveform = Waveform("http://h/abc.wav", 342456, 25435)
    event = peer.event(peer.report(peer.recognizer.waveform_stored(request_id, waveform, peer.now)))
    assert event.headers.get("Waveform-URI") == "<http://h/abc.wav>;size=342456;duration=25435"


def test_9_4_8_waveform_uri_is_empty_when_recording_failed() -> None:
    """“MUST be empty if there was some error condition preventing the server from recording”"""
    peer = Peer()
    request_id = peer.recognize(SPEECH, "Save-Waveform: true", "No-Input-Timeout: 0")
    peer.after(0)
    event = peer.event(peer.report(peer.recognizer.waveform_stored(request_id, None, peer.now)))
    assert event.headers.get("Waveform-URI") == ""


def test_9_4_8_waveform_uri_of_a_recognize_that_was_cancelled() -> None:
    """As above, whatever the Completion-Cause."""
    peer = Peer()
    request_id = peer.recognize(SPEECH, "Save-Waveform: true", "Cancel-If-Queue: true")
    peer.report(peer.recognizer.speech_started(request_id, peer.now))
    assert peer.ask_grammar("RECOGNIZE") == []
    messages = peer.report(peer.recognizer.waveform_stored(request_id, Waveform("http://h/a.wav", 5, 6), peer.now))
    assert cause(messages) == "011 cancelled"
    assert peer.event(messages).headers.get("Waveform-URI") == "<http://h/a.wav>;size=5;duration=6"


def test_9_4_9_media_type_of_the_waveform() -> None:
    """“the media type in which to store captured audio”; one we cannot write is 409."""
    peer = Peer()
    assert parameters(peer, "Media-Type: audio/x-wav").parameters.media_type == "audio/x-wav"
    assert Peer().answer("SET-PARAMS", "Media-Type: video/mp4", channel=RECOG).status == 409


def test_9_4_10_input_waveform_uri() -> None:
    """“audio content to be processed by the RECOGNIZE operation”"""
    peer = Peer()
    load = parameters(peer, "Input-Waveform-URI: http://a/b.wav")
    assert load.parameters.input_waveform_uri == "http://a/b.wav"
    peer.report(peer.recognizer.grammars_loaded(peer.last_id, BOTH, peer.now))
    assert cause(peer.report(peer.recognizer.input_ended(peer.last_id, peer.now))) == "002 no-input-timeout"


@pytest.mark.parametrize(
    "why",
    [Cause.RECOGNIZER_ERROR, Cause.URI_FAILURE, Cause.LANGUAGE_UNSUPPORTED],
)
def test_9_4_11_causes_of_a_recognition_that_breaks_off(why: Cause) -> None:
    """“MUST be part of a RECOGNITION-COMPLETE event”"""
    peer = Peer()
    request_id = peer.recognize(SPEECH)
    failure = RecognitionFailure(why, "reason")
    assert cause(peer.report(peer.recognizer.recognition_failed(request_id, failure, peer.now))) == why


@pytest.mark.parametrize("method", ["DEFINE-GRAMMAR", "RECOGNIZE"])
@pytest.mark.parametrize(
    "why",
    [
        Cause.GRAMMAR_LOAD_FAILURE,
        Cause.GRAMMAR_COMPILATION_FAILURE,
        Cause.URI_FAILURE,
        Cause.LANGUAGE_UNSUPPORTED,
        Cause.GRAMMAR_DEFINITION_FAILURE,
    ],
)
def test_9_4_11_cause_of_a_failure_response(method: str, why: Cause) -> None:
    """“MUST be sent in the DEFINE-GRAMMAR and RECOGNIZE responses, if they return with a failure status”"""
    response = fail(Peer(), method, why)
    assert (response.status, response.request_state) == (407, "COMPLETE")
    assert response.headers.get("Completion-Cause") == why


_BAD_HEADER_FIELDS = [("N-Best-List-Length: 0", 404), ("No-Such-Field: 1", 403), ("Fetch-Timeout: 999999999", 409)]


@pytest.mark.parametrize("method", ["DEFINE-GRAMMAR", "RECOGNIZE", "INTERPRET"])
def test_9_4_11_every_failure_response_has_a_cause_and_a_reason(method: str) -> None:
    """“MUST be sent in the DEFINE-GRAMMAR and RECOGNIZE responses, if they return with a failure status”"""
    pdf = {"content_type": "application/pdf", "body": b"x"}
    text = "Interpret-Text: yes"
    failures: list[tuple[tuple[str, ...], int, dict[str, Any]]] = [
        *(((line, text), status, {}) for line, status in _BAD_HEADER_FIELDS),
        ((text,), 407, pdf),
        ((text,), 407, {}),
        ((text,), 406, {"body": SRGS}),
        ((text,), 404, {"content_type": "no type", "body": SRGS}),
        ((text,), 409, {"content_type": "application/srgs+xml; charset=klingon", "body": SRGS}),
        ((text,), 408, {"content_type": "multipart/mixed; boundary=b", "body": b"no parts"}),
        ((text,), 410, {"request_id": 1}),
    ]
    peer = Peer()
    peer.answer("SET-PARAMS", channel=RECOG)
    for lines, status, options in failures:
        chosen = [line for line in lines if method == "INTERPRET" or not line.startswith("Interpret")]
        response = peer.answer(method, *chosen, channel=RECOG, **options)
        assert response.status == status, response
        assert (response.headers.get("Completion-Cause") or "")[:3] in ("004", "005", "006", "016"), response
        assert (response.headers.get("Completion-Reason") or "") not in ("", '""'), response


@pytest.mark.parametrize("method", ["DEFINE-GRAMMAR", "RECOGNIZE", "INTERPRET"])
def test_9_4_11_what_is_not_valid_now_has_a_cause_too(method: str) -> None:
    """402; and 401 of a resource without the method."""
    peer = Peer()
    peer.recognize(SPEECH, "Interpret-Text: yes", method="INTERPRET")
    response = peer.answer(method, channel=RECOG)
    assert response.status == 402
    assert response.headers.get("Completion-Cause")
    assert response.headers.get("Completion-Reason") == f'"{method} while interpreting"'


def _heard(result: RecognitionResult, *lines: str, timed_out: bool = False, too_early: bool = False) -> str | None:
    """Cause after speech that the engine took for `result`."""
    peer = Peer()
    request_id = peer.recognize(SPEECH, *lines)
    peer.report(peer.recognizer.speech_started(request_id, peer.now, too_early=too_early))
    if timed_out:
        peer.after(11)
    else:
        peer.report(peer.recognizer.speech_ended(request_id, peer.now))
        peer.after(5)
    return cause(peer.report(peer.recognizer.recognized(request_id, result, peer.now)))


def _failed(why: Cause) -> str | None:
    """Cause in the response to a RECOGNIZE whose grammars cannot be had."""
    return fail(Peer(), "RECOGNIZE", why).headers.get("Completion-Cause")


def _cancelled() -> str | None:
    peer = Peer()
    peer.recognize(SPEECH, "Cancel-If-Queue: true")
    return cause(peer.ask_grammar("RECOGNIZE"))


def _broken_off() -> str | None:
    peer = Peer()
    failure = RecognitionFailure(Cause.RECOGNIZER_ERROR, "the engine died")
    return cause(peer.report(peer.recognizer.recognition_failed(peer.recognize(SPEECH), failure, peer.now)))


def _not_said() -> str | None:
    peer = Peer()
    peer.recognize(SPEECH, "No-Input-Timeout: 1000")
    return cause(peer.after(1))


_PART = RecognitionResult(partial=Alternative("ye", 0.9, "g"))
_MEANINGLESS = RecognitionResult((Alternative("yes", 0.9, "g", semantics_failed=True),))
_EVERY_CAUSE: dict[Cause, Callable[[], str | None]] = {
    Cause.SUCCESS: lambda: _heard(YES),
    Cause.NO_MATCH: lambda: _heard(NOTHING),
    Cause.NO_INPUT_TIMEOUT: _not_said,
    Cause.HOTWORD_MAXTIME: lambda: _heard(NOTHING, "Recognition-Mode: hotword", timed_out=True),
    Cause.GRAMMAR_LOAD_FAILURE: lambda: _failed(Cause.GRAMMAR_LOAD_FAILURE),
    Cause.GRAMMAR_COMPILATION_FAILURE: lambda: _failed(Cause.GRAMMAR_COMPILATION_FAILURE),
    Cause.RECOGNIZER_ERROR: _broken_off,
    Cause.SPEECH_TOO_EARLY: lambda: _heard(NOTHING, too_early=True),
    Cause.SUCCESS_MAXTIME: lambda: _heard(YES, timed_out=True),
    Cause.URI_FAILURE: lambda: _failed(Cause.URI_FAILURE),
    Cause.LANGUAGE_UNSUPPORTED: lambda: _failed(Cause.LANGUAGE_UNSUPPORTED),
    Cause.CANCELLED: _cancelled,
    Cause.SEMANTICS_FAILURE: lambda: _heard(_MEANINGLESS),
    Cause.PARTIAL_MATCH: lambda: _heard(_PART),
    Cause.PARTIAL_MATCH_MAXTIME: lambda: _heard(_PART, timed_out=True),
    Cause.NO_MATCH_MAXTIME: lambda: _heard(NOTHING, timed_out=True),
    Cause.GRAMMAR_DEFINITION_FAILURE: lambda: _failed(Cause.GRAMMAR_DEFINITION_FAILURE),
}


@pytest.mark.parametrize("why", list(Cause))
def test_9_4_11_every_cause_of_the_table_is_reached(why: Cause) -> None:
    """“The cause-code contains a numerical value selected from the Cause-Code column”"""
    assert _EVERY_CAUSE[why]() == why


def test_9_4_11_speech_too_early() -> None:
    """“the audio stream is already "in-speech" when the RECOGNIZE request was received”"""
    peer = Peer(recognizer={"too_early": TooEarly.ALWAYS})
    request_id = peer.recognize(SPEECH)
    messages = peer.report(peer.recognizer.speech_started(request_id, peer.now, too_early=True))
    assert cause(messages) == "007 speech-too-early"
    peer = Peer()
    request_id = peer.recognize(SPEECH)
    peer.report(peer.recognizer.speech_started(request_id, peer.now, too_early=True))
    assert peer.hear(request_id, NOTHING).headers.get("Completion-Cause") == "007 speech-too-early"


def test_9_4_11_speech_is_not_too_early_for_a_request_that_was_queued() -> None:
    """It was received before the speech began."""
    peer = Peer(recognizer={"too_early": TooEarly.ALWAYS})
    first = peer.recognize(SPEECH)
    second = peer.recognize(SPEECH)
    peer.hear(first)
    messages = peer.report(peer.recognizer.speech_started(second, peer.now, too_early=True))
    assert [message.name for message in messages if isinstance(message, Event)] == ["START-OF-INPUT"]


def test_9_4_11_semantics_failure_has_only_the_input() -> None:
    """“MUST contain the Recognition result with only input text and no interpretation”"""
    broken = Alternative("yes", 0.9, "g", instance="true", semantics_failed=True)
    peer = Peer()
    event = peer.hear(peer.recognize(SPEECH), RecognitionResult((broken,)))
    assert event.headers.get("Completion-Cause") == "012 semantics-failure"
    assert b"<instance/>" in event.body
    assert b">yes</input>" in event.body


def test_9_4_12_completion_reason() -> None:
    """“to communicate text describing the reason for the failure”"""
    assert fail(Peer(), "RECOGNIZE", Cause.GRAMMAR_LOAD_FAILURE).headers.get("Completion-Reason") == '"reason"'


def test_9_4_13_recognizer_context_block() -> None:
    """“the response MUST contain this header field and its value MUST match the Content-ID”"""
    peer = Peer()
    lines = ("Recognizer-Context-Block: ctx@x", "Content-ID: <ctx@x>")
    block = {"channel": RECOG, "content_type": "application/octets"}
    assert peer.answer("SET-PARAMS", *lines, body=b"\x00\xff", **block).status == 200
    answer = peer.answer("GET-PARAMS", "Recognizer-Context-Block:", channel=RECOG)
    assert (answer.body, answer.headers.get("Content-Type")) == (b"\x00\xff", "application/octets")
    assert answer.headers.get("Content-ID") == "<ctx@x>"
    assert peer.answer("SET-PARAMS", *lines, channel=RECOG).status == 406


def test_9_4_14_start_input_timers_false_waits_for_the_request() -> None:
    """“The recognizer MUST NOT start the timers until the client sends a START-INPUT-TIMERS request”"""
    peer = Peer()
    peer.recognize(SPEECH, "Start-Input-Timers: false")
    assert peer.after(600) == []
    assert peer.answer("START-INPUT-TIMERS", channel=RECOG).status == 200
    assert cause(peer.after(5)) == "002 no-input-timeout"


@pytest.mark.parametrize(
    ("state", "silence_s"),
    [
        (MatchState.COMPLETE_NO_MORE, 0.5),
        (MatchState.COMPLETE, 2.0),
        (MatchState.PARTIAL, 2.0),
    ],
)
def test_9_4_15_and_9_4_16_silence_after_speech(state: MatchState, silence_s: float) -> None:
    """“applies when the recognizer currently has a complete match”; “when the speech … is an incomplete match …, or
    where it is possible to speak further”"""
    peer = Peer()
    request_id = peer.recognize(SPEECH, "Speech-Complete-Timeout: 500", "Speech-Incomplete-Timeout: 2000")
    peer.report(peer.recognizer.speech_started(request_id, peer.now))
    peer.report(peer.recognizer.recognized_so_far(request_id, state, peer.now))
    peer.report(peer.recognizer.speech_ended(request_id, peer.now))
    peer.after(silence_s - 0.1)
    assert peer.actions == []
    peer.after(0.1)
    assert peer.actions == [Decode(request_id)]


def test_9_4_17_dtmf_interdigit_timeout_where_more_is_allowed() -> None:
    """“the inter-digit timeout value to use when recognizing DTMF input”"""
    peer = Peer()
    request_id = peer.recognize(OPEN, "DTMF-Interdigit-Timeout: 3000")
    press(peer, "12")
    peer.after(3)
    assert peer.actions == [Decode(request_id, "12")]


def test_9_4_18_dtmf_term_timeout_where_no_more_is_allowed() -> None:
    """“applies only when no additional input is allowed by the grammar”; 10 seconds by default, for GET-PARAMS
    and for RECOGNIZE. There is only a terminating key to wait for."""
    peer = Peer()
    name = "DTMF-Term-Timeout"
    default = peer.answer("GET-PARAMS", f"{name}:", channel=RECOG).headers.get(name)
    assert default == "10000"
    for waits in ("700", default):
        lines = () if waits == default else (f"{name}: {waits}",)
        request_id = peer.recognize(PIN, "DTMF-Term-Char: #", "DTMF-Interdigit-Timeout: 100", *lines)
        press(peer, "1234")
        peer.after(int(waits) / 1000 - 0.1)
        assert peer.actions == []
        peer.after(0.1)
        assert peer.actions == [Decode(request_id, "1234")]
        peer.answer("STOP", channel=RECOG)
    request_id = peer.recognize(PIN, f"{name}: {default}")
    press(peer, "1234")
    assert peer.actions == [Decode(request_id, "1234")]


def test_9_4_19_dtmf_term_char_ends_the_input() -> None:
    """“the terminating DTMF character”; empty by default."""
    peer = Peer()
    assert peer.answer("GET-PARAMS", "DTMF-Term-Char:", channel=RECOG).headers.get("DTMF-Term-Char") == ""
    request_id = peer.recognize(OPEN, "DTMF-Term-Char: #")
    press(peer, "12#")
    assert peer.actions == [Decode(request_id, "12")]


def test_9_4_20_failed_uri_and_9_4_21_its_cause() -> None:
    """“the server SHOULD provide the failed URI in this header field in the method response”"""
    headers = fail(Peer(), "DEFINE-GRAMMAR", Cause.URI_FAILURE).headers
    assert (headers.get("Failed-URI"), headers.get("Failed-URI-Cause")) == ("http://a/g", "404")


def test_9_4_22_save_waveform_is_false_by_default() -> None:
    """“The default value for this field is "false".”"""
    peer = Peer()
    assert peer.answer("GET-PARAMS", "Save-Waveform:", channel=RECOG).headers.get("Save-Waveform") == "false"
    assert "Waveform-URI" not in peer.hear(peer.recognize(SPEECH)).headers


def test_9_4_23_new_audio_channel_forgets_the_caller() -> None:
    """“discarding any collected input statistics or adaptation state”; the type-ahead buffer was another caller's."""
    peer = Peer()
    press(peer, "1")
    request_id = peer.recognize(ScriptedGrammars("1"), "New-Audio-Channel: true")
    assert [type(action) for action in peer.actions] == [StartRecognizing]
    assert peer.recognizer.request_ids == (request_id,)


def test_9_4_24_speech_language() -> None:
    """“MAY occur in DEFINE-GRAMMAR, RECOGNIZE, SET-PARAMS, or GET-PARAMS requests”"""
    peer = Peer()
    peer.ask("SET-PARAMS", "Speech-Language: fr-CA", channel=RECOG)
    assert parameters(peer).parameters.speech_language == "fr-CA"
    assert Peer().answer("RECOGNIZE", "Speech-Language: not a language", channel=RECOG).status == 404


def test_9_4_25_ver_buffer_utterance_needs_a_verifier() -> None:
    """“MUST NOT send this header field unless a verifier resource is instantiated for the session”"""
    assert Peer().answer("RECOGNIZE", "Ver-Buffer-Utterance: true", channel=RECOG).status == 403


def test_9_4_26_recognition_mode_is_normal_by_default() -> None:
    """“The default value for this header field is "normal".”"""
    assert not parameters(Peer()).parameters.hotword
    assert parameters(Peer(), "Recognition-Mode: hotword").parameters.hotword


def test_9_4_27_cancel_if_queue_true_ends_the_running_recognize() -> None:
    """“the server MUST terminate this RECOGNIZE request, with a Completion-Cause of "cancelled"”"""
    peer = Peer()
    first = peer.recognize(SPEECH, "Cancel-If-Queue: true")
    [event] = peer.ask_grammar("RECOGNIZE")
    assert (event.request_id, cause([event])) == (first, "011 cancelled")


def test_9_4_27_cancel_if_queue_false_queues_and_the_next_one_starts_after_a_match() -> None:
    """“completes with a successful match, the first RECOGNIZE method in the queue becomes active”"""
    peer = Peer()
    first = peer.recognize(SPEECH, "Cancel-If-Queue: false")
    [answer] = peer.ask_grammar("RECOGNIZE")
    assert isinstance(answer, Response)
    assert (answer.status, answer.request_state) == (200, "PENDING")
    peer.report(peer.recognizer.grammars_loaded(peer.last_id, SPEECH, peer.now))
    peer.hear(first)
    assert any(isinstance(action, StartRecognizing) for action in peer.actions)


def test_9_4_27_failure_cancels_the_queue() -> None:
    """“all RECOGNIZE methods in the pending queue are cancelled”"""
    peer = Peer()
    first = peer.recognize(SPEECH, "Cancel-If-Queue: false")
    peer.ask_grammar("RECOGNIZE")
    causes = [(one.request_id, one.headers.get("Completion-Cause")) for one in peer.after(5)]
    assert causes == [(first, "002 no-input-timeout"), (peer.last_id, "011 cancelled")]


def test_9_4_27_its_absence_is_refused_when_strict() -> None:
    """“This header field MUST be present in every RECOGNIZE request”; lenient by default, as the RFC's examples are."""
    peer = Peer(recognizer={"features": RecognizerFeatures(strict_cancel_if_queue=True)})
    [answer] = peer.ask_grammar("RECOGNIZE")
    assert isinstance(answer, Response)
    assert answer.status == 406


@pytest.mark.parametrize(("line", "heard"), [("Hotword-Max-Duration: 900", False), ("Hotword-Min-Duration: 900", True)])
def test_9_4_28_and_9_4_29_length_of_a_hotword(line: str, heard: bool) -> None:
    """“preventing the recognizer from evaluating utterances that are too short or too long”"""
    peer = Peer()
    request_id = peer.recognize(SPEECH, "Recognition-Mode: hotword", line)
    peer.report(peer.recognizer.speech_started(request_id, peer.now))
    peer.after(1)
    peer.report(peer.recognizer.speech_ended(request_id, peer.now))
    peer.after(1)
    assert bool(peer.actions) is heard


def test_9_4_30_interpret_text_is_mandatory() -> None:
    """“This header field MUST be used when invoking the INTERPRET method.”"""
    [answer] = Peer().ask_grammar("INTERPRET")
    assert isinstance(answer, Response)
    assert answer.status == 406


def test_9_4_31_keys_pressed_before_recognize_are_looked_at() -> None:
    """“it MUST look to this buffer to match the RECOGNIZE request”"""
    peer = Peer()
    assert press(peer, "12") == []
    request_id = peer.recognize(PIN)
    press(peer, "34")
    assert peer.actions == [Decode(request_id, "1234")]


def test_9_4_31_keys_older_than_the_buffer_are_gone() -> None:
    """“the amount of time, in milliseconds, of the type-ahead buffer”"""
    peer = Peer()
    peer.ask("SET-PARAMS", "DTMF-Buffer-Time: 500", channel=RECOG)
    press(peer, "1")
    peer.after(0.6)
    peer.recognize(ScriptedGrammars("1"))
    assert [type(action) for action in peer.actions] == [StartRecognizing]


def test_9_4_32_clear_dtmf_buffer() -> None:
    """“digits pressed by the caller before the RECOGNIZE command was issued are discarded”"""
    peer = Peer()
    press(peer, "1")
    peer.recognize(ScriptedGrammars("1"), "Clear-DTMF-Buffer: true")
    assert [type(action) for action in peer.actions] == [StartRecognizing]


def test_9_4_33_early_no_match() -> None:
    """“it MUST NOT wait for the end of speech before processing the collected speech”"""
    peer = Peer()
    request_id = peer.recognize(SPEECH, "Early-No-Match: true")
    peer.report(peer.recognizer.speech_started(request_id, peer.now))
    peer.report(peer.recognizer.recognized_so_far(request_id, MatchState.NONE, peer.now))
    assert cause(peer.report(peer.recognizer.recognized(request_id, NOTHING, peer.now))) == "001 no-match"


@pytest.mark.parametrize("name", ["Enroll-Utterance", "Phrase-Id", "Consistency-Threshold", "Personal-Grammar-URI"])
def test_9_4_34_to_9_4_45_enrollment_fields_are_refused(name: str) -> None:
    """Voice enrolled grammars are optional (§9.2): 403."""
    assert Peer().answer("RECOGNIZE", f"{name}: 1", channel=RECOG).status == 403


# ---- §9.5 bodies, §9.6 results ---------------------------------------------------------------------------------


@pytest.mark.parametrize("content_type", ["application/srgs+xml", "text/uri-list", "text/grammar-ref-list"])
def test_9_5_1_grammar_types(content_type: str) -> None:
    """“All MRCPv2 servers MUST accept grammars in the XML form (media type 'application/srgs+xml')”; lists of URIs."""
    peer = Peer()
    body = b'<http://a/g>;weight="0.5"'
    assert peer.ask("RECOGNIZE", channel=RECOG, content_type=content_type, body=body) == []
    assert isinstance(peer.actions[0], LoadGrammars)


def test_9_5_1_inline_grammar_needs_a_content_id_and_is_stored() -> None:
    """“the client MUST provide a Content-ID”; “MUST store it on the server for the duration of the session”"""
    peer = Peer()
    answer = peer.answer("DEFINE-GRAMMAR", channel=RECOG, content_type="application/srgs+xml", body=b"<grammar/>")
    assert answer.status == 406
    load(peer, "DEFINE-GRAMMAR")
    assert "session:g@x" in peer.recognizer.contents


def test_9_5_1_empty_redefinition_unsets_the_name() -> None:
    """“the server MUST clear all bindings and associations to the Content-ID”"""
    peer = Peer()
    load(peer, "DEFINE-GRAMMAR")
    assert peer.answer("DEFINE-GRAMMAR", "Content-ID: <g@x>", channel=RECOG).status == 200
    assert "session:g@x" not in peer.recognizer.contents


def test_9_5_1_no_room_for_a_grammar_is_016() -> None:
    """“the request MUST return with a Completion-Cause code of 016”"""
    peer = Peer()
    peer.recognizer.contents._max_bytes = 1
    assert load(peer, "DEFINE-GRAMMAR").headers.get("Completion-Cause") == "016 grammar-definition-failure"


def test_9_6_3_interpretations_are_sorted_best_first() -> None:
    """“Interpretations MUST be sorted best-first by some measure of "goodness".”"""
    peer = Peer()
    turned = RecognitionResult(tuple(reversed(YES.alternatives)))
    body = peer.hear(peer.recognize(SPEECH, "N-Best-List-Length: 2"), turned).body
    assert body.index(b'"0.90"') < body.index(b'"0.60"')


def test_9_6_3_nomatch_and_noinput() -> None:
    """§9.6.3.5, §9.6.3.6."""
    peer = Peer()
    rejected = RecognitionResult(rejected=Alternative("maybe", 0.1, ""))
    assert b"<nomatch>maybe</nomatch>" in peer.hear(peer.recognize(SPEECH), rejected).body
    peer.recognize(SPEECH)
    assert b"<noinput/>" in peer.event(peer.after(5)).body


# ---- §9.8 DEFINE-GRAMMAR ---------------------------------------------------------------------------------------


def test_9_8_an_unsupported_form_is_407_with_a_cause() -> None:
    """“the grammar was in an unsupported form”"""
    response = Peer().answer("DEFINE-GRAMMAR", "Content-ID: g", channel=RECOG, content_type="text/x-gsl", body=b"[yes]")
    assert (response.status, response.headers.get("Completion-Cause")) == (407, "016 grammar-definition-failure")
    assert response.headers.get("Completion-Reason") == '"no type of grammars: text/x-gsl"'


def test_9_8_success_is_200_complete() -> None:
    """“the server MUST return a success code status and the request-state MUST be COMPLETE”"""
    response = load(Peer(), "DEFINE-GRAMMAR")
    assert (response.status, response.request_state) == (200, "COMPLETE")
    assert response.headers.get("Completion-Cause") == "000 success"


def test_9_8_define_grammar_while_recognizing_fails() -> None:
    """“If the server resource is in the recognition state, the DEFINE-GRAMMAR request MUST respond with a failure”"""
    peer = Peer()
    peer.recognize(SPEECH)
    [answer] = peer.ask_grammar("DEFINE-GRAMMAR")
    assert isinstance(answer, Response)
    assert answer.status == 402


# ---- §9.9 RECOGNIZE --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({}, "004 grammar-load-failure"),
        ({"content_type": "application/x-jsgf-no", "body": b"x"}, "005 grammar-compilation-failure"),
    ],
)
def test_9_9_recognize_that_cannot_start_is_407(options: dict[str, Any], why: str) -> None:
    """“If the resource was unable to start a recognition, …: 407 and … a Completion-Cause”"""
    response = Peer().answer("RECOGNIZE", channel=RECOG, **options)
    assert (response.status, response.request_state) == (407, "COMPLETE")
    assert response.headers.get("Completion-Cause") == why


def test_9_9_recognize_that_starts_is_in_progress() -> None:
    """“the server MUST return a success status-code and a request-state of IN-PROGRESS”"""
    response = load(Peer(), "RECOGNIZE")
    assert (response.status, response.request_state) == (200, "IN-PROGRESS")


def test_9_9_nothing_from_before_is_listened_to() -> None:
    """“it MUST NOT buffer anything it receives beforehand”: listening begins with the answer."""
    peer = Peer()
    request_id = peer.last_id + 1
    peer.ask_grammar("RECOGNIZE")
    assert peer.report(peer.recognizer.speech_started(request_id, peer.now)) == []
    [answer] = peer.report(peer.recognizer.grammars_loaded(request_id, SPEECH, peer.now))
    assert isinstance(answer, Response)
    assert isinstance(peer.actions[0], StartRecognizing)


def test_9_9_recognition_timeout_starts_with_speech() -> None:
    """“MUST be started when the recognition resource detects speech or a DTMF digit”"""
    peer = Peer()
    request_id = peer.recognize(SPEECH, "Start-Input-Timers: false", "Recognition-Timeout: 3000")
    peer.after(100)
    peer.report(peer.recognizer.speech_started(request_id, peer.now))
    peer.after(3)
    assert peer.actions == [Decode(request_id)]


def test_9_9_start_of_input_for_speech_or_a_digit() -> None:
    """“it MUST send the START-OF-INPUT event”; for digits whatever the timers do."""
    peer = Peer()
    peer.recognize(BOTH, "Start-Input-Timers: false")
    assert peer.event(press(peer, "1")).name == "START-OF-INPUT"


@pytest.mark.parametrize(
    ("result", "by_silence", "by_timeout"),
    [
        (YES, "000 success", "008 success-maxtime"),
        (RecognitionResult(partial=Alternative("y", 0.5, "")), "013 partial-match", "014 partial-match-maxtime"),
        (NOTHING, "001 no-match", "015 no-match-maxtime"),
    ],
)
def test_9_9_normal_mode_causes(result: RecognitionResult, by_silence: str, by_timeout: str) -> None:
    """“MUST complete with a Completion-Cause code of …”, items 2 to 5 of normal mode."""
    for timed_out, expected in ((False, by_silence), (True, by_timeout)):
        peer = Peer()
        request_id = peer.recognize(SPEECH, "Recognition-Timeout: 4000")
        peer.report(peer.recognizer.speech_started(request_id, peer.now))
        if not timed_out:
            peer.report(peer.recognizer.speech_ended(request_id, peer.now))
        peer.after(4)
        assert cause(peer.report(peer.recognizer.recognized(request_id, result, peer.now))) == expected


@pytest.mark.parametrize(("keys", "expected"), [("12", "001 no-match"), ("9", "001 no-match"), ("1234", "000 success")])
def test_9_9_recognition_timeout_ends_no_digits(keys: str, expected: str) -> None:
    """Item 5 read for speech alone: keys have the timers of §9.4.17 and §9.4.18."""
    peer = Peer()
    lines = ("DTMF-Interdigit-Timeout: 6000", "DTMF-Term-Timeout: 6000", "Recognition-Timeout: 1000")
    request_id = peer.recognize(PIN, "DTMF-Term-Char: #", *lines)
    press(peer, keys)
    assert not [one for one in peer.after(5) if isinstance(one, Event)]
    messages = peer.after(1)
    if keys == "1234":
        messages = peer.report(peer.recognizer.recognized(request_id, YES, peer.now))
    assert cause(messages) == expected


def test_9_9_hotword_has_no_start_of_input_and_completes_on_a_match() -> None:
    """“the START-OF-INPUT event is not generated”; “If at any point a match occurs …: "success"”"""
    peer = Peer()
    request_id = peer.recognize(SPEECH, "Recognition-Mode: hotword")
    assert peer.report(peer.recognizer.speech_started(request_id, peer.now)) == []
    peer.report(peer.recognizer.recognized_so_far(request_id, MatchState.COMPLETE, peer.now))
    assert cause(peer.report(peer.recognizer.recognized(request_id, YES, peer.now))) == "000 success"


@pytest.mark.parametrize(("result", "expected"), [(NOTHING, "003 hotword-maxtime"), (YES, "008 success-maxtime")])
def test_9_9_hotword_recognition_timeout(result: RecognitionResult, expected: str) -> None:
    """Items 3 and 4 of hotword mode."""
    peer = Peer()
    request_id = peer.recognize(SPEECH, "Recognition-Mode: hotword")
    peer.report(peer.recognizer.speech_started(request_id, peer.now))
    peer.after(10)
    assert cause(peer.report(peer.recognizer.recognized(request_id, result, peer.now))) == expected


def said_no_hotword(peer: Peer) -> int:
    """RECOGNIZE in hotword mode, and speech that is ignored, which ended a second ago."""
    request_id = peer.recognize(SPEECH, "Recognition-Mode: hotword")
    peer.report(peer.recognizer.speech_started(request_id, peer.now))
    peer.report(peer.recognizer.speech_ended(request_id, peer.now))
    peer.after(1)
    peer.report(peer.recognizer.recognized(request_id, NOTHING, peer.now))
    return request_id


def test_9_9_hotword_timeout_is_reset_by_what_does_not_match() -> None:
    """“MUST be stopped and reset. It MUST then be restarted when speech/DTMF is again detected”"""
    peer = Peer()
    request_id = said_no_hotword(peer)
    assert peer.recognizer.next_timer() == pytest.approx(peer.now - 1 + 5)
    peer.report(peer.recognizer.speech_started(request_id, peer.now))
    assert peer.recognizer.next_timer() == pytest.approx(peer.now + 10)


def test_9_9_no_input_behind_what_is_no_hotword() -> None:
    """Silence ends it as it would have ended it in the beginning, whatever was said before and ignored."""
    peer = Peer()
    said_no_hotword(peer)
    assert cause(peer.after(4)) == "002 no-input-timeout"


# ---- §9.10 to §9.14 --------------------------------------------------------------------------------------------


def test_9_10_stop_names_the_recognize_and_sends_no_event() -> None:
    """“an Active-Request-Id-List header field”; “no RECOGNITION-COMPLETE event is sent for the terminated request”"""
    peer = Peer()
    request_id = peer.recognize(SPEECH)
    messages = peer.ask("STOP", channel=RECOG)
    assert [ids(message) for message in messages] == [str(request_id)]
    assert peer.report(peer.recognizer.recognized(request_id, YES, peer.now)) == []


def test_9_10_stop_without_recognition_has_no_list() -> None:
    """“MUST NOT contain an Active-Request-Id-List”; “Either way, … 200”"""
    answer = Peer().answer("STOP", channel=RECOG)
    assert (answer.status, ids(answer)) == (200, None)


def test_9_11_get_result_recomputes_by_its_own_constraints() -> None:
    """“it re-computes and returns the results according to the recognition constraints provided”"""
    peer = Peer()
    peer.hear(peer.recognize(SPEECH))
    answer = peer.answer("GET-RESULT", "N-Best-List-Length: 2", channel=RECOG)
    assert (answer.status, answer.body.count(b"<interpretation")) == (200, 2)
    assert answer.headers.get("Content-Type") == "application/nlsml+xml"


def test_9_11_get_result_only_in_the_recognized_state() -> None:
    """“MAY be issued when the recognizer resource is in the recognized state”"""
    assert Peer().answer("GET-RESULT", channel=RECOG).status == 402


def test_9_12_start_of_input_has_a_proxy_sync_id() -> None:
    """“The recognizer resource also MUST send a Proxy-Sync-Id header field with a unique value for this event.”"""
    peer = Peer()
    request_id = peer.recognize(SPEECH)
    event = peer.event(peer.report(peer.recognizer.speech_started(request_id, peer.now)))
    assert (event.name, event.request_state) == ("START-OF-INPUT", "IN-PROGRESS")
    assert event.headers.get("Proxy-Sync-Id") == "987654321"


def test_9_13_start_input_timers_without_recognize_is_402() -> None:
    """Only the recognizing state has this arrow in the figure."""
    assert Peer().answer("START-INPUT-TIMERS", channel=RECOG).status == 402


def test_9_13_start_input_timers_that_cross_the_result_change_nothing() -> None:
    """The client cannot know yet that the recognition is over."""
    peer = Peer()
    request_id = peer.recognize(SPEECH, "No-Input-Timeout: 100")
    peer.report(peer.recognizer.handle_timer(peer.now + 1))
    assert peer.answer("START-INPUT-TIMERS", channel=RECOG).status == 200
    assert peer.recognizer.next_timer() is None
    assert peer.answer("GET-RESULT", channel=RECOG).status == 200
    assert request_id


def test_9_14_result_is_kept_until_the_next_recognize() -> None:
    """“MUST maintain the recognizer context … until the next RECOGNIZE request is issued”"""
    peer = Peer()
    peer.hear(peer.recognize(SPEECH))
    assert peer.answer("GET-RESULT", channel=RECOG).status == 200
    assert peer.answer("GET-RESULT", channel=RECOG).status == 200
    peer.recognize(SPEECH)
    assert peer.answer("GET-RESULT", channel=RECOG).status == 402


def test_9_14_recognition_complete_is_the_last_event() -> None:
    """“The request-state field MUST be COMPLETE”"""
    peer = Peer()
    event = peer.hear(peer.recognize(SPEECH))
    assert (event.name, event.request_state) == ("RECOGNITION-COMPLETE", "COMPLETE")
    assert peer.recognizer.state is State.RECOGNIZED


# ---- §9.20 to §9.22 --------------------------------------------------------------------------------------------


def test_9_20_interpret_while_busy_is_402_complete() -> None:
    """“If a RECOGNIZE, RECORD, or another INTERPRET operation is already in progress …: 402”"""
    for method in ("RECOGNIZE", "INTERPRET"):
        peer = Peer()
        load(peer, method, SPEECH, *(["Interpret-Text: yes"] if method == "INTERPRET" else []))
        [answer] = peer.ask_grammar("INTERPRET", "Interpret-Text: yes")
        assert isinstance(answer, Response)
        assert (answer.status, answer.request_state) == (402, "COMPLETE")


def test_9_21_interpretation_complete_has_result_and_cause() -> None:
    """“The Completion-Cause header field MUST be included in this event”"""
    peer = Peer()
    response = load(peer, "INTERPRET", SPEECH, "Interpret-Text: may I speak to Andre Roy")
    assert (response.status, response.request_state) == (200, "IN-PROGRESS")
    event = peer.event(peer.report(peer.recognizer.interpreted(response.request_id, YES, peer.now)))
    assert isinstance(event, Event)
    assert (event.name, event.request_state) == ("INTERPRETATION-COMPLETE", "COMPLETE")
    assert event.headers.get("Completion-Cause") == "000 success"
    assert b"<instance>true</instance>" in event.body


def test_9_22_digits_are_recognized() -> None:
    """“Digits received as DTMF tones are delivered to the recognition resource … according to RFC 4733”"""
    peer = Peer()
    request_id = peer.recognize(PIN)
    press(peer, "1234")
    assert peer.actions == [Decode(request_id, "1234")]
    match = RecognitionResult((Alternative("1 2 3 4", 1.0, "builtin:dtmf/digits", mode="dtmf"),))
    event = peer.event(peer.report(peer.recognizer.recognized(request_id, match, peer.now)))
    assert b'<input mode="dtmf"' in event.body
