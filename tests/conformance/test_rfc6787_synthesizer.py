"""RFC 6787 §8: the synthesizer, clause by clause, and §3.1 for the basic one."""

from __future__ import annotations

from typing import Any

import pytest

from mrcp_server.mrcp.synthesizer.actions import (
    JumpSpeaking,
    LoadLexicon,
    PauseSpeaking,
    ResumeSpeaking,
    StartSpeaking,
    StopSpeaking,
)
from mrcp_server.mrcp.synthesizer.headers import BASICSYNTH, SynthesizerFeatures
from mrcp_server.mrcp.synthesizer.length import SpeechLength, Unit
from mrcp_server.mrcp.synthesizer.reports import JumpOutcome, SpeakFailure
from mrcp_server.mrcp.synthesizer.table import State
from mrcp_server.mrcp.wire.codes import SpeakCause
from mrcp_server.mrcp.wire.message import Event, Response
from tests.conformance.peer import SYNTH, Peer, ids

PLS = b'<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"/>'


def marker(message: object) -> str:
    """Speech-Marker of a message, “” when it has none."""
    assert isinstance(message, Response | Event)
    return message.headers.get("Speech-Marker") or ""


def started(peer: Peer) -> StartSpeaking:
    """The StartSpeaking among the last actions."""
    return next(action for action in peer.actions if isinstance(action, StartSpeaking))


def stop(peer: Peer, *lines: str, method: str = "STOP") -> Response:
    """STOP (or BARGE-IN-OCCURRED) carried out; its response."""
    messages = peer.ask(method, *lines)
    for action in peer.actions:
        if isinstance(action, StopSpeaking):
            messages += peer.report(peer.synthesizer.stopped(action.request_ids, peer.now))
    response = messages[0]
    assert isinstance(response, Response)
    assert not [one for one in messages if isinstance(one, Event) and one.name == "SPEAK-COMPLETE"]
    return response


def test_3_1_basic_synthesizer_speaks_ssml_and_has_no_voice() -> None:
    """“can generate its media stream exclusively from concatenated audio clips”."""
    peer = Peer(synthesizer={"features": BASICSYNTH})
    peer.speak()
    assert started(peer).parameters.basic
    assert peer.answer("SET-PARAMS", "Voice-Name: Kate").status == 403
    assert peer.answer("DEFINE-LEXICON").status == 401


# ---- §8.1 state machine --------------------------------------------------------------------------------------


def test_8_1_pending_request_can_be_stopped_without_affecting_the_state() -> None:
    """“can be deleted or stopped by a STOP request without affecting the state of the resource”."""
    peer = Peer()
    first, second = peer.speak(), peer.speak()
    assert ids(stop(peer, f"Active-Request-Id-List: {second}")) == str(second)
    assert peer.synthesizer.request_ids == (first,)


@pytest.mark.parametrize(
    "method", ["SPEAK", "STOP", "PAUSE", "RESUME", "BARGE-IN-OCCURRED", "CONTROL", "DEFINE-LEXICON"]
)
def test_8_2_methods(method: str) -> None:
    """“The synthesizer supports the following methods.”"""
    assert Peer().answer(method).status != 401


# ---- §8.4 header fields --------------------------------------------------------------------------------------


def test_8_4_1_jump_size_in_speak_is_an_offset() -> None:
    """“the synthesizer MUST begin speaking from this amount of time into the speech markup”."""
    peer = Peer()
    peer.speak("Jump-Size: +5 Second")
    assert started(peer).parameters.start_at == SpeechLength(Unit.SECOND, 5)


@pytest.mark.parametrize("value", ["+5 Second", "-3 Word", "+1 Sentence", "-1 Paragraph", "here Tag"])
def test_8_4_1_jump_size_in_control(value: str) -> None:
    """“controls the amount to jump forward or backward in an active SPEAK request”."""
    peer = Peer()
    peer.speak()
    peer.ask("CONTROL", f"Jump-Size: {value}")
    [jump] = peer.actions
    assert isinstance(jump, JumpSpeaking)
    assert jump.jump == SpeechLength.parse_jump(value)


