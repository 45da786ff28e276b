"""Header fields that any resource may send."""

from mrcp_server.mrcp.recognizer.reports import RecognitionFailure
from mrcp_server.mrcp.synthesizer.reports import SpeakFailure
from mrcp_server.mrcp.wire.codes import RecognitionCause, SpeakCause
from mrcp_server.mrcp.wire.fields import active_ids, cookie_fields, failed_uri_fields


def test_ids() -> None:
    assert active_ids([543258, 543259]) == ("Active-Request-Id-List", "543258,543259")


def test_the_uri_that_failed_with_its_cause() -> None:
    assert failed_uri_fields(RecognitionFailure(RecognitionCause.URI_FAILURE)) == []
    assert failed_uri_fields(RecognitionFailure(RecognitionCause.URI_FAILURE, "", "u")) == [
        ("Failed-URI", "u"),
        ("Failed-URI-Cause", "unknown"),
    ]
    gone = SpeakFailure(SpeakCause.URI_FAILURE, "gone", "http://a", "410 Gone")
    assert failed_uri_fields(gone)[1] == ("Failed-URI-Cause", "410 Gone")


def test_each_new_cookie_has_a_field() -> None:
    assert cookie_fields(["a=b", "c=d"]) == [("Set-Cookie", "a=b"), ("Set-Cookie", "c=d")]
