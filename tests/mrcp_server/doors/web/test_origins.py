"""Names under which the server may be asked, and pages that may do more than look."""

import pytest

from mrcp_server.doors.web.origins import Origins
from mrcp_server.doors.web.refusal import Reason, RefusedError


def _verdict(origins: Origins, method: str = "POST", scheme: str = "http", **headers: str) -> Reason | None:
    try:
        origins.check(method, scheme, headers)
    except RefusedError as refusal:
        return refusal.reason
    return None


@pytest.mark.parametrize(
    ("origin", "fine"),
    [
        ("", True),
        ("http://here:8080", True),
        ("HTTP://Here:8080", True),
        ("https://good.example", True),
        ("https://good.example/", True),
        ("https://good.example:444", False),
        ("https://evil.example", False),
        ("http://here", False),
        ("http://here:8081", False),
        ("http://here:99999", False),
        ("http://[", False),
        ("null", False),
        ("here:8080", False),
    ],
)
@pytest.mark.parametrize(("method", "scheme"), [("POST", "http"), ("DELETE", "http"), ("GET", "ws")])
def test_a_foreign_page_may_only_look(origin: str, fine: bool, method: str, scheme: str) -> None:
    origins = Origins(origins=["https://Good.example"])
    assert _verdict(origins, method, scheme, host="here:8080", origin=origin) is (None if fine else Reason.ORIGIN)
    assert _verdict(origins, "GET", "http", host="here:8080", origin=origin) is None


def test_the_usual_port_need_not_be_named() -> None:
    assert _verdict(Origins(), host="here:80", origin="http://here") is None
    assert _verdict(Origins(), host="here", origin="http://here:80") is None
    assert _verdict(Origins(), "GET", "wss", host="here", origin="https://here") is None
    # A proxy takes TLS off and passes the name on.
    assert _verdict(Origins(), host="here", origin="https://here") is None


def test_a_star_lets_every_page_in() -> None:
    assert _verdict(Origins(origins=["*"]), host="here", origin="https://evil.example") is None


@pytest.mark.parametrize(
    ("host", "fine"),
    [
        ("127.0.0.1:8080", True),
        ("[::1]:8080", True),
        ("localhost", True),
        ("app.localhost:1", True),
        ("speech", True),
        ("speech.Example.com.", True),
        ("speech.example.com:8080", True),
        ("evil.example", False),
        ("evil.example:8080", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example", False),
        ("127.0.0.1:99999", False),
        ("[::1", False),
        ("good@evil.example", False),
    ],
)
def test_another_name_is_refused(host: str, fine: bool) -> None:
    for method in ("GET", "POST"):
        verdict = _verdict(Origins(["Speech.example.com"]), method, host=host)
        assert verdict is (None if fine else Reason.HOST)
    assert _verdict(Origins(["*"]), "GET", host=host) is None


def test_this_machines_name_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "Speech1.example.com")
    assert _verdict(Origins(), host="speech1.example.com") is None