def test_8_4_1_unsupported_unit_is_409() -> None:
    """“the resource MUST respond with a status-code of 409”."""
    peer = Peer(synthesizer={"features": SynthesizerFeatures(jump_units=frozenset({Unit.SECOND}))})
    peer.speak()
    answer = peer.answer("CONTROL", "Jump-Size: +1 Word")
    assert (answer.status, answer.headers.get("Jump-Size")) == (409, "+1 Word")


def test_8_4_2_kill_on_barge_in_is_true_by_default() -> None:
    """“the default value for this header field is “true””."""
    peer = Peer()
    peer.speak()
    assert peer.synthesizer.killable


def test_8_4_2_kill_on_barge_in_of_speak_and_of_the_session() -> None:
    """“If this header field is not specified in a SPEAK request or explicitly set by a SET-PARAMS”."""
    peer = Peer()
    peer.ask("SET-PARAMS", "Kill-On-Barge-In: false")
    request_id = peer.speak()
    assert not peer.synthesizer.killable
    peer.report(peer.synthesizer.finished(request_id, peer.now))
    peer.speak("Kill-On-Barge-In: true")
    assert peer.synthesizer.killable


def test_8_4_3_speaker_profile() -> None:
    """“a URI that references the profile of the speaker”; SET-PARAMS, GET-PARAMS, SPEAK."""
    peer = Peer()
    assert peer.answer("SET-PARAMS", "Speaker-Profile: http://p/kate").status == 200
    peer.speak()
    assert started(peer).parameters.speaker_profile == "http://p/kate"


@pytest.mark.parametrize("cause", [cause for cause in SpeakCause if cause[:3] in ("002", "003", "004", "005", "006")])
def test_8_4_4_completion_cause_of_a_failure(cause: SpeakCause) -> None:
    """“This header field MUST be specified in a SPEAK-COMPLETE event”."""
    peer = Peer()
    request_id = peer.speak()
    event = peer.event(peer.report(peer.synthesizer.failed(request_id, SpeakFailure(cause), peer.now)))
    assert event.headers.get("Completion-Cause") == cause


def test_8_4_4_completion_cause_normal_barge_in_and_cancelled() -> None:
    """000, 001 and 007 of the table."""
    peer = Peer()
    request_id = peer.speak()
    event = peer.event(peer.report(peer.synthesizer.finished(request_id, peer.now)))
    assert event.headers.get("Completion-Cause") == "000 normal"
    peer.speak()
    event = peer.event(peer.report(peer.synthesizer.killed("1", peer.now)))
    assert event.headers.get("Completion-Cause") == "001 barge-in"
    first, _ = peer.speak(), peer.speak()
    failure = SpeakFailure(SpeakCause.PARSE_FAILURE)
    _, second = peer.report(peer.synthesizer.failed(first, failure, peer.now))
    assert second.headers.get("Completion-Cause") == "007 cancelled"


def test_8_4_5_completion_reason_is_a_quoted_string() -> None:
    """“contains the reason text behind the SPEAK request completion”."""
    peer = Peer()
    failure = SpeakFailure(SpeakCause.PARSE_FAILURE, 'line 3: "</s>"')
    event = peer.event(peer.report(peer.synthesizer.failed(peer.speak(), failure, peer.now)))
    assert event.headers.get("Completion-Reason") == '"line 3: \\"</s>\\""'


def test_8_4_6_voice_parameters_of_speak_and_session() -> None:
    """“to define or get default values for the entire session or … for that SPEAK request”."""
    peer = Peer()
    peer.ask("SET-PARAMS", "Voice-Gender: female", "Voice-Age: 25", "Voice-Variant: 2", "Voice-Name: Kate")
    peer.speak("Voice-Age: 8")
    got = started(peer).parameters
    assert (got.voice_gender, got.voice_age, got.voice_variant, got.voice_name) == ("female", 8, 2, "Kate")


