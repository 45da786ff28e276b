"""The synthesizer machine: every state with every method and report, races, drains, time-outs."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.actions import Emit
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.errors import LocalProtocolError
from mrcp_server.mrcp.synthesizer.actions import JumpSpeaking, LoadLexicon, StartSpeaking
from mrcp_server.mrcp.synthesizer.awaited_report import SynthesizerTimes
from mrcp_server.mrcp.synthesizer.headers import BASICSYNTH, SynthesizerFeatures
from mrcp_server.mrcp.synthesizer.length import SpeechLength, Unit
from mrcp_server.mrcp.synthesizer.machine import MAX_QUEUED
from mrcp_server.mrcp.synthesizer.reports import JumpOutcome, SpeakFailure
from mrcp_server.mrcp.synthesizer.table import State
from mrcp_server.mrcp.wire.codes import Method, SpeakCause
from tests.mrcp_server.mrcp.dialogue import SSML, Client, brief, event_of, response_of, synthesizer_client

FAILURE = SpeakFailure(SpeakCause.PARSE_FAILURE, 'line 3: "</s>" is missing')
PLS = b'<lexicon version="1.0" alphabet="ipa" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"/>'


def speaking(count: int = 1, **options: object) -> Client:
    """A client whose SPEAKs 1…count are outstanding, the first one being played."""
    client = synthesizer_client(**options)
    for _ in range(count):
        client.speak()
    client.resource.started(1, client.now)
    return client


def paused(count: int = 1, **options: object) -> Client:
    """As `speaking`, then PAUSE (its id is count + 1)."""
    client = speaking(count, **options)
    client.say("PAUSE")
    return client


class TestSpeak:
    """§8.6."""

    def test_idle_answers_in_progress_with_a_timestamp_and_starts(self) -> None:
        client = synthesizer_client()
        actions = client.speak(body=SSML, content_type="application/ssml+xml")
        assert brief(actions) == ["1: 200 IN-PROGRESS", "start 1"]
        assert response_of(actions).headers.get("Speech-Marker") == f"timestamp={(1_001_000 + 2_208_988_800) << 32}"
        assert client.resource.state is State.SPEAKING
        start = actions[1]
        assert isinstance(start, StartSpeaking)
        assert start.entities[0].body == SSML

    def test_plain_end_is_reported_once(self) -> None:
        client = speaking()
        actions = client.resource.finished(1, 1001.0, 77)
        assert brief(actions) == ["SPEAK-COMPLETE 1 000 normal"]
        assert event_of(actions).headers.get("Speech-Marker") == "timestamp=77"
        assert client.resource.finished(1, 1001.0) == []
        assert client.resource.state is State.IDLE

    def test_busy_answers_pending_and_prepares(self) -> None:
        client = speaking()
        assert brief(client.speak()) == ["2: 200 PENDING", "prepare 2"]
        assert client.resource.request_ids == (1, 2)

    def test_queue_runs_in_order_and_tells_when_each_begins(self) -> None:
        client = speaking(3)
        assert brief(client.resource.finished(1, 0.0)) == ["SPEAK-COMPLETE 1 000 normal", "start 2"]
        actions = client.resource.started(2, 0.0, 5)
        assert brief(actions) == ["SPEECH-MARKER 2 -"]
        assert event_of(actions).headers.get("Speech-Marker") == "timestamp=5"
        assert client.resource.started(2, 0.0) == []
        assert brief(client.resource.finished(2, 0.0)) == ["SPEAK-COMPLETE 2 000 normal", "start 3"]

    def test_reports_that_overtake_wait_for_their_turn(self) -> None:
        client = speaking(2)
        assert client.resource.started(2, 0.0, 8) == []
        assert client.resource.marked(2, "early", 0.0, 9) == []
        assert client.resource.finished(2, 0.0, 10) == []
        assert brief(client.resource.finished(1, 0.0)) == [
            "SPEAK-COMPLETE 1 000 normal",
            "start 2",
            "SPEECH-MARKER 2 -",
            "SPEECH-MARKER 2 early",
            "SPEAK-COMPLETE 2 000 normal",
        ]

    def test_early_failure_of_a_pending_one_waits_for_its_turn(self) -> None:
        client = speaking(3)
        assert client.resource.failed(2, FAILURE, 0.0) == []
        assert brief(client.resource.finished(1, 0.0)) == [
            "SPEAK-COMPLETE 1 000 normal",
            "start 2",
            "SPEAK-COMPLETE 2 002 parse-failure",
            "SPEAK-COMPLETE 3 007 cancelled",
            "drop 3",
        ]

    def test_failure_cancels_the_queue(self) -> None:
        client = speaking(3)
        failure = SpeakFailure(SpeakCause.URI_FAILURE, "no such file", "http://a/b.wav", "404 Not Found")
        actions = client.resource.failed(1, failure, 0.0, 6, new_cookies=["a=b"])
        assert brief(actions) == [
            "SPEAK-COMPLETE 1 003 uri-failure",
            "SPEAK-COMPLETE 2 007 cancelled",
            "SPEAK-COMPLETE 3 007 cancelled",
            "drop 2,3",
        ]
        headers = event_of(actions).headers
        assert headers.get("Completion-Reason") == '"no such file"'
        assert headers.get("Failed-URI") == "http://a/b.wav"
        assert headers.get("Failed-URI-Cause") == "404 Not Found"
        assert headers.get("Set-Cookie") == "a=b"
        assert client.resource.state is State.IDLE

    def test_failed_uri_without_a_cause_still_has_the_header(self) -> None:
        client = speaking()
        actions = client.resource.failed(1, SpeakFailure(SpeakCause.URI_FAILURE, failed_uri="http://a"), 0.0)
        assert event_of(actions).headers.get("Failed-URI-Cause") == "unknown"

    def test_only_a_failure_can_fail(self) -> None:
        client = speaking()
        with pytest.raises(LocalProtocolError):
            client.resource.failed(1, SpeakFailure(SpeakCause.NORMAL), 0.0)

    def test_new_cookies_go_back_with_the_end(self) -> None:
        actions = speaking().resource.finished(1, 0.0, new_cookies=["a=b; Path=/", "c=d"])
        assert [value for name, value in event_of(actions).headers if name == "Set-Cookie"] == ["a=b; Path=/", "c=d"]

    def test_unsupported_type_is_408_and_changes_nothing(self) -> None:
        client = synthesizer_client()
        assert brief(client.speak(content_type="application/pdf")) == ["1: 408 COMPLETE"]
        assert client.resource.state is State.IDLE
        client = speaking()
        assert brief(client.speak(content_type="application/pdf")) == ["2: 408 COMPLETE"]
        assert client.resource.request_ids == (1,)

    def test_queue_is_bounded(self) -> None:
        client = speaking(MAX_QUEUED)
        assert brief(client.speak()) == [f"{MAX_QUEUED + 1}: 501 COMPLETE"]

    def test_queued_text_is_bounded(self) -> None:
        client = synthesizer_client(max_queued=3, max_queued_bytes=100)
        client.speak(body=b"x" * 1000)
        assert brief(client.speak(body=b"x")) == ["2: 501 COMPLETE"]
        client.resource.finished(1, 0.0)
        client.resource.handle_timer(1.0)
        assert [brief(client.speak(body=b"x" * 40))[0] for _ in range(4)] == [
            "3: 200 IN-PROGRESS",
            "4: 200 PENDING",
            "5: 501 COMPLETE",
            "6: 501 COMPLETE",
        ]

    def test_cookies_and_named_parts_are_kept_for_the_session(self) -> None:
        jar = CookieJar()
        client = synthesizer_client(cookies=jar)
        client.speak("Set-Cookie: a=b; Path=/", "Content-ID: <hello@x>")
        assert len(jar) == 1
        assert "session:hello@x" in client.resource.contents

    def test_markers_can_be_switched_off_but_are_remembered(self) -> None:
        client = speaking(2, speech_markers=False)
        assert client.resource.marked(1, "here", 0.0, 2) == []
        actions = client.resource.finished(1, 0.0, 3)
        assert event_of(actions).headers.get("Speech-Marker") == "timestamp=3;here"
        assert client.resource.started(2, 0.0) == []


class TestMarkers:
    """§8.4.8, §8.13."""

    def test_nothing_is_stamped_before_the_last_marker(self) -> None:
        """A mark lies inside of the packet whose beginning is the instant of the end."""
        client = speaking(2)
        client.resource.marked(1, "here", 0.0, 42)
        assert event_of(client.resource.finished(1, 0.0, 40)).headers.get("Speech-Marker") == "timestamp=42;here"
        client.resource.started(2, 0.0, 60)
        client.say("STOP")
        answer = response_of(client.resource.stopped([2], 0.0, 50))
        assert answer.headers.get("Speech-Marker") == "timestamp=60"

    def test_a_queued_one_that_fails_is_stamped_when_it_is_told(self) -> None:
        client = speaking(2)
        assert client.resource.failed(2, FAILURE, 1000.0) == []
        actions = client.resource.finished(1, 1007.0, 77)
        assert brief(actions)[0::2] == ["SPEAK-COMPLETE 1 000 normal", "SPEAK-COMPLETE 2 002 parse-failure"]
        marker = event_of(actions[2:]).headers.get("Speech-Marker")
        assert marker == f"timestamp={(1_001_007 + 2_208_988_800) << 32}"

    def test_a_mark_is_told_with_its_instant_and_stays_the_last_one(self) -> None:
        client = speaking()
        actions = client.resource.marked(1, "here", 0.0, 42)
        assert brief(actions) == ["SPEECH-MARKER 1 here"]
        assert event_of(actions).headers.get("Speech-Marker") == "timestamp=42;here"
        client.say("STOP")
        stopped = client.resource.stopped([1], 0.0, 43)
        assert response_of(stopped).headers.get("Speech-Marker") == "timestamp=43;here"

    def test_mark_of_an_unknown_request_is_stale(self) -> None:
        assert speaking().resource.marked(9, "x", 0.0) == []


class TestStop:
    """§8.7."""

    def test_idle(self) -> None:
        actions = synthesizer_client().say("STOP")
        assert brief(actions) == ["1: 200 COMPLETE"]
        assert "Speech-Marker" in response_of(actions).headers

    def test_everything_stops_and_is_listed_after_the_report(self) -> None:
        client = speaking(3)
        assert brief(client.say("STOP")) == ["stop 1,2,3"]
        assert brief(client.resource.stopped([1, 2, 3], 0.0)) == ["4: 200 COMPLETE [1,2,3]"]
        assert client.resource.state is State.IDLE
        assert client.resource.stopped([1, 2, 3], 0.0) == []

    def test_selected_pending_ones_go_without_touching_the_active(self) -> None:
        client = speaking(4)
        assert brief(client.say("STOP", "Active-Request-Id-List: 3,4,99")) == ["drop 3,4", "5: 200 COMPLETE [3,4]"]
        assert client.resource.state is State.SPEAKING
        assert client.resource.request_ids == (1, 2)

    def test_selected_active_one_makes_room_for_the_next(self) -> None:
        client = speaking(2)
        assert brief(client.say("STOP", "Active-Request-Id-List: 1")) == ["stop 1"]
        assert brief(client.resource.stopped([1], 0.0)) == ["3: 200 COMPLETE [1]", "start 2"]
        assert client.resource.state is State.SPEAKING

    def test_while_paused_the_next_one_stays_paused_and_tells_after_resume(self) -> None:
        client = paused(2)
        client.say("STOP", "Active-Request-Id-List: 1")
        assert brief(client.resource.stopped([1], 0.0)) == ["4: 200 COMPLETE [1]", "start 2 paused"]
        assert client.resource.state is State.PAUSED
        assert brief(client.say("RESUME")) == ["5: 200 COMPLETE [2]", "resume 2"]
        assert brief(client.resource.started(2, 0.0)) == ["SPEECH-MARKER 2 -"]

    def test_unknown_ids_end_nothing(self) -> None:
        client = speaking()
        assert brief(client.say("STOP", "Active-Request-Id-List: 7")) == ["2: 200 COMPLETE"]

    @pytest.mark.parametrize("ending", ["finished", "failed"])
    def test_an_end_that_crosses_the_stop_is_only_listed(self, ending: str) -> None:
        client = speaking(2)
        client.say("STOP")
        if ending == "finished":
            assert client.resource.finished(1, 0.0) == []
        else:
            assert client.resource.failed(1, FAILURE, 0.0) == []
        assert brief(client.resource.stopped([1], 0.0)) == ["3: 200 COMPLETE [1,2]"]

    def test_after_the_end_lists_nothing(self) -> None:
        client = speaking()
        client.resource.finished(1, 0.0)
        assert brief(client.say("STOP")) == ["2: 200 COMPLETE"]

    def test_requests_behind_it_wait_and_keep_their_order(self) -> None:
        client = speaking()
        client.say("STOP")
        assert client.speak() == []
        assert client.say("GET-PARAMS", "Voice-Name:") == []
        assert client.say("STOP") == []
        assert client.speak() == []
        assert brief(client.resource.stopped([1], 0.0)) == [
            "2: 200 COMPLETE [1]",
            "3: 200 IN-PROGRESS",
            "start 3",
            "4: 200 COMPLETE",
            "stop 3",
        ]
        assert brief(client.resource.stopped([3], 0.0)) == ["5: 200 COMPLETE [3]", "6: 200 IN-PROGRESS", "start 6"]

    def test_flood_behind_it_is_refused(self) -> None:
        client = speaking()
        client.say("STOP")
        for _ in range(256):
            assert client.say("PAUSE") == []
        assert brief(client.say("PAUSE")) == ["259: 501 COMPLETE"]

    def test_missing_report_is_not_waited_for(self) -> None:
        client = speaking()
        client.say("STOP")
        assert client.resource.next_timer() == pytest.approx(1000.05)
        assert client.resource.handle_timer(1000.01) == []
        assert brief(client.resource.handle_timer(1000.06)) == ["2: 200 COMPLETE [1]"]
        assert client.resource.stopped([1], 1000.07) == []
        assert client.resource.next_timer() is None
        assert client.resource.handle_timer(2000.0) == []

    def test_report_about_others_is_stale(self) -> None:
        client = speaking()
        client.say("STOP")
        assert client.resource.stopped([99], 0.0) == []


class TestPauseAndResume:
    """§8.9, §8.10."""

    def test_pause_and_resume_name_the_request(self) -> None:
        client = speaking()
        actions = client.say("PAUSE")
        assert brief(actions) == ["2: 200 COMPLETE [1]", "pause 1"]
        assert brief(client.say("RESUME")) == ["3: 200 COMPLETE [1]", "resume 1"]
        assert client.resource.state is State.SPEAKING
        assert paused().resource.state is State.PAUSED

    def test_idle_is_402(self) -> None:
        client = synthesizer_client()
        assert brief(client.say("PAUSE")) == ["1: 402 COMPLETE"]
        assert brief(client.say("RESUME")) == ["2: 402 COMPLETE"]

    def test_pause_when_paused_and_resume_when_speaking_are_200(self) -> None:
        assert brief(paused().say("PAUSE")) == ["3: 200 COMPLETE [1]"]
        assert brief(speaking().say("RESUME")) == ["2: 200 COMPLETE"]

    def test_speak_while_paused_queues(self) -> None:
        client = paused()
        assert brief(client.speak()) == ["3: 200 PENDING", "prepare 3"]
        assert client.resource.state is State.PAUSED

    def test_end_that_crosses_the_pause_comes_after_resume(self) -> None:
        client = paused()
        assert client.resource.finished(1, 0.0) == []
        assert brief(client.speak()) == ["3: 200 PENDING", "prepare 3"]
        assert brief(client.say("RESUME")) == [
            "4: 200 COMPLETE [1]",
            "SPEAK-COMPLETE 1 000 normal",
            "start 3",
        ]

    def test_failure_while_paused(self) -> None:
        client = paused()
        assert brief(client.resource.failed(1, FAILURE, 0.0)) == ["SPEAK-COMPLETE 1 002 parse-failure"]
        assert client.resource.state is State.IDLE


class TestBargeIn:
    """§8.8."""

    def test_idle(self) -> None:
        assert brief(synthesizer_client().say("BARGE-IN-OCCURRED")) == ["1: 200 COMPLETE"]

    def test_killable_active_takes_all_with_it(self) -> None:
        client = synthesizer_client()
        client.speak()
        client.speak("Kill-On-Barge-In: false")
        assert client.resource.killable
        assert brief(client.say("BARGE-IN-OCCURRED", "Proxy-Sync-Id: 987")) == ["stop 1,2"]
        assert brief(client.resource.stopped([1, 2], 0.0)) == ["3: 200 COMPLETE [1,2]"]

    def test_not_killable_active_protects_the_queue(self) -> None:
        client = synthesizer_client()
        client.speak("Kill-On-Barge-In: false")
        client.speak()
        assert not client.resource.killable
        assert brief(client.say("BARGE-IN-OCCURRED")) == ["3: 200 COMPLETE"]

    def test_session_default_counts(self) -> None:
        client = synthesizer_client()
        client.say("SET-PARAMS", "Kill-On-Barge-In: false")
        client.speak()
        assert not client.resource.killable

    def test_paused_is_killed_too(self) -> None:
        client = paused(2)
        assert brief(client.say("BARGE-IN-OCCURRED")) == ["stop 1,2"]
        client.resource.stopped([1], 0.0)
        assert client.resource.state is State.IDLE

    def test_kill_inside_ends_all_with_001(self) -> None:
        client = speaking(2)
        assert brief(client.resource.killed("s1", 0.0)) == [
            "SPEAK-COMPLETE 1 001 barge-in",
            "SPEAK-COMPLETE 2 001 barge-in",
            "drop 1,2",
        ]
        assert client.resource.state is State.IDLE

    def test_client_that_reports_a_kill_inside_does_not_hit_a_later_speak(self) -> None:
        client = speaking()
        client.resource.killed("s1", 0.0)
        client.speak()
        assert brief(client.say("BARGE-IN-OCCURRED", "Proxy-Sync-Id: s1")) == ["3: 200 COMPLETE"]
        assert client.resource.request_ids == (2,)
        assert brief(client.say("BARGE-IN-OCCURRED", "Proxy-Sync-Id: s2")) == ["stop 2"]

    def test_kill_when_idle_does_nothing(self) -> None:
        assert synthesizer_client().resource.killed("s", 0.0) == []

    def test_kill_that_crosses_a_stop_ends_each_request_once(self) -> None:
        client = speaking(3)
        client.say("STOP", "Active-Request-Id-List: 1")
        assert brief(client.resource.killed("s", 0.0)) == [
            "SPEAK-COMPLETE 2 001 barge-in",
            "SPEAK-COMPLETE 3 001 barge-in",
            "drop 2,3",
        ]
        assert brief(client.resource.stopped([1], 0.0)) == ["4: 200 COMPLETE [1]"]
        assert client.resource.state is State.IDLE

    def test_kill_that_crosses_a_stop_of_all(self) -> None:
        client = speaking(2)
        client.say("STOP")
        assert client.resource.killed("s", 0.0) == []
        assert brief(client.resource.stopped([1], 0.0)) == ["3: 200 COMPLETE [1,2]"]

    def test_kill_that_crosses_a_control(self) -> None:
        client = speaking()
        client.say("CONTROL", "Jump-Size: +1 Word")
        assert brief(client.resource.killed("s", 0.0)) == [
            "2: 200 COMPLETE [1]",
            "SPEAK-COMPLETE 1 001 barge-in",
            "drop 1",
        ]
        assert client.resource.jumped(1, JumpOutcome.MOVED, 0.0) == []


class TestControl:
    """§8.11."""

    def test_idle_is_402(self) -> None:
        assert brief(synthesizer_client().say("CONTROL", "Jump-Size: +1 Word")) == ["1: 402 COMPLETE"]

    def test_jump_is_carried_out_then_answered(self) -> None:
        client = speaking()
        actions = client.say("CONTROL", "Jump-Size: -15 Words", "Speak-Length: 2 Sentence")
        assert actions == [
            JumpSpeaking(1, SpeechLength(Unit.WORD, -15), SpeechLength(Unit.SENTENCE, 2)),
        ]
        answer = client.resource.jumped(1, JumpOutcome.MOVED, 0.0, 9)
        assert brief(answer) == ["2: 200 COMPLETE [1]"]
        assert response_of(answer).headers.get("Speech-Marker") == "timestamp=9"
        assert "Speak-Restart" not in response_of(answer).headers

    def test_before_the_beginning_restarts(self) -> None:
        client = paused()
        client.say("CONTROL", "Jump-Size: -99 Second")
        answer = client.resource.jumped(1, JumpOutcome.RESTARTED, 0.0)
        assert response_of(answer).headers.get("Speak-Restart") == "true"
        assert client.resource.state is State.PAUSED

    def test_past_the_end_completes_and_goes_on(self) -> None:
        client = speaking(2)
        client.say("CONTROL", "Jump-Size: +99 Paragraph")
        assert brief(client.resource.jumped(1, JumpOutcome.PAST_END, 0.0)) == [
            "3: 200 COMPLETE [1]",
            "SPEAK-COMPLETE 1 000 normal",
            "start 2",
        ]

    def test_unknown_mark_is_409_with_the_header(self) -> None:
        client = speaking()
        client.say("CONTROL", "jump-size: nowhere Tag")
        answer = response_of(client.resource.jumped(1, JumpOutcome.UNKNOWN_MARK, 0.0))
        assert answer.status == 409
        assert ("jump-size", "nowhere Tag") in list(answer.headers)

    def test_failed_jump_is_407_and_so_is_a_missing_report(self) -> None:
        client = speaking()
        client.say("CONTROL", "Jump-Size: +1 Word")
        answer = response_of(client.resource.jumped(1, JumpOutcome.FAILED, 0.0))
        assert (answer.status, answer.headers.get("Completion-Cause")) == (407, "004 error")
        client.say("CONTROL", "Jump-Size: +1 Word")
        assert brief(client.resource.handle_timer(1002.0)) == ["3: 407 COMPLETE"]
        assert client.resource.state is State.SPEAKING

    @pytest.mark.parametrize("client", [speaking(2), paused(2)])
    def test_a_jump_that_shows_only_later_to_lead_behind_the_end(self, client: Client) -> None:
        state = client.resource.state
        client.say("CONTROL", "Jump-Size: +99 Second")
        assert len(client.resource.jumped(1, JumpOutcome.MOVED, 0.0)) == 1
        assert client.resource.jumped(2, JumpOutcome.PAST_END, 0.0) == []
        first, start = brief(client.resource.jumped(1, JumpOutcome.PAST_END, 0.0))
        assert first == "SPEAK-COMPLETE 1 000 normal"
        assert start.startswith("start 2")
        assert client.resource.state is state

    def test_without_anything_to_change(self) -> None:
        assert brief(speaking().say("CONTROL")) == ["2: 200 COMPLETE [1]"]

    def test_unsupported_unit_is_409(self) -> None:
        client = speaking(features=SynthesizerFeatures(jump_units=frozenset({Unit.SECOND})))
        answer = response_of(client.say("CONTROL", "Jump-Size: +1 Word"))
        assert answer.status == 409
        assert answer.headers.get("Jump-Size") == "+1 Word"

    def test_voice_on_the_fly_is_403_unless_supported(self) -> None:
        client = speaking(features=SynthesizerFeatures(changes_voice_while_speaking=False))
        answer = response_of(client.say("CONTROL", "Prosody-rate: fast", "Voice-Gender: male"))
        assert answer.status == 403
        assert list(answer.headers)[2:] == [("Prosody-rate", "fast"), ("Voice-Gender", "male")]

    def test_what_one_control_changes_holds_for_the_next_one(self) -> None:
        client = speaking()
        [first] = client.say("CONTROL", "Prosody-rate: fast", "Voice-Age: 30")
        assert isinstance(first, JumpSpeaking)
        assert first.parameters is not None
        assert (first.jump, first.parameters.voice_age, first.parameters.prosody) == (None, 30, {"rate": "fast"})
        client.resource.jumped(1, JumpOutcome.MOVED, 0.0)
        [second] = client.say("CONTROL", 'Vendor-Specific-Parameters: com.x.style="sad"')
        assert isinstance(second, JumpSpeaking)
        assert second.parameters is not None
        assert (second.parameters.prosody, second.parameters.vendor) == ({"rate": "fast"}, {"com.x.style": "sad"})
        client.resource.jumped(1, JumpOutcome.FAILED, 0.0)
        [third] = client.say("CONTROL", "Jump-Size: +1 Word")
        assert isinstance(third, JumpSpeaking)
        assert third.parameters is None

    def test_vendor_parameters_that_are_none_are_404(self) -> None:
        assert response_of(speaking().say("CONTROL", "Vendor-Specific-Parameters: =x")).status == 404

    def test_end_that_crosses_it_comes_after_the_answer(self) -> None:
        client = speaking()
        client.say("CONTROL", "Jump-Size: nowhere Tag")
        assert client.resource.finished(1, 0.0) == []
        assert brief(client.resource.jumped(1, JumpOutcome.UNKNOWN_MARK, 0.0)) == [
            "2: 409 COMPLETE",
            "SPEAK-COMPLETE 1 000 normal",
        ]

    def test_end_that_crosses_it_is_undone_by_the_jump(self) -> None:
        client = speaking()
        client.say("CONTROL", "Jump-Size: -1 Word")
        client.resource.finished(1, 0.0)
        assert brief(client.resource.jumped(1, JumpOutcome.MOVED, 0.0)) == ["2: 200 COMPLETE [1]"]
        assert brief(client.resource.finished(1, 0.0)) == ["SPEAK-COMPLETE 1 000 normal"]

    def test_failure_that_crosses_it_answers_407_first(self) -> None:
        client = speaking()
        client.say("CONTROL", "Jump-Size: +1 Word")
        assert brief(client.resource.failed(1, FAILURE, 0.0)) == [
            "2: 407 COMPLETE",
            "SPEAK-COMPLETE 1 002 parse-failure",
        ]

    def test_stale_reports(self) -> None:
        client = speaking()
        assert client.resource.jumped(1, JumpOutcome.MOVED, 0.0) == []
        client.say("CONTROL", "Jump-Size: +1 Word")
        assert client.resource.jumped(9, JumpOutcome.MOVED, 0.0) == []
        assert client.resource.stopped([1], 0.0) == []


class TestDrain:
    """The drain delay holds only before silence, and a STOP during it lists the request."""

    TIMES = SynthesizerTimes(drain_s=0.2)

    def draining(self, count: int = 1) -> Client:
        client = speaking(count, times=self.TIMES)
        for request_id in range(1, count + 1):
            client.resource.finished(request_id, 1000.0, request_id)
        return client

    def test_completion_waits(self) -> None:
        client = self.draining()
        assert client.resource.next_timer() == pytest.approx(1000.2)
        actions = client.resource.handle_timer(1000.2)
        assert brief(actions) == ["SPEAK-COMPLETE 1 000 normal"]
        assert event_of(actions).headers.get("Speech-Marker") == "timestamp=1"

    def test_no_drain_before_a_successor(self) -> None:
        client = speaking(2, times=self.TIMES)
        assert brief(client.resource.finished(1, 0.0)) == ["SPEAK-COMPLETE 1 000 normal", "start 2"]

    def test_speak_during_it_hands_over_at_once(self) -> None:
        client = self.draining()
        assert brief(client.speak()) == ["2: 200 PENDING", "SPEAK-COMPLETE 1 000 normal", "start 2"]
        assert client.resource.next_timer() is None

    def test_stop_during_it_lists_the_request(self) -> None:
        client = self.draining()
        assert brief(client.say("STOP")) == ["drop 1", "2: 200 COMPLETE [1]"]
        assert client.resource.next_timer() is None

    def test_second_end_and_late_failure_are_stale(self) -> None:
        client = self.draining()
        assert client.resource.finished(1, 0.0) == []
        assert client.resource.failed(1, FAILURE, 0.0) == []

    def test_a_failure_waits_too_whatever_is_behind_it(self) -> None:
        client = speaking(2, times=self.TIMES)
        assert client.resource.failed(1, FAILURE, 1000.0, 5) == []
        actions = client.resource.handle_timer(1000.2)
        assert brief(actions) == ["SPEAK-COMPLETE 1 002 parse-failure", "SPEAK-COMPLETE 2 007 cancelled", "drop 2"]
        assert event_of(actions).headers.get("Speech-Marker") == "timestamp=5"
        assert client.resource.state is State.IDLE

    def failing(self, count: int = 1) -> Client:
        client = speaking(count, times=self.TIMES)
        client.resource.failed(1, FAILURE, 1000.0)
        return client

    def test_speak_behind_a_failure_is_not_cancelled_with_it(self) -> None:
        assert brief(self.failing(2).speak()) == [
            "SPEAK-COMPLETE 1 002 parse-failure",
            "SPEAK-COMPLETE 2 007 cancelled",
            "drop 2",
            "3: 200 IN-PROGRESS",
            "start 3",
        ]

    def test_a_bad_speak_behind_a_failure_lets_it_run(self) -> None:
        client = self.failing()
        assert brief(client.send("SPEAK", [], b"Hello.")) == ["2: 406 COMPLETE"]
        assert brief(client.resource.handle_timer(1000.2)) == ["SPEAK-COMPLETE 1 002 parse-failure"]

    def test_stop_of_a_failed_one_takes_the_queue_with_it(self) -> None:
        assert brief(self.failing(2).say("STOP", "Active-Request-Id-List: 1")) == [
            "drop 1",
            "3: 200 COMPLETE [1]",
            "SPEAK-COMPLETE 2 007 cancelled",
            "drop 2",
        ]

    def test_barge_in_after_a_failure_does_not_change_its_cause(self) -> None:
        client = self.failing(2)
        assert brief(client.resource.killed("s", 1000.1)) == [
            "SPEAK-COMPLETE 1 002 parse-failure",
            "SPEAK-COMPLETE 2 007 cancelled",
            "drop 2",
        ]
        assert client.resource.next_timer() is None

    def test_barge_in_between_a_failure_and_a_jump_answers_both(self) -> None:
        client = self.failing()
        assert brief(client.say("CONTROL", "Jump-Size: -1 Word")) == ["jump 1"]
        assert brief(client.resource.killed("s", 1000.1)) == [
            "2: 200 COMPLETE [1]",
            "SPEAK-COMPLETE 1 002 parse-failure",
        ]

    def test_failure_while_paused_is_told_after_it(self) -> None:
        client = paused(times=self.TIMES)
        assert client.resource.failed(1, FAILURE, 1000.0) == []
        assert brief(client.say("CONTROL", "Jump-Size: -1 Word")) == ["jump 1"]
        assert brief(client.resource.jumped(1, JumpOutcome.FAILED, 1000.1)) == ["3: 407 COMPLETE"]
        assert brief(client.resource.handle_timer(1000.31)) == ["SPEAK-COMPLETE 1 002 parse-failure"]

    def test_pause_does_not_suspend_a_failure(self) -> None:
        client = self.failing()
        client.say("PAUSE")
        assert brief(client.resource.handle_timer(1000.2)) == ["SPEAK-COMPLETE 1 002 parse-failure"]
        assert client.resource.state is State.IDLE

    def test_pause_suspends_it(self) -> None:
        client = self.draining()
        client.say("PAUSE")
        assert client.resource.next_timer() is None
        assert brief(client.say("RESUME")) == ["3: 200 COMPLETE [1]"]
        assert client.resource.next_timer() == pytest.approx(1000.2)

    def test_jump_forward_during_it_is_past_the_end(self) -> None:
        assert brief(self.draining().say("CONTROL", "Jump-Size: +1 Word")) == [
            "2: 200 COMPLETE [1]",
            "SPEAK-COMPLETE 1 000 normal",
        ]

    def test_nothing_to_change_during_it_lets_it_run(self) -> None:
        client = self.draining()
        assert brief(client.say("CONTROL")) == ["2: 200 COMPLETE [1]"]
        assert client.resource.next_timer() == pytest.approx(1000.2)

    def test_jump_back_during_it_speaks_again(self) -> None:
        client = self.draining()
        assert brief(client.say("CONTROL", "Jump-Size: -1 Word")) == ["jump 1"]
        client.resource.jumped(1, JumpOutcome.MOVED, 1000.0)
        assert client.resource.next_timer() is None
        client.resource.finished(1, 1001.0)
        assert client.resource.next_timer() == pytest.approx(1001.2)

    def test_failed_jump_during_it_lets_it_begin_anew(self) -> None:
        client = self.draining()
        client.say("CONTROL", "Jump-Size: here Tag")
        assert brief(client.resource.jumped(1, JumpOutcome.FAILED, 1000.1)) == ["2: 407 COMPLETE"]
        assert client.resource.next_timer() == pytest.approx(1000.3)

    def test_failed_jump_while_paused_keeps_the_end(self) -> None:
        client = self.draining()
        client.say("PAUSE")
        client.say("CONTROL", "Jump-Size: here Tag")
        assert brief(client.resource.jumped(1, JumpOutcome.FAILED, 0.0)) == ["3: 407 COMPLETE"]
        assert client.resource.next_timer() is None


class TestDefineLexicon:
    """§8.14."""

    FIELDS = (("Content-Type", "application/pls+xml"), ("Content-ID", "<names@x>"))

    def test_loaded_then_200_and_kept(self) -> None:
        client = synthesizer_client()
        actions = client.send("DEFINE-LEXICON", self.FIELDS, PLS)
        assert brief(actions) == ["lexicon 1"]
        assert isinstance(actions[0], LoadLexicon)
        assert not actions[0].unload
        assert client.speak() == []
        answer = client.resource.lexicon_loaded(1, 0.0, new_cookies=["a=b"])
        assert brief(answer) == ["1: 200 COMPLETE", "2: 200 IN-PROGRESS", "start 2"]
        assert "session:names@x" in client.resource.contents

    def test_failure_is_407_with_a_cause(self) -> None:
        client = synthesizer_client()
        client.send("DEFINE-LEXICON", self.FIELDS, PLS)
        failure = SpeakFailure(SpeakCause.LEXICON_LOAD_FAILURE, "not PLS")
        answer = response_of(client.resource.lexicon_failed(1, failure, 0.0))
        assert answer.status == 407
        assert answer.headers.get("Completion-Cause") == "006 lexicon-load-failure"
        assert "session:names@x" not in client.resource.contents

    def test_missing_report_is_407(self) -> None:
        client = synthesizer_client()
        client.send("DEFINE-LEXICON", self.FIELDS, PLS)
        answer = response_of(client.resource.handle_timer(1030.0))
        assert (answer.status, answer.headers.get("Completion-Cause")) == (407, "006 lexicon-load-failure")

    def test_no_room_is_407(self) -> None:
        client = synthesizer_client()
        client.resource.contents._max_bytes = 3
        client.send("DEFINE-LEXICON", self.FIELDS, PLS)
        assert response_of(client.resource.lexicon_loaded(1, 0.0)).status == 407

    def test_unload_by_name(self) -> None:
        client = synthesizer_client()
        client.send("DEFINE-LEXICON", self.FIELDS, PLS)
        client.resource.lexicon_loaded(1, 0.0)
        actions = client.say("DEFINE-LEXICON", "Load-Lexicon: false", "Content-ID: names@x")
        assert isinstance(actions[0], LoadLexicon)
        assert actions[0].unload
        client.resource.lexicon_loaded(2, 0.0)
        found = client.resource.contents.find("session:names@x")
        assert found is not None
        assert found.body == PLS

    def test_defined_without_being_loaded(self) -> None:
        client = synthesizer_client()
        client.send("DEFINE-LEXICON", [*self.FIELDS, ("Load-Lexicon", "false")], PLS)
        client.resource.lexicon_loaded(1, 0.0)
        assert "session:names@x" in client.resource.contents

    def test_loaded_again_by_name(self) -> None:
        client = synthesizer_client()
        [load] = client.say("DEFINE-LEXICON", "Content-ID: names@x")
        assert isinstance(load, LoadLexicon)
        assert [(one.content_id, one.body) for one in load.entities] == [("names@x", b"")]
        client.resource.lexicon_loaded(1, 0.0)
        assert len(client.resource.contents) == 0

    def test_by_reference_keeps_nothing(self) -> None:
        client = synthesizer_client()
        client.send("DEFINE-LEXICON", [("Content-Type", "text/uri-list")], b"http://a/b.pls")
        assert brief(client.resource.lexicon_loaded(1, 0.0)) == ["1: 200 COMPLETE"]
        assert len(client.resource.contents) == 0

    @pytest.mark.parametrize("client", [speaking(), paused()])
    def test_busy_is_402(self, client: Client) -> None:
        assert response_of(client.send("DEFINE-LEXICON", self.FIELDS, PLS)).status == 402

    def test_stale_reports(self) -> None:
        client = synthesizer_client()
        assert client.resource.lexicon_loaded(1, 0.0) == []
        client.send("DEFINE-LEXICON", self.FIELDS, PLS)
        assert client.resource.lexicon_loaded(7, 0.0) == []
        assert client.resource.stopped([1], 0.0) == []
        assert client.resource.jumped(1, JumpOutcome.MOVED, 0.0) == []


def test_basicsynth_refuses_what_it_cannot_do() -> None:
    client = synthesizer_client(features=BASICSYNTH)
    assert brief(client.say("DEFINE-LEXICON")) == ["1: 401 COMPLETE"]
    assert response_of(client.speak("Voice-Name: Kate")).status == 403
    actions = client.speak(body=SSML, content_type="application/ssml+xml")
    assert isinstance(actions[1], StartSpeaking)
    assert actions[1].parameters.basic


class TestEndOfTheSession:
    """Our BYE: all that is outstanding is told to be over."""

    def test_what_speaks_fails_and_what_waits_behind_it_is_cancelled(self) -> None:
        client = speaking(3)
        actions = client.resource.end_all("the server stops", 1.0)
        assert brief(actions) == [
            "SPEAK-COMPLETE 1 004 error", "SPEAK-COMPLETE 2 007 cancelled", "SPEAK-COMPLETE 3 007 cancelled",
        ]  # fmt: skip
        first = actions[0]
        assert isinstance(first, Emit)
        assert first.event.headers.get("Completion-Reason") == '"the server stops"'
        assert client.resource.end_all("the server stops", 1.0) == []

    @pytest.mark.parametrize("method", ["STOP", "BARGE-IN-OCCURRED"])
    def test_what_is_being_stopped_is_answered(self, method: str) -> None:
        client = speaking(1)
        client.say(method)
        client.say("GET-PARAMS")
        assert brief(client.resource.end_all("the server stops", 1.0)) == ["2: 200 COMPLETE [1]", "3: 407 COMPLETE"]

    def test_a_stop_of_one_leaves_the_other_to_be_told(self) -> None:
        client = speaking(2)
        client.say("STOP", "Active-Request-Id-List: 1")
        assert brief(client.resource.end_all("over", 1.0)) == ["3: 200 COMPLETE [1]", "SPEAK-COMPLETE 2 004 error"]

    def test_a_jump_has_failed(self) -> None:
        client = speaking(1)
        client.say("CONTROL", "Jump-Size: +1 Word")
        assert brief(client.resource.end_all("over", 1.0)) == ["2: 407 COMPLETE", "SPEAK-COMPLETE 1 004 error"]

    def test_a_lexicon_was_not_loaded(self) -> None:
        client = synthesizer_client()
        client.send("DEFINE-LEXICON", [("Content-Type", "text/uri-list")], b"http://a/l")
        assert brief(client.resource.end_all("over", 1.0)) == ["1: 407 COMPLETE"]

    def test_paused_and_played_to_its_end_is_normal(self) -> None:
        client = speaking(2)
        client.say("PAUSE")
        client.resource.finished(1, 1.0)
        assert brief(client.resource.end_all("over", 1.0)) == [
            "SPEAK-COMPLETE 1 000 normal",
            "SPEAK-COMPLETE 2 004 error",
        ]


def test_close_forgets_everything() -> None:
    client = speaking(2)
    client.say("STOP")
    client.speak()
    assert brief(client.resource.close()) == ["drop 1,2"]
    assert client.resource.close() == []
    assert client.resource.next_timer() is None
    assert client.resource.stopped([1], 0.0) == []


def test_an_arrow_that_is_not_in_the_table_raises_and_changes_nothing() -> None:
    client = synthesizer_client()
    with pytest.raises(LocalProtocolError, match="does not lead"):
        client.resource._enter(State.PAUSED, Method.SPEAK)
    assert client.resource.state is State.IDLE
