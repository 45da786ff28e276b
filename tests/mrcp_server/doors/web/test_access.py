import pytest

from mrcp_server.doors.web.access import Access, Allowance, presented_key
from mrcp_server.doors.web.refusal import Reason, RefusedError


def _reason(call: object, *arguments: object) -> Reason:
    assert callable(call)
    with pytest.raises(RefusedError) as caught:
        call(*arguments)
    return caught.value.reason


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        ({"authorization": "Bearer abc"}, "abc"),
        ({"authorization": "token  abc "}, "abc"),
        ({"authorization": "abc"}, "abc"),
        ({"xi-api-key": "abc"}, "abc"),
        ({"authorization": "Basic eDp5", "xi-api-key": "abc"}, "abc"),
        ({"sec-websocket-protocol": "token, abc"}, "abc"),
        ({"sec-websocket-protocol": "chat, superchat"}, ""),
        ({"sec-websocket-protocol": "chat"}, ""),
        ({}, ""),
    ],
)
def test_where_a_key_may_stand(headers: dict[str, str], key: str) -> None:
    assert presented_key(headers) == key


def test_each_key_has_its_own_caller() -> None:
    access = Access(["first", "second"])
    assert not access.open
    assert access.admit("first") is access.admit("first")
    assert access.admit("first") is not access.admit("second")
    assert "first" not in access.admit("first").name
    for wrong in ("", "firs", "first ", "third", "fïrst", "\ud800"):
        assert _reason(access.admit, wrong) is Reason.KEY


def test_without_keys_everybody_is_one_caller() -> None:
    access = Access([])
    assert access.open
    assert access.admit("") is access.admit("anything")


def test_requests_are_refilled_evenly() -> None:
    caller = Access(["k"], requests_per_minute=60).admit("k")
    for _ in range(60):
        caller.count_request(0.0)
    assert _reason(caller.count_request, 0.5) is Reason.RATE
    caller.count_request(1.5)
    assert _reason(caller.count_request, 1.5) is Reason.RATE


def test_characters_are_limited_and_one_long_text_is_not_refused_for_ever() -> None:
    caller = Access(["k"], characters_per_minute=100).admit("k")
    caller.count_characters(250, 0.0)
    assert _reason(caller.count_characters, 1, 60.0) is Reason.CHARACTERS
    caller.count_characters(1, 100.0)


def test_no_limit_is_no_limit() -> None:
    assert all(Allowance(0).take(10**9, 0.0) for _ in range(3))


def test_streams_are_given_back_also_when_they_fail() -> None:
    caller = Access(["k"], concurrent_streams=1).admit("k")

    def hold_two() -> None:
        with caller.stream(), caller.stream():
            pass

    assert _reason(hold_two) is Reason.STREAMS
    assert caller.streams == 0
    with caller.stream():
        assert caller.streams == 1


def test_who_keeps_a_key_keeps_what_it_used_when_keys_and_limits_change() -> None:
    access = Access(["kept", "gone"], requests_per_minute=2, concurrent_streams=1)
    kept = access.admit("kept")
    kept.count_request(0.0)
    kept.count_request(0.0)
    with kept.stream():
        access.change(["kept", "new"], requests_per_minute=3, concurrent_streams=1, characters_per_minute=0)
        assert access.admit("kept") is kept
        assert _reason(kept.stream().__enter__) is Reason.STREAMS
    assert _reason(access.admit, "gone") is Reason.KEY
    kept.count_request(0.0)
    assert _reason(kept.count_request, 0.0) is Reason.RATE
    access.admit("new").count_request(0.0)


def test_less_a_minute_counts_at_once() -> None:
    allowance = Allowance(10)
    assert allowance.take(1, 0.0)
    allowance.change(2)
    assert [allowance.take(1, 0.0) for _ in range(3)] == [True, True, False]
    assert allowance.take(1, 30.0)
    allowance.change(0)
    assert allowance.take(1000, 30.0)