def test_8_4_6_voice_parameters_in_control_are_403_when_not_supported() -> None:
    """“it MUST reject the request with a status-code of 403”."""
    peer = Peer(synthesizer={"features": SynthesizerFeatures(changes_voice_while_speaking=False)})
    peer.speak()
    assert peer.answer("CONTROL", "Voice-Gender: male").status == 403


def test_8_4_6_voice_parameters_in_control_change_it_on_the_fly() -> None:
    """“to affect a SPEAK request in progress and change its behavior on the fly”."""
    peer = Peer()
    request_id = peer.speak("Voice-Age: 8")
    peer.ask("CONTROL", "Voice-Gender: male")
    [jump] = peer.actions
    assert isinstance(jump, JumpSpeaking)
    assert jump.parameters is not None
    assert (jump.parameters.voice_gender, jump.parameters.voice_age) == ("male", 8)
    peer.report(peer.synthesizer.jumped(request_id, JumpOutcome.MOVED, peer.now))


def test_8_4_7_prosody_parameters_of_speak_and_session() -> None:
    """“define or get default values”; they “only apply if the speech data is of type 'text/plain'”."""
    peer = Peer()
    peer.ask("SET-PARAMS", "Prosody-rate: slow")
    peer.speak("Prosody-volume: medium", content_type="text/plain", body=b"Hi")
    assert started(peer).parameters.prosody == {"rate": "slow", "volume": "medium"}


def test_8_4_7_prosody_parameters_in_control_are_403_when_not_supported() -> None:
    """“it MUST respond back to the client with a status-code of 403”."""
    peer = Peer(synthesizer={"features": SynthesizerFeatures(changes_voice_while_speaking=False)})
    peer.speak()
    answer = peer.answer("CONTROL", "Prosody-rate: fast")
    assert (answer.status, answer.headers.get("Prosody-Rate")) == (403, "fast")


def test_8_4_8_speech_marker_is_in_all_the_messages_the_rfc_names() -> None:
    """“returned in responses to STOP, CONTROL, and BARGE-IN-OCCURRED methods, in the SPEAK-COMPLETE event, and in an
    IN-PROGRESS SPEAK response”."""
    peer = Peer()
    answer = peer.answer("SPEAK", content_type="text/plain", body=b"Hi")
    assert marker(answer).startswith("timestamp=")
    peer.ask("CONTROL", "Jump-Size: +1 Word")
    [control] = peer.report(peer.synthesizer.jumped(answer.request_id, JumpOutcome.MOVED, peer.now, 7))
    assert marker(control) == "timestamp=7"
    assert marker(stop(peer)).startswith("timestamp=")
    assert marker(stop(peer, method="BARGE-IN-OCCURRED")).startswith("timestamp=")
    event = peer.event(peer.report(peer.synthesizer.finished(peer.speak(), peer.now, 9)))
    assert marker(event) == "timestamp=9"


def test_8_4_8_timestamp_is_a_64_bit_ntp_timestamp() -> None:
    """“a 64-bit number in decimal form”."""
    peer = Peer()
    answer = peer.answer("SPEAK", content_type="text/plain", body=b"Hi")
    assert marker(answer) == f"timestamp={(1_000_500 + 2_208_988_800) << 32}"


def test_8_4_8_last_marker_encountered_goes_with_it() -> None:
    """“the marker tag value MUST be the last embedded marker encountered”."""
    peer = Peer()
    request_id = peer.speak()
    peer.report(peer.synthesizer.marked(request_id, "first", peer.now, 7))
    peer.report(peer.synthesizer.marked(request_id, "ANSWER", peer.now, 8))
    event = peer.event(peer.report(peer.synthesizer.finished(request_id, peer.now, 9)))
    assert marker(event) == "timestamp=9;ANSWER"


def test_8_4_9_speech_language() -> None:
    """“The value of this header field MUST follow RFC 5646”; SPEAK, SET-PARAMS, GET-PARAMS."""
    peer = Peer()
    peer.ask("SET-PARAMS", "Speech-Language: de-AT")
    peer.speak()
    assert started(peer).parameters.speech_language == "de-AT"
    assert peer.answer("SET-PARAMS", "Speech-Language: not a language").status == 404


