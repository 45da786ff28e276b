import pytest

from mrcp_server.doors.web.refusal import Reason, RefusedError


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_word_and_an_error_status(reason: Reason) -> None:
    assert reason.word == reason.name.lower()
    assert 400 <= reason.status < 600


def test_a_refusal_carries_what_dialects_say() -> None:
    refusal = RefusedError(Reason.VOICE, "there is no voice 'x'", "voice")
    assert (refusal.status, refusal.message, refusal.field, str(refusal)) == (
        404,
        "there is no voice 'x'",
        "voice",
        "there is no voice 'x'",
    )
