import pytest
from starlette.datastructures import QueryParams

from mrcp_server.doors.deepgram.messages import read_speak_parameters, text_of, unknown_type
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.services import HttpServices
from mrcp_server.doors.web.speech_service import SpeechService
from tests.fakes.speaker import FakeSpeaker, fake_voices


def test_the_query_of_a_speaking_socket() -> None:
    service = SpeechService(HttpServices(speaker=FakeSpeaker(), voices=fake_voices))
    plain = read_speak_parameters(QueryParams("model=en-us"), service)
    assert (plain.model, plain.style.format.codec, plain.style.format.rate_hz) == ("en-us", "pcm", 24000)
    named = read_speak_parameters(QueryParams("encoding=mulaw&sample_rate=8000&speed=1.5&container=wav"), service)
    assert (named.style.format.codec, named.style.format.container, named.style.speed) == ("mulaw", "none", 1.5)
    for query in ("encoding=mp3", "sample_rate=many", "sample_rate=1", "speed=fast", "speed=9", "model=nobody"):
        with pytest.raises(RefusedError):
            read_speak_parameters(QueryParams(query), service)


def test_a_speak_message_has_a_text() -> None:
    assert text_of({"type": "Speak", "text": ""}) == ""
    for message in ({}, {"text": 7}):
        with pytest.raises(RefusedError):
            text_of(message)


def test_an_unknown_type_is_told_in_short() -> None:
    refusal = unknown_type({"type": ["x" * 99]})
    assert (refusal.reason, refusal.field, len(refusal.message)) == (
        Reason.DOCUMENT,
        "type",
        len("unknown message type ") + 42,
    )