def test_8_4_10_fetch_hint() -> None:
    """“The default value is “prefetch”."""
    peer = Peer()
    assert peer.answer("GET-PARAMS", "Fetch-Hint:").headers.get("Fetch-Hint") == "prefetch"
    peer.speak("Fetch-Hint: safe")
    assert started(peer).parameters.fetch_hint == "safe"
    assert peer.answer("SET-PARAMS", "Fetch-Hint: stream").status == 404


def test_8_4_11_audio_fetch_hint() -> None:
    """“either “safe” …; “prefetch” …; or “stream”; the default is “prefetch”."""
    peer = Peer()
    assert peer.answer("GET-PARAMS", "Audio-Fetch-Hint:").headers.get("Audio-Fetch-Hint") == "prefetch"
    peer.speak("Audio-Fetch-Hint: stream")
    assert started(peer).parameters.audio_fetch_hint == "stream"


def test_8_4_12_failed_uri_and_8_4_13_its_cause() -> None:
    """“the server MUST provide the URI-specific or protocol-specific response code”."""
    peer = Peer()
    failure = SpeakFailure(SpeakCause.URI_FAILURE, "", "http://a/b.ssml", "404 Not Found")
    event = peer.event(peer.report(peer.synthesizer.failed(peer.speak(), failure, peer.now)))
    assert (event.headers.get("Failed-URI"), event.headers.get("Failed-URI-Cause")) == (
        "http://a/b.ssml",
        "404 Not Found",
    )


def test_8_4_14_speak_restart_when_a_jump_goes_before_the_start() -> None:
    """“the server's response to the CONTROL request MUST contain this header field with a value of “true””."""
    peer = Peer()
    request_id = peer.speak()
    peer.ask("CONTROL", "Jump-Size: -99 Second")
    [answer] = peer.report(peer.synthesizer.jumped(request_id, JumpOutcome.RESTARTED, peer.now))
    assert answer.headers.get("Speak-Restart") == "true"


def test_8_4_15_speak_length_in_speak_and_control() -> None:
    """“MAY be specified in a CONTROL method”; “MAY be specified in a SPEAK request”."""
    peer = Peer()
    peer.speak("Speak-Length: 3 Sentence")
    assert started(peer).parameters.speak_at_most == SpeechLength(Unit.SENTENCE, 3)
    peer.ask("CONTROL", "Speak-Length: end Tag")
    [jump] = peer.actions
    assert isinstance(jump, JumpSpeaking)
    assert (jump.jump, jump.length) == (None, SpeechLength(Unit.TAG, tag="end"))


def test_8_4_15_speak_length_is_positive_and_of_a_supported_unit() -> None:
    """“If numeric, the value MUST be a positive integer”; else 409 for the unit."""
    peer = Peer(synthesizer={"features": SynthesizerFeatures(length_units=frozenset({Unit.WORD}))})
    peer.speak()
    assert peer.answer("CONTROL", "Speak-Length: 0 Word").status == 404
    assert peer.answer("CONTROL", "Speak-Length: 5 Second").status == 409


def test_8_4_16_load_lexicon_false_unloads_and_it_stays_defined() -> None:
    """“the value “false” means to unload the lexicon if it is loaded. The default value … is “true”; §8.5.2: “The
    server MUST store the lexicon … for the duration of the session”."""
    peer = Peer()
    for line, unload in (("X", False), ("Load-Lexicon: false", True)):
        lines = [line] if ":" in line else []
        peer.ask("DEFINE-LEXICON", "Content-ID: n@x", *lines, content_type="application/pls+xml", body=PLS)
        [load] = peer.actions
        assert isinstance(load, LoadLexicon)
        assert load.unload is unload
        peer.report(peer.synthesizer.lexicon_loaded(load.request_id, peer.now))
    assert "session:n@x" in peer.synthesizer.contents


def test_8_4_17_lexicon_search_order() -> None:
    """“a list of active pronunciation lexicon URIs and the search order”."""
    peer = Peer()
    peer.ask("SET-PARAMS", "Lexicon-Search-Order: <http://a/1> <session:n@x>")
    peer.speak()
    assert started(peer).parameters.lexicon_search_order == ("http://a/1", "session:n@x")


