"""RFC 4028: what both sides agree on."""

import pytest

from sip.configuration import UserAgentConfig
from sip.errors import SipError
from sip.headers import Headers
from sip.message import Request, Response
from sip.session_timer import SessionTimer, agree, agreed, check_interval
from sip.timers import Schedule


def invite(*headers: tuple[str, str]) -> Request:
    return Request("INVITE", "sip:a", Headers(headers))


class TestServer:
    """§9, table 2."""

    @pytest.mark.parametrize(
        ("headers", "asks_s", "value", "required"),
        [
            (
                [("Supported", "timer"), ("Session-Expires", "600;refresher=uac"), ("Min-SE", "120")],
                0,
                "600;refresher=uac",
                True,
            ),
            ([("k", "timer"), ("x", "600")], 0, "600;refresher=uac", True),
            ([("Supported", "timer"), ("Session-Expires", "600;refresher=uas")], 0, "600;refresher=uas", False),
            ([("Session-Expires", "600")], 0, "600;refresher=uas", False),
            ([("Require", "timer"), ("Session-Expires", "600")], 0, "600;refresher=uac", True),
            ([("Supported", "timer")], 900, "900;refresher=uac", True),
            ([("Supported", "timer"), ("Min-SE", "1800;x")], 900, "1800;refresher=uac", True),
        ],
    )
    def test_the_refresher_is_the_caller_where_it_can(
        self, headers: list[tuple[str, str]], asks_s: int, value: str, required: bool
    ) -> None:
        timer, answer = agree(invite(*headers), UserAgentConfig(session_expires_s=asks_s))
        assert timer is not None
        assert ("Session-Expires", value) in answer
        assert (("Require", "timer") in answer) is required
        assert timer.we_refresh is not required

    @pytest.mark.parametrize(
        ("headers", "asks_s"), [([("Supported", "timer")], 0), ([], 900), ([("Session-Expires", "89")], 0)]
    )
    def test_without_a_wish_there_is_none(self, headers: list[tuple[str, str]], asks_s: int) -> None:
        assert agree(invite(*headers), UserAgentConfig(session_expires_s=asks_s)) == (None, ())

    def test_too_short_is_422(self) -> None:
        with pytest.raises(SipError) as caught:
            check_interval(invite(("Supported", "timer"), ("Session-Expires", "89")), UserAgentConfig())
        assert (caught.value.status, caught.value.headers) == (422, (("Min-SE", "90"),))
        check_interval(invite(("Session-Expires", "89")), UserAgentConfig())
        check_interval(invite(("Supported", "timer"), ("Session-Expires", "90")), UserAgentConfig())

    @pytest.mark.parametrize("header", [("Session-Expires", "x"), ("Min-SE", "x")])
    def test_nonsense_is_400(self, header: tuple[str, str]) -> None:
        with pytest.raises(SipError) as caught:
            check_interval(invite(header), UserAgentConfig())
        assert caught.value.status == 400


class TestClient:
    """§7.2."""

    @pytest.mark.parametrize(
        ("value", "ours"), [("600;refresher=uac", True), ("600;refresher=uas", False), ("600", True)]
    )
    def test_the_answer_says_who_refreshes(self, value: str, ours: bool) -> None:
        timer = agreed(Response(200, "", Headers([("Session-Expires", value)])))
        assert timer is not None
        assert (timer.interval_s, timer.we_refresh) == (600, ours)

    def test_an_interval_that_is_too_short_is_90_s(self) -> None:
        timer = agreed(Response(200, "", Headers([("Session-Expires", "1")])))
        assert timer is not None
        assert timer.interval_s == 90

    @pytest.mark.parametrize("headers", [[], [("Session-Expires", "x")]])
    def test_no_interval_is_none(self, headers: list[tuple[str, str]]) -> None:
        assert agreed(Response(200, "", Headers(headers))) is None


def test_when_to_refresh_and_when_to_give_up() -> None:
    assert SessionTimer(600, we_refresh=True).refresh_after_s == 300
    assert SessionTimer(600, we_refresh=True).expires_after_s == 568
    assert SessionTimer(90, we_refresh=True).expires_after_s == 60


def test_stopping_stops_both_timers() -> None:
    class Nobody:
        def handle_timer(self, name: str, now: float) -> None:
            raise AssertionError(name)

    schedule = Schedule()
    timer = SessionTimer(600, we_refresh=True)
    timer.stop()
    timer.expiry = schedule.start(1.0, Nobody(), "a")
    timer.refresh = schedule.start(1.0, Nobody(), "b")
    timer.stop()
    assert schedule.next_deadline() is None
