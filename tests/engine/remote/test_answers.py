"""Statuses and bodies of services' errors."""

import pytest

from engine.remote.answers import error_of, reason_in, same_origin
from engine.remote.errors import Fault


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (401, Fault.KEY), (403, Fault.KEY), (402, Fault.LIMITED), (429, Fault.LIMITED), (400, Fault.REFUSED),
        (404, Fault.REFUSED), (422, Fault.REFUSED), (408, Fault.BROKEN), (500, Fault.BROKEN), (503, Fault.BROKEN),
        (599, Fault.BROKEN), (302, Fault.GARBAGE), (100, Fault.BROKEN),
    ],
)  # fmt: skip
def test_a_status_means_a_fault(status: int, fault: Fault) -> None:
    assert error_of("a", status, {}, b"", url="http://x/", now_unix=0).fault is fault


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7), ("", 0), ("soon", 0), ("Thu, 01 Jan 1970 00:01:00 GMT", 50), ("Thu, 01 Jan 1970 00:00:01 GMT", 0),
     ("9" * 400, 999_999_999)],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float) -> None:
    error = error_of("a", 429, {"retry-after": value}, b"", url="http://x/", now_unix=10)
    assert error.retry_after_s == seconds


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"error": {"message": "no such voice", "code": 1}}', "no such voice"),
        (b'{"detail": [{"message": "quota"}]}', "quota"),
        (b'{"err_msg": "bad\\u001b[31m key"}', "bad [31m key"),
        (b"plain words\r\nof two lines", "plain words of two lines"),
        (b"<html>proxy</html>", ""),
        (b'{"broken', ""),
        (b"[" * 100_000, ""),
        (b'{"a": 1}', ""),
        (b"x" * 9999, "x" * 200),
        (b"\xff\xfe", "��"),
    ],
)
def test_an_errors_body_becomes_one_short_line(body: bytes, reason: str) -> None:
    assert reason_in(body) == reason


def test_the_line_names_service_status_and_reason() -> None:
    error = error_of("a", 401, {}, b'{"error": "wrong key"}', url="http://x/", now_unix=0)
    assert error.reason == "a: 401 Unauthorized: wrong key"


def test_a_redirect_is_an_error_that_names_where_it_leads() -> None:
    error = error_of("a", 307, {"location": "http://u:p@10.0.0.1/x"}, b"", url="https://x/", now_unix=0)
    assert "http://10.0.0.1, which is not followed" in error.reason
    error = error_of("a", 302, {"location": "http://[v1.x/"}, b"", url="https://x/", now_unix=0)
    assert error.reason == "a: redirects to what is no URL"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/v2/speech", "https://x/v2/speech"),
        ("https://x/other", "https://x/other"),
        ("http://x/other", ""),
        ("https://x:444/", ""),
        ("//10.0.0.1/", ""),
        ("https://u@x/", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_a_redirect_stays_at_its_origin_or_is_none(location: str, target: str) -> None:
    assert same_origin("https://x/v1", location) == target