# ---- §8.5 bodies ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content_type", ["text/plain", "application/ssml+xml", "text/uri-list"])
def test_8_5_1_speech_data_types(content_type: str) -> None:
    """“MUST support the media types 'text/plain' and 'application/ssml+xml'”; 'text/uri-list' for references."""
    peer = Peer()
    peer.speak(content_type=content_type, body=b"http://www.example.com/ASR-Introduction.ssml")
    assert started(peer).entities[0].content_type == content_type


def test_8_5_1_multipart_with_audio_keeps_the_order_of_its_parts() -> None:
    """“the resource MUST speak the speech data … in the order”; “MAY also contain actual audio data”"""
    body = b"".join(
        b"--b\r\nContent-Type: " + part + b"\r\n"
        for part in (
            b"text/uri-list\r\n\r\nhttp://a/1",
            b"application/ssml+xml\r\n\r\n<speak/>",
            b"audio/basic\r\nContent-ID: <c>\r\n\r\n\x7f",
        )
    )
    peer = Peer()
    peer.speak(content_type='multipart/mixed; boundary="b"', body=body + b"--b--")
    types = [entity.content_type for entity in started(peer).entities]
    assert types == ["text/uri-list", "application/ssml+xml", "audio/basic"]


def test_8_5_1_charset_of_the_data_is_honoured() -> None:
    """“The character set and encoding used in the speech data is specified according to standard media type
    definitions."""
    peer = Peer()
    peer.speak(content_type="text/plain; charset=ISO-8859-1", body="Grüße".encode("latin-1"))
    assert started(peer).entities[0].text() == "Grüße"
    assert peer.answer("SPEAK", content_type="text/plain; charset=x-none", body=b"?").status == 409


def test_8_5_2_inline_lexicon_needs_a_content_id_and_is_stored() -> None:
    """“the client MUST provide a Content-ID”; “MUST store the lexicon … for the duration of the session”"""
    peer = Peer()
    assert peer.answer("DEFINE-LEXICON", content_type="application/pls+xml", body=PLS).status == 406
    peer.ask("DEFINE-LEXICON", "Content-ID: <n@x>", content_type="application/pls+xml", body=PLS)
    peer.report(peer.synthesizer.lexicon_loaded(peer.last_id, peer.now))
    assert "session:n@x" in peer.synthesizer.contents


# ---- §8.6 SPEAK ----------------------------------------------------------------------------------------------


def test_8_6_idle_resource_answers_in_progress_at_once() -> None:
    """“the resource responds immediately with a success status code and a request-state of IN-PROGRESS”."""
    answer = Peer().answer("SPEAK", content_type="text/plain", body=b"Hi")
    assert (answer.status, answer.request_state) == (200, "IN-PROGRESS")


@pytest.mark.parametrize("paused", [False, True])
def test_8_6_busy_resource_answers_pending(paused: bool) -> None:
    """“in the speaking or paused state …, the status returns success with a request-state of PENDING”."""
    peer = Peer()
    peer.speak()
    if paused:
        peer.ask("PAUSE")
    answer = peer.answer("SPEAK", content_type="text/plain", body=b"Hi")
    assert (answer.status, answer.request_state) == (200, "PENDING")


def test_8_6_voice_precedence() -> None:
    """“the header fields of the SPEAK request …, followed by the session default values”; markup is the engine's."""
    peer = Peer()
    peer.ask("SET-PARAMS", "Voice-Name: Session", "Voice-Age: 30")
    peer.speak("Voice-Name: Request")
    got = started(peer).parameters
    assert (got.voice_name, got.voice_age) == ("Request", 30)


def test_8_6_failure_cancels_the_pending_queue() -> None:
    """“all SPEAK methods in the pending queue are cancelled and each generates a SPEAK-COMPLETE event”."""
    peer = Peer()
    first, second, third = peer.speak(), peer.speak(), peer.speak()
    messages = peer.report(peer.synthesizer.failed(first, SpeakFailure(SpeakCause.ERROR), peer.now))
    causes = [(one.request_id, one.headers.get("Completion-Cause")) for one in messages]
    assert causes == [(first, "004 error"), (second, "007 cancelled"), (third, "007 cancelled")]
    assert peer.synthesizer.state is State.IDLE


