"""The feed of recent sessions is bounded in every direction."""

from mrcp_server.observability.feed import EVENTS_PER_SESSION, Feed


def test_the_newest_sessions_come_first_and_the_oldest_is_forgotten() -> None:
    feed = Feed(sessions=2)
    for name in ("a", "b", "c"):
        feed.open(name, 1.0, "peer")
    assert [session.session for session in feed.recent(5)] == ["c", "b"]
    assert feed.get("a") is None
    assert feed.get("b") is not None
    assert feed.recent(0) == []


def test_a_session_keeps_a_bounded_number_of_bounded_events() -> None:
    session = Feed().open("a", 0.0, "peer")
    for index in range(EVENTS_PER_SESSION + 5):
        session.record(float(index), "SIP", "in", "x" * 10000)
    assert len(session.events) == EVENTS_PER_SESSION
    assert session.events[0].at == 5.0
    assert len(session.events[0].label) == 400


def test_bytes_that_are_no_utf8_can_be_shown() -> None:
    session = Feed().open("a", 0.0, "peer")
    session.record(0.0, "MRCP", "in", "SP\udcffEAK ü")
    assert session.events[0].label == "SP\\udcffEAK ü"
