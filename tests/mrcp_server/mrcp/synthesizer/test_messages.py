"""Fields a synthesizer sends."""

from mrcp_server.mrcp.synthesizer.messages import speak_complete_fields, speech_marker
from mrcp_server.mrcp.synthesizer.reports import SpeakFailure
from mrcp_server.mrcp.wire.codes import SpeakCause


def test_marker_with_and_without_a_mark() -> None:
    assert speech_marker(857206027059) == ("Speech-Marker", "timestamp=857206027059")
    assert speech_marker(857206027059, "here") == ("Speech-Marker", "timestamp=857206027059;here")


def test_speak_complete() -> None:
    assert speak_complete_fields(SpeakCause.NORMAL, 1, "") == [
        ("Completion-Cause", "000 normal"),
        ("Speech-Marker", "timestamp=1"),
    ]
    failure = SpeakFailure(SpeakCause.URI_FAILURE, "gone", "http://a", "410 Gone")
    assert speak_complete_fields(SpeakCause.URI_FAILURE, 1, "m", failure=failure, new_cookies=["a=b"]) == [
        ("Completion-Cause", "003 uri-failure"),
        ("Completion-Reason", '"gone"'),
        ("Speech-Marker", "timestamp=1;m"),
        ("Failed-URI", "http://a"),
        ("Failed-URI-Cause", "410 Gone"),
        ("Set-Cookie", "a=b"),
    ]