def test_8_6_only_speak_is_in_progress_or_pending() -> None:
    """“SPEAK is the only method that can return a request-state of IN-PROGRESS or PENDING”."""
    peer = Peer()
    peer.speak()
    for method in ("PAUSE", "RESUME", "GET-PARAMS", "SET-PARAMS", "CONTROL"):
        assert peer.answer(method).request_state == "COMPLETE"


# ---- §8.7 STOP -----------------------------------------------------------------------------------------------


def test_8_7_stop_without_list_terminates_all() -> None:
    """“the server terminates all outstanding SPEAK requests”."""
    peer = Peer()
    first, second = peer.speak(), peer.speak()
    answer = stop(peer)
    assert (answer.status, ids(answer)) == (200, f"{first},{second}")
    assert peer.synthesizer.request_ids == ()


def test_8_7_stop_lists_active_request_ids() -> None:
    """“the response MUST contain an Active-Request-Id-List header field enumerating the SPEAK request-ids”."""
    peer = Peer()
    first, second, third = peer.speak(), peer.speak(), peer.speak()
    assert ids(stop(peer, f"Active-Request-Id-List: {third},{first}")) == f"{first},{third}"
    assert peer.synthesizer.request_ids == (second,)


def test_8_7_stop_that_ends_nothing_has_no_list() -> None:
    """“Otherwise, there is no Active-Request-Id-List header field in the response”."""
    answer = stop(Peer())
    assert (answer.status, ids(answer)) == (200, None)


def test_8_7_no_speak_complete_for_terminated_requests() -> None:
    """“No SPEAK-COMPLETE events are sent for such terminated requests”; also when the end crosses the STOP."""
    peer = Peer()
    request_id = peer.speak()
    peer.ask("STOP")
    assert peer.report(peer.synthesizer.finished(request_id, peer.now)) == []
    [answer] = peer.report(peer.synthesizer.stopped([request_id], peer.now))
    assert ids(answer) == str(request_id)


def test_8_7_stopped_while_speaking_the_next_one_speaks() -> None:
    """“the next pending SPEAK request, if any, becomes IN-PROGRESS … and enters the speaking state”."""
    peer = Peer()
    first, second = peer.speak(), peer.speak()
    stop(peer, f"Active-Request-Id-List: {first}")
    assert (started(peer).request_id, started(peer).paused) == (second, False)
    assert peer.synthesizer.state is State.SPEAKING


def test_8_7_stopped_while_paused_the_next_one_is_paused() -> None:
    """“becomes IN-PROGRESS and enters the paused state”."""
    peer = Peer()
    first, second = peer.speak(), peer.speak()
    peer.ask("PAUSE")
    stop(peer, f"Active-Request-Id-List: {first}")
    assert (started(peer).request_id, started(peer).paused) == (second, True)
    assert peer.synthesizer.state is State.PAUSED


# ---- §8.8 BARGE-IN-OCCURRED ----------------------------------------------------------------------------------


def test_8_8_barge_in_stops_all_whatever_the_flags_of_the_queue() -> None:
    """“terminate any speech requests queued behind the current active one, irrespective of whether … enabled”."""
    peer = Peer()
    first, second = peer.speak(), peer.speak("Kill-On-Barge-In: false")
    answer = stop(peer, "Proxy-Sync-Id: 987654321", method="BARGE-IN-OCCURRED")
    assert (answer.status, ids(answer)) == (200, f"{first},{second}")


def test_8_8_nothing_terminated_means_200_without_list() -> None:
    """“the response MUST NOT contain an Active-Request-Id-List header field”."""
    peer = Peer()
    assert ids(stop(peer, method="BARGE-IN-OCCURRED")) is None
    peer.speak("Kill-On-Barge-In: false")
    peer.speak()
    answer = stop(peer, method="BARGE-IN-OCCURRED")
    assert (answer.status, ids(answer)) == (200, None)


