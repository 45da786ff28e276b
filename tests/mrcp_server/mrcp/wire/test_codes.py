"""The words of the RFC."""

from mrcp_server.mrcp.wire.codes import (
    ALLOWED_CAUSES,
    FAILURE,
    FAILURE_CAUSES,
    SPEAK_FAILURES,
    EventName,
    Method,
    RecognitionCause,
    SpeakCause,
    cause_is_allowed,
)


def test_causes_are_numbered_without_a_gap() -> None:
    """§8.4.4 has 000 to 007, §9.4.11 has 000 to 016."""
    assert [cause[:4] for cause in SpeakCause] == [f"{number:03d} " for number in range(8)]
    assert [cause[:4] for cause in RecognitionCause] == [f"{number:03d} " for number in range(17)]


def test_a_failure_response_never_says_success() -> None:
    for (_, status), causes in ALLOWED_CAUSES.items():
        assert (status == FAILURE) <= (not {"000 success", "000 normal"} & causes)


def test_every_failure_of_a_method_can_say_what_the_method_says_by_default() -> None:
    for method, cause in FAILURE_CAUSES.items():
        assert all(cause_is_allowed(method, status, cause) for status in (402, 403, 404, 406, 407, 408, 409, 410, 501))
        assert not cause_is_allowed(method, 200, cause)


def test_pairs() -> None:
    assert cause_is_allowed(EventName.SPEAK_COMPLETE, 0, SpeakCause.CANCELLED)
    assert cause_is_allowed(Method.RECOGNIZE, 407, RecognitionCause.URI_FAILURE)
    assert not cause_is_allowed(Method.SPEAK, 407, SpeakCause.ERROR)
    assert SpeakCause.NORMAL not in SPEAK_FAILURES


def test_words_are_their_spelling() -> None:
    assert f"{Method.BARGE_IN_OCCURRED}" == "BARGE-IN-OCCURRED"
    assert f"{EventName.SPEAK_COMPLETE}" == "SPEAK-COMPLETE"
