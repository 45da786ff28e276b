"""RFC 6787 §4.5, §5 and §6: the message layer, generic methods and headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mrcp_server.mrcp.actions import LogTag
from mrcp_server.mrcp.errors import FramingError
from mrcp_server.mrcp.recognizer.actions import LoadGrammars
from mrcp_server.mrcp.recognizer.recognition_result import Alternative, RecognitionResult
from mrcp_server.mrcp.synthesizer.actions import StartSpeaking
from mrcp_server.mrcp.wire.framing import Framer
from mrcp_server.mrcp.wire.message import Event, Request, Response, parse_message
from tests.conformance.peer import RECOG, SYNTH, Peer, ids
from tests.mrcp_server.mrcp.recognizer.scripted_grammars import SPEECH

if TYPE_CHECKING:
    from collections.abc import Mapping


def test_4_5_channels_share_a_connection_and_are_told_apart_by_channel_identifier() -> None:
    """“Clients and servers MUST use the MRCPv2 channel identifier … to differentiate MRCPv2 messages”."""
    peer = Peer()
    assert peer.answer("STOP").channel_identifier == SYNTH
    assert peer.answer("STOP", channel=RECOG).channel_identifier == RECOG


def test_5_1_mrcp_version_of_every_message_is_2_0() -> None:
    """“clients and servers sending MRCPv2 messages MUST indicate an mrcp-version of “MRCP/2.0””."""
    peer = Peer()
    peer.connection.send(Response(1, 200))
    assert peer.connection.data_to_send().startswith(b"MRCP/2.0 ")


def test_5_1_message_length_counts_the_whole_message() -> None:
    """“the length of the message in octets, including the start-line, and MUST be the second token”."""
    data = bytes(Request("SPEAK", 1, body="Grüße".encode()))
    assert int(data.split(b" ")[1]) == len(data)


def test_5_1_message_length_may_be_zero_padded_and_is_decimal() -> None:
    """“MAY be given as a fixed-length integer that is zero-padded”; “leading zeros do not indicate … base-8”."""
    data = b"MRCP/2.0 0000000077 STOP 1\r\nChannel-Identifier:32AECB23433802@speechsynth\r\n\r\n"
    framer = Framer()
    framer.push(data[:10] + data[10:])
    framed = framer.pull()
    assert framed is not None
    assert len(framed[1]) == 77


def test_5_1_all_messages_carry_channel_identifier() -> None:
    """“All MRCPv2 messages, responses and events MUST carry the Channel-Identifier header field”."""
    peer = Peer()
    request_id = peer.speak()
    messages = peer.report(peer.synthesizer.finished(request_id, peer.now)) + peer.ask("PAUSE") + peer.ask("DANCE")
    assert [one.channel_identifier for one in messages] == [SYNTH] * 3


def test_5_1_a_request_without_channel_identifier_is_refused() -> None:
    """“MUST carry the Channel-Identifier header field”: 406."""
    [response] = Peer().send(bytes(Request("STOP", 1)))
    assert isinstance(response, Response)
    assert (response.request_id, response.status) == (1, 406)


def test_5_1_content_headers_go_with_a_body() -> None:
    """“the message MUST contain content-headers indicating the media type and encoding”."""
    peer = Peer()
    event = peer.hear(peer.recognize(SPEECH))
    assert event.headers.get("Content-Type") == "application/nlsml+xml"
    assert int(event.headers.get("Content-Length") or 0) == len(event.body)
    assert peer.answer("SPEAK", body=b"Hello").status == 406


def test_5_1_a_header_not_listed_for_a_method_is_refused() -> None:
    """“a header field is disallowed on a method … unless specifically listed as being allowed”."""
    response = Peer().answer("STOP", "Kill-On-Barge-In: true")
    assert (response.status, response.headers.get("Kill-On-Barge-In")) == (403, "true")


def test_5_2_request_ids_increase_over_all_channels_of_the_session() -> None:
    """“Clients MUST utilize monotonically increasing request-ids”; “unique across … all resource channels”."""
    peer = Peer()
    assert peer.answer("STOP", request_id=7).status == 200
    assert peer.answer("STOP", request_id=8, channel=RECOG).status == 200
    assert peer.answer("STOP", request_id=8).status == 410


def test_5_2_request_ids_are_unique_across_all_connections() -> None:
    """“unique across all TCP connections”; what overtakes on another connection is not out of order for that."""
    peer = Peer()
    assert peer.answer("STOP", request_id=7).status == 200
    peer.over = "second"
    assert peer.answer("STOP", request_id=7, channel=RECOG).status == 410
    assert peer.answer("STOP", request_id=4294967295).status == 200
    assert peer.answer("STOP", request_id=9).status == 410
    peer.over = "first"
    assert peer.answer("STOP", request_id=8).status == 200


def test_5_2_duplicate_or_out_of_order_requests_are_410() -> None:
    """“the server MUST reject the request with a response code of 410”."""
    peer = Peer()
    request_id = peer.speak()
    assert peer.answer("STOP", request_id=request_id).status == 410
    assert peer.answer("STOP", request_id=request_id - 1).status == 410
    assert peer.synthesizer.request_ids == (request_id,)


def test_5_2_request_id_is_an_unsigned_32_bit_integer() -> None:
    """“representable as an unsigned 32-bit integer”; “the space does not wrap”."""
    peer = Peer()
    assert peer.answer("STOP", request_id=4294967295).status == 200
    assert peer.answer("STOP", request_id=4294967296).status == 410
    assert peer.answer("STOP", request_id=0).status == 410


def test_5_2_responses_and_events_carry_the_clients_request_id() -> None:
    """“The server resource MUST use the client-assigned identifier in its response”; events likewise."""
    peer = Peer()
    request_id = peer.speak()
    event = peer.event(peer.report(peer.synthesizer.finished(request_id, peer.now)))
    assert event.request_id == request_id


def test_5_3_response_to_another_version_has_ours_and_says_502() -> None:
    """“otherwise, it MUST contain the highest version of MRCP supported by the server”."""
    peer = Peer()
    data = bytes(Request("STOP", 5)).replace(b"MRCP/2.0", b"MRCP/9.9")
    peer.connection.receive_data(data, 0.0)
    assert list(peer.connection.requests()) == []
    assert peer.connection.data_to_send().startswith(b"MRCP/2.0 30 5 502 COMPLETE")


def test_5_3_complete_means_that_nothing_more_comes() -> None:
    """“there will be no more events or other messages from that resource … with that request-id”."""
    peer = Peer()
    request_id = peer.speak()
    peer.report(peer.synthesizer.finished(request_id, peer.now))
    assert peer.report(peer.synthesizer.marked(request_id, "late", peer.now)) == []
    assert peer.report(peer.synthesizer.finished(request_id, peer.now)) == []


def test_5_3_pending_requests_are_processed_first_in_first_out() -> None:
    """“The PENDING status means that the request has been placed in a queue”."""
    peer = Peer()
    first, second, third = peer.speak(), peer.speak(), peer.speak()
    peer.report(peer.synthesizer.finished(first, peer.now))
    assert peer.synthesizer.request_ids == (second, third)


@pytest.mark.parametrize(
    ("status", "method", "lines"),
    [
        (200, "STOP", ()),
        (201, "SET-PARAMS", ("Active-Request-Id-List: 1",)),
        (401, "RECORD", ()),
        (402, "PAUSE", ()),
        (403, "SET-PARAMS", ("No-Such: 1",)),
        (404, "SET-PARAMS", ("Voice-Age: old",)),
        (406, "SPEAK", ()),
        (409, "SET-PARAMS", ("Fetch-Timeout: 999999999",)),
    ],
)
def test_5_4_status_codes(status: int, method: str, lines: tuple[str, ...]) -> None:
    """The table of status codes."""
    assert Peer().answer(method, *lines).status == status


def test_5_4_405_resource_not_allocated_or_does_not_exist() -> None:
    """“Resource not allocated for this session or does not exist”."""
    response = Peer().answer("VERIFY", channel="32AECB23433802@speakverify")
    assert (response.status, response.channel_identifier) == (405, "32AECB23433802@speakverify")


def test_5_4_407_operation_failed_with_a_cause() -> None:
    """“Detailed cause codes might be available through a resource-specific header”."""
    peer = Peer()
    peer.ask_grammar("RECOGNIZE")
    messages = peer.after(60)
    response = messages[0]
    assert isinstance(response, Response)
    assert (response.status, response.headers.get("Completion-Cause")) == (407, "004 grammar-load-failure")


def test_5_4_408_unsupported_message_entity() -> None:
    """“Unrecognized or unsupported message entity”."""
    assert Peer().answer("SPEAK", content_type="video/mp4", body=b"x").status == 408


def test_5_4_504_message_too_large_and_the_next_one_is_read() -> None:
    """“Message too large”."""
    peer = Peer()
    response = peer.answer("SPEAK", content_type="text/plain", body=b"x" * 200_000)
    assert (response.status, response.channel_identifier) == (504, SYNTH)
    assert peer.answer("STOP").status == 200


def test_5_4_what_is_no_mrcp_ends_the_connection() -> None:
    """Nothing after it can be framed."""
    peer = Peer()
    [response] = peer.send(b"GET / HTTP/1.1\r\n\r\n")
    assert isinstance(response, Response)
    assert response.status == 408
    assert peer.connection.close_reason is not None
    framer = Framer()
    framer.push(b"EHLO")
    with pytest.raises(FramingError):
        framer.pull()


def test_5_5_last_event_is_complete_others_are_in_progress() -> None:
    """“The final event for a request has a COMPLETE status”."""
    peer = Peer()
    request_id = peer.speak()
    messages = peer.report(peer.synthesizer.marked(request_id, "here", peer.now))
    messages += peer.report(peer.synthesizer.finished(request_id, peer.now))
    assert [one.request_state for one in messages if isinstance(one, Event)] == ["IN-PROGRESS", "COMPLETE"]


# ---- §6.1 generic methods ------------------------------------------------------------------------------------


class FewMeans:
    """A server that has Kate and John."""

    def has(self, name: str, value: object) -> bool:
        return name != "voice-name" or value in ("Kate", "John")

    def heeds(self, vendor_name: str) -> bool:
        return vendor_name == "com.example.mood"

    def in_force(self, typed: Mapping[str, object]) -> Mapping[str, str]:
        return {"voice-name": "Kate"}


def test_6_1_1_set_params_that_sets_everything_is_200() -> None:
    """“If the server accepts and sets all parameters, it MUST return a response status-code of 200”."""
    peer = Peer()
    assert peer.answer("SET-PARAMS", "Voice-gender: female", "Voice-variant: 3").status == 200
    answer = peer.answer("GET-PARAMS", "Voice-gender:", "Voice-variant:")
    assert (answer.headers.get("Voice-Gender"), answer.headers.get("Voice-Variant")) == ("female", "3")


def test_6_1_1_set_params_that_ignores_harmless_fields_is_201() -> None:
    """“If it chooses to ignore some optional header fields …, it MUST return 201”."""
    assert Peer().answer("SET-PARAMS", "Voice-Age: 30", "Active-Request-Id-List: 1").status == 201
    peer, name = Peer(synthesizer={"means": FewMeans()}), "Vendor-Specific-Parameters"
    assert peer.answer("SET-PARAMS", f"{name}: com.example.mood=glad").status == 200
    assert peer.answer("SET-PARAMS", f"{name}: com.example.mood=sad;com.example.hat=red").status == 201
    assert peer.answer("GET-PARAMS", f"{name}: com.example.hat").headers.get(name) == "com.example.hat=red"


@pytest.mark.parametrize(
    ("lines", "status", "echoed"),
    [
        (("Voice-Age: old", "X-What: 1", "Fetch-Timeout: 999999999"), 404, [("Voice-Age", "old")]),
        (("x-WHAT: 1", "Fetch-Timeout: 999999999"), 403, [("x-WHAT", "1")]),
        (("Fetch-Timeout: 999999999", "Voice-Age: 30"), 409, [("Fetch-Timeout", "999999999")]),
    ],
)
def test_6_1_1_precedence_and_echo_of_bad_fields(
    lines: tuple[str, ...], status: int, echoed: list[tuple[str, str]]
) -> None:
    """“only error 404 MUST be returned”; “the response MUST include the bad … fields … exactly as they were sent”."""
    peer = Peer()
    answer = peer.answer("SET-PARAMS", *lines)
    assert answer.status == status
    assert list(answer.headers)[1:] == echoed
    assert "Voice-Age" not in peer.answer("GET-PARAMS", "Voice-Age:").headers


def test_6_1_1_session_values_do_not_override_requests_in_progress() -> None:
    """“do not override parameters explicitly specified on individual requests or requests that are IN-PROGRESS”."""
    peer = Peer()
    peer.speak("Kill-On-Barge-In: true")
    peer.ask("SET-PARAMS", "Kill-On-Barge-In: false")
    assert peer.synthesizer.killable


def test_6_1_2_get_params_returns_each_field_asked_for() -> None:
    """“For every header field the client sends in the request without a value, the server MUST include …”: what is in
    force, where nobody has set it what the server has."""
    peer = Peer(synthesizer={"means": FewMeans()})
    answer = peer.answer("GET-PARAMS", "Kill-On-Barge-In:", "Voice-Name:", "Logging-Tag:")
    assert list(answer.headers)[1:] == [("Kill-On-Barge-In", "true"), ("Voice-Name", "Kate")]
    peer.answer("SET-PARAMS", "Voice-Name: John")
    assert peer.answer("GET-PARAMS", "Voice-Name:").headers.get("Voice-Name") == "John"


def test_6_1_1_what_the_server_does_not_have_is_409() -> None:
    """“if … the server … does not support … a legal value …, 409”; nothing is set then."""
    peer = Peer(synthesizer={"means": FewMeans()})
    answer = peer.answer("SET-PARAMS", "Voice-Age: 30", "Voice-NAME: Mallory", "Fetch-Timeout: 999999999")
    assert answer.status == 409
    assert list(answer.headers)[1:] == [("Voice-NAME", "Mallory"), ("Fetch-Timeout", "999999999")]
    assert "Voice-Age" not in peer.answer("GET-PARAMS", "Voice-Age:").headers
    assert peer.answer("SET-PARAMS", "Voice-Name: Mallory", "X-What: 1").status == 403
    assert peer.answer("SPEAK", "Voice-Name: Mallory", content_type="text/plain", body=b"Hi").status == 200


def test_6_1_2_get_params_without_fields_returns_all_settable_ones_with_vendor_parameters() -> None:
    """“MUST return all the settable parameters and their values …, including vendor-specific parameters”"""
    peer = Peer()
    peer.ask("SET-PARAMS", "Vendor-Specific-Parameters: com.example.a=1")
    answer = peer.answer("GET-PARAMS")
    assert answer.headers.get("Vendor-Specific-Parameters") == "com.example.a=1"
    assert {"kill-on-barge-in", "fetch-hint", "audio-fetch-hint"} <= set(answer.headers.index())
    assert [name for name, value in answer.headers if not value] == []


def test_6_1_2_request_level_fields_are_not_returned() -> None:
    """“Input-Waveform-URI is a request-level header field and thus would not be returned”."""
    peer = Peer()
    assert "input-waveform-uri" not in peer.answer("GET-PARAMS", channel=RECOG).headers.index()
    assert peer.answer("GET-PARAMS", "Input-Waveform-URI:", channel=RECOG).status == 403


def test_6_1_2_unsupported_names_are_403_without_values() -> None:
    """“MUST include the unsupported header fields exactly as they were sent from the client, without values”."""
    answer = Peer().answer("GET-PARAMS", "Voice-Age:", "X-What:")
    assert (answer.status, list(answer.headers)[1:]) == (403, [("X-What", "")])


# ---- §6.2 generic headers ------------------------------------------------------------------------------------


def test_6_2_names_know_no_case_and_lines_may_be_folded() -> None:
    """“Header field names are case-insensitive”; “may extend over multiple lines”."""
    request = (
        b"SET-PARAMS 1\r\nCHANNEL-identifier:32AECB23433802@speechsynth\r\nvoice-NAME:\r\n  Kate\r\n\tvon Ort\r\n\r\n"
    )
    length = len(request) + len("MRCP/2.0 nnn ")
    peer = Peer()
    [response] = peer.send(b"MRCP/2.0 %d %s" % (length, request))
    assert isinstance(response, Response)
    assert response.status == 200
    assert peer.answer("GET-PARAMS", "Voice-Name:").headers.get("Voice-Name") == "Kate von Ort"


def test_6_2_several_fields_of_one_name_are_one_list_in_their_order() -> None:
    """“by appending each subsequent value to the first, each separated by a comma”."""
    peer = Peer()
    first, second, third = peer.speak(), peer.speak(), peer.speak()
    answer = peer.answer("STOP", f"Active-Request-Id-List: {second}", f"Active-Request-Id-List: {third}")
    assert ids(answer) == f"{second},{third}"
    assert peer.synthesizer.request_ids == (first,)


def test_6_2_1_channel_identifier_is_common_to_the_channels_of_a_dialog() -> None:
    """“common to all resource channels with that server established through a single SIP dialog”."""
    assert SYNTH.partition("@")[0] == RECOG.partition("@")[0]


@pytest.mark.parametrize(
    ("name", "status"), [("Accept: text/plain", 201), ("Accept-Charset: utf-8", 201), ("Cache-Control: max-age=5", 200)]
)
def test_6_2_2_to_6_2_13_session_defaults_of_generic_fields(name: str, status: int) -> None:
    """“This default value can be changed … by sending this header field in a SET-PARAMS method”; a synthesizer answers
    without a body."""
    peer = Peer()
    field, _, value = name.partition(": ")
    assert peer.answer("SET-PARAMS", name).status == status
    assert peer.answer("GET-PARAMS", f"{field}:").headers.get(field) == value


def test_6_2_3_active_request_id_list_names_what_was_affected() -> None:
    """“the response MUST contain the list of request-ids that were affected or modified”."""
    peer = Peer()
    request_id = peer.speak()
    assert ids(peer.answer("PAUSE")) == str(request_id)


def test_6_2_3_nothing_is_sent_for_a_request_after_its_stop_was_answered() -> None:
    """“the server MUST NOT send any SPEAK-COMPLETE or RECOGNITION-COMPLETE events for the terminated”"""
    peer = Peer()
    spoken, heard = peer.speak(), peer.recognize(SPEECH)
    peer.ask("STOP")
    peer.report(peer.synthesizer.stopped([spoken], peer.now))
    peer.ask("STOP", channel=RECOG)
    assert peer.report(peer.synthesizer.finished(spoken, peer.now)) == []
    assert peer.report(peer.recognizer.speech_started(heard, peer.now)) == []


def test_6_2_4_proxy_sync_id_only_on_events_and_barge_in_occurred() -> None:
    """“MAY occur only on events and the BARGE-IN-OCCURRED method”."""
    peer = Peer()
    assert peer.answer("STOP", "Proxy-Sync-Id: 1").status == 403
    assert peer.answer("BARGE-IN-OCCURRED", "Proxy-Sync-Id: 1").status == 200


def test_6_2_4_each_barge_in_able_event_has_a_tag_of_its_own() -> None:
    """“it also generates a unique tag”."""
    peer = Peer()
    tags = []
    for _ in range(2):
        request_id = peer.recognize(SPEECH)
        event = peer.event(peer.report(peer.recognizer.speech_started(request_id, peer.now)))
        tags.append(event.headers.get("Proxy-Sync-Id"))
        peer.ask("STOP", channel=RECOG)
    assert len(set(tags)) == 2
    assert None not in tags


def test_6_2_6_multipart_mixed_is_supported() -> None:
    """“The multipart content type “multipart/mixed” is supported”."""
    body = (
        b"--b\r\nContent-Type: text/plain\r\n\r\nOne\r\n--b\r\nContent-Type: text/uri-list\r\n\r\nhttp://a/b\r\n--b--"
    )
    peer = Peer()
    peer.speak(content_type="multipart/mixed; boundary=b", body=body)
    [start] = peer.actions
    assert isinstance(start, StartSpeaking)
    assert [entity.content_type for entity in start.entities] == ["text/plain", "text/uri-list"]


def test_6_2_7_stored_content_is_found_by_its_content_id() -> None:
    """“it MUST be retrievable using this ID”."""
    peer = Peer()
    peer.recognize(SPEECH)
    assert "session:g@x" in peer.synthesizer.contents


def test_6_2_8_content_base_goes_with_the_content() -> None:
    """“the base URI for resolving relative URIs within the entity”; for parts unless they have their own."""
    peer = Peer()
    body = b"--b\r\nContent-Type: text/uri-list\r\n\r\nb.ssml\r\n--b--"
    peer.speak("Content-Base: http://a/", content_type="multipart/mixed; boundary=b", body=body)
    [start] = peer.actions
    assert isinstance(start, StartSpeaking)
    assert start.entities[0].content_base == "http://a/"


def test_6_2_9_content_encoding_is_undone_or_refused() -> None:
    """“what decoding mechanisms must be applied”."""
    import gzip

    peer = Peer()
    peer.speak("Content-Encoding: gzip", content_type="text/plain", body=gzip.compress(b"Hello"))
    [start] = peer.actions
    assert isinstance(start, StartSpeaking)
    assert start.entities[0].body == b"Hello"
    answer = peer.answer("SPEAK", "Content-Encoding: br", content_type="text/plain", body=b"?")
    assert (answer.status, answer.headers.get("Content-Encoding")) == (409, "br")


def test_6_2_10_content_location_goes_with_the_content() -> None:
    """“the resource location for the entity enclosed”."""
    peer = Peer()
    peer.ask_grammar("RECOGNIZE", "Content-Location: http://a/g.grxml")
    [load] = peer.actions
    assert isinstance(load, LoadGrammars)
    assert load.entities[0].content_location == "http://a/g.grxml"


def test_6_2_11_missing_content_length_means_no_content() -> None:
    """“If it is missing, a default value of zero is assumed”."""
    message = parse_message(b"MRCP/2.0 27 STOP 1\r\nX:y\r\n\r\nabc")
    assert message.body == b""


def test_6_2_11_a_body_that_is_of_no_use_is_ignored() -> None:
    """“When a message having no use for a message body contains one, … the receiver MUST ignore the content”."""
    assert Peer().answer("STOP", content_type="text/plain", body=b"please").status == 200


def test_6_2_12_fetch_timeout_of_request_and_session() -> None:
    """“MAY occur in DEFINE-GRAMMAR, RECOGNIZE, SPEAK, SET-PARAMS, or GET-PARAMS”."""
    peer = Peer()
    peer.ask("SET-PARAMS", "Fetch-Timeout: 500")
    peer.speak()
    [start] = peer.actions
    assert isinstance(start, StartSpeaking)
    assert start.parameters.fetch_timeout_ms == 500


@pytest.mark.parametrize("value", ["max-age=86400", "max-stale", "max-stale=5, min-fresh=1"])
def test_6_2_13_cache_control_of_a_request(value: str) -> None:
    """“If the directives are sent on any other requests, they apply only to … that request”."""
    peer = Peer()
    peer.speak(f"Cache-Control: {value}")
    [start] = peer.actions
    assert isinstance(start, StartSpeaking)
    assert start.parameters.cache_control == value
    assert "Cache-Control" not in peer.answer("GET-PARAMS", "Cache-Control:").headers


def test_6_2_14_logging_tag_persists_and_reaches_the_log() -> None:
    """“Once set, the value persists until a new value is set or the session ends”."""
    peer = Peer()
    peer.ask("SET-PARAMS", "Logging-Tag: call-17")
    assert peer.actions == [LogTag("call-17")]
    assert peer.answer("GET-PARAMS", "Logging-Tag:").headers.get("Logging-Tag") == "call-17"


def test_6_2_15_cookies_are_stored_returned_and_aged() -> None:
    """“MRCPv2 clients and servers MUST support the Set-Cookie entity-header field”; “append the “Age” attribute”."""
    peer = Peer()
    peer.ask("SET-PARAMS", "Set-Cookie: id=7; Domain=example.com; Max-Age=100; Age=5")
    peer.after(10)
    cookie = peer.answer("GET-PARAMS", "Set-Cookie:").headers.get("Set-Cookie")
    assert cookie == "id=7; Domain=example.com; Max-Age=100; Age=15"


def test_6_2_15_new_cookies_return_in_the_complete_event() -> None:
    """“the server MUST return the new cookie information in the MRCPv2 COMPLETE response or event”."""
    peer = Peer()
    request_id = peer.speak()
    event = peer.event(peer.report(peer.synthesizer.finished(request_id, peer.now, new_cookies=["id=8"])))
    assert event.headers.get("Set-Cookie") == "id=8"


def test_6_2_15_cookies_on_any_request() -> None:
    """“MAY be specified in any request that subsequently results in the server performing an HTTP access”."""
    peer = Peer()
    peer.speak("Set-Cookie: id=9; Path=/")
    assert len(peer.synthesizer.cookies) == 1


def test_6_2_16_vendor_parameters_are_set_and_got_by_name() -> None:
    """“MAY contain a semicolon-separated list of implementation-specific attribute names”."""
    peer = Peer()
    peer.ask(
        "SET-PARAMS", 'Vendor-Specific-Parameters: com.example.param1="Company Name";com.example.param2=2;tts_voice=x'
    )
    answer = peer.answer("GET-PARAMS", "Vendor-Specific-Parameters: com.example.param1;tts_voice")
    assert answer.headers.get("Vendor-Specific-Parameters") == 'com.example.param1="Company Name";tts_voice=x'


RECOGNIZER_DEFAULTS = {"Accept": "application/nlsml+xml", "Accept-Charset": "utf-8"}


def test_6_2_2_accept_chooses_the_format_of_a_result() -> None:
    """“identical …, with the exception that if no Accept header field is present, the server MUST assume a default”."""
    peer = Peer()
    event = peer.hear(peer.recognize(SPEECH, "Accept: application/emma+xml, application/nlsml+xml;q=0.5"))
    assert event.headers.get("Content-Type") == "application/emma+xml"
    assert peer.answer("GET-RESULT", channel=RECOG).headers.get("Content-Type") == "application/nlsml+xml"
    answer = peer.answer("GET-RESULT", "Accept: application/emma+xml", channel=RECOG)
    assert answer.headers.get("Content-Type") == "application/emma+xml"
    assert b"http://www.w3.org/2003/04/emma" in answer.body


def test_6_2_2_accept_of_the_session_holds_until_a_request_says_otherwise() -> None:
    """“This default value can be changed for a resource on a session by … SET-PARAMS”; GET-PARAMS tells it."""
    peer = Peer()
    asked = [f"{name}:" for name in RECOGNIZER_DEFAULTS]
    answer = peer.answer("GET-PARAMS", *asked, channel=RECOG)
    assert {name: answer.headers.get(name) for name in RECOGNIZER_DEFAULTS} == RECOGNIZER_DEFAULTS
    assert peer.answer("SET-PARAMS", "Accept: application/emma+xml", channel=RECOG).status == 200
    assert peer.answer("GET-PARAMS", "Accept:", channel=RECOG).headers.get("Accept") == "application/emma+xml"
    assert b"<emma:emma" in peer.hear(peer.recognize(SPEECH)).body
    assert b"<result" in peer.hear(peer.recognize(SPEECH, "Accept: application/nlsml+xml")).body


@pytest.mark.parametrize("wish", ["Accept: text/plain", "Accept-Charset: klingon"])
def test_6_2_2_and_6_2_5_what_cannot_be_had_is_ignored_with_201(wish: str) -> None:
    """§5.4: “Success with some optional header fields ignored”; results stay as they were."""
    peer = Peer()
    name = wish.partition(":")[0]
    assert peer.answer("SET-PARAMS", wish, "No-Input-Timeout: 7000", channel=RECOG).status == 201
    answer = peer.answer("GET-PARAMS", f"{name}:", "No-Input-Timeout:", channel=RECOG)
    assert (answer.headers.get(name), answer.headers.get("No-Input-Timeout")) == (RECOGNIZER_DEFAULTS[name], "7000")
    peer.ask_grammar("RECOGNIZE", wish)
    (first,) = peer.report(peer.recognizer.grammars_loaded(peer.last_id, SPEECH, peer.now))
    (second,) = peer.ask_grammar("RECOGNIZE", wish)
    assert isinstance(first, Response)
    assert isinstance(second, Response)
    assert [(one.status, one.request_state) for one in (first, second)] == [(201, "IN-PROGRESS"), (201, "PENDING")]
    event = peer.hear(first.request_id)
    assert event.headers.get("Content-Type") == "application/nlsml+xml"
    assert event.body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')


def test_6_2_5_accept_charset_chooses_the_character_set_of_a_result() -> None:
    """“useful in specifying the character set to use in the … (NLSML) results of a RECOGNITION-COMPLETE event”."""
    peer = Peer()
    result = RecognitionResult((Alternative("Zürich", 0.9, "session:g@x"),))
    event = peer.hear(peer.recognize(SPEECH, "Accept-Charset: iso-8859-1"), result)
    assert event.headers.get("Content-Type") == "application/nlsml+xml;charset=iso-8859-1"
    assert "<instance>Zürich</instance>".encode("iso-8859-1") in event.body
    assert b'encoding="ISO-8859-1"' in event.body


def test_6_3_results_are_nlsml_by_default_and_emma_when_negotiated() -> None:
    """“all servers … MUST support the media type 'application/nlsml+xml'”; EMMA “can be used”."""
    peer = Peer()
    assert b'<result xmlns="urn:ietf:params:xml:ns:mrcpv2"' in peer.hear(peer.recognize(SPEECH)).body
    peer = Peer(recognizer={"result_format": "application/emma+xml"})
    assert b"http://www.w3.org/2003/04/emma" in peer.hear(peer.recognize(SPEECH)).body