def test_8_8_barge_in_already_handled_inside_hits_no_later_speak() -> None:
    """§6.2.4: the tag helps “to decide if this event has been processed through a direct interaction”."""
    peer = Peer()
    peer.speak()
    peer.report(peer.synthesizer.killed("42", peer.now))
    later = peer.speak()
    assert ids(stop(peer, "Proxy-Sync-Id: 42", method="BARGE-IN-OCCURRED")) is None
    assert peer.synthesizer.request_ids == (later,)


# ---- §8.9 PAUSE, §8.10 RESUME --------------------------------------------------------------------------------


def test_8_9_pause_without_active_speak_is_402() -> None:
    """“the server MUST respond with a status-code of 402”."""
    assert Peer().answer("PAUSE").status == 402


def test_8_9_pause_names_the_paused_speak_and_again_is_200() -> None:
    """“MUST return an Active-Request-Id-List”; “active and paused …: 200”."""
    peer = Peer()
    request_id = peer.speak()
    assert ids(peer.answer("PAUSE")) == str(request_id)
    assert peer.actions == [PauseSpeaking(request_id)]
    assert peer.answer("PAUSE").status == 200
    assert peer.actions == []


def test_8_10_resume_without_active_speak_is_402() -> None:
    """“the server MUST respond with a status-code of 402”."""
    assert Peer().answer("RESUME").status == 402


def test_8_10_resume_names_the_resumed_speak_and_when_speaking_is_200() -> None:
    """“that is speaking (i.e., not paused), … 200”; “the request-id of the SPEAK request that was resumed”."""
    peer = Peer()
    request_id = peer.speak()
    answer = peer.answer("RESUME")
    assert (answer.status, ids(answer)) == (200, None)
    peer.ask("PAUSE")
    assert ids(peer.answer("RESUME")) == str(request_id)
    assert peer.actions == [ResumeSpeaking(request_id)]


# ---- §8.11 CONTROL -------------------------------------------------------------------------------------------


def test_8_11_control_names_the_active_speak() -> None:
    """“MUST return an Active-Request-Id-List header field containing the request-id of the SPEAK request”."""
    peer = Peer()
    request_id = peer.speak()
    peer.speak()
    peer.ask("CONTROL", "Jump-Size: -15 Words")
    [answer] = peer.report(peer.synthesizer.jumped(request_id, JumpOutcome.MOVED, peer.now))
    assert ids(answer) == str(request_id)


def test_8_11_jump_beyond_the_end_completes_and_the_next_one_starts() -> None:
    """“returns a SPEAK-COMPLETE event following the response to the CONTROL method”."""
    peer = Peer()
    first, second = peer.speak(), peer.speak()
    peer.ask("CONTROL", "Jump-Size: +99 Paragraph")
    answer, event = peer.report(peer.synthesizer.jumped(first, JumpOutcome.PAST_END, peer.now))
    assert isinstance(answer, Response)
    assert answer.status == 200
    assert (event.request_id, event.headers.get("Completion-Cause")) == (first, "000 normal")
    assert started(peer).request_id == second


def test_8_11_control_without_active_speak_is_402() -> None:
    """“tells a synthesizer that is speaking to modify what it is speaking”; idle is not drawn in the figure."""
    assert Peer().answer("CONTROL", "Jump-Size: +1 Word").status == 402


def test_8_11_control_while_paused_stays_paused() -> None:
    """The arrow of the figure."""
    peer = Peer()
    request_id = peer.speak()
    peer.ask("PAUSE")
    peer.ask("CONTROL", "Jump-Size: -1 Word")
    peer.report(peer.synthesizer.jumped(request_id, JumpOutcome.MOVED, peer.now))
    assert peer.synthesizer.state is State.PAUSED


# ---- §8.12 SPEAK-COMPLETE, §8.13 SPEECH-MARKER, §8.14 DEFINE-LEXICON --------------------------------------------


