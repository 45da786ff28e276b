"""What a request asks for."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.synthesizer.headers import SPEECHSYNTH
from mrcp_server.mrcp.synthesizer.speak_request import parse_lexicons, parse_speech
from mrcp_server.mrcp.wire.message import Headers, Request
from tests.mrcp_server.mrcp.dialogue import brief, response_of, synthesizer_client


def request(body: bytes, **fields: str) -> Request:
    """`Content_Type="text/plain"` becomes a field."""
    return Request("X", 1, Headers((name.replace("_", "-"), value) for name, value in fields.items()), body)


def test_load_lexicon_on_speak_is_tolerated() -> None:
    """app_unimrcp sends it."""
    assert brief(synthesizer_client().speak("Load-Lexicon: true")) == ["1: 200 IN-PROGRESS", "start 1"]


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("Voice-Gender: robot", 404),
        ("Vendor-Specific-Parameters: novalue", 404),
        ("Set-Cookie: novalue", 404),
        ("Speech-Marker: timestamp=1", 403),
        ("Confidence-Threshold: 0.5", 403),
        ("Fetch-Timeout: 6000000", 409),
    ],
)
def test_refused_with_the_field_as_sent(line: str, status: int) -> None:
    client = synthesizer_client()
    answer = response_of(client.speak(line))
    name, _, value = line.partition(": ")
    assert (answer.status, list(answer.headers)[2:]) == (status, [(name, value)])
    assert answer.headers.get("Completion-Reason")
    assert client.resource.request_ids == ()


def test_speech_may_come_with_audio_but_not_as_audio() -> None:
    parts = (
        b"--b\r\nContent-Type: text/plain\r\n\r\nHi\r\n"
        b"--b\r\nContent-Type: audio/wav\r\nContent-ID: c\r\n\r\nRIFF\r\n--b--"
    )
    entities = parse_speech(request(parts, Content_Type="multipart/mixed; boundary=b"), SPEECHSYNTH)
    assert [entity.content_type for entity in entities] == ["text/plain", "audio/wav"]
    with pytest.raises(MrcpError, match="cannot speak audio/wav"):
        parse_speech(request(b"RIFF", Content_Type="audio/wav"), SPEECHSYNTH)


def test_empty_speech_is_speech() -> None:
    assert brief(synthesizer_client().speak(body=b"")) == ["1: 200 IN-PROGRESS", "start 1"]


def test_without_content_type_is_406() -> None:
    assert brief(synthesizer_client().send("SPEAK", [], b"Hello.")) == ["1: 406 COMPLETE"]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"<lexicon/>", "application/pls+xml", 406),  # §8.5.2: it needs a name
        (b"x", "text/plain", 407),  # §8.14: "in an unsupported form"
        (b"", "application/pls+xml", 407),
    ],
)
def test_lexicons_that_cannot_be_defined(body: bytes, content_type: str, status: int) -> None:
    with pytest.raises(MrcpError) as caught:
        parse_lexicons(request(body, Content_Type=content_type), SPEECHSYNTH)
    assert caught.value.status == status


def test_the_name_is_enough_for_a_lexicon_of_the_session() -> None:
    """§8.4.16: it may be loaded and unloaded."""
    [entity] = parse_lexicons(request(b"", Content_ID="<names@x>"), SPEECHSYNTH)
    assert (entity.content_id, entity.body) == ("names@x", b"")