def test_8_12_speak_complete_has_the_id_and_state_complete() -> None:
    """“The request-state field is set to COMPLETE”."""
    peer = Peer()
    request_id = peer.speak()
    event = peer.event(peer.report(peer.synthesizer.finished(request_id, peer.now)))
    assert (event.name, event.request_id, event.request_state) == ("SPEAK-COMPLETE", request_id, "COMPLETE")
    assert event.channel_identifier == SYNTH


def test_8_13_speech_marker_tells_each_mark() -> None:
    """“The value of the speech marker tag hit … MUST be returned”; “The request-state field MUST … “IN-PROGRESS”."""
    peer = Peer()
    request_id = peer.speak()
    event = peer.event(peer.report(peer.synthesizer.marked(request_id, "here", peer.now, 857206027059)))
    assert (event.name, event.request_id, event.request_state) == ("SPEECH-MARKER", request_id, "IN-PROGRESS")
    assert marker(event) == "timestamp=857206027059;here"


def test_8_13_speech_marker_without_a_mark_when_a_pending_speak_begins() -> None:
    """“MUST also be generated with a null marker value … when a SPEAK request in Pending-State … starts speaking”."""
    peer = Peer()
    first, second = peer.speak(), peer.speak()
    assert peer.report(peer.synthesizer.started(first, peer.now)) == []
    peer.report(peer.synthesizer.finished(first, peer.now))
    [event] = peer.report(peer.synthesizer.started(second, peer.now, 5))
    assert isinstance(event, Event)
    assert (event.name, event.request_id, marker(event)) == ("SPEECH-MARKER", second, "timestamp=5")


@pytest.mark.parametrize("method", ["PAUSE", "RESUME"])
def test_8_14_define_lexicon_is_402_when_speaking_or_paused(method: str) -> None:
    """“If the server resource is in the speaking or paused state, the server MUST respond with … 402”."""
    peer = Peer()
    peer.speak()
    peer.ask(method)
    answer = peer.answer("DEFINE-LEXICON", "Content-ID: n", content_type="application/pls+xml", body=PLS)
    assert answer.status == 402


def test_8_14_define_lexicon_succeeds_with_200_complete() -> None:
    """“the status MUST return a 200 “Success” status-code and the request-state MUST be COMPLETE”."""
    peer = Peer()
    peer.ask("DEFINE-LEXICON", content_type="text/uri-list", body=b"http://a/b.pls")
    [answer] = peer.report(peer.synthesizer.lexicon_loaded(peer.last_id, peer.now))
    assert isinstance(answer, Response)
    assert (answer.status, answer.request_state) == (200, "COMPLETE")


def test_8_14_define_lexicon_fails_with_407_and_a_cause() -> None:
    """“a failure status-code of 407 and a Completion-Cause header field describing the failure reason”."""
    peer = Peer()
    peer.ask("DEFINE-LEXICON", content_type="text/uri-list", body=b"http://a/b.pls")
    failure = SpeakFailure(SpeakCause.URI_FAILURE, "", "http://a/b.pls", "404")
    [answer] = peer.report(peer.synthesizer.lexicon_failed(peer.last_id, failure, peer.now))
    assert isinstance(answer, Response)
    assert (answer.status, answer.headers.get("Completion-Cause")) == (407, "003 uri-failure")
    assert answer.headers.get("Completion-Reason") == '"uri-failure"'
    assert answer.headers.get("Failed-URI") == "http://a/b.pls"


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"content_type": "text/plain", "body": b"BBC radio"}, 407),
        ({}, 407),
        ({"content_type": "application/pls+xml", "body": PLS}, 406),
        ({"body": PLS}, 406),
        ({"content_type": "multipart/mixed; boundary=b", "body": b"no parts"}, 408),
    ],
)
def test_8_14_every_failure_of_define_lexicon_has_a_cause_and_a_reason(options: dict[str, Any], status: int) -> None:
    """“the lexicon was in an unsupported form”: 407"""
    answer = Peer().answer("DEFINE-LEXICON", **options)
    assert (answer.status, answer.headers.get("Completion-Cause")) == (status, "006 lexicon-load-failure")
    assert (answer.headers.get("Completion-Reason") or "") not in ("", '""')
